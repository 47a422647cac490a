"""A few figures that show at a glance what the warehouse holds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import duckdb

from warehouse.headline_quality import QUALITY
from warehouse.headline_trade import TRADE
from warehouse.headline_zone import ZONE
from warehouse.readers import Row, rows

_DAILY = ("M38",)
"""Metrics that depend on what day it is."""
MANY_FACTS = 1_000_000
"""Facts from which figures that read all of the nation's rows are left to those who ask for them."""

_QUICK = frozenset({"M01", "M02", "M03", "M05", "M06", "M07", "M27", "M37", "M38", "M39", "M41", "E01"}) | {
    name[:3] for name, _ in (*QUALITY, *ZONE)
}

_SUBJECT = """
    SELECT z.prefecture_code AS city, i.family AS broad, coalesce(
               (SELECT min(l.family) FROM core.printed_line AS l
                WHERE NOT EXISTS (
                    FROM core.product_family_member AS m WHERE m.family = l.family AND m.prefix NOT IN (
                        SELECT o.prefix FROM core.product_family_member AS o WHERE o.family = i.family))),
               i.family
           ) AS family, coalesce(
               (SELECT any_value(g.name_en) FROM core.dim_geo AS g
                WHERE g.place_code = z.prefecture_code AND g.valid_to IS NULL),
               z.prefecture_code
           ) AS place
    FROM core.dim_zone AS z JOIN core.dim_industry AS i USING (industry_code)
    WHERE i.family IS NOT NULL ORDER BY z.is_virtual DESC NULLS LAST, z.zone_id LIMIT 1
"""
"""Whose figures are shown: the first zone whose industry has a family, its city, the family of a printed line of it."""

_QUERIES = (
    *TRADE,
    (
        "M27 batches that did not conform",
        """SELECT period, 100 * value AS value, '%' AS unit, reason,
                  concat(nonconforming, ' of ', inspected, ' batches') AS note
           FROM marts.batch_nonconformity(family := 'ALL') WHERE period_kind = 'A' ORDER BY period DESC LIMIT 1""",
    ),
    *QUALITY,
    *ZONE,
    (
        "M29 foreign notifications of goods from China, family {family}",
        """SELECT period, value, 'per 100 m USD' AS unit, reason,
                   concat(round(interval_low, 2), ' to ', round(interval_high, 2), ', ', alerts, ' by ', authority_code,
                          ' in 12 months, ', alerts_matched, ' name a member') AS note
            FROM marts.notification_rate(family := '{family}')
            ORDER BY reason IS NULL DESC, period DESC, authority_code LIMIT 1""",
    ),
    (
        "M24 members of a zone",
        """SELECT strftime(max(entry_date), '%Y%m') AS period, count(DISTINCT uscc) FILTER (exit_date IS NULL) AS value,
                  'members' AS unit, NULL AS reason,
                  concat(count(*) FILTER (batch_no = 1), ' in batch 1, ', zone_id) AS note
           FROM core.fct_zone_membership GROUP BY zone_id ORDER BY value DESC, zone_id LIMIT 1""",
    ),
    (
        "M24 exports of the members of a zone in those of the city",
        """SELECT period, 100 * value AS value, '%' AS unit, reason,
                  concat(zone_id, ', ', measure, ', family ', family) AS note
           FROM marts.zone_coverage WHERE measure_of = 'exports'
           ORDER BY value IS NULL, period DESC, measure, zone_id LIMIT 1""",
    ),
    (
        "M25 the same by size class, the largest",
        """SELECT period, 100 * value AS value, '%' AS unit, reason,
                  concat(zone_id, ', ', measure, ', class ', size_class) AS note
           FROM marts.zone_coverage_by_size WHERE measure_of = 'exports'
           ORDER BY value IS NULL, period DESC, value DESC, measure, zone_id LIMIT 1""",
    ),
    (
        "M26 candidates for a zone",
        """SELECT any_value(period) AS period, count(*) AS value, 'enterprises' AS unit, NULL AS reason,
                  concat(zone_id, ', ', coalesce('ranked by confidential exports: ' || any_value(reason), 'ranked'),
                         ', lighting sql --confidential shows the ranking') AS note
           FROM marts.member_selection GROUP BY zone_id ORDER BY zone_id LIMIT 1""",
    ),
    (
        "M34 acceptance score of a zone, province",
        """SELECT period, value, 'points' AS unit, reason,
                  concat(CASE WHEN passes THEN 'passes' ELSE 'fails for ' || array_to_string(failed_for, ', ') END,
                         ', mark ', ops.readable(pass_mark::DOUBLE), ', ', zone_id) AS note
           FROM marts.zone_score WHERE stage = 'PROV' ORDER BY period DESC, zone_id LIMIT 1""",
    ),
    (
        "E02 line of that score that costs most points",
        """SELECT period, value, 'points' AS unit, reason,
                  concat(zone_id, ', ', code, ' ', title, ', of ', round(weight, 1), ' points') AS note
           FROM marts.zone_score_line ORDER BY period DESC, weight - value DESC, zone_id, code LIMIT 1""",
    ),
    (
        "M37 detail lines against the printed total, furthest off",
        """SELECT period, gap_in_printed_units AS value, 'printed units' AS unit, reason,
                  concat('tolerance ', tolerance_in_printed_units, ', ', detail_lines, ' lines, ', flow, ' ', measure,
                         ', ', basis) AS note
           FROM (FROM marts.control_gap() UNION ALL FROM marts.control_gap(flow := 'M', dimension := 'regime'))
           ORDER BY period DESC, abs(value) / tolerance DESC NULLS LAST LIMIT 1""",
    ),
    (
        "M38 feed that is awaited longest",
        """SELECT period, ops.today(NULL) - scheduled_on AS value, 'days' AS unit, NULL AS reason,
                  concat(dataset, ', scheduled on ', scheduled_on) AS note
           FROM marts.feed_freshness WHERE state = 'overdue' ORDER BY scheduled_on, dataset LIMIT 1""",
    ),
    (
        "M39 published claims that figures contradict",
        """SELECT strftime(max(checked_at), '%Y%m%d') AS period, count(*) FILTER (verdict = 'inconsistent') AS value,
                  'claims' AS unit, NULL AS reason,
                  concat('of ', count(*), ', ', count(*) FILTER (verdict = 'reproduced'), ' reproduced, ',
                         count(*) FILTER (verdict = 'not_testable'), ' untested') AS note
           FROM marts.claim_verdict""",
    ),
    (
        "E01 exports of the enterprises that were delivered",
        """SELECT period, value / 1e6 AS value, 'm CNY' AS unit, reason,
                  concat(enterprises, ' enterprises; ', (
                      SELECT concat(count(*) FILTER (c.reason = 'SMALL_CELL'), ' of ', count(*), ' cells suppressed')
                      FROM marts.enterprise_cells AS c WHERE c.period = t.period
                  )) AS note
           FROM marts.enterprise_cells AS t WHERE heading = 'ALL' AND partner_code = 'ALL'
           ORDER BY period DESC LIMIT 1""",
    ),
)

BRIEF = {
    "M02 exports of {place} from January, family {family}": "exports of {place}, Jan on",
    "M03 their growth over the year before": "growth over the year before",
    "M05 the same growth in dollars": "the same in dollars",
    "M04 growth of the nation, {family} as a constant family": "national growth, constant {family}",
    "M19 share of {place} in the nation, family {family}": "share of {place} nationwide",
    "M20 share of China in world imports, family {family}": "China in world imports",
    "M22 share of a cluster in the domestic market": "share of a cluster at home",
    "M24 members of a zone": "members of the zone",
    "M24 exports of the members of a zone in those of the city": "their share of city exports",
    "M27 batches that did not conform": "batches that did not conform",
    "M29 foreign notifications of goods from China, family {family}": "foreign notifications",
    "M31 questions of enterprises that were resolved": "questions resolved",
    "M34 acceptance score of a zone, province": "acceptance score, province",
    "M39 published claims that figures contradict": "published claims contradicted",
}
"""The figures that the command prints at the end of a run, with short names; the report has all."""


def version() -> str:
    """Hash of what is asked."""
    return hashlib.sha256(repr((_SUBJECT, _QUERIES, BRIEF)).encode()).hexdigest()


def headline(con: duckdb.DuckDBPyConnection, *, only: Collection[str] = ()) -> list[Row]:
    """One row per figure: metric, period, value, unit, reason, note, and brief, its short name if it has one.

    Args:
        con: the published warehouse.
        only: numbers of the metrics that are wanted; all if empty.
    """
    (facts,) = con.execute("SELECT count(*) FROM core.fct_trade").fetchall()[0]
    wanted = [
        (name, brief, query)
        for name, brief, query in _figures(con)
        if (facts < MANY_FACTS or name[:3] in _QUICK) and (not only or name[:3] in only)
    ]

    def ask(figure: tuple[str, str | None, str]) -> list[Row]:
        name, brief, query = figure
        with con.cursor() as own:
            return [{"metric": name, **row, "brief": brief} for row in rows(own, query)]

    with ThreadPoolExecutor(os.cpu_count()) as pool:  # planning, which takes most of the time, is done by one thread
        return [row for found in pool.map(ask, wanted) for row in found]


def with_today(con: duckdb.DuckDBPyConnection, known: Sequence[Row]) -> list[Row]:
    """Figures of the same published file that were asked for before, with those that change daily asked anew."""
    fresh = {row["metric"]: row for row in headline(con, only=_DAILY)}
    order = [name for name, _, _ in _figures(con)]
    kept = {row["metric"]: row for row in known if row["metric"][:3] not in _DAILY}
    return sorted((kept | fresh).values(), key=lambda row: order.index(row["metric"]))


def in_brief(known: Sequence[Row]) -> list[Row]:
    """The figures with a short name, in the order of ``BRIEF``: metric, period, value with unit, note or reason."""
    codes = [name[:3] for name in BRIEF]
    chosen = sorted((row for row in known if row.get("brief")), key=lambda row: codes.index(row["metric"][:3]))
    return [
        {
            "metric": f"{row['metric'][:3]} {row['brief']}",
            "period": row["period"],
            "value": None if row["value"] is None else f"{_rounded(row['value'])} {row['unit']}",
            "note": row["reason"] or row["note"],
        }
        for row in chosen
    ]


def _rounded(value: float | Decimal) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def _figures(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str | None, str]]:
    """Name, short name and query of every figure, of the subject of this warehouse."""
    return [
        (name.format(**of), BRIEF[name].format(**of) if name in BRIEF else None, query.format(**of))
        for of in rows(con, _SUBJECT)
        for name, query in _QUERIES
    ]
