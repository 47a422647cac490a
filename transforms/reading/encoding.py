"""Which encoding a text file is in: a byte-order mark, else UTF-8, else GB18030.

UTF-8 bytes decode as GB18030 into nonsense without an error, so UTF-8 is tried first, and afterwards the header must
be a known one. Both encodings keep quotes, commas, tabs and newlines as single bytes of their own, so that records
can be cut before anything is decoded.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from transforms.reading.errors import FileRefusedError

UTF8 = "utf-8"
GB18030 = "gb18030"
REPLACEMENT = "\ufffd"

_UTF16_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_STEP = 1 << 23
_ASK = "Ask the sender for the file as it was downloaded, or save it again as UTF-8 or GB18030."


@dataclass(frozen=True)
class Encoded:
    """The bytes of a text file and how to read them.

    Attributes:
        body: the bytes without a byte-order mark; UTF-16 has been turned into UTF-8, and carriage returns that end
            the lines of a file without newlines into newlines.
        encoding: ``utf-8`` or ``gb18030``: the encoding of ``body``.
        declared: the encoding as found in the file, for the record.
    """

    body: bytes
    encoding: str
    declared: str


def detect(data: bytes) -> Encoded:
    """Find the encoding of a text file.

    Args:
        data: the bytes of the file, unpacked.

    Returns:
        The bytes to read and their encoding. GB18030 is assumed, not proven: reading decodes strictly.

    Raises:
        FileRefusedError: Q02 where a byte-order mark promises what the bytes do not keep.
    """
    if data.startswith(codecs.BOM_UTF8):
        body = data[len(codecs.BOM_UTF8) :]
        if not _is_utf8(body):
            raise _broken(body, UTF8, "The file begins with the mark of UTF-8")
        return Encoded(_with_newlines(body), UTF8, "utf-8 with a byte-order mark")
    for mark, name in _UTF16_MARKS.items():
        if data.startswith(mark):
            try:
                text = data[len(mark) :].decode(name)
            except UnicodeDecodeError as error:
                raise FileRefusedError(
                    "Q02",
                    f"The file begins with the mark of {name.upper()}, but byte {error.start} does not decode.",
                    _ASK,
                ) from error
            return Encoded(_with_newlines(text.encode()), UTF8, name)
    encoding = UTF8 if _is_utf8(data) else GB18030
    return Encoded(_with_newlines(data), encoding, encoding)


def decode(raw: bytes, encoding: str, where: str) -> str:
    """Decode strictly.

    Raises:
        FileRefusedError: Q02, naming ``where``, if a byte does not decode or a replacement character stands there.
    """
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        around = raw[max(0, error.start - 8) : error.start + 8]
        raise FileRefusedError(
            "Q02",
            f"{where} does not decode as {encoding.upper()}: bytes {around.hex(' ')} around byte {error.start} of it.",
            _ASK,
        ) from error
    if REPLACEMENT in text:
        raise FileRefusedError(
            "Q02",
            f"{where} holds U+FFFD, the mark of a character that was lost when the file was converted.",
            _ASK,
        )
    return text


def undo_double_decoding(text: str) -> str | None:
    """Turn UTF-8 that was once read as GB18030 (鏁版嵁骞存湀) back into what it was (数据年月), or None."""
    try:
        return text.encode(GB18030).decode(UTF8)
    except UnicodeError:
        return None


def _with_newlines(body: bytes) -> bytes:
    """The line ends of old Macs as newlines."""
    return body.replace(b"\r", b"\n") if b"\r" in body and b"\n" not in body else body


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder(UTF8)()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _STEP):
            decoder.decode(view[start : start + _STEP])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _broken(body: bytes, encoding: str, claim: str) -> FileRefusedError:
    try:
        body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        return FileRefusedError("Q02", f"{claim}, but line {line} does not decode.", _ASK)
    raise AssertionError("called for bytes that decode")
