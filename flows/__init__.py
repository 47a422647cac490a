"""Orchestration: Prefect flows and tasks around the stages of a file."""
