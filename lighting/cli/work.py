"""Commands that change the warehouse: run, ingest, rebuild."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lighting import settings as settings_module
from lighting.cli import output
from lighting.cli.output import guarded
from lighting.cli.tell import failure_told, send_waiting
from lighting.cli.waking import Waking
from lighting.settings import Settings

if TYPE_CHECKING:
    from flows.outcome import Summary
    from flows.steps import Request


@click.command(short_help="Work through the landing folder, as each night.")
@click.option("--all", "shows_all", is_flag=True, help="Show every figure and warning, not only the first.")
@click.option("--json", "is_json", is_flag=True, help="Print the summary as JSON.")
@guarded
def run(shows_all: bool, is_json: bool) -> None:
    """Do everything that the nightly flow does with the landing folder."""
    from flows.quiet import is_anything_due

    settings = _settings()
    with Waking(settings) as waking:
        with failure_told(settings, "lighting run"):
            summary = is_anything_due(settings, waking.begin)
        if summary is not None:
            send_waiting(settings, summary.run_id)
            _end(settings, summary, is_json=is_json, shows_all=shows_all)
        from flows.steps import Request

        _work(settings, Request(kind="nightly"), waking, is_json=is_json, shows_all=shows_all)


@click.command(short_help="Load named files.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--dataset", help="Dataset; recognised by the header if not given.")
@click.option("--flow", type=click.Choice(["export", "import", "X", "M"]), help="Export or import.")
@click.option("--released-at", help="When the publisher showed it, such as 2015-11-20T10:00.")
@click.option(
    "--fact", "facts", multiple=True, metavar="KEY=VALUE", help="Any other fact of a manifest; lists with commas."
)
@click.option("--json", "is_json", is_flag=True, help="Print the summary as JSON.")
@guarded
def ingest(
    paths: tuple[Path, ...],
    dataset: str | None,
    flow: str | None,
    released_at: str | None,
    facts: tuple[str, ...],
    is_json: bool,
) -> None:
    """Receive files and load them; what their rows cannot say comes from manifests or from these options."""
    from flows.steps import Request

    given: dict[str, Any] = {"dataset": dataset, "flow": flow, "released_at": released_at}
    for fact in facts:
        name, found, value = fact.partition("=")
        if not found:
            output.stop(f"--fact {fact}: write KEY=VALUE, such as --fact covers_hs=9405,8539", 2)
        given[name] = value.split(",") if name.startswith("covers_") or name == "supersedes" else value
    if given.get("covers_enterprises", ["*"]) != ["*"]:
        output.stop(
            "Name enterprises in the manifest beside the file: Prefect keeps and shows what a command is given.", 2
        )
    flags = {name: value for name, value in given.items() if value is not None}
    work(_settings(), Request(kind="ingest", paths=tuple(_files(paths)), flags=flags), is_json=is_json)


@click.command(short_help="Build the warehouse anew from the archive.")
@click.option("--keep-old", is_flag=True, help="Keep the old warehouse beside the new one.")
@guarded
def rebuild(keep_old: bool) -> None:
    """Build the warehouse anew from the archive alone, and compare its digest with the old one's."""
    from flows.rebuild import rebuild_warehouse

    settings = _settings()
    result = rebuild_warehouse(settings, output.say, keep_old=keep_old)
    output.say(f"old {result.old_digest or '(none)'}")
    output.say(f"new {result.new_digest}")
    if result.old_digest and result.old_digest != result.new_digest:
        output.say(
            "The digests differ: the old warehouse was not what the archive and this version make of it.", "note"
        )


def _settings() -> Settings:
    """The settings; limits that no rule has are refused here, before anything is done."""
    from expectations import limits

    settings = settings_module.load()
    limits.load(settings.rules)
    return settings


def work(settings: Settings, request: Request, *, is_json: bool = False) -> None:
    """Run a request as a Prefect flow and end the command with its exit code."""
    with Waking(settings) as waking:
        _work(settings, request, waking, is_json=is_json)


def _work(settings: Settings, request: Request, waking: Waking, *, is_json: bool, shows_all: bool = False) -> None:
    from flows import server

    begun = time.perf_counter()

    def progress(line: str) -> None:
        if not is_json:
            output.say(f"{time.perf_counter() - begun:6.1f} s  {line}")

    progress("Prefect and its embedded server start")
    try:
        with failure_told(settings, f"lighting {request.kind}"):
            judging = waking.awake()
        from flows import nightly

        summary = nightly.embedded(settings, request, progress, judging)
    except BaseException as error:
        if _is_interruption(error):
            output.stop("Interrupted. Nothing is half done: the next run goes on from here.")
        if told := server.why_lost(error):
            output.stop(told)
        raise
    _end(settings, summary, is_json=is_json, shows_all=shows_all)


def _is_interruption(error: BaseException | None) -> bool:
    """True if somebody pressed Ctrl-C, which also ends Prefect's server and so may come as another error."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def _end(settings: Settings, summary: Summary, *, is_json: bool, shows_all: bool = False) -> None:
    if is_json:
        output.as_json({**asdict(summary), "exit_code": summary.exit_code})
    else:
        from lighting.cli.summary import show

        show(settings, summary, shows_all=shows_all)
    raise click.exceptions.Exit(summary.exit_code)


def _files(paths: tuple[Path, ...]) -> list[Path]:
    """Files, and the data files in folders; manifests are read with their file."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.is_file() and p.suffix != ".toml" and not p.name.startswith("."))
            if not (listed := sorted(inside)):
                output.stop(f"There is no file in {path}.", 2)
            found += listed
        else:
            found.append(path)
    for path in found:
        if not path.is_file():
            output.stop(f"{path} is no plain file: it cannot be received.", 2)
        if not str(path).isascii() and str(path) != str(path).encode(errors="replace").decode():
            output.stop(f"The name of {path} is not written in UTF-8, so that nothing can refer to it: rename it.", 2)
    return found
