"""The table of trade by regime through a whole night: loaded, refused, and in the metrics."""

from __future__ import annotations

import pytest

from tests.transforms.printed_files import xls, xlsx
from tests.transforms.regime_files import LINES, shifted, table5
from warehouse.connection import open_published
from warehouse.explain import explain

NAME = "customs_regime_totals"
UNREADABLE = [[cell if cell != "11,504,891" else "11,5o4,891" for cell in line] for line in LINES]


@pytest.fixture(scope="module")
def night(make_home, tmp_path_factory):
    """A good table, one with a shifted column, one with a cell that is no number; and what came of them."""
    home = make_home(tmp_path_factory.mktemp("home") / "home")
    home.put(NAME, "table5.xls", xls(*table5()), released_at="2019-11-08T15:00:00")
    home.put(NAME, "shifted.xlsx", xlsx(*table5(shifted())), released_at="2019-11-09T15:00:00")
    home.put(NAME, "unreadable.xls", xls(*table5(UNREADABLE)), released_at="2019-11-10T15:00:00")
    return home, home.night()


def test_loaded_and_refused(night):
    home, summary = night
    good = home.handled(summary, "table5.xls")
    assert (good.state, good.rows_accepted, good.rows_quarantined) == ("loaded", 1 + len(LINES), 0)
    bad = home.handled(summary, "shifted.xlsx")
    assert (bad.state, bad.rule) == ("refused", "Q41")
    assert "the gap -5972 is beyond rounding (6)" in bad.reason
    # the line that cannot be read is missing in the sum
    unreadable = home.handled(summary, "unreadable.xls")
    assert (unreadable.state, unreadable.rule) == ("refused", "Q41")
    assert summary.state == "published"


def test_printed_figures_and_metrics(night):
    home, _ = night
    rows = "FROM core.fct_trade_printed WHERE supersession_group = 'customs_regime_totals'"
    counts = f"SELECT flow::VARCHAR, count(*), count(month_value), count(ytd_value) {rows} GROUP BY ALL ORDER BY 1"
    assert home.rows(counts) == [("M", 18, 16, 0), ("X", 18, 13, 13)]
    with open_published(home.settings.published) as con:
        gaps = con.execute(
            """
            SELECT flow, measure, gap_in_printed_units, tolerance_in_printed_units, is_within_tolerance
            FROM (FROM marts.control_gap(currency := 'USD') UNION ALL
                  FROM marts.control_gap(currency := 'USD', flow := 'M')) ORDER BY flow DESC, measure
            """
        ).fetchall()
        assert gaps == [("X", "month", -2, 6, True), ("X", "ytd", -1, 6, True), ("M", "month", 1, 7.5, True)]
        mix = con.execute(
            """
            SELECT value, is_full_partition, round(shares_sum, 8)
            FROM marts.trade_mix(currency := 'USD', family := 'ALL') WHERE part_code = '10' ORDER BY measure
            """
        ).fetchall()
        assert mix == [
            (118958241 / 212916095, True, 0.99999999),
            (1186585454 / 2037923161, True, 1.0),
        ]
        found = explain(con, "M37", "201910", {"currency": "USD"}, 100)
        assert found.total_facts == 13
        assert {fact["file_name"] for fact in found.facts} == {"table5.xls"}
        assert {fact["source_row"] for fact in found.facts} >= {5, 6}
        share = explain(con, "trade_mix", "201910", {"currency": "USD", "family": "ALL"}, 100)
        assert share.total_facts == 13
