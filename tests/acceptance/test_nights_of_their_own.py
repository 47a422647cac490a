"""Real files in other company: all lists in one night, and two currencies with a rate between them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.acceptance.files import FILES
from tests.acceptance.ledger import counts, expected, sums

pytestmark = pytest.mark.slow


@pytest.mark.slow
def test_all_lists_in_one_night(whole):
    assert whole.summary.state == "published"
    ledger, totals = counts(whole), sums(whole)
    for file in FILES:
        assert ledger[file.name] == expected(file), file.path
        assert totals[file.name] == Decimal(file.sum), file.path
    listed = whole.home.rows("SELECT year, count(*)::INTEGER FROM core.dim_hs8 GROUP BY ALL ORDER BY ALL")
    assert [count for _, count in listed] == [8292, 8302, 8555, 8571, 8557, 8558, 8589, 8939, 8957]
    lighting = "SELECT count(*)::INTEGER FROM core.dim_hs8 WHERE left(hs8, 4) IN ('8512', '8513', '8539', '9405')"
    or_diodes = " OR starts_with(hs8, '85414') GROUP BY year ORDER BY year"
    assert [n for (n,) in whole.home.rows(lighting + or_diodes)] == [52, 52, 53, 53, 53, 53, 54, 63, 63]


def test_the_crude_pair_is_judged_by_the_customs_rate(home, data):
    """A rate 1.525 % off warns, one 3.01 % off blocks; the right one clears both."""
    crude = data / "transcribed"
    for currency in ("cny", "usd"):
        path = crude / f"gacc_query_crude_import_2024_{currency}.csv"
        home.put("customs_query", path.name, path, released_at="2025-01-20", flow="import")
    head = "month,base,quote,rate_type,rate,source_ref\n"
    wrong = head + "202401,USD,CNY,CUSTOMS,7.2100,x\n202410,USD,CNY,CUSTOMS,7.3000,x\n202412,USD,CNY,CUSTOMS,7.1800,x\n"
    home.put("fx_rates", "wrong.csv", wrong, released_at="2025-01-02")
    night = home.night()
    told = [(f["action"], f["key"], f["measured"]) for f in night.findings if f["rule"] == "Q46"]
    assert (night.state, sorted(told)) == (
        "blocked",
        [
            ("block", "customs_query / M / M / 202410", "3.014 %"),
            ("warn", "customs_query / M / M / 202401", "1.525 %"),
        ],
    )
    home.put(
        "fx_rates", "right.csv", wrong.replace("7.2100", "7.1000").replace("7.3000", "7.0800"), released_at="2025-01-03"
    )
    night = home.night()
    assert (night.state, [f for f in night.findings if f["rule"] == "Q46"]) == ("published", [])
