"""The history of the server in a real PostgreSQL, by one setting; its password is nowhere to be seen."""

from __future__ import annotations

import asyncio
import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from flows import prefect_env, server
from lighting.settings import Settings
from tests.flows.standing import free_port, until, up
from tests.support import OPEN, Home, query_csv

pytestmark = pytest.mark.slow

PASSWORD = "s3cret-of-the-database"


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@pytest.fixture
def database():
    """The URL of a database that lives as long as the test."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    folder, port = Path(tempfile.mkdtemp(prefix="lighting-pg-")), free_port()
    as_user = {}
    if os.geteuid() == 0:  # PostgreSQL does not run as root
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid}
    secret = folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)

    def call(*command: str) -> None:
        done = subprocess.run(
            [str(programs / command[0]), *command[1:]],
            cwd=folder,
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            **as_user,
        )
        assert done.returncode == 0, done.stderr

    data = str(folder / "data")
    call(
        "initdb", "-D", data, "-U", "prefect", "-A", "scram-sha-256", "--pwfile", str(secret), "--no-sync", "-E", "UTF8"
    )
    options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off"
    call("pg_ctl", "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://prefect:{PASSWORD}@127.0.0.1:{port}/postgres"
    finally:
        call("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


@contextmanager
def _serving(settings: Settings):
    """The server of ``lighting up`` alone; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening, (settings.home / "server.log").open("ab") as log:
        process = subprocess.Popen(
            server.command(listening.fileno(), settings.reports),
            env=prefect_env.of_server(settings),
            pass_fds=[listening.fileno()],
            stdout=log,
            stderr=log,
        )
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        until(lambda: process.poll() is not None or _answers(url), "the server")
        assert process.poll() is None, (settings.home / "server.log").read_text()
        yield url
    finally:
        process.terminate()
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        return _ask(f"{url}/api/health")
    except OSError:
        return False


def _ask(url: str, body: dict | None = None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def _rows(database: str, sql: str) -> list[tuple]:
    async def ask() -> list[tuple]:
        con = await asyncpg.connect(database)
        try:
            return [tuple(row) for row in await con.fetch(sql)]
        finally:
            await con.close()

    return asyncio.run(ask())


def _named(database: str, folder: Path) -> Path:
    """A file that only its owner reads, with the URL of the database."""
    held = folder / "credential"
    held.write_text(f"{database}\n")
    held.chmod(0o600)
    return held


def test_the_history_is_in_postgres_and_outlives_the_server(database, tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("PREFECT")]:
        monkeypatch.delenv(name)
    settings = Settings(home=tmp_path / "home", prefect_database=str(_named(database, tmp_path)))
    settings.home.mkdir()
    with _serving(settings) as url:
        _ask(f"{url}/api/flows/", {"name": "a flow of the team"})
    assert _rows(database, "SELECT name FROM flow") == [("a flow of the team",)]
    assert list(settings.home.rglob("*.db")) == []
    assert "LIGHTING_PREFECT_DATABASE" not in prefect_env.of_worker(settings)
    assert not any(PASSWORD in value for value in prefect_env.of_worker(settings).values())
    for path in settings.home.rglob("*.log"):
        assert PASSWORD not in path.read_text()


@pytest.mark.long
def test_a_night_of_lighting_up_has_its_history_in_postgres(database, tmp_path):
    home = Home(tmp_path / "home", None)
    home.put("customs_query", "a.csv", query_csv([{"value": 100}]), **OPEN)
    setting = {"LIGHTING_PREFECT_DATABASE": str(_named(database, tmp_path))}
    with up(home.path, tmp_path / "up.log", **setting) as service:
        ended = service.ended(service.begin("nightly/nightly"))
        assert (ended["state_type"], ended["state_name"]) == ("COMPLETED", "Completed")
        assert service.end() == []
    assert home.one("SELECT sum(value) FROM core.fct_trade") == 100
    runs = _rows(
        database, "SELECT name, state_name FROM flow_run WHERE name LIKE 'nightly 20%' AND start_time IS NOT NULL"
    )
    assert runs == [(ended["name"], "Completed")]
    assert {name for (name,) in _rows(database, "SELECT name FROM deployment")} >= {"nightly", "arrivals", "freshness"}
    assert list(home.path.rglob("*.db")) == []
    for path in [tmp_path / "up.log", *home.path.rglob("*.log")]:
        assert PASSWORD not in path.read_text()
