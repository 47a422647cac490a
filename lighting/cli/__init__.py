"""The command ``lighting``. Commands are imported when they are called, so that help and status are quick."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import click

_COMMANDS = {
    "run": "work",
    "ingest": "work",
    "rerun": "again",
    "stale": "again",
    "backfill": "backfill",
    "rollback": "backfill",
    "rebuild": "work",
    "up": "up",
    "waive": "decide",
    "withdraw": "decide",
    "status": "look",
    "quarantine": "quarantine",
    "release": "quarantine",
    "corrections": "look",
    "sql": "query",
    "metrics": "query",
    "describe": "query",
    "explain": "query",
    "revisions": "revisions",
    "template": "template",
    "claims": "claims",
    "samples": "keep",
    "digest": "keep",
    "doctor": "keep",
    "backup": "backup",
    "restore": "backup",
    "monitor": "tell",
    "notify": "tell",
    "completion": "keep",
}
"""Commands in the order of help, with the module that holds them."""


class _LazyGroup(click.Group):
    """Imports the module of a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(importlib.import_module(f"lighting.cli.{module}"), cmd_name)
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="export-lighting", prog_name="lighting")
def cli() -> None:
    """Customs and bureau data files in, a DuckDB warehouse of export-lighting metrics out.

    Data lives below LIGHTING_HOME (default ./var): landing/, archive/, the warehouse, published/, reports/.
    Exit codes: 0 done, 1 a fault, 2 wrong usage, 3 a file refused in this run or publishing blocked.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point. DuckDB imports pandas when a value is bound (two seconds); nothing in this process needs it."""
    sys.modules.setdefault("pandas", None)  # type: ignore[arg-type]
    cli.main(args=list(arguments) if arguments is not None else None, prog_name="lighting")
