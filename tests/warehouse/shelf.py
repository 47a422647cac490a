"""A warehouse in memory to put releases made by hand in."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl

from lighting.registry import DATASETS
from tests.warehouse.feeds import FEEDS, no_quarantine, shape
from tests.warehouse.releases import HELD, Correction, Release, identity
from transforms import correcting
from transforms.facts import Facts
from warehouse import archive, ledger, lookups
from warehouse.archive import Entry
from warehouse.connection import migrate, transaction
from warehouse.judgements import Judgement
from warehouse.ledger import Counts
from warehouse.literals import literal
from warehouse.loader import Loader
from warehouse.manifest import facts_hash
from warehouse.stagedir import JUDGED, READ, SHAPED, StageDir

FILLED = (
    "ops.delivery",
    "ops.decision",
    "ops.quarantine_row",
    "ops.corrected_row",
    "ops.revision",
    "ops.new_slice",
    "core.dim_release",
    "core.release_coverage",
    "core.world_coverage",
    "core.enterprise_coverage",
    *(f"core.{table.name}{suffix}" for feed in FEEDS.values() for table in feed for suffix in ("", "_restated")),
    "core.agg_trade_month",
    "core.agg_trade_partner",
)
"""Tables that putting releases in fills."""


class Shelf:
    """A warehouse in memory to put releases in, in any order.

    Args:
        bare: a fresh warehouse, which is copied.
        stage: where shaped releases lie; the same release is shaped once, whatever shelf it is put in.
        corrects: True for one that corrects rows, and works through again what a correction bears on.
        is_split: True for one with a confidential part.
    """

    def __init__(self, bare: Path, stage: Path, *, corrects: bool = False, is_split: bool = False) -> None:
        self.con = duckdb.connect(config={"threads": 1})
        self.con.execute(f"ATTACH '{bare}' AS bare (READ_ONLY)")
        self.con.execute("COPY FROM DATABASE bare TO memory")
        self.con.execute("DETACH bare")
        self._stage = stage
        self._corrects, self.is_split = corrects, is_split
        self._known: dict[str, Release] = {}
        self._parts = {False: self.con}
        if is_split:
            self.con.execute("ATTACH ':memory:' AS confidential")
            self._parts[True] = self.con.cursor()
            self._parts[True].execute("USE confidential")
            migrate(self._parts[True])
        self.begin("run")

    def clear(self) -> None:
        """Take everything out, as if nothing had ever been put in."""
        self._known.clear()
        for part in self._parts.values():
            for table in dict.fromkeys(FILLED):
                part.execute(f"DELETE FROM {table}")
            if part.execute("FROM core.correction LIMIT 1").fetchone():
                part.execute("DELETE FROM core.correction")
                part.execute("DELETE FROM core.accepted_row WHERE table_name = 'correction'")
                lookups.refresh_versions(part)

    def begin(self, run_id: str) -> None:
        """Go on as another run."""
        self._loaders = {name: Loader(part, self._stage, run_id) for name, part in self._parts.items()}
        self.loader = self._loaders[False]

    def put(self, release: Release | Correction) -> str:
        """Deliver, judge and load a release or a correction; returns its state."""
        self._enter(release)
        if isinstance(release, Correction):
            return self._put_correction(release)
        self._known[release.id] = release
        return self._work_through(release)

    def work(self) -> None:
        """Work through what is due, as a night does."""
        while due := [d.delivery_id for d in ledger.due(self.con) if d.delivery_id in self._known]:
            for delivery in due:
                self._work_through(self._known[delivery])

    def _work_through(self, release: Release) -> str:
        stage, scope = self._judge(release)
        if self._corrects:
            release = _corrected(release, stage)
        if not stage.is_done(SHAPED):
            with stage.writing(READ) as folder:
                (folder / "read.json").write_text('{"rows_read": 0, "scope": {}}')
            with stage.writing(SHAPED) as folder:
                shape(release, folder)
        values = [value for _, value in release.lines()]
        held = sum(value == HELD for value in values)
        quarantined = held + release.unreadable
        counts = Counts(len(values) + release.unreadable, len(values) - held, quarantined, 0, held)
        loader = self._loaders[DATASETS[release.feed].is_confidential]
        state = loader.apply(Judgement(release.id, stage, counts, tuple(scope)))
        self._settle_others(loader)
        return state

    def _judge(self, release: Release) -> tuple[StageDir, list[str]]:
        """Where the release is staged by the corrections in force, and what corrections may bear on it."""
        code = facts_hash(repr(release))
        if not self._corrects:
            return StageDir(self._stage, release.id, code, "lookup"), []
        years = sorted({int(period[:4]) for (_, _, period), _ in release.lines()})
        scope = lookups.corrections_scope(release.feed, release.id, years)
        version = lookups.version_of(scope, lookups.versions(self.con))
        stage = StageDir(self._stage, release.id, code, version)
        if not stage.is_done(JUDGED):
            with stage.writing(JUDGED) as folder:
                listed = folder / "listed.parquet"
                wanted = lookups.corrections_in_force(is_confidential=DATASETS[release.feed].is_confidential)
                self.con.execute(f"COPY ({wanted}) TO {literal(listed)} (FORMAT parquet)")
                _typed(release).write_parquet(folder / "typed.parquet")
                facts = Facts(release.id, release.feed, released_at=release.known_from)
                correcting.correct(folder / "typed.parquet", listed, facts, folder)
        return stage, scope

    def _put_correction(self, correction: Correction) -> str:
        stage = StageDir(self._stage, correction.id, facts_hash(repr(correction)), "lookup")
        first, second, period = correction.key
        table = FEEDS[correction.feed][0]
        selector = {"period": period, table.key[0]: first, table.key[1]: second}
        is_set = correction.value != HELD
        with stage.writing(SHAPED) as folder:
            pl.DataFrame(
                {
                    "correction_id": [correction.correction_id],
                    "dataset": [correction.feed],
                    "column_name": ["value"],
                    "selector": [json.dumps(selector, sort_keys=True)],
                    "action": ["set" if is_set else "set_aside"],
                    "value": [str(correction.value) if is_set else None],
                    "expected": [str(correction.expected)],
                    "on_mended": ["warn"],
                    "reason": ["typing error"],
                    "told": ["customs"],
                    "told_on": ["2016-01-12"],
                    "source_row": [2],
                }
            ).write_parquet(folder / "correction.parquet")
            no_quarantine().write_parquet(folder / "quarantine.parquet")
        loader = self._loaders[DATASETS[correction.dataset].is_confidential]
        return loader.apply(Judgement(correction.id, stage, Counts(1, 1, 0, 0)))

    def _settle_others(self, loader: Loader) -> None:
        for other in self._loaders.values():
            if other is not loader:
                other.settle()

    def refuse(self, release: Release) -> str:
        """Deliver a release that is refused."""
        self._enter(release)
        return self.loader.apply(Judgement(release.id, rule="Q05", reason="refused", remedy="none"))

    def withdraw(self, name: str, by: str) -> None:
        """Withdraw a delivery, or a withdrawal, by its name."""
        with transaction(self.con):
            ledger.add_entries(self.con, [_entry(by, json.dumps({"dataset": "decisions"}), "decisions")], "run")
            self.con.execute(
                "INSERT INTO ops.decision VALUES (?, 'withdrawal', ?, NULL, 'wrong', 'tester', TIMESTAMP '2016-01-01', "
                "NULL)",
                [identity(by), identity(name)],
            )
            ledger.set_state(self.con, identity(by), ledger.LOADED, "run")
        for loader in self._loaders.values():
            loader.settle()

    def due(self) -> list[str]:
        """Deliveries that are to be worked through again."""
        rows = self.con.execute("SELECT delivery_id FROM ops.delivery WHERE state = 'received' ORDER BY 1").fetchall()
        return [delivery for (delivery,) in rows]

    def _enter(self, release: Release | Correction) -> None:
        feed = release.feed if isinstance(release, Release) else release.dataset
        with transaction(self.con):
            ledger.add_entries(self.con, [_entry(release.name, release.facts, feed)], "run")


def _entry(name: str, facts: str, dataset: str) -> Entry:
    made = archive.Entry(facts_hash(name), "-", facts, dataset, f"{name}.csv", 1, "2016-01-01T00:00:00")
    assert made.delivery_id == identity(name)
    return made


def _typed(release: Release) -> pl.DataFrame:
    """What corrections see of a release: its key and one value; a row that will be held has none."""
    first, second = FEEDS[release.feed][0].key
    rows = [
        {"source_row": n, "is_typed": True, first: key[0], second: key[1], "period": key[2], "value": value}
        for n, (key, value) in enumerate(release.lines(), start=2)
    ]
    shown = [{**row, "value": None if row["value"] == HELD else row["value"]} for row in rows]
    return pl.DataFrame(shown, schema_overrides={"source_row": pl.Int64, "value": pl.Int64})


def _corrected(release: Release, stage: StageDir) -> Release:
    """The release as corrections leave it."""
    done = pl.read_parquet(stage.folder(JUDGED) / correcting.CORRECTIONS)
    new = {row: HELD if value is None else int(value) for row, value in done.select("source_row", "new_value").rows()}
    lines = [(key, new.get(n, value)) for n, (key, value) in enumerate(release.lines(), start=2)]
    first = len(release.rows)
    later = release.later and (release.later[0], dict(lines[first:]))
    return replace(release, rows=dict(lines[:first]), later=later)
