"""The command that writes template workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lighting.cli import output
from lighting.cli.output import guarded

if TYPE_CHECKING:
    from transforms.templates import TemplateColumn


@click.command(short_help="Write an empty workbook of a dataset, with its columns explained.")
@click.argument("name", required=False)
@click.option(
    "--heads", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the heads."
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it; .csv gives the heads alone."
)
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
@guarded
def template(name: str | None, heads: str, out: Path | None, replace: bool) -> None:
    """Write an empty workbook of the dataset NAME, with a sheet that explains each column; without NAME, list them."""
    from lighting.registry import DATASETS
    from transforms import templates

    if name is None:
        output.table([{"dataset": n, "title": DATASETS[n].title} for n in DATASETS if _columns(n)])
        output.say("lighting template NAME writes one of them.")
        return
    output.check_dataset(name)
    columns = _columns(name)
    if not columns:
        output.stop(f"The files of {name} come as their source makes them; there is no template.", 2)
    path = out or Path(f"{name}_template.xlsx")
    if path.exists() and not replace:
        output.stop(f"{path} is there already; name another with --out, or add --replace.", 2)
    language: templates.Language = "zh" if heads == "zh" else "en"
    if path.suffix == ".csv":
        path.write_bytes(templates.csv_template(columns, language))
    else:
        path.write_bytes(templates.xlsx_template(columns, language, _notes(name)))
    output.say(f"Written {path}: {len(columns)} columns of {name}.")


def _columns(name: str) -> list[TemplateColumn]:
    """The columns of a dataset's template."""
    from lighting.registry import DATASETS
    from transforms import templates
    from warehouse import declared

    if name not in declared.tables("stage"):
        return []
    known = {c.name: templates.Declared(c.type, c.comment) for c in declared.columns("stage", name)}
    return templates.template_columns(DATASETS[name].transforms.FORM, known)


def _notes(name: str) -> list[str]:
    """What stands above the columns: what it is, where it goes, what must be declared beside it."""
    from lighting.registry import DATASETS

    entry = DATASETS[name]
    return [
        f"{name} ({entry.feed}): {entry.title}",
        f"Put the filled file into landing/{name}/. Beside it, <file>.toml declares: {', '.join(entry.needs) or '-'}.",
        f"One row per {', '.join(entry.key)}. Columns may stand in any order; those not required may be left out.",
    ]
