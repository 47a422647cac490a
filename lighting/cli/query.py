"""Commands that ask the published warehouse."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from typing import Any

import click

from lighting import settings as settings_module
from lighting.cli import output
from lighting.cli.output import guarded


@click.command(short_help="Ask the published warehouse in SQL.")
@click.argument("statement")
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "parquet"]), default="table", show_default=True
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file; needed for parquet.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    help="Rows that a table shows; csv, json and parquet give all.",
)
@click.option("--confidential", "is_whole", is_flag=True, help="Read the confidential rows of the home folder as well.")
@guarded
def sql(statement: str, form: str, out: Path | None, limit: int, is_whole: bool) -> None:
    """Ask the published warehouse in SQL, read-only: STATEMENT, or - for standard input."""
    import duckdb

    from warehouse import readers, results
    from warehouse.connection import open_published
    from warehouse.whole import open_whole

    text = sys.stdin.read() if statement == "-" else statement
    if form == "parquet" and out is None:
        output.stop("Parquet goes to a file: add --out FILE.", 2)
    settings = settings_module.load()
    with open_whole(settings) if is_whole else open_published(settings.published) as con:
        try:
            if form == "table":
                found, is_cut = results.fetch(con, text, limit)
                output.table(found)
                if not found:
                    output.say("No rows.")
                if is_cut:
                    output.say(f"Shown are the first {limit} rows; --limit, or --format csv, gives more.", "note")
                if readers.holds_samples(con):
                    output.say(output.SAMPLES, "note")
            else:
                results.write(con, text, form, out)
        except duckdb.Error as error:
            output.stop(f"{error}")


@click.command(short_help="List the metrics.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
def metrics(is_json: bool) -> None:
    """List the metrics: meaning, unit, source feeds, freshness."""
    from warehouse.metrics import metrics as all_metrics

    listed = [
        {
            "number": m.number,
            "name": m.name,
            "meaning": m.head["Meaning"],
            "unit": m.head["Unit"].rstrip("."),
            "feeds": m.head["Feeds"],
            "freshness": m.head["Freshness"],
        }
        for m in all_metrics()
    ]
    if is_json:
        output.as_json(listed)
        return
    output.table(listed)
    output.say(
        "Ask one: lighting sql \"from marts.ytd_value where family = 'D1'\"; more about it: lighting describe ytd_value"
    )


@click.command(short_help="Explain a metric, a table or a dataset.")
@click.argument("name")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@guarded
def describe(name: str, is_json: bool) -> None:
    """Explain a metric, a table or a dataset: NAME is a metric, schema.table, or a dataset."""
    from warehouse import dictionary

    try:
        found = dictionary.describe(name)
    except KeyError as error:
        output.stop(str(error.args[0]), 2)
    if is_json:
        output.as_json(found.__dict__)
        return
    output.say(found.title, "bold")
    for label, text in found.entries.items():
        output.say(f"{label}: {text}")
    output.table(found.columns)


@click.command(short_help="Show the rows, files and vintages behind a figure.")
@click.argument("metric")
@click.option("--period", required=True, help="Period of the figure, such as 201510, or 2015 for yearly metrics.")
@click.option("--family", help="Product family, such as D1.")
@click.option("--product", help="HS prefix instead of a family.")
@click.option("--place", help="Place, such as 442000; ALL for the nation.")
@click.option("--partner", help="Partner code.")
@click.option("--regime", help="Trade regime.")
@click.option("--flow", type=click.Choice(["X", "M"]), help="Export or import.")
@click.option("--currency", type=click.Choice(["CNY", "USD"]), help="Currency.")
@click.option("--as-of", help="A moment: what was known then.")
@click.option("--rows", "limit", type=click.IntRange(min=1), default=20, show_default=True, help="Rows to show.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@guarded
def explain(metric: str, period: str, limit: int, is_json: bool, **scope: str | None) -> None:
    """Show the rows and files behind a figure, the vintages of each, and the total as it was known."""
    import duckdb

    from warehouse import explain as explaining
    from warehouse import readers
    from warehouse.connection import open_published

    if metric.casefold() in ("m39", "claim_verdict"):
        output.stop(
            "What is behind a claim is shown by lighting claims with its number, such as lighting claims C34.", 2
        )
    given = {key: value for key, value in scope.items() if value is not None}
    with open_published(settings_module.load().published) as con:
        try:
            found = explaining.explain(con, metric, period, given, limit)
        except explaining.UnknownMetricError as error:
            output.stop(str(error), 2)
        except duckdb.ConversionException as error:
            output.stop(f"{error}; a moment is written 2015-11-30 or 2015-11-30T10:00.", 2)
        except duckdb.InvalidInputException as error:
            output.stop(str(error), 2)
        except duckdb.CatalogException:
            output.stop("The published copy has the metrics of another version; lighting run publishes it anew.")
        has_samples = readers.holds_samples(con)
    if is_json:
        output.as_json({**found.__dict__, "metric": found.metric.name, "sample_data": has_samples})
        return
    if has_samples:
        output.say(output.SAMPLES, "note")
    show(found, period)


_MOST = 40
"""Figures that are shown of a metric."""
_WITHOUT_ROWS = (
    "No row is shown behind this metric: it is made of figures of single enterprises, which are confidential. "
    "Who may open the home folder asks with lighting sql --confidential."
)


def show(found: Any, period: str) -> None:
    """Print what stands behind a figure."""
    from warehouse.explain_lists import CONFIDENTIAL
    from warehouse.explain_releases import METRIC as OF_RELEASES

    output.say(f"{found.metric.number} {found.metric.name}: {found.metric.head['Meaning']}", "bold")
    if not found.figures:
        output.say(f"There is no figure for period {period} in this scope.", "note")
        if found.metric.name in CONFIDENTIAL:
            output.say(_WITHOUT_ROWS, "note")
        return
    output.table(found.figures[:_MOST], title="The figure", columns=_told(found.figures), is_brief=True)
    if found.total_figures > _MOST:
        output.say(f"The first {_MOST} of {found.total_figures:,} figures; lighting sql shows all of them.", "note")
    if not found.total_facts:
        output.say(_nothing(found.metric.name), "note")
    more = f", the first {len(found.facts)}" if len(found.facts) < found.total_facts else ""
    total = "" if found.total_value is None else f"; their values add up to {output.shown(found.total_value)}"
    what = "Files of first releases" if found.metric.name == OF_RELEASES else "Rows behind it"
    output.table(found.facts, title=f"{what}: {found.total_facts:,}{more}{total}", is_brief=True)
    if len(found.sums) > 1:
        output.table(found.sums, title="Their sums by year")
    if len(found.totals) > 1:
        output.table(found.totals, title="The total as it was known", is_brief=True)
    many = found.total_vintages
    title = f"Figures with several vintages: {many:,}; those that moved most" if many > 1 else "Vintages of the figure"
    output.table(found.vintages, title=title, is_brief=True)
    output.table(found.printed, title="As printed", is_brief=True)


def _nothing(metric: str) -> str:
    """Why no row is shown behind the figures of a metric."""
    from warehouse.explain_lists import CONFIDENTIAL, LISTS
    from warehouse.explain_releases import METRIC as OF_RELEASES

    if metric in CONFIDENTIAL:
        return _WITHOUT_ROWS
    if metric == OF_RELEASES:
        return "No file that may be shown has a release of this period yet."
    table = f"core.{LISTS[metric].table}" if metric in LISTS else "a file"
    return f"No row of {table} stands behind it."


def _told(figures: list[dict[str, Any]]) -> list[str]:
    """Columns of figures that are shown: what each is about, as far as it is not all, and what it comes to."""
    keys = list(itertools.takewhile(lambda name: name != "value", figures[0]))
    about = [name for name in keys if name == "period" or any(row[name] not in (None, "ALL") for row in figures)]
    result = ("value", "unit", "reason", "partial_value", "passes", "failed_for", "basis")
    return [*about, *(name for name in result if any(row.get(name) is not None for row in figures))]
