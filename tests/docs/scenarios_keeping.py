"""Symptoms of what is kept: a lost disk, a damaged archive, nights that did not run, older code."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
from click.testing import CliRunner

from lighting.cli import cli
from tests.docs.runbook import Duty
from tests.docs.scenarios_files import FEED, NOVEMBER
from tests.support import query_csv

FILE = "201510.csv"


def command(*words: str) -> str:
    """What a command prints that must go well."""
    done = CliRunner().invoke(cli, list(words))
    assert done.exit_code == 0, done.output
    return done.output


def machine_lost(duty: Duty) -> Iterator[dict[str, str]]:
    """The home folder is empty; a backup is of before the last file, and the landing folder lay elsewhere."""
    home, backup, landing = duty.home.path, Path("backup").absolute(), Path("landing").absolute()
    command("backup", str(backup))
    digest = command("digest").split()[-1]
    duty.home.put(FEED, "201511.csv", query_csv([{"period": "201511"}]), **NOVEMBER)
    shutil.move(home / "landing", landing)
    shutil.rmtree(home)
    home.mkdir()
    yield {"backup": str(backup), "digest": digest, "landing folder": str(landing), "loaded files": "2"}
    assert command("digest") == command("digest", "--published")


def archive_damaged(duty: Duty) -> Iterator[dict[str, str]]:
    """A bit of an archived file has fallen over."""
    landed = Path(duty.home.settings.landing_url) / FEED / FILE
    backup = Path("backup").absolute()
    command("backup", str(backup))
    kept = duty.home.settings.archive / hashlib.sha256(landed.read_bytes()).hexdigest()
    whole = kept.read_bytes()
    kept.chmod(0o644)
    kept.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    blanks = {"hash": kept.name, "dataset": FEED, "file": FILE}
    yield {**blanks, "backup": str(backup), "the same file": str(landed)}
    assert kept.read_bytes() == whole


def night_did_not_run(duty: Duty) -> Iterator[dict[str, str]]:
    """A file waits, and no process serves the home."""
    duty.home.put(FEED, "201511.csv", query_csv([{"period": "201511"}]), **NOVEMBER)
    (duty.home.path / "prefect").mkdir()
    for name in ("worker.log", "server.log"):
        (duty.home.path / "prefect" / name).touch()
    (last,) = duty.home.rows("SELECT max(run_id) FROM ops.run")
    yield {"last run": last[0], "flow run": "1c8f"}
    assert last[0] not in duty.said["lighting status"]


def code_changed(duty: Duty) -> Iterator[dict[str, str]]:
    """A limit of a rule that judged the file is another one now."""
    limit = "Q24 = 50.0"
    (duty.home.path / "lighting.toml").write_text(f"[rules]\n{limit}\n", encoding="utf-8")
    yield {"stale files": "1", "limit": limit, "first day": "2015-11-01", "last day": "2015-11-30"}


def backfill_wrong(duty: Duty) -> Iterator[dict[str, str]]:
    """A limit was set wrongly, so that a backfill set October aside."""
    settings = duty.home.path / "lighting.toml"
    settings.write_text("[rules]\nQ22 = 201512\n", encoding="utf-8")
    command("backfill", "--from", "2015-11", "--reason", "a new limit", "--yes")
    duty.hands["${EDITOR"] = lambda: settings.write_text("", encoding="utf-8")
    (run,) = (folder.name for folder in duty.home.settings.kept.iterdir())
    blanks = {"family": "D1", "period": "201510", "records": "1", "reason": "a new limit"}
    yield {**blanks, "run": run, "value": "100"}


def warehouse_damaged(duty: Duty) -> Iterator[dict[str, str]]:
    """Somebody wrote into the file, or deleted rows in it."""
    warehouse = duty.home.settings.warehouse
    digest = command("digest").split()[-1]
    if "does not open" in duty.way:
        with warehouse.open("r+b") as stream:
            stream.seek(8)
            stream.write(b"xxxx")
        what = "warehouse: "
    else:
        with duckdb.connect(str(warehouse)) as con:
            con.execute("DELETE FROM core.fct_trade")
        what = "ledger against the facts: 1 deliveries off"
    yield {"what is wrong": what, "deliveries": "1", "digest": digest}
