"""Who serves a home: the one ``lighting up``, known by a lock that ends with its process, and its server's address."""

from __future__ import annotations

import json
import os
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Any

from lighting.settings import Settings
from warehouse import lock
from warehouse.manifest import now

_PATIENCE = 10
"""Seconds that a server at work may take to answer."""


class AlreadyUpError(Exception):
    """Another ``lighting up`` serves this home; the message says which."""


def path_of(settings: Settings) -> Path:
    """The file that the one ``lighting up`` holds locked."""
    return settings.prefect / "up.lock"


def url_of(settings: Settings) -> str:
    """Address of the user interface of this home's server, as programs of this machine call it."""
    host = "127.0.0.1" if settings.prefect_host in ("0.0.0.0", "::", "") else settings.prefect_host  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.prefect_port}"


@contextmanager
def held(settings: Settings) -> Iterator[None]:
    """Be the one that serves this home.

    Raises:
        AlreadyUpError: if another process is.
    """
    path = path_of(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not lock.take(descriptor):
            raise AlreadyUpError(f"lighting up serves {settings.home} already: {described(settings)}.")
        told = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "url": url_of(settings),
            "since": now().isoformat(timespec="seconds"),
        }
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(told).encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def owner(settings: Settings) -> dict[str, Any] | None:
    """Process, host, address and beginning of the ``lighting up`` of this home; None if none is at work."""
    if not lock.is_held(path_of(settings)):
        return None
    try:
        told: dict[str, Any] = json.loads(path_of(settings).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told


def described(settings: Settings) -> str:
    """The same in words."""
    told = owner(settings)
    if told is None:
        return "by nobody; lighting up does"
    since = str(told["since"]).replace("T", " ")[:19]
    return f"at {told['url']}, process {told['pid']} on {told['host']}, since {since}"


def api(settings: Settings) -> str | None:
    """Where runs of this home report to; None if no ``lighting up`` serves it on this machine."""
    told = owner(settings)
    return f"{told['url']}/api" if told is not None and told["host"] == socket.gethostname() else None


def is_silent(settings: Settings) -> bool:
    """True if a ``lighting up`` of this machine serves the home and its server does not answer."""
    url = api(settings)
    if url is None:
        return False
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/health", timeout=_PATIENCE) as answer:
            return bool(answer.status != HTTPStatus.OK)
    except (OSError, HTTPException):
        return True
