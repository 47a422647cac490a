"""Price indices: which cells are matched, what breaks a link, the parts of growth; any facts against a plain model."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.marts.ground import months, row
from tests.warehouse.shelf import FILLED

D1 = {"family": "D1"}
YEARS = months("201401", "201512")


def cell(period, value, quantity, unit="个", **other):
    return row(period, value, qty1=quantity, unit1=unit, **other)


def last(ground, metric="price_index", period="201512", **scope):
    return ground.one(metric, f"period = '{period}'", **{**D1, **scope})


@pytest.fixture(scope="module")
def ground(make_ground):
    """2014 and 2015 whole: codes that are matched, that change their unit, that come, go, or have no quantity; 8513 and
    8504 share nothing; 8539 is only in 2015, 8512 only in 2014."""
    ground = make_ground()
    ground.put(
        [
            cell("201403", 100, 10), cell("201405", 20, 2), cell("201503", 300, 20),
            cell("201403", 50, 5, hs8="94052000"), cell("201503", 60, 3, "千克", hs8="94052000"),
            cell("201403", 30, 3, hs8="94053000"), cell("201503", 40, 4, hs8="94055000"),
            cell("201403", 10, None, None, hs8="94056000"), cell("201503", 10, 2, hs8="94056000"),
            cell("201403", 30, 3, hs8="85131010"), cell("201503", 60, 5, hs8="85131090"),
            cell("201503", 60, 5, hs8="85392110"), cell("201403", 60, 5, hs8="85121000"),
        ],
        asked=YEARS,
    )  # fmt: skip
    return ground


def test_only_cells_in_one_unit_with_quantities_in_both_years_are_matched(ground):
    found = last(ground)
    assert (found["value"], found["laspeyres"], found["paasche"]) == (1.5, 1.5, 1.5)
    assert found["quantity_index"] == pytest.approx(20 / 12)
    assert (found["cover0"], found["cover1"]) == (120 / 210, 300 / 410)
    assert (found["matched_cells"], found["unmatched_cells"], found["unit_breaks"]) == (1, 6, 1)
    assert (found["complete"], found["v0"], found["v1"]) == (False, 210, 410)


def test_what_can_not_be_compared_is_a_part_of_growth(ground):
    found = {r["part_code"]: r["value"] for r in ground.ask("growth_decomposition", "period = '201512'", **D1)}
    assert found["price"] == pytest.approx(math.log(1.5))
    assert found["unmatched"] == pytest.approx(math.log(120 / 210) - math.log(300 / 410))
    assert sum(found.values()) == pytest.approx(math.log(410 / 210))


def test_reasons(ground):
    found = {(r["family"], r["period"]): r for r in ground.ask("price_index")}
    parts = {r["family"]: r["reason"] for r in ground.ask("growth_decomposition", "period = '201512'")}
    assert {f: found[f, "201512"]["reason"] for f in ("D2", "D5")} == {"D2": "NO_MATCH", "D5": "NO_MATCH"}
    assert (parts["D2"], parts["D5"]) == ("ZERO_BASE", "NO_MATCH")
    assert found["D1", "201412"]["reason"] == "NULL_BASE"
    assert (found["D1", "201503"]["value"], found["D1", "201503"]["cover0"]) == (1.5, 100 / 190)
    torches = last(ground, product="8513", family=None)
    assert (torches["family"], torches["reason"], torches["cover0"]) == ("8513", "NO_MATCH", 0)
    for wrong in ({"cells": "partner"}, {"quantity_unit": "pieces"}):
        with pytest.raises(Exception, match=r"cells is product|quantity_unit is first"):
            ground.ask("price_index", **wrong)


def test_a_chain_is_the_product_of_its_links_and_begins_again_after_a_break(make_ground):
    ground = make_ground()
    plan = {y: (p, "个") for y, p in ((2015, 10), (2016, 11), (2017, 22))}
    plan |= {y: (p, "千克") for y, p in ((2018, 5), (2019, 6), (2020, 9), (2021, 9), (2022, 9), (2023, 18))}
    ground.put([cell(f"{y}06", 10 * p, 10, unit) for y, (p, unit) in plan.items()], "2024-02-01",
               asked=months("201501", "202303"))  # fmt: skip
    found = {r["period"]: r for r in ground.ask("chained_price_index", **D1)}
    told = {p: (r["value"] and round(r["value"], 9), r["reason"], r["chain_from"]) for p, r in found.items()}
    assert told == {
        "2015": (None, "NULL_BASE", None),
        "2016": (1.1, None, "2015"),
        "2017": (2.2, None, "2015"),
        "2018": (None, "UNIT_BREAK", None),
        "2019": (1.2, None, "2018"),
        "2020": (1.8, None, "2018"),
        "2021": (1.8, None, "2018"),
        "2022": (None, "FAMILY_BREAK", None),
        "2023": (None, "INCOMPLETE", None),
    }
    assert [found[y]["link"] for y in ("2019", "2020", "2018")] == [pytest.approx(1.2), pytest.approx(1.5), None]
    assert (last(ground, period="202206")["reason"], last(ground, period="201806")["reason"]) == (
        "FAMILY_BREAK",
        "NO_MATCH",
    )


def test_kilograms_that_came_in_2020_break_the_chain_of_prices_per_kilogram(make_ground):
    """In 2020 kilograms became the second unit of lamps of 8539."""
    ground = make_ground()
    kg = {"qty2": 5, "unit2": "千克"}
    ground.put(
        [cell(f"{y}06", 10 * (y - 2017), 10, hs8="85392110", **(kg if y >= 2020 else {})) for y in range(2018, 2022)],
        "2022-02-01", asked=months("201801", "202112"),
    )  # fmt: skip
    by_piece, by_kg = (
        {r["period"]: (r["value"] and round(r["value"], 9), r["reason"]) for r in ground.ask(
            "chained_price_index", family="D2", quantity_unit=unit)} for unit in ("first", "kg")
    )  # fmt: skip
    assert by_piece == {"2018": (None, "NULL_BASE"), "2019": (2.0, None), "2020": (3.0, None), "2021": (4.0, None)}
    assert by_kg == {
        "2018": (None, "NULL_BASE"),
        "2019": (None, "NO_MATCH"),
        "2020": (None, "UNIT_BREAK"),
        "2021": (pytest.approx(4 / 3), None),
    }
    assert last(ground, family="D2", period="202012", quantity_unit="kg")["unit_breaks"] == 1


def test_a_joint_january_and_february_stands_against_both_months(make_ground):
    ground = make_ground()
    ground.put([cell("201401", 10, 1), cell("201402", 30, 1), cell("201502", 80, 2, kind="JF"), cell("201501", 7, 7),
                cell("201403", 20, 2), cell("201503", 20, 2)])  # fmt: skip
    found = {r["period"]: r for r in ground.ask("price_index", "period > '2015'", **D1)}
    assert (found["201501"]["value"], found["201501"]["reason"]) == (None, "JF_MERGED")
    assert (found["201502"]["value"], found["201502"]["v1"]) == (pytest.approx(2.0), 80)
    assert (found["201503"]["v0"], found["201503"]["v1"]) == (60, 100)


CODES, PARTNERS, UNITS = ("94051000", "94052000", "94054090"), ("502", "304"), ("个", "千克")


def model(facts, cells):
    """F, L, P, quantity index and covers, cell by cell; None if none is matched."""
    totals, sums = {0: 0, 1: 0}, {}
    for (year, code, partner, unit), (value, quantity) in facts.items():
        side = year - 2014
        totals[side] += value
        if quantity is not None:
            key = (code, partner if cells == "product_partner" else "", unit)
            v, q = sums.setdefault(key, {}).get(side, (0, 0))
            sums[key][side] = (v + value, q + quantity)
    matched = [s for s in sums.values() if s.get(0, (0, 0))[1] > 0 and s.get(1, (0, 0))[1] > 0]
    if not matched:
        return None
    at = [[(s[t][0] / s[t][1], s[t][1]) for t in (0, 1)] for s in matched]
    total = {(i, j): sum(c[i][0] * c[j][1] for c in at) for i in (0, 1) for j in (0, 1)}
    laspeyres, paasche = total[1, 0] / total[0, 0], total[1, 1] / total[0, 1]
    quantity = math.sqrt(total[0, 1] / total[0, 0] * total[1, 1] / total[1, 0])
    return {
        "value": math.sqrt(laspeyres * paasche), "laspeyres": laspeyres, "paasche": paasche, "quantity_index": quantity,
        "cover0": total[0, 0] / totals[0], "cover1": total[1, 1] / totals[1], "matched_cells": len(matched),
    }  # fmt: skip


@pytest.fixture(scope="module")
def emptied(make_ground):
    ground = make_ground()

    def empty():
        for table in FILLED:
            ground.con.execute(f"DELETE FROM {table}")
        return ground

    return empty


KEYS = st.tuples(
    st.sampled_from((2014, 2015)), st.sampled_from(CODES), st.sampled_from(PARTNERS), st.sampled_from(UNITS)
)
FIGURES = st.tuples(st.integers(1, 999), st.one_of(st.none(), st.integers(1, 99)))


@pytest.mark.slow
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(facts=st.dictionaries(KEYS, FIGURES, min_size=4), cells=st.sampled_from(["product", "product_partner"]))
def test_any_facts(emptied, facts, cells):
    ground = emptied()
    ground.put(
        [cell(f"{year}{'03' if unit == '个' else '11'}", value, quantity, unit, hs8=code, partner=partner)
         for (year, code, partner, unit), (value, quantity) in facts.items()],
        asked=YEARS,
    )  # fmt: skip
    wanted, found = model(facts, cells), last(ground, cells=cells)
    if wanted is None:
        no_base = not any(year == 2014 for year, *_ in facts)
        assert (found["value"], found["reason"]) == (None, "NO_MATCH"), no_base
        return
    assert {name: found[name] for name in wanted} == pytest.approx(wanted)
    if cells == "product":
        parts = ground.ask("growth_decomposition", "period = '201512'", **D1)
        total = {t: sum(v for (y, *_), (v, _) in facts.items() if y == 2014 + t) for t in (0, 1)}
        assert sum(r["value"] for r in parts) == pytest.approx(math.log(total[1] / total[0]))
        chain = last(ground, "chained_price_index", period="2015")
        units = [
            {(c, u) for (y, c, _, u), (_, q) in facts.items() if y == year and q is not None} for year in (2014, 2015)
        ]
        both = {c for c, _ in units[0]} & {c for c, _ in units[1]}
        broken = {c for c in both if {u for d, u in units[0] if d == c} != {u for d, u in units[1] if d == c}}
        assert (chain["reason"] == "UNIT_BREAK") == bool(broken)
        assert broken or chain["value"] == pytest.approx(wanted["value"])
