"""A user who has the warehouse itself open: the run says which process that is, changes nothing, and goes on later."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from click.testing import CliRunner

from lighting.cli import cli
from lighting.settings import Settings
from tests.support import OPEN, query_csv
from tests.warehouse.test_confidential import FIRST, OCTOBER, csv
from warehouse import connection
from warehouse.connection import WarehouseError, open_published, open_writer, part_of

SESSION = """
import duckdb, sys
con = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "read")
print("open", flush=True)
sys.stdin.read()
"""


@pytest.mark.slow
@pytest.mark.parametrize(("name", "mode"), [("warehouse", "write"), ("warehouse", "read"), ("confidential", "write")])
def test_the_message_names_the_process_and_the_next_run_goes_on(home, name, mode, monkeypatch):
    monkeypatch.setenv("LIGHTING_HOME", str(home.path))
    monkeypatch.setattr(connection, "_PATIENCE", 0.2)
    home.put("customs_query", "october.csv", query_csv([{"value": 100}]), **OPEN)
    home.put("customs_enterprise", "firms.csv", csv(*OCTOBER), **FIRST)
    assert home.night().state == "published"
    home.put("customs_query", "november.csv", query_csv([{"period": "201511", "value": 200}]), **OPEN)
    command = [sys.executable, "-c", SESSION, str(getattr(home.settings, name)), mode]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as session:
        assert session.stdout.readline() == "open\n"
        done = CliRunner().invoke(cli, ["run"])
        with pytest.raises(WarehouseError, match=f"process {session.pid} "):
            home.night()
        looked = CliRunner().invoke(cli, ["status"])
        with open_published(home.settings.published) as con:
            assert con.execute("SELECT sum(value) FROM core.fct_trade").fetchone() == (100,)
        session.stdin.close()
    assert done.exit_code == 1
    assert f"process {session.pid} " in done.output
    assert " has it open (" in done.output
    assert f"{sys.executable} -c import duckdb, sys" in done.output
    assert "nothing is lost" in done.output
    assert looked.exit_code == 0
    if mode == "write":
        assert f"The warehouse is open elsewhere: process {session.pid} " in looked.output
    summary = home.night()
    assert (summary.state, summary.faults, summary.notes) == ("published", [], [])
    assert home.one("SELECT sum(value) FROM core.fct_trade") == 300


@pytest.mark.parametrize("name", ["warehouse", "confidential"])
def test_a_look_that_takes_a_moment_keeps_no_run_from_beginning(name, tmp_path):
    settings = Settings(home=tmp_path)
    with open_writer(settings) as con, part_of(con, is_confidential=True):
        pass
    command = [sys.executable, "-c", SESSION, str(getattr(settings, name)), "read"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as session:
        assert session.stdout.readline() == "open\n"
        closing = threading.Timer(0.5, session.stdin.close)
        closing.start()
        open_writer(settings).close()
        closing.join()
