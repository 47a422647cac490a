"""Figures of trade that show at a glance what the warehouse holds."""

from __future__ import annotations

TRADE = (
    (
        "M02 exports of {place} from January, family {family}",
        """SELECT period, value / 1e9 AS value, 'bn CNY' AS unit, reason,
                   concat(months_have, ' months, ', basis) AS note
            FROM marts.ytd_value(place := '{city}', family := '{family}') ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M03 their growth over the year before",
        """SELECT period, 100 * value AS value, '%' AS unit, reason,
                   'printed ' || round(100 * printed_growth, 1) || ' %, base '
                   || round(implied_base / 1e9, 4) || ' bn' AS note
            FROM marts.yoy_growth(place := '{city}', family := '{family}') WHERE measure = 'ytd'
            ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M04 growth of the nation, {family} as a constant family",
        """SELECT period, 100 * value AS value, '%' AS unit, reason, basis AS note
            FROM marts.yoy_by_basis(place := 'ALL', family := '{family}', growth_basis := 'const_family')
            WHERE measure = 'ytd' ORDER BY reason IS NULL DESC, period DESC LIMIT 1""",
    ),
    (
        "M05 the same growth in dollars",
        """SELECT period, 100 * value AS value, '%' AS unit, reason,
                   'yuan per dollar ' || round(fx0, 4) || ' to ' || round(fx1, 4) AS note
            FROM marts.fx_split(place := '{city}', family := '{family}') WHERE measure = 'ytd'
            ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M07 their growth over the month before",
        """SELECT period, 100 * value AS value, '%' AS unit, reason, basis AS note
            FROM marts.mom_growth(place := '{city}', family := '{family}') ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M41 average growth of the nation over two years, family {family}",
        """SELECT period, 100 * value AS value, '%' AS unit, reason,
                   round(100 * growth_first, 1) || ' %, then ' || round(100 * growth_last, 1) || ' %' AS note
            FROM marts.two_year_growth(place := 'ALL', family := '{family}') WHERE measure = 'ytd'
            ORDER BY reason IS NULL DESC, period DESC LIMIT 1""",
    ),
    (
        "M06 silent revision of earlier months",
        """SELECT period, value / 1e6 AS value, 'm CNY' AS unit, reason,
                   concat(count(*) FILTER (value <> 0) OVER (), ' of ', count(*) OVER (), ' printed figures, line ',
                          product_code) AS note
            FROM marts.back_revision(place := '{city}') WHERE reason IS NULL
            ORDER BY period DESC, abs(value) DESC LIMIT 1""",
    ),
    (
        "M01 exports of the nation in a month, family {broad}",
        """SELECT period, value / 1e6 AS value, 'm CNY' AS unit, reason, basis AS note
            FROM marts.month_value(place := 'ALL', family := '{broad}') WHERE reason IS NULL
            ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M08 the same, last 12 months",
        """SELECT period, value / 1e6 AS value, 'm CNY' AS unit, reason, basis AS note
            FROM marts.rolling_12m(place := 'ALL', family := '{broad}') WHERE reason IS NULL
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
        """SELECT period, value, unit, reason, concat('quantities ', round(quantity_index, 3), ', cover ',
                   round(cover0, 2), ' and ', round(cover1, 2)) AS note
            FROM marts.price_index(family := '{broad}') WHERE reason IS NULL ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M12 prices over the years, chained",
        """SELECT period, value, unit, reason, concat(chain_from, ' is 1') AS note
            FROM marts.chained_price_index(family := '{broad}') WHERE reason IS NULL ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M13 growth that is a matter of prices",
        """SELECT period, value, unit, reason, concat('of ', round(growth_ln, 3), ' in all') AS note
            FROM marts.growth_decomposition(family := '{broad}') WHERE part_code = 'price'
            ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M14 partner that added most to growth",
        """SELECT period, value, 'pp' AS unit, reason,
                   concat('partner ', part_code, ' of ', round(growth_pct, 1), ' % in all') AS note
            FROM marts.growth_contribution(family := '{broad}') WHERE reason IS NULL
            ORDER BY period DESC, value DESC LIMIT 1""",
    ),
    (
        "M20 share of China in world imports, family {family}",
        """SELECT period, 100 * value AS value, '%' AS unit, reason,
                   concat(reporters, ' reporters, ', round(100 * reporter_cover)::INTEGER, ' % covered') AS note
            FROM marts.world_share(family := '{family}') WHERE basis = 'mirror'
            ORDER BY reason IS NULL DESC, period DESC LIMIT 1""",
    ),
    (
        "M21 imports of partners over the exports of China",
        """SELECT period, value, unit, reason,
                   concat(count(*) FILTER (is_flagged AND area_code <> 'ALL') OVER (PARTITION BY period),
                          ' partners differ by half or more') AS note
            FROM marts.mirror_gap(family := '{family}') QUALIFY area_code = 'ALL'
            ORDER BY reason IS NULL DESC, period DESC LIMIT 1""",
    ),
    (
        "M15 concentration on partners",
        """SELECT period, value, 'HHI' AS unit, reason,
                   concat(round(effective_partners, 1), ' effective partners of ', partners) AS note
            FROM marts.partner_concentration(family := '{broad}') WHERE reason IS NULL
            ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M16 concentration on products",
        """SELECT period, value, 'HHI' AS unit, reason,
                   concat(round(effective_products, 1), ' effective products of ', products) AS note
            FROM marts.product_concentration(family := '{broad}') WHERE reason IS NULL
            ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M17 new and lost markets",
        """SELECT period, sum(value) FILTER (change = 'new') AS value, 'share of new' AS unit, NULL AS reason,
                   concat('new ', coalesce(string_agg(partner_code, ' ' ORDER BY partner_code)
                                           FILTER (change = 'new'), '-'),
                          ', lost ', coalesce(string_agg(partner_code, ' ' ORDER BY partner_code)
                                              FILTER (change = 'lost'), '-')) AS note
            FROM marts.market_entry_exit(family := '{broad}') WHERE reason IS NULL
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
        "M19 share of {place} in the nation, family {family}",
        """SELECT period, 100 * value AS value, '%' AS unit, reason, concat(basis, ' in ', parent_basis) AS note
            FROM marts.parent_share(place := '{city}', family := '{family}', parent := 'ALL') WHERE measure = 'month'
            ORDER BY value IS NULL, period DESC LIMIT 1""",
    ),
    (
        "M40 value that crosses the HS revision without a guess",
        """SELECT period, coalesce(sum(value) FILTER (concordance_class = 'clean'), 0) AS value, 'share' AS unit,
                   NULL AS reason, concat('from HS ', from_rev, ' to HS ', to_rev) AS note
            FROM marts.concordance_quality(family := '{broad}') WHERE reason IS NULL
            GROUP BY period, from_rev, to_rev ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M42 mean revision of first figures",
        """SELECT period, 100 * value AS value, '%' AS unit, reason,
                   concat(figures, ' figures, mean size ', round(100 * mean_abs, 2), ' %, ', basis) AS note
            FROM marts.revision_stats(family := '{broad}') WHERE vintages = 'first to latest'
            ORDER BY reason IS NULL DESC, period DESC, figures DESC LIMIT 1""",
    ),
)
"""What is shown, and the query for it; ``{city}``, ``{place}``, ``{family}``, ``{broad}`` are those of the subject."""
