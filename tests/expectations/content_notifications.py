"""Versions of notifications: what must be found, and what is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.expectations.content_over_time import FUTURE

if TYPE_CHECKING:
    from tests.expectations.content import Content

TABLE = "core.fct_foreign_notification"


def wrong(content: Content) -> list[tuple]:
    """One that is known before it was released, one with versions that overlap, one that releases disagree on."""
    _version(content, "13001", FUTURE, None)
    _version(content, "13002", "2015-09-20", "2015-11-20")
    _version(content, "13002", "2015-10-20", None)
    _version(content, "13003", "2015-10-20", None, state="CONFLICT")
    early = (
        f"1 figures of {{}} are known from {FUTURE} on, which is still to come; withdraw it, and deliver it with the"
    )
    two = "two versions of US_CPSC / 13002 are known at 2015-10-20 00:00:00; run lighting rebuild, which makes all"
    differs = "13003 of US_CPSC differs between releases of 2015-10-20 00:00:00; set revision_no in a manifest to say"
    words = early.format("recalls") + " moment of its release"
    return [
        ("safety_gate", "Q75", "block", "recalls", FUTURE, "the present", words),
        ("safety_gate", "Q75", "block", "US_CPSC / 13002", "2015-09-20 00:00:00", "one version at a time",
         f"{two} versions anew from the archive"),
        ("safety_gate", "CONFLICT", "warn", "US_CPSC / 13003", "1", "0", f"{differs} which counts"),
    ]  # fmt: skip


def right(content: Content) -> None:
    """Versions that follow each other."""
    _version(content, "13002", "2015-09-20", "2015-10-20")
    _version(content, "13002", "2015-10-20", None)


def _version(content: Content, case: str, known_from: str, known_to: str | None, state: str = "V") -> None:
    content._insert(
        TABLE,
        authority_code="US_CPSC",
        case_no=case,
        state=state,
        is_official=True,
        is_first_release=False,
        known_from=known_from,
        known_to=known_to,
        last_confirmed=known_from,
        source_file="recalls",
        source_row=1,
    )
