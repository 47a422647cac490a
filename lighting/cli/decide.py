"""Commands with which a person decides: let a finding pass, or take a delivery back."""

from __future__ import annotations

import getpass
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from lighting import settings as settings_module
from lighting.cli import output
from lighting.cli.output import guarded
from lighting.settings import Settings

if TYPE_CHECKING:
    from warehouse.decisions import Decision


def _login() -> str:
    """The login; the number of the user where nobody has given it a name, as in a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


by = click.option("--by", "person", default=_login, show_default="your login", help="Your name.")
"""Who decides."""
no_run_option = click.option("--no-run", is_flag=True, help="Only note it; the next run takes it into account.")
"""Leaves to the next run what follows from a decision."""


@click.command(short_help="Let a finding pass that blocks publishing.")
@click.argument("rule")
@click.argument("key")
@click.option("--reason", required=True, help="Why the finding may pass.")
@by
@no_run_option
@guarded
def waive(rule: str, key: str, reason: str, person: str, no_run: bool) -> None:
    """Let a finding that blocks publishing pass: RULE and KEY as lighting status shows them."""
    _check_finding(settings_module.load(), rule, key)
    _decide("waiver", rule, key, reason, person, no_run)


@click.command(short_help="Take a delivery back.")
@click.argument("delivery")
@click.option("--reason", required=True, help="Why the delivery is taken back.")
@by
@no_run_option
@guarded
def withdraw(delivery: str, reason: str, person: str, no_run: bool) -> None:
    """Take a delivery back as if it had never come: DELIVERY is its identifier or file name.

    Withdrawing a withdrawal brings the delivery back.
    """
    settings = settings_module.load()
    _decide("withdrawal", one_delivery(settings, delivery), None, reason, person, no_run)


def _check_finding(settings: Settings, rule: str, key: str) -> None:
    """End with code 2 if no rule over the whole content has this number; say so if there is nothing to let pass."""
    from warehouse import readers

    if not settings.warehouse.is_file() and not settings.published.is_file():
        output.say("No run has judged anything yet, so it is not known whether there is such a finding.", "note")
        return
    with readers.ledger_view(settings) as (con, _):
        known, keys = readers.content_rules(con), readers.content_findings(con, rule)
    if known and rule not in known:
        output.stop(f"'{rule}' is no rule over the whole content; there are {', '.join(known)}", 2)
    if key not in keys:
        there = f"; it has {', '.join(map(repr, keys[:5]))}" if keys else ""
        output.say(f"The last run has no finding of {rule} about '{key}'{there}.", "note")


def one_delivery(settings: Settings, name: str) -> str:
    """The one delivery of this name or identifier; ends with code 2 if there is none, or are several."""
    from warehouse import readers

    with readers.ledger_view(settings) as (con, _):
        found = readers.find_deliveries(con, name)
    if not found:
        output.stop(f"There is no delivery '{name}'; lighting status --all lists them.", 2)
    if len(found) > 1:
        listed = ", ".join(f"{row['delivery_id'][:12]} ({row['file_name']}, {row['state']})" for row in found)
        output.stop(f"'{name}' names {len(found)} deliveries: {listed}. Name one by its identifier.", 2)
    return str(found[0]["delivery_id"])


def _decide(kind: str, target: str, key: str | None, reason: str, person: str, no_run: bool) -> None:
    from expectations import limits
    from warehouse import decisions
    from warehouse.manifest import now

    settings = settings_module.load()
    limits.load(settings.rules)
    decision = decisions.Decision(
        kind="waiver" if kind == "waiver" else "withdrawal",
        target=target,
        key=key,
        reason=reason,
        decided_by=person,
        decided_at=now().isoformat(),
    )
    take_note(settings, [decision], no_run=no_run)


def take_note(settings: Settings, decided: Sequence[Decision], *, no_run: bool) -> None:
    """Put decisions into the archive as deliveries, and run what follows from them, unless that is left to the next."""
    from warehouse import decisions

    for decision in decided:
        entry = decisions.record(settings.archive, decision)
        output.say(f"Noted as delivery {entry.delivery_id[:12]}.")
    if no_run:
        output.say("It takes effect with the next run.")
        return
    from flows.steps import Request
    from lighting.cli.work import work

    work(settings, Request(kind="decision", is_landing_read=False))
