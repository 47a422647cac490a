"""Receive files: bytes into the archive, declared facts beside them, a row in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from flows.outcome import TRANSIENT
from lighting.registry import DATASETS
from lighting.settings import Settings
from transforms.reading.limits import MEBIBYTE, Limits
from warehouse import archive, ledger, runs
from warehouse.archive import Entry
from warehouse.connection import transaction
from warehouse.landing import MANIFEST, ChangedError, Landed, Landing, add_manifest, shown
from warehouse.manifest import Declared, facts_hash, now

_SIDE_BY_SIDE = 4
"""Files that are copied at the same time: most of it is waiting for the disk."""


@dataclass(frozen=True)
class Received:
    """What came in.

    Attributes:
        new: identifiers of deliveries that the ledger did not know.
        files: number of files seen.
        known: number of them that were known already.
        passed_over: what lies there and is not read: its path and why.
        faults: what could not be listed or read, which the next run tries again.
        notes: what somebody should know of the folder.
    """

    new: list[str]
    files: int
    known: int
    passed_over: list[str]
    faults: list[str]
    notes: list[str]


def receive_landing(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    run_id: str,
    before_reading: Callable[[], None] = lambda: None,
    only: Mapping[str, str] | None = None,
) -> Received:
    """Receive what is new in the landing folder. Known files are recognised without reading them.

    A file that cannot be read, or that changes meanwhile, is left for the next run; the others are received.

    Args:
        con: the warehouse.
        settings: where data lives.
        run_id: the run.
        before_reading: called once if there are files that have not been seen, before they are read.
        only: files to receive, path and fingerprint; None for all.
    """
    landing = Landing(settings.landing_url)
    seen = runs.seen_files(con)
    listing = landing.listing()
    files = listing.files
    changed = [landed for landed in files if seen.get(landed.path) != landed.fingerprint]
    if only is not None:
        changed = [landed for landed in changed if only.get(landed.path) == landed.fingerprint]
    if changed:
        before_reading()
    entries: dict[Landed, Entry] = {}
    passed_over: list[str] = []
    faults, notes = listing.faults, []
    with ThreadPoolExecutor(_SIDE_BY_SIDE if landing.is_local else 1) as pool:
        for landed, stored in zip(changed, pool.map(lambda f: _store(landing, f, settings), changed), strict=True):
            found = stored if isinstance(stored, Exception) else _noted(settings, landed, *stored)
            if isinstance(found, ChangedError):
                passed_over.append(f"{shown(landed.path)}: {found}")
            elif isinstance(found, Exception):
                faults.append(f"{shown(landed.path)}: {type(found).__name__}: {found}")
            else:
                entries[landed] = found
    if (seen or changed) and not landing.is_there():
        passed_over = []  # all for the same reason
        faults.append(f"landing folder: {settings.landing_url} is not there; is its share mounted?")
    elif seen and not (files or listing.passed_over or faults):
        told = "is empty, and held files before: if its share is not mounted, mount it."
        notes.append(f"The landing folder {settings.landing_url} {told}")
    with transaction(con):
        new = ledger.add_entries(con, entries.values(), run_id)
        runs.remember_files(con, ((f.path, f.fingerprint, e.delivery_id) for f, e in entries.items()))
    return Received(new, len(files), len(files) - len(new), [*listing.passed_over, *passed_over], faults, notes)


def receive_paths(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    paths: Sequence[Path],
    flags: Mapping[str, Any],
    run_id: str,
) -> list[str]:
    """Receive files that were named; returns the identifiers of those that the ledger knew already.

    Args:
        con: the warehouse.
        settings: where data lives.
        paths: files; a folder stands for the files in it.
        flags: facts given with the command; they fill gaps of the manifests and must not contradict them.
        run_id: the run.
    """
    entries = []
    for path in paths:
        declared = Declared()
        manifest = _manifest_beside(path)
        if manifest is not None:
            add_manifest(declared, manifest.name, manifest.read_bytes(), path.name)
        declared.add("the command", flags)
        declared.check()
        with path.open("rb") as stream:
            sha256, size = archive.store(settings.archive, stream)
        entries.append(_entry(settings, sha256, size, path.name, declared))
    with transaction(con):
        new = ledger.add_entries(con, entries, run_id)
    return sorted({entry.delivery_id for entry in entries} - set(new))


def reconcile(con: duckdb.DuckDBPyConnection, settings: Settings, run_id: str) -> list[str]:
    """Enter deliveries that are in the archive and not in the ledger, such as after a crash; returns them."""
    archive.sweep(settings.archive)
    if archive.names(settings.archive) <= ledger.known_names(con):
        return []
    with transaction(con):
        return ledger.add_entries(con, archive.entries(settings.archive), run_id)


def receive_again(settings: Settings, con: duckdb.DuckDBPyConnection, deliveries: Iterable[str]) -> None:
    """Note a later moment of receipt, so that a delivery that came before its release may be judged again."""
    wanted = set(deliveries)
    for entry in archive.entries(settings.archive):
        if entry.delivery_id in wanted:
            archive.receive_again(settings.archive, replace(entry, received_at=now().isoformat()))
            ledger.set_received(con, entry.delivery_id, now().isoformat())


def _store(landing: Landing, landed: Landed, settings: Settings) -> tuple[Declared, str, int] | Exception:
    """Bring the bytes of a file into the archive; returns what is declared for it, its hash and size.

    What keeps it from that is returned: that it changed meanwhile, or a fault that may pass, such as a share that is
    away or a full disk.
    """
    try:
        declared = landing.declared(landed)
        with landing.open(landed) as stream:
            return declared, *archive.store(settings.archive, stream, lambda: landing.check_unchanged(landed))
    except FileNotFoundError:
        return ChangedError("it was taken away while the folder was read; put it there again if it is meant")
    except (ChangedError, *TRANSIENT) as error:
        return error


def _noted(settings: Settings, landed: Landed, declared: Declared, sha256: str, size: int) -> Entry | Exception:
    """Note what is declared beside the bytes; what keeps it from that and may pass is returned."""
    try:
        return _entry(settings, sha256, size, landed.name, declared)
    except TRANSIENT as error:
        return error


def _entry(settings: Settings, sha256: str, size: int, name: str, declared: Declared) -> Entry:
    """Put the declared facts of a file beside its bytes; a dataset that nobody names is recognised by the header."""
    named = declared.facts.get("dataset")
    if named is not None and (named not in DATASETS or DATASETS[named].kind == "decision"):
        known = ", ".join(sorted(n for n, d in DATASETS.items() if d.kind != "decision"))
        declared.problems.append(f"no dataset '{named}'; there are {known}")
        del declared.facts["dataset"]
    elif named is None:
        from transforms.recognise import recognise  # loads what only reading needs

        modules = {n: d.transforms for n, d in DATASETS.items() if d.kind != "decision" and d.has_own_header}
        limits = Limits(unpacked_bytes=settings.unpacked_mb * MEBIBYTE)
        found = recognise(archive.bytes_of(settings.archive, sha256), name, modules, limits)
        if len(found) == 1:
            declared.facts["dataset"] = found[0]
        elif found:
            declared.problems.append(f"the header fits {' and '.join(found)}; name the dataset")
    facts = declared.normalised()
    entry = Entry(
        sha256=sha256,
        facts_sha256=facts_hash(facts),
        facts=facts,
        dataset=declared.facts.get("dataset"),
        file_name=name,
        byte_size=size,
        received_at=now().isoformat(),
    )
    archive.note(settings.archive, entry)
    return entry


def _manifest_beside(path: Path) -> Path | None:
    candidates = (path.with_name(f"{path.name}.toml"), path.with_name(MANIFEST))
    return next((candidate for candidate in candidates if candidate.is_file()), None)
