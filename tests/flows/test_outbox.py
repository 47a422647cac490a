"""Messages wait until they are delivered, and not for ever."""

from __future__ import annotations

import json
import time

from flows import outbox
from flows.outbox import NotDeliveredError
from lighting import messages


def test_messages_wait_until_each_block_has_taken_them(tmp_path):
    taken: list[tuple[str, str]] = []

    def deliver(name, subject, body):
        if name in deaf:
            raise NotDeliveredError("ConnectError")
        taken.append((name, subject))

    for number in (1, 2):
        outbox.post(tmp_path, f"r{number}", messages.Message("summary", f"s{number}", "b"), ["a/1", "b/2"])
    deaf = {"b/2"}
    (line,) = outbox.send(tmp_path, deliver)
    assert line.startswith("b/2 did not take 2 messages (ConnectError); kept")
    assert taken == [("a/1", "s1"), ("a/1", "s2")]
    deaf = set()
    assert outbox.send(tmp_path, deliver) == []
    assert taken[2:] == [("b/2", "s1"), ("b/2", "s2")]
    assert list(outbox.waiting(tmp_path)) == []


def test_a_message_that_nobody_takes_is_given_up_after_two_weeks(tmp_path):
    def deliver(name, subject, body):
        raise NotDeliveredError("gone")

    posted = outbox.post(tmp_path, "r1", messages.Message("summary", "s", "b"), ["a/1"])
    content = json.loads(posted.path.read_text()) | {"since": time.time() - outbox.GIVEN_UP_AFTER - 1}
    posted.path.write_text(json.dumps(content))
    assert outbox.send(tmp_path, deliver) == ["1 messages were given up after two weeks"]
    assert list(outbox.waiting(tmp_path)) == []
