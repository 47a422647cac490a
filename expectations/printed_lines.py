"""Lines that a printed table no longer has: its layout has changed. Nothing is closed by that, and nothing is zero."""

from __future__ import annotations

from great_expectations.expectations.expectation import Expectation

from expectations.months import NUMBER
from expectations.rules import set_rule

_TABLE = "dataset, feed, geo_basis, flow, currency, listed"
"""What tells a printed table, but for its month: tables by partner or by commodity are different ones."""


def lines_kept() -> Expectation:
    """LINES: the newest printed table has every line of the one of the month before (January and February are one)."""
    return set_rule(
        "LINES",
        "warn",
        "a printed table has the lines of the month before",
        f"""
        WITH stated AS (
            SELECT DISTINCT r.dataset, t.supersession_group AS feed, t.geo_basis::VARCHAR AS geo_basis,
                   t.flow::VARCHAR AS flow, t.currency::VARCHAR AS currency,
                   concat_ws(' and ', CASE WHEN t.partner_code <> 'ALL' THEN 'by partner' END,
                             CASE WHEN t.regime_code <> 'ALL' THEN 'by regime' END,
                             CASE WHEN t.ownership <> 'ALL' THEN 'by ownership' END) AS listed,
                   t.period, {NUMBER.format("t.period")} AS month_no,
                   concat_ws(' / ', nullif(t.place_code, 'ALL'), t.product_code, nullif(t.partner_code, 'ALL'),
                             nullif(t.regime_code, 'ALL'), nullif(t.ownership::VARCHAR, 'ALL')) AS line
            FROM {{batch}} AS t JOIN core.dim_release AS r USING (source_file, known_from)
            WHERE t.known_to IS NULL AND t.state <> 'ABSENT'
        ), dated AS (
            SELECT *, dense_rank() OVER (PARTITION BY {_TABLE} ORDER BY month_no DESC) AS age FROM stated
        ), newest AS (
            SELECT DISTINCT {_TABLE}, period AS newest, month_no AS newest_no FROM dated WHERE age = 1
        ), gone AS (
            SELECT b.*, n.newest FROM dated AS b JOIN newest AS n USING ({_TABLE})
            ANTI JOIN (FROM dated WHERE age = 1) AS l USING ({_TABLE}, line)
            WHERE b.age = 2 AND n.newest_no - b.month_no <= 2
        )
        SELECT concat_ws(' / ', dataset, nullif(listed, ''), geo_basis, flow, currency, newest) AS key,
               count(*) AS measured, 0 AS allowed, dataset,
               concat_ws(' ', dataset, nullif(listed, ''), concat('(', flow, ', ', currency, '):'), newest, 'lacks',
                         count(*), 'of the lines that', any_value(period), 'has, such as',
                         array_to_string(list_slice(list_sort(list(line)), 1, 3), '; ')) AS message
        FROM gone GROUP BY {_TABLE}, newest ORDER BY key
        """,
        allowed="0 lines",
        level="content",
    )
