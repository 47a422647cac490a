"""How many zones and prefectures the registry has on a day."""

from __future__ import annotations

import pytest

from tests.warehouse.marts.zone_ground import listed, status


@pytest.fixture(scope="module")
def registry(make_ground):
    """Three zones in two prefectures, one of them by a county; whole for one industry in 2015, then for none."""
    ground = make_ground()
    ground.latest(
        "fct_zone_status",
        [
            status("A", "CERAMIC", "440600", "2013-05-01", status="BUILDING", status_to="2014-12-30"),
            status("A", "CERAMIC", "440600", "2014-12-30"),
            status("B", "CERAMIC", "440606", "2015-12-30"),
            status("C", "FOOD", "445100", "2013-12-30", status_to="2015-01-01"),
            status("C", "FOOD", "445100", "2015-01-01", status="REVOKED"),
        ],
        "2016-01-10",
    )
    whole = {"covers_levels": ["*"], "covers_industries": ["CERAMIC"], "covers_places": ["44"]}
    listed(ground, "zone_registry", "2016-01-10", **whole)
    return ground


def counts(registry, **scope):
    rows = registry.ask("registry_counts", "measure <> 'at_award'", **scope)
    return {(r["measure"], r["status"]): (r["value"], r["partial_value"], r["reason"]) for r in rows}


def test_zones_and_prefectures_on_a_day(registry):
    scope = {"industry": "CERAMIC", "place": "44", "level": "NATIONAL"}
    assert counts(registry, on_date="2015-12-30", **scope) == {
        ("zones", "ALL"): (2, None, None),
        ("zones", "AWARDED"): (2, None, None),
        ("zones", "BUILDING"): (0, None, None),
        ("prefectures", "ALL"): (1, None, None),
        ("prefectures", "AWARDED"): (1, None, None),
        ("prefectures", "BUILDING"): (0, None, None),
    }
    before = counts(registry, on_date="2014-12-29", **scope)
    assert (before["zones", "AWARDED"], before["zones", "BUILDING"]) == ((0, None, None), (1, None, None))
    on_the_day = counts(registry, on_date="2014-12-30", **scope)
    assert (on_the_day["zones", "AWARDED"], on_the_day["zones", "BUILDING"]) == ((1, None, None), (0, None, None))


def test_prefectures_of_all_levels_together(make_ground):
    """Three prefectures, one of them at two levels: neither the largest level nor the sum of the levels."""
    ground = make_ground()
    zones = [("A", "PREF", "440600"), ("B", "PREF", "445100"), ("A", "PROV", "440600"), ("C", "PROV", "442000")]
    ground.latest(
        "fct_zone_status",
        [status(zone, "CERAMIC", city, "2014-12-30") | {"level": level} for zone, level, city in zones],
        "2016-01-10",
    )
    whole = {"covers_levels": ["*"], "covers_industries": ["*"], "covers_places": ["*"]}
    listed(ground, "zone_registry", "2016-01-10", **whole)
    rows = ground.ask("registry_counts", "status = 'ALL'", on_date="2015-12-31", industry="ALL", place="44")
    found = {(r["measure"], r["level"]): r["value"] for r in rows}
    assert found == {
        ("prefectures", "ALL"): 3, ("prefectures", "PREF"): 2, ("prefectures", "PROV"): 2,
        ("zones", "PREF"): 2, ("zones", "PROV"): 2,
    }  # fmt: skip


def test_what_no_registry_covers_is_not_testable(registry):
    nation = counts(registry, on_date="2014-12-31", industry="ALL", place="ALL")
    assert nation["zones", "AWARDED"] == (None, 2, "NOT_TESTABLE")
    assert nation["prefectures", "ALL"] == (None, 2, "NOT_TESTABLE")
    later = counts(registry, on_date="2016-01-11", industry="CERAMIC", place="44")
    assert later["zones", "AWARDED"] == (None, 2, "NOT_TESTABLE")
    revoked = counts(registry, on_date="2015-06-01", industry="FOOD", place="445100")
    assert revoked["zones", "ALL"] == (None, 0, "NOT_TESTABLE")


def test_the_first_zone_of_its_province(registry):
    rows = registry.ask("registry_counts", "measure = 'at_award'")
    assert [(r["zone_id"], r["period"], r["value"], r["partial_value"], r["is_first"]) for r in rows] == [
        ("C", "20131230", None, 1, None),
        ("A", "20141230", 1, None, True),
        ("B", "20151230", 2, None, False),
    ]


def test_without_a_day_the_years_up_to_the_registry(registry):
    rows = registry.ask(
        "registry_counts", "measure = 'zones' AND status = 'AWARDED'", industry="CERAMIC", place="440600"
    )
    assert [(r["period"], r["value"]) for r in rows] == [
        ("20131231", 0),
        ("20141231", 1),
        ("20151231", 2),
        ("20160110", 2),
    ]
    assert registry.ask("registry_counts", as_of="2016-01-09") == []


def test_a_registry_with_rows_in_quarantine_is_not_whole(make_ground):
    ground = make_ground()
    ground.latest("fct_zone_status", [status("A", "CERAMIC", "440600", "2014-12-30")], "2016-01-10")
    everything = {"covers_levels": ["*"], "covers_industries": ["*"], "covers_places": ["*"]}
    listed(ground, "zone_registry", "2016-01-10", quarantined=1, **everything)
    assert counts(ground, on_date="2015-12-31", industry="ALL", place="ALL")["zones", "ALL"] == (
        None,
        1,
        "NOT_TESTABLE",
    )
    listed(ground, "zone_registry", "2016-02-10", **everything)
    assert counts(ground, on_date="2015-12-31", industry="ALL", place="ALL")["zones", "ALL"] == (1, None, None)
