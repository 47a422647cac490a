"""Lines that a printed table no longer has: its layout has changed. Nothing is closed by that, and nothing is zero.

A table is set against the one before of its kind: a flash against the flash, though the bulletin has replaced it.
"""

from __future__ import annotations

from great_expectations.expectations.expectation import Expectation

from expectations.months import PRINTED
from expectations.rules import set_rule

_TABLE = "dataset, vintage, feed, geo_basis, flow, currency, listed"
"""What tells a printed table, but for its month: tables by partner or by commodity are different ones."""
_TITLE = "nullif(trim(vintage || CASE listed WHEN 'by commodity' THEN '' ELSE listed END), '')"


def lines_kept() -> Expectation:
    """LINES: the newest printed table has every line of the one of the month before (January and February are one)."""
    return set_rule(
        "LINES",
        "warn",
        "a printed table has the lines of the month before",
        f"""
        WITH {PRINTED}, printed AS (
            SELECT DISTINCT {_TABLE}, period, month_no,
                   concat_ws(' / ', nullif(place_code, 'ALL'), product_code, nullif(partner_code, 'ALL'),
                             nullif(regime_code, 'ALL'), nullif(ownership::VARCHAR, 'ALL')) AS line
            FROM stated WHERE state <> 'ABSENT'
        ), dated AS (
            SELECT *, dense_rank() OVER (PARTITION BY {_TABLE} ORDER BY month_no DESC) AS age FROM printed
        ), newest AS (
            SELECT DISTINCT {_TABLE}, period AS newest, month_no AS newest_no FROM dated WHERE age = 1
        ), gone AS (
            SELECT b.*, n.newest FROM dated AS b JOIN newest AS n USING ({_TABLE})
            ANTI JOIN (FROM dated WHERE age = 1) AS l USING ({_TABLE}, line)
            WHERE b.age = 2 AND n.newest_no - b.month_no <= 2
        )
        SELECT concat_ws(' / ', dataset, {_TITLE}, geo_basis, flow, currency, newest) AS key,
               count(*) AS measured, 0 AS allowed, dataset,
               concat_ws(' ', dataset, {_TITLE}, concat('(', flow, ', ', currency, '):'), newest, 'lacks',
                         count(*), 'of the lines that', any_value(period), 'has, such as',
                         array_to_string(list_slice(list_sort(list(line)), 1, 3), '; ')) AS message
        FROM gone GROUP BY {_TABLE}, newest ORDER BY key
        """,
        allowed="0 lines",
        level="content",
    )
