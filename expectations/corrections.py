"""What must hold in a list of corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, holds, unique_key
from expectations.shared import plain
from lighting.registry import DATASETS, dataset

KEY = list(dataset("corrections").key)
_NEEDED = [*KEY, "dataset", "column_name", "selector", "action", "expected", "reason", "told", "told_on"]
_BOUNDS = "['delivery', 'released_from', 'released_to']"
_FIXED = "'source_row', 'is_typed', 'period', 'released_at'"
_OPEN = sorted(name for name, entry in DATASETS.items() if not entry.is_confidential)


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows, and whether each could be applied."""
    del scope, limits
    return tables(_OPEN)


def tables(datasets: Sequence[str]) -> dict[str, str]:
    """The typed rows, and whether each could be applied to one of these datasets."""
    can = f"""
        (coalesce(t.dataset IN ({", ".join(f"'{name}'" for name in datasets)}), false)
         AND t.action IN ('set', 'scale', 'set_aside') AND t.on_mended IN ('warn', 'block')
         AND (t.action = 'set_aside') = (t.value IS NULL)
         AND coalesce(list_has_all(list_concat(
             (SELECT list(column_name) FROM stage_columns AS s WHERE s.dataset = t.dataset), {_BOUNDS}),
             json_keys(t.selector)), false)
         AND coalesce(TRY_CAST(t.selector ->> 'released_from' AS TIMESTAMP) IS NOT NULL
                      OR (t.selector ->> 'released_from') IS NULL, false)
         AND coalesce(TRY_CAST(t.selector ->> 'released_to' AS TIMESTAMP) IS NOT NULL
                      OR (t.selector ->> 'released_to') IS NULL, false)
         AND EXISTS (
             FROM stage_columns AS s
             WHERE s.dataset = t.dataset AND s.column_name = t.column_name AND s.column_name NOT IN ({_FIXED})
               AND (t.action <> 'scale' OR s.is_number AND TRY_CAST(t.value AS DECIMAL(38, 10)) IS NOT NULL)
               AND (t.action <> 'set' OR NOT s.is_number OR TRY_CAST(t.value AS DECIMAL(38, 10)) IS NOT NULL)
               AND (NOT s.is_number
                    OR TRY_CAST(regexp_replace(t.expected, '^sum=', '') AS DECIMAL(38, 10)) IS NOT NULL)
               AND (s.column_name <> 'hs8' OR t.value IS NULL OR left(t.value, 2) = left(t.expected, 2))
         ))
    """
    return plain(_NEEDED, {"is_applicable": can})


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del scope, limits
    return [
        complete(_NEEDED),
        holds(
            "CORRECTION",
            "quarantine",
            "a correction names columns of its dataset, an action and values that they can hold",
            "is_applicable",
            reason="'correction ' || correction_id || ' of ' || dataset || '.' || column_name || ' cannot be applied'",
        ),
        unique_key(KEY),
    ]
