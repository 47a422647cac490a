"""The command that serves a home: Prefect's server with its user interface, the schedules, and a worker."""

from __future__ import annotations

import click

from lighting import settings as settings_module
from lighting.cli import output
from lighting.cli.output import guarded


@click.command(short_help="Serve the nights: Prefect's server, schedules and a worker.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the server; LIGHTING_PREFECT_PORT if not given.")
@guarded
def up(port: int | None) -> None:
    """Start Prefect's server with its user interface, the scheduled deployments and a worker, until Ctrl-C.

    docs/operating.md says how to live with it.
    """
    import os
    from contextlib import suppress
    from dataclasses import replace
    from datetime import datetime

    from expectations import limits
    from flows import service, standing

    settings = settings_module.load()
    limits.load(settings.rules)
    if os.environ.get("PREFECT_API_URL"):
        output.stop("PREFECT_API_URL names another server: unset it, or start a worker for that server.", 2)
    if port is not None:
        settings = replace(settings, prefect_port=port)

    def tell(line: str) -> None:
        with suppress(OSError):  # nobody listens any more: a closed terminal or pipe must not end the service
            click.echo(f"{datetime.now():%Y-%m-%d %H:%M:%S}  {line}")  # noqa: DTZ005 - the clock of this machine

    try:
        service.serve(settings, tell)
    except (standing.AlreadyUpError, service.ServiceError) as error:
        output.stop(str(error))
