"""Rules that the feeds of foreign notifications share. Typed rows have case_no, alert_date, barcodes and origins."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, holds, is_complete, set_rule, unique_key
from expectations.shared import code_pattern
from expectations.two_times import two_times

KEY = ["case_no"]
NEEDED = [*KEY, "alert_date"]
LISTS = ("barcodes", "hazards", "makers", "importers", "sellers", "origins")
"""Columns that are lists, which the tables that are judged do not have: Great Expectations knows no such type."""
TABLE = "fct_foreign_notification"
FIRST_DAY = "1973-01-01"
"""The CPSC began its work in 1973, the Commission its reports in 2004."""


def layout_of(scope: Mapping[str, str]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    last = scope["released_at"][:10]
    wrong = f"list_filter(t.barcodes, lambda b: NOT {gtin_is_valid('b')})"
    return {
        "staged": f"""
            SELECT t.* EXCLUDE ({", ".join(LISTS)}), {is_complete(NEEDED, "t")},
                   t.alert_date BETWEEN DATE '{FIRST_DAY}' AND DATE '{last}' AS day_is_possible,
                   array_to_string(t.origins, ', ') AS origins_told, array_to_string({wrong}, ', ') AS wrong_barcodes,
                   coalesce(len({wrong}), 0) = 0 AS barcodes_are_valid
            FROM typed AS t
        """,
        "explained": "FROM staged",
    }


def suite_of(feed: str, scope: Mapping[str, str]) -> list[Expectation]:
    """The rules of a file; the one on days bears the number of the feed."""
    last = scope["released_at"][:10]
    return [
        complete(NEEDED),
        code_pattern("case_no", r"\S+", "a case has one number"),
        holds(
            feed,
            "quarantine",
            "the day lies between the first notification and the release",
            "day_is_possible",
            reason=f"'day ' || alert_date || ' does not lie between {FIRST_DAY} and {last}'",
            allowed=f"{FIRST_DAY} to {last}",
        ),
        holds(
            "Q29",
            "warn",
            "the goods come from China",
            "is_origin_china",
            reason="'origin ' || origins_told || ': kept, and not counted as goods of China'",
        ),
        holds(
            "Q30",
            "quarantine",
            "a barcode keeps its check digit (GTIN of 8, 12, 13 or 14 digits)",
            "barcodes_are_valid",
            reason="'barcode ' || wrong_barcodes || ' fails its check digit'",
        ),
        unique_key(KEY),
    ]


def content_of() -> dict[str, list[Expectation]]:
    """Rules over all notifications, by the table that they read."""
    return {
        f"core.{TABLE}": [
            *two_times(TABLE),
            set_rule(
                "CONFLICT",
                "warn",
                "releases of equal standing agree on a notification",
                """
                SELECT authority_code || ' / ' || case_no AS key, count(*) AS measured, 0 AS allowed,
                       case_no || ' of ' || authority_code || ' differs between releases of ' || min(known_from)
                       || '; set revision_no in a manifest to say which counts' AS message
                FROM {batch} WHERE state = 'CONFLICT' GROUP BY authority_code, case_no ORDER BY 1 LIMIT 50
                """,
                level="content",
            ),
        ]
    }


def gtin_is_valid(column: str) -> str:
    """SQL: a barcode has the length of a GTIN and its check digit (GS1 General Specifications, 7.9).

    Filled with zeros to 14 digits, digits 1, 3, ... 13 weigh 3 and the others 1; with the last the sum is a multiple
    of 10.
    """
    full = f"lpad({column}, 14, '0')"
    terms = " + ".join(f"{3 if place % 2 else 1} * substr({full}, {place}, 1)::INTEGER" for place in range(1, 15))
    form = rf"regexp_full_match({column}, '\d{{8}}|\d{{12,14}}')"
    return f"(CASE WHEN {form} THEN ({terms}) % 10 = 0 ELSE false END)"
