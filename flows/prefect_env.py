"""Prefect's settings for a run on this machine; must be applied before Prefect is imported.

What the environment already says is left as it is: with ``PREFECT_API_URL`` the run reports to that server.
"""

from __future__ import annotations

import os
from pathlib import Path

from flows import standing
from lighting import database
from lighting.settings import Settings

HEARTBEAT = 30
"""Seconds between the signs of life of a run that reports to a standing server."""
DATABASE = "LIGHTING_PREFECT_DATABASE"
_LEASES = "prefect.server.concurrency.lease_storage.filesystem"


def apply(settings: Settings) -> None:
    """Set what the environment leaves open for a run of the command.

    No telemetry, a home of our own, patience with a slow start; the server of ``lighting up`` if it serves this home.
    """
    wanted = _common(settings) | {
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    }
    api = standing.api(settings)
    if api is not None:
        wanted["PREFECT_API_URL"] = api
    for name, value in wanted.items():
        os.environ.setdefault(name, value)


def of_server(settings: Settings) -> dict[str, str]:
    """The environment of the server of ``lighting up``; no other process is told the database's password.

    Leases are kept in files, so that a night outlives a new start of the server.

    Raises:
        SettingsError: if the setting of the database cannot be used.
    """
    wanted = _common(settings) | {
        "PREFECT_UI_API_URL": "/api",
        "PREFECT_UI_STATIC_DIRECTORY": str(settings.prefect / "ui"),
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": _LEASES,
        "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    }
    url = database.connection_url(settings.prefect_database)
    given = {"PREFECT_SERVER_DATABASE_CONNECTION_URL": url} if url else {}
    return wanted | _environment() | given


def of_worker(settings: Settings) -> dict[str, str]:
    """The environment of the worker of ``lighting up``, and so of its runs, which work in another folder."""
    named = {
        "LIGHTING_HOME": str(settings.home),
        "LIGHTING_UI": standing.url_of(settings),
        "PREFECT_API_URL": f"{standing.url_of(settings)}/api",
    }
    if settings.landing and "://" not in settings.landing:
        named["LIGHTING_LANDING"] = str(Path(settings.landing).expanduser().absolute())
    if "LIGHTING_CONFIG" in os.environ:
        named["LIGHTING_CONFIG"] = str(Path(os.environ["LIGHTING_CONFIG"]).absolute())
    return _common(settings) | {"PREFECT_LOGGING_LEVEL": "INFO"} | _environment() | named


def _common(settings: Settings) -> dict[str, str]:
    return {
        "PREFECT_HOME": str(settings.prefect),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
        "PREFECT_SHOW_UPDATE_NOTIFICATIONS": "false",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT),
    }


def _environment() -> dict[str, str]:
    """The environment without the setting of the database."""
    return {name: value for name, value in os.environ.items() if name != DATABASE}
