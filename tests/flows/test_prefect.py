"""The same night by the command and by the worker of ``lighting up``; what the user interface shows of it."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from samples.enterprises import wrong_credit_code
from tests.flows.standing import Served, call, environment, until, up
from tests.support import OPEN, Home, query_csv
from tests.warehouse.test_confidential import FIRST, SECRET_VALUE, csv, firm, found_in, row

pytestmark = pytest.mark.slow

DEPLOYMENTS = Path(__file__).with_name("deployments.json")


def _fill(home: Home) -> None:
    """Files that are loaded with a row in quarantine, one of them confidential, and one that is refused."""
    rows = [{"partner": "502", "value": 1000}, {"partner": "304", "value": 2000}, {"regime": "0110"}]
    home.put("customs_query", "good.csv", query_csv(rows), **OPEN)
    home.put("customs_query", "without_flow.csv", query_csv(rows), released_at="2015-11-20")
    bad = row(6, "502", 900, uscc=wrong_credit_code(firm(6)[1]))
    home.put("customs_enterprise", "firms.csv", csv(row(5, "110", SECRET_VALUE), bad), **FIRST)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    """A home after a night of the command, and what that printed."""
    home = Home(tmp_path_factory.mktemp("embedded") / "home", None)
    _fill(home)
    told = call("lighting", "run", "--json", env=environment(home.path), codes=(3,))
    return home, json.loads(told)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A home that is served, with files in its landing folder."""
    folder = tmp_path_factory.mktemp("served")
    home = Home(folder / "home", None)
    _fill(home)
    with up(home.path, folder / "up.log") as service:
        yield service


@pytest.fixture(scope="module")
def night(served, make_home):
    """A night that fails because a program has the warehouse open, and is retried once that is closed."""
    home = make_home(served.home)
    with duckdb.connect(str(home.settings.warehouse)):
        run = served.begin("nightly/nightly")
        failed = served.ended(run)
    call("prefect", "flow-run", "retry", run, env=served.env | {"PREFECT_API_URL": f"{served.url}/api"})
    until(lambda: served.run_of(run)["state_type"] != "FAILED", "the retry")
    return failed, served.ended(run)


def test_the_command_runs_the_night_on_the_embedded_server(embedded):
    home, told = embedded
    with closing(sqlite3.connect(home.settings.prefect / "prefect.db")) as con:
        [(name, tags)] = con.execute("SELECT name, tags FROM flow_run").fetchall()
        assert name.startswith("nightly 20")
        assert json.loads(tags) == ["lighting", "nightly"]
        assert con.execute("SELECT * FROM task_run WHERE tags <> '[]'").fetchall() == []
    assert (told["state"], told["exit_code"]) == ("published", 3)
    assert home.one("SELECT sum(value) FROM core.fct_trade") == 3000
    assert home.rows("SELECT file_name, state FROM ops.delivery ORDER BY 1") == [
        ("good.csv", "loaded"),
        ("without_flow.csv", "refused"),
    ]


def test_a_failed_night_that_is_retried_ends_as_one_that_never_failed(embedded, served, night):
    failed, retried = night
    assert (failed["state_type"], retried["state_type"]) == ("FAILED", "COMPLETED")
    assert "cannot be opened for writing" in failed["state"]["message"]
    assert (retried["id"], retried["run_count"]) == (failed["id"], 2)
    assert Home(served.home, None).digest() == embedded[0].digest()


def test_a_refused_file_leaves_the_run_completed_and_says_so(night):
    _, run = night
    assert run["name"].startswith("nightly 20")
    assert (run["state"]["type"], run["state"]["name"]) == ("COMPLETED", "Refused")
    assert "flow must be declared" in run["state"]["message"]
    assert {"lighting", "nightly"} <= set(run["tags"])


def test_tasks_bear_the_names_of_files_and_are_not_retried_for_a_bad_file(served, night):
    runs = served.ask("/task_runs/filter", {"limit": 200, "flow_runs": {"id": {"any_": [night[1]["id"]]}}})
    names = {run["name"]: run["run_count"] for run in runs}
    assert {"prepare good.csv", "load good.csv", "check the content", "publish", "build Data Docs"} <= set(names)
    assert set(names.values()) == {1}


def test_artifacts_say_what_became_of_each_file_and_lead_to_the_pages(served, night):
    found = served.ask("/artifacts/filter", {"flow_runs": {"id": {"any_": [night[1]["id"]]}}})
    by_key = {artifact["key"]: artifact for artifact in found}
    rows = json.loads(by_key["files"]["data"])
    assert [(row["file"], row["state"], row["rows"], row["quarantined"]) for row in rows] == [
        ("firms.csv", "loaded", 1, 1),
        ("good.csv", "loaded", 2, 1),
        ("without_flow.csv", "refused", 0, 0),
    ]
    for key, words in {"report": "without_flow.csv", "data-docs": "Data Docs"}.items():
        link = by_key[key]["data"].split("(")[1].rstrip(")")
        assert link.startswith(f"{served.url}/reports/")
        with urllib.request.urlopen(link, timeout=30) as page:
            assert words in page.read().decode()


@pytest.fixture
def browse(tmp_path):
    """A browser: hands out what stands on a page, once its scripts have run, as HTML."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    options = "headless no-sandbox disable-gpu disable-quic no-first-run disable-background-networking"
    command = [chromium, *(f"--{o}" for o in options.split()), "--disable-component-update", "--disable-sync"]
    where = [f"--user-data-dir={tmp_path}", "--virtual-time-budget=20000", "--dump-dom"]
    return lambda page: (
        subprocess.run([*command, *where, page], capture_output=True, text=True, timeout=120, check=True).stdout
    )


def _texts(page: str) -> str:
    """Its texts, one after the other."""
    told = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return "|".join(text.strip() for text in re.findall(r">([^<]+)<", told) if text.strip())


def test_the_browser_shows_the_run_by_its_name(served, night, browse):
    shown = browse(f"{served.url}/runs/flow-run/{night[1]['id']}")
    assert night[1]["name"] in shown
    assert "Refused" in shown


def test_the_browser_shows_what_became_of_each_file_and_follows_the_links_to_the_pages(served, night, browse):
    found = served.ask("/artifacts/filter", {"flow_runs": {"id": {"any_": [night[1]["id"]]}}})
    artifacts = {artifact["key"]: f"{served.url}/artifacts/artifact/{artifact['id']}" for artifact in found}
    why = "without_flow.csv: flow must be declared for customs_query."
    files = (
        "dataset|file|state|rows|quarantined|why|customs_enterprise|firms.csv|loaded|1|1|"
        f"customs_query|good.csv|loaded|2|1|customs_query|without_flow.csv|refused|0|0|{why}"
    )
    assert files in _texts(browse(artifacts["files"]))
    report = _followed(browse, browse(artifacts["report"]), "Page about the run")
    assert f"refused (MANIFEST)|without_flow.csv|{why}" in _texts(report)
    docs = _followed(browse, browse(artifacts["data-docs"]), "Data Docs: the rules of the files that were judged last")
    assert "Data Docs" in _texts(docs)
    assert "customs_query" in _texts(docs)
    assert 'href="data_docs/index.html"' in report


def _followed(browse, page: str, text: str) -> str:
    """The page that the link with this text leads to."""
    (link,) = re.findall(rf'<a\b[^>]*\bhref="([^"]+)"[^>]*>\s*{re.escape(text)}\s*</a>', page)
    return browse(link)


def test_a_command_reports_to_the_server_that_serves_its_home(served, night):
    extra = served.home.parent / "extra.csv"
    extra.write_bytes(query_csv([{"period": "201511", "value": 500}]))
    facts = [f"--fact={name}=*" for name in OPEN if name.startswith("covers_")]
    options = ["--flow", "export", "--released-at", "2015-12-20", *facts]
    told = call("lighting", "ingest", str(extra), *options, "--json", env=served.env)
    assert json.loads(told)["state"] == "published"
    assert Home(served.home, None).one("SELECT sum(value) FROM core.fct_trade WHERE period = '201511'") == 500
    (run,) = served.ask("/flow_runs/filter", {"flow_runs": {"name": {"like_": "ingest extra.csv"}}})
    assert run["state_type"] == "COMPLETED"


def test_a_file_that_still_grows_is_left_alone_and_a_second_look_meanwhile_is_cancelled(served, night):
    growing = served.home / "landing" / "customs_query" / "growing.csv"
    growing.write_bytes(b"half a file")
    first = served.begin("arrivals/arrivals", settle_seconds=20)
    until(lambda: served.run_of(first)["state_type"] == "RUNNING", "the first look")
    second = served.ended(served.begin("arrivals/arrivals"))
    growing.write_bytes(b"half a file, and more")
    assert (second["state_type"], second["run_count"]) == ("CANCELLED", 0)
    assert "concurrency limit reached" in second["state"]["message"]
    assert served.ended(first)["state_name"] == "StillArriving"
    growing.unlink()
    assert Home(served.home, None).one("SELECT count(*) FROM ops.delivery WHERE file_name = 'growing.csv'") == 0


def test_a_late_source_is_no_failed_run(served, night):
    run = served.ended(served.begin("freshness/freshness"))
    assert (run["state_type"], run["state_name"]) == ("COMPLETED", "Late")
    assert run["state"]["message"].startswith("customs_query: ")
    (artifact,) = served.ask("/artifacts/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})
    assert [row["dataset"] for row in json.loads(artifact["data"])] == ["customs_query"]


def test_the_deployments_are_those_of_the_snapshot(served: Served):
    found = {}
    for deployment in served.ask("/deployments/filter", {"limit": 50}):
        found[deployment["name"]] = {
            "description": deployment["description"],
            "entrypoint": deployment["entrypoint"],
            "schedules": [
                [s["schedule"]["cron"], s["schedule"]["timezone"], s["active"], s["slug"]]
                for s in deployment["schedules"]
            ],
            "limit": deployment["global_concurrency_limit"]["limit"],
            "late runs": deployment["concurrency_options"]["collision_strategy"],
            "pool": deployment["work_pool_name"],
            "tags": sorted(deployment["tags"]),
            "parameters": sorted(deployment["parameter_openapi_schema"]["properties"]),
        }
    assert found == json.loads(DEPLOYMENTS.read_text(encoding="utf-8"))


def test_one_automation_watches_for_signs_of_life(served: Served):
    (automation,) = served.ask("/automations/filter", {})
    trigger, (action,) = automation["trigger"], automation["actions"]
    assert automation["enabled"]
    assert (trigger["posture"], trigger["within"], trigger["after"], trigger["expect"]) == (
        "Proactive",
        90.0,
        ["prefect.flow-run.heartbeat"],
        ["prefect.flow-run.*"],
    )
    assert (action["type"], action["state"]) == ("change-flow-run-state", "CRASHED")


def test_a_second_one_of_the_same_home_and_one_on_a_taken_port_say_what_is_in_the_way(served, tmp_path):
    port = served.url.rpartition(":")[2]
    second = _up(served.env)
    assert (second.returncode, served.url in second.stderr) == (1, True)
    assert f"process {served.process.pid}" in second.stderr
    other = environment(tmp_path, LIGHTING_PREFECT_PORT=port)
    taken = _up(other)
    assert taken.returncode == 1
    assert f"port {port}" in taken.stderr
    assert "LIGHTING_PREFECT_PORT" in taken.stderr


def _up(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lighting", "up"]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)


def test_neither_prefects_database_nor_a_log_holds_what_stands_in_a_confidential_file(embedded, served, night):
    for home in (embedded[0], Home(served.home, None)):
        apart = {home.path / "landing", home.path / "archive", home.settings.confidential}
        files = [p for p in home.path.rglob("*") if p.is_file() and not apart & {p, *p.parents}]
        assert len(found_in(home.settings.confidential)) > 3
        assert b"firms.csv" in b"".join(p.read_bytes() for p in files if p.name.startswith("prefect.db"))
        assert {str(p): found for p in [*files, served.log] if (found := found_in(p))} == {}
    assert {"server.log", "worker.log"} <= {p.name for p in files}


def test_told_to_stop_it_leaves_no_process_behind(served: Served):
    assert len(served.processes()) >= 3
    assert served.end() == []
    assert served.process.returncode == 0
    assert served.told.rstrip().endswith("Stopped; nothing is left behind")
