"""From a file on disk to the bytes it holds, and what kind of bytes they are.

The content alone decides: senders name HTML ``.xls``, zips ``.csv`` and PDFs anything.
"""

from __future__ import annotations

import copy
import gzip
import io
import re
import struct
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import IO, TYPE_CHECKING

from transforms.reading.errors import FileRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from transforms.reading.limits import Limits

CHUNK = 1 << 20
HEAD = 4096
GZIP = b"\x1f\x8b\x08"
ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

ASK_FOR_TABLE = "Save the table as CSV UTF-8 or XLSX, or ask the sender for that, and put it in."
SEND_AGAIN = "Fetch the file again, or ask the sender for it again."
SPLIT = "If the file is genuine, have it split; otherwise ask the sender what it is."
UNPACK_FIRST = "Unpack it and put each data file in by itself."
UNLOCK = "Take the password off in Excel (File > Info), save, and put it in again."

# What a file is by its first bytes, where that rules it out as a table of text.
_KNOWN = (
    (re.compile(rb"\s*%PDF-"), "a PDF document"),
    (re.compile(rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|II\*\x00|MM\x00\*"), "an image"),
    (re.compile(rb"Rar!\x1a\x07"), "a RAR archive"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "a 7z archive"),
    (re.compile(rb"\x1f\x8b\x08"), "a gzip within another archive"),
    (re.compile(rb"BZh[1-9]1AY&SY|\xfd7zXZ\x00|\x28\xb5\x2f\xfd"), "packed with bzip2, xz or zstd"),
    (re.compile(rb"[^\x00].{256}ustar[\x00 ]", re.DOTALL), "a tar archive"),
    (re.compile(rb"PAR1[^\t\r\n -~]"), "a Parquet file"),
    (re.compile(rb"SQLite format 3\x00"), "a SQLite database"),
    (re.compile(rb"\x00\x01\x00\x00Standard (?:Jet|ACE) DB"), "an Access database"),
    (re.compile(rb"\s*\{\\rtf"), "a rich-text document (RTF)"),
)
_DOCUMENTS = {  # by a stream of an OLE file, or a part of a zip
    "WordDocument": "a Word document (.doc)",
    "PowerPoint Document": "a PowerPoint presentation (.ppt)",
    "word/document.xml": "a Word document (.docx)",
    "ppt/presentation.xml": "a PowerPoint presentation (.pptx)",
    "xl/workbook.bin": "a binary Excel workbook (XLSB), which is not read",
    "mimetype": "an OpenDocument file (LibreOffice), which is not read",
}
_CLUTTER = re.compile(r"^__MACOSX/|(?:^|[/\\])\.DS_Store\Z|/\Z")
_BOM = re.compile(rb"\xef\xbb\xbf|\xff\xfe|\xfe\xff")
_INK = re.compile(rb"[^\x00\t\n\x0b\x0c\r \x1a]")
_PROLOG = re.compile(rb"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_HTML_TAG = rb"(?:html|head|body|table|script|meta|style|title)[\s>/]"
_HTML = re.compile(rb"(?i)<(?:!doctype\s+html|" + _HTML_TAG + rb")")
_XML = re.compile(rb"<(?:!DOCTYPE\s|[A-Za-z_][\w.:-]*(?:\s[^<>]*)?/?>)")
# "[" alone would take the CSV line "[abc],1" for JSON.
_JSON = re.compile(rb"\{|\[\s*(?:[{\[\"\]\d-]|(?:true|false|null)\b)")
_CONTROLS = bytes(set(range(32)) - set(b"\t\r\n\x1a"))


class Kind(StrEnum):
    """What unpacked bytes are."""

    TEXT = auto()
    XLSX = auto()
    XLS = auto()
    JSON = auto()
    HTML = auto()
    XML = auto()


@dataclass(frozen=True)
class Unpacked:
    """The one data file of a container; its name is for showing, never a path to open."""

    kind: Kind
    data: bytes
    name: str


@dataclass
class Meter:
    """Counts what comes out of a packed file, so that a bomb is stopped while it goes off."""

    packed: int
    limits: Limits
    out: int = 0

    def add(self, count: int) -> None:
        """Counts bytes, be they real or only declared, and refuses too many."""
        self.out += count
        most, ratio = self.limits.unpacked_bytes, self.limits.ratio
        if self.out > most:
            raise refused(f"The file comes to more than {most >> 20:,} MiB.", SPLIT)
        if self.out > self.limits.ratio_from_bytes and self.out > ratio * self.packed:
            what = f"more than {ratio} bytes come out for each byte of it"
            raise refused(f"The file looks like a decompression bomb: {what}.", SPLIT)


def unpack(path: Path, name: str, limits: Limits) -> Unpacked:
    """Reads a file, out of its gzip or zip if it is in one; refuses what is not one table."""
    size = path.stat().st_size
    Meter(size, limits).add(size)
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0)
        if head.startswith(GZIP):
            data = _gunzip(file, Meter(size, limits))
            name = name[:-3] if name.lower().endswith(".gz") else name
        elif head.startswith(ZIPS):
            data, name = _unzip(file, name, Meter(size, limits))
        else:
            data = path.read_bytes()  # not from the open file, whose buffer would make it a copy of a copy
    return Unpacked(sniff(data), data, name)


def sniff(data: bytes) -> Kind:
    """Says what unpacked bytes are; refuses those that hold no readable table."""
    for pattern, what in _KNOWN:
        if pattern.match(data):
            raise refused(f"The file is {what}, not a table.", ASK_FOR_TABLE)
    if data.startswith(OLE):
        return _ole_kind(data)
    if data.startswith(ZIPS):
        with open_zip(io.BytesIO(data)) as archive:
            if _office_kind(archive):
                return Kind.XLSX
        raise refused("The file is an archive with another zip inside it.", UNPACK_FIRST)
    bom = _BOM.match(data)
    ink = _INK.search(data, bom.end() if bom else 0)
    if not ink:
        raise refused(f"The file is empty: {'only blanks' if data else '0 bytes'}.", SEND_AGAIN)
    kind = _markup(data, ink.start())
    if kind is Kind.TEXT and _is_binary(data[:HEAD]):
        raise refused("The file is a binary file of unknown kind, not a table.", ASK_FOR_TABLE)
    return kind


def refused(message: str, remedy: str) -> FileRefusedError:
    """The refusal of bytes that are not what they claim to be."""
    return FileRefusedError("FILE", message, remedy)


def shown(text: str) -> str:
    """A name from inside a file, made safe and short enough for a message."""
    return "".join(char if char.isprintable() else "?" for char in text[:80])


@contextmanager
def open_zip(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """Opens a zip; damage found then or while reading from it becomes a refusal."""
    if not zipfile.is_zipfile(file):
        raise refused("The zip (or XLSX) file is cut: its end is missing.", SEND_AGAIN)
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as cause:
        error = str(cause) or "cut short"
        raise refused(f"The zip (or XLSX) file is damaged ({error}).", SEND_AGAIN) from cause


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, meter: Meter) -> Iterator[bytes]:
    """Streams one member of a zip, counting real bytes whatever the directory declares."""
    if info.flag_bits & 0x1:
        message = f"The zip is protected with a password ({shown(info.filename)!r} is encrypted)."
        raise refused(message, "Ask the sender for a zip without a password.")
    # zipfile bounds its output for these two methods only.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        message = f"The zip is packed with method {info.compress_type}, which is not read."
        raise refused(message, "Pack it again as an ordinary zip (Deflate) or as gzip.")
    if info.header_offset < 0:
        raise zipfile.BadZipFile("a member begins before the file")
    whole = copy.copy(info)
    whole.file_size = 1 << 62  # else zipfile would stop silently at a size that lies
    count = 0
    with archive.open(whole) as member:
        while chunk := member.read(CHUNK):
            count += len(chunk)
            meter.add(len(chunk))
            yield chunk
    if count != info.file_size:
        raise zipfile.BadZipFile(f"a member of {info.file_size} bytes holds {count}")


def stream_entry(data: bytes, name: str) -> int:
    """Where an OLE file's directory has its entry for a stream, or -1."""
    raw = name.encode("utf-16-le")
    size_and_type = struct.pack("<HB", len(raw) + 2, 2)
    at = data.find(raw)
    while at >= 0:
        # Entries are 128 bytes in whole sectors; text that happens to read so is elsewhere.
        if at % 128 == 0 and data.startswith(size_and_type, at + 64):
            return at
        at = data.find(raw, at + 1)
    return -1


def _gunzip(file: IO[bytes], meter: Meter) -> bytes:
    out = io.BytesIO()
    try:
        with gzip.GzipFile(fileobj=file) as stream:
            while chunk := stream.read(CHUNK):
                meter.add(len(chunk))
                out.write(chunk)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise refused(f"The gzip file is cut or damaged ({error}).", SEND_AGAIN) from error
    return out.getvalue()


def _unzip(file: IO[bytes], name: str, meter: Meter) -> tuple[bytes, str]:
    with open_zip(file) as archive:
        if _office_kind(archive):
            file.seek(0)
            return file.read(), name
        info = _only_member(archive)
        copy.copy(meter).add(info.file_size)  # what it declares; then what comes out
        out = io.BytesIO()
        out.writelines(read_member(archive, info, meter))
    return out.getvalue(), _base(info)


def _only_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [info for info in archive.infolist() if not _CLUTTER.search(info.filename)]
    if not members:
        raise refused("The zip holds no data file.", SEND_AGAIN)
    if len(members) > 1:
        names = ", ".join(repr(shown(info.filename)) for info in members[:5])
        raise refused(f"The zip holds {len(members)} files, such as {names}.", UNPACK_FIRST)
    return members[0]


def _base(info: zipfile.ZipInfo) -> str:
    return shown(re.split(r"[/\\]", info.filename)[-1]).lstrip(".") or "unnamed"


def _office_kind(archive: zipfile.ZipFile) -> Kind | None:
    names = {info.filename.replace("\\", "/") for info in archive.infolist()}
    found = [what for part, what in _DOCUMENTS.items() if part in names]
    if not found and "[Content_Types].xml" not in names:
        return None
    if not found and any(name.startswith("xl/") for name in names):
        return Kind.XLSX
    what = found[0] if found else "an Office package without a workbook in it"
    raise refused(f"The file is {what}.", ASK_FOR_TABLE)


def _ole_kind(data: bytes) -> Kind:
    if stream_entry(data, "EncryptedPackage") >= 0:
        raise refused("The file is an Office file encrypted with a password.", UNLOCK)
    if max(stream_entry(data, "Workbook"), stream_entry(data, "Book")) >= 0:
        return Kind.XLS
    found = [what for stream, what in _DOCUMENTS.items() if stream_entry(data, stream) >= 0]
    what = found[0] if found else "an Office-97 (OLE) file without an Excel workbook, or a cut one"
    raise refused(f"The file is {what}.", ASK_FOR_TABLE)


def _markup(data: bytes, start: int) -> Kind:
    opening = data[start : start + 16 * HEAD]
    if codec := _utf16(data[:HEAD]):
        whole = data[start - start % 2 : start + 16 * HEAD]
        opening = whole.decode(codec, "replace").encode()
    if _JSON.match(opening):
        return Kind.JSON
    root = _PROLOG.sub(b"", opening, count=1)
    if _HTML.match(root):
        return Kind.HTML
    closed = data[-HEAD:].rstrip(b"\0\t\r\n \x1a").endswith(b">")
    if opening[:5].lower() == b"<?xml" or (closed and _XML.match(root)):
        return Kind.XML
    return Kind.TEXT


def _utf16(head: bytes) -> str:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    wide = min(even, odd) == 0 and max(even, odd) * 4 > len(head)
    if head.startswith(b"\xfe\xff") or (wide and even):
        return "utf-16-be"
    # A BOM is enough; without one, NULs at every other place are.
    return "utf-16-le" if head.startswith(b"\xff\xfe") or wide else ""


def _is_binary(head: bytes) -> bool:
    if codec := _utf16(head):
        # A byte of a wide character may look like a control; a whole character does not.
        head = head[: len(head) // 2 * 2].decode(codec, "replace").encode()
    return (len(head) - len(head.translate(None, _CONTROLS))) * 10 > len(head)
