"""The weight of a zone in its city, and whom it takes first."""

from __future__ import annotations

import duckdb
import pytest

from tests.warehouse.marts.ground import line, months
from tests.warehouse.marts.test_batches import batch
from warehouse import enterprises

ZONE = "ZS-LIGHTING"


def members(ground, sizes: dict[str, int], **other) -> None:
    """So many members of each size class."""
    rows = [
        {"zone_id": ZONE, "uscc": f"{size}{n}", "entry_date": "2015-01-10", "size_class": size, **other}
        for size, count in sizes.items()
        for n in range(count)
    ]
    ground.latest("fct_zone_membership", rows, "2015-06-01")
    enterprises.refresh(ground.con)


def cell(
    ground, group: str, value: float | None, count: int | None, period="201510", whole=False, complete=True
) -> None:
    """A published sum; without a value a suppressed one."""
    hidden = value is None
    ground.con.execute(
        "INSERT INTO core.fct_zone_cell VALUES (?, ?, 'CNY', 'D1', ?, ?, ?, ?, ?, ?)",
        [ZONE, period, group, value, count, hidden, None if hidden else complete, whole],
    )


def city(ground, values: dict[str, float]) -> None:
    """The printed line of the city."""
    rows = [line(period, value) for period, value in values.items()]
    ground.put(rows, dataset="customs_city", closed=False, by=["place"])


@pytest.fixture(scope="module")
def ground(make_ground):
    """The worked example: 47 members, 1,000 exporters at least, 2.4 of 7.05 billion; and a second month."""
    ground = make_ground()
    city(ground, {"201509": 4.05e9, "201510": 7.05e9, "201511": 1e9})
    members(ground, {"L": 6, "M": 18, "S": 21, "XS": 2})
    cell(ground, "MEMBER", 2.4e9, 47)
    cell(ground, "OUTSIDE", 3e9, 953)
    cell(ground, "ELSEWHERE", 1e9, 70)
    for group, value in {"L": 1.41e9, "M": 0.705e9, "S": 0.285e9, "XS": 0}.items():
        cell(ground, group, value, 9)
    cell(ground, "MEMBER", 1e8, 40, period="201511", whole=True)
    cell(ground, "OUTSIDE", None, None, period="201511", whole=True)
    cell(ground, "L", None, None, period="201511", whole=True)
    return ground


def shares(ground, metric: str, key: str = "measure_of", **scope) -> dict:
    found = ground.ask(metric, "measure = 'month' AND period = '201510'", **scope)
    return {(r["measure_of"], r[key]) if key != "measure_of" else r["measure_of"]: r for r in found}


def test_the_worked_example(ground):
    found = shares(ground, "zone_coverage")
    assert found["enterprises"]["value"] == 0.047
    assert found["exports"]["value"] == pytest.approx(0.340426, abs=5e-7)
    assert (found["enterprises"]["is_upper_bound"], found["exports"]["is_upper_bound"]) == (True, False)
    assert (found["enterprises"]["complete"], found["exports"]["complete"]) == (False, True)
    assert (found["exports"]["part_value"], found["exports"]["total_value"]) == (2_400_000_000, 7_050_000_000)


def test_by_size_the_parts_add_up(ground):
    found = shares(ground, "zone_coverage_by_size", "size_class")
    exports = {size: r["value"] for (what, size), r in found.items() if what == "exports"}
    assert exports == pytest.approx({"L": 0.2, "M": 0.1, "S": 0.285 / 7.05, "XS": 0})
    assert sum(exports.values()) == pytest.approx(0.340426, abs=5e-7)
    firms = {size: (r["value"], r["reason"]) for (what, size), r in found.items() if what == "enterprises"}
    assert firms == {
        "L": (None, "SMALL_CELL"),
        "M": (pytest.approx(0.018), None),
        "S": (pytest.approx(0.021), None),
        "XS": (None, "SMALL_CELL"),
    }, "of the 47 members, L would give XS away"


def test_two_small_classes_hide_each_other(make_ground):
    ground = make_ground()
    city(ground, {"201510": 100})
    members(ground, {"L": 3, "S": 1, "XS": 2})
    cell(ground, "MEMBER", 10, 6)
    cell(ground, "OUTSIDE", 10, 14)
    found = {r["size_class"]: r["part_value"] for r in ground.ask("zone_coverage_by_size", "measure = 'month'")}
    assert found == {"L": 3, "S": None, "XS": None}


def test_before_the_first_member_there_is_no_count(make_ground):
    ground = make_ground()
    city(ground, {"201412": 100, "201510": 100})
    members(ground, {"M": 4})
    for period in ("201412", "201510"):
        cell(ground, "MEMBER", 10, 4, period)
        cell(ground, "OUTSIDE", 10, 16, period)
        cell(ground, "M", 10, 4, period)
    for metric in ("zone_coverage", "zone_coverage_by_size"):
        rows = ground.ask(metric, "measure = 'month' AND measure_of = 'enterprises'")
        assert {(r["period"], r["value"], r["reason"], r["part_value"]) for r in rows} == {
            ("201412", None, "NO_DATA", None),
            ("201510", 0.2, None, 4),
        }
        exports = ground.ask(metric, "measure = 'month' AND measure_of = 'exports'")
        assert {r["value"] for r in exports} == {0.1}


def test_suppressed_cells_and_months_that_are_not_there(ground):
    found = {(r["measure"], r["measure_of"]): r for r in ground.ask("zone_coverage", "period = '201511'")}
    assert (found["month", "exports"]["value"], found["month", "exports"]["reason"]) == (0.1, None)
    assert found["month", "enterprises"]["reason"] == "SMALL_CELL"
    assert found["month", "enterprises"]["total_value"] is None
    assert found["ytd", "exports"]["reason"] == "INCOMPLETE"
    sizes = ground.ask("zone_coverage_by_size", "period = '201511' AND measure_of = 'exports' AND measure = 'month'")
    assert [(r["size_class"], r["value"], r["reason"], r["part_value"]) for r in sizes] == [
        ("L", None, "SMALL_CELL", None)
    ]
    assert ground.ask("zone_coverage", "period = '201509'") == []
    with pytest.raises(duckdb.InvalidInputException, match="shows the present only"):
        ground.ask("zone_coverage", as_of="2017-01-01")


def test_from_january_on(make_ground):
    ground = make_ground()
    city(ground, {"201501": 100, "201502": 300})
    members(ground, {"M": 4})
    for period, value, count in (("201501", 10, 5), ("201502", 30, 8)):
        cell(ground, "MEMBER", value, count, period)
        cell(ground, "OUTSIDE", 5, 12, period)
    found = {(r["period"], r["measure_of"]): r["value"] for r in ground.ask("zone_coverage", "measure = 'ytd'")}
    assert found == {
        ("201501", "exports"): 0.1,
        ("201502", "exports"): 0.1,
        ("201501", "enterprises"): pytest.approx(4 / 17),
        ("201502", "enterprises"): pytest.approx(4 / 20),
    }


def export(ground, uscc: str, value: float, period: str = "201510") -> None:
    ground.con.execute(
        """
        INSERT INTO core.fct_enterprise_export BY NAME
        SELECT 'c' || $uscc AS customs_code, $uscc AS uscc, $period AS period, 'M' AS period_kind, '94051000' AS hs8,
               '502' AS partner_code, '10' AS regime_code, 'X' AS flow, 'CNY' AS currency, 'V' AS state,
               $value AS value,
               true AS is_official, true AS is_first_release, TIMESTAMP '2015-12-01' AS known_from,
               TIMESTAMP '2015-12-01' AS last_confirmed, 'd' AS source_file, 2 AS source_row
        """,
        {"uscc": uscc, "value": value, "period": period},
    )


def asked(
    ground, periods: list[str], enterprises_asked: tuple[str, ...] = ("*",), hs: tuple[str, ...] = ("*",)
) -> None:
    """Months for which figures by enterprise were asked for."""
    for period in periods:
        ground.con.execute(
            """
            INSERT INTO core.enterprise_coverage BY NAME
            SELECT 'd' AS release_id, ? AS period, 'M' AS period_kind, 'X' AS flow, 'CNY' AS currency,
                   true AS is_closed, ? AS covers_enterprises, ? AS covers_hs, ['*'] AS covers_partners,
                   ['*'] AS covers_regimes, true AS has_rows, true AS selection_is_closed
            """,
            [period, list(enterprises_asked), list(hs)],
        )


FIRMS = {"A": (90, 2, 1000), "B": (40, 0, 10), "C": (95, 3, 100), "D": (10, 1, 1000)}
"""Exports, batches that did not conform and inspected batches: 0.2, 0, 3 and 0.1 per cent."""


@pytest.fixture(scope="module")
def candidates(make_ground):
    """The worked example; a fifth candidate of quality class 3, and one with a veto."""
    ground = make_ground()
    classes = {**dict.fromkeys(FIRMS, 1), "B": 2}
    base = {"zone_id": ZONE, "entry_date": "2015-01-10"}
    ground.latest("fct_zone_membership", [{**base, "uscc": u, "quality_class": str(q)} for u, q in classes.items()])
    enterprises.refresh(ground.con)
    return ground


def ranked(ground) -> dict:
    return {r["uscc"]: r for r in ground.ask("member_selection")}


def test_without_confidential_rows_nothing_is_told(candidates):
    found = ranked(candidates)
    assert {r["reason"] for r in found.values()} == {"CONFIDENTIAL"}
    told = ("value", "exports", "export_rank", "quality_score", "is_kept", "place", "period", "batches", "has_veto")
    assert {r[name] for r in found.values() for name in told} == {None}


def test_the_worked_ranking(candidates):
    ground = candidates
    for uscc, (value, _, _) in FIRMS.items():
        export(ground, uscc, value - 1)
        export(ground, uscc, 1, "201411")
        export(ground, uscc, 1000, "201410")
    ground.latest("fct_inspection_batch", [
        batch(f"{u}{n}", uscc=u, result="FAIL" if n < bad else "PASS", inspection_date="2015-05-01")
        for u, (_, bad, count) in FIRMS.items() for n in range(count)
    ])  # fmt: skip
    year = months("201411", "201510")
    asked(ground, year[1:])
    asked(ground, year[:1], ("cA", "cB", "cC"))
    part = ranked(ground)
    assert {(r["value"], r["reason"], r["place"], r["complete"]) for r in part.values()} == {
        (None, "INCOMPLETE", None, False)
    }, "one candidate's figure of November is not known, so that no rank among all is"
    assert {u: (r["months_have"], round(r["partial_value"], 4)) for u, r in part.items() if u in "AD"} == {
        "A": (12, 0.8),
        "D": (11, 0.4),
    }
    asked(ground, year[:1], ("cD",), hs=("9405",))
    assert ranked(ground)["A"]["reason"] == "INCOMPLETE", "of other goods nothing is known"
    asked(ground, year[:1], ("c",))
    found = ranked(ground)
    assert {u: round(r["export_rank"], 4) for u, r in found.items()} == {"A": 0.6667, "B": 0.3333, "C": 1.0, "D": 0.0}
    assert {u: r["quality_score"] for u, r in found.items()} == {"A": 1, "B": 1, "C": 0, "D": 1}
    assert {u: round(r["value"], 4) for u, r in found.items()} == {"A": 0.8, "B": 0.6, "C": 0.6, "D": 0.4}
    assert {u: r["place"] for u, r in found.items()} == {"A": 1, "B": 2, "C": 2, "D": 4}
    assert {r["exports"] for r in found.values()} == {90, 40, 95, 10}
    third = {"zone_id": ZONE, "uscc": "E", "entry_date": "2015-01-10", "quality_class": "3"}
    ground.latest("fct_zone_membership", [third], "2016-02-01")
    enterprises.refresh(ground.con)
    export(ground, "E", 100)
    harm = {"kind": "RECALL", "event_date": "2014-06-01", "uscc": "C", "severity": "SERIOUS_INJURY"}
    claim = {**harm, "kind": "CLAIM", "uscc": "A"}
    ground.latest("fct_return_claim", [{"event_id": "1", **harm}, {"event_id": "2", **claim}])
    found = ranked(ground)
    assert {u: r["export_rank"] for u, r in found.items()} == {"A": 0.5, "B": 0.25, "C": 0.75, "D": 0, "E": 1}
    assert {u: (r["is_kept"], r["place"]) for u, r in found.items() if u in "ACE"} == {
        "A": (True, 1),
        "C": (False, None),
        "E": (False, None),
    }


def test_one_candidate_ranks_first(make_ground):
    ground = make_ground()
    ground.latest(
        "fct_zone_membership", [{"zone_id": "Z", "uscc": "A", "entry_date": "2015-01-10", "quality_class": "1"}]
    )
    enterprises.refresh(ground.con)
    export(ground, "A", 5)
    asked(ground, months("201411", "201510"))
    found = ranked(ground)["A"]
    assert (found["export_rank"], found["quality_score"], found["batches"], found["value"]) == (1, 0, 0, 0.6)
