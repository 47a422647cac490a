"""The runbooks are followed, command by command, each in a home in which its symptom is real.

Commands run in this process, and their runs as plain calls with the judge that all tests share: what is tested is what
a page says and what its commands come to. That runs are Prefect flows is tested in ``tests/flows``. The rules over the
whole content, and the page about a run, are left out where no page of these looks at them: they take longest.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import pytest

from flows import backfill, rebuild, report
from flows.night import Run
from lighting.cli import work
from lighting.cli.waking import Waking
from tests.docs import runbook, scenarios
from tests.docs.runbook import KNOW, NOT_RUN, PAGES, Duty, unchecked
from tests.docs.scenarios_files import FEED, OCTOBER, trouble
from tests.support import UNDOCUMENTED, Home, query_csv

pytestmark = pytest.mark.slow

READ = {path.stem: runbook.read(path) for path in sorted(PAGES.glob("*.md")) if path.stem != "README"}
WAYS = [(name, way) for name, page in READ.items() for way in page.ways]


@pytest.fixture(scope="module")
def quiet(make_home, tmp_path_factory) -> Home:
    """A home after a night in which all was well."""
    home = make_home(tmp_path_factory.mktemp("quiet") / "home")
    home.put(FEED, "201510.csv", query_csv([{"value": 100}]), **OCTOBER)
    assert home.night().exit_code == 0
    return home


@pytest.fixture(scope="module")
def troubled(quiet, tmp_path_factory) -> Home:
    """The same home after a night with trouble of several kinds: many pages begin on the morning after it."""
    home = quiet.copy_to(tmp_path_factory.mktemp("troubled") / "home")
    trouble(home)
    return home


@pytest.fixture
def duty(request, name, tmp_path, monkeypatch, judge) -> Duty:
    """Commands work in a copy of one of these homes, without Prefect and without a judging process."""
    before: Home = request.getfixturevalue("troubled" if name in scenarios.AFTER_TROUBLE else "quiet")
    duty = Duty(before.copy_to(tmp_path / "home"))
    if name not in scenarios.CHECKED:
        duty.steps = replace(duty.steps, check=unchecked)

    def plainly(settings, request, waking, **shown):
        del waking
        work._end(settings, Run(settings, judge, duty.steps, work.click.echo)(request), **shown)

    desk = tmp_path / "desk"
    desk.mkdir()
    monkeypatch.chdir(desk)
    monkeypatch.setenv("LIGHTING_HOME", str(duty.home.path))
    monkeypatch.setattr(Waking, "begin", lambda self: None)
    monkeypatch.setattr(work, "_work", plainly)
    for module in (backfill, rebuild):
        monkeypatch.setattr(module, "JudgeProcess", lambda: nullcontext(judge))
        monkeypatch.setattr(module, "_UNTOLD", replace(UNDOCUMENTED, check=unchecked))
    for module in (backfill, report):
        monkeypatch.setattr(module, "write_report", lambda settings, summary: None)
    return duty


@pytest.mark.parametrize(("name", "way"), WAYS, ids=lambda text: text.replace(" ", "-"))
def test_a_page_is_right(duty, name, way):
    duty.way = way
    course = scenarios.COURSES[name](duty)
    duty.follow(READ[name], next(course))
    assert next(course, "over") == "over"


def test_every_page_has_a_scenario_and_every_scenario_a_page():
    assert sorted(scenarios.COURSES) == sorted(READ)


@pytest.mark.parametrize("page", READ.values(), ids=READ)
def test_a_page_shows_how_to_know_that_it_worked(page):
    assert page.parts[KNOW]
    assert page.parts[KNOW][-1].printed


def test_the_index_leads_to_every_page():
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    assert [name for name in READ if f"]({name}.md)" not in index] == []


def test_what_is_not_run_is_on_a_page():
    lines = [line for page in READ.values() for way in page.ways for b in page.blocks(way) for line, _ in b.commands]
    assert [begin for begin in NOT_RUN if not any(line.startswith(begin) for line in lines)] == []
