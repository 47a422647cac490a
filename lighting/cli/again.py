"""Commands that work through deliveries again: rerun, and stale, which lists those that older code loaded."""

from __future__ import annotations

import calendar
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from lighting import settings as settings_module
from lighting.cli import output
from lighting.cli.output import guarded

if TYPE_CHECKING:
    from warehouse.selecting import Selection

_LENGTHS = {len("2015"), len("2015-10"), len("2015-10-20")}


class Day(click.ParamType[date]):
    """A day, or a month or a year, of which the first or the last day is meant."""

    name = "day"

    def __init__(self, *, is_end: bool) -> None:
        self._is_end = is_end

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that a text means."""
        if isinstance(value, date):
            return value
        try:
            year, *more = (int(part) for part in value.split("-") if len(value) in _LENGTHS)
            month = more[0] if more else (12 if self._is_end else 1)
            last = calendar.monthrange(year, month)[1] if self._is_end else 1
            return date(year, month, more[1] if len(more) > 1 else last)
        except ValueError:
            self.fail(f"'{value}' is no day such as 2015-10-20, no month such as 2015-10 and no year.", param, ctx)


def in_range(function: Any) -> Any:
    """The options ``--from`` and ``--to``: a range of days of release."""
    ends = click.option("--to", "last", type=Day(is_end=True), help="Released on this day (or month, year) or earlier.")
    begins = click.option("--from", "first", type=Day(is_end=False), help="Released on this day (or month) or later.")
    return begins(ends(function))


@click.command(short_help="Work through deliveries again.")
@click.argument("names", nargs=-1)
@click.option("--failed", is_flag=True, help="Deliveries that were refused or not finished.")
@click.option("--stale", "is_stale", is_flag=True, help="Deliveries that another version of the code judged.")
@click.option("--dataset", help="Deliveries of a dataset.")
@in_range
@click.option(
    "--from-stage",
    type=click.Choice(["read", "judged", "shaped"]),
    help="Repeat from this stage on, whatever is done: read (all), judged (rules), shaped (rows of tables).",
)
@click.option("--force", is_flag=True, help="Repeat also what is right: the same as --from-stage read.")
@click.option("--json", "is_json", is_flag=True, help="Print the summary as JSON.")
@guarded
def rerun(
    names: tuple[str, ...],
    failed: bool,
    is_stale: bool,
    dataset: str | None,
    first: date | None,
    last: date | None,
    from_stage: str | None,
    force: bool,
    is_json: bool,
) -> None:
    """Work through deliveries again, from the archive: NAMES are identifiers or file names.

    Options narrow each other; names are added. What the present code has loaded by the present code tables is left
    alone, unless --from-stage or --force asks for it.
    """
    from flows.steps import Request
    from lighting.cli.work import work
    from warehouse.selecting import Selection

    settings = settings_module.load()
    output.check_dataset(dataset)
    selection = Selection(failed, dataset, first, last, is_stale)
    if not names and selection.is_empty:
        output.stop("Name deliveries or files, or give --failed, --stale, --dataset, --from or --to.", 2)
    from_stage = from_stage or ("read" if force else None)
    ids, right = _chosen(settings, names, selection, is_forced=from_stage is not None)
    if not is_json:
        if right:
            output.say(f"{right} deliveries are right as they are and are left alone; --force repeats them.")
        what = f" from stage {from_stage}" if from_stage else ""
        output.say(f"{len(ids)} deliveries{what}" if ids else "Nothing to rerun.")
    elif not ids:
        output.as_json({"handled": [], "exit_code": 0})
    if not ids:
        return
    request = Request(kind="rerun", rerun=ids, from_stage=from_stage, is_landing_read=False)
    work(settings, request, is_json=is_json)


@click.command(short_help="List deliveries that another version of the code judged.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@guarded
def stale(is_json: bool) -> None:
    """List deliveries that another version of the code judged: lighting rerun --stale loads them again.

    Deliveries whose code tables have changed are not listed: the next run loads them by itself.
    """
    from expectations import limits as rule_limits
    from warehouse import readers
    from warehouse import stale as versions

    settings = settings_module.load()
    with readers.ledger_view(settings) as (con, note):
        found = versions.stale(con, rule_limits.load(settings.rules))
    nothing = "Nothing is stale: the present code has judged every delivery."
    if not output.is_to_be_shown(found, note, is_json=is_json, nothing=nothing):
        return
    output.table(found, title=f"{len(found)} deliveries that another version of the code judged", is_brief=True)
    output.say("lighting rerun --stale works through them again, from the archive.")


def _chosen(
    settings: settings_module.Settings, names: tuple[str, ...], selection: Selection, *, is_forced: bool
) -> tuple[tuple[str, ...], int]:
    """Deliveries to work through again, and how many others were asked for and are right as they are."""
    from expectations import limits as rule_limits
    from warehouse import readers, selecting
    from warehouse import stale as versions

    limits = rule_limits.load(settings.rules)
    chosen: set[str] = set()
    with readers.ledger_view(settings) as (con, _):
        for name in names:
            found = {r["delivery_id"] for r in readers.find_deliveries(con, name) if r["state"] != "withdrawn"}
            if not found:
                output.stop(f"There is no delivery '{name}'; lighting status --all lists them.", 2)
            chosen |= found
        if not selection.is_empty:
            chosen |= {row["delivery_id"] for row in selecting.select(con, selection, limits)}
        right = set() if is_forced else chosen & versions.current(con, limits)
    return tuple(sorted(chosen - right)), len(right)
