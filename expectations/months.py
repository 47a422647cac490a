"""SQL for rules that set the months of a feed beside each other."""

from __future__ import annotations

from collections.abc import Mapping

NUMBER = "left({0}, 4)::INTEGER * 12 + right({0}, 2)::INTEGER - 1"
"""SQL: a month YYYYMM as a number."""
MONTH = "({0} // 12 || lpad(({0} % 12 + 1)::VARCHAR, 2, '0'))"
"""SQL: the month of a number."""

TODAY = "(SELECT coalesce(arg_max(started_at, run_id), timezone('Asia/Shanghai', now())) FROM ops.run)::DATE"
"""SQL: the day of the run."""

RELEASE = "release AS (SELECT DISTINCT release_id, dataset FROM core.dim_release)"


def side(flow: str) -> str:
    """SQL: the side of trade of a flow, in words."""
    return f"CASE {flow} WHEN 'X' THEN 'exports' ELSE 'imports' END"


def written(value: str) -> str:
    """SQL of a sum of money as people write it; braces are doubled, for those of the batch are filled in later."""
    return f"format('{{{{:,.2f}}}}', {value}::DOUBLE)"


def followed(series: str, keys: str) -> str:
    """CTE ``followed``: spans of months (``first_no``, ``last_no``), each with the last month of those before it.

    Args:
        series: table of the spans of several series.
        keys: columns that tell a series.
    """
    return f"""followed AS (
            SELECT *, max(last_no) OVER (
                PARTITION BY {keys} ORDER BY first_no, last_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS before_no
            FROM {series}
        )"""


GAP = f"""
    {MONTH.format("(before_no + 1)")} AS gap_from, {MONTH.format("(first_no - 1)")} AS gap_to,
    first_no - before_no - 1 AS months
"""
"""Columns of the gap before a span that does not begin with the month after ``before_no``."""
GAP_TOLD = """
    CASE WHEN months = 1 THEN gap_from || ' is missing'
         ELSE months || ' months from ' || gap_from || ' to ' || gap_to || ' are missing' END
    || ' and a later month is there; deliver what is missing, or let it pass with lighting waive'
"""
"""SQL: a gap in words, and what to do."""

DUE = f"""
    due AS (
        SELECT n.*, s.scheduled_on, s.grace_days, {TODAY} - s.scheduled_on AS days
        FROM (SELECT *, {MONTH.format("(last_no + 1)")} AS period FROM newest) AS n
        JOIN core.release_schedule AS s USING (dataset, period)
        WHERE s.period_kind = 'M' AND {TODAY} BETWEEN s.scheduled_on AND s.scheduled_on + s.grace_days
    )
"""
"""CTE: the month after the last one of ``newest`` (``dataset``, ``last_no``) on the days that it may take to come."""
DUE_TOLD = """
    period, ' was due on ', scheduled_on, ' and is not there yet; from ', scheduled_on + grace_days + 1,
    ' on it is overdue'
"""
"""SQL: a month that is due in words, as arguments of concat."""

_STATED = """
    source_file, known_from, supersession_group, period, period_kind, geo_basis, place_code, product_code, partner_code,
    regime_code, ownership, flow, currency, state
"""
PRINTED = f"""
    stated AS (
        SELECT r.dataset, r.is_official,
               CASE WHEN r.is_official OR r.dataset = 'customs_express' THEN '' ELSE 'preliminary ' END AS vintage,
               t.supersession_group AS feed, t.flow::VARCHAR AS flow,
               t.currency::VARCHAR AS currency, t.* EXCLUDE (supersession_group, flow, currency),
               {NUMBER.format("t.period")} AS month_no,
               coalesce(nullif(concat_ws(' and ', CASE WHEN t.partner_code <> 'ALL' THEN 'by partner' END,
                                         CASE WHEN t.regime_code <> 'ALL' THEN 'by regime' END,
                                         CASE WHEN t.ownership <> 'ALL' THEN 'by ownership' END), ''), 'by commodity')
                   AS listed
        FROM (
            SELECT {_STATED} FROM {{batch}} UNION ALL SELECT {_STATED} FROM core.fct_trade_printed_restated
        ) AS t JOIN core.dim_release AS r USING (source_file, known_from)
        WHERE t.product_code <> 'ALL' OR t.partner_code <> 'ALL' OR t.regime_code <> 'ALL' OR t.ownership <> 'ALL'
    )
"""
"""CTE: what each release of printed tables has stated, whatever has replaced it since.

``listed`` tells what a table is of; ``vintage`` parts preliminary tables that share a dataset with official ones. The
total of all is left out: it stands in every table.
"""


def jumps(by: str, limits: Mapping[str, float]) -> str:
    """SQL: sums ``n`` of families that are of another order than those of the month before, with its figures (Q52).

    The table ``summed`` has ``family``, ``scope``, ``period``, ``month_no`` and ``value``; ``period_before``,
    ``value_before`` and ``size``, a logarithm, come to it. A January in which the members of the family have changed
    is not compared.

    Args:
        by: columns that both must share.
        limits: all limits.
    """
    return f"""
            SELECT n.*, b.period AS period_before, b.value AS value_before,
                   ln(n.value::DOUBLE / b.value::DOUBLE) AS size
            FROM summed AS n JOIN summed AS b USING ({by})
            WHERE b.month_no = n.month_no - 1 AND b.scope IS NOT DISTINCT FROM n.scope
              AND n.value > 0 AND b.value > 0 AND abs(size) > {limits["Q52"]}
              AND NOT (right(n.period, 2) = '01' AND EXISTS (
                  FROM core.family_break AS k WHERE k.family = n.family AND k.year = left(n.period, 4)::INTEGER))
    """
