"""When each period of each feed came, and what is awaited."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from lighting.cli.query import show
from tests.warehouse.marts.ground import line, row
from tests.warehouse.marts.zone_ground import listed
from warehouse.explain import explain

QUERY, FLASH = "customs_query", "customs_express"


def entry(dataset, period, day, kind="M", grace="4", official="true"):
    return {
        "dataset": dataset,
        "period": period,
        "period_kind": kind,
        "scheduled_on": day,
        "grace_days": grace,
        "is_official": official,
    }


@pytest.fixture(scope="module")
def ground(make_ground):
    """Queries of 2015 with a month missing, a joint release of a city, a calendar and a correction of it."""
    ground = make_ground()
    ground.put([row("201503", 1)], "2015-04-20")
    ground.put([row("201504", 1)], "2015-05-27")
    ground.put([row("201506", 1)], "2015-07-18T09:00:00")
    ground.put([line("201502", 1, kind="JF")], "2015-03-09", dataset="customs_city", closed=False, by=["place"])
    ground.latest(
        "fct_release_calendar",
        [
            entry(QUERY, "201505", "2015-06-25", grace="2"),
            entry("customs_city", "201502", "2015-03-10", kind="JF"),
            entry(FLASH, "201506", "2015-07-13"),
            entry("fx_rates", "201504", "2015-05-05", grace="0"),
        ],
        "2015-01-30",
    )
    ground.latest("fct_release_calendar", [entry(QUERY, "201505", "2015-07-30", grace="2")], "2015-07-01")
    return ground


def states(ground, as_of, **scope):
    return {
        (r["dataset"], r["period"]): (r["state"], r["value"])
        for r in ground.ask("feed_freshness", as_of=as_of, **scope)
    }


def test_days_late_by_the_default_pattern(ground):
    assert states(ground, "2015-06-24", dataset=QUERY) == {
        (QUERY, "201503"): ("loaded", 0),
        (QUERY, "201504"): ("loaded", 7),
        (QUERY, "201505"): ("none_expected", None),
    }


@pytest.mark.parametrize(
    ("as_of", "state", "reason"),
    [
        ("2015-06-24", "none_expected", "NOT_RELEASED"),
        ("2015-06-25", "due", "NO_DATA"),
        ("2015-06-27", "due", "NO_DATA"),
        ("2015-06-28", "overdue", "NO_DATA"),
        ("2015-07-01", "none_expected", "NOT_RELEASED"),
        ("2015-08-02", "overdue", "NO_DATA"),
    ],
)
def test_the_calendar_as_it_was_known(ground, as_of, state, reason):
    found = ground.one("feed_freshness", "period = '201505'", as_of=as_of, dataset=QUERY)
    assert (found["state"], found["value"], found["reason"], found["complete"]) == (state, None, reason, False)
    assert (found["is_default"], found["grace_days"]) == (False, 2)


def test_a_month_after_one_that_is_missing(ground):
    found = ground.one("feed_freshness", "period = '201506'", as_of="2015-08-20", dataset=QUERY)
    assert (found["value"], found["scheduled_on"], found["is_default"]) == (-2, date(2015, 7, 20), True)
    assert found["first_released_at"] == datetime(2015, 7, 18, 9)
    assert found["first_received_at"] == datetime(2016, 1, 1)


def test_a_joint_release_stands_for_both_months(ground):
    found = states(ground, "2015-05-10", dataset="customs_city")
    assert found == {("customs_city", "201502"): ("loaded", -1)}


def test_a_feed_that_never_came_is_known_by_the_calendar_only(ground):
    assert states(ground, "2015-07-12", dataset=FLASH) == {(FLASH, "201506"): ("none_expected", None)}
    assert states(ground, "2015-07-18", dataset=FLASH) == {(FLASH, "201506"): ("overdue", None)}
    assert states(ground, "2015-05-06", dataset="fx_rates") == {("fx_rates", "201504"): ("overdue", None)}


def test_a_printed_table_has_come_without_coverage(make_ground):
    ground = make_ground()
    ground.con.execute(
        """
        INSERT INTO core.dim_release VALUES
        ('p', 'p', 'customs_bulletin', 'national_printed', true, TIMESTAMP '2015-11-20', 2, 0, NULL)
        """
    )
    ground.printed("201510", supersession_group="national_printed", source_file="p")
    assert states(ground, "2015-12-01", dataset="customs_bulletin") == {
        ("customs_bulletin", "201510"): ("loaded", 2),
        ("customs_bulletin", "201511"): ("none_expected", None),
    }


def test_what_has_come_of_confidential_figures_is_not_told_without_their_rows(make_ground):
    """In the published file it is neither overdue nor there; beside the confidential rows it is one of both."""
    ground = make_ground()
    due = [
        entry("customs_enterprise", period, f"2015-{day}") for period, day in (("201504", "05-20"), ("201505", "06-20"))
    ]
    ground.latest("fct_release_calendar", due, "2015-01-30")
    asked = {"dataset": "customs_enterprise", "as_of": "2015-06-30"}
    for found in ground.ask("feed_freshness", **asked):
        assert (found["state"], found["reason"], found["complete"], found["value"]) == (
            None,
            "CONFIDENTIAL",
            False,
            None,
        )
    ground.con.execute(
        """
        INSERT INTO core.dim_release VALUES
        ('e', 'e', 'customs_enterprise', 'customs_enterprise', true, TIMESTAMP '2015-05-22', 3, 0, NULL)
        """
    )
    ground.con.execute(
        """
        INSERT INTO core.enterprise_coverage VALUES
        ('e', '201504', 'M', 'X', 'CNY', true, ['*'], ['*'], ['*'], ['*'], true, true)
        """
    )
    assert states(ground, "2015-06-30", dataset="customs_enterprise") == {
        ("customs_enterprise", "201504"): ("loaded", 2),
        ("customs_enterprise", "201505"): ("overdue", None),
    }


def test_what_lies_apart_is_counted_where_it_may_be_told(make_ground):
    """Nothing has come, or one month, of which another file knows."""
    ground = make_ground()
    days = (("201504", "05-20"), ("201505", "06-20"))
    due = [entry("customs_enterprise", period, f"2015-{day}") for period, day in days]
    ground.latest("fct_release_calendar", due, "2015-01-30")
    asked = """
        SELECT period, state, value, reason
        FROM ops.freshness(as_of := '2015-06-30', dataset := 'customs_enterprise', apart := $apart) ORDER BY period
    """

    def found(apart):
        return ground.con.execute(asked, {"apart": apart}).fetchall()

    overdue = ("201505", "overdue", None, "NO_DATA")
    assert found(None) == [(period, None, None, "CONFIDENTIAL") for period, _ in days]
    assert found([]) == [("201504", "overdue", None, "NO_DATA"), overdue]
    april = {"dataset": "customs_enterprise", "period": "201504", "period_kind": "M",
             "released_at": datetime(2015, 5, 22), "received_at": datetime(2015, 5, 23)}  # fmt: skip
    assert found([april]) == [("201504", "loaded", 2, None), overdue]


def test_the_default_pattern(ground):
    schedule = (
        "SELECT scheduled_on FROM core.release_schedule WHERE dataset = '{}' AND period = '{}' AND period_kind = '{}'"
    )

    def day(dataset, period, kind="M"):
        return ground.con.execute(schedule.format(dataset, period, kind)).fetchone()[0].strftime("%m-%d")

    assert [day(QUERY, m) for m in ("201503", "201510", "201512")] == ["04-20", "11-20", "01-20"]
    assert [day(QUERY, "201501"), day(QUERY, "201502"), day(QUERY, "201502", "JF")] == ["03-20"] * 3
    assert [day(FLASH, m) for m in ("201501", "201502", "201505", "201506", "201512")] == [
        "03-08", "03-08", "06-08", "07-13", "01-13",
    ]  # fmt: skip
    assert day("customs_bulletin", "201510") == "11-18"


def test_january_is_due_with_february(make_ground):
    """By the calendar's joint row, or by that of February; a row of its own comes first."""
    ground = make_ground()
    ground.latest(
        "fct_release_calendar",
        [
            entry(QUERY, "201502", "2015-03-18", kind="JF"),
            entry(QUERY, "201602", "2016-03-19"),
            entry(QUERY, "201701", "2017-03-01"),
            entry(QUERY, "201702", "2017-03-17", official="false"),
        ],
    )
    found = ground.con.execute(
        f"""
        SELECT period || period_kind, strftime(scheduled_on, '%m-%d'), strftime(official_on, '%m-%d')
        FROM ops.release_schedule()
        WHERE dataset = '{QUERY}' AND period BETWEEN '201501' AND '201702' AND right(period, 2) <= '02' ORDER BY 1
        """
    ).fetchall()
    assert found == [
        ("201501M", "03-18", "03-18"), ("201502JF", "03-18", "03-18"), ("201502M", "03-18", "03-18"),
        ("201601M", "03-19", "03-19"), ("201602JF", "03-19", "03-19"), ("201602M", "03-19", "03-19"),
        ("201701M", "03-01", "03-01"), ("201702JF", "03-17", "03-20"), ("201702M", "03-17", "03-20"),
    ]  # fmt: skip


def test_now_is_today(ground):
    """Without as_of the months since the last one are overdue, but for the newest."""
    found = states(ground, None, dataset=QUERY)
    assert {found[QUERY, "201505"], found[QUERY, "201507"]} == {("overdue", None)}
    assert ground.ask("feed_freshness", dataset=QUERY) == ground.ask("feed_freshness", "dataset = 'customs_query'")


def test_the_files_of_first_releases_are_shown(make_ground, capsys):
    """A query that was repeated, a list of rates, and January and February that came one by one for both."""
    ground = make_ground()
    ground.put([row("201504", 1)], "2015-05-27")
    ground.put([row("201504", 2)], "2015-06-27")
    for period, day in (("201501", "2015-02-09"), ("201502", "2015-03-09")):
        ground.put([line(period, 1)], day, dataset="customs_city", closed=False, by=["place"])
    calendar = [entry("fx_rates", "201504", "2015-05-05"), entry("customs_city", "201502", "2015-03-10", kind="JF")]
    ground.latest("fct_release_calendar", [*calendar, entry(FLASH, "201506", "2015-07-13")], "2015-01-30")
    for day in ("2015-05-06", "2015-05-20"):
        listed(ground, "fx_rates", day)
    names = ("dataset", "period_kind", "released_at", "file_name")
    told = {}
    for period in ("201502", "201504", "201506"):
        found = explain(ground.con, "M38", period, {}, 20)
        assert found.total_facts == len(found.facts)
        told[period] = [tuple(fact[name] for name in names) for fact in found.facts]
    assert told == {
        "201502": [
            ("customs_city", "JF", datetime(2015, 2, 9), "file3.csv"),
            ("customs_city", "JF", datetime(2015, 3, 9), "file4.csv"),
        ],
        "201504": [
            (QUERY, "M", datetime(2015, 5, 27), "file1.csv"),
            ("fx_rates", "M", datetime(2015, 5, 6), "x.csv"),
        ],
        "201506": [],
    }
    assert explain(ground.con, "M38", "201504", {"as_of": "2015-05-26"}, 20).total_facts == 1
    show(explain(ground.con, "M38", "201504", {}, 20), "201504")
    printed = capsys.readouterr().out
    assert "Files of first releases: 2" in printed
    assert "file1.csv" in printed
    assert "stands behind it" not in printed
    show(explain(ground.con, "M38", "201506", {}, 20), "201506")
    assert "No file that may be shown has a release of this period yet." in capsys.readouterr().out


def test_the_joint_release_of_two_months_stands_behind_each(ground):
    found = explain(ground.con, "M38", "201502", {"dataset": "customs_city"}, 20)
    assert [(fact["period_kind"], fact["file_name"]) for fact in found.facts] == [("JF", "file4.csv")]
