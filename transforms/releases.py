"""Releases and what they cover, as rows of ``core.dim_release`` and ``core.release_coverage``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

import polars as pl

from transforms.facts import Facts


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
    """One row per month that the release may cover; see ``asked_months``.

    Args:
        months: ``period`` and ``period_kind`` of the rows.
        facts: declared facts; released_at and the selections.
        selection: the constant part.
    """
    asked = asked_months(months, facts, selection.is_closed)
    lists = {
        name: list(getattr(facts, name) or ())
        for name in ("covers_hs", "covers_partners", "covers_regimes", "covers_places")
    }
    return asked.sort("period", "period_kind").with_columns(
        *(pl.lit(value).alias(name) for name, value in asdict(selection).items()),
        *(pl.lit(pl.Series([value], dtype=pl.List(pl.String))).first().alias(name) for name, value in lists.items()),
    )


def asked_months(months: pl.LazyFrame, facts: Facts, is_closed: bool) -> pl.LazyFrame:
    """The months that a release may cover: ``period``, ``period_kind``, ``has_rows``.

    With ``has_rows`` the months with rows; without, where the asked range is declared, every other month of it that
    was over when the query ran. The warehouse knows whether such an empty month was published by then; one that was
    not says nothing.
    """
    asked = months.select("period", "period_kind", pl.lit(value=True).alias("has_rows"))
    if is_closed and facts.period_from and facts.period_to and facts.released_at:
        with_rows = months.select("period", "period_kind").collect()
        if set(with_rows["period_kind"]) <= {"M"}:
            this_month = facts.released_at.strftime("%Y%m")
            over = [month for month in months_between(facts.period_from, facts.period_to) if month < this_month]
            empty = sorted(set(over) - set(with_rows["period"]))
            more = pl.LazyFrame(
                {"period": empty, "period_kind": ["M"] * len(empty), "has_rows": [False] * len(empty)},
                schema={"period": pl.String(), "period_kind": pl.String(), "has_rows": pl.Boolean()},
            )
            asked = pl.concat([asked, more])
    return asked


def months_between(first: str, last: str) -> list[str]:
    """Months YYYYMM from first to last, both included."""
    start, end = (int(m[:4]) * 12 + int(m[4:]) - 1 for m in (first, last))
    return [f"{n // 12}{n % 12 + 1:02d}" for n in range(start, end + 1)]
