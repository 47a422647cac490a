"""From records whose fields have names of their own, of XML or JSON, to a table of text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from transforms.reading.csv_columns import BLANKS
from transforms.reading.errors import FileRefusedError
from transforms.reading.layout import HeaderProblem, Layout
from transforms.reading.table import SOURCE_ROW, LeftOut, TextTable


def table_of(
    records: Iterable[tuple[int, Mapping[str, str | None]]],
    layout: Layout,
    names: Sequence[str],
    damaged: Sequence[LeftOut],
    encoding: str,
) -> TextTable:
    """A table of the known fields of records.

    Args:
        records: number of each record, and its fields by the name that the file gives them.
        layout: the known fields; one that is not known refuses the file.
        names: all names that occur, in order.
        damaged: records that could not be read.
        encoding: of the file, for the record.

    Raises:
        FileRefusedError: Q01 if the fields are not those of the layout.
    """
    match = layout.match(names)
    if isinstance(match, HeaderProblem):
        raise FileRefusedError(
            "Q01",
            f"The records are not of {layout.dataset}: {match.in_words()}.",
            f"Check that the file is of dataset {layout.dataset}.",
        )
    sources = [names[match.columns[name]] for name in match.kept]
    rows: list[tuple[int | str | None, ...]] = [
        (number, *((fields.get(source) or "").strip(BLANKS) or None for source in sources))
        for number, fields in records
    ]
    return TextTable.of(text_frame(rows, match.kept), match.spelled, damaged=list(damaged), encoding=encoding)


def read_objects(parsed: object, layout: Layout) -> TextTable:
    """Read a list of flat JSON objects; keys are headers, and an object may lack some."""
    if not isinstance(parsed, list) or not all(isinstance(item, dict) for item in parsed):
        raise FileRefusedError(
            "Q01",
            f"The JSON is no list of objects, as {layout.dataset} has them.",
            f"Check that the file is of dataset {layout.dataset}.",
        )
    keys = list(dict.fromkeys(key for item in parsed for key in item))
    match = layout.match(keys)
    if isinstance(match, HeaderProblem):
        raise FileRefusedError(
            "Q01",
            f"The objects are not of {layout.dataset}: {match.in_words()}.",
            f"Check that the file is of dataset {layout.dataset}.",
        )
    by_name = {name: keys[position] for name, position in match.columns.items()}
    kept: list[tuple[int | str | None, ...]] = []
    damaged: list[LeftOut] = []
    for number, item in enumerate(parsed, start=1):
        values = [item.get(by_name[name]) for name in match.kept]
        if any(isinstance(value, dict | list) for value in values):
            damaged.append(LeftOut(number, "a value is not text or number", json.dumps(item, ensure_ascii=False)))
        else:
            texts = (None if v is None else str(v).strip(BLANKS) or None for v in values)
            kept.append((number, *texts))
    return TextTable.of(text_frame(kept, match.kept), match.spelled, damaged=damaged, encoding="json")


def text_frame(rows: Sequence[tuple[int | str | None, ...]], names: Sequence[str]) -> pl.DataFrame:
    """A frame of ``source_row`` and columns of text."""
    schema = pl.Schema({SOURCE_ROW: pl.Int64(), **{name: pl.String() for name in names}})
    return pl.DataFrame(rows, schema=schema, orient="row")
