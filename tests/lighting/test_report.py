"""The page about a run: everything a person must know, nothing that runs or loads."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from expectations.docs_results import Validated
from flows.outcome import Handled, Summary
from flows.steps import Steps
from lighting.report import LATEST, figure, render, write
from samples.city import write_city
from tests.support import OPEN, UNDOCUMENTED, query_csv

AT = datetime(2015, 12, 1, 2, 0, 0)
HOSTILE = "<script>alert(1)</script>.csv"


def _summary(**changes) -> Summary:
    handled = [
        Handled("a" * 64, "customs_query", "good.csv", "loaded", rows_accepted=1234, rows_quarantined=5),
        Handled("b" * 64, "customs_query", HOSTILE, "refused", "FILE", "It is a web page.", "Download it again."),
        Handled("c" * 64, "customs_query", "page1.csv", "waiting", reason="waits for page 2 of set s"),
        Handled("d" * 64, "fx_rates", "rates.csv", "received", "FAULT", "OSError: gone"),
    ]
    return Summary(
        **{"run_id": "r1", "state": "published", "handled": handled, "published": "/p", "warehouse": "/w"} | changes
    )


class _Text(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.words, self.tags = [], []
        self.feed(page)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.words.append(data)


def test_the_page_says_what_came_and_what_waits():
    page = _Text(render(asdict(_summary(faults=["rates.csv: OSError: gone"])), written_at=AT, data_docs=None))
    assert "It is a web page." in page.text
    assert "Download it again." in page.text
    assert "waits for page 2 of set s" in page.text
    assert "1,234" in page.text
    assert page.text.count("OSError: gone") == 1
    assert HOSTILE in page.text
    assert not {"script", "img", "iframe", "link"} & set(page.tags)


def test_the_page_tells_what_was_passed_over():
    summary = _summary(handled=[], passed_over=[f"link{n}.csv: a link" for n in range(23)])
    page = _Text(render(asdict(summary), written_at=AT, data_docs=None))
    assert "For somebody to act on" in page.text
    assert "Nothing waits" not in page.text
    assert "link0.csv: a link" in page.text
    assert "And 3 more." in page.text
    assert "link20.csv" not in page.text


def test_a_blocked_run_says_how_to_let_it_pass():
    finding = {"rule": "Q66", "action": "block", "outcome": "failed", "key": "zone 1", "message": "46 of 47 members"}
    page = _Text(render(asdict(_summary(state="blocked", findings=[finding])), written_at=AT, data_docs=None))
    assert "46 of 47 members" in page.text
    assert "lighting waive Q66 'zone 1' --reason" in page.text


def test_a_quiet_night_says_that_nothing_waits():
    page = _Text(render(asdict(_summary(handled=[], state="nothing_new")), written_at=AT, data_docs=None))
    assert "Nothing waits for anybody." in page.text
    assert "Nothing new." in page.text
    assert "Sample data" not in page.text


def test_files_are_written_beside_each_other(tmp_path):
    run = asdict(
        _summary(
            is_sample=True,
            headline=[
                {"metric": "M", "period": "2015", "value": Decimal("7.05"), "unit": "bn", "reason": None, "note": ""}
            ],
        )
    )
    path = write(tmp_path, run, written_at=AT, data_docs="data_docs/index.html")
    assert {p.name for p in tmp_path.iterdir()} == {"r1.html", "r1.json", LATEST}
    assert path.read_text() == (tmp_path / LATEST).read_text()
    assert 'href="data_docs/index.html"' in path.read_text()
    assert "Sample data." in path.read_text()
    assert json.loads((tmp_path / "r1.json").read_text())["headline"][0]["value"] == "7.05"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        (1234567, "1,234,567"),
        (7.05, "7.0500"),
        (Decimal("16690.64"), "16,690.6"),
        ("x", "x"),
        (True, "True"),
    ],
)
def test_figures_as_people_read_them(value, shown):
    assert figure(value) == shown


def test_a_night_writes_its_page_and_builds_data_docs_of_what_it_judged(home):
    home.put("customs_query", "good.csv", query_csv([{"value": 1000}, {"regime": "0110"}]), **OPEN)
    home.put("customs_query", "not_judged.csv", "<html><body>412</body></html>", **OPEN)
    summary = home.night(Steps())
    assert summary.faults == []
    page = _Text((home.settings.reports / LATEST).read_text())
    assert summary.report == str(home.settings.reports / f"{summary.run_id}.html")
    assert "trade regime 0110 is no statistical regime" in page.text
    assert "The file is a web page (HTML)" in page.text
    results = list((home.settings.reports / "data_docs" / "validations").rglob("*.html"))
    assert len(results) == 1
    assert "trade regime 0110" in results[0].read_text() or "Q14" in results[0].read_text()
    assert not list(home.settings.stage.glob("*/"))[1:], "only the code tables stay staged"


@pytest.mark.slow
def test_the_page_tells_which_known_figures_changed(home):
    home.put("customs_query", "first.csv", query_csv([{"value": 1000}, {"partner": "304", "value": 10}]), **OPEN)
    assert home.night().revised["figures"] == 0
    later = OPEN | {"released_at": "2015-12-20T10:00:00"}
    home.put("customs_query", "later.csv", query_csv([{"value": 1250}, {"partner": "304", "value": 10}]), **later)
    summary = home.night(Steps(document=UNDOCUMENTED.document))
    (group,) = summary.revised["by_group"]
    names = ("dataset", "period", "family", "figures", "old_value", "new_value", "change", "change_share")
    assert [group[name] for name in names] == ["customs_query", "201510", "D1", 1, 1000, 1250, 250, 0.25]
    page = _Text((home.settings.reports / LATEST).read_text())
    assert "1 figures in 1 groups" in page.text
    assert "201510 94051000 502 10 44 value 1,000.0 1,250.0 250.0000 later.csv" in page.text
    told = json.loads((home.settings.reports / f"{summary.run_id}.json").read_text())
    assert Decimal(told["revised"]["largest"][0]["new_value"]) == 1250
    assert home.night().revised["figures"] == 0


@pytest.mark.slow
def test_the_page_tells_what_a_printed_table_revised_silently(home):
    write_city(Path(home.settings.landing_url) / "customs_city", 2015)
    (row,) = home.night(Steps(document=UNDOCUMENTED.document)).revised["silent"]
    assert (row["source"], row["period"], row["implied_revision"]) == ("customs_city", "201510", 2_000_000)
    page = _Text((home.settings.reports / LATEST).read_text())
    line = (
        "customs_city 442000 ALL ALL ALL X CNY 201510 128,744,051,100.0 13,817,764,200.0 142,563,815,300.0 2,000,000.0"
    )
    assert line in page.text


def test_docs_that_cannot_be_built_are_a_fault_and_the_night_is_published(home):
    def broken(judging, settings, validated: list[Validated]) -> None:
        raise RuntimeError(f"no page for {validated[0].file_name}")

    home.put("customs_query", "good.csv", query_csv([{"value": 1000}]), **OPEN)
    summary = home.night(replace(UNDOCUMENTED, document=broken))
    assert (summary.state, summary.exit_code) == ("published", 1)
    assert summary.faults == ["Data Docs: RuntimeError: no page for good.csv"]
