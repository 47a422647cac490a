"""Killed with SIGKILL at any moment, the next run ends in the same content as a run that was not killed."""

from __future__ import annotations

import json
import random
from itertools import chain, zip_longest
from pathlib import Path

import duckdb
import pytest

from tests.faults.two_nights import first_night, leftovers, published
from tests.faults.victim import STEPS, TIMED, Kill, run
from tests.support import Home
from tests.warehouse.test_confidential import found_in
from warehouse.digest import digest

pytestmark = pytest.mark.slow

WHOLE, PARTS = 5, 20
"""Every so many-th night at any time is a whole one; in how many parts each of the chosen moments is worked through."""


@pytest.fixture(scope="module")
def undisturbed(between, tmp_path_factory):
    """The digests before and after a second night that nobody kills, and what it went through."""
    folder = tmp_path_factory.mktemp("undisturbed")
    home = between.copy_to(folder / "home")
    assert run(home.path, None, folder / "seen.json") == 0
    told = json.loads((folder / "seen.json").read_text())
    assert told["state"] == "published"
    assert home.one("SELECT count(*) FROM ops.delivery WHERE state = 'loaded'") == 6
    assert home.one("SELECT count(*) FROM core.fct_enterprise_cell WHERE is_suppressed") > 0
    return _shown(between), home.digest(), _shown(home), told


def _at_any_time(number: int, took: float) -> Kill:
    """One at any time of the night; every fifth night is a whole one, with the figures of its page."""
    is_whole = number % WHOLE == WHOLE - 1
    seconds = random.Random(2015 + number).uniform(0, took * (1.5 if is_whole else 1))
    return Kill("anytime", seconds=seconds, is_whole=is_whole)


@pytest.fixture(scope="module")
def chosen(undisturbed) -> list[Kill]:
    """Each boundary of a step, each rename and each commit once, and a moment of each loading and of publishing."""
    seen, seconds = undisturbed[3]["seen"], undisturbed[3]["seconds"]
    chance = random.Random(2015)
    boundaries = [
        Kill(kind, step, n + 1) for step in STEPS for kind in ("before", "after") for n in range(seen[f"before {step}"])
    ]
    renames = [Kill("rename", nth=n + 1) for n in range(seen["rename"])]
    commits = [Kill("commit", nth=n + 1) for n in range(seen["commit"])]
    during = [
        Kill("during", step, n + 1, chance.uniform(0, seconds[step] / seen[f"before {step}"]))
        for step in TIMED
        for n in range(seen[f"before {step}"])
    ]
    kinds = (during, boundaries, renames, commits)
    for kind in kinds:
        chance.shuffle(kind)
    return [kill for kill in chain.from_iterable(zip_longest(*kinds)) if kill is not None]


def pytest_generate_tests(metafunc):
    """So many as are asked for; if each of the chosen ones is, in so many parts, for only a night tells how many."""
    if "number" in metafunc.fixturenames:
        metafunc.parametrize("number", range(metafunc.config.getoption("--kills")))
    if "part" in metafunc.fixturenames:
        count = metafunc.config.getoption("--chosen")
        metafunc.parametrize(
            "part", [(n, count, count or PARTS) for n in range(count or PARTS)], ids=lambda part: str(part[0])
        )


def test_killed_at_any_time_the_next_run_ends_as_if_nobody_had_killed(number, between, undisturbed, tmp_path):
    kill = _at_any_time(number, undisturbed[3]["took"])
    _assert_harmless(kill, between, undisturbed, tmp_path)


def test_killed_at_a_chosen_moment_the_next_run_ends_as_if_nobody_had_killed(
    part, chosen, between, undisturbed, tmp_path
):
    number, count, parts = part
    for kill in chosen[: count or None][number::parts]:
        _assert_harmless(kill, between, undisturbed, tmp_path / str(kill))


def test_killed_in_the_first_night_of_a_home_the_next_run_goes_on_with_the_warehouse_that_there_is(tmp_path, judge):
    home = Home(tmp_path / "home", judge)
    first_night(home)
    assert run(home.path, Kill("after", "load", 1), tmp_path / "seen.json") == -9
    summary = home.night()
    assert (summary.state, summary.faults, summary.notes[1:]) == ("published", [], [])
    assert summary.notes[0].startswith("The writer before was stopped before its end (nightly run ")
    assert home.rows("SELECT state FROM ops.run ORDER BY run_id") == [("interrupted",), ("published",)]
    assert list(home.path.glob("*.corrupt-*")) == []


def _assert_harmless(kill: Kill, between: Home, undisturbed, folder: Path) -> None:
    """A night that is killed leaves one whole night published, and the next one ends as it would have."""
    before, wanted, wanted_public, _ = undisturbed
    home = between.copy_to(folder / "home")
    code = run(home.path, kill, folder / "seen.json")
    # a random moment may come when the step is over already and the night has ended
    assert code == -9 or (kill.is_timed and code == 0), kill
    assert published(home) in {before, wanted_public}, f"a half night is published after {kill}"
    told = home.status()
    assert (told["note"], told["last_run"]["state"] in {"running", "published"}) == ("", True), kill
    summary = home.night()
    assert (summary.state, summary.faults) == ("published", []), kill
    assert home.digest() == wanted, kill
    assert published(home) == wanted_public, kill
    for path in (home.settings.published, *home.path.glob("warehouse.duckdb*")):
        assert found_in(path) == [], kill
    assert leftovers(home.path) == [], kill
    if not kill.is_timed:  # at any time it may come before the lock is taken, or after it is put down
        assert "was stopped before its end" in summary.notes[0], "the next run says whose lock it took over"


def _shown(home: Home) -> str:
    """Digest of the warehouse file alone, of which a copy is published."""
    with duckdb.connect(str(home.settings.warehouse), read_only=True) as con:
        return digest(con)
