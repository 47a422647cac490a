"""Data Docs of three judged deliveries, and their pages as a browser takes them."""

from __future__ import annotations

import json
from datetime import datetime
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import polars as pl

from expectations import limits
from expectations.docs import Validated
from expectations.outcome import SUITE_RESULT, Work

HOSTILE = '<script src="https://elsewhere.example/{}.js"></script><img src=x onerror="fetch(1)">'
HOSTILE_NAME = "it's <b>\"rates\"</b> & 汇率 </script><img src='//elsewhere.example/1.png'>.csv"
RUN, BEGUN = "20251122-220000-abc123", datetime(2025, 11, 22, 22, 0, 0)


def validate(judge, folder, dataset, rows, file_name, delivery_id):
    folder = folder / delivery_id
    (folder / "lookups").mkdir(parents=True)
    frame = pl.DataFrame(rows).with_row_index("source_row", offset=2).with_columns(pl.lit(True).alias("is_typed"))
    frame.with_columns(pl.col("source_row").cast(pl.Int64)).write_parquet(folder / "rows.parquet")
    work = Work(delivery_id, dataset, folder / "rows.parquet", folder / "lookups", {}, [], limits.load({}), folder)
    judge.judge(work)
    return Validated(delivery_id, dataset, file_name, RUN, BEGUN, folder / SUITE_RESULT)


def rate(month, rate, source="PBOC"):
    return {
        "month": month,
        "base": "USD",
        "quote": "CNY",
        "rate_type": "MONTH_AVG",
        "source": source,
        "rate": rate,
    }


def three(judge, folder):
    """Three deliveries: one passes, one fails row rules, one fails set rules; the last two try to load something."""
    codes = [{"partner_code": code} for code in ("110", "111")]
    wrong = [{"partner_code": code} for code in ("11", HOSTILE.format("value"), *["1100"] * 3)]
    rates = [rate("202501", 7.2), *[rate("202502", 7.1, HOSTILE.format("finding"))] * 2, rate("202503", -1.5)]
    return [
        validate(judge, folder, "trading_partners", codes, "partners.csv", "a" * 32),
        validate(judge, folder, "trading_partners", wrong, "wrong.csv", "b" * 32),
        validate(judge, folder, "fx_rates", rates, HOSTILE_NAME, "c" * 32),
    ]


class Page(HTMLParser):
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


def pages(site):
    return sorted(site.rglob("*.html"))


def result_page(site, validated):
    (page,) = site.glob(f"validations/{validated.dataset}/*/*/{validated.delivery_id}.html")
    return page


def is_local(site, page, address):
    parts = urlsplit(address)
    target = (page.parent / unquote(parts.path)).resolve()
    return not parts.scheme and not parts.netloc and target.is_file() and target.is_relative_to(site.resolve())


def expected_failures(validated):
    by_action = {"block": set(), "quarantine": set(), "warn": set()}
    for result in json.loads(validated.suite_json.read_text(encoding="utf-8")):
        if not result["success"]:
            meta = result["expectation_config"]["meta"]
            by_action[meta["action"]].add(meta["id"])
    return "; ".join(f"{action}: {', '.join(sorted(ids))}" for action, ids in by_action.items() if ids)
