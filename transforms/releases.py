"""Releases and what they cover, as rows of ``core.dim_release`` and ``core.release_coverage``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

import polars as pl

from transforms.facts import Facts

PUBLISHED_ON_DAY = 20
"""Day of the next month on which the online query shows a month, the source's own pattern."""


@dataclass(frozen=True)
class Selection:
    """The constant part of a release's coverage."""

    geo_basis: str
    flow: str
    currency: str
    product_level: str
    by_partner: bool
    by_regime: bool
    by_place: bool
    is_closed: bool


def release_row(facts: Facts, known_from: datetime | None) -> pl.LazyFrame:
    """One release: ``is_official``, ``known_from``, ``revision_no``, ``set_id``; the loader adds identity and rank."""
    return pl.LazyFrame(
        {
            "is_official": [facts.vintage != "preliminary"],
            "known_from": [known_from],
            "revision_no": [facts.revision_no],
            "set_id": [facts.set_id],
        },
        schema_overrides={
            "known_from": pl.Datetime("us"),
            "set_id": pl.String(),
            "revision_no": pl.Int32(),
        },
    )


def coverage_rows(months: pl.LazyFrame, facts: Facts, selection: Selection) -> pl.LazyFrame:
    """One row per covered month.

    Covered are the months with rows, and, where the asked range is declared, every month of it that was due to be
    published when the query ran: an empty month that was not yet published says nothing.

    Args:
        months: ``period`` and ``period_kind`` of the rows.
        facts: declared facts; released_at and the selections.
        selection: the constant part.
    """
    asked = months.select("period", "period_kind")
    if selection.is_closed and facts.period_from and facts.period_to and facts.released_at:
        due = [
            month
            for month in months_between(facts.period_from, facts.period_to)
            if published_on(month) <= facts.released_at.date()
        ]
        kinds = set(asked.collect()["period_kind"].to_list())
        if kinds <= {"M"}:
            more = pl.LazyFrame(
                {"period": due, "period_kind": ["M"] * len(due)},
                schema={"period": pl.String(), "period_kind": pl.String()},
            )
            asked = pl.concat([asked, more]).unique()
    lists = {
        name: list(getattr(facts, name) or ())
        for name in ("covers_hs", "covers_partners", "covers_regimes", "covers_places")
    }
    return asked.sort("period", "period_kind").with_columns(
        *(pl.lit(value).alias(name) for name, value in asdict(selection).items()),
        *(pl.lit(pl.Series([value], dtype=pl.List(pl.String))).first().alias(name) for name, value in lists.items()),
    )


def months_between(first: str, last: str) -> list[str]:
    """Months YYYYMM from first to last, both included."""
    start, end = (int(m[:4]) * 12 + int(m[4:]) - 1 for m in (first, last))
    return [f"{n // 12}{n % 12 + 1:02d}" for n in range(start, end + 1)]


def published_on(period: str) -> date:
    """Day on which the online query was due to show a month: the 20th of the next; January with February, in March."""
    year, month = int(period[:4]), int(period[4:])
    shown = date(year, 3, 1) if month <= 2 else date(year, month, 1) + timedelta(days=32)
    return shown.replace(day=PUBLISHED_ON_DAY)
