"""What must hold in a download from UN Comtrade, and between it and the customs query."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, holds, set_rule, unique_key
from expectations.shared import code_pattern, conflicts, not_negative, one_of, plain
from expectations.world import areas_are_known, known_areas, world_period
from lighting.registry import dataset

KEY = list(dataset("comtrade").key)
FLOWS = ["X", "M", "RX", "RM", "DX", "FM", "MIP", "MOP", "XIP", "XOP"]
_NEEDED = [*KEY, "value_usd"]


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del scope, limits
    return plain(
        _NEEDED,
        {
            "areas_are_known": areas_are_known("reporter_code", "partner_code"),
            "level_fits": "t.commodity_level = CASE t.commodity_code WHEN 'TOTAL' THEN 0"
            " ELSE length(t.commodity_code) END",
        },
    )


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    return [
        complete(_NEEDED),
        code_pattern("reporter_code", r"\d{3}", "a reporter has 3 digits"),
        code_pattern("partner_code", r"\d{3}", "a partner has 3 digits"),
        known_areas("reporter_code", "partner_code"),
        one_of("flow", FLOWS),
        code_pattern("classification", "[A-Z][0-9A-Z]", "a classification is a letter and its revision"),
        code_pattern("commodity_code", "TOTAL|[0-9A-Z]{1,6}", "a commodity code has up to 6 characters"),
        holds(
            "CODE",
            "quarantine",
            "the level of a commodity code is its number of digits",
            "level_fits",
            reason="'level ' || commodity_level || ' of commodity ' || commodity_code",
        ),
        world_period("period", scope, limits),
        not_negative("value_usd", rule="F19"),
        unique_key(KEY),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Rules over the whole content, by the table that they read."""
    return {"core.fct_world_trade": [conflicts(), mirror_ratio(limits)]}


def mirror_ratio(limits: Mapping[str, float]) -> Expectation:
    """Q64: what a partner says it imported from China is of the order of what China's customs say was exported to it.

    Compared are years of which the customs query covers all twelve months in dollars, by partner and heading; of
    Comtrade the row of the heading itself, CIF less the margin.
    """
    low, high, margin = limits["Q64_MIN"], limits["Q64_MAX"], limits["Q64_CIF"]
    return set_rule(
        "Q64",
        "warn",
        "imports of partners from China mirror the exports of the customs query",
        f"""
        WITH heading AS (
            SELECT DISTINCT prefix FROM core.product_family_member WHERE length(prefix) = 4
        ), detail AS (
            SELECT left(t.period, 4) AS year, t.partner_code, h.prefix, t.geo_basis,
                   t.regime_code <> 'ALL' AS by_regime, t.place_code <> 'ALL' AS by_place, sum(t.value) AS value_usd
            FROM core.fct_trade AS t JOIN heading AS h ON starts_with(t.product_code, h.prefix)
            WHERE t.known_to IS NULL AND t.state = 'V' AND t.product_level = 'HS8' AND t.flow = 'X'
              AND t.period_kind = 'M' AND t.currency = 'USD' AND t.partner_code <> 'ALL'
            GROUP BY ALL
        ), covered AS (
            SELECT d.year, d.partner_code, d.prefix, d.value_usd
            FROM detail AS d JOIN core.release_coverage AS c
              ON d.year = left(c.period, 4)
             AND (c.geo_basis, c.by_regime, c.by_place) = (d.geo_basis, d.by_regime, d.by_place)
            WHERE c.is_closed AND c.by_partner AND c.product_level = 'HS8' AND c.flow = 'X' AND c.currency = 'USD'
              AND c.period_kind = 'M'
              AND len(list_filter(c.covers_hs, lambda x: x = '*' OR starts_with(d.prefix, x))) > 0
              AND (list_contains(c.covers_partners, '*') OR list_contains(c.covers_partners, d.partner_code))
            GROUP BY ALL HAVING count(DISTINCT c.period) = 12
        ), sold AS (
            SELECT year, partner_code, prefix, max(value_usd) AS value_usd FROM covered GROUP BY ALL
        ), bought AS (
            SELECT w.period AS year, a.partner_code, w.commodity_code AS prefix, w.reporter_code,
                   coalesce(w.cif_value_usd, w.value_usd) / {1 + margin} AS value_usd
            FROM {{batch}} AS w JOIN core.comtrade_area AS a ON a.area_code = w.reporter_code
            WHERE w.known_to IS NULL AND w.state = 'V' AND w.source = 'comtrade' AND w.flow = 'M'
              AND w.partner_code = '156' AND w.period_kind = 'A' AND w.commodity_level = 4
              AND w.classification LIKE 'H_' AND (w.cif_value_usd IS NOT NULL OR w.fob_value_usd IS NULL)
            QUALIFY row_number() OVER (
                PARTITION BY w.period, w.reporter_code, w.commodity_code ORDER BY w.classification DESC
            ) = 1
        )
        SELECT year || ' ' || prefix || ' ' || partner_code AS key, round(b.value_usd / s.value_usd, 3) AS measured,
               '{low} to {high}' AS allowed,
               'reporter ' || reporter_code || ' imported ' || round(b.value_usd / s.value_usd, 3)
               || ' times of heading ' || prefix || ' in ' || year || ' what customs exported to ' || partner_code
               AS message
        FROM bought AS b JOIN sold AS s USING (year, partner_code, prefix)
        WHERE s.value_usd > 0 AND b.value_usd / s.value_usd NOT BETWEEN {low} AND {high}
        ORDER BY 1
        """,
        allowed=f"{low:g} to {high:g}",
        level="content",
        needs=["core.fct_trade"],
    )
