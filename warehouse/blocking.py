"""Who has a database file open, when DuckDB cannot take its lock."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

_HOLDER = re.compile(
    r"Conflicting lock is held in (?P<program>.*?) \(PID (?P<pid>\d+)\)(?: by user (?P<user>\S+?))?\.?(?:\s|$)"
)


def in_words(error: BaseException) -> str:
    """Why a database file cannot be opened: who has it open, if that is why, and what to do."""
    found = _HOLDER.search(str(error))
    if found is None:
        return f"{error}. If another program has it open, close it."
    user = f" of user {found['user']}" if found["user"] else ""
    return (
        f"process {found['pid']}{user} has it open ({_command(found['pid']) or found['program']}). Close it there, and "
        "run again; nothing is lost. To look into data use lighting sql, or open the published copy read-only."
    )


def is_open_elsewhere(error: BaseException) -> bool:
    """True if an error says that another process has the file open."""
    return _HOLDER.search(str(error)) is not None


def _command(pid: str) -> str | None:
    """The command line of a process and since when it runs, where the system tells."""
    folder = Path("/proc") / pid
    try:
        words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
        since = datetime.fromtimestamp(folder.stat().st_mtime)  # noqa: DTZ006 - as the clock on the wall has it
    except OSError:
        return None
    shown = " ".join(" ".join(words).split())[:120]
    return f"{shown}, since {since:%Y-%m-%d %H:%M:%S}" if shown else None
