"""Data Docs: they show what failed, and load nothing from anywhere else."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from urllib.parse import unquote, urlsplit

import polars as pl
import pytest

from expectations import docs, docs_offline, fx_rates, limits, trading_partners
from expectations.docs import Validated, build
from expectations.judge import SUITE_RESULT, Judge, Work

HOSTILE = '<script src="https://elsewhere.example/{}.js"></script><img src=x onerror="fetch(1)">'
HOSTILE_NAME = "it's <b>\"rates\"</b> & 汇率 </script><img src='//elsewhere.example/1.png'>.csv"
RUN, BEGUN = "20251122-220000-abc123", datetime(2025, 11, 22, 22, 0, 0)
ASSETS = resources.files("expectations") / "docs_assets"
_LOADING_SCRIPT = re.compile(r"\bfetch\(|XMLHttpRequest|WebSocket|EventSource|\bimport\b|sendBeacon|https?:|vegaEmbed")


@pytest.fixture(scope="module")
def judge():
    return Judge({"trading_partners": trading_partners, "fx_rates": fx_rates})


def _validated(judge, folder, dataset, rows, file_name, delivery_id):
    folder = folder / delivery_id
    (folder / "lookups").mkdir(parents=True)
    frame = pl.DataFrame(rows).with_row_index("source_row", offset=2).with_columns(pl.lit(True).alias("is_typed"))
    frame.with_columns(pl.col("source_row").cast(pl.Int64)).write_parquet(folder / "rows.parquet")
    work = Work(delivery_id, dataset, folder / "rows.parquet", folder / "lookups", {}, [], limits.load({}), folder)
    judge.judge(work)
    return Validated(delivery_id, dataset, file_name, RUN, BEGUN, folder / SUITE_RESULT)


def _rate(month, rate, source="PBOC"):
    return {
        "month": month,
        "base": "USD",
        "quote": "CNY",
        "rate_type": "MONTH_AVG",
        "source": source,
        "rate": rate,
    }


@pytest.fixture(scope="module")
def validated(judge, tmp_path_factory):
    """Three deliveries: one passes, one fails row rules, one fails set rules; the last two try to load something."""
    folder = tmp_path_factory.mktemp("judged")
    codes = [{"partner_code": code} for code in ("110", "111")]
    wrong = [{"partner_code": code} for code in ("11", HOSTILE.format("value"), *["1100"] * 3)]
    rates = [_rate("202501", 7.2), *[_rate("202502", 7.1, HOSTILE.format("finding"))] * 2, _rate("202503", -1.5)]
    return [
        _validated(judge, folder, "trading_partners", codes, "partners.csv", "a" * 32),
        _validated(judge, folder, "trading_partners", wrong, "wrong.csv", "b" * 32),
        _validated(judge, folder, "fx_rates", rates, HOSTILE_NAME, "c" * 32),
    ]


@pytest.fixture(scope="module")
def site(validated, tmp_path_factory):
    return build(validated, tmp_path_factory.mktemp("reports") / "data_docs").parent


class _Page(HTMLParser):
    """What a page loads, links to, says, and runs."""

    def __init__(self, path):
        super().__init__()
        self.loads, self.links, self.styles, self.scripts, self.ids = [], [], [], [], set()
        self.policy, self.words, self._within = None, [], None
        self.feed(path.read_text(encoding="utf-8"))
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self._within = tag
        self.ids.add(attrs.get("id"))
        assert tag not in {"iframe", "object", "embed", "base", "form", "video", "audio", "source"}
        assert not {"srcset", "background", "poster", "ping"} & set(attrs)
        if "src" in attrs:
            self.loads.append(attrs["src"])
        if tag == "link":
            self.loads.append(attrs["href"])
        elif "href" in attrs:
            self.links.append(attrs["href"])
        if attrs.get("http-equiv") == "Content-Security-Policy":
            self.policy = attrs["content"]
        assert attrs.get("http-equiv", "").lower() != "refresh"
        self.styles.append(attrs.get("style", ""))
        self.scripts += [code for name, code in attrs.items() if name.startswith("on")]

    def handle_endtag(self, tag):
        self._within = None

    def handle_data(self, data):
        kind = {"style": self.styles, "script": self.scripts}.get(self._within, self.words)
        kind.append(data)


def _pages(site):
    return sorted(site.rglob("*.html"))


def _result_page(site, validated):
    (page,) = site.glob(f"validations/{validated.dataset}/*/*/{validated.delivery_id}.html")
    return page


def _is_local(site, page, address):
    parts = urlsplit(address)
    target = (page.parent / unquote(parts.path)).resolve()
    return not parts.scheme and not parts.netloc and target.is_file() and target.is_relative_to(site.resolve())


def _loaded_by_css(css):
    addresses = re.findall(r"url\(\s*[\"']?([^\"')]*)", css) + re.findall(r"@import[^;]*", css)
    return [address for address in addresses if not address.startswith("data:")]


def test_no_page_loads_anything_from_elsewhere(site):
    assert len(_pages(site)) == 1 + 3 + 2
    for path in _pages(site):
        page = _Page(path)
        assert len(page.loads) >= 12
        for address in page.loads:
            assert _is_local(site, path, address), f"{path.name} loads {address}"
        assert [a for css in page.styles for a in _loaded_by_css(css)] == []
        for script in page.scripts:
            assert not _LOADING_SCRIPT.search(script), script[:200]
    for path in site.glob("static/*.css"):
        assert _loaded_by_css(path.read_text(encoding="utf-8")) == [], path.name


def test_every_page_forbids_to_load_from_elsewhere(site):
    for path in _pages(site):
        policy = _Page(path).policy
        assert policy.startswith("default-src 'none';")
        allowed = {source for part in policy.split(";") for source in part.split()[1:]}
        assert allowed == {"'none'", "'self'", "file:", "data:", "'unsafe-inline'"}


def test_links_between_pages_lead_somewhere(site):
    for path in _pages(site):
        page = _Page(path)
        for address in page.links:
            if address.startswith("#"):
                assert address == "#" or address[1:] in page.ids, address
            elif address != "https://greatexpectations.io":
                assert _is_local(site, path, address), f"{path.name} links to {address}"


def test_index_names_every_result_failed_ones_first(site, validated):
    text = (site / "index.html").read_text(encoding="utf-8")
    paths = re.findall(r"'_table_row_link_path': '(validations/[^']*)'", text)
    pages = [_result_page(site, validated[number]) for number in (2, 1, 0)]
    assert [site / unquote(path) for path in paths] == pages
    assert re.findall(r"'failed_rules': '([^']*)'", text) == [
        _expected_failures(validated[2]),
        _expected_failures(validated[1]),
        "–",
    ]
    assert f"run {RUN}: 3 files validated" in _Page(site / "index.html").text


def _expected_failures(validated):
    by_action = {"block": set(), "quarantine": set(), "warn": set()}
    for result in json.loads(validated.suite_json.read_text(encoding="utf-8")):
        if not result["success"]:
            meta = result["expectation_config"]["meta"]
            by_action[meta["action"]].add(meta["id"])
    return "; ".join(f"{action}: {', '.join(sorted(ids))}" for action, ids in by_action.items() if ids)


def test_failed_rules_stand_on_their_page(site, validated):
    for number in (1, 2):
        text = _Page(_result_page(site, validated[number])).text
        results = json.loads(validated[number].suite_json.read_text(encoding="utf-8"))
        failed = [result["expectation_config"]["meta"] for result in results if not result["success"]]
        assert failed
        for meta in failed:
            assert f"{meta['id']} · {meta['action']} · {meta['what']}" in text
    wrong = _Page(_result_page(site, validated[1])).text
    assert "5 unexpected values found. 100% of 5 total rows." in wrong
    assert "1100: rows 4, 5, 6" in wrong
    assert "11: row 2" in wrong


def test_page_says_how_much_it_leaves_out(validated, tmp_path):
    results = json.loads(validated[1].suite_json.read_text(encoding="utf-8"))
    rows = next(r["result"] for r in results if r["result"].get("unexpected_index_list"))
    rows["unexpected_index_list"] = [{"source_row": n, "partner_code": "9"} for n in range(100, 0, -1)]
    rows["unexpected_count"] = rows["element_count"] = 12_345
    sets = next(r for r in results if "details" in r["result"])
    sets["success"] = False
    sets["result"]["details"]["unexpected_rows"] = [{"message": f"finding {n} " + "x" * 500} for n in range(25)]
    changed = replace(validated[1], suite_json=tmp_path / "suite.json")
    changed.suite_json.write_text(json.dumps(results), encoding="utf-8")
    text = _Page(_result_page(build([changed], tmp_path / "docs").parent, changed)).text
    assert "9: rows 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100 …" in text
    assert "… and 12,325 more" in text
    assert "25 findings" in text
    assert "finding 19 " in text
    assert "finding 20 " not in text
    assert "… and 5 more" in text
    assert "x" * 389 + "…" in text
    assert "x" * 401 not in text


def test_what_stands_in_a_file_is_shown_and_not_run(site, validated):
    assert HOSTILE.format("value") in _Page(_result_page(site, validated[1])).text
    page = _Page(_result_page(site, validated[2]))
    assert HOSTILE.format("finding") in page.text
    assert 'it\'s ‹b›"rates"‹/b› ＆ 汇率' in page.text
    for path in _pages(site):
        assert not [address for address in _Page(path).loads if "elsewhere" in address]


def test_suites_show_all_rules_once(site):
    text = _Page(site / "expectations" / "trading_partners.html").text
    assert text.count("MISSING · quarantine") == 1
    assert text.count("Q40 · block") == 1


def test_suite_leaves_out_what_differs_from_file_to_file(validated, tmp_path):
    results = json.loads(validated[0].suite_json.read_text(encoding="utf-8"))
    results[0]["expectation_config"]["meta"]["allowed"] = "only this"
    other = tmp_path / "suite.json"
    other.write_text(json.dumps(results), encoding="utf-8")
    second = replace(validated[0], delivery_id="d" * 32, suite_json=other)
    third = replace(validated[0], delivery_id="e" * 32)
    site = build([validated[0], second, third], tmp_path / "docs").parent
    text = _Page(site / "expectations" / "trading_partners.html").text
    assert text.count("MISSING · quarantine") == 1
    assert "only this" not in text
    assert "only this" in _Page(_result_page(site, second)).text


def test_time_of_the_run_is_shown_in_utc(site, validated, tmp_path):
    assert "2025-11-22T14:00:00Z" in _Page(_result_page(site, validated[0])).text
    other = replace(validated[0], run_time=BEGUN.replace(tzinfo=UTC) + timedelta(hours=1))
    assert "2025-11-22T23:00:00Z" in _Page(_result_page(build([other], tmp_path / "docs").parent, other)).text


def test_next_run_takes_the_place_of_the_last(validated, tmp_path):
    site = tmp_path / "docs"
    build(validated[:2], site)
    assert build(validated[2:], site) == site / "index.html"
    assert len(_pages(site)) == 3
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
    assert _result_page(site, validated[0]).is_file()
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
    assert _result_page(site, validated[0]).is_file()


def test_a_run_killed_while_its_pages_took_their_place_loses_nothing(validated, tmp_path, monkeypatch):
    site = tmp_path / "docs"
    build(validated[:1], site)
    site.rename(tmp_path / ".docs.former")
    (tmp_path / ".docs.new").mkdir()
    monkeypatch.setattr(docs, "_build_site", lambda *_: None)
    with pytest.raises(RuntimeError, match="left out pages"):
        build(validated[1:], site)
    assert _result_page(site, validated[0]).is_file()
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
    assert f"run {RUN}: 5 files validated; 1 of those that passed are shown" in _Page(site / "index.html").text


def test_nothing_validated(tmp_path):
    index = build([], tmp_path / "docs")
    assert "nothing was validated" in _Page(index).text
    assert [address for address in _Page(index).loads if not _is_local(index.parent, index, address)] == []


def test_judge_goes_on_after_docs_were_built(judge, validated, tmp_path):
    from great_expectations.data_context.data_context.context_factory import project_manager

    before = project_manager.get_current_project()
    build(validated, tmp_path / "docs")
    assert project_manager.get_current_project() is before
    again = _validated(judge, tmp_path, "trading_partners", [{"partner_code": "1"}], "again.csv", "f" * 32)
    assert _expected_failures(again) == _expected_failures(validated[1])


def test_assets_are_what_their_list_says():
    listed = {
        line.split("|")[1].strip(): line.split("|")[6].strip()
        for line in (ASSETS / "LICENSES.md").read_text(encoding="utf-8").splitlines()
        if re.search(r"\| [0-9a-f]{64} \|$", line)
    }
    files = {asset.name: asset.read_bytes() for asset in ASSETS.iterdir()}
    assert set(files) == {*listed, "docs.css", "docs.js", "LICENSES.md"}
    for name, digest in listed.items():
        assert hashlib.sha256(files[name]).hexdigest() == digest, name
    assert max(map(len, files.values())) < 800_000
    wanted = {*docs_offline._STYLES, *docs_offline._SCRIPTS} - {docs_offline._PAGES_CSS}
    assert wanted == set(files) - {"LICENSES.md"}


def test_great_expectations_still_loads_what_is_replaced_here():
    """Trips when another release loads something else: then look whether its pages need it."""
    templates = resources.files("great_expectations") / "render" / "view" / "templates"
    loaded = set()
    for template in templates.iterdir():
        text = template.read_text(encoding="utf-8") if template.name.endswith(".j2") else ""
        loaded |= set(re.findall(r'<(?:script|link)[^>]*(?:src|href)="(?:https?:)?//([^"]*)"', text))
    names = {re.sub(r"@[\d.]+|/[\d.]+/|[-.]min|-\d[\d.]*\d", "", address).rsplit("/", 1)[-1] for address in loaded}
    ours = {name.replace(".min", "") for name in (*docs_offline._STYLES, *docs_offline._SCRIPTS)}
    left_out = {
        "vega",
        "vega-lite",
        "vega-embed",
        "bootstrap-datepicker.js",
        "bootstrap-datepicker.css",
        "bootstrap-prefers-dark.css",
        "all.css",
    }
    assert names - ours == left_out
    assert ours - names == {"data_docs.css", "docs.css", "docs.js"}


def _dom(page, profile):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("chromium is not installed")
    command = [
        chromium,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={profile}",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost",
        "--enable-logging=stderr",
        "--virtual-time-budget=3000",
        "--dump-dom",
        page.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)
    assert not re.findall(r".*CONSOLE.*", done.stderr)
    dumped = profile.parent / f"{profile.name}.html"
    dumped.write_text(done.stdout, encoding="utf-8")
    return _Page(dumped)


def test_pages_work_in_a_browser_without_a_network(site, validated, tmp_path):
    index = _dom(site / "index.html", tmp_path / "index")
    assert "Showing 1 to 3 of 3 rows" in index.text
    assert _expected_failures(validated[1]) in index.text
    assert _result_page(site, validated[1]).relative_to(site).as_posix() in index.links
    page = _dom(_result_page(site, validated[1]), tmp_path / "page")
    assert "1100: rows 4, 5" in page.text
    assert page.text.count("Loading, please wait") > 3  # tables are dressed, which scripts do
