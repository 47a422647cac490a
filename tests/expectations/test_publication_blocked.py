"""A finding that blocks leaves the published file of last night in place, until something is done about it."""

from __future__ import annotations

import shutil

import duckdb
import pytest

from lighting.cli.summary import show
from tests.support import OPEN, Home, query_csv
from warehouse import decisions
from warehouse.decisions import Decision

pytestmark = pytest.mark.slow

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
HEAD = "zone_id,uscc,entry_date,exit_date,batch_no,name_zh\n"
RELEASED = {"released_at": "2016-01-10T10:00:00"}
BETTER = {"released_at": "2016-01-11T10:00:00"}
BATCH = "ZS-LIGHTING / batch 1"


def uscc(number: int) -> str:
    """A social credit code that keeps its check character (GB 32100-2015)."""
    body = f"91442000MA4{number:06}"
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + ALPHABET[(31 - total % 31) % 31]


def roster(members: int, *more: str) -> str:
    """A list of members of the first batch, with further lines."""
    lines = [f"ZS-LIGHTING,{uscc(n)},2015-12-01,,1,灯厂{n}" for n in range(members)]
    return HEAD + "\n".join([*lines, *more]) + "\n"


def decide(home: Home, kind: str, target: str, key: str | None = None, at: str = "2016-02-01T09:00:00"):
    """What the command does: note the decision, and run."""
    decision = Decision(kind, target, key, "looked into it", "Li", at)
    entry = decisions.record(home.settings.archive, decision)
    return entry.delivery_id, home.night(kind="decision", is_landing_read=False)


def blocking(summary) -> list[str]:
    return [f["key"] for f in summary.findings if f["action"] == "block" and f["outcome"] == "failed"]


def told(summary) -> list[dict]:
    """Findings but for feeds of 2015 that are overdue today."""
    return [f for f in summary.findings if f["rule"] != "Q74"]


def published(home: Home) -> tuple[int, int, str]:
    """Figures and members in the published file, and the run that published it."""
    with duckdb.connect(str(home.settings.published), read_only=True) as con:
        (figures,), (members,) = (
            con.execute(f"SELECT count(*) FROM core.{table}").fetchone()
            for table in ("fct_trade", "fct_zone_membership")
        )
        (run,) = con.execute("SELECT value FROM ops.setting WHERE name = 'published_by_run'").fetchone()
    return figures, members, run


@pytest.fixture(scope="module")
def blocked(make_home, tmp_path_factory):
    """A night that publishes a figure, and one whose list of members lacks the 47th."""
    home = make_home(tmp_path_factory.mktemp("blocked") / "home")
    home.put("customs_query", "first.csv", query_csv([{}]), **OPEN)
    good = home.night()
    home.put("customs_query", "second.csv", query_csv([{"period": "201509"}]), **OPEN)
    home.put("zone_roster", "r.csv", roster(46), **RELEASED)
    return home, good, home.night()


@pytest.fixture
def home(blocked, judge, tmp_path) -> Home:
    """A copy of the home whose publication is blocked."""
    copy = Home(tmp_path / "home", judge)
    shutil.copytree(blocked[0].path, copy.path)
    return copy


def test_last_nights_file_stays(blocked, capsys):
    """What was delivered is loaded and not published; the summary and the ledger say why, and what to do."""
    home, good, bad = blocked
    assert (good.state, good.exit_code, bad.state, bad.exit_code) == ("published", 0, "blocked", 3)
    assert published(home) == (1, 0, good.run_id)
    assert home.one("SELECT count(*) FROM core.fct_zone_membership") == 46
    assert {h.file_name: h.state for h in bad.handled} == {"second.csv": "loaded", "r.csv": "loaded"}
    assert bad.published == str(home.settings.published)
    assert home.rows("SELECT state FROM ops.run ORDER BY started_at, run_id")[-1] == ("blocked",)
    (finding,) = told(bad)
    assert (finding["rule"], finding["key"], finding["measured"], finding["allowed"]) == ("Q66", BATCH, "46", "47")
    show(home.settings, bad)
    said = " ".join(capsys.readouterr().out.split())
    assert "publishing is blocked by Q66: batch 1 of ZS-LIGHTING counts 46 members, 47 were announced" in said
    assert f"lighting waive Q66 '{BATCH}' --reason" in said


def test_a_better_delivery_publishes(home):
    home.put("zone_roster", "better.csv", roster(47), **BETTER)
    night = home.night()
    assert (night.state, told(night)) == ("published", [])
    assert published(home) == (2, 47, night.run_id)


def test_a_withdrawal_publishes_and_taking_it_back_blocks_again(home):
    roster_id = home.one("SELECT delivery_id FROM ops.delivery WHERE file_name = 'r.csv'")
    withdrawal, night = decide(home, "withdrawal", roster_id)
    assert (night.state, told(night)) == ("published", [])
    assert published(home) == (2, 0, night.run_id)
    _, again = decide(home, "withdrawal", withdrawal, at="2016-02-02T09:00:00")
    assert (again.state, blocking(again)) == ("blocked", [BATCH])
    assert published(home)[2] == night.run_id


def test_a_waiver_is_for_its_rule_and_key(home, blocked):
    """Waivers of another rule or another key let nothing pass; the right one does, and not what comes later."""
    for target, key in (("F22", BATCH), ("Q66", "ZS-LIGHTING / batch 2"), ("Q66", "ZS-LIGHTING")):
        decisions.record(home.settings.archive, Decision("waiver", target, key, "no", "Li", "2016-02-01T08:00:00"))
    night = home.night(kind="decision", is_landing_read=False)
    assert (night.state, published(home)[2]) == ("blocked", blocked[1].run_id)
    waiver, night = decide(home, "waiver", "Q66", BATCH)
    assert (night.state, blocking(night), [f["outcome"] for f in told(night)]) == ("published", [], ["waived"])
    assert published(home) == (2, 46, night.run_id)
    # the same rule with another key: a member that left before it entered
    left = f"ZS-LIGHTING,{uscc(99)},2015-12-02,2015-12-01,2,灯厂"
    home.put("zone_roster", "left.csv", roster(0, left), **BETTER)
    later = home.night()
    assert (later.state, blocking(later)) == ("blocked", [f"ZS-LIGHTING / {uscc(99)} / 2015-12-02"])
    assert published(home)[2] == night.run_id
    outcomes = f"SELECT outcome, count(*) FROM ops.fct_dq_result WHERE rule = 'Q66' AND run_id = '{later.run_id}'"
    assert home.rows(f"{outcomes} GROUP BY 1 ORDER BY 1") == [("failed", 1), ("passed", 2), ("waived", 1)]
    # a waiver that is taken back lets nothing pass any more
    _, last = decide(home, "withdrawal", waiver, at="2016-02-03T09:00:00")
    assert sorted(blocking(last)) == sorted([BATCH, f"ZS-LIGHTING / {uscc(99)} / 2015-12-02"])


def test_a_member_without_a_code_blocks_until_a_list_has_it(home):
    """The record is in quarantine, and publishing waits: a later list of the zone stands for the earlier."""
    home.put("zone_roster", "nameless.csv", roster(47, "ZS-LIGHTING,,2015-12-01,,2,无名"), **BETTER)
    night = home.night()
    handled = home.handled(night, "nameless.csv")
    assert (handled.state, handled.rows_quarantined, night.state) == ("loaded", 1, "blocked")
    assert blocking(night) == [f"{handled.delivery_id} row 49"]
    assert told(night)[0]["message"] == "row 49 of nameless.csv lists a member without a social credit code"
    named = f"ZS-LIGHTING,{uscc(98)},2015-12-01,,2,有名"
    home.put("zone_roster", "named.csv", roster(47, named), released_at="2016-01-12T10:00:00")
    night = home.night()
    assert (night.state, published(home)[1]) == ("published", 48)


def test_a_list_of_codes_that_shrinks_blocks_until_a_whole_one_comes(home):
    """F22: a list of modes that has lost more than 1 % of the shipped ones."""
    decisions.record(home.settings.archive, Decision("waiver", "Q66", BATCH, "later", "Li", "2016-02-01T09:00:00"))
    modes = [row[0] for row in home.rows("SELECT mode_code FROM core.dim_supervision_mode ORDER BY 1")]

    def listed(codes):
        return "mode_code,abbr_zh,full_zh,eciq_code\n" + "".join(f"{code},贸易,全称,11\n" for code in codes)

    home.put("supervision_modes", "short.csv", listed(modes[2:]), **RELEASED)
    night = home.night()
    delivery = home.handled(night, "short.csv").delivery_id
    assert (night.state, blocking(night)) == ("blocked", [delivery])
    (finding,) = [f for f in night.findings if f["rule"] == "F22"]
    assert finding["message"] == f"short.csv lists {len(modes) - 2} codes, an earlier list had {len(modes)}"
    home.put("supervision_modes", "whole.csv", listed(modes), **BETTER)
    assert home.night().state == "published"
