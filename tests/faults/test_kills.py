"""Killed with SIGKILL at any moment, the next run ends in the same content as a run that was not killed."""

from __future__ import annotations

import json
import random
import shutil
from itertools import chain, zip_longest
from pathlib import Path

import duckdb
import pytest

from samples.city import write_city
from samples.enterprises import wrong_credit_code
from tests.faults.victim import STEPS, TIMED, Kill, run
from tests.support import OPEN, Home, query_csv
from tests.warehouse.test_confidential import FIRST as FIRST_OF_ENTERPRISES
from tests.warehouse.test_confidential import OCTOBER, csv, firm, found_in, row
from tests.warehouse.test_confidential import SECOND as NOVEMBER
from warehouse.digest import digest

pytestmark = pytest.mark.slow

FIRST, SECOND = OPEN | {"released_at": "2015-11-20T10:00:00"}, OPEN | {"released_at": "2015-12-20T10:00:00"}
PARTNERS = ("502", "304", "116", "303", "110")


def _rows(period, value, count=400):
    return [
        {
            "period": period,
            "partner": PARTNERS[n % 5],
            "regime": ("10", "14")[n // 5 % 2],
            "value": value + n,
            "place": str(11 + n // 10),
        }
        for n in range(count)
        if 11 + n // 10 in (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50)
    ]


def _first_night(home: Home) -> None:
    home.put("customs_query", "october.csv", query_csv(_rows("201510", 1000)), **FIRST)
    home.put(
        "fx_rates",
        "rates.csv",
        "month,base,quote,rate_type,rate,source_ref\n201510,USD,CNY,MONTH_AVG,6.35,PBOC\n",
        released_at="2015-11-01",
    )
    bad = row(6, "502", 900, uscc=wrong_credit_code(firm(6)[1]))
    home.put("customs_enterprise", "enterprises.csv", csv(*OCTOBER, bad), **FIRST_OF_ENTERPRISES)


def _second_night(home: Home) -> None:
    """A revision, a month with rows for quarantine, a workbook, rates, a refused file, a page that waits."""
    home.put("customs_query", "october2.csv", query_csv(_rows("201510", 1500)[:-20]), **SECOND)
    bad = [{"period": "201511", "partner": "999x"}, {"period": "201511", "regime": "0110"}]
    home.put("customs_query", "november.csv", query_csv(_rows("201511", 2000) + bad), **SECOND)
    home.put("customs_query", "refused.csv", query_csv(_rows("201511", 2000)), released_at="2015-12-20")
    home.put("customs_query", "page1.csv", query_csv(_rows("201509", 1)), **SECOND, set_id="s", page=1, pages=2)
    home.put(
        "fx_rates",
        "rates2.csv",
        "month,base,quote,rate_type,rate,source_ref\n201511,USD,CNY,MONTH_AVG,6.37,PBOC\n",
        released_at="2015-12-01",
    )
    write_city(Path(home.settings.landing_url) / "customs_city", 2015)
    home.put("customs_enterprise", "enterprises2.csv", csv(*OCTOBER[3:]), **NOVEMBER)
    home.put("customs_enterprise", "twice.csv", csv(OCTOBER[0], OCTOBER[0]), **NOVEMBER)


@pytest.fixture(scope="module")
def between(tmp_path_factory, make_home) -> Home:
    """A home after one night, with the files of the second in its landing folder."""
    home = make_home(tmp_path_factory.mktemp("between") / "home")
    _first_night(home)
    assert home.night().state == "published"
    _second_night(home)
    return home


@pytest.fixture(scope="module")
def undisturbed(between, tmp_path_factory):
    """The digests before and after a second night that nobody kills, and what it went through."""
    folder = tmp_path_factory.mktemp("undisturbed")
    home = _copy(between, folder / "home")
    assert run(home.path, None, folder / "seen.json") == 0
    told = json.loads((folder / "seen.json").read_text())
    assert told["state"] == "published"
    assert home.one("SELECT count(*) FROM ops.delivery WHERE state = 'loaded'") == 6
    assert home.one("SELECT count(*) FROM core.fct_enterprise_cell WHERE is_suppressed") > 0
    return _public(between), home.digest(), _public(home), told


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
    home = _copy(between, tmp_path / "home")
    code = run(home.path, kill, tmp_path / "seen.json")
    # a random moment may come when the step is over already and the night has ended
    assert code == -9 or (kill.is_timed and code == 0), kill
    with duckdb.connect(str(home.settings.published), read_only=True) as shown:
        assert digest(shown) in {before, wanted_public}, f"a half night is published after {kill}"
    told = home.status()
    assert (told["note"], told["last_run"]["state"] in {"running", "published"}) == ("", True), kill
    summary = home.night()
    assert (summary.state, summary.faults) == ("published", []), kill
    assert home.digest() == wanted, kill
    with duckdb.connect(str(home.settings.published), read_only=True) as shown:
        assert digest(shown) == wanted_public, kill
    for path in (home.settings.published, *home.path.glob("warehouse.duckdb*")):
        assert found_in(path) == [], kill
    assert _leftovers(home.path) == [], kill
    if not kill.is_timed:  # at any time it may come before the lock is taken, or after it is put down
        assert "was stopped before its end" in summary.notes[0], "the next run says whose lock it took over"


def _public(home: Home) -> str:
    """Digest of the warehouse file alone, of which a copy is published."""
    with duckdb.connect(str(home.settings.warehouse), read_only=True) as con:
        return digest(con)


def _copy(home: Home, path: Path) -> Home:
    shutil.copytree(home.path, path, copy_function=shutil.copy2)
    return Home(path, home.judge)


def _leftovers(home: Path) -> list[str]:
    """Files written aside that nobody renamed, and stages of settled deliveries."""
    aside = [
        p.name for p in home.rglob("*") if p.suffix in {".next", ".part", ".compact"} or p.name.startswith(".incoming")
    ]
    return aside + [p.name for p in (home / "stage").rglob(".*")]
