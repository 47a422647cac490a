"""Symptoms of what stands beside the nights: messages, Prefect's server, the clock of the machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from unittest.mock import patch

import duckdb

from flows import outbox, standing, telling
from lighting.cli import tell
from lighting.messages import Message
from tests.docs.runbook import Duty
from tests.docs.scenarios_files import FEED, NOVEMBER
from tests.flows.receivers import mailbox
from tests.flows.standing import free_port
from tests.support import OPEN, query_csv
from warehouse.manifest import SHANGHAI

BLOCK = "lighting-email/duty"


def nobody_was_told(duty: Duty) -> Iterator[dict[str, str]]:
    """The mail server was away for a night, or nobody is named, or the night was killed."""
    from flows import notifying  # loads Prefect
    from flows.email_block import Email

    home, settings = duty.home, duty.home.path / "lighting.toml"
    named = f'notify = ["{BLOCK}"]\n'

    def tell_and_send(told, summary):
        telling.tell(told, summary)
        outbox.send(told.outbox, notifying.deliver)

    duty.steps = replace(duty.steps, look=telling.look, tell=tell_and_send)
    home.night(duty.steps)
    blanks = {"block": BLOCK, "who is told": BLOCK, "what waits": ""}
    with mailbox() as server:
        port = server.server_address[1]
        block = Email(host="127.0.0.1", port=port, security="none", sender="a@example.org", to=["b@example.org"])
        kept = SimpleNamespace(load={BLOCK: block}.__getitem__)  # as from Prefect's store, which has tests of its own
        with patch.object(tell, "prefect_at_hand", nullcontext), patch.object(notifying, "Block", kept):
            if "wait" in duty.way:
                settings.write_text(named, encoding="utf-8")
                outbox.post(home.settings.outbox, "1", Message("failed", "[lighting] FAILED: night", "-"), [BLOCK])
                blanks["what waits"] = f"for {BLOCK}: [lighting] FAILED: night"
            elif "named" in duty.way:
                duty.hands["${EDITOR"] = lambda: settings.write_text(named, encoding="utf-8")
                blanks["who is told"] = "nobody"
            else:
                settings.write_text(named, encoding="utf-8")
                blanks["killed run"] = _killed(duty)
            yield blanks
            assert server.taken[-1]["Subject"] == "[lighting] test"
            assert ("FAILED" in server.taken[0]["Subject"]) is ("wait" in duty.way)


def prefect_does_not_answer(duty: Duty) -> Iterator[dict[str, str]]:
    """A process serves the home, and nothing answers where its server should; a night failed for it."""
    folder = duty.home.path / "prefect"
    folder.mkdir()
    for name in ("server.log", "prefect.db", "prefect.db-wal"):
        (folder / name).touch()
    (duty.home.path / "lighting.toml").write_text(f"prefect_port = {free_port()}\n", encoding="utf-8")
    with duckdb.connect(str(duty.home.settings.warehouse)) as con:
        con.execute("UPDATE ops.run SET state = 'failed'")
    duty.home.put(FEED, "201511.csv", query_csv([{"period": "201511"}]), **NOVEMBER)
    with standing.held(duty.home.settings):
        yield {}
    assert duty.home.one("SELECT state FROM ops.delivery WHERE file_name = '201511.csv'") == "loaded"
    assert (folder / "prefect.db").exists() is ("database" not in duty.way)


def clock_set_back(duty: Duty) -> Iterator[dict[str, str]]:
    """A night by a clock of 1970; a file of it was released two days ago."""
    now = datetime.now(SHANGHAI).replace(tzinfo=None)
    released = {"released_at": (now - timedelta(days=2)).isoformat()}
    duty.home.put(FEED, "late.csv", query_csv([{"value": 7}]), **OPEN | released)
    (before,) = duty.home.rows("SELECT strftime(max(started_at), '%Y-%m-%d') FROM ops.run")[0]
    with _at(datetime(1970, 1, 1, 8, 0)):
        assert duty.home.night().exit_code == 3
    yield {"wrong time": "1970-01-01 08:00:00", "file": "late.csv", "time of the run before": before}
    assert duty.said["lighting status"].count("The clock of this machine") == 0


@contextmanager
def _at(moment: datetime) -> Iterator[None]:
    """Set the clock of everything that asks for the time."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.replace(tzinfo=SHANGHAI) if tz is not None else moment

    with patch("flows.outcome.datetime", Clock), patch("warehouse.manifest.datetime", Clock):
        yield


def _killed(duty: Duty) -> str:
    """The last night, as if it had been killed before its end."""
    with duckdb.connect(str(duty.home.settings.warehouse)) as con:
        con.execute("UPDATE ops.run SET state = 'running', ended_at = NULL")
        return str(con.execute("SELECT max(run_id) FROM ops.run").fetchall()[0][0])
