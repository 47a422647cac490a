"""Rules over what the metrics make of the facts: families across a change of codes, and what one figure may rest on."""

from __future__ import annotations

from great_expectations.expectations.expectation import Expectation

from expectations.rules import set_rule


def open_boundaries() -> Expectation:
    """Q51: where the codes of a family change between two years, a break is declared or a concordance closes."""
    return set_rule(
        "Q51",
        "block",
        "a family whose codes changed from one year to the next has a declared break or a concordance",
        """
        SELECT family || ' ' || year AS key, unmapped_codes || ' unmapped, ' || moved_codes || ' moved' AS measured,
               '0' AS allowed,
               'the codes of ' || family || ' changed from ' || (year - 1) || ' to ' || year || ': ' || unmapped_codes
               || ' have no concordance, ' || moved_codes || ' of other families exchanged content with it (first: '
               || first_hs6 || ')' AS message
        FROM {batch} ORDER BY family, year
        """,
        allowed="0 codes",
        level="content",
    )


def mixed_figures() -> Expectation:
    """Q73: a total of the nation is the sum of one geographic basis, currency, family and class of vintages."""
    return set_rule(
        "Q73",
        "block",
        "a figure rests on one geographic basis, currency, family and class of vintages",
        """
        SELECT concat_ws(' ', 'month_value', family, flow, currency, period_kind, period) AS key, value AS measured,
               coalesce(grounds, 'nothing') AS allowed,
               'month_value of ' || family || ' (' || flow || ', ' || currency || ') in ' || period || ' is ' || value
               || ' and names ' || basis || '; the facts add up to ' || coalesce(grounds, 'nothing') AS message
        FROM {batch} ORDER BY family, flow, currency, period, period_kind LIMIT 50
        """,
        allowed="one of each",
        level="content",
    )
