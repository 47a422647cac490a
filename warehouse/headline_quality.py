"""Figures at a glance of the market and of quality: output, spot checks, returns."""

from __future__ import annotations

QUALITY = (
    (
        "M22 domestic market of an industry",
        """SELECT period, value / 1e9 AS value, 'bn ' || unit AS unit,
                  CASE WHEN value IS NULL THEN reason END AS reason,
                  concat(industry_code, ' ', lower(scope), coalesce(', ' || reason, ''), (
                      SELECT '; ' || s.place_code || ' has ' || round(100 * s.value, 1) || ' %'
                             || coalesce(', ' || s.reason, '')
                      FROM marts.apparent_consumption AS s
                      WHERE s.measure = 'share' AND s.industry_code = m.industry_code AND s.scope = m.scope
                        AND s.period = m.period AND s.value IS NOT NULL ORDER BY s.value DESC LIMIT 1
                  )) AS note
           FROM marts.apparent_consumption AS m WHERE measure = 'market'
           ORDER BY value IS NULL, reason IS NOT NULL, period DESC, industry_code LIMIT 1""",
    ),
    (
        "M22 share of a cluster in the domestic market",
        """SELECT period, 100 * value AS value, '%' AS unit, CASE WHEN value IS NULL THEN reason END AS reason,
                  concat(place_code, ' ', industry_code, ' ', lower(scope), ', ' || reason) AS note
           FROM marts.apparent_consumption WHERE measure = 'share'
           ORDER BY value IS NULL, reason IS NOT NULL, period DESC, industry_code, value DESC LIMIT 1""",
    ),
    (
        "M23 share of exports in the sales of an industry",
        """SELECT period, 100 * value AS value, '%' AS unit, reason,
                  concat(industry_code, ', ', place_code, ' ', lower(scope)) AS note
           FROM marts.export_intensity
           ORDER BY value IS NULL, period DESC, scope = 'CLUSTER' DESC, industry_code LIMIT 1""",
    ),
    (
        "M28 spot checks that did not conform, targeted",
        """SELECT period, 100 * value AS value, '%' AS unit, reason,
                  concat(bad_batches, ' of ', sampled_batches, ', ', place_code, ' ', product_group, ' ', selection,
                         ', ', round(100 * interval_low, 1), ' to ', round(100 * interval_high, 1), ' %') AS note
           FROM marts.spot_nonconformity ORDER BY value IS NULL, period DESC, sampled_batches DESC LIMIT 1""",
    ),
    (
        "M30 returns, claims and recalls of exported goods",
        """SELECT period, value, unit, reason,
                  concat(events, ' events', ' on ' || declarations || ' declarations',
                         ', ' || round(100 * value_share, 3) || ' % of the value') AS note
           FROM marts.return_rate(heading := 'ALL')
           ORDER BY value IS NULL, reason = 'ZERO_DENOM', period_kind, period DESC LIMIT 1""",
    ),
)
"""What is shown, and the query for it."""
