"""Sources of one fact that differ by a power of ten (Q71): a unit was misread, such as 亿 (100 million) as billion."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import set_rule


def industry_facts(table: str = "core.fct_industry_output") -> str:
    """SQL of what the sources of ``industry_output`` state, as ``scales_agree`` takes it."""
    return f"""
        SELECT concat_ws(' / ', year, geo_code, industry_code, scope, measure, currency) AS fact, source_ref AS source,
               value::DOUBLE AS value
        FROM {table} WHERE value > 0
    """


def scales_agree(stated: str, limits: Mapping[str, float], beside: str = "") -> Expectation:
    """Q71: two sources of one fact do not differ by 10, 100, 1,000 or 10,000 times.

    Args:
        stated: SQL over ``{batch}`` of statements: ``fact`` (what it is about, currency included), ``source``,
            ``value`` above 0.
        limits: all limits.
        beside: SQL of statements of another dataset that these are set beside; they are not compared with each other.
    """
    number = "'{{:,.15g}}'"  # braces are doubled, for those of the batch are filled in later
    others = f"UNION ALL BY NAME SELECT *, false AS is_own FROM ({beside})" if beside else ""
    return set_rule(
        "Q71",
        "warn",
        "two sources of one fact do not differ by 10, 100, 1,000 or 10,000 times",
        f"""
        WITH stated AS (
            SELECT *, true AS is_own FROM ({stated}) {others}
        ), pair AS (
            SELECT m.fact, m.source AS more, l.source AS less, m.value AS value, l.value AS other,
                   m.value / l.value AS times, pow(10, round(log10(m.value / l.value))) AS tens
            FROM stated AS m JOIN stated AS l ON l.fact = m.fact AND l.value < m.value
            WHERE (m.is_own OR l.is_own) AND l.value > 0
        )
        SELECT concat_ws(' / ', fact, more, less) AS key, round(times, 4) AS measured,
               'not {100 * limits["Q71"]:g} % round ' || tens::BIGINT AS allowed,
               concat(fact, ': ', more, ' says ', format({number}, value), ', ', less, ' says ',
                      format({number}, other), ', ', format({number}, round(times, 2)),
                      ' times less; check the unit of both (亿 is 100 million, 万 is 10,000)')
               AS message
        FROM pair WHERE tens BETWEEN 10 AND 10000 AND round(abs(times / tens - 1), 9) <= {limits["Q71"]} ORDER BY key
        """,
        allowed=f"{limits['Q71']:.0%} round these",
        level="content",
    )
