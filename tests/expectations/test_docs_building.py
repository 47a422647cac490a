"""Data Docs take the place of the last ones whole, or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from expectations import docs
from expectations.docs import build
from tests.expectations.sites import (
    RUN,
    Page,
    expected_failures,
    is_local,
    pages,
    result_page,
    validate,
)


def test_next_run_takes_the_place_of_the_last(validated, tmp_path):
    site = tmp_path / "docs"
    build(validated[:2], site)
    assert build(validated[2:], site) == site / "index.html"
    assert len(pages(site)) == 3
    assert not list(site.glob(f"**/{validated[0].delivery_id}.html"))
    assert [path.name for path in tmp_path.iterdir()] == ["docs"]


@pytest.mark.parametrize("where", ["take_offline", "_build_site"])
def test_pages_of_the_last_run_stay_if_building_fails(validated, tmp_path, monkeypatch, where):
    site = tmp_path / "docs"
    build(validated[:1], site)

    def fail(*_):
        raise OSError("no space left")

    monkeypatch.setattr(docs, where, fail)
    with pytest.raises(OSError, match="no space left"):
        build(validated[1:], site)
    assert result_page(site, validated[0]).is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["docs"]


def test_pages_of_the_last_run_come_back_if_the_new_cannot_take_their_place(validated, tmp_path, monkeypatch):
    site, rename = tmp_path / "docs", Path.rename
    build(validated[:1], site)

    def fail(path, target):
        if path.name == ".docs.new":
            raise OSError("no")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="no"):
        build(validated[1:], site)
    assert [path.name for path in tmp_path.iterdir()] == ["docs"]
    assert result_page(site, validated[0]).is_file()


def test_a_run_killed_while_its_pages_took_their_place_loses_nothing(validated, tmp_path, monkeypatch):
    site = tmp_path / "docs"
    build(validated[:1], site)
    site.rename(tmp_path / ".docs.former")
    (tmp_path / ".docs.new").mkdir()
    monkeypatch.setattr(docs, "_build_site", lambda *_: None)
    with pytest.raises(RuntimeError, match="left out pages"):
        build(validated[1:], site)
    assert result_page(site, validated[0]).is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["docs"]


def test_what_cannot_be_rendered_is_a_fault_and_not_a_gap(validated, tmp_path, monkeypatch):
    whole = docs.document

    def broken(*arguments):
        made = whole(*arguments)
        for result in made["results"]:
            result["result"].pop("unexpected_count", None)
        return made

    monkeypatch.setattr(docs, "document", broken)
    with pytest.raises(RuntimeError, match=r"could not render: KeyError: .*unexpected_count"):
        build(validated[1:2], tmp_path / "docs")
    assert not list(tmp_path.iterdir())


def test_of_many_deliveries_the_failed_and_some_others_are_shown(validated, tmp_path, monkeypatch):
    monkeypatch.setattr(docs, "MANY", 4)
    monkeypatch.setattr(docs, "PASSED_OF_MANY", 1)
    passed = [replace(validated[0], delivery_id=f"{n:032}") for n in range(3)]
    site = build([*passed, *validated[1:]], tmp_path / "docs").parent
    shown = {path.stem for path in site.glob("validations/*/*/*/*.html")}
    assert shown == {passed[0].delivery_id, validated[1].delivery_id, validated[2].delivery_id}
    assert f"run {RUN}: 5 files validated; 1 of those that passed are shown" in Page(site / "index.html").text


def test_nothing_validated(tmp_path):
    index = build([], tmp_path / "docs")
    assert "nothing was validated" in Page(index).text
    assert [address for address in Page(index).loads if not is_local(index.parent, index, address)] == []


def test_judge_goes_on_after_docs_were_built(judge, validated, tmp_path):
    from great_expectations.data_context.data_context.context_factory import project_manager

    before = project_manager.get_current_project()
    build(validated, tmp_path / "docs")
    assert project_manager.get_current_project() is before
    again = validate(judge._judge, tmp_path, "trading_partners", [{"partner_code": "1"}], "again.csv", "f" * 32)
    assert expected_failures(again) == expected_failures(validated[1])
