"""Data Docs load nothing from anywhere else, and run nothing that stands in a file."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from importlib import resources

import pytest

from expectations import docs_offline
from tests.expectations.sites import (
    HOSTILE,
    Page,
    expected_failures,
    is_local,
    pages,
    result_page,
)

_LOADING_SCRIPT = re.compile(r"\bfetch\(|XMLHttpRequest|WebSocket|EventSource|\bimport\b|sendBeacon|https?:|vegaEmbed")
ASSETS = resources.files("expectations") / "docs_assets"


def _loaded_by_css(css):
    addresses = re.findall(r"url\(\s*[\"']?([^\"')]*)", css) + re.findall(r"@import[^;]*", css)
    return [address for address in addresses if not address.startswith("data:")]


def test_no_page_loads_anything_from_elsewhere(site):
    assert len(pages(site)) == 1 + 3 + 2
    for path in pages(site):
        page = Page(path)
        assert len(page.loads) >= 12
        for address in page.loads:
            assert is_local(site, path, address), f"{path.name} loads {address}"
        assert [a for css in page.styles for a in _loaded_by_css(css)] == []
        for script in page.scripts:
            assert not _LOADING_SCRIPT.search(script), script[:200]
    for path in site.glob("static/*.css"):
        assert _loaded_by_css(path.read_text(encoding="utf-8")) == [], path.name


def test_every_page_forbids_to_load_from_elsewhere(site):
    for path in pages(site):
        policy = Page(path).policy
        assert policy.startswith("default-src 'none';")
        allowed = {source for part in policy.split(";") for source in part.split()[1:]}
        assert allowed == {"'none'", "'self'", "file:", "data:", "'unsafe-inline'"}


def test_links_between_pages_lead_somewhere(site):
    for path in pages(site):
        page = Page(path)
        for address in page.links:
            if address.startswith("#"):
                assert address == "#" or address[1:] in page.ids, address
            elif address != "https://greatexpectations.io":
                assert is_local(site, path, address), f"{path.name} links to {address}"


def test_what_stands_in_a_file_is_shown_and_not_run(site, validated):
    assert HOSTILE.format("value") in Page(result_page(site, validated[1])).text
    page = Page(result_page(site, validated[2]))
    assert HOSTILE.format("finding") in page.text
    assert 'it\'s ‹b›"rates"‹/b› ＆ 汇率' in page.text
    for path in pages(site):
        assert not [address for address in Page(path).loads if "elsewhere" in address]


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


def dom(page, profile):
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
    return Page(dumped)


@pytest.mark.slow
def test_pages_work_in_a_browser_without_a_network(site, validated, tmp_path):
    index = dom(site / "index.html", tmp_path / "index")
    assert "Showing 1 to 3 of 3 rows" in index.text
    assert expected_failures(validated[1]) in index.text
    assert result_page(site, validated[1]).relative_to(site).as_posix() in index.links
    page = dom(result_page(site, validated[1]), tmp_path / "page")
    assert "1100: rows 4, 5" in page.text
    assert page.text.count("Loading, please wait") > 3  # tables are dressed, which scripts do
