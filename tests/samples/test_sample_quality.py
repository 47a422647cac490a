"""The sample lists of quality and industry through a night: figures that say something, wrong records with reasons."""

from __future__ import annotations

import duckdb
import pytest

from samples.enterprises import write_rosters
from samples.exports import write_exports
from samples.quality import EVENTS, write_quality
from samples.rates import write_rates

pytestmark = pytest.mark.slow

LOADED = {"spot_checks": (7, 4), "returns_claims": (EVENTS - 4, 4), "industry_output": (14, 3), "cluster_towns": (7, 1)}
WRONG = [
    ("cluster_towns", "CODE", "town 442000105 does not lie in 440700"),
    ("industry_output", "ENUM", "measure is TURNOVER"),
    ("industry_output", "ENUM", "unit is BILLION"),
    ("industry_output", "Q20", "column 'value': '3,9x0' is not a number of up to 6 decimals"),
    ("returns_claims", "ENUM", "kind is 换货"),
    ("returns_claims", "F09", "event of 2016-03-02 in a list of 2016-01-20"),
    ("returns_claims", "F09", "value -"),
    ("returns_claims", "Q26", "social credit code "),
    ("spot_checks", "CODE", "geo_code Zhongshan has another form"),
    ("spot_checks", "ENUM", "selection is CHOSEN"),
    ("spot_checks", "F08", "year 2019 in a list of 2017-02-10"),
    ("spot_checks", "Q20", "column 'sampled_batches': 'a few' is not a whole number"),
]
BAD_LISTS = {
    "spot_checks": "campaign_id,year,geo_code,flow,product_group,selection,sampled_batches,bad_batches\n"
    "C,2015,44,X,lamps,RISK,10,12\n",
    "industry_output": "year,geo_code,industry_code,scope,measure,source_ref,operator,value,unit,published_on\n"
    "2014,ALL,LIGHTING,ALL,OUTPUT,x,=,5,,2015-01-01\n",
    "cluster_towns": "cluster_id,town_code,valid_from,valid_to,city_code,source_ref,verified\n"
    "C,442000100,2022-01-01,,442000,x,no\n",
}


@pytest.fixture(scope="module")
def night(make_home, tmp_path_factory):
    """The samples, and three lists that must be refused."""
    home = make_home(tmp_path_factory.mktemp("quality") / "home")
    files = write_quality(home.path / "landing", 2015)
    write_exports(home.path / "landing" / "customs_enterprise", 2015)
    write_rates(home.path / "landing" / "fx_rates")
    # which customs area an enterprise belongs to
    write_rosters(home.path / "landing" / "zone_roster", 2015)
    for dataset, text in BAD_LISTS.items():
        home.put(dataset, f"bad_{dataset}.csv", text, released_at="2022-06-01T09:00:00")
    return home, home.night(), files


def test_what_became_of_the_lists(night):
    home, summary, files = night
    assert summary.state == "published"
    for path in files:
        found = home.handled(summary, path.name)
        assert (found.state, (found.rows_accepted, found.rows_quarantined)) == ("loaded", LOADED[path.parent.name])
    refused = {d: home.handled(summary, f"bad_{d}.csv") for d in BAD_LISTS}
    assert {d: (found.state, found.rule) for d, found in refused.items()} == {
        "spot_checks": ("refused", "Q27"),
        "industry_output": ("refused", "F18"),
        "cluster_towns": ("refused", "F20"),
    }
    assert "row 2: 12 bad batches of 10 sampled" in refused["spot_checks"].reason
    assert "no list of towns has 442000100 on 2022-01-01" in refused["cluster_towns"].reason


def test_reasons_can_be_read(night):
    home, _, _ = night
    found = home.rows(
        """
        SELECT d.dataset, q.rules[1], q.reasons[1]
        FROM ops.quarantine_row AS q JOIN ops.delivery AS d USING (delivery_id)
        WHERE d.state = 'loaded' ORDER BY ALL
        """
    )
    assert len(found) == len(WRONG)
    for (dataset, rule, reason), (*where, words) in zip(found, WRONG, strict=True):
        assert ([dataset, rule], reason.startswith(words)) == (where, True), reason


def test_figures(night):
    home, _, _ = night
    spot = (
        "SELECT bad_batches, sampled_batches, round(value, 5) FROM marts.spot_nonconformity WHERE period = '{}' AND {}"
    )
    assert home.rows(spot.format(2015, "place_code = 'ALL'")) == [(2497, 6703, 0.37252)]
    assert home.rows(spot.format(2016, "place_code = '44'")) == [(203, 951, 0.21346)]
    assert home.rows(spot.format(2015, "product_group = 'lamps' AND selection = 'RISK'")) == [(9, 95, 0.09474)]
    market = "SELECT round(value, 4), reason FROM marts.apparent_consumption({}) WHERE measure = '{}' AND period = '{}'"
    whole = "scope := 'ALL'"
    assert home.rows(market.format(whole, "market", 2019)) == [(413_738_000_000, None)]
    assert home.rows(market.format(whole, "market", 2014)) == [(282_490_000_000, None)]
    assert home.rows(market.format(whole, "share", 2014)) == [(0.2621, None)]
    assert home.rows(market.format(f"{whole}, market_year := 2019", "share", 2015)) == [(0.2175, "BOUND_ONLY")]
    assert home.rows(
        "SELECT period, round(value, 4), reason FROM marts.export_intensity(scope := 'CLUSTER') ORDER BY 1"
    ) == [
        ("2014", 0.0887, None),
        ("2015", None, "INCOMPLETE"),
    ]
    assert home.rows("SELECT count(*), count(*) FILTER (is_verified) FROM core.bridge_cluster_town") == [(7, 0)]


def test_a_misread_unit_is_told(night):
    """190.3 hundred million is 19.03 billion; a translation has 190.3 billion."""
    home, _, _ = night
    found = home.rows(
        """
        SELECT outcome, action, measured, message FROM ops.fct_dq_result
        WHERE rule = 'Q71' AND dataset = 'industry_output'
        """
    )
    assert [r[:3] for r in found] == [("failed", "warn", "10.0")]
    assert "translation says 190,300,000,000, agency says 19,030,000,000, 10 times less" in found[0][3]


def test_returns_of_a_year_rest_on_published_cells(night):
    """Events of the year on the declarations of a customs district, whose enterprises all of them are."""
    home, _, _ = night
    (year,) = home.rows(
        """
        SELECT reason, events, declarations, round(value, 6) = round(10000 * partial, 6), value_share BETWEEN 0 AND 0.01
        FROM (SELECT *, events / declarations AS partial FROM marts.return_rate(heading := 'ALL') WHERE period = '2015')
        """
    )
    with duckdb.connect(str(home.path / "confidential.duckdb"), read_only=True) as con:
        (declared,) = con.execute(
            "SELECT sum(declarations) FROM core.fct_enterprise_export WHERE period > '2015'"
        ).fetchone()
    assert year == (None, EVENTS - 4, declared, True, True)
    by_month = "SELECT reason, count(*) FROM marts.return_rate(heading := 'ALL') WHERE period_kind = 'M' GROUP BY ALL"
    assert set(home.rows(by_month)) == {(None, 12), ("INCOMPLETE", 1)}
    hidden = home.rows("SELECT DISTINCT declarations FROM core.fct_enterprise_cell WHERE is_suppressed")
    assert hidden == [(None,)]
