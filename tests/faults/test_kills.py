"""Killed with SIGKILL at any moment, the next run ends in the same content as a run that was not killed."""

from __future__ import annotations

import json
import random
from itertools import chain, zip_longest

import duckdb
import pytest

from tests.faults.two_nights import leftovers, published
from tests.faults.victim import STEPS, TIMED, Kill, run
from tests.support import Home
from tests.warehouse.test_confidential import found_in
from warehouse.digest import digest

pytestmark = pytest.mark.slow


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


@pytest.fixture(scope="module")
def kills(undisturbed, request) -> list[Kill]:
    """As many moments as are asked for.

    Half of them at any time of the night; the others at boundaries of steps, renames, commits, and at random moments of
    loading and publishing.
    """
    seen, seconds = undisturbed[3]["seen"], undisturbed[3]["seconds"]
    chance = random.Random(2015)
    count = request.config.getoption("--kills")
    anytime = [Kill("anytime", seconds=chance.uniform(0, undisturbed[3]["took"])) for _ in range(count)]
    boundaries = [
        Kill(kind, step, nth) for step in STEPS for kind in ("before", "after") for nth in {1, seen[f"before {step}"]}
    ]
    renames = [Kill("rename", nth=n) for n in range(1, seen["rename"] + 1)]
    commits = [Kill("commit", nth=n) for n in range(1, seen["commit"] + 1)]
    timed = []
    for number in range(count):
        step = TIMED[number % 2]
        each = seconds[step] / seen[f"before {step}"]
        timed.append(Kill("during", step, chance.randint(1, seen[f"before {step}"]), chance.uniform(0, each)))
    for group in (boundaries, renames, commits):
        chance.shuffle(group)
    others = [k for k in chain.from_iterable(zip_longest(timed, boundaries, renames, commits)) if k is not None]
    return list(dict.fromkeys(chain.from_iterable(zip(anytime, others, strict=False))))


def pytest_generate_tests(metafunc):
    if "number" in metafunc.fixturenames:
        metafunc.parametrize("number", range(metafunc.config.getoption("--kills")))


def test_the_next_run_ends_as_if_nobody_had_killed(number, kills, between, undisturbed, tmp_path):
    kill, (before, wanted, wanted_public, _) = kills[number], undisturbed
    home = between.copy_to(tmp_path / "home")
    code = run(home.path, kill, tmp_path / "seen.json")
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
