"""Figures of the zone and of what is done for its members that show at a glance what the warehouse holds."""

from __future__ import annotations

ZONE = (
    (
        "M31 questions of enterprises that were resolved",
        """SELECT period, 100 * value AS value, '%' AS unit, reason,
                  concat(hits, ' of ', questions, ' questions') AS note
           FROM marts.question_rates WHERE measure = 'resolved' AND period_kind = 'A'
           ORDER BY period DESC LIMIT 1""",
    ),
    (
        "M32 enterprises visited by town",
        """SELECT period, value, unit, reason,
                  concat(enterprises, ' enterprises in ', towns_visited, ' of ', towns, ' towns') AS note
           FROM marts.outreach_intensity WHERE measure = 'enterprises_per_town'
           ORDER BY period DESC, enterprises DESC LIMIT 1""",
    ),
    (
        "M33 zones that are awarded or in building",
        """SELECT period, coalesce(value, partial_value) AS value, unit, NULL AS reason,
                  concat('level ', level, CASE WHEN NOT complete THEN ', known of an incomplete registry' END) AS note
           FROM marts.registry_counts
           WHERE measure = 'zones' AND status = 'ALL' AND industry_code = 'ALL' AND place_code = 'ALL'
           ORDER BY period DESC, value DESC, level LIMIT 1""",
    ),
    (
        "M35 delay of the stage that was reached last",
        """SELECT period, value, unit, reason, concat(stage, ' of ', zone_id, ', ', actual_date) AS note
           FROM marts.milestone_slippage WHERE reason IS NULL
           ORDER BY actual_date DESC, source_ref LIMIT 1""",
    ),
    (
        "M36 support paid of what was committed",
        """SELECT period, 100 * value AS value, '%' AS unit, reason,
                  concat(round(paid_cny / 1e6, 2), ' of ', round(committed_cny / 1e6, 2), ' m CNY') AS note
           FROM marts.support_uptake WHERE measure = 'paid' AND zone_id = 'ALL' AND measure_code = 'ALL'
           ORDER BY reason IS NULL DESC, period DESC LIMIT 1""",
    ),
)
