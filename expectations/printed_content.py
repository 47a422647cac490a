"""What must hold between printed tables, and between them and the online query; judged over the whole content."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.months import written
from expectations.rules import Action, set_rule

_LINE = "supersession_group, geo_basis, place_code, product_code, partner_code, regime_code, ownership, flow, currency"
_NAMED = """
    concat_ws(' / ', period, nullif(place_code, 'ALL'), nullif(product_code, 'ALL'), nullif(partner_code, 'ALL'),
              nullif(regime_code, 'ALL'), flow, currency)
"""
_RELEASES = """
    (SELECT release_id, source_file, known_from, rank, revision_no, is_official AS of_official FROM core.dim_release)
"""
_NOW = f"""
    now_printed AS (
        SELECT t.*, {_NAMED} AS key, left(t.period, 4) AS year, right(t.period, 2)::INTEGER AS month, r.rank,
               r.revision_no
        FROM {{batch}} AS t JOIN {_RELEASES} AS r USING (source_file, known_from)
        WHERE t.known_to IS NULL AND t.state = 'V' AND t.supersession_group <> 'customs_city'
        QUALIFY row_number() OVER (PARTITION BY {_LINE}, period, period_kind ORDER BY r.release_id) = 1
    )
"""
"""Printed figures of the nation as they stand, with the rank of their release; those of the city are another matter."""


def falling(action: Action, limits: Mapping[str, float]) -> Expectation:
    """Q43: the value from January on does not fall, unless the manifest gives the release a revision number."""
    share = f"(ytd_before - ytd_value) / ytd_before > {limits['Q43']}"
    return set_rule(
        "Q43",
        action,
        f"the value from January on does not fall by more than {100 * limits['Q43']:g} %"
        if action == "block"
        else "the value from January on does not fall",
        f"""
        WITH {_NOW}, followed AS (
            SELECT *, lag(ytd_value) OVER line AS ytd_before, lag(ytd_half_unit) OVER line AS half_before,
                   lag(period) OVER line AS period_before
            FROM now_printed WHERE ytd_value IS NOT NULL
            WINDOW line AS (PARTITION BY {_LINE}, year ORDER BY period, period_kind)
        )
        SELECT key, ytd_value AS measured, '>= ' || ytd_before AS allowed,
               concat(key, ': the value from January on is ', {written("ytd_value")}, ', up to ',
                      period_before, ' it was ', {written("ytd_before")},
                      '; declare revision_no if it was revised') AS message
        FROM followed
        WHERE ytd_before - ytd_value > ytd_half_unit + half_before AND revision_no = 0
          AND {"" if action == "block" else "NOT "}({share})
        ORDER BY key
        """,
        allowed="no fall beyond rounding",
        level="content",
    )


def back_revision() -> Expectation:
    """Q44: what the year to date grew by beyond the month is a revision of earlier months, and recorded as such.

    The month before is of the same rank: a flash is set against the flash before, though the bulletin has replaced it.
    """
    return set_rule(
        "Q44",
        "warn",
        "the value from January on grows by the month",
        f"""
        WITH {_NOW}, latest AS (
            SELECT t.*, {_NAMED} AS key, left(t.period, 4) AS year, right(t.period, 2)::INTEGER AS month, r.rank
            FROM {{batch}} AS t JOIN {_RELEASES} AS r USING (source_file, known_from)
            WHERE t.state = 'V' AND t.supersession_group <> 'customs_city'
            QUALIFY row_number() OVER (PARTITION BY {_LINE}, period, period_kind, r.rank ORDER BY known_from DESC) = 1
        ), pair AS (
            SELECT t.key, t.period, t.ytd_value - b.ytd_value - t.month_value AS gap,
                   t.ytd_half_unit + b.ytd_half_unit + t.month_half_unit AS tolerance
            FROM now_printed AS t JOIN latest AS b USING ({_LINE}, year, rank)
            WHERE t.period_kind = 'M' AND b.month = t.month - 1
            QUALIFY row_number() OVER (PARTITION BY t.key ORDER BY b.period_kind = 'M' DESC) = 1
        )
        SELECT key, gap AS measured, tolerance AS allowed,
               concat(key, ': months before ', period, ' were revised by ', {written("gap")}, ', beyond rounding (',
                      {written("tolerance")}, ')') AS message
        FROM pair WHERE abs(gap) > tolerance ORDER BY key
        """,
        allowed="the half units of the three numbers",
        level="content",
    )


def printed_growth() -> Expectation:
    """Q45: the printed growth lies in the interval that the rounded values leave.

    The base is the one that the same table prints, else the figure of the year before as it stands now.
    """
    return set_rule(
        "Q45",
        "warn",
        "the printed growth follows from the printed values",
        f"""
        WITH {_NOW}, base AS (
            SELECT t.*, b.ytd_value AS ytd_0, b.ytd_half_unit AS ytd_half_0, b.month_value AS month_0,
                   b.month_half_unit AS month_half_0
            FROM now_printed AS t
            LEFT JOIN now_printed AS b
              ON ({_of("t")}) = ({_of("b")}) AND b.year::INTEGER = t.year::INTEGER - 1 AND b.month = t.month
             AND b.period_kind = t.period_kind
        ), compared AS (
            SELECT key, 'the value from January on' AS what, ytd_yoy AS printed, ytd_yoy_half_unit AS half,
                   ytd_value AS v1, ytd_half_unit AS h1, coalesce(prior_ytd_value, ytd_0) AS v0,
                   CASE WHEN prior_ytd_value IS NULL THEN ytd_half_0 ELSE prior_ytd_half_unit END AS h0
            FROM base
            UNION ALL
            SELECT key, 'the quantity from January on', ytd_qty_yoy, ytd_qty_yoy_half_unit, ytd_qty, ytd_qty_half_unit,
                   prior_ytd_qty, prior_ytd_qty_half_unit
            FROM base
            UNION ALL
            SELECT key, 'the value of the month', month_yoy, month_yoy_half_unit, month_value, month_half_unit, month_0,
                   month_half_0
            FROM base
        ), ends AS (
            SELECT *, v1::DOUBLE / v0::DOUBLE - 1 AS growth, (v1 - h1)::DOUBLE / (v0 + h0)::DOUBLE - 1 AS low,
                   (v1 + h1)::DOUBLE / (v0 - h0)::DOUBLE - 1 AS high
            FROM compared WHERE printed IS NOT NULL AND v1 IS NOT NULL AND v0 > h0
        )
        SELECT key, round(printed, 6) AS measured, round(low, 6) || ' to ' || round(high, 6) AS allowed,
               key || ': the growth of ' || what || ' is printed as ' || round(100 * printed::DOUBLE, 4)
               || ' %, the values give ' || round(100 * growth, 4) || ' %' AS message
        FROM ends
        WHERE round(printed::DOUBLE + half::DOUBLE - low, 12) < 0
           OR round(printed::DOUBLE - half::DOUBLE - high, 12) > 0
        ORDER BY key, what
        """,
        allowed="the interval of the rounded values",
        level="content",
    )


def flash_and_official(limits: Mapping[str, float]) -> Expectation:
    """Q62: the last flash and the official figure of the same key are near each other."""
    stated = "source_file, known_from, state, period, period_kind, month_value, ytd_value"
    return set_rule(
        "Q62",
        "warn",
        "flash and official figure differ little",
        f"""
        WITH {_NOW}, flash AS (
            SELECT s.* FROM (
                SELECT {_LINE}, {stated} FROM {{batch}} UNION ALL
                SELECT {_LINE}, {stated} FROM core.fct_trade_printed_restated
            ) AS s JOIN {_RELEASES} AS r USING (source_file, known_from)
            WHERE s.state = 'V' AND NOT r.of_official
            QUALIFY row_number() OVER (
                PARTITION BY {_LINE}, period, period_kind ORDER BY s.known_from DESC, r.revision_no DESC
            ) = 1
        ), pair AS (
            SELECT o.key, f.month_value AS flash, o.month_value AS official, 'the month' AS what
            FROM now_printed AS o JOIN flash AS f USING ({_LINE}, period, period_kind) WHERE o.is_official
            UNION ALL
            SELECT o.key, f.ytd_value, o.ytd_value, 'January on'
            FROM now_printed AS o JOIN flash AS f USING ({_LINE}, period, period_kind)
            WHERE o.is_official AND o.period_kind = 'M'
        )
        SELECT key, round((flash - official)::DOUBLE / official::DOUBLE, 6) AS measured, {limits["Q62"]} AS allowed,
               concat(key, ': of ', what, ' the flash says ', {written("flash")}, ', the official figure is ',
                      {written("official")}) AS message
        FROM pair WHERE official <> 0 AND abs(flash - official) > {limits["Q62"]} * abs(official) ORDER BY key, what
        """,
        allowed=f"{limits['Q62']:g}",
        level="content",
    )


def family_and_line(limits: Mapping[str, float]) -> Expectation:
    """Q63: the codes of a family, of the online query, add up to the printed line that stands for it.

    Only levels of detail that a declared selection covers whole are compared, without figures that are held or in
    conflict.
    """
    return set_rule(
        "Q63",
        "warn",
        "the codes of a family add up to its printed line",
        f"""
        WITH {_NOW}, whole AS (
            SELECT DISTINCT m.family, c.period, c.period_kind, c.geo_basis, c.flow, c.currency, c.by_partner,
                   c.by_regime, c.by_place
            FROM core.release_coverage AS c JOIN core.product_family_member AS m
              ON left(c.period, 4)::INTEGER BETWEEN m.hs_year_from AND m.hs_year_to
             AND len(list_filter(c.covers_hs, lambda x: x = '*' OR starts_with(m.prefix, x))) > 0
            WHERE c.is_closed AND c.product_level = 'HS8' AND '*' IN c.covers_partners AND '*' IN c.covers_regimes
              AND '*' IN c.covers_places
              AND 1 = (SELECT count(*) FROM core.product_family_member AS n
                       WHERE n.family = m.family AND left(c.period, 4)::INTEGER BETWEEN n.hs_year_from AND n.hs_year_to)
        ), detail AS (
            SELECT w.family, t.period, t.period_kind::VARCHAR AS period_kind, t.flow::VARCHAR AS flow,
                   t.currency::VARCHAR AS currency, w.by_partner, w.by_regime, w.by_place, sum(t.value) AS value
            FROM core.fct_trade AS t
            SEMI JOIN (SELECT period, period_kind FROM now_printed WHERE is_official) AS p USING (period, period_kind)
            JOIN core.product_family_member AS m
              ON starts_with(t.product_code, m.prefix)
             AND left(t.period, 4)::INTEGER BETWEEN m.hs_year_from AND m.hs_year_to
            JOIN whole AS w
              ON w.family = m.family AND w.period = t.period AND w.period_kind = t.period_kind
             AND w.geo_basis = t.geo_basis AND w.flow = t.flow AND w.currency = t.currency
             AND w.by_partner = (t.partner_code <> 'ALL') AND w.by_regime = (t.regime_code <> 'ALL')
             AND w.by_place = (t.place_code <> 'ALL')
            WHERE t.known_to IS NULL AND t.state <> 'ABSENT' AND t.product_level = 'HS8' AND t.ownership = 'ALL'
            GROUP BY ALL HAVING bool_and(t.state = 'V')
        ), coarsest AS (
            SELECT * FROM detail QUALIFY row_number() OVER (
                PARTITION BY family, period, period_kind, flow, currency
                ORDER BY by_partner::INTEGER + by_regime::INTEGER + by_place::INTEGER, by_partner, by_regime, value
            ) = 1
        )
        SELECT p.key, round((d.value - p.month_value)::DOUBLE / p.month_value::DOUBLE, 6) AS measured,
               {limits["Q63"]} AS allowed,
               concat(p.key, ': the codes of family ', d.family, ' add up to ', {written("d.value")},
                      ', the printed line is ', {written("p.month_value")}) AS message
        FROM now_printed AS p
        JOIN core.printed_line AS l ON l.line_code = p.product_code
        JOIN coarsest AS d ON d.family = l.family AND d.period = p.period AND d.period_kind = p.period_kind::VARCHAR
                          AND d.flow = p.flow::VARCHAR AND d.currency = p.currency::VARCHAR
        WHERE p.is_official AND p.geo_basis = 'NAT' AND p.partner_code = 'ALL' AND p.regime_code = 'ALL'
          AND p.month_value > 0 AND abs(d.value - p.month_value) > {limits["Q63"]} * p.month_value
        ORDER BY p.key
        """,
        allowed=f"{limits['Q63']:g}",
        level="content",
    )


def _of(alias: str) -> str:
    return ", ".join(f"{alias}.{name}" for name in _LINE.split(", "))
