"""The command: what it prints, what a script gets, how it ends, and what it does not load."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
import sys

import pytest
from click.testing import CliRunner

from lighting.cli import _COMMANDS, cli
from tests.support import OPEN, Home, query_csv

LOOKS = ("--help", "status", "sql 'SELECT 1'", "metrics", "describe M02", "quarantine", "digest")
HEAVY = ("prefect", "great_expectations", "polars", "pandas", "pyarrow", "sqlalchemy")


@pytest.fixture(scope="module")
def night(tmp_path_factory, make_home) -> Home:
    """A home after a night: one file loaded with a row in quarantine, one refused, one that is a sample."""
    home = make_home(tmp_path_factory.mktemp("cli") / "home")
    rows = [{"partner": "502", "value": 1000}, {"partner": "304", "value": 2500}, {"regime": "0110"}]
    home.put("customs_query", "sample_good.csv", query_csv(rows), **OPEN)
    home.put("customs_query", "without_flow.csv", query_csv(rows[:1]), released_at="2015-11-20")
    assert home.night().state == "published"
    return home


@pytest.fixture
def call(night, monkeypatch):
    """Call the command in this process."""
    monkeypatch.setenv("LIGHTING_HOME", str(night.path))

    def invoke(*arguments: str, **options):
        return CliRunner().invoke(cli, list(arguments), **options)

    return invoke


def test_help_lists_every_command_in_words(call):
    done = call("--help")
    assert done.exit_code == 0
    lines = done.output.partition("Commands:")[2].splitlines()
    found = dict(line.split(maxsplit=1) for line in lines if line.strip())
    assert list(found) == list(_COMMANDS)
    assert not [text for text in found.values() if text.endswith("...")]
    for name in _COMMANDS:
        assert call(name, "--help").exit_code == 0


def test_status_tells_what_waits_for_somebody(call):
    done = call("status")
    assert done.exit_code == 0
    assert "SAMPLE DATA" in done.output
    assert "published" in done.output
    assert "refused: without_flow.csv" in done.output
    assert 'Add to without_flow.csv.toml beside it: flow = "export"' in done.output
    told = json.loads(call("status", "--json", "--all").output)
    assert {row["file_name"]: row["state"] for row in told["deliveries"]} == {
        "sample_good.csv": "loaded",
        "without_flow.csv": "refused",
    }
    assert told["last_run"]["state"] == "published"
    assert [point["rule"] for point in told["open"]] == ["MANIFEST"]


def test_quarantine_names_file_row_and_rule(call):
    grouped = call("quarantine")
    assert "1 records in quarantine" in grouped.output
    assert "Q14" in grouped.output
    shown = call("quarantine", "--rows", "--rule", "Q14")
    assert "sample_good.csv row 4 (customs_query)" in shown.output
    assert '"0110"' in shown.output
    assert call("quarantine", "--rule", "Q99").output == "Nothing is in quarantine.\n"
    (record,) = json.loads(call("quarantine", "--json").output)
    assert (record["source_row"], record["rules"]) == (4, ["Q14"])


def test_sql_prints_tables_and_writes_what_scripts_read(call, tmp_path):
    statement = "SELECT partner_code, value FROM core.fct_trade ORDER BY 1"
    assert "1,000" in call("sql", statement).output
    assert call("sql", statement, "--format", "csv").output.split() == [
        "partner_code,value",
        "304,2500.00",
        "502,1000.00",
    ]
    assert [row["partner_code"] for row in json.loads(call("sql", statement, "--format", "json").output)] == [
        "304",
        "502",
    ]
    assert call("sql", "-", "--format", "csv", input="SELECT 1 AS one").output.split() == ["one", "1"]
    file = tmp_path / "rows.parquet"
    assert call("sql", statement, "--format", "parquet", "--out", str(file)).exit_code == 0
    assert file.read_bytes()[:4] == b"PAR1"
    assert call("sql", statement, "--format", "parquet").exit_code == 2
    for nothing in ("SELECT nothing", "", ";"):
        wrong = call("sql", nothing)
        assert wrong.exit_code == 1
        assert isinstance(wrong.exception, SystemExit)


def test_json_loses_no_digit_and_no_column(call):
    statement = "SELECT 123456789012345678.12 AS a, 1.50 AS a, 'nan'::DOUBLE AS b, [DATE '2015-10-31'] AS c, 2 AS a"
    found = call("sql", statement, "--format", "json").output
    assert json.loads(found, parse_constant=pytest.fail) == [
        {"a": "123456789012345678.12", "a_1": 1.5, "b": "nan", "c": ["2015-10-31"], "a_2": 2}
    ]
    assert call("sql", statement, "--format", "csv").output.startswith("a,a_1,b,c,a_2\n")


def test_a_rerun_of_nothing_is_json_too(call):
    assert json.loads(call("rerun", "--dataset", "fx_rates", "--json").output) == {"handled": [], "exit_code": 0}


def test_a_table_that_is_cut_says_so(call):
    done = call("sql", "FROM range(30)", "--limit", "10")
    assert "the first 10 rows" in done.output


def test_metrics_and_describe_are_the_dictionary(call):
    listed = json.loads(call("metrics", "--json").output)
    assert [metric["number"] for metric in listed] == [*(f"M{number:02}" for number in range(1, 43)), "E01", "E02"]
    assert all(metric["meaning"] and metric["unit"] and metric["feeds"] and metric["freshness"] for metric in listed)
    assert "Formula:" in call("describe", "M02").output
    assert "Product family" in call("describe", "ytd_value").output
    assert "known_from" in call("describe", "core.fct_trade").output
    unknown = call("describe", "no_such")
    assert unknown.exit_code == 2
    assert "no_such" in unknown.output


def test_explain_shows_the_rows_behind_a_figure(call):
    options = ("--period", "201510", "--family", "D1", "--place", "44")
    done = call("explain", "month_value", *options)
    assert done.exit_code == 0
    assert "their values add up to 3,500" in done.output
    assert "sample_good.csv" in done.output
    told = json.loads(call("explain", "month_value", *options, "--json").output)
    assert sorted(fact["source_row"] for fact in told["facts"]) == [2, 3]
    assert call("explain", "no_such", "--period", "201510").exit_code == 2


def test_revisions_of_a_first_night(call):
    done = call("revisions")
    assert done.exit_code == 0
    assert "First figures of fct_trade: 1 periods, 201510" in done.output
    assert "No figure that was known before has changed." in done.output
    told = json.loads(call("revisions", "--since", "2015-01-01", "--json").output)
    assert (told["figures"], told["first"][0]["table_name"], told["since"]) == (0, "fct_trade", None)
    wrong = call("revisions", "--since", "yesterday")
    assert wrong.exit_code == 2
    assert "neither a run nor a day" in wrong.output


def test_a_copy_with_metrics_of_another_version_is_one_line(call, monkeypatch):
    import duckdb

    from warehouse import explain

    def broken(*_):
        raise duckdb.CatalogException("Table Function with name months_used does not exist")

    monkeypatch.setattr(explain, "explain", broken)
    done = call("explain", "month_value", "--period", "201510")
    assert done.exit_code == 1
    assert "lighting run publishes it anew" in done.output


def test_digest_of_the_warehouse_and_of_the_copy_are_equal(call, night):
    whole = call("digest").output.strip()
    assert whole == call("digest", "--published").output.strip() == night.digest()
    lines = call("digest", "--tables").output.splitlines()
    assert lines[-1] == whole
    assert any(line.endswith("core.fct_trade") and line.startswith("2:") for line in lines)


def test_a_night_that_finds_nothing_new_is_short_and_writes_a_page(call, night):
    done = call("run", "--json")
    assert done.exit_code == 0
    told = json.loads(done.output)
    assert (told["state"], told["handled"], told["is_sample"]) == ("nothing_new", [], True)
    assert (night.settings.reports / f"{told['run_id']}.html").is_file()
    assert "nothing new" in call("run").output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ingest", "no-such-file.csv"], "no-such-file.csv"),
        (["ingest", "{file}", "--fact", "page"], "write KEY=VALUE"),
        (["ingest", "{empty}"], "There is no file in "),
        (["rerun"], "Name deliveries or files"),
        (["rerun", "never_came.csv"], "There is no delivery 'never_came.csv'"),
        (["rerun", ""], "There is no delivery ''"),
        (["rerun", "--dataset", "no_such"], "no dataset 'no_such'"),
        (["quarantine", "--dataset", "no_such"], "no dataset 'no_such'"),
        (["sql", "SELECT 1", "--limit", "-1"], "--limit"),
        (["explain", "month_value", "--period", "201510", "--rows", "-3"], "--rows"),
        (["explain", "month_value", "--period", "201510", "--as-of", "yesterday"], "a moment is written 2015-11-30"),
        (["withdraw", "never_came.csv", "--reason", "x"], "There is no delivery"),
        (["waive", "Q66"], "Missing argument"),
        (["explain", "month_value"], "--period"),
        (["explain", "M39", "--period", "2015"], "lighting claims with its number"),
        (["no_such_command"], "No such command"),
        (["notify", "webhook", "Night!", "--url", "http://127.0.0.1"], "use lowercase letters, digits and dashes"),
    ],
)
def test_wrong_usage_ends_with_two_and_says_what_to_write(call, tmp_path, arguments, message):
    file = tmp_path / "a.csv"
    file.write_text("a")
    (tmp_path / "empty").mkdir()
    done = call(*[argument.format(file=file, empty=tmp_path / "empty") for argument in arguments])
    assert done.exit_code == 2
    assert message in done.output


def test_a_night_tells_what_it_passed_over(call, night):
    link = night.path / "landing" / "link.csv"
    link.symlink_to("gone.csv")
    try:
        done, told = call("run"), json.loads(call("run", "--json").output)
        whole = night.night()
    finally:
        link.unlink()
    why = "link.csv: a broken link, which is not followed; put the file itself there"
    assert f"passed over in the landing folder: {why}" in done.output
    assert (told["state"], told["passed_over"], whole.passed_over) == ("nothing_new", [why], [why])
    assert night.night().passed_over == []


def test_a_waiver_of_no_rule_is_wrong_usage_and_of_no_finding_is_told(call, night):
    done = call("waive", "Q1", "x", "--reason", "y", "--no-run")
    assert done.exit_code == 2
    assert "'Q1' is no rule over the whole content; there are " in done.output
    assert "Q66" in done.output
    before = len(list((night.path / "archive").rglob("*")))
    assert call("waive", "q66", "x", "--reason", "y", "--no-run").exit_code == 2
    assert len(list((night.path / "archive").rglob("*"))) == before
    done = call("waive", "Q66", "no such key", "--reason", "y", "--no-run")
    assert done.exit_code == 0
    assert "The last run has no finding of Q66 about 'no such key'" in done.output
    assert "Noted as delivery" in done.output


def test_a_limit_that_no_rule_has_is_wrong_usage(call, night, tmp_path, monkeypatch):
    config = tmp_path / "other.toml"
    config.write_text("[rules]\nQ99 = 1\n")
    monkeypatch.setenv("LIGHTING_CONFIG", str(config))
    for command in (["run"], ["rerun", "--failed"], ["waive", "Q66", "x", "--reason", "y", "--no-run"]):
        done = call(*command)
        assert (done.exit_code, f"{config}: [rules] sets Q99, which no rule has; known are" in done.output) == (2, True)


def test_a_user_without_a_name_decides_by_the_number(call, night, monkeypatch):
    def unknown(uid):
        raise KeyError(uid)

    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    assert call("waive", "Q66", "who", "--reason", "nameless", "--no-run").exit_code == 0
    (decision,) = (p for p in (night.path / "archive").iterdir() if len(p.name) == 64 and b"nameless" in p.read_bytes())
    assert json.loads(decision.read_text())["decided_by"] == f"uid {os.getuid()}"


def test_what_the_disk_refuses_is_one_line(call, tmp_path):
    done = call("samples", "--to", "/proc/no/such/place")
    assert done.exit_code == 1
    assert "lighting doctor" in done.output
    assert "Traceback" not in done.output


def test_a_landing_folder_that_nothing_opens_is_wrong_usage(call, monkeypatch):
    monkeypatch.setenv("LIGHTING_LANDING", "nosuch://bucket/landing")
    for command in ("run", "samples"):
        done = call(command)
        assert (done.exit_code, "nosuch://bucket/landing" in done.output) == (2, True)


def test_looking_loads_nothing_heavy(night):
    """One process looks by one command after the other, and has loaded nothing after each."""
    code = (
        "import shlex, sys\nfrom lighting.cli import main\n"
        f"for command in {LOOKS!r}:\n"
        "    try: main(shlex.split(command))\n    except SystemExit as end: code = end.code\n"
        f"    print('LOADED', command, code, [m for m in {HEAVY!r} if sys.modules.get(m)])"
    )
    env = os.environ | {"LIGHTING_HOME": str(night.path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("LOADED")]
    assert lines == [f"LOADED {command} 0 []" for command in LOOKS], done.stdout + done.stderr
