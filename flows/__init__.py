"""Orchestration: Prefect flows and tasks around the stages of a file."""

import lighting  # noqa: F401 - says how many threads Polars takes, before Polars is loaded
