"""Real files in other company: two currencies with a rate between them, two tables with a year between them."""

from __future__ import annotations

import pytest

from tests.acceptance.files import GAP, PAGES, waive_the_gap

pytestmark = pytest.mark.slow


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


def test_pages_by_country_with_months_between_them_wait_for_a_person(home, data):
    """Twelve months that nobody has block publishing; a waiver of this gap lets them pass."""
    for page in PAGES:
        home.put(page.dataset, page.name, data / page.path, **page.facts)
    night = home.night()
    assert (night.state, [(f["rule"], f["key"], f["measured"]) for f in night.findings if f["action"] == "block"]) == (
        "blocked",
        [("Q42", GAP, "12")],
    )
    waive_the_gap(home)
    night = home.night()
    assert (night.state, [f["outcome"] for f in night.findings if f["rule"] == "Q42"]) == ("published", ["waived"])
