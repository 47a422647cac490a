"""What must hold in a list of inspection batches."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.row_counts import batch_rows
from expectations.rules import complete, holds, unique_key
from expectations.shared import (
    benford,
    district_is_known,
    district_rule,
    one_of,
    plain,
    repeated_values,
    uscc_is_valid,
    uscc_rule,
)

RESULTS = ["PASS", "FAIL", "REWORK_PASS", "PENDING"]
_NEEDED = ["batch_no", "inspection_date", "value_usd", "result"]


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del limits
    received = f"TIMESTAMP '{scope['released_at']}'::DATE"
    return plain(
        _NEEDED,
        {
            "uscc_is_valid": uscc_is_valid("t.uscc"),
            "district_is_known": district_is_known("t.customs_code"),
            "bad_is_part": "t.bad_qty <= t.qty",
            "days_are_in_order": f"t.inspection_date <= coalesce(t.export_date, {received})"
            f" AND coalesce(t.export_date, t.inspection_date) <= {received}",
            "value_is_positive": "t.value_usd >= 0",
        },
    )


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    return [
        complete(_NEEDED),
        uscc_rule(),
        district_rule(),
        one_of("result", RESULTS, rule="Q27"),
        holds(
            "Q27",
            "quarantine",
            "no more is bad than was there",
            "bad_is_part",
            reason="'bad quantity ' || bad_qty || ' of ' || qty",
        ),
        holds(
            "Q28",
            "quarantine",
            "inspection, export and release follow each other",
            "days_are_in_order",
            reason="'inspected ' || inspection_date || ', exported ' || coalesce(export_date::VARCHAR, '-')"
            f" || ', list of {scope['released_at'][:10]}'",
        ),
        holds(
            "F07",
            "quarantine",
            "the value is not negative",
            "value_is_positive",
            reason="'value ' || value_usd || ' is negative'",
        ),
        unique_key(["batch_no"]),
        repeated_values("value_usd", limits),
        benford("value_usd", limits),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Rules over the whole content, by the table that they read."""
    return {"core.fct_inspection_batch": [batch_rows(limits)]}
