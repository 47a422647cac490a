"""A night on all sample files shows every metric of trade with figures that are neither missing nor trivial."""

from __future__ import annotations

import pytest

from samples.landing import write_landing
from warehouse.connection import open_published

pytestmark = pytest.mark.slow

CITY = "place := '442000', family := 'D1'"
BROAD = "family := 'D3'"
NONE_OR_ALL = "value NOT IN (0, 1)"
SHOWN = {
    "M01": (f"month_value(place := 'ALL', {BROAD})", "value > 0"),
    "M02": (f"ytd_value({CITY})", "value > 0 AND months_have > 1"),
    "M03": (f"yoy_growth({CITY})", "value <> 0 AND implied_base > 0"),
    "M04": (f"yoy_by_basis(place := 'ALL', {BROAD}, growth_basis := 'const_family')", "value <> 0"),
    "M05": (f"fx_split({CITY})", "value <> 0 AND value <> growth_cny"),
    "M06": ("back_revision(place := '442000')", "value <> 0"),
    "M07": (f"mom_growth({CITY})", "value <> 0"),
    "M08": (f"rolling_12m(place := 'ALL', {BROAD})", "value > 0"),
    "M09": ("unit_value()", "value > 0"),
    "M10": ("kg_price()", "value > 0"),
    "M11": (f"price_index({BROAD})", f"{NONE_OR_ALL} AND unmatched_cells > 0"),
    "M12": (f"chained_price_index({BROAD})", f"{NONE_OR_ALL} AND value <> link"),
    "M13": (f"growth_decomposition({BROAD})", "part_code = 'unmatched' AND value <> 0"),
    "M14": (f"growth_contribution({BROAD})", "value < 0"),
    "M15": (f"partner_concentration({BROAD})", "value BETWEEN 1 AND 9999 AND excluded_share > 0"),
    "M16": (f"product_concentration({BROAD})", "value BETWEEN 1 AND 9999"),
    "M17": (f"market_entry_exit({BROAD})", "change = 'new' AND value > 0"),
    "M18": ("trade_mix(family := 'ALL')", f"{NONE_OR_ALL} AND change_pct_points <> 0"),
    "M19": ("parent_share(place := '442000', family := 'D1')", NONE_OR_ALL),
    "M20": ("world_share(family := 'D1')", f"basis = 'fob' AND {NONE_OR_ALL}"),
    "M21": ("mirror_gap(family := 'D1')", f"{NONE_OR_ALL} AND is_flagged"),
    "M37": ("control_gap()", "value <> 0 AND is_within_tolerance"),
    "M38": ("feed_freshness()", "value <> 0"),
    "M40": (f"concordance_quality({BROAD})", f"concordance_class = 'parts' AND {NONE_OR_ALL}"),
    "M41": (f"two_year_growth({BROAD})", "value <> 0 AND growth_first <> growth_last"),
    "M42": (f"revision_stats({BROAD})", "value <> 0"),
}
"""Each metric, and what some of its figures must be."""


@pytest.fixture(scope="module")
def published(shared_home):
    def fill(home):
        write_landing(home.settings.home / "landing")
        return home.night()

    home, summary = shared_home("samples", fill)
    assert (summary.state, summary.faults) == ("published", [])
    with open_published(home.settings.published) as con:
        yield con


@pytest.mark.parametrize("number", SHOWN)
def test_a_metric_shows(published, number):
    call, shows = SHOWN[number]
    (found,) = published.execute(f"SELECT count(*) FROM marts.{call} WHERE {shows}").fetchone()
    assert found > 0
