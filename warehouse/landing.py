"""The landing folder: which files lie there, and what is declared for them. Nothing in it is changed or removed."""

from __future__ import annotations

import posixpath
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

import fsspec

from lighting.settings import SettingsError
from warehouse.manifest import Declared, parse_toml

MANIFEST = "manifest.toml"
_PASSED_OVER = (".part", ".tmp", ".crdownload")


@dataclass(frozen=True)
class Landed:
    """A file in the landing folder.

    Attributes:
        path: its path below the landing folder.
        location: where fsspec finds it.
        fingerprint: size, times and inode of the file and of its manifest: equal means not touched since.
        manifest: location of the manifest that is about it, or None.
    """

    path: str
    location: str
    fingerprint: str
    manifest: str | None

    @property
    def folder_dataset(self) -> str | None:
        """The first folder of the path, which names the dataset; None for a file at the top."""
        return self.path.split("/")[0] if "/" in self.path else None

    @property
    def name(self) -> str:
        """File name."""
        return posixpath.basename(self.path)


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

    def files(self) -> Iterator[Landed]:
        """Data files, by path; manifests, hidden files, links and half-copied files are passed over."""
        if not self._fs.exists(self._root):
            return
        found: Mapping[str, Mapping[str, Any]] = self._fs.find(self._root, detail=True)
        infos = {path: info for path, info in found.items() if not _is_link(info)}
        for location in sorted(infos):
            path = posixpath.relpath(location, self._root)
            if not _is_data(path):
                continue
            manifest = next(
                (m for m in (f"{location}.toml", f"{posixpath.dirname(location)}/{MANIFEST}") if m in infos),
                None,
            )
            marks = [_mark(infos[location]), _mark(infos[manifest]) if manifest else "-"]
            yield Landed(path, location, " ".join(marks), manifest)

    def open(self, landed: Landed) -> IO[bytes]:
        """Open a file for reading."""
        stream: IO[bytes] = self._fs.open(landed.location, "rb")
        return stream

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


def _is_data(path: str) -> bool:
    parts = path.split("/")
    name = parts[-1]
    hidden = any(part.startswith(".") for part in parts) or name.startswith("~$")
    return not hidden and not name.endswith((".toml", *_PASSED_OVER))


def _is_link(info: Mapping[str, Any]) -> bool:
    return bool(info.get("islink")) or stat.S_ISLNK(int(info.get("mode", 0) or 0))


def _mark(info: Mapping[str, Any]) -> str:
    marks = (info.get(name) for name in ("size", "mtime", "LastModified", "ETag", "created", "ino"))
    return ",".join(str(mark) for mark in marks if mark is not None)
