"""The landing folder: which files lie there, and what is declared for them. Nothing in it is changed or removed."""

from __future__ import annotations

import errno
import os
import posixpath
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import fsspec
from fsspec.implementations.local import LocalFileSystem
from fsspec.spec import AbstractFileSystem

from lighting.settings import SettingsError
from warehouse.manifest import Declared, parse_toml

MANIFEST = "manifest.toml"
FEW = 5
_CHANGED = "it changed while it was read; the next run takes it, once it is whole"
_HALF_COPIED = (".part", ".tmp", ".crdownload")
_MARKS = ("size", "mtime", "LastModified", "ETag", "created", "ino")
_MANIFEST_BYTES = 8 << 20
_STEADY = ("size", "mtime", "ETag")
# What names a file in a manifest.toml, as far as it can be told without parsing it.
_TABLE = re.compile(
    r"""^[ \t]*(?:\[[ \t]*)?(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'\[\]=#]+))[ \t]*(?:\]|=[ \t]*\{)""", re.MULTILINE
)


class ChangedError(Exception):
    """A file is not, or no longer, the one that was listed; the message says so."""


@dataclass(frozen=True)
class Landed:
    """A file in the landing folder.

    Attributes:
        path: its path below the landing folder.
        location: where fsspec finds it.
        fingerprint: size, times and inode of the file and of its manifest: equal means not touched since.
        manifest: location of the manifest that is about it, or None.
        steady: what of the fingerprint a second look at the file alone tells in the same words.
    """

    path: str
    location: str
    fingerprint: str
    manifest: str | None
    steady: str = ""

    @property
    def folder_dataset(self) -> str | None:
        """The first folder of the path, which names the dataset; None for a file at the top."""
        return self.path.split("/")[0] if "/" in self.path else None

    @property
    def name(self) -> str:
        """File name."""
        return posixpath.basename(self.path)


@dataclass(frozen=True)
class Listing:
    """What lies in the landing folder.

    Attributes:
        files: data files, by path.
        passed_over: what is not read and perhaps was meant to be: its path and why, in words.
        faults: folders that could not be listed, and why.
    """

    files: list[Landed]
    passed_over: list[str]
    faults: list[str] = field(default_factory=list)


class Landing:
    """A landing folder, on this machine or behind any URL that fsspec opens."""

    def __init__(self, url: str) -> None:
        """Open the folder.

        Raises:
            SettingsError: if nothing here opens such a URL.
        """
        try:
            self._fs, self._root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise SettingsError(f"the landing folder {url} cannot be opened: {error}") from error

    @property
    def is_local(self) -> bool:
        """True for a folder of this machine."""
        return isinstance(self._fs, LocalFileSystem)

    def files(self) -> Iterator[Landed]:
        """Data files, by path; manifests, hidden files, links and half-copied files are passed over."""
        yield from self.listing().files

    def listing(self) -> Listing:
        """Data files, and what is passed over for a reason that somebody should know; hidden files are not told."""
        if not self._fs.exists(self._root):
            return Listing([], [])
        found, faults = self._find()
        infos = {path: info for path, info in found.items() if _is_plain(info) and not _is_huge_manifest(path, info)}
        files, reasons = [], []
        for location in sorted(found):
            path = posixpath.relpath(location, self._root)
            if _is_hidden(path):
                continue
            reason = self._reason(location, found)
            if reason:
                reasons.append(f"{shown(path)}: {reason}")
            if reason or path.endswith(".toml"):
                continue
            manifest = next(
                (m for m in (f"{location}.toml", f"{posixpath.dirname(location)}/{MANIFEST}") if m in infos),
                None,
            )
            both = infos[location], infos.get(manifest or "")
            files.append(Landed(path, location, _marks(*both), manifest, _marks(*both, self._steady())))
        return Listing(files, reasons, faults)

    def is_there(self) -> bool:
        """True if the folder can be seen."""
        return bool(self._fs.exists(self._root))

    def _find(self) -> tuple[dict[str, Mapping[str, Any]], list[str]]:
        """Everything below the folder that is no folder, and which folders could not be listed."""
        if type(self._fs).find is not AbstractFileSystem.find:  # a store that lists by itself, and raises
            return self._fs.find(self._root, detail=True), []
        found: dict[str, Mapping[str, Any]] = {}
        faults: list[str] = []
        folders = [self._root]  # fsspec's own walk leaves out what it cannot list
        while folders:
            folder = folders.pop()
            try:
                listed = self._fs.ls(folder, detail=True)
            except FileNotFoundError:
                continue  # taken away meanwhile
            except OSError as error:
                faults.append(f"landing folder: {type(error).__name__}: {shown(str(error))}")
                continue
            for info in listed:
                if info["type"] != "directory":
                    found[info["name"]] = info
                elif info["name"].rstrip("/") != folder:
                    folders.append(info["name"].rstrip("/"))
        return found, faults

    def _reason(self, location: str, found: Mapping[str, Mapping[str, Any]]) -> str | None:
        """Why something that is not hidden is passed over; None for data files and manifests in use."""
        info, name = found[location], posixpath.basename(location)
        if shown(location) != location and not _is_text(location):
            return "its name is not written in UTF-8, so that nothing can refer to it; rename it"
        if _is_link(info):
            target = str(info.get("destination", ""))
            is_broken = target and not self._fs.exists(posixpath.join(posixpath.dirname(location), target))
            return f"a {'broken link' if is_broken else 'link'}, which is not followed; put the file itself there"
        if not _is_plain(info):
            return "no file that can be read; put a plain file there"
        if name.endswith(_HALF_COPIED):
            return "a file that is still being copied, by its name; rename it when it is whole"
        if _is_huge_manifest(location, info):
            return f"a manifest of more than {_MANIFEST_BYTES >> 20} MiB, which none is; it is not read"
        if name == MANIFEST:
            return self._stray_tables(location, found)
        if name.endswith(".toml") and location.removesuffix(".toml") not in found:
            return f"a manifest without its file; put {name.removesuffix('.toml')} beside it"
        return None

    def _stray_tables(self, manifest: str, found: Mapping[str, Mapping[str, Any]]) -> str | None:
        """Files that a ``manifest.toml`` has a table for and that are not there. Parsed only if some seem to be."""
        folder = posixpath.dirname(manifest)
        try:
            text = self._fs.cat_file(manifest).decode("utf-8-sig", "replace")
        except OSError:  # told with each of its files
            return None
        if all(f"{folder}/{''.join(names)}" in found for names in _TABLE.findall(text)):
            return None
        try:
            entries = parse_toml(text)
        except ValueError:  # told with each of its files
            return None
        tables = (name for name, table in entries.items() if isinstance(table, dict))
        stray = sorted(name for name in tables if f"{folder}/{name}" not in found)
        told = f"{', '.join(stray[:FEW])}{f' and {len(stray) - FEW} more' if len(stray) > FEW else ''}"
        return f"tables for files that are not there: {told}" if stray else None

    def open(self, landed: Landed) -> IO[bytes]:
        """Open a file for reading.

        Raises:
            ChangedError: if something else stands in its place since it was listed: another file, a link, a pipe.
        """
        if not self.is_local:
            stream: IO[bytes] = self._fs.open(landed.location, "rb")
            return stream
        try:
            descriptor = os.open(landed.location, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise ChangedError(
                "it was taken away while the folder was read; put it there again if it is meant"
            ) from error
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise ChangedError(_CHANGED) from error
            raise
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise ChangedError(_CHANGED)
        return os.fdopen(descriptor, "rb")

    def check_unchanged(self, landed: Landed) -> None:
        """Look again at a file that was read, and at its manifest.

        Raises:
            ChangedError: if either is not as it was listed, so that what was read may be half of it.
            FileNotFoundError: if either is gone.
        """
        self._fs.invalidate_cache(posixpath.dirname(landed.location))
        info = self._fs.info(landed.location)
        found = _marks(info, self._fs.info(landed.manifest) if landed.manifest else None, self._steady())
        if not _is_plain(info) or found != landed.steady:
            raise ChangedError(_CHANGED)

    def _steady(self) -> tuple[str, ...]:
        return _MARKS if self.is_local else _STEADY

    def declared(self, landed: Landed) -> Declared:
        """What the manifest and the folder declare for a file."""
        declared = Declared()
        if landed.folder_dataset:
            declared.add("the landing folder", {"dataset": landed.folder_dataset})
        if landed.manifest:
            raw = self._fs.cat_file(landed.manifest)
            add_manifest(declared, posixpath.basename(landed.manifest), raw, landed.name)
        declared.check()
        return declared


def add_manifest(declared: Declared, manifest: str, raw: bytes, file_name: str) -> None:
    """Add what a manifest says of a file: all of ``<file>.toml``, or the file's table in ``manifest.toml``."""
    try:
        entries = parse_toml(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        declared.problems.append(f"{manifest} is not written in UTF-8")
        return
    except ValueError as error:
        declared.problems.append(f"{manifest} {error}")
        return
    if manifest == MANIFEST:
        stray = sorted(name for name, table in entries.items() if not isinstance(table, dict))
        if stray:
            declared.problems.append(f"{manifest}: {', '.join(stray)}: no table; facts stand in the table of a file")
        entries = {} if file_name in stray else entries.get(file_name, {})
    declared.add(manifest, entries)


def shown(path: str) -> str:
    """A path as it may be shown: bytes that are no UTF-8, and what would break or steer a line, are escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in path)


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_hidden(path: str) -> bool:
    parts = path.split("/")
    return any(part.startswith(".") for part in parts) or parts[-1].startswith("~$")


def _is_huge_manifest(path: str, info: Mapping[str, Any]) -> bool:
    return path.endswith(".toml") and int(info.get("size") or 0) > _MANIFEST_BYTES


def _is_link(info: Mapping[str, Any]) -> bool:
    return bool(info.get("islink")) or stat.S_ISLNK(int(info.get("mode", 0) or 0))


def _is_plain(info: Mapping[str, Any]) -> bool:
    return not _is_link(info) and info.get("type", "file") == "file"


def _marks(info: Mapping[str, Any], manifest: Mapping[str, Any] | None, names: Sequence[str] = _MARKS) -> str:
    """Marks of a file and of its manifest, which is "-" if there is none."""
    both = ((one.get(name) for name in names) for one in (info, manifest) if one is not None)
    told = [",".join(str(mark) for mark in marks if mark is not None) for marks in both]
    return " ".join(told if manifest is not None else [*told, "-"])
