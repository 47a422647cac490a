"""What must hold in a list of zone members. What concerns several lists (Q66) is judged over the whole content."""

from __future__ import annotations

from collections.abc import Mapping

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, row_rule, set_rule, unique_key
from expectations.shared import (
    code_pattern,
    district_is_known,
    district_rule,
    one_of,
    plain,
    uscc_is_valid,
    uscc_rule,
)
from lighting.registry import dataset

KEY = list(dataset("zone_roster").key)


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del scope, limits
    return plain(
        KEY,
        {
            "uscc_is_valid": uscc_is_valid("t.uscc"),
            "district_is_known": district_is_known("t.customs_code"),
        },
    )


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del scope, limits
    return [
        complete(KEY),
        uscc_rule(),
        district_rule(),
        code_pattern("town_code", r"\d{9}", "a town code has 9 digits"),
        one_of("size_class", ["L", "M", "S", "XS"]),
        one_of("ownership", ["SOE", "FIE", "PRIVATE", "OTHER"]),
        row_rule(
            "ENUM",
            "quarantine",
            "the quality class is 1 to 4",
            gxe.ExpectColumnValuesToBeBetween,
            reason="'quality class ' || quality_class",
            allowed="1 to 4",
            column="quality_class",
            min_value=1,
            max_value=4,
        ),
        row_rule(
            "ENUM",
            "quarantine",
            "the own-brand share is a fraction",
            gxe.ExpectColumnValuesToBeBetween,
            reason="'own-brand share ' || own_brand_share",
            allowed="0 to 1",
            column="own_brand_share",
            min_value=0,
            max_value=1,
        ),
        unique_key(KEY),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Q66 over all lists together, by the table that it reads."""
    del limits
    member = "zone_id || ' / ' || uscc"
    return {
        "core.fct_zone_membership": [
            set_rule(
                "Q66",
                "block",
                "a member leaves after it entered",
                f"""
                SELECT {member} || ' / ' || entry_date AS key, exit_date AS measured, 'after ' || entry_date AS allowed,
                       coalesce(name_zh, '?') || ' (' || uscc || ') entered on ' || entry_date || ' and left on '
                       || exit_date AS message
                FROM {{batch}} WHERE exit_date < entry_date ORDER BY 1
                """,
                level="content",
            ),
            set_rule(
                "Q66",
                "block",
                "memberships of an enterprise do not overlap",
                f"""
                SELECT {member} AS key, count(*) AS measured, 1 AS allowed,
                       uscc || ' is a member twice at the same time, from ' || min(entry_date) || ' on' AS message
                FROM (
                    SELECT *, max(coalesce(exit_date, DATE '9999-12-31')) OVER (
                        PARTITION BY zone_id, uscc ORDER BY entry_date ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                    ) AS member_until
                    FROM {{batch}}
                ) WHERE entry_date < member_until GROUP BY zone_id, uscc ORDER BY 1
                """,
                level="content",
            ),
            set_rule(
                "Q66",
                "block",
                "a group counts as many members as announced",
                """
                SELECT zone_id || ' / batch ' || batch_no AS key, counted AS measured, members AS allowed,
                       'batch ' || batch_no || ' of ' || zone_id || ' counts ' || counted || ' members, '
                       || members || ' were announced' AS message
                FROM (
                    SELECT t.zone_id, t.batch_no, t.members, count(DISTINCT m.uscc) AS counted
                    FROM core.zone_batch_target AS t
                    LEFT JOIN {batch} AS m ON m.zone_id = t.zone_id AND m.batch_no = t.batch_no
                    WHERE t.zone_id IN (SELECT zone_id FROM core.fct_zone_membership)
                    GROUP BY t.zone_id, t.batch_no, t.members
                ) WHERE counted <> members ORDER BY 1
                """,
                level="content",
            ),
        ],
        "ops.quarantine_row": [
            set_rule(
                "Q66",
                "block",
                "every member of the latest list has a social credit code",
                """
                WITH listed AS (
                    SELECT source_file, key ->> 0 AS zone_id, max((released_at, revision_no)) AS standing
                    FROM core.accepted_row WHERE table_name = 'fct_zone_membership' GROUP BY ALL
                ), replaced AS (
                    SELECT source_file FROM (
                        SELECT source_file, standing < max(standing) OVER (PARTITION BY zone_id) AS is_old FROM listed
                    ) GROUP BY source_file HAVING bool_and(is_old)
                )
                SELECT q.delivery_id || ' row ' || q.source_row AS key, 'none' AS measured, 'a code' AS allowed,
                       'row ' || q.source_row || ' of ' || d.file_name || ' lists a member without a social credit code'
                       AS message
                FROM {batch} AS q JOIN ops.delivery AS d USING (delivery_id)
                WHERE d.dataset = 'zone_roster' AND d.state = 'loaded' AND list_contains(q.rules, 'MISSING')
                  AND q.delivery_id NOT IN (SELECT source_file FROM replaced)
                  AND len(list_filter(q.reasons, lambda r: contains(r, ' uscc'))) > 0
                ORDER BY 1
                """,
                level="content",
            ),
        ],
    }
