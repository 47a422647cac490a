"""What the shape stage writes for releases made by hand, feed by feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from warehouse import declared

if TYPE_CHECKING:
    from tests.warehouse.releases import Key, Release

HELD = "HELD"
_MONTH = {"period_kind": "M", "flow": "X", "currency": "CNY"}
_LINE = {**_MONTH, "place_code": "ALL", "regime_code": "ALL", "ownership": "ALL"}


@dataclass(frozen=True)
class Filled:
    """A table that a feed fills.

    Attributes:
        name: table of schema core.
        key: its columns of the first two parts of a key.
        fixed: its other columns of the key.
        figure: the measure that tells values apart.
        beside: a measure that neighbouring values share, so that equality must look at all measures.
    """

    name: str
    key: tuple[str, str]
    fixed: Mapping[str, Any] = field(hash=False)
    figure: str = "value"
    beside: str | None = None

    def row(self, key: Key, value: int | str | None, known_from: Any, number: int) -> dict[str, Any]:
        """A statement."""
        first, second, period = key
        found = {**self.fixed, self.key[0]: first, self.key[1]: second, "period": period}
        if self.name == "fct_world_trade":
            found["commodity_level"] = len(first)
        if isinstance(value, int):
            found |= {"state": "V", self.figure: value} | ({self.beside: value // 2} if self.beside else {})
        else:
            found["state"] = HELD
        return {**found, "known_from": known_from, "source_row": number}


_PRINTED = {"figure": "ytd_value", "beside": "month_value"}


def _national(group: str, key: tuple[str, str]) -> Filled:
    fixed = {**_LINE, "supersession_group": group, "geo_basis": "NAT", "product_code": "ALL"}
    return Filled("fct_trade_printed", key, {n: v for n, v in fixed.items() if n not in key}, **_PRINTED)


def _world(source: str, flow: str) -> Filled:
    fixed = {"source": source, "reporter_code": "842", "period_kind": "A", "flow": flow, "classification": "H4",
             "customs_code": "C00", "transport_mode": "0"}  # fmt: skip
    return Filled("fct_world_trade", ("commodity_code", "partner_code"), fixed, "value_usd", "net_weight_kg")


_CITY = {**_LINE, "geo_basis": "REG", "place_code": "442000"}
_GOODS = ("product_code", "partner_code")
FEEDS: dict[str, tuple[Filled, ...]] = {
    "customs_query": (
        Filled("fct_trade", _GOODS, {**_LINE, "geo_basis": "REG", "place_code": "44", "product_level": "HS8",
                                     "regime_code": "10"}),
    ),
    "customs_city": (
        Filled("fct_trade", _GOODS, {**_CITY, "product_level": "LINE"}),
        Filled("fct_trade_printed", _GOODS, {**_CITY, "supersession_group": "customs_city"}, **_PRINTED),
    ),
    "customs_express": (_national("national_printed", _GOODS),),
    "customs_bulletin": (_national("national_printed", _GOODS),),
    "customs_regime_totals": (_national("customs_regime_totals", ("regime_code", "partner_code")),),
    "comtrade": (_world("comtrade", "M"),),
    "baci": (_world("baci", "X"),),
    "customs_enterprise": (
        Filled("fct_enterprise_export", ("hs8", "customs_code"),
               {**_MONTH, "partner_code": "502", "regime_code": "10"}, beside="qty1"),
    ),
}  # fmt: skip
"""The tables of each feed."""


def shape(release: Release, folder: Path) -> None:
    """Write what the shape stage writes for a release."""
    parts = release.parts()
    for table in FEEDS[release.feed]:
        schema = declared.polars_schema("core", f"{table.name}_restated")
        stated = [(part.known_from, key, value) for part in parts for key, value in part.rows.items()]
        rows = [table.row(key, value, known, n) for n, (known, key, value) in enumerate(stated, start=2)]
        wanted = pl.Schema({name: kind for name, kind in schema.items() if name != "source_file"})
        pl.DataFrame(rows, schema=wanted).write_parquet(folder / f"{table.name}.parquet")
    _releases(release).write_parquet(folder / "dim_release.parquet")
    for name, rows in _coverage(release).items():
        pl.DataFrame(rows).unique(maintain_order=True).write_parquet(folder / f"{name}.parquet")
    _quarantine(release).write_parquet(folder / "quarantine.parquet")


def _releases(release: Release) -> pl.DataFrame:
    schema = {"is_official": pl.Boolean, "known_from": pl.Datetime("us"), "revision_no": pl.Int32, "set_id": pl.String}
    parts = release.parts()
    frame = pl.DataFrame(
        {
            "is_official": [release.is_official] * len(parts),
            "known_from": [part.known_from for part in parts],
            "revision_no": [release.revision_no] * len(parts),
            "set_id": [release.set_id] * len(parts),
        },
        schema=schema,
    )
    rank = pl.lit(release.rank, dtype=pl.Int32).alias("rank")
    return frame if release.rank is None else frame.with_columns(rank)


def _coverage(release: Release) -> dict[str, list[dict[str, Any]]]:
    """Rows of the feed's coverage table."""
    hs, others = list(release.hs or ()), list(release.partners)
    closed = {"is_closed": release.is_closed}
    if release.feed == "customs_query":
        split = any(partner != "ALL" for _, partner, _ in release.rows)
        fixed = {"period_kind": "M", "geo_basis": "REG", "flow": "X", "currency": "CNY", "product_level": "HS8",
                 "by_partner": split, "by_regime": True, "by_place": True, **closed, "covers_hs": hs,
                 "covers_partners": others, "covers_regimes": ["*"], "covers_places": ["*"]}  # fmt: skip
        return {"release_coverage": [{"period": period, **fixed} for period in release.periods]}
    if release.feed == "customs_city":
        lists = {f"covers_{name}": [] for name in ("hs", "partners", "regimes", "places")}
        fixed = {"period_kind": "M", "geo_basis": "REG", "flow": "X", "currency": "CNY", "product_level": "LINE",
                 "by_partner": False, "by_regime": False, "by_place": True, "is_closed": False}  # fmt: skip
        return {"release_coverage": [
            {"known_from": part.known_from, "period": period, **fixed, **lists}
            for part in release.parts() for _, _, period in part.rows
        ]}  # fmt: skip
    if release.feed == "customs_enterprise":
        fixed = {**_MONTH, **closed, "covers_enterprises": others, "covers_hs": hs, "covers_partners": ["*"],
                 "covers_regimes": ["*"]}  # fmt: skip
        return {"enterprise_coverage": [{"period": period, **fixed} for period in release.periods]}
    if release.feed in ("comtrade", "baci"):
        table = FEEDS[release.feed][0]
        fixed = {n: v for n, v in table.fixed.items() if n not in ("customs_code", "transport_mode")}
        fixed |= {**closed, "covers_hs": hs, "covers_partners": others, "covers_reporters": ["*"]}
        return {"world_coverage": [
            {**fixed, "period": period, "commodity_level": len(code)} for code, _, period in release.rows
        ]}  # fmt: skip
    return {}


def _quarantine(release: Release) -> pl.DataFrame:
    held = [n for n, (_, value) in enumerate(release.lines(), start=2) if value == HELD]
    lost = [10_000 + n for n in range(release.unreadable)]
    return _quarantined(held, lost)


def no_quarantine() -> pl.DataFrame:
    """No quarantined record."""
    return _quarantined([], [])


def _quarantined(held: list[int], lost: list[int]) -> pl.DataFrame:
    return pl.DataFrame(
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
    )
