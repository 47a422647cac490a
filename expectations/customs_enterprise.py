"""What must hold in figures by enterprise. They are confidential."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations import hs8_trade
from expectations.enterprise_months import MONTHS_COME, enterprise_months, enterprise_months_missing
from expectations.months_missing import releases_overdue
from expectations.rules import complete, holds, is_complete, set_rule, unique_key
from expectations.shared import (
    code_pattern,
    conflicts,
    district_is_known,
    district_rule,
    no_export_to_china,
    one_of,
    uscc_is_valid,
    uscc_rule,
)
from expectations.two_times import in_two_times
from lighting.registry import dataset

KEY = list(dataset("customs_enterprise").key)
_NEEDED = [*KEY, "value"]
_SIDE = "concat(t.flow, t.currency)"


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: ``staged`` with the computed columns, ``explained`` with what reasons need."""
    del scope
    staged = f"""
        SELECT {hs8_trade.columns()}, {is_complete(_NEEDED, "t")}, t.flow, t.currency, t.regime_code,
               t.customs_code, {uscc_is_valid("t.uscc")} AS uscc_is_valid,
               {district_is_known("t.customs_code")} AS district_is_known,
               t.flow = 'X' AND t.partner_code = '142' AS is_to_china, t.declarations > 0 AS has_declarations
        FROM typed AS t {hs8_trade.joins(_SIDE)}
    """
    lookups = hs8_trade.lookup_tables(limits, group="concat(flow, currency)")
    return {**lookups, "staged": staged, "explained": hs8_trade.EXPLAINED}


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    return [
        complete(_NEEDED),
        code_pattern("customs_code", "[0-9A-Z]{10}", "a customs code has 10 characters"),
        code_pattern("partner_code", r"\d{3}", "a partner has 3 digits: figures by enterprise have no totals"),
        code_pattern("regime_code", r"\d{2}", "a regime has 2 digits: figures by enterprise have no totals"),
        one_of("flow", ["X", "M"]),
        one_of("currency", ["CNY", "USD"]),
        *hs8_trade.code_rules(),
        uscc_rule(),
        district_rule(),
        no_export_to_china(),
        *hs8_trade.value_rules(scope, limits),
        holds(
            "F06",
            "quarantine",
            "a figure rests on a declaration at least",
            "has_declarations",
            reason="declarations || ' declarations'",
        ),
        unique_key(KEY),
        *hs8_trade.file_rules(limits, apart="flow, currency,"),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Rules over the whole content, by the table that they read."""
    versions = in_two_times("fct_enterprise_export", is_discreet=True)
    return {
        "core.fct_enterprise_export": [
            conflicts(),
            _within_city(),
            _silent_members(),
            *versions,
            *enterprise_months(limits),
        ],
        "core.enterprise_coverage": enterprise_months_missing(),
        "core.release_schedule": [releases_overdue(MONTHS_COME, "s.dataset = 'customs_enterprise'")],
    }


def _within_city() -> Expectation:
    """Q65: the enterprises of a city do not add up to more than the city's own line, beyond its rounding.

    A city's enterprises are those whose customs code begins with the first four digits of the city; a line is the
    product family that it stands for, or all commodities. The message names no sum: anybody reads it.
    """
    return set_rule(
        "Q65",
        "block",
        "the enterprises of a city do not add up to more than the line of the city customs",
        """
        WITH line AS (
            SELECT t.period, t.period_kind::VARCHAR AS period_kind, t.place_code, t.product_code,
                   t.flow::VARCHAR AS flow, t.currency::VARCHAR AS currency, t.value,
                   coalesce(max(p.month_half_unit), 0) AS half_unit
            FROM core.fct_trade AS t
            LEFT JOIN core.fct_trade_printed AS p
              ON p.known_to IS NULL AND p.state = 'V' AND p.period = t.period AND p.period_kind = t.period_kind
             AND p.place_code = t.place_code AND p.product_code = t.product_code AND p.partner_code = 'ALL'
             AND p.regime_code = 'ALL' AND p.ownership = 'ALL' AND p.flow::VARCHAR = t.flow::VARCHAR
             AND p.currency = t.currency AND p.geo_basis = t.geo_basis
            WHERE t.known_to IS NULL AND t.state = 'V' AND t.product_level = 'LINE' AND t.geo_basis = 'REG'
              AND t.partner_code = 'ALL' AND t.regime_code = 'ALL' AND t.ownership = 'ALL'
              AND regexp_full_match(t.place_code, '[0-9]{{4}}00')
            GROUP BY ALL
        ), summed AS (
            SELECT l.*, sum(e.value) AS enterprises
            FROM line AS l
            JOIN {batch} AS e
              ON e.known_to IS NULL AND e.state = 'V' AND e.flow::VARCHAR = l.flow AND e.currency::VARCHAR = l.currency
             AND left(e.customs_code, 4) = left(l.place_code, 4)
             AND (e.period = l.period OR l.period_kind = 'JF' AND e.period = left(l.period, 4) || '01')
            WHERE l.product_code = 'ALL' OR EXISTS (
                FROM core.printed_line AS n
                JOIN core.product_family_member AS m ON m.family = n.family
                WHERE n.line_code = l.product_code AND starts_with(e.hs8, m.prefix)
                  AND left(e.period, 4)::INTEGER BETWEEN m.hs_year_from AND m.hs_year_to
            )
            GROUP BY ALL
        )
        SELECT concat_ws(' / ', period, period_kind, place_code, product_code, flow, currency) AS key,
               enterprises AS measured, value AS allowed,
               'the enterprises of ' || place_code || ' add up to more than its line ' || product_code || ' of '
               || period || ' (' || flow || ', ' || currency || '), which is ' || value AS message
        FROM summed WHERE enterprises > value + half_unit ORDER BY key
        """,
        allowed="the city's line",
        level="content",
        needs=["core.fct_trade"],
    )


def _silent_members() -> Expectation:
    """Q69: every member of a zone has exported in the 12 months up to the latest, where all of them are covered.

    The message names neither members nor how many they are: anybody reads it.
    """
    return set_rule(
        "Q69",
        "warn",
        "members of a zone have exported in the last 12 months",
        """
        WITH figure AS (
            SELECT customs_code, uscc, period, value FROM {batch}
            WHERE known_to IS NULL AND state = 'V' AND flow::VARCHAR = 'X'
        ), span AS (
            SELECT max(period) AS last_month, last_day(strptime(max(period) || '01', '%Y%m%d')::DATE) AS last_on,
                   strftime(strptime(max(period) || '01', '%Y%m%d')::DATE - INTERVAL 11 MONTH, '%Y%m') AS first_month
            FROM figure
        ), covered AS (
            SELECT DISTINCT c.period, unnest(c.covers_enterprises) AS begins
            FROM core.enterprise_coverage AS c, span AS s
            WHERE c.is_closed AND c.flow::VARCHAR = 'X' AND c.period BETWEEN s.first_month AND s.last_month
              AND list_contains(c.covers_hs, '*') AND list_contains(c.covers_partners, '*')
              AND list_contains(c.covers_regimes, '*')
        ), selling AS (
            SELECT f.customs_code, f.uscc FROM figure AS f, span AS s
            WHERE f.period BETWEEN s.first_month AND s.last_month AND f.value > 0
        ), member AS (
            SELECT DISTINCT m.zone_id, m.uscc, m.customs_code, s.last_month
            FROM core.fct_zone_membership AS m, span AS s
            WHERE m.entry_date <= s.last_on AND (m.exit_date IS NULL OR m.exit_date > s.last_on)
              AND (SELECT count(DISTINCT c.period) FROM covered AS c
                   WHERE c.begins = '*' OR starts_with(m.customs_code, c.begins)) = 12
        )
        SELECT zone_id || ' / ' || last_month AS key, count(*) AS measured, 0 AS allowed,
               'some members of ' || zone_id || ' have no exports in the 12 months to ' || last_month AS message
        FROM member
        WHERE uscc NOT IN (SELECT uscc FROM selling WHERE uscc IS NOT NULL)
          AND (customs_code IS NULL OR customs_code NOT IN (SELECT customs_code FROM selling))
        GROUP BY zone_id, last_month ORDER BY 1
        """,
        allowed="0 members",
        level="content",
        needs=["core.fct_zone_membership"],
    )
