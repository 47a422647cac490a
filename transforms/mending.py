"""Records of a file in better words: a person has mended what the file says, and the file is read with that in place.

The mended record stands where the record of the file stood, so it keeps its file and row, its release and its place in
all that is said about the whole file. It is typed, judged and shaped like any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from transforms.correcting import SCHEMA
from transforms.reading.csv_columns import BLANKS
from transforms.reading.errors import FileRefusedError
from transforms.reading.table import SOURCE_ROW, TextColumn, TextTable
from transforms.shaping import KEY_RULES

RULE = "RELEASE"
MENDED, LET_PASS = "mended", "let_pass"
"""What was done to a record, as ``ops.corrected_row`` says it, and the kind of the decision."""
MENDED_FILE = "mended.parquet"
NEVER_LET_PASS = frozenset({*KEY_RULES, "CORRECTION", "MISSING", "Q20", "Q68", "CAST", "TEST"})
"""Rules that doubt the key of a record or say that it has no value: there is no figure that could be let pass."""


@dataclass(frozen=True)
class Mended:
    """A record in better words.

    Attributes:
        decision_id: delivery that holds the decision.
        cells: text by column, named as the file's header names them; columns left out stay as they are in the file.
    """

    decision_id: str
    cells: Mapping[str, str]


def labels(table: TextTable) -> dict[str, str]:
    """Our column names and what people call the columns: as the file's header spells them, each name once."""
    spelled = {name: table.spelled.get(name) or name for name in table.columns}
    often = Counter(spelled.values())
    return {name: label if often[label] == 1 else f"{label} ({name})" for name, label in spelled.items()}


def records(table: TextTable, rows: Sequence[int]) -> pl.DataFrame:
    """The text of some records as the file has it, columns named as in its header; damaged records have no cells.

    Args:
        table: the file.
        rows: their ``source_row``.
    """
    found = table.frame.filter(pl.col(SOURCE_ROW).is_in(list(rows)))
    return found.select(SOURCE_ROW, *(pl.col(name).alias(label) for name, label in labels(table).items()))


def mend(table: TextTable, mended: Mapping[int, Mended]) -> tuple[TextTable, pl.DataFrame]:
    """Put mended records in the place of those that the file has.

    Args:
        table: the file as it is.
        mended: by ``source_row``.

    Returns:
        The file with mended records, and one row per changed cell, as ``ops.corrected_row`` has it.

    Raises:
        FileRefusedError: RELEASE if a record or a column is not in the file.
    """
    if not mended:
        return table, pl.DataFrame(schema=SCHEMA)
    wanted = pl.Series(sorted(mended), dtype=pl.Int64)
    known = table.frame.filter(pl.col(SOURCE_ROW).is_in(wanted.implode()))
    old = {row[SOURCE_ROW]: row for row in known.iter_rows(named=True)}
    damaged = {record.source_row for record in table.damaged}
    ours = {label: name for name, label in labels(table).items()}
    new, done = [], []
    for source_row, record in sorted(mended.items()):
        _check(source_row, record, ours, is_known=source_row in old or source_row in damaged)
        before = old.get(source_row, {})
        after = {ours[label]: text.strip(BLANKS) or None for label, text in record.cells.items()}
        new.append({SOURCE_ROW: source_row, **{name: after.get(name, before.get(name)) for name in table.columns}})
        for name, text in after.items():
            if text != before.get(name):
                done.append((source_row, record.decision_id, name, MENDED, before.get(name), text))
    schema = {SOURCE_ROW: pl.Int64(), **dict.fromkeys(table.columns, pl.String())}
    kept = table.frame.filter(~pl.col(SOURCE_ROW).is_in(wanted.implode())).cast({SOURCE_ROW: pl.Int64})
    frame = pl.concat([kept, pl.DataFrame(new, schema=schema)]).sort(SOURCE_ROW, maintain_order=True)
    changed = replace(
        table,
        source_row=frame[SOURCE_ROW].cast(table.source_row.dtype),
        columns={name: TextColumn(frame[name]) for name in table.columns},
        damaged=[record for record in table.damaged if record.source_row not in mended],
    )
    return changed, pl.DataFrame(done, schema=SCHEMA, orient="row")


def _check(source_row: int, record: Mended, ours: Mapping[str, str], *, is_known: bool) -> None:
    unknown = sorted(set(record.cells) - set(ours))
    if is_known and not unknown:
        return
    what = f"no column '{unknown[0]}'" if unknown else f"no record in row {source_row}"
    raise FileRefusedError(
        RULE,
        f"The file has {what}, which release {record.decision_id[:12]} mends.",
        f"Take the release back: lighting withdraw {record.decision_id[:12]}",
    )
