"""Returns and claims per 10,000 declarations, over the published cells of the figures by enterprise."""

from __future__ import annotations

import pytest

from warehouse import enterprises


def event(number, day, kind="RETURN", hs8="94051000", partner="502", value=1000, **other):
    return {
        "event_id": str(number), "kind": kind, "event_date": day, "hs8": hs8, "partner_code": partner, "qty": "1",
        "unit": "个", "value_usd": str(value), "cause": "QUALITY", "severity": "NONE", "status": "CLOSED", **other,
    }  # fmt: skip


def put_cell(
    ground, period, heading, partner, value, declarations, *, currency="CNY", hidden=False, complete=True, areas=("*",)
):
    ground.con.execute(
        """
        INSERT INTO core.fct_enterprise_cell BY NAME
        SELECT ? AS period, 'X' AS flow, ? AS currency, ? AS heading, ? AS partner_code, ? AS value, 5 AS enterprises,
               ? AS is_suppressed, ? AS is_complete, ? AS declarations, ? AS covered_areas
        """,
        [
            *(period, currency, heading, partner, value, hidden, None if hidden else complete, declarations),
            list(areas) or None,
        ],
    )


@pytest.fixture(scope="module")
def ground(make_ground):
    """A whole year of 2014, of lamps 500 declarations a month; two months of 2015, in yuan and in dollars."""
    ground = make_ground()
    for month in range(1, 13):
        put_cell(ground, f"2014{month:02d}", "ALL", "ALL", 620_000, 1000)
        put_cell(ground, f"2014{month:02d}", "9405", "ALL", 310_000, 500)
        put_cell(ground, f"2014{month:02d}", "8539", "ALL", None, None, hidden=month == 3)
    put_cell(ground, "201510", "ALL", "ALL", 620_000, 400)
    put_cell(ground, "201510", "ALL", "ALL", 200_000, 400, currency="USD")
    put_cell(ground, "201511", "ALL", "ALL", 124_000, 100, complete=False)
    ground.rates({f"2014{m:02d}": 6.2 for m in range(1, 13)} | {"201510": 6.2, "201511": 6.2})
    ground.latest(
        "fct_return_claim",
        [
            event(1, "2014-01-05"),
            event(2, "2014-01-25", "CLAIM", value=2000),
            event(3, "2014-03-05", "RECALL", hs8="85392190"),
            event(4, "2015-10-05", partner="304"),
            event(5, "2015-11-05"),
            event(6, "2015-12-05"),
        ],
    )
    return ground


def test_a_year_and_a_month_of_lamps(ground):
    year = ground.one("return_rate", "period = '2014'", heading="9405")
    assert (year["value"], year["events"], year["declarations"]) == (pytest.approx(10000 * 2 / 6000), 2, 6000)
    assert (year["returns"], year["claims"], year["recalls"], year["unit"]) == (1, 1, 0, "per 10,000 declarations")
    assert year["exports_value_usd"] == pytest.approx(12 * 50_000)
    assert year["value_share"] == pytest.approx(3000 / 600_000)
    assert (year["complete"], year["months_have"], year["period_kind"]) == (True, 12, "A")
    months = {r["period"]: r["value"] for r in ground.ask("return_rate", "period_kind = 'M'", heading="9405")}
    assert (months["201401"], months["201402"], len(months)) == (40, 0, 15)


def test_small_cells_stay_hidden(ground):
    found = {r["period"]: r for r in ground.ask("return_rate", heading="8539")}
    for period in ("201403", "2014"):
        hidden = found[period]
        assert (hidden["value"], hidden["reason"], hidden["events"]) == (None, "SMALL_CELL", 1)
        assert (hidden["declarations"], hidden["exports_value_usd"], hidden["value_share"]) == (None, None, None)
    assert (found["201404"]["value"], found["201404"]["reason"]) == (None, "ZERO_DENOM")


def test_without_declarations_there_is_no_rate(ground):
    december = ground.one("return_rate", "period = '201512'", heading="ALL")
    assert (december["value"], december["reason"], december["events"]) == (None, "ZERO_DENOM", 1)
    assert december["value_share"] is None
    of_one = ground.one("return_rate", "period = '201510'", heading="9405", partner="304")
    assert (of_one["value"], of_one["reason"], of_one["events"]) == (None, "ZERO_DENOM", 1)


def test_what_was_not_delivered_leaves_a_year_incomplete(ground):
    found = {r["period"]: r for r in ground.ask("return_rate", "period LIKE '2015%'", heading="ALL")}
    assert (found["201510"]["value"], found["201510"]["value_share"]) == (25, pytest.approx(1000 / 200_000))
    assert (found["201511"]["value"], found["201511"]["reason"]) == (None, "INCOMPLETE")
    year = found["2015"]
    assert (year["value"], year["reason"], year["months_have"], year["events"]) == (None, "INCOMPLETE", 2, 3)
    assert year["partial_value"] == pytest.approx(10000 * 2 / 500)


@pytest.mark.parametrize(
    ("areas", "uscc", "told"),
    [
        (("*",), None, (100, None, None)),
        ((), None, (None, "INCOMPLETE", 0)),
        (("44209",), None, (None, "INCOMPLETE", 0)),
        (("44209",), "91442000MA4W0TEX05", (100, None, None)),
        (("44209",), "91440101MA4W0TEX05", (None, "INCOMPLETE", 0)),
        (("4420",), "91442000MA4W0TEX99", (100, None, None)),
        (("44", "31"), "91330201MA4W0TEX99", (None, "INCOMPLETE", 0)),
    ],
)
def test_events_of_enterprises_that_were_not_asked_for(make_ground, areas, uscc, told):
    """One event on 100 declarations; a member's customs code tells its district, a credit code its prefecture."""
    made = make_ground()
    member = {"zone_id": "Z", "uscc": "91442000MA4W0TEX05", "customs_code": "4420960001", "entry_date": "2015-01-10"}
    made.latest("fct_zone_membership", [member])
    enterprises.refresh(made.con)
    for heading in ("ALL", "9405"):
        put_cell(made, "201510", heading, "ALL", 620_000, 100, areas=areas)
    made.rates({"201510": 6.2})
    made.latest("fct_return_claim", [event(1, "2015-10-05", uscc=uscc)])
    for heading in ("ALL", "9405"):
        found = made.one("return_rate", "period = '201510'", heading=heading)
        assert (found["value"], found["reason"], found["partial_value"]) == told
        assert (found["events"], found["events_outside"]) == (1, int(told[0] is None))
        assert (found["value_share"] is None) is (told[0] is None)


def test_a_year_of_months_in_part_is_incomplete(make_ground):
    """Eleven months of all enterprises, one without a declared selection; no event outside of what was asked for."""
    ground = make_ground()
    for month in range(1, 13):
        put_cell(ground, f"2014{month:02d}", "ALL", "ALL", 620_000, 100, areas=() if month == 7 else ("*",))
    ground.rates({f"2014{m:02d}": 6.2 for m in range(1, 13)})
    ground.latest("fct_return_claim", [event(1, "2014-05-05"), event(2, "2014-07-05")])
    found = {r["period"]: r for r in ground.ask("return_rate", heading="ALL")}
    year = found["2014"]
    assert (year["value"], year["reason"], year["months_have"], year["events_outside"]) == (None, "INCOMPLETE", 11, 1)
    assert year["partial_value"] == pytest.approx(10000 * 1 / 1200)
    assert (found["201407"]["reason"], found["201405"]["value"]) == ("INCOMPLETE", 100)


def test_exports_without_their_declarations_have_a_share_by_value(make_ground):
    ground = make_ground()
    put_cell(ground, "201510", "ALL", "ALL", 100_000, None, currency="USD")
    ground.latest("fct_return_claim", [event(1, "2015-10-05")])
    found = ground.one("return_rate", "period = '201510'", heading="ALL")
    assert (found["value"], found["reason"], found["value_share"]) == (None, "ZERO_DENOM", 0.01)
