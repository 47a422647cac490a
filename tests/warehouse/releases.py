"""Deliveries of trade figures made by hand, past reading and judging, and a loader to put them in."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl

from warehouse import archive, declared, ledger
from warehouse.archive import Entry
from warehouse.connection import transaction
from warehouse.judgements import Judgement
from warehouse.ledger import Counts
from warehouse.loader import Loader
from warehouse.manifest import delivery_id, facts_hash
from warehouse.stagedir import READ, SHAPED, StageDir

DAY0 = datetime(2015, 11, 1)
FILLED = (
    "ops.delivery",
    "ops.decision",
    "ops.quarantine_row",
    "ops.revision",
    "ops.new_slice",
    "core.dim_release",
    "core.release_coverage",
    "core.fct_trade",
    "core.fct_trade_restated",
    "core.agg_trade_month",
    "core.agg_trade_partner",
)
"""Tables that putting releases in fills."""
HELD = "HELD"
Key = tuple[str, str, str]
"""HS8 code, partner (ALL if not split) and period."""


@dataclass(frozen=True)
class Release:
    """A file of the online query: what it states, and what it was asked for.

    Attributes:
        name: tells deliveries apart.
        day: days after DAY0 on which it was released.
        rows: key to value, or HELD for a quarantined row whose key is readable.
        hs: HS prefixes it covers; None if the selection was not declared.
        partners: partners it covers, * for all.
        is_official: False for preliminary figures.
        revision_no: declared order among releases of the same moment.
        unreadable: number of quarantined rows without a readable key.
        set_id, page, pages: page of a set.
        supersedes: names of releases that it withdraws.
    """

    name: str
    day: int
    rows: dict[Key, int | str] = field(hash=False)
    hs: tuple[str, ...] | None = ("*",)
    partners: tuple[str, ...] = ("*",)
    is_official: bool = True
    revision_no: int = 0
    unreadable: int = 0
    set_id: str | None = None
    page: int | None = None
    pages: int | None = None
    supersedes: tuple[str, ...] = ()
    periods: tuple[str, ...] = ("201510",)

    @property
    def known_from(self) -> datetime:
        return DAY0 + timedelta(days=self.day)

    @property
    def is_closed(self) -> bool:
        return self.hs is not None and not self.unreadable

    @property
    def facts(self) -> str:
        found: dict[str, object] = {"dataset": "customs_query", "released_at": self.known_from.isoformat(), "flow": "X"}
        if self.hs:
            found["covers_hs"] = sorted(self.hs)
        if self.set_id:
            found |= {"set_id": self.set_id, "page": self.page, "pages": self.pages}
        if self.revision_no:
            found["revision_no"] = self.revision_no
        if self.supersedes:
            found["supersedes"] = sorted(identity(name) for name in self.supersedes)
        return json.dumps(found, sort_keys=True)

    @property
    def id(self) -> str:
        return identity(self.name)


def identity(name: str) -> str:
    """The identifier that a delivery of this name has in these tests."""
    return delivery_id(facts_hash(name), "-")


class Shelf:
    """A warehouse in memory to put releases in, in any order.

    Args:
        bare: a fresh warehouse, which is copied.
        stage: where shaped releases lie; the same release is shaped once, whatever shelf it is put in.
    """

    def __init__(self, bare: Path, stage: Path) -> None:
        self.con = duckdb.connect(config={"threads": 1})
        self.con.execute(f"ATTACH '{bare}' AS bare (READ_ONLY)")
        self.con.execute("COPY FROM DATABASE bare TO memory")
        self.con.execute("DETACH bare")
        self._stage = stage
        self.loader = Loader(self.con, stage, "run")

    def clear(self) -> None:
        """Take everything out, as if nothing had ever been put in."""
        for table in FILLED:
            self.con.execute(f"DELETE FROM {table}")

    def begin(self, run_id: str) -> None:
        """Go on as another run."""
        self.loader = Loader(self.con, self._stage, run_id)

    def put(self, release: Release) -> str:
        """Deliver, judge and load a release; returns its state."""
        self._enter(release)
        stage = StageDir(self._stage, release.id, facts_hash(repr(release)), "lookup")
        if not stage.is_done(SHAPED):
            with stage.writing(READ) as folder:
                (folder / "read.json").write_text('{"rows_read": 0, "scope": {}}')
            with stage.writing(SHAPED) as folder:
                _shape(release, folder)
        held = sum(value == HELD for value in release.rows.values())
        accepted = len(release.rows) - held
        quarantined = held + release.unreadable
        counts = Counts(accepted + quarantined, accepted, quarantined, 0, held)
        return self.loader.apply(Judgement(release.id, stage, counts))

    def refuse(self, release: Release) -> str:
        """Deliver a release that is refused."""
        self._enter(release)
        return self.loader.apply(Judgement(release.id, rule="Q05", reason="refused", remedy="none"))

    def withdraw(self, name: str, by: str) -> None:
        """Withdraw a delivery, or a withdrawal, by its name."""
        with transaction(self.con):
            ledger.add_entries(self.con, [_entry(by, json.dumps({"dataset": "decisions"}), "decisions")], "run")
            self.con.execute(
                "INSERT INTO ops.decision VALUES (?, 'withdrawal', ?, NULL, 'wrong', 'tester', TIMESTAMP '2016-01-01')",
                [identity(by), identity(name)],
            )
            ledger.set_state(self.con, identity(by), ledger.LOADED, "run")
        self.loader.settle()

    def due(self) -> list[str]:
        """Deliveries that are to be worked through again."""
        rows = self.con.execute("SELECT delivery_id FROM ops.delivery WHERE state = 'received' ORDER BY 1").fetchall()
        return [delivery for (delivery,) in rows]

    def _enter(self, release: Release) -> None:
        with transaction(self.con):
            ledger.add_entries(self.con, [_entry(release.name, release.facts, "customs_query")], "run")


def _entry(name: str, facts: str, dataset: str) -> Entry:
    made = archive.Entry(facts_hash(name), "-", facts, dataset, f"{name}.csv", 1, "2016-01-01T00:00:00")
    assert made.delivery_id == identity(name)
    return made


def _shape(release: Release, folder: Path) -> None:
    """Write what the shape stage writes."""
    schema = declared.polars_schema("core", "fct_trade_restated")
    rows = [
        {
            "period": period,
            "period_kind": "M",
            "geo_basis": "REG",
            "place_code": "44",
            "product_level": "HS8",
            "product_code": hs8,
            "partner_code": partner,
            "regime_code": "10",
            "ownership": "ALL",
            "flow": "X",
            "currency": "CNY",
            "state": HELD if value == HELD else "V",
            "value": None if value == HELD else value,
            "known_from": release.known_from,
            "source_row": number,
        }
        for number, ((hs8, partner, period), value) in enumerate(release.rows.items(), start=2)
    ]
    wanted = pl.Schema({name: kind for name, kind in schema.items() if name != "source_file"})
    pl.DataFrame(rows, schema=wanted).write_parquet(folder / "fct_trade.parquet")
    pl.DataFrame(
        {
            "is_official": [release.is_official],
            "known_from": [release.known_from],
            "revision_no": [release.revision_no],
            "set_id": [release.set_id],
        },
        schema={
            "is_official": pl.Boolean,
            "known_from": pl.Datetime("us"),
            "revision_no": pl.Int32,
            "set_id": pl.String,
        },
    ).write_parquet(folder / "dim_release.parquet")
    split = any(partner != "ALL" for _, partner, _ in release.rows)
    pl.DataFrame(
        [
            {
                "period": period,
                "period_kind": "M",
                "geo_basis": "REG",
                "flow": "X",
                "currency": "CNY",
                "product_level": "HS8",
                "by_partner": split,
                "by_regime": True,
                "by_place": True,
                "is_closed": release.is_closed,
                "covers_hs": list(release.hs or ()),
                "covers_partners": list(release.partners),
                "covers_regimes": ["*"],
                "covers_places": ["*"],
            }
            for period in release.periods
        ]
    ).write_parquet(folder / "release_coverage.parquet")
    held = [n for n, value in enumerate(release.rows.values(), start=2) if value == HELD]
    lost = [10_000 + n for n in range(release.unreadable)]
    pl.DataFrame(
        {
            "source_row": held + lost,
            "rules": [["Q17"]] * len(held) + [["RECORD"]] * len(lost),
            "reasons": [["negative"]] * len(held) + [["cut"]] * len(lost),
            "is_held": [True] * len(held) + [False] * len(lost),
            "raw_text": ["x"] * (len(held) + len(lost)),
        },
        schema={
            "source_row": pl.Int64,
            "rules": pl.List(pl.String),
            "reasons": pl.List(pl.String),
            "is_held": pl.Boolean,
            "raw_text": pl.String,
        },
    ).write_parquet(folder / "quarantine.parquet")
