"""Cut the bytes of a CSV file into records, keeping the physical line of each.

Works on undecoded bytes: in UTF-8 and in GB18030 the bytes of quote, comma and newline never stand inside a
character.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

QUOTE, NEWLINE = 34, 10
_STEP = 1 << 22
LONGEST_RECORD = 200
"""Lines that a quoted field may span; an open quote further from its end is damage."""

Lines = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cut:
    """Where the records of a file begin and end.

    Attributes:
        body: the bytes.
        starts: byte offset of every physical line, and the end of the file as the last entry.
        first: number of physical lines up to and with the header.
        records: index into ``starts`` of the first line of every record, in order.
        blank: indices of lines that hold nothing.
        open_quote: indices of lines whose quote is never closed.
        continued: indices of lines that continue the record above.
    """

    body: bytes
    starts: Lines
    first: int
    records: Lines
    blank: Lines
    open_quote: Lines
    continued: Lines

    def raw(self, line: int) -> bytes:
        """The bytes of the record that begins at this line index, without its newline."""
        begin, end = self._span(line)
        return self.body[begin:end].rstrip(b"\r\n")

    def without(self, gone: Lines) -> memoryview:
        """The bytes below the header without the records that begin at these line indices."""
        view, kept, begin = memoryview(self.body), [], int(self.starts[self.first])
        for line in np.sort(gone).tolist():
            first, last = self._span(line)
            kept.append(view[begin:first])
            begin = last
        if not kept:
            return view[begin:]
        return memoryview(b"".join([*kept, view[begin:]]))

    def _span(self, line: int) -> tuple[int, int]:
        """Where a record begins and where the next one does."""
        end = line + 1
        if self.continued.size:
            position = int(np.searchsorted(self.continued, end))
            while position < self.continued.size and self.continued[position] == end:
                end, position = end + 1, position + 1
        return int(self.starts[line]), int(self.starts[end])


def line_starts(body: bytes) -> Lines:
    """Byte offset of every physical line; the last entry is the end of the file."""
    view = np.frombuffer(body, np.uint8)
    found = [np.flatnonzero(view[start : start + _STEP] == NEWLINE) + start for start in range(0, len(body), _STEP)]
    newlines = np.concatenate([np.empty(0, np.int64), *found])
    starts = np.concatenate(([0], newlines + 1))
    if not len(body) or body.endswith(b"\n"):
        return starts
    return np.concatenate((starts, [len(body)]))


def split_fields(text: str) -> list[str]:
    """The fields of one record; of a text that holds several, those of the first."""
    return next(iter(_parsed(text, is_strict=False)), [])


def _is_one_record(text: str, fields: int) -> bool:
    """True if a text of several lines is one record: quotes end where a comma stands, or a TAB before one."""
    records = _parsed(text.replace('"\t', '"'), is_strict=True)
    return len(records) == 1 and len(records[0]) == fields


def _parsed(text: str, *, is_strict: bool) -> list[list[str]]:
    """Records of a text; one that breaks the rules, or has a field beyond all bounds, is one field."""
    for readable in (text, text.replace("\r", " ")):
        try:
            return list(csv.reader(io.StringIO(readable, newline="\n"), strict=is_strict))
        except csv.Error:
            continue
    return [[text]]


def cut(body: bytes, starts: Lines, first: int, fields: int, encoding: str) -> Cut:
    """Find the records below the header.

    Args:
        body: the bytes of the file.
        starts: from ``line_starts``.
        first: number of physical lines up to and with the header.
        fields: number of fields a record has; a joined record is believed only if it has as many.
        encoding: to look into joined records.
    """
    lines = np.arange(first, len(starts) - 1)
    none = np.empty(0, np.int64)
    if not lines.size:
        return Cut(body, starts, first, lines, none, none, none)
    short = lines[np.diff(starts[first:]) <= 3 * fields + 3]
    blank = _blank_lines(body, starts, short)
    odd = _has_odd_quotes(body, starts[first:])
    if not odd.any():
        open_quote = continued = none
    else:
        odd_lines = lines[odd]
        blank = np.setdiff1d(blank, odd_lines, assume_unique=True)
        open_quote, continued = _join(body, starts, odd_lines, fields, encoding)
    keep = np.ones(lines.size, dtype=bool)
    for gone in (blank, open_quote, continued):
        keep[gone - first] = False
    blank = np.setdiff1d(blank, continued, assume_unique=True)
    return Cut(body, starts, first, lines[keep], blank, open_quote, continued)


def _has_odd_quotes(body: bytes, starts: Lines) -> npt.NDArray[np.bool_]:
    """For each line whether it holds an odd number of quotes; looked at piece by piece, for the sake of memory."""
    view, lines = np.frombuffer(body, np.uint8), len(starts) - 1
    pieces = np.unique(np.searchsorted(starts[:-1], np.arange(starts[0], starts[-1], _STEP)))
    odd = []
    for begin, end in zip(pieces, [*pieces[1:], lines], strict=True):
        quotes = (view[starts[begin] : starts[end]] == QUOTE).view(np.uint8)
        odd.append(np.add.reduceat(quotes, starts[begin:end] - starts[begin], dtype=np.uint8) & 1)
    return np.concatenate(odd).astype(bool)


def _blank_lines(body: bytes, starts: Lines, short: Lines) -> Lines:
    """Lines of nothing but blanks, tabs, commas, empty quotes, and what old programs write at the end of a file."""
    nothing = b', \t\r\n"\0\x1a'
    blank = [n for n in short.tolist() if not body[starts[n] : starts[n + 1]].strip(nothing)]
    return np.array(blank, np.int64)


def _join(body: bytes, starts: Lines, odd: Lines, fields: int, encoding: str) -> tuple[Lines, Lines]:
    """Pair lines that hold an odd number of quotes: a field with a newline, or damage."""
    open_quote: list[int] = []
    continued: list[int] = []
    position = 0
    while position < odd.size:
        line = int(odd[position])
        following = int(odd[position + 1]) if position + 1 < odd.size else None
        if following is not None and following - line <= LONGEST_RECORD:
            raw = body[int(starts[line]) : int(starts[following + 1])]
            if _is_one_record(raw.decode(encoding, "replace").rstrip("\r\n"), fields):
                continued.extend(range(line + 1, following + 1))
                position += 2
                continue
        open_quote.append(line)
        position += 1
    return np.array(open_quote, np.int64), np.array(continued, np.int64)
