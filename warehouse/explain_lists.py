"""The rows of lists of bureaus behind a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from lighting.versioned import TABLES as IN_TWO_TIMES
from warehouse import latest
from warehouse.readers import Row, rows


@dataclass(frozen=True)
class Listed:
    """Where the rows behind a metric stand.

    Attributes:
        table: table in schema core, as ``t``; its rows as they stood are in ``stated``.
        columns: what is shown of a row.
        period: SQL of the period that a row belongs to; a figure's period is it or begins it.
        scope: parameter of the metric to SQL of a row that must equal it.
        where: further condition.
        value: SQL of the number that is summed; NULL where a sum says nothing.
        all_is_each: True if ALL as a parameter means every row, and not rows of a total.
    """

    table: str
    columns: str
    period: str
    scope: Mapping[str, str]
    where: str = "true"
    value: str = "NULL"
    all_is_each: bool = False


_FIGURES = "t.year, t.geo_code, t.industry_code, t.scope, t.measure, t.operator, t.value, t.currency, t.source_ref"
LISTS = {
    "spot_nonconformity": Listed(
        "fct_spot_check",
        "t.campaign_id, t.year, t.geo_code, t.flow, t.product_group, t.selection, t.sampled_batches, t.bad_batches",
        "t.year::VARCHAR",
        {"place": "t.geo_code", "product_group": "t.product_group", "selection": "t.selection"},
    ),
    "export_intensity": Listed(
        "fct_industry_output",
        _FIGURES,
        "t.year::VARCHAR",
        {"place": "t.geo_code", "industry": "t.industry_code", "scope": "t.scope"},
        "t.measure IN ('SALES', 'EXPORT_DELIVERY')",
    ),
    "apparent_consumption": Listed(
        "fct_industry_output",
        _FIGURES,
        "CASE WHEN t.scope <> 'CLUSTER' AND t.year = $market_year THEN $period ELSE t.year::VARCHAR END",
        {"industry": "t.industry_code"},
    ),
    "notification_rate": Listed(
        "fct_foreign_notification",
        "t.authority_code, t.case_no, t.alert_date, t.product, t.hs_heading, t.origins, t.makers, t.brand, "
        "t.state::VARCHAR AS state, t.url",
        """CASE WHEN strftime(t.alert_date, '%Y%m') BETWEEN
                strftime(try_strptime($period || '01', '%Y%m%d') - INTERVAL 11 MONTH, '%Y%m') AND $period
           THEN $period ELSE '' END""",
        {
            "authority": "t.authority_code",
            "family": """(SELECT any_value(m.family) FROM core.product_family_member AS m
                          WHERE m.prefix = t.hs_heading AND m.family = $family)""",
        },
        "t.hs_heading IS NOT NULL",
    ),
    "question_rates": Listed(
        "fct_outreach_question",
        "t.question_id, t.visit_id, t.received_on, t.answered_on, t.resolved_on, t.topic",
        "strftime(t.received_on, '%Y%m')",
        {},
    ),
    "outreach_intensity": Listed(
        "fct_outreach_visit",
        "t.visit_id, t.visit_date, t.uscc, t.town_code, t.service_codes",
        "strftime(t.visit_date, '%Y')",
        {"place": "coalesce(left(t.town_code, 6), substr(t.uscc, 3, 6))"},
    ),
    "registry_counts": Listed(
        "fct_zone_status",
        "t.zone_id, t.level, t.status, t.status_from, t.status_to, t.industry_code, t.prefecture_code, t.source_ref",
        """CASE WHEN t.status_from <= try_strptime($period, '%Y%m%d')
                 AND coalesce(t.status_to > try_strptime($period, '%Y%m%d'), true) THEN $period ELSE '' END""",
        {
            "level": "CASE WHEN $level = 'ALL' THEN 'ALL' ELSE t.level END",
            "industry": "CASE WHEN $industry = 'ALL' THEN 'ALL' ELSE t.industry_code END",
            "place": """CASE WHEN $place IN ('ALL', t.province_code) THEN $place ELSE coalesce(
                            (SELECT any_value(g.parent_code) FROM core.dim_geo AS g
                             WHERE g.place_code = t.prefecture_code AND g.level = 'COUNTY'), t.prefecture_code) END""",
        },
    ),
    "milestone_slippage": Listed(
        "fct_zone_milestone",
        "t.zone_id, t.stage, t.source_ref, t.planned_end, t.actual_date, t.date_precision, t.status",
        """CASE WHEN (t.zone_id, t.stage) IN (
               SELECT (o.zone_id, o.stage) FROM stated AS o
               WHERE starts_with(strftime(coalesce(o.planned_end, o.actual_date), '%Y'), $period)
           ) THEN $period ELSE '' END""",
        {"zone": "t.zone_id"},
    ),
    "support_uptake": Listed(
        "fct_support_grant",
        "t.grant_id, t.policy_id, t.measure_code, t.uscc, t.granted_on, t.committed_cny, t.paid_cny",
        "strftime(t.granted_on, '%Y')",
        {},
        value="t.committed_cny",
    ),
    "return_rate": Listed(
        "fct_return_claim",
        "t.event_id, t.kind, t.event_date, t.hs8, t.partner_code, t.value_usd, t.cause, t.severity, t.status",
        "strftime(t.event_date, '%Y%m')",
        {"heading": "left(t.hs8, 4)", "partner": "t.partner_code"},
        value="t.value_usd",
        all_is_each=True,
    ),
}
"""Metrics over lists of bureaus."""

CONFIDENTIAL = ("enterprise_cells", "zone_coverage", "zone_coverage_by_size", "member_selection")
"""Metrics over figures of single enterprises, of which no row is shown."""
SCORES = ("zone_score", "zone_score_line")


def score_rows(
    con: duckdb.DuckDBPyConnection, period: str, scope: Mapping[str, str], limit: int
) -> tuple[list[Row], int, Any]:
    """The lines behind a score, where the figure of each comes from, and the evidence for it.

    Args:
        con: the published warehouse.
        period: day of scoring, YYYYMMDD.
        scope: arguments of the metric.
        limit: how many lines to show.
    """
    given = {**scope, "period": period}
    call = ", ".join(f"{name} := ${name}" for name in scope)
    shown = rows(
        con,
        f"""
        WITH line AS (FROM marts.zone_score_line({call}) WHERE period = $period), proof AS (
            SELECT l.zone_id, l.card_version, l.code, l.period_end, f.file_name, e.source_row
            FROM line AS l
            JOIN {latest.rows_at("fct_score_evidence", scope.get("as_of"))} AS e
              ON e.zone_id = l.zone_id AND e.card_version = l.card_version AND e.code = l.code
             AND e.period_end <= l.period_end
            JOIN core.dim_source_file AS f ON f.source_file = e.source_file
            WHERE l.raw_source = 'evidence'
            QUALIFY row_number() OVER (
                PARTITION BY l.zone_id, l.card_version, l.code, l.period_end ORDER BY e.period_end DESC
            ) = 1
        )
        SELECT l.zone_id, l.card_version, l.code, l.title, l.weight, l.value AS points, l.raw, l.raw_source, l.flag,
               p.file_name, p.source_row
        FROM line AS l LEFT JOIN proof AS p USING (zone_id, card_version, code, period_end)
        ORDER BY ALL
        """,
        given,
    )
    return shown[:limit], len(shown), None


def listed_rows(
    con: duckdb.DuckDBPyConnection, name: str, period: str, scope: Mapping[str, str], limit: int
) -> tuple[list[Row], int, Any]:
    """Rows behind a figure as they stood at its moment, how many there are, and the sum of their values.

    Args:
        con: the published warehouse.
        name: a metric of ``LISTS``.
        period: the figure's period.
        scope: arguments of the metric.
        limit: how many rows to show.
    """
    entry = LISTS[name]
    asked = {key: scope.get(key) for key in entry.scope}
    if entry.all_is_each:
        asked = {key: None if value == "ALL" else value for key, value in asked.items()}
    given: dict[str, Any] = {"period": period, **asked}
    if "$market_year" in entry.period:
        given["market_year"] = int(scope["market_year"]) if scope.get("market_year") else None
    wanted = "".join(f" AND (${key} IS NULL OR {column} = ${key})" for key, column in entry.scope.items())
    stated = f"WITH stated AS (FROM {_stated(entry.table, scope.get('as_of'))})"
    if "$as_of" in stated:
        given["as_of"] = scope.get("as_of")
    behind = f"""
        FROM stated AS t JOIN core.dim_source_file AS f USING (source_file)
        WHERE starts_with({entry.period}, $period) AND {entry.where}{wanted}
    """
    shown = f"{stated} SELECT {entry.columns}, f.file_name, t.source_row {behind} ORDER BY ALL LIMIT {limit}"
    total = rows(con, f"{stated} SELECT count(*) AS n, sum({entry.value}) AS value {behind}", given)[0]
    return rows(con, shown, given), total["n"], total["value"]


def _stated(table: str, as_of: str | None) -> str:
    """SQL of the rows of a table as they stood at the moment ``$as_of``."""
    if table not in IN_TWO_TIMES:
        return latest.rows_at(table, as_of)
    known = "known_from <= ops.moment($as_of) AND (known_to IS NULL OR known_to > ops.moment($as_of))"
    return f"(FROM core.{table} WHERE {known})"
