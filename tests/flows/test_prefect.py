"""The same night on Prefect's embedded server, and from a server with a worker."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import OPEN, Home, query_csv

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE = 300


def _environment(home: Path, prefect_home: Path, **more: str) -> dict[str, str]:
    """The environment of an office machine: no proxies, no account; Prefect's own home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "LIGHTING"))}
    return kept | {
        "PWD": str(CHECKOUT),  # as a shell has it; the deployment works from there
        "LIGHTING_HOME": str(home),
        "PREFECT_HOME": str(prefect_home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_CLI_COLORS": "false",
        "DO_NOT_TRACK": "1",
        **more,
    }


def _call(*command: str, env: dict[str, str], codes: tuple[int, ...] = (0,)) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        check=False,
        env=env,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode in codes, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@contextmanager
def _running(*command: str, env: dict[str, str], log: Path):
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], env=env, cwd=CHECKOUT, stdout=stream, stderr=stream
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _ask(url: str, body: dict[str, object] | None = None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def _wait_for(url: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            _ask(url)
        except (urllib.error.URLError, OSError):
            assert time.monotonic() < until, f"{url} does not answer"
            time.sleep(0.5)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _fill(home: Home) -> None:
    """A file that is loaded with a row in quarantine, and one that is refused."""
    rows = [{"partner": "502", "value": 1000}, {"partner": "304", "value": 2000}, {"regime": "0110"}]
    home.put("customs_query", "good.csv", query_csv(rows), **OPEN)
    home.put("customs_query", "without_flow.csv", query_csv(rows), released_at="2015-11-20")


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    """A home after a night of the command, and what that printed."""
    home = Home(tmp_path_factory.mktemp("embedded") / "home", None)
    _fill(home)
    told = _call("lighting", "run", "--json", env=_environment(home.path, home.path / "prefect"), codes=(3,))
    return home, json.loads(told)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A home after a night that a worker ran for a server, and the server's address."""
    folder = tmp_path_factory.mktemp("served")
    home = Home(folder / "home", None)
    _fill(home)
    port = _free_port()
    api = f"http://127.0.0.1:{port}/api"
    env = _environment(folder / "nowhere", folder / "prefect", PREFECT_API_URL=api)
    serve = ("prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port))
    with _running(*serve, env=env, log=folder / "server.log"):
        _wait_for(f"{api}/health")
        _call("prefect", "work-pool", "create", "lighting", "--type", "process", env=env)
        _call("prefect", "--no-prompt", "deploy", "--all", env=env)
        with _running("prefect", "worker", "start", "--pool", "lighting", env=env, log=folder / "worker.log"):
            _call("prefect", "deployment", "run", "nightly/nightly", "--watch", "--param", f"home={home.path}", env=env)
            yield home, api, env


def test_the_command_runs_the_night_on_the_embedded_server(embedded):
    home, told = embedded
    assert (told["state"], told["exit_code"]) == ("published", 3)
    assert home.one("SELECT sum(value) FROM core.fct_trade") == 3000
    assert home.rows("SELECT file_name, state FROM ops.delivery ORDER BY 1") == [
        ("good.csv", "loaded"),
        ("without_flow.csv", "refused"),
    ]


def test_a_worker_runs_the_same_night(embedded, served):
    assert served[0].digest() == embedded[0].digest()


def test_a_refused_file_leaves_the_run_completed_and_says_so(served):
    home, api, _ = served
    (run,) = _ask(f"{api}/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}, "limit": 10})
    assert run["name"] == f"night {home.path}"
    assert (run["state"]["type"], run["state"]["name"]) == ("COMPLETED", "Refused")
    assert "flow must be declared" in run["state"]["message"]
    assert {"lighting", "nightly"} <= set(run["tags"])


def test_tasks_bear_the_names_of_files_and_are_not_retried_for_a_bad_file(served):
    _, api, _ = served
    runs = _ask(f"{api}/task_runs/filter", {"limit": 200})
    names = {run["name"]: run["run_count"] for run in runs}
    assert {"prepare good.csv", "load good.csv", "check the content", "publish", "build Data Docs"} <= set(names)
    assert set(names.values()) == {1}


def test_one_table_says_what_became_of_each_file(served):
    _, api, _ = served
    (artifact,) = _ask(f"{api}/artifacts/filter", {"artifacts": {"key": {"any_": ["files"]}}})
    rows = json.loads(artifact["data"])
    assert [(row["file"], row["state"], row["rows"], row["quarantined"]) for row in rows] == [
        ("good.csv", "loaded", 2, 1),
        ("without_flow.csv", "refused", 0, 0),
    ]


def test_a_named_server_takes_the_place_of_the_embedded_one(served):
    home, api, env = served
    extra = home.path.parent / "extra.csv"
    extra.write_bytes(query_csv([{"period": "201511", "value": 500}]))
    facts = [f"--fact={name}=*" for name in OPEN if name.startswith("covers_")]
    options = ["--flow", "export", "--released-at", "2015-12-20", *facts]
    told = _call("lighting", "ingest", str(extra), *options, "--json", env=env | {"LIGHTING_HOME": str(home.path)})
    assert json.loads(told)["state"] == "published"
    assert home.one("SELECT sum(value) FROM core.fct_trade WHERE period = '201511'") == 500
    runs = _ask(f"{api}/flow_runs/filter", {"limit": 10})
    assert "ingest extra.csv" in {run["name"] for run in runs}


def test_the_nightly_deployment_is_what_the_file_says(served):
    _, api, _ = served
    (deployment,) = _ask(f"{api}/deployments/filter", {"limit": 10})
    (schedule,) = deployment["schedules"]
    found = {
        "name": deployment["name"],
        "entrypoint": deployment["entrypoint"],
        "cron": schedule["schedule"]["cron"],
        "timezone": schedule["schedule"]["timezone"],
        "active": schedule["active"],
        "limit": deployment["global_concurrency_limit"]["limit"],
        "late runs": deployment["concurrency_options"]["collision_strategy"],
        "pool": deployment["work_pool_name"],
        "tags": sorted(deployment["tags"]),
        "parameters": deployment["parameters"],
    }
    assert found == {
        "name": "nightly",
        "entrypoint": "flows/nightly.py:nightly",
        "cron": "0 2 * * *",
        "timezone": "Asia/Shanghai",
        "active": True,
        "limit": 1,
        "late runs": "CANCEL_NEW",
        "pool": "lighting",
        "tags": ["lighting", "nightly"],
        "parameters": {},
    }
