"""Messages on their way: each waits in a file until every block it is for has taken it.

A block that cannot be reached never fails a run. The message stays, the next run tries again, and after two weeks it is
given up; each of these is told in the summary of the run.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lighting.messages import Message, one_line
from lighting.report import put

GIVEN_UP_AFTER = 14 * 24 * 3600
"""Seconds after which a message that nobody took is dropped: what it tells is no news then."""
Deliver = Callable[[str, str, str], None]
"""Hands subject and body to a block, named first; raises if the block does not take them."""


class NotDeliveredError(Exception):
    """A block did not take a message; says why, without address or password."""


@dataclass(frozen=True)
class Waiting:
    """A message that waits.

    Attributes:
        path: its file.
        message: what it says.
        to: blocks that have not taken it.
        since: when it was written, seconds since 1970.
    """

    path: Path
    message: Message
    to: tuple[str, ...]
    since: float


def post(folder: Path, run_id: str, message: Message, to: Sequence[str]) -> Waiting | None:
    """Put a message into the outbox; with nobody to tell, there is none."""
    if not to:
        return None
    waiting = Waiting(folder / f"{run_id}-{message.kind}.json", message, tuple(to), time.time())
    _write(waiting)
    return waiting


def waiting(folder: Path) -> Iterator[Waiting]:
    """Messages that wait, oldest first; a file that is none is left alone."""
    for path in sorted(folder.glob("*.json")):
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
            message = Message(read["kind"], read["subject"], read["body"])
            yield Waiting(path, message, tuple(read["to"]), float(read["since"]))
        except (OSError, ValueError, KeyError, TypeError):
            continue


def send(folder: Path, deliver: Deliver) -> list[str]:
    """Hand out what waits; a block that fails once is left in peace until the next time.

    Returns:
        What was not delivered, in words.
    """
    silent: dict[str, str] = {}
    kept: dict[str, int] = {}
    given_up = 0
    for message in list(waiting(folder)):
        left = [name for name in message.to if not _is_taken(message, name, deliver, silent)]
        if not left:
            message.path.unlink(missing_ok=True)
        elif time.time() - message.since > GIVEN_UP_AFTER:
            message.path.unlink(missing_ok=True)
            given_up += 1
        else:
            _write(Waiting(message.path, message.message, tuple(left), message.since))
            for name in left:
                kept[name] = kept.get(name, 0) + 1
    told = [
        f"{name} did not take {number} {'message' if number == 1 else 'messages'} ({silent[name]}); kept, the next run "
        "tries again, lighting notify send does it now"
        for name, number in kept.items()
    ]
    return told + ([f"{given_up} messages were given up after two weeks"] if given_up else [])


def _is_taken(message: Waiting, name: str, deliver: Deliver, silent: dict[str, str]) -> bool:
    if name in silent:
        return False
    try:
        deliver(name, message.message.subject, message.message.body)
    except NotDeliveredError as error:
        silent[name] = one_line(error, 120)
        return False
    return True


def _write(message: Waiting) -> None:
    message.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content: dict[str, Any] = {**message.message.__dict__, "to": list(message.to), "since": message.since}
    put(message.path, json.dumps(content, ensure_ascii=False, indent=1))
