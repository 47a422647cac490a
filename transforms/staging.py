"""The stages of a file that need no warehouse: read and type, then shape. Each writes a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl

from transforms.facts import Facts
from transforms.mending import MENDED_FILE, Mended, mend
from transforms.reading.errors import FileRefusedError
from transforms.reading.limits import Limits
from transforms.reading.reading import raw_records, read_text
from transforms.reading.table import SOURCE_ROW, LeftOut, TextTable
from transforms.shaping import QUARANTINE_SCHEMA, mark_held, statements
from transforms.typed import ReaderResult, Typed, blocks

ROWS, REJECTS, SET_ASIDE, REPORT = (
    "rows.parquet",
    "rejects.parquet",
    "set_aside.parquet",
    "read.json",
)
QUARANTINE = "quarantine.parquet"
REJECTS_SCHEMA = pl.Schema(
    {SOURCE_ROW: pl.Int64(), "rule": pl.String(), "reason": pl.String(), "raw_text": pl.String()}
)


@dataclass(frozen=True)
class Source:
    """The file that is being worked on.

    Attributes:
        path: where its bytes lie.
        name: the name that people know it by.
        module: the dataset's transforms module.
        facts: its declared facts.
        key: key that a quarantined row holds if it is readable; empty where figures have no versions.
    """

    path: Path
    name: str
    module: ModuleType
    facts: Facts
    key: Sequence[str]


@dataclass(frozen=True)
class ReadReport:
    """What reading and typing found.

    Attributes:
        rows_read: records below the header, whatever became of them.
        rows_set_aside: totals, footnotes, blanks.
        encoding: of the file.
        sheet: of the workbook.
        results: outcomes of the reader's rules.
        scope: facts about the whole file that its rows do not repeat.
        years: years that its rows are about, for the code tables it needs.
        chapters: HS chapters of its rows.
    """

    rows_read: int
    rows_set_aside: int
    encoding: str
    sheet: str | None
    results: list[ReaderResult] = field(default_factory=list)
    scope: dict[str, str] = field(default_factory=dict)
    years: list[int] = field(default_factory=list)
    chapters: list[str] = field(default_factory=list)

    @classmethod
    def load(cls, folder: Path) -> ReadReport:
        """Read the report that ``read_stage`` wrote."""
        raw: dict[str, Any] = json.loads((folder / REPORT).read_text(encoding="utf-8"))
        return cls(**{**raw, "results": [ReaderResult(**result) for result in raw["results"]]})


def read_stage(
    source: Source, schema: pl.Schema, limits: Limits, folder: Path, mended: Mapping[int, Mended] | None = None
) -> ReadReport:
    """Read and type a file into ``folder``.

    Writes ``rows.parquet`` (the staged layout), ``rejects.parquet`` (one row per reason, with raw text for damaged
    records), ``set_aside.parquet``, ``read.json``, and ``mended.parquet`` if records of the file are mended.

    Args:
        source: the file.
        schema: the staged layout.
        limits: how much reading may cost.
        folder: where to write.
        mended: records that stand in place of those of the file, by ``source_row``.

    Raises:
        FileRefusedError: if the file as a whole is refused.
    """
    table, changed = mend(read_text(source.path, source.name, source.module.FORM, limits), mended or {})
    typed: Typed = source.module.type_rows(table, source.facts, schema)
    rejects = _rejects(table, typed)
    _block_if_many(rejects, table.rows_read)
    set_aside = [*table.set_aside, *typed.set_aside]
    years, chapters = _years_and_chapters(typed.rows)
    report = ReadReport(
        rows_read=table.rows_read,
        rows_set_aside=len(set_aside),
        encoding=table.encoding,
        sheet=table.sheet,
        results=[*_reader_results(rejects), *typed.results],
        scope=typed.scope,
        years=years,
        chapters=chapters,
    )
    typed.rows.write_parquet(folder / ROWS, compression="lz4", statistics=False)
    rejects.write_parquet(folder / REJECTS)
    if changed.height:
        changed.write_parquet(folder / MENDED_FILE)
    _left_out(set_aside).write_parquet(folder / SET_ASIDE)
    (folder / REPORT).write_text(json.dumps(asdict(report), ensure_ascii=False, indent=1), encoding="utf-8")
    return report


def shape_stage(
    source: Source,
    read_folder: Path,
    judged: Path,
    tables: Mapping[str, pl.Schema],
    limits: Limits,
    folder: Path,
    typed: Path | None = None,
) -> None:
    """Shape the accepted rows into the rows of each table, and write quarantine with raw text.

    Args:
        source: the file.
        read_folder: what ``read_stage`` wrote.
        judged: Parquet file of rows that the suite sends to quarantine: ``source_row``, ``rules``, ``reasons``.
        tables: name and columns of each target table, as the warehouse declares them.
        limits: bounds for reading raw text again.
        folder: where ``<table>.parquet`` and ``quarantine.parquet`` go.
        typed: the typed rows as corrections left them; those that were read if not given.
    """
    report = ReadReport.load(read_folder)
    (folder / REPORT).write_bytes((read_folder / REPORT).read_bytes())
    rows = pl.scan_parquet(typed or read_folder / ROWS)
    rejects = pl.read_parquet(read_folder / REJECTS)
    quarantine = _quarantine(source, rows, rejects, pl.read_parquet(judged), limits)
    readable = "yes" if quarantine["is_held"].all() else "no"
    scope = {**report.scope, "all_keys_readable": readable}
    quarantine.write_parquet(folder / QUARANTINE)
    stated = statements(rows, quarantine)
    for name, schema in tables.items():
        shaped: pl.LazyFrame = getattr(source.module, name)(stated, source.facts, scope)
        shaped = shaped.with_columns(pl.col(c).cast(t) for c, t in schema.items() if c in shaped.collect_schema())
        shaped.sink_parquet(folder / f"{name}.parquet", compression="lz4", statistics=False)


def count_quarantine(folder: Path) -> tuple[int, int]:
    """Records in quarantine, and those of them whose key is held."""
    held = pl.read_parquet(folder / QUARANTINE, columns=["is_held"])["is_held"]
    return held.len(), int(held.sum())


def _quarantine(
    source: Source, rows: pl.LazyFrame, rejects: pl.DataFrame, judged: pl.DataFrame, limits: Limits
) -> pl.DataFrame:
    """One row per quarantined record with all its reasons, whether it is held, and its raw text."""
    by_reader = rejects.group_by(SOURCE_ROW).agg(pl.col("rule").alias("rules"), pl.col("reason").alias("reasons"))
    both = pl.concat([by_reader, judged.select(SOURCE_ROW, "rules", "reasons")]).explode("rules", "reasons")
    if not both.height:
        return pl.DataFrame(schema=QUARANTINE_SCHEMA)
    merged = (
        both.unique()
        .sort(SOURCE_ROW, "rules", "reasons")
        .group_by(SOURCE_ROW, maintain_order=True)
        .agg("rules", "reasons")
    )
    known = dict(rejects.filter(pl.col("raw_text") != "").select(SOURCE_ROW, "raw_text").iter_rows())
    missing = [n for n in merged[SOURCE_ROW].to_list() if n not in known]
    raw = known | raw_records(source.path, source.name, source.module.FORM, limits, missing)
    texts = pl.Series("raw_text", [raw.get(n, "") for n in merged[SOURCE_ROW]], dtype=pl.String)
    held = mark_held(rows, merged, source.key)
    return held.with_columns(texts).select(QUARANTINE_SCHEMA.names()).cast(QUARANTINE_SCHEMA)


def _rejects(table: TextTable, typed: Typed) -> pl.DataFrame:
    damaged = pl.DataFrame(
        [(r.source_row, "RECORD", r.reason, r.raw_text) for r in table.damaged],
        schema=REJECTS_SCHEMA,
        orient="row",
    )
    cast = typed.rejects.with_columns(pl.lit("").alias("raw_text"))
    return pl.concat([damaged, cast.select(REJECTS_SCHEMA.names())]).sort(SOURCE_ROW, "rule", "reason")


def _block_if_many(rejects: pl.DataFrame, rows_read: int) -> None:
    """Refuse the file where one rule of the reader fails for so many rows that the file is another one."""
    counts = rejects.group_by("rule").agg(pl.col(SOURCE_ROW).n_unique().alias("rows"), pl.col("reason").first())
    for rule, failed, reason in counts.sort("rule").iter_rows():
        if blocks(failed, rows_read):
            raise FileRefusedError(
                rule,
                f"{failed:,} of {rows_read:,} rows fail {rule}, more than 5 %; the first: {reason}.",
                "Check that the file is complete and of this dataset; a mended file is a new delivery.",
            )


def _reader_results(rejects: pl.DataFrame) -> list[ReaderResult]:
    """Results of the rules that reading has settled for every file that comes this far."""
    counts = dict(rejects.group_by("rule").agg(pl.col(SOURCE_ROW).n_unique()).iter_rows())
    settled = [
        ReaderResult("Q01", "block", "passed", "the header is known"),
        ReaderResult("Q02", "block", "passed", "every character decodes"),
    ]
    for rule, what in (
        ("RECORD", "records with the right number of fields"),
        ("Q20", "numbers are numbers"),
        ("CAST", "days, moments, yes/no and authorities cast"),
        ("MANIFEST", "rows lie inside the declared selection"),
    ):
        failed = counts.get(rule, 0)
        outcome = ReaderResult(rule, "quarantine", "failed" if failed else "passed", what, failed)
        settled.append(outcome)
    return settled


def _years_and_chapters(rows: pl.DataFrame) -> tuple[list[int], list[str]]:
    years: list[int] = []
    chapters: list[str] = []
    if "period" in rows.columns:
        found = rows["period"].unique().str.slice(0, 4).cast(pl.Int32, strict=False).drop_nulls().unique()
        years = sorted(found.to_list())
    if "hs8" in rows.columns:
        chapters = sorted(rows["hs8"].unique().str.slice(0, 2).drop_nulls().unique().to_list())
    return years, chapters


def _left_out(rows: list[LeftOut]) -> pl.DataFrame:
    return pl.DataFrame(
        [(r.source_row, r.reason, r.raw_text) for r in rows],
        schema={SOURCE_ROW: pl.Int64, "reason": pl.String, "raw_text": pl.String},
        orient="row",
    )
