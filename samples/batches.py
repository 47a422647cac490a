"""Inspection batches of lighting for export: our list of 2015, and a bureau's list with Chinese heads."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import NormalDist

from samples.codes import commodities
from samples.enterprises import Member, members, wrong_credit_code
from samples.goods import good
from samples.rates import YUAN_PER_DOLLAR
from samples.writing import csv_text, draw, put_declared

BATCHES_2015, BUREAU_BATCHES = 400, 40
_HEADS = (
    "batch_no",
    "office_code",
    "uscc",
    "customs_code",
    "hs8",
    "ciq_code",
    "partner_code",
    "declared_date",
    "inspection_date",
    "export_date",
    "qty",
    "unit",
    "value_usd",
    "inspected",
    "result",
    "defect_code",
    "bad_qty",
)
_BUREAU = {
    "报检号": "batch_no",
    "企业": "uscc",
    "检验日期": "inspection_date",
    "export_date": "export_date",
    "qty": "qty",
    "货值（美元）": "value_usd",
    "结果": "result",
    "bad_qty": "bad_qty",
}
_CODES = {"94053000": 46, "94051000": 22, "94052000": 18, "94054090": 14}
_PARTNERS = {"502": 30, "304": 14, "303": 12, "309": 9, "305": 8, "601": 7, "501": 6, "116": 6, "307": 4, "312": 4}
_DEFECTS = ("D01", "D02", "D05", "D07")
_MEDIAN_USD, _SPREAD = 8_800, 1.3


def write_batches(folder: Path, seed: int) -> list[Path]:
    """Write both lists; returns the data files."""
    known = members(seed)
    ours = [_HEADS, *(tuple(row[head] for head in _HEADS) for row in _batches(seed, known, 2015, 350, BATCHES_2015))]
    theirs = [tuple(_BUREAU), *(tuple(row[name] for name in _BUREAU.values()) for row in _bureau(seed, known))]
    facts = {"released_at": datetime.fromisoformat("2016-02-22T09:00:00")}
    later = {"released_at": datetime.fromisoformat("2016-06-15T09:00:00")}
    note = "Five records are wrong, and must go to quarantine."
    return [
        put_declared(folder / "sample_batches_2015.csv", csv_text(ours).encode(), facts),
        put_declared(folder / "sample_batches_bureau.csv", csv_text(theirs).encode(), later, note),
    ]


def _batches(seed: int, known: Sequence[Member], year: int, until: int, count: int) -> list[dict[str, str]]:
    """Batches of a year, declared up to its day of this number."""
    chance = draw(seed, f"batches of {year}")
    values = _values(chance, count)
    results = _results(chance, count)
    days = sorted(chance.randrange(4, until) for _ in range(count))
    rows = (values, results, days)
    return [
        _batch(chance, chance.choice(known), year, number, *row)
        for number, row in enumerate(zip(*rows, strict=True), start=1)
    ]


def _batch(
    chance: random.Random, member: Member, year: int, number: int, value: float, result: str, day: int
) -> dict[str, str]:
    declared = date(year, 1, 1) + timedelta(days=day)
    inspected = declared + timedelta(days=chance.randint(1, 5))
    exported = inspected + timedelta(days=chance.randint(2, 12))
    hs8 = chance.choices(list(_CODES), list(_CODES.values()))[0]
    qty = max(10, round(value * YUAN_PER_DOLLAR[f"{year}{declared.month:02d}"] / good(hs8).price))
    is_bad = result in {"FAIL", "REWORK_PASS"}
    return {
        "batch_no": f"4420{year % 100}{number:06d}",
        "office_code": "442000",
        "uscc": member.uscc,
        "customs_code": member.customs_code,
        "hs8": hs8,
        "ciq_code": f"{hs8}{chance.randint(101, 103):05d}",
        "partner_code": chance.choices(list(_PARTNERS), list(_PARTNERS.values()))[0],
        "declared_date": declared.isoformat(),
        "inspection_date": inspected.isoformat(),
        "export_date": exported.isoformat() if result in {"PASS", "REWORK_PASS"} else "",
        "qty": str(qty),
        "unit": commodities(year)[hs8].unit1,
        "value_usd": f"{value:.2f}",
        "inspected": "0" if result == "PENDING" else "1",
        "result": result,
        "defect_code": chance.choice(_DEFECTS) if is_bad else "",
        "bad_qty": str(max(1, qty // chance.randint(8, 60))) if is_bad else "0",
    }


def _bureau(seed: int, known: Sequence[Member]) -> list[dict[str, str]]:
    """Batches of 2016, five of them wrong in one way each."""
    rows = _batches(seed, known, 2016, 130, BUREAU_BATCHES)
    passed = [row for row in rows if row["result"] == "PASS"]
    for row, change in zip(passed[2:], _mistakes(passed[2:]), strict=False):
        row.update(change)
    return rows


def _mistakes(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    early = date.fromisoformat(rows[3]["inspection_date"]) - timedelta(days=3)
    return [
        {"uscc": wrong_credit_code(rows[0]["uscc"])},
        {"result": "RETEST"},
        {"bad_qty": str(int(rows[2]["qty"]) + 2)},
        {"export_date": early.isoformat()},
        {"uscc": rows[4]["uscc"][:-1]},
    ]


def _results(chance: random.Random, count: int) -> list[str]:
    """About 98 % pass."""
    few = max(1, round(0.007 * count))
    results = ["FAIL"] * few + ["REWORK_PASS"] * (few + 1) + ["PENDING"] * few
    results += ["PASS"] * (count - len(results))
    chance.shuffle(results)
    return results


def _values(chance: random.Random, count: int) -> list[float]:
    """Values over a wide range, spread evenly over the chances, so that few of them look like many."""
    spread = NormalDist(math.log(_MEDIAN_USD), _SPREAD)
    values = [math.exp(spread.inv_cdf((n + chance.random()) / count)) for n in range(count)]
    chance.shuffle(values)
    return values
