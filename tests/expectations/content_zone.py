"""The zone in the whole content: statuses that overlap, sources that disagree, what names nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.expectations.content import Content


def _put(content: Content, table: str, **values: str | None) -> None:
    given = {**values, "is_conflict": "false", "source_file": "x", "source_row": "2"}
    selected = ", ".join(f"? AS {name}" for name in given)
    content.con.execute(f"INSERT INTO core.{table} BY NAME SELECT {selected}", list(given.values()))


def _status(content: Content, begin: str, end: str | None) -> None:
    _put(content, "fct_zone_status", zone_id="Z", level="PROV", status_from=begin, status_to=end)


def _stage(content: Content, source: str, day: str, precision: str) -> None:
    stage = {"zone_id": "Z", "stage": "PLANNING", "source_ref": source}
    _put(content, "fct_zone_milestone", **stage, actual_date=day, date_precision=precision)


def _question(content: Content, number: int, answered: str | None, resolved: str | None) -> None:
    asked = {"question_id": f"Q{number}", "visit_id": "V1", "received_on": "2015-06-01"}
    _put(content, "fct_outreach_question", **asked, answered_on=answered, resolved_on=resolved)


def wrong(content: Content) -> list[tuple]:
    """A status that was not ended, a stage of two years, a grant of no policy, questions of no visit."""
    _status(content, "2013-01-01", "2015-12-02")
    _status(content, "2015-12-01", None)
    _stage(content, "NEWS", "2012-01-01", "Y")
    _stage(content, "PLAN", "2013-01-01", "M")
    _put(content, "fct_support_grant", grant_id="G", policy_id="P", measure_code="IP")
    _question(content, 1, "2015-06-02", "2015-06-03")
    _question(content, 2, None, "2015-06-03")
    overlap = "zone Z has two statuses on level PROV from 2015-12-01 on; end the earlier one with status_to"
    differ = "2 sources date PLANNING of Z differently: NEWS 2012, PLAN 2013-01; all are kept"
    totals = "of 2 questions received in 2015 2 are resolved, but only 1 answered"
    return [
        ("zone_registry", "F14", "block", "Z / PROV", "1", "0", overlap),
        ("zone_milestones", "F15", "warn", "Z / PLANNING", "2", "1", differ),
        ("support_grants", "F16", "warn", "P / IP", "1", "0", "1 grants name P for IP, which no list of policies has"),
        ("outreach_questions", "Q67", "block", "received in 2015", "2", "1", totals),
        ("outreach_questions", "F17", "warn", "V1", "2", "0", "2 questions name visit V1, which no list of visits has"),
    ]


def right(content: Content) -> None:
    """A status that begins when the other ends, a month within a year, and what is named is there."""
    _status(content, "2013-01-01", "2015-12-01")
    _status(content, "2015-12-01", None)
    _stage(content, "NEWS", "2012-06-15", "Y")
    _stage(content, "PLAN", "2012-12-01", "M")
    _stage(content, "TALK", "2012-12-31", "D")
    _stage(content, "BOOK", "2012-12-31", "M")
    _put(content, "fct_support_policy", policy_id="P", measure_code="IP")
    _put(content, "fct_support_grant", grant_id="G", policy_id="P", measure_code="IP")
    _put(content, "fct_outreach_visit", visit_id="V1")
    _question(content, 1, "2015-06-02", "2015-06-03")
    _question(content, 2, "2015-06-02", None)
