"""``lighting up``: a server with user interface and schedules, and a worker, kept at work until told to stop.

Both are processes of their own in sessions of their own, so that Ctrl-C reaches this process alone, which ends them in
order: the worker with its runs, then the server that they report to. Both end by themselves if this process is killed.
One that dies is begun anew.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from flows import prefect_env, server, standing
from lighting import database
from lighting.settings import Settings

Tell = Callable[[str], None]

_UNUSABLE = 2
_LOOK = 0.5
_PATIENCE = 20
_DEATHS, _WITHIN = 5, 600
_LOG_BYTES = 20 << 20


class ServiceError(Exception):
    """``lighting up`` cannot begin or go on; the message says why and what to do."""


class _Child:
    """A process that is begun anew when it dies."""

    def __init__(self, name: str, command: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        self.name, self.log = name, log
        self._command, self._env = command, env
        self._deaths: deque[float] = deque(maxlen=_DEATHS)
        self._process: subprocess.Popen[str] | None = None

    def begin(self, tell: Tell, descriptors: Sequence[int] = ()) -> None:
        """Begin it; what it prints is told, what it complains of is logged."""
        _shorten(self.log)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - a module of ours
                list(self._command),
                env=dict(self._env),
                pass_fds=list(descriptors),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                errors="replace",
                start_new_session=True,
            )
        threading.Thread(target=self._relay, args=(self._process, tell), daemon=True).start()

    def death(self) -> int | None:
        """Its exit code, once it has ended."""
        return self._process.poll() if self._process is not None else None

    def dies_too_often(self) -> bool:
        """Note a death; True if there were too many of late."""
        self._deaths.append(time.monotonic())
        return len(self._deaths) == _DEATHS and self._deaths[-1] - self._deaths[0] < _WITHIN

    def end(self) -> None:
        """End it with all that it has begun."""
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)
        self.end_session()
        self._process.wait()

    def end_session(self) -> None:
        """End what it has left behind: the runs of a worker are of its session."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def shorten_log(self) -> None:
        """Keep the log from growing without end."""
        _shorten(self.log)

    @staticmethod
    def _relay(process: subprocess.Popen[str], tell: Tell) -> None:
        for line in process.stdout or ():
            tell(line.rstrip("\n"))


def serve(settings: Settings, tell: Tell) -> None:
    """Serve this home until SIGINT, SIGTERM or SIGHUP.

    Args:
        settings: where data lives, and where the server listens and keeps its history.
        tell: what to do with a line about it.

    Raises:
        AlreadyUpError: if another process serves this home.
        ServiceError: if the port is taken, or server or worker do not stay alive.
        SettingsError: if the setting of the database cannot be used.
    """
    database_url = database.connection_url(settings.prefect_database)
    with standing.held(settings), _told_to_stop() as stopped, _listening(settings) as listening:
        shown = database.shown(database_url) if database_url else settings.prefect / "prefect.db"
        tell(f"Prefect's server starts; its history is in {shown}")
        descriptor = listening.fileno()
        log = settings.prefect / "server.log"
        serving = _Child("server", server.command(descriptor, settings.reports), prefect_env.of_server(settings), log)
        name = f"{socket.gethostname()}:{settings.home}".translate({ord("/"): ".", ord("%"): "."})
        command = [sys.executable, "-m", "flows.worker", name]
        working = _Child("worker", command, prefect_env.of_worker(settings), settings.prefect / "worker.log")
        begin: dict[_Child, Callable[[], None]] = {
            serving: lambda: serving.begin(tell, [descriptor]),
            working: lambda: working.begin(tell),
        }
        try:
            for begin_child in begin.values():
                begin_child()
            _keep_alive(begin, stopped, tell)
        finally:
            tell("Stopping: the worker with its runs, then the server")
            working.end()
            serving.end()
    tell("Stopped; nothing is left behind")


def _keep_alive(begin: Mapping[_Child, Callable[[], None]], stopped: threading.Event, tell: Tell) -> None:
    while not stopped.wait(_LOOK):
        for child in begin:
            code = child.death()
            if code is None:
                child.shorten_log()
            elif code == _UNUSABLE and child.name == "worker":
                raise ServiceError("The server cannot be made ready.")
            elif child.dies_too_often():
                raise ServiceError(f"The {child.name} ended {_DEATHS} times; {child.log} says why.")
            else:
                tell(f"The {child.name} has ended ({code}) and is begun anew; see {child.log}")
                child.end_session()
                begin[child]()


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """An event that SIGINT, SIGTERM and a closed terminal set; with nohup a closed terminal does not."""
    stopped = threading.Event()
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    before = {number: signal.signal(number, lambda *_: stopped.set()) for number in numbers}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The socket of the server; it stays open when the server is begun anew."""
    host, port = settings.prefect_host, settings.prefect_port
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        raise ServiceError(
            f"The server cannot listen on {host}, port {port}: {error.strerror or error}. "
            "Set LIGHTING_PREFECT_PORT to a free port (or end what uses it: ss -ltnp shows it)."
        ) from None
    with listening:
        yield listening


def _shorten(log: Path) -> None:
    """Put a log that has grown large aside as ``.1``; its writer appends, so it goes on at the new end."""
    with suppress(FileNotFoundError):
        if log.stat().st_size > _LOG_BYTES:
            log.with_name(f"{log.name}.1").write_bytes(log.read_bytes())
            os.truncate(log, 0)
