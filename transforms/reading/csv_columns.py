"""Decode the columns of a CSV file strictly, and tidy their text."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from transforms.reading.encoding import Encoded, decode
from transforms.reading.errors import FileRefusedError
from transforms.reading.layout import HeaderMatch
from transforms.reading.records import Lines
from transforms.reading.table import TextColumn

BLANKS = " \t\r\n\0\u00a0\u3000\ufeff"
MANY_VALUES = 65_536


def decode_columns(
    columns: list[pa.ChunkedArray], rows: Lines, match: HeaderMatch, encoded: Encoded
) -> tuple[dict[str, TextColumn], Lines]:
    """Decode every column strictly; return the kept ones, and the lines with a value in an unnamed column."""
    kept: dict[str, TextColumn] = {}
    has_blanks = any(blank in encoded.body for blank in (b" ", b"\t", b"\0"))
    named = {position: name for name, position in match.columns.items()}
    unnamed = np.empty(0, np.int64)
    for position, column in enumerate(columns):
        name = named.get(position)
        if name is None:
            filled = (pl.Series(pc.binary_length(column)) > 0).to_numpy()
            unnamed = np.union1d(unnamed, rows[filled])
            continue
        text = _decode_column(column, encoded.encoding, match.spelled[name], rows)
        if name in match.kept:
            kept[name] = text.map(lambda values: _tidy(values, has_blanks))
    return kept, unnamed


def _decode_column(column: pa.ChunkedArray, encoding: str, header: str, rows: Lines) -> TextColumn:
    """Text of a column; where values repeat, or are not all ASCII, each distinct value is decoded once."""
    if not len(column):  # pyarrow looks for pandas to join no pieces, and fails where the command keeps pandas away
        return TextColumn(pl.Series(dtype=pl.String))
    if not _repeats(column):
        texts = [_as_text(chunk) for chunk in column.chunks]
        as_text = pa.chunked_array(texts, pa.string())
        if pc.all(pc.string_is_ascii(as_text), min_count=0).as_py():
            return TextColumn(pl.Series(as_text, dtype=pl.String))
    encoded = pc.dictionary_encode(column.combine_chunks())
    is_ascii = pc.string_is_ascii(_as_text(encoded.dictionary)).to_pylist()
    values: list[str] = []
    for number, (raw, plain) in enumerate(zip(encoded.dictionary.to_pylist(), is_ascii, strict=True)):
        try:
            values.append(raw.decode("ascii") if plain else decode(raw, encoding, "The value"))
        except FileRefusedError as error:
            row = int(rows[encoded.indices.to_pylist().index(number)]) + 1
            raise FileRefusedError(
                error.rule, f"Line {row}, column '{header}': {error.message}", error.remedy
            ) from error
    return TextColumn(pl.Series(values, dtype=pl.String), pl.Series(encoded.indices))


def _as_text(chunk: pa.Array) -> pa.Array:
    """The same bytes as text, unchecked: only to be asked whether they are ASCII, and used if they are."""
    return pa.Array.from_buffers(pa.string(), len(chunk), chunk.buffers(), offset=chunk.offset)


def _repeats(column: pa.ChunkedArray) -> bool:
    """True if rows taken from all over the column hold few distinct values."""
    step = max(1, len(column) // 4096)
    sample = column.take(pl.arange(0, len(column), step, eager=True).to_arrow()).combine_chunks()
    return len(sample) == 0 or len(pc.dictionary_encode(sample).dictionary) <= len(sample) // 20


def _tidy(text: pl.Series, has_blanks: bool) -> pl.Series:
    """Strip outer blanks; empty text is null. Both are looked for first: most columns have neither."""
    if has_blanks or text.len() < MANY_VALUES or not text.str.contains(r"^[\x00-\x7f]*$").all():
        text = text.str.strip_chars(BLANKS)
    empty = text.str.len_bytes() == 0
    return text.set(empty, None) if empty.any() else text
