"""Prefect's server for the time of a parent, for tests that ask how it ends and tests that only need one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BEGIN = """
import os, sys
from pathlib import Path
from flows import server

server.begin(Path(sys.argv[1]) / "server.log")
server.wait_until_it_answers()
print(os.environ["PREFECT_API_URL"], flush=True)
if len(sys.argv) > 2:
    input()
"""
CHECKOUT = Path(__file__).resolve().parents[1]


def begin(folder: Path, *more: str) -> subprocess.Popen[str]:
    """A process that begins a server, tells its address, and ends; with a further word it waits for its input first."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    env = kept | {"PREFECT_HOME": str(folder), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    command = [sys.executable, "-c", BEGIN, str(folder), *more]
    return subprocess.Popen(command, env=env, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server that answers as long as the block lasts."""
    with begin(folder, "and wait") as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, f"Prefect's server does not begin; see {folder / 'server.log'}"
        try:
            yield address
        finally:
            process.communicate("\n")
