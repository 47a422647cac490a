"""Commands for records in quarantine: look at them, take them out to be mended, bring them back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lighting import settings as settings_module
from lighting.cli import output
from lighting.cli.decide import by, no_run_option, one_delivery, take_note
from lighting.cli.output import guarded
from lighting.settings import Settings

if TYPE_CHECKING:
    from warehouse.decisions import Decision

_HIDDEN = "(confidential)"
_SHOWN = 20
_MOST = 1_000_000
"""Rows of a range: a slip of the finger must not fill the memory."""


@click.command(short_help="Show records that were not loaded, and why.")
@click.option("--dataset", help="Only this dataset.")
@click.option("--rule", help="Only records that fail this rule.")
@click.option("--file", "name", help="Only this file, by name or identifier.")
@click.option("--rows", "show_rows", is_flag=True, help="Show each record with its reasons and its raw text.")
@click.option(
    "--export", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write them as CSV, to be mended."
)
@click.option("--all", "is_all", is_flag=True, help="Also records that a later release has replaced: no work is left.")
@click.option("--confidential", "is_told", is_flag=True, help="With --export and --json: confidential records as well.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@guarded
def quarantine(
    dataset: str | None,
    rule: str | None,
    name: str | None,
    show_rows: bool,
    target: Path | None,
    is_all: bool,
    is_told: bool,
    is_json: bool,
) -> None:
    """Show records that were not loaded, and why, by file and rule; --export writes them as CSV, to be mended.

    Records that a later release of the publisher has replaced are no work any more: --all shows them too.
    """
    from warehouse import readers

    output.check_dataset(dataset)
    settings = settings_module.load()
    with readers.ledger_view(settings) as (con, note):
        records = readers.quarantine(con, dataset, rule, is_all=is_all)
        grouped = readers.quarantine_by_rule(con, is_all=is_all)
        if name is not None:
            wanted = {row["delivery_id"] for row in readers.find_deliveries(con, name)}
            records = [record for record in records if record["delivery_id"] in wanted]
            grouped = [g for g in grouped if g["file_name"] in {record["file_name"] for record in records}]
        if target is not None:
            _export(settings, con, records, target, is_told=is_told)
            return
    told = [record if is_told else _discreet(record) for record in records] if is_json else records
    if not output.is_to_be_shown(told, note, is_json=is_json, nothing="Nothing is in quarantine."):
        return
    if show_rows:
        for record in records:
            _show(record)
    else:
        chosen = [g for g in grouped if dataset in (None, g["dataset"]) and rule in (None, g["rule"])]
        output.table(chosen, title=f"{len(records)} records in quarantine")
        output.say("With --rows each record is shown with its raw text; --export FILE.csv writes them to be mended.")


@click.command(short_help="Bring records back from quarantine.")
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path, dir_okay=False))
@click.option("--waive", "rule", metavar="RULE", help="Let records pass that this rule has set apart.")
@click.option("--file", "--delivery", "name", help="With --waive: the file, by name or identifier.")
@click.option(
    "--rows", "listed", help="With --waive: their rows, such as 5,9-12; else all that the rule has set apart."
)
@click.option("--reason", required=True, help="How you know; it is kept with the records.")
@by
@no_run_option
@guarded
def release(
    path: Path | None,
    rule: str | None,
    name: str | None,
    listed: str | None,
    reason: str,
    person: str,
    no_run: bool,
) -> None:
    """Bring records back from quarantine: a mended list that lighting quarantine --export began, or with --waive.

    The records go through the same rules again, in their file. lighting withdraw takes a release back.
    """
    from expectations import limits
    from flows.releasing import ReleaseError
    from transforms.reading.errors import FileRefusedError

    settings = settings_module.load()
    limits.load(settings.rules)
    if (path is None) == (rule is None):
        output.stop("Give a mended list, or --waive RULE with --file.", 2)
    try:
        if path is not None:
            decided = _mended(settings, path, reason, person)
        else:
            decided = [_let_pass(settings, rule or "", name, listed, reason, person)]
    except ReleaseError as error:
        output.stop(str(error), 2)
    except FileRefusedError as error:
        output.stop(f"{error.message} {error.remedy}", 2)
    if not decided:
        output.say("No record of the list is changed: there is nothing to release.")
        return
    take_note(settings, decided, no_run=no_run)


def _mended(settings: Settings, path: Path, reason: str, person: str) -> list[Decision]:
    from flows import releasing
    from warehouse import readers
    from warehouse.decisions import Decision

    with readers.ledger_view(settings) as (con, _):
        found = releasing.read_list(settings, con, path)
    for of_file in found:
        output.say(f"{of_file.file_name}: {len(of_file.cells)} records are mended", "bold")
        if of_file.is_confidential:
            continue
        for change in of_file.changes[:_SHOWN]:
            output.say(f"    {change}")
        if len(of_file.changes) > _SHOWN:
            output.say(f"    and {len(of_file.changes) - _SHOWN:,} more cells")
    at = releasing.decided_now()
    return [Decision("mended", f.delivery_id, None, reason, person, at, mended=f.cells) for f in found]


def _let_pass(
    settings: Settings, rule: str, name: str | None, listed: str | None, reason: str, person: str
) -> Decision:
    from flows import releasing
    from warehouse import readers
    from warehouse.decisions import Decision

    if name is None:
        output.stop("Name the file with --file.", 2)
    rows = None if listed is None else _numbers(listed)
    delivery_id = one_delivery(settings, name)
    with readers.ledger_view(settings) as (con, _):
        count = releasing.check_let_pass(con, delivery_id, rule, rows)
    output.say(f"{rule} lets {count} records pass")
    return Decision("let_pass", delivery_id, rule, reason, person, releasing.decided_now(), rows=rows)


def _numbers(listed: str) -> list[int]:
    """Rows such as 5,9-12."""
    found: set[int] = set()
    for part in listed.split(","):
        first, _, last = part.strip().partition("-")
        if not first.isdecimal() or not (last or first).isdecimal():
            output.stop(f"--rows '{listed}': write rows such as 5,9-12", 2)
        numbers = range(int(first), int(last or first) + 1)
        if not 0 < len(numbers) <= _MOST:
            output.stop(f"--rows '{listed}': {part.strip()} is no range of at most {_MOST:,} rows", 2)
        found |= set(numbers)
    return sorted(found)


def _export(settings: Settings, con: Any, records: list[dict[str, Any]], target: Path, *, is_told: bool) -> None:
    from flows import releasing

    hidden = sum(record["is_confidential"] for record in records)
    chosen = records if is_told else [record for record in records if not record["is_confidential"]]
    if hidden and not is_told:
        output.say(f"{hidden} confidential records are left out; --confidential writes them as well.", "note")
    if not chosen:
        output.say("There is nothing to export.")
        return
    if len(datasets := sorted({record["dataset"] for record in chosen})) > 1:
        output.stop(f"A list has the columns of one dataset; add --dataset, one of {', '.join(datasets)}.", 2)
    count = releasing.export(settings, con, chosen, target)
    output.say(f"{count} records are in {target}. Mend the cells, and then: lighting release {target} --reason '...'")


def _show(record: dict[str, Any]) -> None:
    held = "; the figure is held" if record["is_held"] else ""
    output.say(f"{record['file_name']} row {record['source_row']} ({record['dataset']}){held}", "bold")
    for name, reason in zip(record["rules"], record["reasons"], strict=True):
        output.say(f"    {name}: {reason}")
    if record["replaced_on"] is not None:
        output.say(f"    no work is left: the release of {record['replaced_on']:%Y-%m-%d %H:%M} has replaced it")
    output.say(f"    {record['raw_text']}")


def _discreet(record: dict[str, Any]) -> dict[str, Any]:
    """A record for a script, without what a confidential one says."""
    if not record["is_confidential"]:
        return record
    return {**record, "raw_text": _HIDDEN, "reasons": [_HIDDEN] * len(record["reasons"])}
