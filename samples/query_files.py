"""The customs query's part of the landing folder: good downloads, damaged ones, and ones that are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from samples.codes import lighting_prefixes
from samples.query_csv import BY_PARTNER, PARTNER_FIRST, Style, download, header, line, record, text_line
from samples.rates import YUAN_PER_DOLLAR
from samples.trade import Figure, exports, exports_of_2018, imports, in_dollars, revised
from samples.writing import Fact, gzipped, put_declared, zipped

MOST_ROWS = 10_000
_ROWS_OF_2018 = 470
_ALL = {"covers_partners": ["*"], "covers_regimes": ["*"], "covers_places": ["*"]}
_HALF_YEARS: tuple[tuple[str, str, str, Style, str], ...] = (
    ("201501", "201506", "sample_export_2015h1_english.csv", Style(is_english=True), "2015-07-21T09:30:00"),
    ("201507", "201512", "sample_export_2015h2.csv.gz", Style(columns=PARTNER_FIRST), "2016-01-20T15:10:00"),
    ("201601", "201606", "sample_export_2016h1_tabs.csv", Style(has_tabs=True), "2016-07-20T10:05:00"),
    ("201607", "201612", "sample_export_2016h2_newlines.csv", Style(has_broken_names=True), "2017-01-23T11:20:00"),
    ("201701", "201706", "sample_export_2017h1_wide.csv", Style(has_wide_numbers=True), "2017-07-20T14:00:00"),
    ("201707", "201712", "sample_export_2017h2.csv.zip", Style(), "2018-01-22T10:05:00"),
)
_ERROR_PAGE = """<!DOCTYPE html>
<html><head><title>412 Precondition Failed</title></head>
<body><h1>412 Precondition Failed</h1><p>Your request was blocked. (sample)</p></body></html>
"""


def write_queries(folder: Path, seed: int) -> list[Path]:
    """Write the downloads; returns the data files."""
    sold = exports(seed)
    return [
        *_half_years(folder, sold),
        _second_release(folder, sold, seed),
        _dollars(folder, sold, seed),
        *_import_pages(folder, seed),
        _damaged(folder, seed),
        _without_flow(folder, sold),
        _failed_download(folder),
    ]


def _half_years(folder: Path, sold: Sequence[Figure]) -> list[Path]:
    written = []
    for first, last, name, style, released in _HALF_YEARS:
        data = download([f for f in sold if first <= f.period <= last], style)
        written.append(put_declared(folder / name, _packed(name, data), _facts(first, last, released)))
    return written


def _packed(name: str, data: bytes) -> bytes:
    """The data as the end of the file's name has it."""
    if name.endswith(".gz"):
        return gzipped(data)
    return zipped(name.removesuffix(".zip"), data) if name.endswith(".zip") else data


def _second_release(folder: Path, sold: Sequence[Figure], seed: int) -> Path:
    data = download(revised(seed, sold, "201712"), Style(encoding="utf-8-sig"))
    facts = _facts("201712", "201712", "2018-02-26T16:40:00")
    note = "December 2017 once more: values differ from the first release, one row is gone, one is new."
    return put_declared(folder / "sample_export_201712_second.csv", data, facts, note)


def _dollars(folder: Path, sold: Sequence[Figure], seed: int) -> Path:
    latest = [f for f in sold if "201701" <= f.period < "201712"] + revised(seed, sold, "201712")
    figures = in_dollars(latest, "9405", YUAN_PER_DOLLAR)
    facts = _facts("201701", "201712", "2018-03-20T09:15:00", currency="USD") | {"covers_hs": ["9405"]}
    data = download(figures, Style(columns=BY_PARTNER, currency="USD"))
    return put_declared(folder / "sample_export_2017_usd.csv", data, facts, "The nation: no regime, no province.")


def _import_pages(folder: Path, seed: int) -> list[Path]:
    """One release in two pages, for the tool gives 10,000 rows at most."""
    bought = imports(seed)
    written = []
    for page, part in enumerate((bought[:MOST_ROWS], bought[MOST_ROWS:]), start=1):
        facts = _facts("201701", "201712", f"2018-01-24T10:0{page}:00", flow="import")
        facts |= {"set_id": "sample-import-2017", "page": page, "pages": 2}
        name = f"sample_import_2017_page{page}.csv"
        written.append(put_declared(folder / name, download(part, Style()), facts))
    return written


def _without_flow(folder: Path, sold: Sequence[Figure]) -> Path:
    rows = [f for f in sold if f.period == "201711" and f.key.hs8.startswith("8513")]
    facts = {name: fact for name, fact in _facts("201711", "201711", "2017-12-20T10:00:00").items() if name != "flow"}
    note = "To be refused: nothing says whether these are exports or imports."
    return put_declared(folder / "sample_without_flow.csv", download(rows, Style()), facts, note)


def _failed_download(folder: Path) -> Path:
    facts = _facts("201712", "201712", "2018-01-22T09:58:00")
    note = "To be refused: the download failed and an error page was saved."
    return put_declared(folder / "sample_download_failed.csv", _ERROR_PAGE.encode(), facts, note)


def _damaged(folder: Path, seed: int) -> Path:
    """January 2018 of heading 9405 with records that must not be loaded."""
    style = Style()
    good = [record(f, style) for f in exports_of_2018(seed, _ROWS_OF_2018)]
    lines = [text_line(cells, style, number) for number, cells in enumerate(good)]
    lines = _with_bad_records(lines, good, style)
    facts = _facts("201801", "201801", "2018-03-21T10:30:00") | {"covers_hs": ["9405"]}
    note = "Some records are damaged or wrong, and must go to quarantine."
    data = (header(style) + "".join(lines)).encode(style.encoding)
    return put_declared(folder / "sample_export_201801_damaged.csv", data, facts, note)


def _with_bad_records(lines: list[str], good: Sequence[Mapping[str, str]], style: Style) -> list[str]:
    """Spoil records here and there: first by their cells, then two as text."""
    pieces = [n for n, cells in enumerate(good) if cells["unit2"] == "千克"]
    kilograms = [n for n, cells in enumerate(good) if cells["unit1"] == "千克"]
    changes: list[tuple[int, dict[str, str]]] = [
        (pieces[10], {"partner": "801", "partner_name": "未列名国家"}),
        (pieces[20], {"partner": "801", "partner_name": "未列名国家"}),
        (pieces[30], {"hs8": "94051100"}),
        (pieces[40], {"regime": "0110"}),
        (pieces[50], {"place": "71", "place_name": "未列名省份"}),
        (pieces[60], {"CNY": f"-{good[pieces[60]]['CNY']}"}),
        (pieces[70], {"CNY": "1,2a4"}),
        (pieces[80], {"unit2": "个"}),
        (kilograms[15], {"qty2": "120", "unit2": "千克"}),
        (kilograms[25], {"CNY": "0"}),
    ]
    spoiled = list(lines)
    for at, change in changes:
        spoiled[at] = line([{**good[at], **change}[column] for column in style.all_columns], style)
    cut, doubled = pieces[90], kilograms[40]
    spoiled[cut] = ",".join(lines[cut].split(",")[:7]) + "\n"
    spoiled[doubled] = lines[doubled].rstrip("\n") + lines[doubled + 1]
    del spoiled[doubled + 1]
    return spoiled


def _facts(first: str, last: str, released: str, flow: str = "export", currency: str = "CNY") -> dict[str, Fact]:
    """A manifest that declares the whole selection of a query over the lighting families."""
    return {
        "released_at": datetime.fromisoformat(released),
        "flow": flow,
        "currency": currency,
        "period_from": first,
        "period_to": last,
        "covers_hs": list(lighting_prefixes(int(first[:4]), int(last[:4]))),
        **_ALL,
    }
