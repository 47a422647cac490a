"""Prefect's settings for a run on this machine; must be applied before Prefect is imported.

What the environment already says is left as it is: with ``PREFECT_API_URL`` the run reports to that server.
"""

from __future__ import annotations

import os

from lighting.settings import Settings


def apply(settings: Settings) -> None:
    """Set what the environment leaves open: no telemetry, a home of our own, patience with a slow start."""
    wanted = {
        "PREFECT_HOME": str(settings.home / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
        "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
        "PREFECT_SHOW_UPDATE_NOTIFICATIONS": "false",
    }
    for name, value in wanted.items():
        os.environ.setdefault(name, value)
