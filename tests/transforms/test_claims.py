"""Lists of claims: dates of a month or a year, and what a list need not say."""

from __future__ import annotations

from datetime import date

from tests.transforms.tools import type_file

PAGE = """- {claim_id: F1, text_own_words: Exports came to 7.05, operator: "=", value: 7.05, unit: CNY_BN, %s,
   geo_code: 442000, subject: EXPORTS, source_ref: NEWS, source_span: P9.3,
   published_at: 2018-10-11T17:10:02, reason: none}
"""


def claims(*said: str):
    return type_file("claims", "".join(PAGE % text for text in said))


def test_the_dates_show_how_much_of_the_period_is_known():
    found = claims(
        "period_start: 2015-01, period_end: 2015-10, event_date: 2015-12",
        "period_start: 2015, period_end: 2015年3月, event_date: 2015-12-07",
        "period_start: 2015-01-01, period_end: 20151031, period_precision: M, event_date: 20151201, event_precision: m",
        "period_start: 2015",
        "period_precision: UNKNOWN",
    )
    assert found.rejects.is_empty()
    names = ("period_start", "period_end", "period_precision", "event_date", "event_precision")
    assert [tuple(row[name] for name in names) for row in found.rows.to_dicts()] == [
        (date(2015, 1, 1), date(2015, 10, 31), "M", date(2015, 12, 1), "M"),
        (date(2015, 1, 1), date(2015, 3, 31), "Y", date(2015, 12, 7), "D"),
        (date(2015, 1, 1), date(2015, 10, 31), "M", date(2015, 12, 1), "M"),
        (date(2015, 1, 1), None, None, None, None),
        (None, None, "UNKNOWN", None, None),
    ]
    assert set(found.rows["stage"]) == {"PRINTED"}


def test_no_month_is_known_to_the_day():
    found = claims(
        "period_start: 2015-01, period_end: 2015-10-31, period_precision: D", "event_date: spring, stage: STATED"
    )
    assert found.rejects.rows() == [
        (1, "CAST", "column 'period_precision': 'D' is finer than the period"),
        (4, "CAST", "column 'event_date': 'spring' is neither day nor month nor year"),
    ]
    assert found.rows["stage"].to_list() == ["PRINTED", "STATED"]
