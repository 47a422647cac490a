"""Commands that replace the warehouse by one in which much was worked through again, and bring the old one back."""

from __future__ import annotations

import signal
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

import click

from lighting import settings as settings_module
from lighting.cli import output
from lighting.cli.again import in_range
from lighting.cli.decide import by
from lighting.cli.output import guarded

if TYPE_CHECKING:
    from warehouse.difference import Difference

_SHOWN = 30
"""Rows of each table of a difference that are printed; --json prints all."""
_PATIENCE = 30 * 60
"""Seconds for an answer: no run can write until it is there, and a night must not wait for who has gone home."""


@click.command(short_help="Work through a range again and look before it is published.")
@in_range
@click.option("--dataset", help="Only deliveries of this dataset.")
@click.option("--reason", required=True, help="Why; it is kept with the run.")
@by
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Show the difference and change nothing.")
@click.option("--yes", "is_agreed", is_flag=True, help="Publish without asking.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON; with --dry-run or --yes.")
@guarded
def backfill(
    first: date | None,
    last: date | None,
    dataset: str | None,
    reason: str,
    person: str,
    is_dry_run: bool,
    is_agreed: bool,
    is_json: bool,
) -> None:
    """Work through deliveries again beside the warehouse, show what would differ, ask, and swap.

    Deliveries are chosen by their day of release. The old warehouse is kept for a time: lighting rollback.
    """
    from flows.backfill import Backfill
    from flows.backfill import backfill as work
    from warehouse.selecting import Selection

    output.check_dataset(dataset)
    if not (first or last):
        output.stop("Give --from or --to: a day such as 2015-10-20, a month or a year.", 2)
    if is_json and not (is_dry_run or is_agreed):
        output.stop("--json cannot ask: add --dry-run or --yes.", 2)
    asked = Backfill(Selection(dataset=dataset, released_from=first, released_to=last), reason, person, is_dry_run)

    def agree(difference: Difference) -> bool:
        if not is_json:
            _show(difference)
        return is_agreed or _is_confirmed()

    done = work(settings_module.load(), asked, (lambda _: None) if is_json else output.say, agree)
    if is_json:
        output.as_json(asdict(done))
    elif is_dry_run and done.difference is not None:
        _show(done.difference)
    if not is_json:
        for finding in done.findings:
            output.say(f"publishing would be blocked: {finding}", "bad")
        output.say(_OUTCOMES[done.state].format(n=done.deliveries, run_id=done.run_id), "bold")
    if done.state == "blocked":
        raise click.exceptions.Exit(3)


@click.command(short_help="Bring back what a backfill replaced.")
@click.argument("run_id", required=False)
@click.option("--list", "is_list", is_flag=True, help="Show what is kept.")
@click.option("--reason", help="Why; it is kept with the run.")
@by
@click.option("--json", "is_json", is_flag=True, help="Print JSON; with --list.")
@guarded
def rollback(run_id: str | None, is_list: bool, reason: str | None, person: str, is_json: bool) -> None:
    """Bring back the warehouse that a backfill replaced: RUN_ID as --list shows it, or the latest.

    What came in since then is in the archive; the next run loads it.
    """
    from flows.backfill import rollback as work
    from warehouse import swapping

    settings = settings_module.load()
    kept = swapping.kept(settings)
    if is_list:
        _list(kept, is_json=is_json)
        return
    if not kept:
        output.stop("No backfill is kept, so there is nothing to bring back.", 2)
    if reason is None:
        output.stop("Say why with --reason.", 2)
    chosen = run_id or kept[0].run_id
    own = work(settings, chosen, reason, person)
    output.say(f"The warehouse is the one from before {chosen}; what it replaced is kept as {own}.", "good")
    output.say("lighting run loads what has come in since then.")


def _is_confirmed() -> bool:
    """Ask; who does not answer in time has said no."""

    def give_up(*_: object) -> NoReturn:
        raise TimeoutError

    output.say(f"No run can write until you answer; without an answer in {_PATIENCE // 60} minutes it is no.")
    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
    try:
        return click.confirm("Publish this?", default=False)
    except TimeoutError:
        output.say("\nNo answer came.", "note")
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


_OUTCOMES = {
    "nothing": "No delivery was released in this range: nothing is done.",
    "dry_run": "{n} deliveries were worked through again. Nothing is changed.",
    "declined": "{n} deliveries were worked through again. Nothing is changed.",
    "blocked": "{n} deliveries were worked through again. Nothing is changed.",
    "published": "{n} deliveries were worked through again and are published. lighting rollback {run_id} goes back.",
}


def _show(difference: Difference) -> None:
    if difference.is_empty:
        output.say("Nothing would differ from what is published.")
    titles = {
        "files": "Files that come to something else",
        "rows": "Rows of tables",
        "months": "Sums by month that differ, in units of the currency",
        "largest": "Figures that change most",
    }
    for name, title in titles.items():
        rows: list[dict[str, Any]] = getattr(difference, name)
        more = f" (the first {_SHOWN} of {len(rows):,})" if len(rows) > _SHOWN else ""
        output.table(rows[:_SHOWN], title=title + more)


def _list(kept: list[Any], *, is_json: bool) -> None:
    rows = [asdict(record) for record in kept]
    if is_json:
        output.as_json(rows)
    elif rows:
        output.table(rows, title=f"{len(rows)} kept")
    else:
        output.say("Nothing is kept.")
