"""Commands to systemd on a page: it does not run where tests do, so what can be known without it is looked at.

Units are those that the project ships, and verbs and options those that the programs name where they are installed.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

UNITS = {path.name for path in (Path(__file__).resolve().parents[2] / "docs" / "systemd").glob("lighting*")}
PROGRAMS = ("systemctl", "journalctl", "timedatectl")
VERBS = {
    "systemctl": {"status", "start", "stop", "restart", "enable", "daemon-reload"},
    "timedatectl": {"set-ntp"},
    "journalctl": set(),
}
"""What pages ask for; journalctl has no verbs."""


def is_one(line: str) -> bool:
    """True for a command to systemd."""
    return re.match(rf"(sudo )?({'|'.join(PROGRAMS)}) ", line) is not None


def check(line: str) -> None:
    """Look whether a command names units that there are, and says what the program understands."""
    program, *words = [word for word in shlex.split(line) if word != "sudo"]
    options = [word for word in words if word.startswith("--")]
    told = [word for word in words if not word.startswith("--")]
    verb = told.pop(0) if VERBS[program] else None
    assert verb is None or verb in VERBS[program], f"no page may ask for that yet: {line}"
    if program == "timedatectl":
        assert told in (["true"], ["false"]), line
        units = []
    elif program == "journalctl":
        since = told.pop() if "--since" in options else None
        units = told
        assert "--unit" in options, line
        _is_moment(since, line)
    else:
        units = told
        assert bool(units) is (verb != "daemon-reload"), line
    named = {unit if "." in unit else f"{unit}.service" for unit in units}
    assert named <= UNITS, f"{line}: there is no {named - UNITS} in docs/systemd"
    _are_known(program, [*options, *([verb] if verb else [])], line)


def _are_known(program: str, words: list[str], line: str) -> None:
    if shutil.which(program) is None:
        return
    text = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    for word in words:
        assert re.search(rf"(?m)^ .*?(?<![\w-]){re.escape(word)}(?![\w-])", text), f"{line}: {program} knows no {word}"


def _is_moment(text: str | None, line: str) -> None:
    if text is None or shutil.which("systemd-analyze") is None:
        return
    done = subprocess.run(["systemd-analyze", "timestamp", text], capture_output=True, check=False)
    assert done.returncode == 0, f"{line}: {text} is no time"
