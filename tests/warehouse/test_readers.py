"""What people ask: the published copy gives figures and nothing else; looking at the ledger waits for nobody."""

from __future__ import annotations

import json
import socketserver
import threading

import duckdb
import pytest

from lighting.settings import Settings
from warehouse import readers, restoring
from warehouse.connection import NotPublishedError, open_writer
from warehouse.lock import writer_lock
from warehouse.publish import publish


def below(settings: Settings) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in settings.home.rglob("*") if path.is_file()}


ATTEMPTS = {
    "insert": "INSERT INTO core.partner_exclusion VALUES ('502', 'gone')",
    "update": "UPDATE core.dim_hs8 SET unit1 = 'x'",
    "delete": "DELETE FROM core.dim_hs8",
    "drop": "DROP VIEW marts.month_value",
    "truncate": "TRUNCATE core.dim_hs8",
    "alter": "ALTER TABLE core.dim_hs8 ADD COLUMN x INTEGER",
    "create table": "CREATE TABLE core.mine (a INTEGER)",
    "create schema": "CREATE SCHEMA mine",
    "create view": "CREATE OR REPLACE VIEW marts.month_value AS SELECT 1",
    "create macro": "CREATE OR REPLACE MACRO marts.month_value() AS TABLE SELECT 1",
    "comment": "COMMENT ON TABLE core.dim_hs8 IS 'mine'",
    "attach a new file": "ATTACH '{home}/new.duckdb' AS mine",
    "attach the warehouse": "ATTACH '{home}/warehouse.duckdb' AS w (READ_ONLY)",
    "attach memory": "ATTACH ':memory:' AS m",
    "after a harmless statement": "SELECT 1; ATTACH '{home}/warehouse.duckdb' AS w",
    "copy to csv": "COPY (SELECT 1) TO '{home}/out.csv'",
    "copy a table": "COPY core.dim_hs8 TO '{home}/out.parquet' (FORMAT parquet)",
    "copy from": "COPY core.partner_exclusion FROM '{home}/secret.csv'",
    "export": "EXPORT DATABASE '{home}/export'",
    "import": "IMPORT DATABASE '{home}'",
    "read csv": "FROM read_csv('{home}/secret.csv')",
    "read a file by its name": "FROM '{home}/secret.csv'",
    "read text": "FROM read_text('{home}/secret.csv')",
    "read blob": "FROM read_blob('{home}/secret.csv')",
    "read json": "FROM read_json('{home}/secret.csv')",
    "read parquet": "FROM read_parquet('{home}/secret.parquet')",
    "sniff": "FROM sniff_csv('{home}/secret.csv')",
    "list files": "FROM glob('{home}/*')",
    "read the settings of the machine": "SELECT getenv('HOME')",
    "install": "INSTALL httpfs",
    "load": "LOAD httpfs",
    "load a file": "LOAD '{home}/mine.duckdb_extension'",
    "read from the network": "FROM read_csv('{url}')",
    "secret": "CREATE SECRET (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "memory": "SET memory_limit = '100GB'",
    "threads": "SET threads = 64",
    "pragma": "PRAGMA threads = 64",
    "access": "SET enable_external_access = true",
    "access by reset": "RESET enable_external_access",
    "unlock": "SET lock_configuration = false",
    "folder for spilling": "SET temp_directory = '{home}/spill'",
    "profile into a file": "PRAGMA profiling_output = '{home}/profile.json'",
}


@pytest.fixture(scope="module")
def url():
    """A web server of this machine that notes whether anybody asks."""
    asked = []

    class Noting(socketserver.BaseRequestHandler):
        def handle(self):
            asked.append(self.client_address)

    with socketserver.TCPServer(("127.0.0.1", 0), Noting) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/a.csv"
        server.shutdown()
        thread.join()
    assert asked == []


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_reader_can_do_nothing_but_read(ask, settings, url, attempt):
    before = below(settings)
    result = ask(ATTEMPTS[attempt].format(home=settings.home, url=url))
    assert result.exit_code == 1, result.output
    assert "Error" in result.output
    assert "letmein" not in result.output
    assert not isinstance(result.exception, duckdb.Error), "the message is for people, not a traceback"
    assert below(settings) == before


def test_what_a_reader_may_do(ask, settings):
    before = below(settings)
    wanted = duckdb.connect(str(settings.warehouse), read_only=True)
    (codes,) = wanted.execute("SELECT count(*) FROM core.dim_hs8").fetchone()
    wanted.close()
    assert json.loads(ask("SELECT count(*) AS codes FROM core.dim_hs8", "--format", "json").output) == [
        {"codes": codes}
    ]
    assert ask("FROM marts.month_value(family := 'D1', place := '44')").output == "No rows.\n"
    scratch = "CREATE TEMP TABLE mine AS FROM range(3); SELECT sum(range)::INT AS s FROM mine"
    assert ask(scratch, "--format", "csv").output == "s\n3\n"
    assert below(settings) == before


def test_results_go_to_a_file_that_the_command_writes(ask, tmp_path):
    query = """
        SELECT '=1+1' AS a, DATE '2015-10-01' AS d, 1.50::DECIMAL(9, 2) AS v, ['x'] AS l
        UNION ALL SELECT '灯', NULL, 2, []
    """
    for form in ("csv", "json", "parquet"):
        assert ask(query, "--format", form, "--out", str(tmp_path / f"out.{form}")).exit_code == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[:2] == [
        "a,d,v,l",
        "'=1+1,2015-10-01,1.50,['x']",
    ]
    rows = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert rows == [{"a": "=1+1", "d": "2015-10-01", "v": 1.5, "l": ["x"]}, {"a": "灯", "d": None, "v": 2, "l": []}]
    with duckdb.connect() as con:
        found = con.execute(f"SELECT a, v FROM '{tmp_path}/out.parquet' ORDER BY v").fetchall()
    assert [(a, float(v)) for a, v in found] == [("=1+1", 1.5), ("灯", 2.0)]
    assert ask(query, "--format", "parquet").exit_code == 2


def test_nothing_published_is_one_line(ask, settings, tmp_path, monkeypatch):
    monkeypatch.setenv("LIGHTING_HOME", str(tmp_path))
    result = ask("SELECT 1")
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert result.output.startswith("Nothing is published yet")


def test_the_ledger_is_shown_from_the_warehouse_or_while_a_run_writes_from_the_copy(tmp_path, bare):
    made = Settings(home=tmp_path / "home")
    with pytest.raises(NotPublishedError), readers.ledger_view(made):
        pass
    made.home.mkdir()
    duckdb.connect(str(made.warehouse)).close()  # as a run leaves it that was killed in its first moment
    with pytest.raises(NotPublishedError), readers.ledger_view(made):
        pass
    bare.rename(made.warehouse)
    publish(made)
    with open_writer(made) as con:
        con.execute("INSERT INTO ops.run VALUES ('r1', 'nightly', now(), NULL, 'running', NULL, NULL)")
    with readers.ledger_view(made) as (con, note):
        assert (readers.last_run(con)["run_id"], note) == ("r1", "")
    with writer_lock(made.lock, "nightly run 7"), readers.ledger_view(made) as (con, note):
        assert readers.last_run(con) is None
        assert note.startswith("A run is at work (nightly run 7, process ")


def test_a_log_that_does_not_fit_its_file_is_told_as_damage(tmp_path, bare):
    made = Settings(home=tmp_path / "home")
    made.home.mkdir()
    bare.rename(made.warehouse)
    log = made.warehouse.with_name("warehouse.duckdb.wal")
    with duckdb.connect(str(made.warehouse)) as con:
        con.execute("CREATE TABLE core.odd (a INTEGER)")
        of_before = log.read_bytes()
    log.write_bytes(of_before)
    told = "The warehouse is damaged; lighting run restores it. "
    with pytest.raises(NotPublishedError, match=f"{told}Nothing is published yet."), readers.ledger_view(made):
        pass
    log.unlink()
    publish(made)
    log.write_bytes(of_before)
    with readers.ledger_view(made) as (_, note):
        assert note == f"{told}Shown is what was published before, without confidential files."
    (line,) = restoring.restore(made)
    assert line.startswith("warehouse.duckdb.wal was damaged (IO Error: This WAL was created for")
    with open_writer(made) as con:
        assert con.execute("SELECT count(*) FROM core.odd").fetchone() == (0,)


def test_questions_about_deliveries(bare):
    with duckdb.connect(str(bare)) as con:
        rows = [
            ("a" * 32, "s1", "customs_query", "a.csv", "loaded", 5, 1),
            ("b" * 32, "s1", "customs_query", "a.csv", "refused", None, None),
            ("c" * 32, "s2", "customs_city", "c.xlsx", "refused", None, None),
            ("d" * 32, "s3", None, "d.txt", "received", None, None),
            ("e" * 32, "s4", "decisions", "w.json", "loaded", None, None),
            ("f" * 32, "s5", "customs_query", "sample_f.csv", "withdrawn", None, None),
        ]
        for row in rows:
            con.execute(
                """
                INSERT INTO ops.delivery BY NAME SELECT ? AS delivery_id, ? AS sha256, ? AS dataset, ? AS file_name,
                    ? AS state, ? AS rows_accepted, ? AS rows_quarantined, 'x' AS facts_sha256, '{}' AS facts,
                    1 AS byte_size, TIMESTAMP '2015-12-01' AS received_at, TIMESTAMP '2015-12-01' AS changed_at
                """,
                list(row),
            )
        con.execute(
            "INSERT INTO ops.quarantine_row VALUES (?, 7, ['Q17', 'Q22'], ['negative', 'unit'], true, 'raw')",
            ["a" * 32],
        )
        assert [r["file_name"] for r in readers.open_points(con)] == ["d.txt", "c.xlsx"], (
            "b.csv came again and is loaded"
        )
        assert len(readers.all_deliveries(con)) == 6
        states = {(r["dataset"], r["state"]): (r["deliveries"], r["rows"]) for r in readers.deliveries_by_state(con)}
        assert states[("customs_query", "loaded")] == (1, 5)
        assert states[("?", "received")] == (1, None)
        assert [r["delivery_id"][0] for r in readers.find_deliveries(con, "a.csv")] == ["a", "b"]
        assert [r["file_name"] for r in readers.find_deliveries(con, "cc")] == ["c.xlsx"]
        assert [r["source_row"] for r in readers.quarantine(con, "customs_query", "Q22")] == [7]
        assert readers.quarantine(con, None, "Q99") == readers.quarantine(con, "customs_city", None) == []
        by_rule = [(r["rule"], r["records"], r["first_reason"]) for r in readers.quarantine_by_rule(con)]
        assert by_rule == [("Q17", 1, "negative"), ("Q22", 1, "unit")]
        assert not readers.holds_samples(con)
        con.execute("UPDATE ops.delivery SET state = 'loaded'")
        assert readers.holds_samples(con)


def test_the_latest_release_is_shown_if_the_rows_of_a_file_tell_it_too(bare):
    with duckdb.connect(str(bare)) as con:
        for delivery, dataset, released in (("c1", "customs_city", None), ("f1", "fx_rates", "2016-01-05")):
            con.execute(
                """
                INSERT INTO ops.delivery BY NAME SELECT $id AS delivery_id, $id AS sha256, $dataset AS dataset,
                    'x' AS file_name, 'loaded' AS state, 'x' AS facts_sha256, '{}' AS facts, 1 AS byte_size,
                    $released::TIMESTAMP AS released_at, now() AS received_at, now() AS changed_at
                """,
                {"id": delivery, "dataset": dataset, "released": released},
            )
        for moment in ("2015-10-20", "2015-11-20"):
            con.execute(
                """
                INSERT INTO core.dim_release BY NAME SELECT 'c1@' || $at AS release_id, 'c1' AS source_file,
                    'customs_city' AS dataset, 'customs_city' AS supersession_group, true AS is_official,
                    $at::TIMESTAMP AS known_from, 2 AS rank, 0 AS revision_no
                """,
                {"at": moment},
            )
        latest = {
            r["dataset"]: (r["deliveries"], f"{r['latest_release']:%F}") for r in readers.deliveries_by_state(con)
        }
        assert latest == {"customs_city": (1, "2015-11-20"), "fx_rates": (1, "2016-01-05")}


def test_findings_of_a_rule_are_what_it_found(bare):
    """Neither what has passed, nor what could not be judged, is a finding; what a person let pass is."""
    outcomes = (("failed", "a"), ("waived", "b"), ("passed", None), ("not_checkable", None))
    with duckdb.connect(str(bare)) as con:
        for outcome, key in outcomes:
            con.execute(
                """
                INSERT INTO ops.fct_dq_result BY NAME
                SELECT 'r1' AS run_id, 'x' AS dataset, 'Q46' AS rule, 'content' AS level, 'warn' AS action,
                       ? AS outcome, ? AS key, 'told' AS message
                """,
                [outcome, key],
            )
        assert readers.content_findings(con, "Q46") == ["a", "b"]
