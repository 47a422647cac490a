"""Commands around the warehouse: samples, digest, a look at its health, completion."""

from __future__ import annotations

from pathlib import Path

import click

from lighting import settings as settings_module
from lighting.cli import output
from lighting.cli.output import guarded


@click.command(short_help="Write sample files into the landing folder.")
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="Folder; else the landing folder."
)
@click.option("--seed", default=2015, show_default=True, help="Seed of the generator.")
@guarded
def samples(folder: Path | None, seed: int) -> None:
    """Write sample files in the true raw shapes into the landing folder."""
    from samples.landing import write_landing

    settings = settings_module.load()
    if folder is None and "://" in settings.landing_url:
        output.stop(f"Samples are written into folders, not to {settings.landing_url}: add --to FOLDER.", 2)
    target = folder or Path(settings.landing_url)
    paths = write_landing(target, seed)
    output.say(f"{len(paths)} files below {target}")


@click.command(short_help="Print one hash of the whole content.")
@click.option("--published", "is_published", is_flag=True, help="Of the published copy instead of the warehouse.")
@click.option("--tables", "show_tables", is_flag=True, help="Show the digest of each table.")
@guarded
def digest(is_published: bool, show_tables: bool) -> None:
    """Print the content digest: equal content, equal digest, in whatever order it came."""
    from warehouse import digest as digests
    from warehouse import readers
    from warehouse.connection import open_published

    settings = settings_module.load()
    if is_published:
        with open_published(settings.published) as con:
            tables = digests.table_digests(con)
    else:
        with readers.ledger_view(settings) as (con, note):
            tables = digests.table_digests(con)
        if note:
            output.say(note, "note")
    for name, value in tables.items() if show_tables else ():
        click.echo(f"{value}  {name}")
    click.echo(digests.digest_of(tables))


@click.command(short_help="Check settings, archive, ledger and copies.")
@click.option("--thorough", is_flag=True, help="Compare the published copy by its digest, with its ledger: to minutes.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@guarded
def doctor(thorough: bool, is_json: bool) -> None:
    """Check settings, folders, archive, ledger, facts and published copy, and say what to do."""
    from flows import standing
    from warehouse import health

    settings = settings_module.load()
    checks = health.examine(settings, is_thorough=thorough)
    told, is_silent = standing.described(settings), standing.is_silent(settings)
    remedy = (
        "It answers some seconds after its start; else see prefect/server.log, and begin the service anew "
        "(systemctl restart lighting)."
    )
    found = f"{told}; its server does not answer" if is_silent else told
    checks.append(health.Check("served", not is_silent, found, remedy))
    if is_json:
        output.as_json([check.__dict__ for check in checks])
    else:
        for check in checks:
            output.say(
                f"{'ok  ' if check.is_ok else 'BAD '} {check.what}: {check.found}", None if check.is_ok else "bad"
            )
            if not check.is_ok:
                output.say(f"     -> {check.remedy}")
    if not all(check.is_ok for check in checks):
        raise click.exceptions.Exit(1)


@click.command(short_help="Print the completion script of a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell, such as: eval "$(lighting completion bash)"."""
    from click.shell_completion import get_completion_class

    from lighting.cli import cli

    kind = get_completion_class(shell)
    if kind is None:
        output.stop(f"no completion for {shell}")
    click.echo(kind(cli, {}, "lighting", "_LIGHTING_COMPLETE").source())
