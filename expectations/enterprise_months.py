"""Months of the figures by enterprise beside each other, over the whole content (Q42, Q47, Q48, Q50, Q52).

They are confidential, and findings are read by everybody: a key is a month and side of trade, and no message tells a
number, goods, a partner or who was asked for. What was measured is in the confidential rule results.
"""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.months import DUE, DUE_TOLD, GAP, GAP_TOLD, MONTH, NUMBER, followed, jumps, side
from expectations.row_counts import row_count
from expectations.rules import set_rule

_FIGURES = f"""
    figure AS (
        SELECT period, {NUMBER.format("period")} AS month_no, flow::VARCHAR AS flow, currency::VARCHAR AS currency, hs8,
               partner_code, value
        FROM {{batch}} WHERE known_to IS NULL AND state <> 'ABSENT'
    ), scope AS (
        SELECT period, flow::VARCHAR AS flow, currency::VARCHAR AS currency,
               list_sort(list_distinct(flatten(list(
                   covers_enterprises || covers_hs || covers_partners || covers_regimes
               ))))::VARCHAR AS scope
        FROM core.enterprise_coverage WHERE has_rows OR is_closed GROUP BY ALL
    )
"""
"""Figures as they stand, and what was asked for in each month: months are compared only where that is the same."""
MONTHS_COME = """
    SELECT 'customs_enterprise' AS dataset, period, period_kind::VARCHAR AS period_kind
    FROM core.enterprise_coverage WHERE has_rows OR is_closed
"""
"""SQL: months of which figures have come, as the rule on overdue releases asks for them."""
_SERIES = f"""
    covered AS (
        SELECT flow::VARCHAR AS flow, currency::VARCHAR AS currency, release_id, covers_enterprises,
               {NUMBER.format("period")} AS month_no
        FROM {{batch}} WHERE has_rows OR is_closed
    ), span AS (
        SELECT flow, currency, who, min(month_no) AS first_no, max(month_no) AS last_no
        FROM (SELECT *, unnest(covers_enterprises) AS who FROM covered)
        GROUP BY flow, currency, who, release_id
    ), asked AS (
        SELECT DISTINCT flow, currency, who,
               unnest(list_transform(range(1, length(who) + 1), lambda n: left(who, n)) || ['*']) AS begins
        FROM span
    ), series AS (
        SELECT a.flow, a.currency, a.who, o.first_no, o.last_no
        FROM asked AS a
        JOIN span AS o ON o.flow = a.flow AND o.currency = a.currency AND o.who = a.begins
        UNION
        SELECT s.flow, s.currency, '*', s.first_no, s.last_no
        FROM span AS s SEMI JOIN (SELECT flow, currency FROM span WHERE who = '*') AS w USING (flow, currency)
    ), open_month AS (
        SELECT DISTINCT flow, currency, month_no FROM covered WHERE len(covers_enterprises) = 0
    )
"""
"""Months of each who was asked for, by flow and currency, and those of files that do not say who was."""
_WHOSE = f"concat('customs_enterprise, ', {side('flow')}, ' in ', currency)"
_KEY = "concat_ws(' / ', 'customs_enterprise', flow, currency, period)"


def enterprise_months_missing() -> list[Expectation]:
    """Q42: no month is missing of enterprises that were asked for before and after it; the newest is noted while due.

    In the months of a file without a declared selection nothing is missing: what it does not hold is not known.
    """
    return [
        set_rule(
            "Q42",
            "block",
            "no month is missing where a later one is there",
            f"""
            WITH {_SERIES}, {followed("series", "flow, currency, who")}, gap AS (
                SELECT DISTINCT flow, currency, {GAP}
                FROM followed AS f WHERE first_no > before_no + 1 AND first_no - before_no - 1 > (
                    SELECT count(*) FROM open_month AS m
                    WHERE m.flow = f.flow AND m.currency = f.currency
                      AND m.month_no > f.before_no AND m.month_no < f.first_no
                )
            )
            SELECT concat_ws(' / ', 'customs_enterprise', flow, currency, gap_from, gap_to) AS key, months AS measured,
                   0 AS allowed, concat({_WHOSE}, ': ', {GAP_TOLD}) AS message
            FROM gap ORDER BY key
            """,
            allowed="0 months",
            level="content",
        ),
        set_rule(
            "Q42",
            "warn",
            "the newest month is there when it is due",
            f"""
            WITH {_SERIES}, newest AS (
                SELECT 'customs_enterprise' AS dataset, flow, currency, max(last_no) AS last_no
                FROM series GROUP BY flow, currency, who
                UNION
                SELECT 'customs_enterprise', flow, currency, max(month_no) FROM covered GROUP BY flow, currency
            ), {DUE}
            SELECT {_KEY} AS key, days AS measured, grace_days AS allowed,
                   concat({_WHOSE}, ': ', {DUE_TOLD}) AS message
            FROM due AS d ANTI JOIN open_month AS m
              ON m.flow = d.flow AND m.currency = d.currency AND m.month_no = d.last_no + 1
            ORDER BY key
            """,
            allowed="the day of the release",
            level="content",
        ),
    ]


def enterprise_months(limits: Mapping[str, float]) -> list[Expectation]:
    """Q47, Q48, Q50 and Q52: a month is like those before it."""
    new = [_never_seen(code, what, limits) for code, what in (("hs8", "hs8"), ("partner_code", "partner"))]
    return [_row_counts(limits), _partners_lost(limits), *new, _family_jumps(limits)]


def _row_counts(limits: Mapping[str, float]) -> Expectation:
    return row_count(
        "the figures by enterprise",
        f"""
        {_FIGURES}, counted AS (
            SELECT 'customs_enterprise' AS dataset, concat_ws(' / ', flow, currency) AS stream, s.scope, period,
                   count(*) AS n
            FROM figure LEFT JOIN scope AS s USING (period, flow, currency) GROUP BY ALL
        )
        """,
        limits,
        is_discreet=True,
    )


def _partners_lost(limits: Mapping[str, float]) -> Expectation:
    return set_rule(
        "Q48",
        "warn",
        "the number of partners does not fall much from one month to the next",
        f"""
        WITH {_FIGURES}, counted AS (
            SELECT flow, currency, s.scope, period, month_no, count(DISTINCT partner_code) AS n
            FROM figure LEFT JOIN scope AS s USING (period, flow, currency) GROUP BY ALL
        )
        SELECT concat_ws(' / ', 'customs_enterprise', n.flow, n.currency, n.period) AS key, n.n AS measured,
               '{limits["Q48"]:.0%} fewer' AS allowed,
               concat('customs_enterprise, ', {side("n.flow")}, ' in ', n.currency, ': ', n.period,
                      ' has far fewer partners than ', b.period,
                      '; check that all partners were asked for and that the file was not cut') AS message
        FROM counted AS n
        JOIN counted AS b
          ON b.flow = n.flow AND b.currency = n.currency AND b.month_no = n.month_no - 1
         AND b.scope IS NOT DISTINCT FROM n.scope
        WHERE b.n >= {limits["Q48_PARTNERS"]} AND n.n < {1 - limits["Q48"]} * b.n ORDER BY key
        """,
        allowed=f"{limits['Q48']:.0%} fewer",
        level="content",
    )


def _never_seen(code: str, what: str, limits: Mapping[str, float]) -> Expectation:
    whole = "left(hs8, 4)" if code == "hs8" else "''"
    return set_rule(
        "Q50",
        "warn",
        f"no {what} comes up for the first time",
        f"""
        WITH {_FIGURES}, seen AS (
            SELECT flow, currency, {whole} AS whole, {code} AS code, min(month_no) AS month_no FROM figure GROUP BY ALL
        ), news AS (
            SELECT *, {MONTH.format("month_no")} AS period,
                   min(month_no) OVER (PARTITION BY flow, currency, whole) AS since_no
            FROM seen
        )
        SELECT {_KEY} || ' / {what}' AS key, count(*) AS measured, 0 AS allowed,
               {_WHOSE} || ': ' || period || ' has a {what} never seen before; check it against the code table'
               AS message
        FROM news WHERE month_no - since_no >= {limits["Q50"]:.0f} GROUP BY flow, currency, period ORDER BY key
        """,
        allowed=f"in the first {limits['Q50']:.0f} months of its heading (partners: of the feed)",
        level="content",
    )


def _family_jumps(limits: Mapping[str, float]) -> Expectation:
    return set_rule(
        "Q52",
        "warn",
        "the value of a family is of the order of the month before",
        f"""
        WITH {_FIGURES}, summed AS (
            SELECT m.family, flow, currency, s.scope, period, month_no, sum(value) AS value
            FROM figure AS f
            JOIN core.product_family_member AS m
              ON starts_with(f.hs8, m.prefix) AND left(f.period, 4)::INTEGER BETWEEN m.hs_year_from AND m.hs_year_to
            LEFT JOIN scope AS s USING (period, flow, currency) GROUP BY ALL
        ), jump AS ({jumps("family, flow, currency", limits)})
        SELECT {_KEY} AS key, string_agg(family || ' ' || round(size, 4), ', ' ORDER BY family) AS measured,
               {limits["Q52"]} AS allowed,
               {_WHOSE} || ': a family of ' || period || ' is of another order than in ' || period_before
               || '; check units and completeness of both files' AS message
        FROM jump GROUP BY flow, currency, period, period_before ORDER BY key
        """,
        allowed=f"{limits['Q52']:g} in logarithms",
        level="content",
    )
