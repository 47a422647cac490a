"""What must hold in a list of spot checks."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, holds, set_rule, unique_key
from expectations.shared import PLACE, code_pattern, one_of, plain
from lighting.registry import dataset

KEY = list(dataset("spot_checks").key)
_NEEDED = [*KEY, "selection", "sampled_batches", "bad_batches"]


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del limits
    share = "t.bad_batches / nullif(t.sampled_batches, 0)"
    return plain(
        _NEEDED,
        {
            "is_over": f"t.year <= year(TIMESTAMP '{scope['released_at']}')",
            "counts_are_counts": "t.sampled_batches >= 0 AND t.bad_batches >= 0",
            "share_agrees": f"abs(t.published_share - {share}) <= t.published_half_unit + 1e-9",
        },
    )


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del limits
    return [
        complete(_NEEDED),
        code_pattern("geo_code", PLACE, "a place is ALL or has 2, 6 or 9 digits"),
        code_pattern("hs_prefix", r"\d{2,8}", "a beginning of HS codes has 2 to 8 digits"),
        one_of("flow", ["X", "M", "ALL"]),
        one_of("selection", ["RISK", "RANDOM"]),
        holds(
            "F08",
            "quarantine",
            "the year has begun when the list is released",
            "is_over",
            reason=f"'year ' || year || ' in a list of {scope['released_at'][:10]}'",
        ),
        holds(
            "F08",
            "quarantine",
            "numbers of batches are not negative",
            "counts_are_counts",
            reason="bad_batches || ' bad batches of ' || sampled_batches",
        ),
        holds(
            "F08",
            "warn",
            "the published share is that of the counts, within its rounding",
            "share_agrees",
            reason="'published ' || round(100 * published_share::DOUBLE, 4) || ' %, ' || bad_batches || ' of ' "
            "|| sampled_batches || ' is ' || round(100 * bad_batches / sampled_batches, 4) || ' %'",
        ),
        unique_key(KEY),
        set_rule(
            "Q27",
            "block",
            "no more batches are bad than were sampled",
            """
            SELECT concat_ws(' / ', campaign_id, year, geo_code, flow, product_group) AS key, bad_batches AS measured,
                   'up to ' || sampled_batches AS allowed,
                   'row ' || source_row || ': ' || bad_batches || ' bad batches of ' || sampled_batches || ' sampled'
                   AS message
            FROM {batch} WHERE bad_batches > sampled_batches ORDER BY source_row
            """,
        ),
    ]
