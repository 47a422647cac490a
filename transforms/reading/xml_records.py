"""From an XML document to the records that it repeats, as fields of text.

Expat of the standard library reads the document piece by piece, so that no tree of it is built. A document type is
refused where it begins: without one there are no entities but the five of XML, nothing to expand and nothing to fetch.
Depth, length of a text and number of records are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from transforms.reading.csv_columns import BLANKS
from transforms.reading.encoding import REPLACEMENT, UTF8, detect
from transforms.reading.errors import FileRefusedError

MOST_DEEP = 12
MOST_CHARACTERS = 1 << 20
MOST_RECORDS = 1_000_000
MOST_NAMES = 200
"""Different names of elements; a document has a few dozen."""
MOST_HEAD = 2_000
"""Characters outside of the records: what stands there is said of each record, so that a long text would be many."""
STRAY = "(text between elements)"
_PIECE = 1 << 20
_AGAIN = "Download the file again, as XML, from its publisher."
_ENCODINGS = {"utf-8": UTF8, "utf8": UTF8, "utf-16": "utf-16", "utf-16le": "utf-16", "utf-16be": "utf-16"}


@dataclass(frozen=True)
class Record:
    """One repeated element.

    Attributes:
        number: its place in the document, from 1.
        fields: name of each child element to its texts, in order; outer blanks are gone, empty ones are left out.
        line: physical line on which it begins.
    """

    number: int
    fields: dict[str, list[str]]
    line: int


@dataclass(frozen=True)
class Document:
    """What a document says.

    Attributes:
        root: local name of the root element.
        head: elements with text before, between and after the records, by name.
        records: the records.
        names: names of the elements of the records in order of appearance, empty ones too.
        declared: encoding of the bytes.
    """

    root: str
    head: dict[str, list[str]]
    records: list[Record]
    names: list[str]
    declared: str


@dataclass
class _Reader:
    """Handlers of one parse."""

    repeated: frozenset[str]
    parser: expat.XMLParserType
    root: str = ""
    path: list[str] = field(default_factory=list)
    head: dict[str, list[str]] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    names: dict[str, None] = field(default_factory=dict)
    _fields: dict[str, list[str]] | None = None
    _depth: int = 0
    _line: int = 0
    _text: list[str] = field(default_factory=list)
    _length: int = 0
    _head_length: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins; its attributes say nothing about an alert."""
        del attributes
        name = local(tag)
        if not self.path:
            self.root = name
            if name.casefold() == "html":
                raise refused("The file is a web page (XHTML), not an XML report.")
        self._flush()
        self.path.append(name)
        if len(self.path) > MOST_DEEP:
            raise refused(f"Line {self._at()}: elements are nested more than {MOST_DEEP} deep.")
        if name.casefold() in self.repeated and len(self.path) > 1 and not self._fields:
            # an element that only wraps the records has had no field of its own
            self._fields, self._depth, self._line = {}, len(self.path), self._at()
        elif self._fields is not None and len(self.path) == self._depth + 1:
            self._fields.setdefault(name, [])
            self._name(name)

    def end(self, tag: str) -> None:
        """An element ends."""
        del tag
        self._flush()
        if self._fields is not None and len(self.path) == self._depth:
            if self._fields:
                self._keep()
            self._fields, self._depth = None, 0
        self.path.pop()

    def data(self, text: str) -> None:
        """Characters, of CDATA too."""
        self._length += len(text)
        if self._length > MOST_CHARACTERS:
            raise refused(f"Line {self._at()}: a text has more than {MOST_CHARACTERS:,} characters.")
        self._text.append(text)

    def doctype(self, name: str, system: str | None, public: str | None, has_subset: int) -> None:
        """A document type would bring entities."""
        del system, public, has_subset
        raise refused(f"Line {self._at()}: the document declares a document type ({name[:40]}); none is read.")

    def _flush(self) -> None:
        """Give the characters since the last tag to the field, or element of the head, in which they stand."""
        text = "".join(self._text).strip(BLANKS)
        self._text, self._length = [], 0
        if not text:
            return
        if self._fields is None:
            self._head_length += len(text)
            if self._head_length > MOST_HEAD:
                raise refused(f"Line {self._at()}: more than {MOST_HEAD:,} characters stand outside of the records.")
            self.head.setdefault(self.path[-1], []).append(text)
        else:
            field_name = self.path[self._depth] if len(self.path) > self._depth else STRAY
            self._name(field_name)
            self._fields.setdefault(field_name, []).append(text)

    def _name(self, name: str) -> None:
        self.names.setdefault(name)
        if len(self.names) > MOST_NAMES:
            raise refused(f"The records have more than {MOST_NAMES} different elements.")

    def _keep(self) -> None:
        if len(self.records) >= MOST_RECORDS:
            raise refused(f"The document has more than {MOST_RECORDS:,} records.")
        self.records.append(Record(len(self.records) + 1, self._fields or {}, self._line))

    def _at(self) -> int:
        return self.parser.CurrentLineNumber


def read_records(data: bytes, repeated: Iterable[str]) -> Document:
    """Read the records of a document in UTF-8, or in UTF-16 with its mark.

    Args:
        data: the bytes of the file, unpacked.
        repeated: local names of the elements that are records, in any case.

    Raises:
        FileRefusedError: ``FILE`` for a document type, an unfinished or too deep document, a text too long, a web
            page; ``Q02`` where it does not decode, or says another encoding than it has.
    """
    body, declared = _utf8(data)
    parser = expat.ParserCreate(UTF8, namespace_separator=None)
    reader = _Reader(frozenset(name.casefold() for name in repeated), parser)
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.XmlDeclHandler = lambda _version, named, _standalone: _check_encoding(named, declared)
    view = memoryview(body)
    try:
        for start in range(0, len(view), _PIECE):
            parser.Parse(bytes(view[start : start + _PIECE]), False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        why = expat.ErrorString(error.code) or "not well-formed"
        raise refused(f"The XML does not parse: line {error.lineno}, column {error.offset + 1}: {why}.") from error
    return Document(reader.root, reader.head, reader.records, list(reader.names), declared)


def local(tag: str) -> str:
    """The name of an element without its prefix."""
    return tag.rpartition(":")[2]


def refused(message: str) -> FileRefusedError:
    """The refusal of a document that is not what it claims to be."""
    return FileRefusedError("FILE", message, _AGAIN)


def _utf8(data: bytes) -> tuple[bytes, str]:
    """The document as UTF-8, and the encoding that it had."""
    encoded = detect(data)
    if encoded.encoding != UTF8:
        said = re.match(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]{1,40})", data)
        named = said[1].decode() if said else "no encoding"
        raise FileRefusedError("Q02", f"The XML is not UTF-8; it names {named}.", "Save it again as UTF-8.")
    if REPLACEMENT.encode() in encoded.body:
        raise FileRefusedError("Q02", "The XML holds U+FFFD, the mark of a character that was lost.", _AGAIN)
    return encoded.body, encoded.declared


def _check_encoding(named: str | None, declared: str) -> None:
    if named is None:
        return
    has = "utf-16" if declared.startswith("utf-16") else UTF8
    if _ENCODINGS.get(named.casefold()) != has:
        raise FileRefusedError("Q02", f"The XML says that it is {named}, its bytes are {declared}.", _AGAIN)
