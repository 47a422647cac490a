"""What tests need to have a home served by ``lighting up`` and to ask its server."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE = 300
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of an office machine: no proxies, no account; a worker that looks often."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "LIGHTING"))}
    return kept | {"LIGHTING_HOME": str(home), "PREFECT_WORKER_QUERY_SECONDS": "2", "DO_NOT_TRACK": "1", **more}


def call(*command: str, env: dict[str, str], codes: tuple[int, ...] = (0,)) -> str:
    """What a command prints; it must end with one of these codes."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        check=False,
        env=env,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode in codes, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(found: Callable[[], Any], what: str) -> Any:
    """Wait until something is found."""
    end = time.monotonic() + PATIENCE
    while not (value := found()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.3)
    return value


@dataclass
class Served:
    """A home that ``lighting up`` serves."""

    home: Path
    env: dict[str, str]
    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def told(self) -> str:
        """What it has printed."""
        return self.log.read_text(encoding="utf-8")

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask the server: read a path, or post to it."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/api{path}", data, {"Content-Type": "application/json"})
        for _ in range(10):
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:  # a busy server asks to be asked again, as Prefect's programs do
                if error.code != 503:
                    raise
            except TimeoutError:
                if body is not None:
                    raise
            time.sleep(2)
        raise AssertionError(f"{path}: the server stays busy")

    def answers(self) -> bool:
        """True if the server is there."""
        try:
            return bool(self.ask("/health"))
        except OSError:
            return False

    def begin(self, deployment: str, **parameters: Any) -> str:
        """Ask for a run now, as the button of the user interface does; returns its identifier."""
        found = self.ask(f"/deployments/name/{deployment}")
        body = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
        return self.ask(f"/deployments/{found['id']}/create_flow_run", body)["id"]

    def run_of(self, run: str) -> dict[str, Any]:
        """A run as the server knows it."""
        return self.ask(f"/flow_runs/{run}")

    def ended(self, run: str) -> dict[str, Any]:
        """A run, once it has ended."""
        return until(lambda: (r := self.run_of(run))["state_type"] in ENDED and r, f"the end of run {run}\n{self.told}")

    def processes(self) -> list[psutil.Process]:
        """Its process and all below it."""
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def end(self, number: signal.Signals = signal.SIGTERM) -> list[psutil.Process]:
        """Send a signal; returns the processes that are still there a while after."""
        were = self.processes()
        self.process.send_signal(number)
        self.process.wait(60)
        return psutil.wait_procs(were, timeout=20)[1]


@contextmanager
def up(home: Path, log: Path, **more: str) -> Iterator[Served]:
    """Serve a home while the block lasts."""
    port = free_port()
    env = environment(home, LIGHTING_PREFECT_PORT=str(port), **more)
    with log.open("wb") as stream:
        command = [sys.executable, "-m", "lighting", "up"]
        process = subprocess.Popen(command, env=env, cwd=CHECKOUT, stdout=stream, stderr=stream)
    served = Served(home, env, f"http://127.0.0.1:{port}", process, log)
    try:
        until(lambda: "Ready: " in served.told or process.poll() is not None, "lighting up")
        assert process.poll() is None, served.told
        yield served
    finally:
        if process.poll() is None:
            served.end()
