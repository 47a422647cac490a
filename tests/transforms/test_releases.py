"""Which months a release may cover: those with rows, and the asked ones that were over when it came out."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from tests.transforms.tools import facts_of
from transforms.releases import Selection, coverage_rows, months_between, release_row

OPEN = {"covers_hs": ("9405",), "covers_partners": ("*",), "covers_regimes": ("*",), "covers_places": ("44", "11")}


def covered(periods, kind="M", is_closed=True, **declared):
    months = pl.LazyFrame(
        {"period": periods, "period_kind": [kind] * len(periods)},
        schema={"period": pl.String, "period_kind": pl.String},
    )
    selection = Selection("REG", "X", "CNY", "HS8", True, True, False, is_closed)
    return coverage_rows(months, facts_of("customs_query", **(OPEN | declared)), selection).collect()


def test_months_over_a_new_year():
    assert months_between("201411", "201502") == ["201411", "201412", "201501", "201502"]
    assert months_between("201510", "201510") == ["201510"]


def test_asked_months_that_were_over_may_be_covered_without_rows():
    found = covered(["201508", "201510"], period_from="201507", period_to="201512")
    assert dict(found.select("period", "has_rows").rows()) == {
        "201507": False,
        "201508": True,
        "201509": False,
        "201510": True,
    }
    assert found["period_kind"].unique().to_list() == ["M"]


def test_the_month_of_the_release_is_not_over():
    found = covered([], released_at=datetime(2015, 10, 31, 23), period_from="201509", period_to="201510")
    assert found["period"].to_list() == ["201509"]
    found = covered([], released_at=datetime(2015, 11, 1), period_from="201509", period_to="201510")
    assert found["period"].to_list() == ["201509", "201510"]


def test_an_open_selection_covers_only_the_months_with_rows():
    found = covered(["201510"], is_closed=False, period_from="201507", period_to="201510")
    assert found["period"].to_list() == ["201510"]


def test_joint_january_and_february_stand_alone():
    found = covered(["201502"], kind="JF", period_from="201501", period_to="201502")
    assert found.select("period", "period_kind").rows() == [("201502", "JF")]


def test_the_selection_stands_in_every_row():
    row = covered(["201510"]).to_dicts()[0]
    assert row["covers_hs"] == ["9405"]
    assert row["covers_partners"] == ["*"]
    assert row["covers_places"] == ["44", "11"]
    assert (row["geo_basis"], row["flow"], row["currency"], row["product_level"]) == ("REG", "X", "CNY", "HS8")
    assert (row["by_partner"], row["by_regime"], row["by_place"], row["is_closed"]) == (True, True, False, True)
    assert covered(["201510"], covers_hs=None)["covers_hs"].to_list() == [[]]


def test_one_row_for_a_release():
    at = datetime(2015, 11, 20, 10)
    facts = facts_of("customs_query", vintage="preliminary", revision_no=2, set_id="s1")
    assert release_row(facts, at).collect().rows() == [(False, at, 2, "s1")]
    assert release_row(facts_of("customs_query"), at).collect().rows() == [(True, at, 0, None)]
