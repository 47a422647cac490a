"""A few figures that show at a glance what the warehouse holds."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

import duckdb

from warehouse.headline_quality import QUALITY
from warehouse.headline_zone import ZONE
from warehouse.readers import Row, rows

_DAILY = ("M38",)
"""Metrics that depend on what day it is."""
MANY_FACTS = 1_000_000
"""Facts from which figures that read all of the nation's rows are left to those who ask for them."""
_CITY = "442000"
_FAMILY = "D1"
_BROAD = "D3"

_QUICK = frozenset({"M01", "M02", "M03", "M05", "M06", "M07", "M27", "M37", "M38", "M39", "M41", "E01"}) | {
    name[:3] for name, _ in (*QUALITY, *ZONE)
}

_QUERIES = (
    (
        "M02 exports of Zhongshan, lamps, from January",
        f"""SELECT period, value / 1e9 AS value, 'bn CNY' AS unit, reason,
                   concat(months_have, ' months, ', basis) AS note
            FROM marts.ytd_value(place := '{_CITY}', family := '{_FAMILY}') ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M03 their growth over the year before",
        f"""SELECT period, 100 * value AS value, '%' AS unit, reason,
                   'printed ' || round(100 * printed_growth, 1) || ' %, implies a base of '
                   || round(implied_base / 1e9, 4) || ' bn' AS note
            FROM marts.yoy_growth(place := '{_CITY}', family := '{_FAMILY}') WHERE measure = 'ytd'
            ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M04 growth of lamps and light sources as one constant family",
        f"""SELECT period, 100 * value AS value, '%' AS unit, reason, basis AS note
            FROM marts.yoy_by_basis(place := 'ALL', family := '{_FAMILY}', growth_basis := 'const_family')
            WHERE measure = 'ytd' ORDER BY reason IS NULL DESC, period DESC LIMIT 1""",
    ),
    (
        "M05 the same growth in dollars",
        f"""SELECT period, 100 * value AS value, '%' AS unit, reason,
                   'yuan per dollar ' || round(fx0, 4) || ' to ' || round(fx1, 4) AS note
            FROM marts.fx_split(place := '{_CITY}', family := '{_FAMILY}') WHERE measure = 'ytd'
            ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M07 their growth over the month before",
        f"""SELECT period, 100 * value AS value, '%' AS unit, reason, basis AS note
            FROM marts.mom_growth(place := '{_CITY}', family := '{_FAMILY}') ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M41 their average growth over two years",
        f"""SELECT period, 100 * value AS value, '%' AS unit, reason,
                   round(100 * growth_first, 1) || ' %, then ' || round(100 * growth_last, 1) || ' %' AS note
            FROM marts.two_year_growth(place := '{_CITY}', family := '{_FAMILY}') WHERE measure = 'ytd'
            ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M06 silent revision of earlier months",
        f"""SELECT period, value / 1e6 AS value, 'm CNY' AS unit, reason,
                   concat(count(*) FILTER (value <> 0) OVER (), ' of ', count(*) OVER (), ' printed figures, line ',
                          product_code) AS note
            FROM marts.back_revision(place := '{_CITY}') WHERE reason IS NULL
            ORDER BY period DESC, abs(value) DESC LIMIT 1""",
    ),
    (
        "M01 exports of the nation in a month, lighting core",
        f"""SELECT period, value / 1e6 AS value, 'm CNY' AS unit, reason, basis AS note
            FROM marts.month_value(place := 'ALL', family := '{_BROAD}') WHERE reason IS NULL
            ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M08 the same, last 12 months",
        f"""SELECT period, value / 1e6 AS value, 'm CNY' AS unit, reason, basis AS note
            FROM marts.rolling_12m(place := 'ALL', family := '{_BROAD}') WHERE reason IS NULL
            ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M09 unit value of the code with most trade",
        """SELECT period, value, unit, reason, concat('code ', product_code) AS note
           FROM marts.unit_value WHERE reason IS NULL ORDER BY complete DESC, period DESC, trade_value DESC LIMIT 1""",
    ),
    (
        "M10 value per kg of the code with most trade",
        """SELECT period, value, unit, reason, concat('code ', product_code) AS note
           FROM marts.kg_price WHERE reason IS NULL ORDER BY complete DESC, period DESC, trade_value DESC LIMIT 1""",
    ),
    (
        "M11 prices over the year before",
        f"""SELECT period, value, unit, reason, concat('quantities ', round(quantity_index, 3), ', cover ',
                   round(cover0, 2), ' and ', round(cover1, 2)) AS note
            FROM marts.price_index(family := '{_BROAD}') WHERE reason IS NULL ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M12 prices over the years, chained",
        f"""SELECT period, value, unit, reason, concat(chain_from, ' is 1') AS note
            FROM marts.chained_price_index(family := '{_BROAD}') WHERE reason IS NULL ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M13 growth that is a matter of prices",
        f"""SELECT period, value, unit, reason, concat('of ', round(growth_ln, 3), ' in all') AS note
            FROM marts.growth_decomposition(family := '{_BROAD}') WHERE part_code = 'price'
            ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M14 partner that added most to growth",
        f"""SELECT period, value, 'pp' AS unit, reason,
                   concat('partner ', part_code, ' of ', round(growth_pct, 1), ' % in all') AS note
            FROM marts.growth_contribution(family := '{_BROAD}') WHERE reason IS NULL
            ORDER BY period DESC, value DESC LIMIT 1""",
    ),
    (
        "M20 share of China in world imports, lamps",
        f"""SELECT period, 100 * value AS value, '%' AS unit, reason,
                   concat(reporters, ' reporters, ', round(100 * reporter_cover), ' % of the imports') AS note
            FROM marts.world_share(family := '{_FAMILY}') WHERE basis = 'mirror'
            ORDER BY reason IS NULL DESC, period DESC LIMIT 1""",
    ),
    (
        "M21 imports of partners over the exports of China",
        f"""SELECT period, value, unit, reason,
                   concat(count(*) FILTER (is_flagged AND area_code <> 'ALL') OVER (PARTITION BY period),
                          ' partners differ by half or more') AS note
            FROM marts.mirror_gap(family := '{_FAMILY}') QUALIFY area_code = 'ALL'
            ORDER BY reason IS NULL DESC, period DESC LIMIT 1""",
    ),
    (
        "M15 concentration on partners",
        f"""SELECT period, value, 'HHI' AS unit, reason,
                   concat(round(effective_partners, 1), ' effective partners of ', partners) AS note
            FROM marts.partner_concentration(family := '{_BROAD}') WHERE reason IS NULL
            ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M16 concentration on products",
        f"""SELECT period, value, 'HHI' AS unit, reason,
                   concat(round(effective_products, 1), ' effective products of ', products) AS note
            FROM marts.product_concentration(family := '{_BROAD}') WHERE reason IS NULL
            ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M17 new and lost markets",
        f"""SELECT period, sum(value) FILTER (change = 'new') AS value, 'share of new' AS unit, NULL AS reason,
                   concat('new ', coalesce(string_agg(partner_code, ' ' ORDER BY partner_code)
                                           FILTER (change = 'new'), '-'),
                          ', lost ', coalesce(string_agg(partner_code, ' ' ORDER BY partner_code)
                                              FILTER (change = 'lost'), '-')) AS note
            FROM marts.market_entry_exit(family := '{_BROAD}') WHERE reason IS NULL
            GROUP BY period ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M18 share of general trade in the exports of all goods",
        """SELECT period, 100 * value AS value, '%' AS unit, reason,
                  concat(round(change_pct_points, 2), ' pp over the year before, ', basis) AS note
           FROM marts.trade_mix(family := 'ALL') WHERE part_code = '10'
           ORDER BY period DESC, measure DESC LIMIT 1""",
    ),
    (
        "M19 share of Zhongshan in the nation, lamps",
        f"""SELECT period, 100 * value AS value, '%' AS unit, reason, concat(basis, ' in ', parent_basis) AS note
            FROM marts.parent_share(place := '{_CITY}', family := '{_FAMILY}', parent := 'ALL') WHERE measure = 'month'
            ORDER BY value IS NULL, period DESC LIMIT 1""",
    ),
    (
        "M40 value that crosses the HS revision without a guess",
        f"""SELECT period, coalesce(sum(value) FILTER (concordance_class = 'clean'), 0) AS value, 'share' AS unit,
                   NULL AS reason, concat('from HS ', from_rev, ' to HS ', to_rev) AS note
            FROM marts.concordance_quality(family := '{_BROAD}') WHERE reason IS NULL
            GROUP BY period, from_rev, to_rev ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M42 mean revision of first figures",
        f"""SELECT period, 100 * value AS value, '%' AS unit, reason,
                   concat(figures, ' figures, mean size ', round(100 * mean_abs, 2), ' %, ', basis) AS note
            FROM marts.revision_stats(family := '{_BROAD}') WHERE vintages = 'first to latest'
            ORDER BY reason IS NULL DESC, period DESC, figures DESC LIMIT 1""",
    ),
    (
        "M27 batches that did not conform",
        """SELECT period, 100 * value AS value, '%' AS unit, reason,
                  concat(nonconforming, ' of ', inspected, ' batches') AS note
           FROM marts.batch_nonconformity(family := 'ALL') WHERE period_kind = 'A' ORDER BY period DESC LIMIT 1""",
    ),
    *QUALITY,
    *ZONE,
    (
        "M29 foreign notifications of lamps from China",
        f"""SELECT period, value, 'per 100 m USD' AS unit, reason,
                   concat(authority_code, ', ', alerts, ' in 12 months, ', round(interval_low, 2), ' to ',
                          round(interval_high, 2), ', ', alerts_matched, ' name a member') AS note
            FROM marts.notification_rate(family := '{_FAMILY}')
            ORDER BY reason IS NULL DESC, period DESC, authority_code LIMIT 1""",
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
                  concat(zone_id, ', mark ', pass_mark, ', ', CASE WHEN passes THEN 'passes'
                         ELSE 'fails for ' || array_to_string(failed_for, ', ') END) AS note
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
                  concat('of ', count(*), '; ', count(*) FILTER (verdict = 'reproduced'), ' reproduced, ',
                         count(*) FILTER (verdict = 'not_testable'), ' not testable') AS note
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


def version() -> str:
    """Hash of what is asked."""
    return hashlib.sha256(repr(_QUERIES).encode()).hexdigest()


def headline(con: duckdb.DuckDBPyConnection, *, only: Collection[str] = ()) -> list[Row]:
    """One row per figure: metric, period, value, unit, reason, note.

    Args:
        con: the published warehouse.
        only: numbers of the metrics that are wanted; all if empty.
    """
    (facts,) = con.execute("SELECT count(*) FROM core.fct_trade").fetchall()[0]
    shown = [(name, query) for name, query in _QUERIES if facts < MANY_FACTS or name[:3] in _QUICK]
    return [
        {"metric": name, **row} for name, query in shown if not only or name[:3] in only for row in rows(con, query)
    ]


def with_today(con: duckdb.DuckDBPyConnection, known: Sequence[Row]) -> list[Row]:
    """Figures of the same published file that were asked for before, with those that change daily asked anew."""
    fresh = {row["metric"]: row for row in headline(con, only=_DAILY)}
    order = [name for name, _ in _QUERIES]
    kept = {row["metric"]: row for row in known if row["metric"][:3] not in _DAILY}
    return sorted((kept | fresh).values(), key=lambda row: order.index(row["metric"]))
