"""Loading is all or nothing, and every record of a file is accounted for in the tables, not only in the counts."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tests.warehouse.releases import DAY0, HELD, Release
from tests.warehouse.shelf import Shelf
from warehouse import ledger
from warehouse.accounts import AccountingError
from warehouse.digest import digest
from warehouse.judgements import Judgement
from warehouse.ledger import Counts
from warehouse.stagedir import SHAPED, StageDir

A, B, C = ("94051000", "502", "201510"), ("94051000", "304", "201510"), ("85395000", "502", "201510")
FILE = Release("a", 1, {A: 1, B: HELD, C: 3}, unreadable=1)
"""Two accepted rows, one held and one without a readable key: four records."""
RIGHT = Counts(read=4, accepted=2, quarantined=2, set_aside=0, held=1)


@pytest.fixture(scope="module")
def _shelf(_template, tmp_path_factory):
    shelf = Shelf(_template, tmp_path_factory.mktemp("stage"))
    yield shelf
    shelf.con.close()


@pytest.fixture
def shelf(_shelf) -> Shelf:
    """An empty warehouse."""
    _shelf.clear()
    return _shelf


def shaped(shelf: Shelf, release: Release) -> Judgement:
    """Deliver and shape a release without loading it."""
    shelf.put(release)
    row = shelf.con.execute("SELECT code_version FROM ops.delivery WHERE delivery_id = ?", [release.id]).fetchone()
    stage = StageDir(shelf._stage, release.id, row[0], "lookup")
    assert stage.is_done(SHAPED)
    shelf.clear()
    shelf._enter(release)
    return Judgement(release.id, stage, RIGHT)


def counted(shelf: Shelf, release: Release) -> tuple:
    return shelf.con.execute(
        """
        SELECT state, rows_read, rows_accepted, rows_quarantined, rows_set_aside, rows_held FROM ops.delivery
        WHERE delivery_id = ?
        """,
        [release.id],
    ).fetchone()


def rows(shelf: Shelf, table: str) -> int:
    return shelf.con.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_what_was_read_is_accepted_quarantined_or_set_aside(shelf):
    judgement = shaped(shelf, FILE)
    assert shelf.loader.apply(replace(judgement, counts=Counts(9, 2, 2, 5, 1))) == "loaded"
    assert counted(shelf, FILE) == ("loaded", 9, 2, 2, 5, 1)
    facts = shelf.con.execute("SELECT product_code, partner_code, state::VARCHAR FROM core.fct_trade ORDER BY ALL")
    assert facts.fetchall() == [("85395000", "502", "V"), ("94051000", "304", "HELD"), ("94051000", "502", "V")]
    kept = shelf.con.execute("SELECT source_row, rules, is_held, raw_text FROM ops.quarantine_row ORDER BY 1")
    assert kept.fetchall() == [(3, ["Q17"], True, "x"), (10000, ["RECORD"], False, "x")]


@pytest.mark.parametrize(
    "wrong",
    [
        Counts(5, 2, 2, 0, 1),
        Counts(3, 2, 2, 0, 1),
        Counts(4, 3, 1, 0, 1),
        Counts(4, 1, 3, 0, 1),
        Counts(4, 2, 1, 1, 1),
        Counts(4, 1, 2, 1, 1),
        Counts(4, 2, 2, 1, 1),
    ],
    ids=str,
)
def test_a_wrong_count_fails_the_load_and_leaves_nothing(shelf, wrong):
    judgement = shaped(shelf, FILE)
    before = digest(shelf.con)
    with pytest.raises(AccountingError, match=rf"a\.csv: {wrong.read} records were read; 2 are in the tables"):
        shelf.loader.apply(replace(judgement, counts=wrong))
    assert digest(shelf.con) == before
    assert counted(shelf, FILE) == ("received", None, None, None, None, None)
    assert [rows(shelf, t) for t in ("core.fct_trade", "ops.quarantine_row", "core.dim_release")] == [0, 0, 0]
    assert shelf.loader.apply(judgement) == "loaded"


def test_a_row_lost_between_judging_and_loading_is_noticed(shelf):
    judgement = shaped(shelf, replace(FILE, name="lossy"))
    path = judgement.stage.folder(SHAPED) / "fct_trade.parquet"
    pl.read_parquet(path).filter(pl.col("product_code") != "85395000").write_parquet(path)
    with pytest.raises(AccountingError, match=r"1 are in the tables \(2 expected\), 2 in quarantine"):
        shelf.loader.apply(judgement)
    assert rows(shelf, "core.fct_trade") == 0


def test_a_quarantined_row_that_is_not_there_is_noticed(shelf):
    judgement = shaped(shelf, replace(FILE, name="forgetful"))
    path = judgement.stage.folder(SHAPED) / "quarantine.parquet"
    pl.read_parquet(path).head(1).write_parquet(path)
    with pytest.raises(AccountingError, match=r"1 in quarantine \(2 expected\)"):
        shelf.loader.apply(judgement)
    assert rows(shelf, "ops.quarantine_row") == 0


def test_a_load_that_fails_takes_nothing_of_others_with_it(shelf):
    other = Release("b", 0, {A: 7, B: 8})
    shelf.put(other)
    before = digest(shelf.con)
    judgement = Judgement(FILE.id, StageDir(shelf._stage, FILE.id, "no such code", "lookup"), RIGHT)
    shelf._enter(FILE)
    entered = digest(shelf.con)
    with pytest.raises(Exception, match="No files found"):
        shelf.loader.apply(judgement)
    assert digest(shelf.con) == entered != before
    assert rows(shelf, "core.fct_trade") == 2


def test_loading_again_replaces_the_rows_and_keeps_when_they_were_known(shelf):
    shelf.put(FILE)
    before = digest(shelf.con)
    changed = replace(FILE, rows={A: 1, B: 2, C: 4})
    shelf.put(changed)
    found = shelf.con.execute("SELECT value::INT, known_from, known_to FROM core.fct_trade ORDER BY 1").fetchall()
    known = FILE.known_from
    assert known > DAY0
    assert found == [(1, known, None), (2, known, None), (4, known, None)]
    assert counted(shelf, FILE) == ("loaded", 4, 3, 1, 0, 0)
    shelf.put(FILE)
    assert digest(shelf.con) == before


def test_a_refusal_takes_out_what_was_loaded_and_says_why(shelf):
    shelf.put(FILE)
    shelf.refuse(FILE)
    assert counted(shelf, FILE) == ("refused", None, None, None, None, None)
    assert [rows(shelf, t) for t in ("core.fct_trade", "ops.quarantine_row", "core.release_coverage")] == [0, 0, 0]
    outcome = ledger.outcome(shelf.con, FILE.id)
    assert (outcome["rule"], outcome["reason"], outcome["remedy"]) == ("Q05", "refused", "none")
    assert (outcome["rows_accepted"], outcome["rows_quarantined"]) == (0, 0)


def test_a_fault_is_noted_and_the_delivery_stays_due(shelf):
    shelf._enter(FILE)
    shelf.loader.fault(FILE.id, "OSError: " + "x" * 5000)
    assert shelf.due() == [FILE.id]
    outcome = ledger.outcome(shelf.con, FILE.id)
    assert (outcome["state"], outcome["rule"], len(outcome["reason"])) == ("received", "FAULT", 2000)
    shelf.put(FILE)
    assert ledger.outcome(shelf.con, FILE.id)["rule"] is None


def test_a_refused_page_makes_its_set_wait_and_a_missing_stage_makes_a_page_due(shelf):
    one = Release("p1", 3, {A: 1}, set_id="s", page=1, pages=2)
    two = Release("p2", 6, {B: HELD}, set_id="s", page=2, pages=2)
    assert (shelf.put(one), shelf.put(two)) == ("waiting", "loaded")
    assert counted(shelf, one)[0] == "loaded"
    shelf.refuse(two)
    assert [counted(shelf, page)[0] for page in (one, two)] == ["waiting", "refused"]
    assert rows(shelf, "core.fct_trade") == 0
    StageDir(shelf._stage, one.id, "").remove()
    shelf.put(two)
    assert shelf.due() == [one.id], "its staged rows are gone, so it is read again"
    assert (shelf.put(one), counted(shelf, two)[0]) == ("loaded", "loaded")
    assert rows(shelf, "core.fct_trade") == 2


def test_pages_of_different_selections_are_refused_until_one_is_withdrawn(shelf):
    one = Release("p1", 3, {A: 1}, set_id="s", page=1, pages=2)
    two = Release("p2", 6, {B: HELD}, set_id="s", page=2, pages=2, hs=("9405",))
    right = replace(two, name="p2 again", hs=("*",))
    assert (shelf.put(one), shelf.put(two)) == ("waiting", "refused")
    assert counted(shelf, one)[0] == "refused"
    outcome = ledger.outcome(shelf.con, one.id)
    assert (outcome["rule"], outcome["reason"]) == ("PAGESET", "the pages of the set declare different selections")
    assert "Withdraw" in outcome["remedy"]
    shelf.withdraw("p2", "w")
    assert shelf.put(right) == "loaded"
    assert [counted(shelf, page)[0] for page in (one, two, right)] == ["loaded", "withdrawn", "loaded"]
