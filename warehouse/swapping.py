"""Put other files in place of the warehouse, all of them or none, and keep the old ones for a time.

What is to be done is written into a note before the first file moves. Whoever opens the warehouse for writing finishes
what a note says, so a swap that was killed has either not begun or is completed by the next start. Readers of the
published file see the old one or the new one: it is replaced by a rename.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from lighting.settings import Settings
from warehouse.files import drop_log, replacing, sync, sync_folder

NOTE, RECORD = "swap.json", "record.json"
BACKFILL, ROLLBACK = "backfill", "rollback"
_PARTS = ("confidential", "warehouse", "published")
"""Files that are replaced together, named as the settings name them."""


@dataclass(frozen=True)
class Kept:
    """Why old files were replaced, and by whom.

    Attributes:
        run_id: run that replaced them, and the name of the folder they are kept in.
        kind: backfill or rollback.
        reason: why, in the words of the person.
        replaced_by: name of the person.
        replaced_at: when, naive Asia/Shanghai, ISO.
        dataset: dataset that was worked through again; None for all.
        released_from: first day of release of what was worked through again.
        released_to: last day.
    """

    run_id: str
    kind: str
    reason: str
    replaced_by: str
    replaced_at: str
    dataset: str | None = None
    released_from: date | None = None
    released_to: date | None = None


def kept_folder(settings: Settings, run_id: str) -> Path:
    """Where the files that a run replaced are kept."""
    return settings.kept / run_id


def kept(settings: Settings) -> list[Kept]:
    """What is kept, the latest first."""
    found = [_record(path) for path in settings.kept.glob(f"*/{RECORD}")]
    return sorted(found, key=lambda record: record.run_id, reverse=True)


def swap(settings: Settings, fresh: Settings, record: Kept) -> None:
    """Put the files of another home in place of this one's, and keep the old. The writer's lock must be held.

    Both warehouses must be closed, so that no file holds what is not in it yet.
    """
    for home in (settings, fresh):
        for name in ("warehouse", "confidential"):
            if (log := Path(f"{getattr(home, name)}.wal")).exists():
                raise FileExistsError(f"{log} is there: the warehouse beside it was not closed")
    parts = [name for name in _PARTS if getattr(fresh, name).is_file()]
    for name in parts:
        sync(getattr(fresh, name))
    note = {
        "fresh": str(fresh.home.relative_to(settings.home)),
        "parts": parts,
        "record": asdict(record),
    }
    _write(settings.home / NOTE, note)
    complete(settings)


def discard(settings: Settings, fresh: Settings) -> None:
    """Remove what was made beside, unless a swap that has begun needs it. The writer's lock must be held."""
    if not (settings.home / NOTE).is_file():
        shutil.rmtree(fresh.home, ignore_errors=True)


def complete(settings: Settings) -> None:
    """Finish a swap that has begun, and remove what a killed writer left aside. The writer's lock must be held."""
    path = settings.home / NOTE
    if path.is_file():
        note = json.loads(path.read_text(encoding="utf-8"))
        fresh = replace(settings, home=settings.home / note["fresh"])
        aside = replace(settings, home=kept_folder(settings, note["record"]["run_id"]))
        aside.published.parent.mkdir(parents=True, exist_ok=True)
        settings.published.parent.mkdir(parents=True, exist_ok=True)
        drop_log(settings.published)
        for name in _PARTS:
            _replace(getattr(settings, name), getattr(fresh, name), getattr(aside, name), is_new=name in note["parts"])
        _write(aside.home / RECORD, note["record"])
        for folder in (settings.published.parent, settings.home):
            sync_folder(folder)
        path.unlink()
        sync_folder(settings.home)
    for path in settings.home.glob("*.part"):
        path.unlink()
    for name in (BACKFILL, ROLLBACK):
        if (settings.home / name).is_dir():
            shutil.rmtree(settings.home / name)


def _replace(place: Path, fresh: Path, aside: Path, *, is_new: bool) -> None:
    """Keep the old file and put the new one in its place; each step is repeated harmlessly after a kill."""
    if is_new and not fresh.is_file():
        return  # it is in its place already
    if place.is_file() and not aside.is_file():
        _keep(place, aside)
    if is_new:
        fresh.rename(place)
    else:
        place.unlink(missing_ok=True)


def _keep(place: Path, aside: Path) -> None:
    """A second name for the old file; a copy where the file system knows no second names."""
    try:
        aside.hardlink_to(place)
    except OSError:
        with replacing(aside) as copied:
            shutil.copyfile(place, copied)
    if aside.name.startswith("confidential"):
        aside.chmod(0o600)


def copy_warehouse(settings: Settings, to: Settings) -> None:
    """Copy warehouse and confidential rows into another home. They must be closed, and the writer's lock held."""
    to.home.mkdir(parents=True)
    for name in ("warehouse", "confidential"):
        source: Path = getattr(settings, name)
        if source.is_file():
            shutil.copyfile(source, getattr(to, name))
            getattr(to, name).chmod(source.stat().st_mode)


def _record(path: Path) -> Kept:
    told = json.loads(path.read_text(encoding="utf-8"))
    days = {name: date.fromisoformat(told[name]) for name in ("released_from", "released_to") if told[name]}
    return Kept(**{**told, **days})


def _write(path: Path, value: object) -> None:
    with replacing(path) as aside:
        aside.write_text(json.dumps(value, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
