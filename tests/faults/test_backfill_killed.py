"""A backfill of real databases that is killed at any moment: all is as it was, or all is as it was to be."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import polars as pl
import pytest

import transforms.customs_query
from tests.faults.two_nights import first_night, leftovers, published
from tests.faults.victim import Kill, backfill, run
from tests.support import OPEN, Home, query_csv
from tests.warehouse.test_confidential import found_in
from warehouse import swapping

pytestmark = pytest.mark.slow

SWAP = [swapping.NOTE, "confidential.duckdb", "warehouse.duckdb", "lighting.duckdb", swapping.RECORD]
"""What is renamed by a swap, in its order."""


@pytest.fixture(scope="module")
def wrong(tmp_path_factory, make_home) -> Home:
    """A home whose figures a wrong version of the code has doubled, with figures of enterprises."""
    home = make_home(tmp_path_factory.mktemp("wrong") / "home")
    first_night(home)
    right = transforms.customs_query.fct_trade
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            transforms.customs_query, "fct_trade", lambda *given: right(*given).with_columns(pl.col("value") * 2)
        )
        assert home.night().state == "published"
    home.put("customs_query", "november.csv", query_csv([{"period": "201511", "value": 7}]), **OPEN)
    assert home.night().state == "published"
    return home


@pytest.fixture(scope="module")
def undisturbed(wrong, tmp_path_factory):
    """The digests before and after a backfill that nobody kills, and what it went through."""
    folder = tmp_path_factory.mktemp("undisturbed")
    home = wrong.copy_to(folder / "home")
    assert run(home.path, None, folder / "seen.json", backfill) == 0
    told = json.loads((folder / "seen.json").read_text())
    assert told["state"] == "published"
    assert leftovers(home.path) == []
    before, after = wrong.digest(), home.digest()
    assert before != after
    return {before: published(wrong), after: published(home)}, before, after, told


@pytest.fixture(scope="module")
def kills(undisturbed) -> list[Kill]:
    """Before each rename of the swap; then as many moments again at any time, at commits and at other renames."""
    told = undisturbed[3]
    chance = random.Random(2015)
    first = _note(told)
    assert told["renamed"][first - 1 : first - 1 + len(SWAP)] == SWAP
    swap = [Kill("rename", nth=first + n) for n in range(len(SWAP))]
    others = [Kill("rename", nth=n + 1) for n in range(told["seen"]["rename"])]
    others = [kill for kill in others if kill not in swap]
    others += [Kill("commit", nth=n + 1) for n in range(told["seen"]["commit"])]
    chance.shuffle(others)
    anytime = [Kill("anytime", seconds=chance.uniform(0, told["took"])) for _ in others]
    return [*swap, *(kill for pair in zip(anytime, others, strict=True) for kill in pair)]


def _note(told) -> int:
    """Which of the renames puts the note about the swap in its place."""
    return told["renamed"].index(swapping.NOTE) + 1


def pytest_generate_tests(metafunc):
    """A kill before the note, one in the middle of the swap and one at any time; ``make faults`` does the others."""
    if "number" in metafunc.fixturenames:
        count = len(SWAP) + max(2, metafunc.config.getoption("--kills") // 5)
        each_time = {0, 2, len(SWAP)}
        numbers = [n if n in each_time else pytest.param(n, marks=pytest.mark.long) for n in range(count)]
        metafunc.parametrize("number", numbers)


def test_a_killed_backfill_has_not_begun_to_swap_or_is_completed_by_the_next_run(
    number, kills, wrong, undisturbed, tmp_path
):
    kill, (public, before, after, told) = kills[number], undisturbed
    home = wrong.copy_to(tmp_path / "home")
    code = run(home.path, kill, tmp_path / "seen.json", backfill)
    assert code == -9 or (kill.is_timed and code == 0), kill
    has_begun = (home.path / swapping.NOTE).is_file() or bool(swapping.kept(home.settings))
    assert kill.is_timed or has_begun is (kill.kind == "rename" and kill.nth > _note(told)), kill
    assert published(home) in set(public.values()), f"half of it is published after {kill}"
    assert home.status()["note"] == "", kill
    summary = home.night()
    assert (summary.state, summary.faults) == ("published", []), kill
    wanted = after if has_begun else before
    assert (home.digest(), published(home)) == (wanted, public[wanted]), kill
    assert [record.reason for record in swapping.kept(home.settings)] == ["it was doubled"] * has_begun, kill
    for record in swapping.kept(home.settings):
        kept = replace(home, path=swapping.kept_folder(home.settings, record.run_id))
        assert (kept.digest(), published(kept)) == (before, public[before]), kill
    assert [name for name in (swapping.NOTE, "backfill") if (home.path / name).exists()] == [], kill
    assert leftovers(home.path) == [], kill
    for path in (home.settings.published, *home.path.glob("warehouse.duckdb*")):
        assert found_in(path) == [], kill
