"""Real files in other company: two currencies with a rate between them."""

from __future__ import annotations

import pytest

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
