"""Commands that show what came and what is wrong."""

from __future__ import annotations

from typing import Any

import click

from lighting import settings as settings_module
from lighting.cli import output
from lighting.cli.output import guarded

_ON = "the next run goes on: wait for the night, or lighting run"
_HIDDEN = "(confidential)"
_SAID = ("selector", "value", "expected", "reason", "told")


@click.command(short_help="Show the last run and what waits for you.")
@click.option("--all", "show_all", is_flag=True, help="List every delivery with its full identifier.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@guarded
def status(show_all: bool, is_json: bool) -> None:
    """Show the last run, what is loaded, and what waits for somebody."""
    from flows import standing
    from flows.outcome import few
    from warehouse import readers

    settings = settings_module.load()
    with readers.ledger_view(settings) as (con, note):
        run = readers.last_run(con)
        by_state, points = readers.deliveries_by_state(con), readers.open_points(con)
        everything = readers.all_deliveries(con) if show_all else []
        has_samples = readers.holds_samples(con)
    published = readers.published_mark(settings)
    if is_json:
        output.as_json(
            {
                "note": note,
                "home": str(settings.home),
                "published_at": published,
                "served": standing.owner(settings),
                "last_run": run,
                "deliveries": everything or by_state,
                "open": points,
                "sample_data": has_samples,
            }
        )
        return
    if note:
        output.say(note, "note")
    if has_samples:
        output.say(output.SAMPLES, "note")
    if run:
        is_ended = run["ended_at"] is not None  # one at work is not seen here, but what was published before it
        ended = f"ended {run['ended_at']:%H:%M:%S}: {run['state']}" if is_ended else "stopped before its end; " + _ON
        output.say(f"Last run {run['run_id']} ({run['kind']}), {run['started_at']:%Y-%m-%d %H:%M:%S}, {ended}")
        for told in run["summary"].get("notes", []):
            output.say(f"  note: {told}", "note")
        for told in run["summary"].get("faults", []):
            output.say(f"  fault: {told}", "bad")
        for told in few(run["summary"].get("passed_over", [])):
            output.say(f"  passed over in the landing folder: {told}", "note")
        for finding in run["summary"].get("findings", []):
            if finding["action"] == "block" and finding["outcome"] == "failed":
                output.say(f"  publishing is blocked by {finding['rule']}: {finding['message']}", "bad")
                output.say(
                    f"  to let it pass: lighting waive {finding['rule']} '{finding['key']}' --reason '...' --by '...'"
                )
    output.say(f"Published {published or 'never'}: {settings.published}")
    output.say(f"Served    {standing.described(settings)}")
    output.table(everything or by_state, title="Deliveries")
    for point in points:
        style = "bad" if point["state"] == "refused" else "note"
        output.say(f"{point['state']}: {point['file_name']} ({point['delivery_id'][:12]}) {point['rule'] or ''}", style)
        output.say(f"    {point['reason'] or 'not worked through yet'}")
        if point["remedy"]:
            output.say(f"    -> {point['remedy']}")


@click.command(short_help="Show corrections of the sources' errors.")
@click.option(
    "--confidential", "is_told", is_flag=True, help="Show what stands in corrections of confidential figures."
)
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@guarded
def corrections(is_told: bool, is_json: bool) -> None:
    """Show corrections of known errors of the sources, and what each has changed."""
    from warehouse import readers

    with readers.ledger_view(settings_module.load()) as (con, note):
        found = [row if is_told else _discreet(row) for row in readers.corrections(con)]
    if not output.is_to_be_shown(found, note, is_json=is_json, nothing="Nothing is corrected."):
        return
    for row in found:
        output.say(f"{row['correction_id']}: {row['dataset']}.{row['column_name']} {row['selector']}", "bold")
        output.say(f"    {row['action']} {row['value'] or ''}, expects {row['expected']} (else {row['on_mended']})")
        output.say(f"    {row['reason']}; {row['told']} was told {row['told_on']}")
        state = "; NOT APPLIED, lists of the same moment differ" if row["is_conflict"] else ""
        output.say(f"    {row['rows_corrected']:,} rows of {row['files']} files corrected{state}")


def _discreet(row: dict[str, Any]) -> dict[str, Any]:
    """A correction without what a confidential one says; its name, column and numbers are left."""
    if not row["is_confidential"]:
        return row
    return row | {name: _HIDDEN for name in _SAID if row[name] is not None}
