"""What must hold in a report of the Safety Gate."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations import notifications


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del limits
    return notifications.layout_of(scope)


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del limits
    return notifications.suite_of("F10", scope)


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Rules over the notifications of all authorities, by the table that they read."""
    del limits
    return notifications.content_of()
