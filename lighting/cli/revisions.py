"""The command that tells what changed in figures that were known before."""

from __future__ import annotations

import click

from lighting import settings as settings_module
from lighting.cli import output
from lighting.cli.output import guarded


@click.command(short_help="Show which known figures changed, and by how much.")
@click.option(
    "--since",
    metavar="RUN|DAY",
    help="Changes after this run, or of runs from this day on; else those of the last run.",
)
@click.option("--rows", "limit", type=click.IntRange(min=1), default=20, show_default=True, help="Rows to show.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@guarded
def revisions(since: str | None, limit: int, is_json: bool) -> None:
    """Show which figures that were known before have changed: by dataset, period and family, then the largest.

    Printed tables may change earlier months without printing them: the year to date grows by more or less than the
    month. That is shown too.
    """
    from warehouse import readers, revised

    with readers.ledger_view(settings_module.load()) as (con, note):
        try:
            first, last = revised.window(con, since)
        except revised.UnknownRunError as error:
            output.stop(str(error), 2)
        found = revised.revised(con, first, last, limit)
        has_samples = readers.holds_samples(con)
    if is_json:
        output.as_json({**found.__dict__, "note": note, "sample_data": has_samples})
        return
    for line in [note] * bool(note) + [output.SAMPLES] * has_samples:
        output.say(line, "note")
    output.say(f"After {found.since or 'the beginning'} up to {found.until or 'now'}", "bold")
    for row in found.first:
        months = row["first_period"] if row["periods"] == 1 else f"{row['first_period']} to {row['last_period']}"
        output.say(f"First figures of {row['table_name']}: {row['periods']} periods, {months}")
    if found.silent:
        output.table(found.silent, title="Earlier months that printed tables revised silently (M06)", is_brief=True)
    if not found.figures:
        output.say("No figure that was known before has changed.")
        return
    cut = f", the first {len(found.by_group)}" if len(found.by_group) < found.groups else ""
    title = f"{found.figures:,} figures changed, in {found.groups:,} groups{cut}"
    output.table(found.by_group, title=title, is_brief=True)
    output.table(found.largest, title="Figures that moved most", is_brief=True)
