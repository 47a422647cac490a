"""M29: notifications per 100 million dollars of exports, by hand; and names that are of zone members."""

from __future__ import annotations

from typing import Any

import pytest

from tests.warehouse.marts import notified
from tests.warehouse.marts.ground import Ground, months, row
from warehouse.explain import explain

NEAR = pytest.approx


class Notified(Ground):
    """A warehouse into which notifications are put by hand."""

    def release(self, name: str, authority: str, known_from: str = "2016-01-15", **facts: str) -> None:
        notified.release(self.con, name, authority, known_from, **facts)

    def notify(self, authority: str, case: str, day: str, **other: Any) -> None:
        notified.notify(self.con, authority, case, day, **other)

    def member(
        self, uscc: str, name_zh: str, other: str | None = None, entry: str = "2015-06-01", listed: str = "2016-01-01"
    ) -> None:
        cells = {"zone_id": "Z", "uscc": uscc, "entry_date": entry, "name_zh": name_zh, "other_names": other}
        self.latest("fct_zone_membership", [cells], listed)
        self.con.execute(
            """
            INSERT INTO core.dim_enterprise BY NAME
            SELECT $1 AS uscc, $2::DATE AS valid_from, $3 AS name_zh, $4 AS other_names, false AS is_conflict,
                   'r' AS source_file, 2 AS source_row
            """,
            [uscc, entry, name_zh, other],
        )


@pytest.fixture(scope="module")
def make(_template, tmp_path_factory):
    """A maker of fresh warehouses."""
    return lambda: Notified(_template, tmp_path_factory.mktemp("stage"))


@pytest.fixture(scope="module")
def ground(make):
    """Dollars of exports to the United States, Germany and the United Kingdom; a year of both authorities."""
    made = make()
    span = months("201401", "201512")
    rows = []
    for month in span:
        rows += [
            row(month, 35_000_000, hs8="94051000", partner="502", currency="USD"),
            row(month, 2_000_000, hs8="94051000", partner="304", currency="USD"),
            row(month, 1_000_000, hs8="94051000", partner="303", currency="USD"),
            row(month, 50_000_000, hs8="85392110", partner="601", currency="USD"),
            row(month, 10_000_000, hs8="87112090", partner="502", currency="USD"),
            row(month, 5_000_000, hs8="69120010", partner="502", currency="USD"),
        ]
    made.put(rows, "2016-02-01")
    made.release("recalls", "US_CPSC", period_from="201501", period_to="201512")
    made.release("week", "EU_SAFETY_GATE")
    for n, day in enumerate(("2015-01-01", "2015-02-05", "2015-06-30", "2015-07-01", "2015-11-11", "2015-12-31")):
        made.notify("US_CPSC", f"15{n:03}", day, makers=["Acme", "Zhongshan Huayi Lighting Co., Ltd."][n == 5 :][:1])
    made.notify("US_CPSC", "14999", "2014-12-31")
    made.notify("US_CPSC", "15100", "2015-05-01", is_origin_china=False)
    made.notify("US_CPSC", "15101", "2015-05-01", is_origin_china=None)
    made.notify("US_CPSC", "15102", "2015-05-01", hs_heading=None, family=None)
    made.notify("EU_SAFETY_GATE", "A12/1/15", "2015-12-18", source_file="week")
    made.member("91442000MA4W0TEX05", "中山市华艺灯饰有限公司", "Zhongshan Huayi Lighting; HUAYI", "2015-12-01")
    yield made
    made.con.close()


def of(ground, where: str, **scope):
    return ground.one("notification_rate", f"authority_code = 'US_CPSC' AND {where}", currency="USD", **scope)


def test_the_worked_example(ground):
    """M29_notif: 6 notifications, 420 million dollars."""
    found = of(ground, "period = '201512'", family="D1")
    assert (found["alerts"], found["exports_usd"], found["months_have"]) == (6, 420_000_000, 12)
    assert (found["value"], found["reason"], found["complete"]) == (NEAR(1.428571, abs=5e-7), None, True)
    assert (found["interval_low"], found["interval_high"]) == (NEAR(0.5243, abs=5e-5), NEAR(3.1094, abs=5e-5))
    assert (found["alerts_of_unknown_origin"], found["alerts_held"]) == (1, 0)
    assert "origin is declared" in found["caveats"]


def test_the_worked_example_without_a_notification(ground):
    """M29_notif_zero."""
    ground.con.execute("BEGIN")
    ground.con.execute("DELETE FROM core.fct_foreign_notification WHERE authority_code = 'US_CPSC'")
    found = of(ground, "period = '201512'", family="D1")
    ground.con.execute("ROLLBACK")
    assert (found["alerts"], found["value"], found["interval_low"]) == (0, 0, 0)
    assert (found["interval_high"], found["matched_share"]) == (NEAR(0.8783, abs=5e-5), None)


def test_a_weight_scales_rate_and_interval(ground):
    found = of(ground, "period = '201512'", family="D1", match_weight=0.5)
    assert (found["value"], found["interval_high"]) == (NEAR(0.714286, abs=5e-7), NEAR(3.1094 / 2, abs=5e-5))


@pytest.mark.parametrize(
    ("industry", "heading", "alerts", "value"), [("MOTORCYCLE", "8711", 3, 2.5), ("CERAMIC", "6912", 1, 1.666667)]
)
def test_another_industry_with_data_only(ground, industry, heading, alerts, value):
    """Its product family is rows of two tables; the same view rates it: 3 on 120 million dollars, 1 on 60 million."""
    ground.con.execute("BEGIN")
    ground.con.execute("INSERT INTO core.product_family_member VALUES ('G1', ?, 1995, 9999)", [heading])
    for n in range(alerts):
        ground.notify("US_CPSC", f"16{n:03}", "2015-05-01", hs_heading=heading, family=None)
    told = ground.con.execute(
        "SELECT industry_code, count(*) FROM ops.notifications_at() WHERE hs_heading = ? GROUP BY ALL", [heading]
    ).fetchall()
    found = of(ground, "period = '201512'", family="G1")
    luminaires = of(ground, "period = '201512'", family="D1")
    ground.con.execute("ROLLBACK")
    assert told == [(industry, alerts)]
    assert (found["alerts"], found["value"], found["reason"]) == (alerts, NEAR(value, abs=5e-7), None)
    assert luminaires["alerts"] == 6


def test_reasons(ground):
    told = {r["family"]: (r["reason"], r["value"]) for r in ground.ask(
        "notification_rate", "authority_code = 'US_CPSC' AND period = '201512'", currency="USD")}  # fmt: skip
    assert told["D2"] == ("ZERO_DENOM", None)
    assert told["D3"][0] is None
    assert told["D4"] == told["D5"] == ("SCOPE_MISMATCH", None)
    early = of(ground, "period = '201511'", family="D1")
    assert (early["reason"], early["alert_months"], early["partial_value"]) == ("INCOMPLETE", 11, NEAR(6 / 4.2)), (
        "one of December 2014 is in that window"
    )
    weekly = ground.one("notification_rate", "authority_code = 'EU_SAFETY_GATE'", currency="USD", family="D1")
    assert (weekly["reason"], weekly["alert_months"], weekly["alerts"]) == ("INCOMPLETE", 0, 1)
    assert weekly["exports_usd"] == 36_000_000, "Germany and the United Kingdom"
    assert ground.ask("notification_rate", as_of="2016-01-14") == []


def test_one_in_quarantine_leaves_the_figure_incomplete(ground):
    ground.con.execute("BEGIN")
    ground.notify("US_CPSC", "15103", "2015-05-01", state="HELD")
    found = of(ground, "period = '201512'", family="D1")
    ground.con.execute("ROLLBACK")
    assert (found["alerts"], found["alerts_held"], found["complete"], found["reason"]) == (6, 1, False, None)


def test_yuan_become_dollars_and_a_cut_joint_month_is_told(make):
    """January and February of 2015 as one: the window of June to May cuts it, that of July to June does not."""
    made = make()
    span = [m for m in months("201401", "201512") if m not in ("201501", "201502")]
    rows = [row(m, 62_000_000, hs8="94051000", partner="502") for m in span]
    rows.append(row("201502", 124_000_000, kind="JF", hs8="94051000", partner="502"))
    made.put(rows, "2016-09-01")
    made.release("recalls", "US_CPSC", "2016-09-01", period_from="201501", period_to="201608")
    ends = ("201512", "201506", "201507", "201606", "201607", "201608")
    lacking = made.one("notification_rate", "period = '201512'", family="D1")
    assert (lacking["reason"], lacking["exports_usd"]) == ("NULL_BASE", None)
    made.rates(dict.fromkeys(months("201401", "201512"), 6.2))
    found = {r["period"]: r for r in made.ask("notification_rate", family="D1") if r["period"] in ends}
    assert (found["201512"]["reason"], found["201512"]["exports_usd"]) == (None, NEAR(120_000_000))
    assert found["201507"]["reason"] == "JF_MERGED", "ends in January 2015"
    assert found["201607"]["reason"] == "JF_MERGED", "begins in February 2015"
    assert found["201606"]["exports_usd"] == NEAR(120_000_000)
    made.con.close()


def test_names_of_members(ground):
    """The name is written as the list has it among its other names, but for its legal form."""
    chosen = "case_no, role, name, member_name, method, candidates, is_member_then"
    assert ground.con.execute(f"SELECT {chosen} FROM ops.notification_match()").fetchall() == [
        (
            *("15005", "maker", "Zhongshan Huayi Lighting Co., Ltd.", "Zhongshan Huayi Lighting"),
            *("other name without form, case and width", 1, True),
        )
    ]
    found = of(ground, "period = '201512'", family="D1")
    assert (found["alerts_matched"], found["matched_share"]) == (1, NEAR(1 / 6))


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("中山市华艺灯饰有限公司", "exact name"),
        ("中山市华艺灯饰", "name without form, case and width"),
        ("HUAYI", "exact other name"),
        ("ＨｕａＹｉ, Inc.", "other name without form, case and width"),
        ("Huayi (91442000MA4W0TEX05)", "credit code"),
        ("Huayi International", None),
    ],
)
def test_methods(ground, name, method):
    ground.con.execute("BEGIN")
    ground.con.execute("DELETE FROM core.fct_foreign_notification")
    ground.notify("US_CPSC", "1", "2015-11-30", importers=[name])
    found = ground.con.execute("SELECT method, is_member_then FROM ops.notification_match()").fetchall()
    ground.con.execute("ROLLBACK")
    assert found == ([(method, False)] if method else []), "before it was a member"


def test_a_name_of_two_members_is_not_certain(ground):
    ground.con.execute("BEGIN")
    ground.member("91442000MA4W0TEX06", "另一家", "zhongshan huayi lighting")
    found = of(ground, "period = '201512'", family="D1")
    candidates = ground.con.execute("SELECT candidates FROM ops.notification_match()").fetchall()
    ground.con.execute("ROLLBACK")
    assert (found["alerts_matched"], candidates) == (0, [(2,), (2,)])


def test_names_are_those_that_were_known_then(ground):
    """A list of March names a second member, from June 2015 on, that bears the name as well."""
    asked = "SELECT candidates, uscc, is_member_then FROM ops.notification_match(as_of := '2016-02-10') ORDER BY ALL"
    first = "91442000MA4W0TEX05"
    assert ground.con.execute(asked).fetchall() == [(1, first, True)]
    ground.con.execute("BEGIN")
    ground.member("91442000MA4W0TEX06", "另一家", "zhongshan huayi lighting", listed="2016-03-10")
    cells = {"zone_id": "Z", "uscc": first, "entry_date": "2015-12-01", "exit_date": "2015-12-02"}
    ground.latest("fct_zone_membership", [cells], "2016-03-10")
    found = of(ground, "period = '201512'", family="D1", as_of="2016-02-10")
    matched = ground.con.execute(asked).fetchall()
    present = ground.con.execute(asked.replace("as_of := '2016-02-10'", "")).fetchall()
    ground.con.execute("ROLLBACK")
    assert (found["alerts_matched"], matched) == (1, [(1, first, True)])
    assert present == [(2, first, False), (2, "91442000MA4W0TEX06", True)]


def test_explain_shows_the_notifications(ground):
    found = explain(ground.con, "M29", "201512", {"family": "D1", "currency": "USD", "authority": "US_CPSC"})
    assert found.total_facts == 8, "six that count, and two of other or unknown origin"
    assert {(f["case_no"], f["file_name"]) for f in found.facts} >= {("15005", "recalls"), ("15100", "recalls")}
    assert "14999" not in {f["case_no"] for f in found.facts}
