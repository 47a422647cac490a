"""What towns add to growth (M14): by the addresses of enterprises, whose figures are confidential."""

from __future__ import annotations

import pytest

from warehouse import enterprises

A, B, C, D = "44209A0001", "44209B0001", "4420WC0001", "44031D0001"
TOWN, OTHER = "442000105", "442000110"
CITY = {"family": "D1", "dimension": "town", "place": "442000"}


def figures(ground, *rows):
    """Exports of lamps: customs code, month, value; only the first row states the social credit code."""
    for number, (code, period, value) in enumerate(rows):
        ground.con.execute(
            """
            INSERT INTO core.fct_enterprise_export BY NAME
            SELECT ? AS customs_code, ? AS uscc, ? AS period, 'M' AS period_kind, '94051000' AS hs8,
                   '502' AS partner_code, '10' AS regime_code, 'X' AS flow, 'CNY' AS currency,
                   ?::core.figure_state AS state, ? AS value, true AS is_official, true AS is_first_release,
                   TIMESTAMP '2015-12-01' AS known_from, TIMESTAMP '2015-12-01' AS last_confirmed, 'd' AS source_file
            """,
            [code, None if number else f"U{code}", period, "HELD" if value is None else "V", value],
        )


def covered(ground, periods, who="*", hs="*"):
    ground.con.execute(
        """
        INSERT INTO core.enterprise_coverage BY NAME
        SELECT 'd' AS release_id, unnest(?::VARCHAR[]) AS period, 'M' AS period_kind, 'X' AS flow, 'CNY' AS currency,
               true AS is_closed, [?] AS covers_enterprises, [?] AS covers_hs, ['*'] AS covers_partners,
               ['*'] AS covers_regimes, true AS has_rows, true AS selection_is_closed
        """,
        [periods, who, hs],
    )


def listed(ground, day, *members):
    """A list of members of that day: customs code, town."""
    ground.latest("fct_zone_membership", [
        {"zone_id": "Z", "uscc": f"U{code}", "customs_code": code, "town_code": town, "entry_date": "2014-01-01"}
        for code, town in members
    ], day)  # fmt: skip
    enterprises.refresh(ground.con)


@pytest.fixture(scope="module")
def towns(make_ground):
    """A and B in two towns, of which B has moved; C on no list; D elsewhere."""
    ground = make_ground()
    listed(ground, "2014-01-10", (A, TOWN), (B, TOWN))
    listed(ground, "2015-01-20", (A, TOWN), (B, OTHER))
    ground.con.execute(
        """
        INSERT INTO core.dim_release VALUES
        ('d', 'd', 'customs_enterprise', 'customs_enterprise', true, TIMESTAMP '2015-12-01', 3, 0, NULL)
        """
    )
    covered(ground, ["201401", "201501", "201502"])
    covered(ground, ["201402"], who="44209")
    covered(ground, ["201503"], hs="8539")
    figures(ground, (A, "201401", 100), (B, "201401", 200), (D, "201401", 700))
    figures(ground, (A, "201501", 150), (B, "201501", 150), (C, "201501", 50), (D, "201501", 700))
    figures(ground, (A, "201402", 9), (A, "201502", 9), (A, "201503", 9))
    return ground


def test_m14_towns_of_a_city(towns):
    """The town of both years is the present one, so that B's move is no growth of a town."""
    found = towns.ask("growth_contribution", "period = '201501'", **CITY)
    assert {r["part_code"]: (r["v0"], r["v1"], round(r["value"], 4)) for r in found} == {
        TOWN: (100, 150, 16.6667),
        OTHER: (200, 150, -16.6667),
        "unknown": (0, 50, 16.6667),
    }
    assert {round(r["growth_pct"], 4) for r in found} == {16.6667}
    assert sum(r["value"] for r in found) == pytest.approx(found[0]["growth_pct"])
    assert {(r["unit"], r["complete"], r["basis"], r["place_code"]) for r in found} == {
        ("pct_points", True, "REG HS8 by town", "442000")
    }
    nation = towns.ask("growth_contribution", "period = '201501'", family="D1", dimension="town")
    assert {r["growth_pct"] for r in nation} == {5.0}


def test_m14_towns_where_months_were_not_asked_for(towns):
    reasons = {r["period"]: r["reason"] for r in towns.ask("growth_contribution", **CITY)}
    assert reasons == {"201401": "NULL_BASE", "201402": "INCOMPLETE", "201501": None, "201502": "NULL_BASE",
                       "201503": "INCOMPLETE"}  # fmt: skip
    district = towns.ask("growth_contribution", "period = '201502'", **{**CITY, "place": "44209"})
    assert [(r["part_code"], r["reason"], round(r["value"], 4)) for r in district if r["part_code"] == TOWN] == [
        (TOWN, None, round(50 / 309 * 100, 4))
    ]
    assert {r["reason"] for r in towns.ask("growth_contribution", as_of="2015-11-30", **CITY)} == set()


def test_m14_a_row_in_quarantine(make_ground, towns):
    figures(towns, (C, "201601", None))
    covered(towns, ["201601"])
    found = towns.ask("growth_contribution", "period = '201601'", **CITY)
    assert {(r["reason"], r["value"], r["v1"]) for r in found} == {("INCOMPLETE", None, None)}


def test_m14_an_address_that_became_known_later(towns):
    """A list of May 2016 names C, a member since 2014: as of January its town is still unknown."""
    asked = {**CITY, "as_of": "2016-01-01"}
    before = towns.ask("growth_contribution", "period = '201501'", **asked)
    towns.con.execute("BEGIN")
    listed(towns, "2016-05-10", (A, TOWN), (B, OTHER), (C, OTHER))
    after = towns.ask("growth_contribution", "period = '201501'", **asked)
    present = towns.ask("growth_contribution", "period = '201501'", **CITY)
    towns.con.execute("ROLLBACK")
    assert {r["part_code"]: (r["v0"], r["v1"]) for r in after} == {
        TOWN: (100, 150),
        OTHER: (200, 150),
        "unknown": (0, 50),
    }
    assert after == before
    assert {r["part_code"]: (r["v0"], r["v1"]) for r in present} == {TOWN: (100, 150), OTHER: (200, 200)}


def test_m14_without_the_rows_of_enterprises(make_ground):
    found = make_ground().one("growth_contribution", family="D1", dimension="town")
    assert (found["reason"], found["period"], found["value"], found["complete"]) == ("CONFIDENTIAL", None, None, False)
