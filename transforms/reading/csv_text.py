"""Read a CSV file as text rows: strict decoding, known header, damaged records set apart with their line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as pacsv

from transforms.reading.csv_columns import BLANKS, decode_columns
from transforms.reading.encoding import (
    GB18030,
    UTF8,
    Encoded,
    decode,
    detect,
    undo_double_decoding,
)
from transforms.reading.errors import FileRefusedError
from transforms.reading.layout import HeaderMatch, HeaderProblem, Layout
from transforms.reading.records import Cut, Lines, cut, line_starts, split_fields
from transforms.reading.table import SOURCE_ROW, LeftOut, TextColumn, TextTable

TITLE_LINES = 10
"""Lines above the header that may hold a title."""

_ASCII_ONLY = bytes(n if n < 128 else ord("x") for n in range(256))


def read_csv(data: bytes, layout: Layout) -> TextTable:
    """Read the bytes of a CSV file.

    Args:
        data: the unpacked bytes.
        layout: the columns that the dataset's files may have.

    Returns:
        One row of text per record; ``source_row`` counts physical lines, the first line being 1.

    Raises:
        FileRefusedError: Q01 for an unknown header, Q02 for bytes that do not decode.
    """
    encoded = detect(data)
    starts = line_starts(encoded.body)
    line, match, title = _find_header(encoded, starts, layout)
    fields = _field_count(encoded, starts, line + 1, match)
    found = cut(encoded.body, starts, line + 1, fields, encoded.encoding)
    fields_of, rows, damaged = _parse(found, fields, encoded.encoding)
    columns, unnamed = decode_columns(fields_of, rows, match, encoded)
    damaged += _open_quotes(found, encoded.encoding)
    source_row = pl.Series(SOURCE_ROW, rows + 1, dtype=pl.Int64)
    if unnamed.size:
        reason = "a value in an unnamed column"
        damaged += [_left_out(found, int(n), reason, encoded.encoding) for n in unnamed]
        keep = ~source_row.is_in(unnamed + 1)
        columns = {name: TextColumn(c.series().filter(keep)) for name, c in columns.items()}
        source_row = source_row.filter(keep)
    set_aside = [LeftOut(int(n) + 1, "blank record", "") for n in found.blank]
    return TextTable(
        source_row=source_row,
        columns=columns,
        spelled=match.spelled,
        damaged=sorted(damaged, key=lambda r: r.source_row),
        set_aside=set_aside,
        encoding=encoded.declared,
        trailing_empty=match.trailing_empty,
        title=title,
    )


def first_lines(data: bytes) -> list[list[str | None]]:
    """Fields of the first lines, among which a header may be."""
    encoded = detect(data)
    end = 0
    for _ in range(TITLE_LINES):
        end = encoded.body.find(b"\n", end) + 1 or len(encoded.body)
    starts = line_starts(encoded.body[:end])
    return [list(split_fields(text)) for _, _, text in _first_records(encoded, starts)]


def read_raw_records(data: bytes, source_rows: Sequence[int], layout: Layout) -> dict[int, str]:
    """The raw text of records, by the physical line of their first character."""
    encoded = detect(data)
    starts = line_starts(encoded.body)
    raw = {n: encoded.body[int(starts[n - 1]) : int(starts[n])] for n in source_rows}
    if any(line.count(b'"') % 2 for line in raw.values()):
        line, match, _ = _find_header(encoded, starts, layout)
        fields = _field_count(encoded, starts, line + 1, match)
        found = cut(encoded.body, starts, line + 1, fields, encoded.encoding)
        raw = {n: found.raw(n - 1) for n in source_rows}
    return {n: line.rstrip(b"\r\n").decode(encoded.encoding, "backslashreplace") for n, line in raw.items()}


def _find_header(encoded: Encoded, starts: Lines, layout: Layout) -> tuple[int, HeaderMatch, tuple[str, ...]]:
    """Index of the header's last line, its match, and the lines above it."""
    title: list[str] = []
    best: tuple[int, HeaderProblem, str] | None = None
    for line, last, text in _first_records(encoded, starts):
        match = layout.match(split_fields(text)) if text.strip(BLANKS + ',"') else None
        if isinstance(match, HeaderMatch):
            return last, match, tuple(title)
        if match is not None:
            title.append(text)
            if best is None or match.known > best[1].known:
                best = (line + 1, match, text)
    raise _no_header(best, encoded, layout)


def _first_records(encoded: Encoded, starts: Lines) -> Iterator[tuple[int, int, str]]:
    """Index of the first and of the last line, and the text, of the records among which the header is."""
    line, lines = 0, len(starts) - 1
    while line < min(TITLE_LINES, lines):
        begin, last = int(starts[line]), line
        while encoded.body.count(b'"', begin, int(starts[last + 1])) % 2 and last + 1 < min(TITLE_LINES, lines):
            last += 1
        if encoded.body.count(b'"', begin, int(starts[last + 1])) % 2:
            last = line
        raw = encoded.body[begin : int(starts[last + 1])].rstrip(b"\r\n")
        yield line, last, decode(raw, encoded.encoding, f"Line {line + 1}")
        line = last + 1


def _no_header(best: tuple[int, HeaderProblem, str] | None, encoded: Encoded, layout: Layout) -> FileRefusedError:
    if best is None:
        return FileRefusedError("Q01", "The file has no header: its first lines are blank.", "Ask for it again.")
    line, problem, text = best
    repaired = undo_double_decoding(text) if encoded.encoding == UTF8 else None
    if repaired is not None and isinstance(layout.match(split_fields(repaired)), HeaderMatch):
        return FileRefusedError(
            "Q02",
            f"Line {line}: '{text[:40]}' is '{repaired[:40]}', decoded as GB18030 though it was UTF-8, and saved.",
            "Ask for the file as it was downloaded: characters may have been lost.",
        )
    if encoded.encoding == GB18030 and problem.known == 0:
        hint = " (read as GB18030, since it is not UTF-8; if these words look like nonsense, it is neither)"
    else:
        hint = ""
    return FileRefusedError(
        "Q01",
        f"Line {line} is not a header of {layout.dataset}: {problem.in_words()}{hint}. It begins '{text[:80]}'.",
        f"Check that the file is of dataset {layout.dataset}; for another one use --dataset or its landing folder.",
    )


def _field_count(encoded: Encoded, starts: Lines, first: int, match: HeaderMatch) -> int:
    """Fields of a record: as most of the first records, which may differ from the header by an unnamed empty one."""
    header = match.named + match.trailing_empty
    counts = []
    for line in range(first, min(first + 20, len(starts) - 1)):
        raw = encoded.body[int(starts[line]) : int(starts[line + 1])].rstrip(b"\r\n")
        cells = split_fields(raw.decode(encoded.encoding, "replace"))
        if match.named <= len(cells) <= header + 1 and not any(c.strip(BLANKS) for c in cells[match.named :]):
            counts.append(len(cells))
    return max(sorted({header, *counts}), key=lambda fields: (counts.count(fields), fields == header))


def _parse(found: Cut, fields: int, encoding: str) -> tuple[list[pa.ChunkedArray], Lines, list[LeftOut]]:
    """Fields as undecoded bytes, the line index of each row, and the records of another length."""
    gone, is_multiline = np.union1d(found.blank, found.open_quote), bool(found.continued.size)
    body = found.without(gone)
    try:
        columns = _split(body, fields, is_multiline=is_multiline)
        wrong: dict[int, int] = {}
    except pa.ArrowInvalid:
        if _has_bare_return(found.body):
            return _parse_one_by_one(found, fields, encoding)
        wrong = _wrong_records(body, fields, is_multiline=is_multiline)
        gone = np.union1d(gone, found.records[list(wrong)])
        try:
            columns = _split(found.without(gone), fields, is_multiline=is_multiline)
        except pa.ArrowInvalid:  # a stray quote within a line made one record of several
            return _parse_one_by_one(found, fields, encoding)
    if len(columns[0]) + len(wrong) != found.records.size:
        return _parse_one_by_one(found, fields, encoding)
    damaged = [
        _left_out(found, int(found.records[ordinal]), _wrong_count(actual, fields), encoding)
        for ordinal, actual in wrong.items()
    ]
    return columns, np.delete(found.records, list(wrong)), damaged


def _split(
    body: memoryview,
    fields: int,
    *,
    is_multiline: bool,
    on_wrong: Callable[[pacsv.InvalidRow], str] | None = None,
) -> list[pa.ChunkedArray]:
    """The fields of all records as bytes."""
    if not len(body):
        return [pa.chunked_array([], pa.binary())] * fields
    names = [str(n) for n in range(fields)]
    table = pacsv.read_csv(
        pa.BufferReader(pa.py_buffer(body)),
        read_options=pacsv.ReadOptions(column_names=names, use_threads=False, block_size=1 << 24),
        parse_options=pacsv.ParseOptions(newlines_in_values=is_multiline, invalid_row_handler=on_wrong),
        convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.binary()), strings_can_be_null=False),
    )
    columns: list[pa.ChunkedArray] = table.columns
    return columns


def _wrong_records(body: memoryview, fields: int, *, is_multiline: bool) -> dict[int, int]:
    """Ordinals of the records of another length, with their length.

    The reader hands over the text of each, decoded as UTF-8; so it is asked about a copy in which every byte beyond
    ASCII has become a letter, which changes no length.
    """
    wrong: dict[int, int] = {}

    def note(row: pacsv.InvalidRow) -> str:
        wrong[row.number - 1] = row.actual_columns
        return "skip"

    plain = body.tobytes().translate(_ASCII_ONLY)
    _split(memoryview(plain), fields, is_multiline=is_multiline, on_wrong=note)
    return wrong


def _has_bare_return(body: bytes) -> bool:
    """True if a carriage return stands without a newline: out of quotes the fast reader ends a record there."""
    return b"\r" in body and body.count(b"\r") != body.count(b"\r\n")


def _parse_one_by_one(found: Cut, fields: int, encoding: str) -> tuple[list[pa.ChunkedArray], Lines, list[LeftOut]]:
    """The slow way, for files in which something else than a newline ends a record (a bare CR)."""
    rows: list[list[str]] = []
    lines: list[int] = []
    damaged: list[LeftOut] = []
    for line in found.records.tolist():
        text = decode(found.raw(line), encoding, f"Line {line + 1}")
        values = split_fields(text)
        if len(values) == fields:
            rows.append(values)
            lines.append(line)
        else:
            damaged.append(_left_out(found, line, _wrong_count(len(values), fields), encoding))
    columns = [
        pa.chunked_array([pl.Series([row[i].encode(encoding) for row in rows], dtype=pl.Binary).to_arrow()])
        for i in range(fields)
    ]
    columns = [column.cast(pa.binary()) for column in columns]
    return columns, np.array(lines, np.int64), damaged


def _open_quotes(found: Cut, encoding: str) -> list[LeftOut]:
    reason = "a quote is opened and never closed"
    return [_left_out(found, int(n), reason, encoding) for n in found.open_quote]


def _wrong_count(actual: int, fields: int) -> str:
    return f"{actual} fields where the header has {fields}"


def _left_out(found: Cut, line: int, reason: str, encoding: str) -> LeftOut:
    return LeftOut(line + 1, reason, found.raw(line).decode(encoding, "backslashreplace"))
