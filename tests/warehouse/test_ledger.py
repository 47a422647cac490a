"""The ledger: what came, in which state it is, what is due; and what people decide about it."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import duckdb
import pytest

from warehouse import archive, decisions, ledger, lookups, runs, withdrawals
from warehouse.archive import Entry
from warehouse.decisions import Decision
from warehouse.ledger import Counts
from warehouse.manifest import facts_hash
from warehouse.stagedir import READ, StageDir


@pytest.fixture
def con(_template):
    """A fresh warehouse in memory."""
    with duckdb.connect(config={"threads": 1}) as made:
        made.execute(f"ATTACH '{_template}' AS bare (READ_ONLY)")
        made.execute("COPY FROM DATABASE bare TO memory")
        made.execute("DETACH bare")
        yield made


def entry(name: str, dataset: str | None = "customs_query", **facts) -> Entry:
    text = json.dumps(facts, sort_keys=True)
    return Entry(facts_hash(name), facts_hash(text), text, dataset, f"{name}.csv", 10, "2015-11-21T08:00:00")


def states(con) -> dict[str, str]:
    return dict(con.execute("SELECT file_name, state FROM ops.delivery").fetchall())


def test_a_known_delivery_is_not_entered_again_under_any_name(con):
    one = entry("a", released_at="2015-11-20T10:00:00", set_id="s", page=1, pages=2)
    assert ledger.add_entries(con, [one, replace(one, file_name="same night.csv")], "r1") == [one.delivery_id]
    assert ledger.add_entries(con, [replace(one, file_name="b.csv", received_at="2016-01-01T00:00:00")], "r2") == []
    assert con.execute(
        "SELECT file_name, state, released_at::VARCHAR, received_at::VARCHAR, set_id, page, pages, run_id "
        "FROM ops.delivery"
    ).fetchall() == [
        ("a.csv", "received", "2015-11-20 10:00:00", "2015-11-21 08:00:00", "s", 1, 2, "r1"),
    ]
    other = replace(one, facts="{}", facts_sha256=facts_hash("{}"))
    assert ledger.add_entries(con, [one, other], "r3") == [other.delivery_id]
    assert ledger.known_names(con) == {f"{e.sha256}.{e.facts_sha256[:16]}" for e in (one, other)}


def test_deliveries_come_in_an_order_that_does_not_depend_on_arrival(con):
    made = [
        entry("a", released_at="2015-11-20T10:00:00"),
        entry("b", released_at="2015-10-20T10:00:00"),
        entry("c", "customs_city", released_at="2015-12-20T10:00:00"),
        entry("d"),
        entry("e", None),
    ]
    orders = set()
    for seed in range(4):
        random.Random(seed).shuffle(made)
        con.execute("DELETE FROM ops.delivery")
        ledger.add_entries(con, made, "r")
        orders.add(tuple(d.file_name for d in ledger.deliveries(con)))
    assert orders == {("c.csv", "b.csv", "a.csv", "d.csv", "e.csv")}


def test_state_and_judgement_are_written_apart(con):
    one = entry("a")
    ledger.add_entries(con, [one], "r")
    ledger.set_state(con, one.delivery_id, ledger.REFUSED, "r2", rule="Q05", reason="why", remedy="what")
    ledger.set_judgement(con, one.delivery_id, Counts(9, 5, 3, 1, 2), "code", ["partners"], "v1")
    (found,) = ledger.deliveries(con, "state = ?", ["refused"])
    assert (found.rule, found.code_version, found.lookup_scope, found.lookup_version) == (
        "Q05",
        "code",
        ["partners"],
        "v1",
    )
    assert ledger.outcome(con, one.delivery_id) == {
        "dataset": "customs_query",
        "file_name": "a.csv",
        "state": "refused",
        "rule": "Q05",
        "reason": "why",
        "remedy": "what",
        "rows_accepted": 5,
        "rows_quarantined": 3,
        "is_confidential": False,
    }
    ledger.set_judgement(con, one.delivery_id, None, None, [], None)
    assert con.execute("SELECT rows_read, rows_set_aside, rows_held FROM ops.delivery").fetchone() == (None,) * 3


def test_due_is_what_is_not_finished_and_what_was_judged_by_other_code_tables(con):
    made = {name: entry(name) for name in ("received", "loaded", "refused", "unjudged", "withdrawn", "waiting")}
    ledger.add_entries(con, made.values(), "r")
    scope = lookups.scope(["hs8", "partners"], [2015], ["94"])
    assert scope == ["hs8/2015/*", "hs8/2015/94", "partners"]
    present = lookups.version_of(scope, lookups.versions(con))
    for name, one in made.items():
        ledger.set_state(con, one.delivery_id, "refused" if name == "unjudged" else name, "r")
        if name not in {"received", "unjudged"}:
            ledger.set_judgement(con, one.delivery_id, None, "code", scope, present)
    assert [d.file_name for d in ledger.due(con)] == ["received.csv"]
    con.execute("UPDATE core.dim_hs8 SET unit1 = '只' WHERE year = 2016 AND hs8 = '94051000'")
    lookups.refresh_versions(con)
    assert [d.file_name for d in ledger.due(con)] == ["received.csv"], "another year"
    con.execute("UPDATE core.dim_hs8 SET name_zh = '灯' WHERE year = 2015 AND hs8 = '94051000'")
    lookups.refresh_versions(con)
    assert [d.file_name for d in ledger.due(con)] == ["received.csv"], "nothing is judged by names"
    con.execute("UPDATE core.dim_hs8 SET unit1 = '只' WHERE year = 2015 AND hs8 = '94051000'")
    lookups.refresh_versions(con)
    due = {d.file_name for d in ledger.due(con)}
    assert due == {"received.csv", "loaded.csv", "refused.csv", "waiting.csv"}


def test_stale_code_alone_makes_nothing_due(con):
    one = entry("a")
    ledger.add_entries(con, [one], "r")
    ledger.set_state(con, one.delivery_id, ledger.LOADED, "r")
    scope = ["partners"]
    version = lookups.version_of(scope, lookups.versions(con))
    ledger.set_judgement(con, one.delivery_id, Counts(1, 1, 0, 0), "code of last year", scope, version)
    assert ledger.due(con) == []


def decide(con, folder, kind: str, target: str, key: str | None = None, day: int = 1) -> str:
    """Record a decision and enter it, as a run does."""
    decision = Decision(kind, target, key, "wrong file", "Li Ping 李平", f"2016-01-{day:02d}T09:00:00")
    made = decisions.record(folder, decision)
    ledger.add_entries(con, [made], "r")
    decisions.load(con, made.delivery_id, archive.bytes_of(folder, made.sha256))
    return made.delivery_id


def test_a_decision_is_a_delivery_that_the_archive_holds(con, tmp_path):
    target = "ab" * 16
    made = decide(con, tmp_path, "withdrawal", target)
    (stored,) = archive.entries(tmp_path)
    assert (stored.delivery_id, stored.dataset, stored.file_name) == (
        made,
        "decisions",
        f"withdrawal-{target[:12]}.json",
    )
    found = con.execute(
        "SELECT delivery_id, kind, target, key, reason, decided_by, decided_at::VARCHAR FROM ops.decision"
    )
    row = (made, "withdrawal", target, None, "wrong file", "Li Ping 李平", "2016-01-01 09:00:00")
    assert found.fetchall() == [row]
    assert decide(con, tmp_path, "withdrawal", target) == made
    assert con.execute("SELECT count(*) FROM ops.decision").fetchone() == (1,)


def test_a_withdrawal_counts_unless_it_is_withdrawn_itself(con, tmp_path):
    target = "ab" * 16
    first = decide(con, tmp_path, "withdrawal", target)
    assert withdrawals.withdrawn(con) == {target: first}
    undone = decide(con, tmp_path, "withdrawal", first)
    assert withdrawals.withdrawn(con) == {first: undone}
    again = decide(con, tmp_path, "withdrawal", undone)
    assert withdrawals.withdrawn(con) == {target: first, undone: again}
    second = decide(con, tmp_path, "withdrawal", target, day=2)
    decide(con, tmp_path, "withdrawal", again)
    assert withdrawals.withdrawn(con)[target] == second, "the other withdrawal still stands"


def test_a_waiver_counts_unless_it_is_withdrawn(con, tmp_path):
    made = decide(con, tmp_path, "waiver", "Q63", "201510/442000")
    other = decide(con, tmp_path, "waiver", "Q63", "201509/442000")
    assert withdrawals.active_waivers(con) == {("Q63", "201510/442000"), ("Q63", "201509/442000")}
    decide(con, tmp_path, "withdrawal", made)
    assert withdrawals.active_waivers(con) == {("Q63", "201509/442000")}
    assert made != other


def test_runs_remember_how_they_ended_and_files_how_they_looked(con):
    assert runs.last_state(con) is None
    runs.begin(con, "20160101-000000-a", "nightly")
    assert runs.last_state(con) == "running"
    runs.end(con, "20160101-000000-a", "published", {"faults": ["磁盘"]})
    assert runs.last_state(con) == "published"
    (summary,) = con.execute("SELECT summary FROM ops.run").fetchone()
    assert json.loads(summary) == {"faults": ["磁盘"]}
    odd = 'it\'s\n"灯".csv'
    runs.remember_files(con, [(odd, "mark 1", "d1"), ("b.csv", "mark", "d2")])
    runs.remember_files(con, [(odd, "mark 2", "d3")])
    assert runs.seen_files(con) == {odd: "mark 2", "b.csv": "mark"}


def test_staged_files_of_settled_deliveries_may_go_and_those_of_pages_stay(con, tmp_path):
    made = {state: entry(state) for state in ("received", "waiting", "refused", "loaded", "withdrawn")}
    made["page"] = entry("page", set_id="s", page=1, pages=2)
    made["unstaged"] = entry("unstaged")
    ledger.add_entries(con, made.values(), "r")
    for name, one in made.items():
        ledger.set_state(con, one.delivery_id, "loaded" if name in {"page", "unstaged"} else name, "r")
        if name != "unstaged":
            with StageDir(tmp_path, one.delivery_id, "code").writing(READ):
                pass
    settled = {stage.delivery_id for stage in runs.settled_stages(con, tmp_path)}
    assert settled == {made[name].delivery_id for name in ("refused", "loaded", "withdrawn")}
    assert runs.settled_stages(con, tmp_path / "none") == []
