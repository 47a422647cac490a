"""Prefect's server for the time of a command, in a process of its own that ends with its parent, however that ends.

Prefect begins one by itself, but only once it has loaded the whole server into the process of the run too, and it
leaves its server behind when the run is killed. This one loads beside the run, from its first moment.
"""

from __future__ import annotations

import atexit
import gc
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

PATIENCE = 240
"""Seconds until the server must answer: a new one makes its database first."""
_API_URL = "PREFECT_API_URL"
_SPARED = {
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
}
"""What a server that ends with its run need not do: look for automations, and keep every event beside the states."""

_process: subprocess.Popen[bytes] | None = None


class ServerError(Exception):
    """Prefect's server does not answer; the message says where it tells why."""


def begin(log: Path) -> None:
    """Begin a server, unless the environment names one or this process has one; it ends with this process.

    Prefect must not be imported yet: it reads the address from the environment then.

    Args:
        log: where it writes its complaints.
    """
    global _process  # noqa: PLW0603 - the one server of this process
    if os.environ.get(_API_URL):
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as listening, log.open("wb") as complaints:
        _process = subprocess.Popen(  # noqa: S603 - this module itself
            command(listening.fileno()),
            pass_fds=[listening.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=complaints,
            stderr=complaints,
            env=_SPARED | os.environ,
            start_new_session=True,  # Ctrl-C is for the run, which still reports to it
        )
        os.environ[_API_URL] = f"http://127.0.0.1:{listening.getsockname()[1]}/api"
    atexit.register(end)


def is_of_this_process() -> bool:
    """True if this process has begun the server that it reports to."""
    return _process is not None


def wait_until_it_answers() -> None:
    """Wait for the server that the environment names.

    Raises:
        ServerError: if it has ended, or does not answer in time.
    """
    from prefect.client.orchestration import get_client

    until = time.monotonic() + PATIENCE
    with get_client(sync_client=True) as client:
        while (error := client.api_healthcheck()) is not None:
            if _process is not None and _process.poll() is not None:
                raise ServerError(f"Prefect's server ended with {_process.returncode}; see prefect/server.log.")
            if time.monotonic() > until:
                raise ServerError(f"Prefect's server at {os.environ[_API_URL]} does not answer: {error}") from error
            time.sleep(0.1)


def why_lost(error: BaseException) -> str | None:
    """In words, that a run failed because its server is gone; None if it failed for another reason."""
    if _process is not None and _process.poll() is not None:
        what = f"Prefect's server ended with {_process.returncode} (prefect/server.log may tell why)"
    elif _is_of_connection(error):
        what = f"Prefect's server at {os.environ.get(_API_URL)} does not answer any more"
    else:
        return None
    return f"{what}. Nothing is lost or half done: lighting status says how far it came, the next run goes on."


def _is_of_connection(error: BaseException | None) -> bool:
    while error is not None:
        if type(error).__module__.split(".")[0] in {"httpx", "httpcore"} and "Connect" in type(error).__name__:
            return True
        error = error.__cause__ or error.__context__
    return False


def end() -> None:
    """End the server that this process has begun, if it has; who waits for its answer is told that it ended."""
    if _process is None:
        return
    _process.terminate()
    try:
        _process.wait(10)
    except subprocess.TimeoutExpired:
        _process.kill()
        _process.wait()


def command(descriptor: int, reports: Path | None = None) -> list[str]:
    """The command of a server on a socket that this process has opened; with reports, one that stands (see below)."""
    return [sys.executable, "-m", "flows.server", str(descriptor), *([str(reports)] if reports else [])]


def end_with_parent() -> None:
    """Let this process end when its parent does, however that ends."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _serve(descriptor: int, reports: Path | None) -> None:
    """Serve on a socket that the parent has opened.

    Args:
        descriptor: of the socket.
        reports: folder of the pages about runs, for a server that stands: it has the user interface and the schedules,
            and shows that folder below ``/reports``. Without it, a server for one command.
    """
    end_with_parent()
    gc.disable()  # what is loaded now stays to the end: looking for garbage in it is a fifth of the loading
    import uvicorn
    from prefect.server.api.server import create_app
    from starlette.routing import Mount
    from starlette.staticfiles import StaticFiles

    app = create_app(ephemeral=reports is None, final=True)
    if reports is not None:
        reports.mkdir(parents=True, exist_ok=True)
        app.router.routes.insert(0, Mount("/reports", StaticFiles(directory=reports, html=True)))
    gc.freeze()
    gc.enable()
    config = uvicorn.Config(app, log_level="error", lifespan="on", timeout_graceful_shutdown=5)
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


if __name__ == "__main__":
    _serve(int(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
