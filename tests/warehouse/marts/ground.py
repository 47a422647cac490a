"""A warehouse in memory to put trade figures, rates and batches in through the loader, and to ask metrics of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from tests.warehouse.releases import identity
from warehouse import archive, declared, latest, ledger, metrics, schedule
from warehouse.archive import Entry
from warehouse.connection import transaction
from warehouse.judgements import Judgement
from warehouse.ledger import Counts
from warehouse.loader import Loader
from warehouse.manifest import facts_hash
from warehouse.readers import rows as rows_of
from warehouse.stagedir import SHAPED, StageDir

LAMPS = "灯具、照明装置及其零件"
ROW: dict[str, Any] = {
    "period": "201510",
    "period_kind": "M",
    "geo_basis": "REG",
    "place_code": "44",
    "product_level": "HS8",
    "product_code": "94051000",
    "partner_code": "502",
    "regime_code": "10",
    "ownership": "ALL",
    "flow": "X",
    "currency": "CNY",
    "state": "V",
    "value": 100,
    "qty1": None,
    "unit1": None,
    "qty2": None,
    "unit2": None,
}
_SLICE = ("period", "period_kind", "geo_basis", "flow", "currency", "product_level")
_SPLITS = {"partner": "partner_code", "regime": "regime_code", "place": "place_code"}
_SHORT = {"hs8": "product_code", "kind": "period_kind", "basis": "geo_basis", **_SPLITS}


def row(period: str, value: float | None, **other: Any) -> dict[str, Any]:
    """A row of fct_trade; where nothing is said, exports of 94051000 from Guangdong to the US as general trade."""
    state = "HELD" if value is None else "V"
    return {**ROW, "period": period, "value": value, "state": state, **{_SHORT.get(k, k): v for k, v in other.items()}}


def line(period: str, value: float, **other: Any) -> dict[str, Any]:
    """A row of the printed lamp line of the city."""
    usual = {"product_level": "LINE", "product_code": LAMPS, "partner": "ALL", "regime": "ALL", "place": "442000"}
    return row(period, value, **{**usual, **other})


def months(first: str, last: str) -> list[str]:
    """Months from first to last."""
    numbers = range(int(first[:4]) * 12 + int(first[4:]) - 1, int(last[:4]) * 12 + int(last[4:]))
    return [f"{n // 12}{n % 12 + 1:02d}" for n in numbers]


class Ground:
    """A fresh warehouse in memory."""

    def __init__(self, fresh: Path, stage: Path) -> None:
        self.con = duckdb.connect(config={"threads": 1})
        self.con.execute(f"ATTACH '{fresh}' AS bare (READ_ONLY)")
        self.con.execute("COPY FROM DATABASE bare TO memory")
        self.con.execute("DETACH bare")
        metrics.install(self.con)
        schedule.seed(self.con)
        self._stage = stage
        self._loader = Loader(self.con, stage, "run")
        self._count = 0

    def put(
        self,
        rows: Sequence[dict[str, Any]],
        released: str = "2016-02-01",
        *,
        dataset: str = "customs_query",
        asked: Iterable[str] = (),
        by: Sequence[str] = ("partner", "regime", "place"),
        hs: Sequence[str] = ("*",),
        partners: Sequence[str] = ("*",),
        places: Sequence[str] = ("*",),
        closed: bool = True,
        official: bool = True,
        slices: Iterable[tuple[str, str]] = (),
    ) -> str:
        """Load one release; returns its identifier.

        Args:
            rows: rows of fct_trade.
            released: when it was shown.
            dataset: its dataset.
            asked: months that it covers besides those of the rows.
            by: what it is split by.
            hs, partners, places: its selection.
            closed: False if the selection was not declared.
            official: False for preliminary figures.
            slices: months with their kinds that it covers besides.
        """
        self._count += 1
        name, moment = f"file{self._count}", datetime.fromisoformat(released)
        facts = json.dumps({"dataset": dataset, "released_at": moment.isoformat(), "n": self._count}, sort_keys=True)
        entry = Entry(facts_hash(name), "-", facts, dataset, f"{name}.csv", 1, "2016-01-01T00:00:00")
        assert isinstance(entry, archive.Entry)
        with transaction(self.con):
            ledger.add_entries(self.con, [entry], "run")
        covered = {tuple(r[n] for n in _SLICE) for r in rows}
        like = rows[0] if rows else ROW
        more = [(month, like["period_kind"]) for month in asked] + list(slices)
        covered |= {(*pair, *(like[n] for n in _SLICE[2:])) for pair in more}
        coverage = {
            **{f"by_{split}": split in by for split in _SPLITS},
            "is_closed": closed,
            "covers_hs": list(hs) if closed else [],
            "covers_partners": list(partners) if closed else [],
            "covers_regimes": ["*"] if closed else [],
            "covers_places": list(places) if closed else [],
        }
        stage = StageDir(self._stage, identity(name), "code", "lookup")
        with stage.writing(SHAPED) as folder:
            self._write(folder, rows, moment, official)
            frame = [{**dict(zip(_SLICE, s, strict=True)), **coverage} for s in sorted(covered)]
            pl.DataFrame(frame, schema=_without(_schema("release_coverage"), "release_id")).write_parquet(
                folder / "release_coverage.parquet"
            )
        held = sum(r["state"] == "HELD" for r in rows)
        counts = Counts(len(rows), len(rows) - held, held, 0, held)
        assert self._loader.apply(Judgement(identity(name), stage, counts)) == "loaded"
        return identity(name)

    def _write(self, folder: Path, rows: Sequence[dict[str, Any]], moment: datetime, official: bool) -> None:
        full = [{**r, "known_from": moment, "source_row": n} for n, r in enumerate(rows, start=2)]
        schema = _without(_schema("fct_trade_restated"), "source_file")
        pl.DataFrame(full, schema=schema).write_parquet(folder / "fct_trade.parquet")
        printed = _without(_schema("fct_trade_printed_restated"), "source_file")
        pl.DataFrame(schema=printed).write_parquet(folder / "fct_trade_printed.parquet")
        wanted = ("is_official", "known_from", "revision_no", "set_id")
        release = {"is_official": official, "known_from": moment, "revision_no": 0, "set_id": None}
        pl.DataFrame([release], schema={n: _schema("dim_release")[n] for n in wanted}).write_parquet(
            folder / "dim_release.parquet"
        )
        held = [n for n, r in enumerate(rows, start=2) if r["state"] == "HELD"]
        table = {
            "source_row": held,
            "rules": [["Q17"]] * len(held),
            "reasons": [["negative"]] * len(held),
            "is_held": [True] * len(held),
            "raw_text": ["x"] * len(held),
        }
        kinds = {"rules": pl.List(pl.String), "reasons": pl.List(pl.String)}
        other = {"source_row": pl.Int64, "is_held": pl.Boolean, "raw_text": pl.String}
        pl.DataFrame(table, schema={n: {**kinds, **other}[n] for n in table}).write_parquet(
            folder / "quarantine.parquet"
        )

    def latest(self, table: str, rows: Sequence[dict[str, Any]], released: str = "2016-01-01") -> None:
        """Add rows of a table without versions, such as exchange rates or batches."""
        self._count += 1
        target = latest.TABLES[table]
        frame = pl.DataFrame(rows, schema=dict.fromkeys((*target.key, *target.columns), pl.String))
        self.con.register("given", frame.with_row_index("source_row", offset=2).to_arrow())
        latest.begin(self.con)
        latest.add(self.con, target, "given", f"latest{self._count}", datetime.fromisoformat(released), 0)
        latest.refresh_fact(self.con, target)

    def rates(self, rates: dict[str, float], released: str = "2016-01-01", **other: str) -> None:
        """Add rates of yuan per dollar by month."""
        usual = {"base": "USD", "quote": "CNY", "rate_type": "MONTH_AVG", "source": "FED_H10", **other}
        self.latest("fct_fx_month", [{**usual, "month": m, "rate": str(r)} for m, r in rates.items()], released)

    def printed(self, period: str, known_from: str = "2015-11-20", **other: Any) -> None:
        """Add a printed figure of the lamp line of the city."""
        usual = {
            "supersession_group": "customs_city", "period": period, "period_kind": "M", "geo_basis": "REG",
            "place_code": "442000", "product_code": LAMPS, "partner_code": "ALL", "regime_code": "ALL",
            "ownership": "ALL", "flow": "X", "currency": "CNY", "state": "V", "is_official": True,
            "is_first_release": True, "known_from": known_from, "last_confirmed": known_from, "source_file": "x",
        }  # fmt: skip
        full = {**usual, **other}
        self.con.execute(
            f"INSERT INTO core.fct_trade_printed ({', '.join(full)}) VALUES ({', '.join('?' * len(full))})",
            list(full.values()),
        )

    def ask(self, metric: str, where: str = "true", **scope: Any) -> list[dict[str, Any]]:
        """Rows of a metric."""
        call = ", ".join(f"{name} := ${name}" for name in scope)
        return rows_of(self.con, f"FROM marts.{metric}({call}) WHERE {where} ORDER BY ALL", scope)

    def one(self, metric: str, where: str = "true", **scope: Any) -> dict[str, Any]:
        """The one row of a metric."""
        found = self.ask(metric, where, **scope)
        assert len(found) == 1, found
        return found[0]


def _schema(table: str) -> pl.Schema:
    return declared.polars_schema("core", table)


def _without(schema: pl.Schema, name: str) -> pl.Schema:
    return pl.Schema({n: kind for n, kind in schema.items() if n != name})
