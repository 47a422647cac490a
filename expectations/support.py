"""Rules that policies of support and grants under them share."""

from __future__ import annotations

from great_expectations.expectations.expectation import Expectation

from expectations.rules import holds, set_rule


def known_measures(dataset: str) -> Expectation:
    """F16: a code beyond the shipped fields of support means that the list is of another kind.

    Args:
        dataset: the dataset, whose lookups hold the fields.
    """
    return set_rule(
        "F16",
        "block",
        "every field of support is one of the eight",
        f"""
        SELECT measure_code AS key, count(*) AS measured, 0 AS allowed,
               'row ' || min(source_row) || ': there is no field of support ' || measure_code AS message
        FROM {{batch}} WHERE measure_code NOT IN (SELECT measure_code FROM {dataset}.support_measures)
        GROUP BY measure_code ORDER BY min(source_row)
        """,
        allowed="core.dim_support_measure",
    )


def not_negative(column: str) -> Expectation:
    """F16: an amount is not negative; expects the computed column ``<column>_is_positive``."""
    return holds(
        "F16",
        "quarantine",
        f"{column} is not negative",
        f"{column}_is_positive",
        reason=f"'{column} ' || {column} || ' is negative'",
    )
