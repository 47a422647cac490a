"""YAML as rows of text: a list of records, each with the line on which it begins."""

from __future__ import annotations

import re

import polars as pl

from lighting.plain_yaml import PlainYamlError, records
from transforms.reading.csv_columns import BLANKS
from transforms.reading.encoding import decode, detect
from transforms.reading.errors import FileRefusedError
from transforms.reading.layout import HeaderProblem, Layout
from transforms.reading.table import SOURCE_ROW, TextTable

_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?:---|%YAML|-\s|[\w-]+:(?:\s|$))")


def is_yaml(data: bytes) -> bool:
    """True if a text begins like a list or a mapping of YAML, which the header of a CSV file does not."""
    return _BEGINS.match(data) is not None


def read_yaml(data: bytes, layout: Layout) -> TextTable:
    """Read a list of records; keys are headers, and a record may lack some.

    Raises:
        FileRefusedError: FILE if it is no plain YAML, Q01 if its keys are not those of the dataset.
    """
    encoded = detect(data)
    try:
        found = records(decode(encoded.body, encoded.encoding, "The file"))
    except PlainYamlError as error:
        raise FileRefusedError(
            "FILE",
            f"The file is no list of records in plain YAML: line {error.line}: {error.why}.",
            "Write a list of names and values, without tags, anchors and aliases.",
        ) from error
    keys = list(dict.fromkeys(key for record in found for key in record.values))
    match = layout.match(keys)
    if isinstance(match, HeaderProblem):
        raise FileRefusedError(
            "Q01",
            f"The records are not of {layout.dataset}: {match.in_words()}.",
            f"Check that the file is of dataset {layout.dataset}, and the spelling of its names.",
        )
    by_name = {name: keys[position] for name, position in match.columns.items()}
    rows = [
        (record.line, *((record.values.get(by_name[name]) or "").strip(BLANKS) or None for name in match.kept))
        for record in found
    ]
    schema = pl.Schema({SOURCE_ROW: pl.Int64(), **{name: pl.String() for name in match.kept}})
    return TextTable.of(pl.DataFrame(rows, schema=schema, orient="row"), match.spelled, encoding=encoded.declared)
