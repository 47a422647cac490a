"""What every metric has: its description, units, feeds, a view equal to its macro, figures or reasons, in good time."""

from __future__ import annotations

import functools
import math
import re

import duckdb
import pytest

from lighting.cli import output
from lighting.registry import DATASETS
from tests.warehouse.marts.catalogue_ground import fill
from warehouse import dictionary
from warehouse.headline import headline, in_brief, with_today
from warehouse.metrics import metrics
from warehouse.readers import rows as rows_of

NAMES = [metric.name for metric in metrics()]
NUMBERS = {
    "M01": "month_value",
    "M02": "ytd_value",
    "M03": "yoy_growth",
    "M04": "yoy_by_basis",
    "M05": "fx_split",
    "M07": "mom_growth",
    "M06": "back_revision",
    "M08": "rolling_12m",
    "M09": "unit_value",
    "M10": "kg_price",
    "M11": "price_index",
    "M12": "chained_price_index",
    "M13": "growth_decomposition",
    "M14": "growth_contribution",
    "M15": "partner_concentration",
    "M16": "product_concentration",
    "M17": "market_entry_exit",
    "M18": "trade_mix",
    "M19": "parent_share",
    "M20": "world_share",
    "M21": "mirror_gap",
    "M40": "concordance_quality",
    "M42": "revision_stats",
    "M22": "apparent_consumption",
    "M23": "export_intensity",
    "M24": "zone_coverage",
    "M25": "zone_coverage_by_size",
    "M26": "member_selection",
    "M30": "return_rate",
    "M27": "batch_nonconformity",
    "M28": "spot_nonconformity",
    "M34": "zone_score",
    "M29": "notification_rate",
    "M37": "control_gap",
    "M38": "feed_freshness",
    "M39": "claim_verdict",
    "M41": "two_year_growth",
    "M31": "question_rates",
    "M32": "outreach_intensity",
    "M33": "registry_counts",
    "M35": "milestone_slippage",
    "M36": "support_uptake",
    "E01": "enterprise_cells",
    "E02": "zone_score_line",
}
REASONS = {
    "NOT_RELEASED", "NO_DATA", "INCOMPLETE", "ZERO_BASE", "NULL_BASE", "JF_MERGED", "NO_UNIT", "FAMILY_BREAK",
    "UNIT_BREAK", "NO_MATCH", "ZERO_DENOM", "SCOPE_MISMATCH", "QUARANTINED", "CONFLICT", "SMALL_CELL", "CONFIDENTIAL",
    "BOUND_ONLY", "NOT_TESTABLE",
}  # fmt: skip
WHOSE = {
    "feed_freshness": "dataset",
    "enterprise_cells": "heading",
    "apparent_consumption": "industry_code",
    "export_intensity": "industry_code",
    "spot_nonconformity": "product_group",
    "return_rate": "heading",
    "claim_verdict": "claim_id",
    "zone_coverage": "zone_id",
    "zone_coverage_by_size": "zone_id",
    "member_selection": "zone_id",
    "zone_score": "zone_id",
    "zone_score_line": "zone_id",
    "question_rates": "measure",
    "outreach_intensity": "place_code",
    "registry_counts": "industry_code",
    "milestone_slippage": "zone_id",
    "support_uptake": "zone_id",
}
"""What the figures of a metric are about, where that is no product family."""
PRESENT = (
    *("feed_freshness", "enterprise_cells", "claim_verdict", "return_rate"),
    *("zone_coverage", "zone_coverage_by_size", "member_selection"),
)
"""Metrics that tell of today, of the present rows, and of runs."""
CITY = {"place": "442000", "partner": "ALL", "regime": "ALL"}


@pytest.fixture(scope="module")
def ground(make_ground):
    """Something for every metric to tell of."""
    ground = make_ground()
    fill(ground)
    return ground


@pytest.fixture(scope="module")
def present(ground):
    """The rows of a metric's view, asked once."""
    return functools.cache(lambda name: rows_of(ground.con, f"FROM marts.{name} ORDER BY ALL"))


def test_the_metrics():
    assert {metric.number: metric.name for metric in metrics()} == NUMBERS
    assert {f"M{number:02}" for number in range(1, 43)} <= set(NUMBERS)


def same(found, wanted):
    """True if rows are equal, floats up to a billionth: two cores add in any order."""

    def agree(one, other):
        if isinstance(one, float) and isinstance(other, float):
            return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
        return one == other

    return len(found) == len(wanted) and all(
        row.keys() == other.keys() and all(agree(row[name], other[name]) for name in row)
        for row, other in zip(found, wanted, strict=True)
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_view_is_its_macro_with_defaults(ground, present, name):
    (text,) = ground.con.execute(
        f"SELECT sql FROM duckdb_views() WHERE schema_name = 'marts' AND view_name = '{name}'"
    ).fetchone()
    assert text == f"CREATE VIEW marts.{name} AS SELECT * FROM marts.{name}();"
    rows = present(name)
    assert {WHOSE.get(name, "family")} | {"value", "unit", "complete", "reason", "period"} <= set(rows[0])
    for r in rows:
        # a figure that rests on bounds is shown with its reason
        assert (r["value"] is None) == (r["reason"] not in (None, "BOUND_ONLY"))
        assert r["reason"] in {None, *REASONS}
        assert r["unit"]
        assert not (r["complete"] and r["reason"])
    whole = [r["complete"] for r in rows]
    assert any(whole)


@pytest.mark.parametrize("name", [n for n in NAMES if n not in PRESENT])
def test_a_later_moment_than_all_releases_is_the_present(ground, present, name):
    wanted = [r for r in present(name) if r["period"] and (r["period"] >= "201512" or len(r["period"]) == 4)]
    assert same(ground.ask(name, "period >= '201512' OR length(period) = 4", as_of="2017-01-01"), wanted)
    scope = {} if name in {*WHOSE, "batch_nonconformity"} else {"family": "D3"}
    assert ground.ask(name, as_of="2012-12-31", **scope) == []


def test_cells_of_enterprises_have_no_past(ground):
    assert [(r["heading"], r["reason"], r["partial_value"]) for r in ground.ask("enterprise_cells")] == [
        ("8539", "INCOMPLETE", 300),
        ("9405", "SMALL_CELL", None),
        ("ALL", None, None),
    ]
    for name in ("enterprise_cells", "return_rate"):
        with pytest.raises(duckdb.InvalidInputException, match="shows the present only"):
            ground.ask(name, as_of="2017-01-01")


@pytest.mark.parametrize("name", NAMES)
def test_what_it_says_of_itself(ground, name):
    metric = next(m for m in metrics() if m.name == name)
    for entry in ("Meaning", "Formula", "Unit", "Edge cases", "Source", "Feeds", "Freshness", "Parameters"):
        assert metric.head[entry], entry
    feeds = set(re.split(r", ", metric.head["Feeds"]))
    assert feeds <= set(DATASETS)
    for macro, call in (("duckdb_views()", "view_name"), ("duckdb_functions()", "function_name")):
        comments = ground.con.execute(
            f"SELECT DISTINCT comment FROM {macro} WHERE schema_name = 'marts' AND {call} = '{name}'"
        ).fetchall()
        assert comments == [(f"{metric.number}: {metric.head['Meaning']} Unit: {metric.head['Unit']}",)]
    columns = ground.con.execute(
        f"SELECT column_name, comment FROM duckdb_columns() WHERE schema_name = 'marts' AND table_name = '{name}'"
    ).fetchall()
    assert len(columns) > 8
    assert [c for c, comment in columns if not comment] == []
    parameters = ground.con.execute(
        f"SELECT parameters FROM duckdb_functions() WHERE schema_name = 'marts' AND function_name = '{name}'"
    ).fetchone()[0]
    assert parameters[0] == "as_of"
    assert [
        p
        for p in parameters
        if p not in metric.head["Parameters"] and "as in month_value" not in metric.head["Parameters"]
    ] == []


def test_every_helper_says_what_it_is(ground):
    bare = ground.con.execute(
        "SELECT function_name FROM duckdb_functions() WHERE schema_name = 'ops' AND comment IS NULL"
    ).fetchall()
    assert bare == []


@pytest.mark.parametrize("name", ["month_value", "ytd_value", "yoy_growth", "rolling_12m"])
def test_any_scope_sums_what_its_rows_say(ground, name):
    """A family, place, partner and regime: the same figure as from the rows themselves."""
    for family, prefix, place, partner, regime in (
        ("D1", "9405", "ALL", "ALL", "ALL"),
        ("D2", "8539", "44", "ALL", "10"),
        ("D5", "8512", "31", "101", "ALL"),
        ("D1", "9405", "ALL", "102", "14"),
    ):
        scope = {"family": family, "place": place, "partner": partner, "regime": regime}
        total = f"""
            SELECT coalesce(sum(value), 0) FROM core.fct_trade
            WHERE product_level = 'HS8' AND starts_with(product_code, '{prefix}')
              AND '{place}' IN ('ALL', place_code) AND '{partner}' IN ('ALL', partner_code)
              AND '{regime}' IN ('ALL', regime_code) AND period BETWEEN
        """
        last, year, month = (
            ground.con.execute(f"{total} '{a}' AND '{b}'").fetchone()[0]
            for a, b in (("201401", "201406"), ("201501", "201506"), ("201506", "201506"))
        )
        window = ground.con.execute(f"{total} '201407' AND '201506'").fetchone()[0]
        wanted = {
            "month_value": month,
            "ytd_value": year,
            "yoy_growth": float(year / last - 1),
            "rolling_12m": window,
        }
        ytd = " AND measure = 'ytd'" if name == "yoy_growth" else ""
        assert ground.one(name, f"period = '201506'{ytd}", **scope)["value"] == pytest.approx(wanted[name])


def test_a_family_that_nothing_says_anything_of(ground):
    assert ground.ask("month_value", family="D2", **CITY) == []
    assert ground.one("month_value", "period = '201512'", family="D1", **CITY)["value"] == 135


@pytest.mark.slow
def test_headline(ground, capsys):
    """A figure of every metric; the few that are headlines are printed in a line of 100 characters each."""
    figures = headline(ground.con)
    found = {r["metric"][:3]: r for r in reversed(figures)}
    assert set(NUMBERS) == set(found)
    assert figures[0]["metric"] == "M02 exports of Zhongshan from January, family D1"
    assert with_today(ground.con, figures) == figures
    brief = in_brief(figures)
    assert [r["metric"] for r in brief][:2] == [
        "M02 exports of Zhongshan, Jan on",
        "M03 growth over the year before",
    ]
    assert 12 <= len(brief) <= 15
    output.table(brief, title="Headline metrics", is_one_line=True)
    printed = capsys.readouterr().out.splitlines()
    assert max(map(len, printed)) <= 100
    assert "  201512  " in printed[4]
    assert all(f"  {r['value'] or ''}" in line for r, line in zip(brief, printed[4:], strict=False))
    assert sum(line.lstrip().startswith(tuple(NUMBERS)) for line in printed) == len(brief) == len(printed) - 5
    assert found["M02"]["value"] == sum(124 + n for n in range(12)) / 1e9
    assert found["M27"]["value"] == 50
    assert found["M27"]["note"] == "1 of 2 batches"
    assert {r["reason"] for r in found.values()} == {None}


def test_dictionary(ground):
    described = dictionary.describe("M02")
    assert described.title.startswith("M02 marts.ytd_value")
    assert described.entries["Unit"] == "units of currency."
    columns = (
        "SELECT column_name, comment FROM duckdb_columns() WHERE schema_name = 'marts' AND table_name = 'ytd_value'"
    )
    assert [(c["column"], c["meaning"]) for c in described.columns] == ground.con.execute(columns).fetchall()
    assert dictionary.describe("core.fct_trade").entries["Meaning"]
    assert all(c["meaning"] for c in dictionary.describe("fct_trade").columns)
    assert dictionary.describe("customs_query").title.startswith("dataset customs_query")
    with pytest.raises(KeyError, match="nothing is named 'nothing'"):
        dictionary.describe("nothing")
