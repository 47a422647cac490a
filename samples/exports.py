"""Figures by enterprise: a year of the zone's members, so that there are small cells to be suppressed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from samples.codes import commodities
from samples.enterprises import members, wrong_credit_code
from samples.goods import good
from samples.writing import Fact, csv_text, draw, put_declared

_HEADS = (
    "customs_code", "uscc", "period", "hs8", "partner_code", "regime_code", "flow", "currency", "value",
    "qty1", "unit1", "qty2", "unit2", "declarations",
)  # fmt: skip
_MONTHS = ("201412", *(f"2015{month:02d}" for month in range(1, 13)))
_CODES = {"94054090": 40, "94051000": 25, "94052000": 15, "85392190": 6}
_PARTNERS = {"502": 40, "304": 16, "303": 14, "116": 10, "307": 3, "501": 2}


def write_exports(folder: Path, seed: int) -> list[Path]:
    """Write the file; returns it. One record of 2014 has a wrong check character and must go to quarantine."""
    whole = {f"covers_{name}": ["*"] for name in ("hs", "partners", "regimes")}
    facts: dict[str, Fact] = {
        "released_at": datetime.fromisoformat("2016-01-21T10:00:00"),
        "period_from": _MONTHS[0],
        "period_to": _MONTHS[-1],
        "covers_enterprises": ["44209"],
        **whole,
    }
    note = "Invented figures of invented enterprises; one social credit code is wrong, and must go to quarantine."
    path = folder / "sample_enterprises_2015.csv"
    return [put_declared(path, csv_text([_HEADS, *_rows(seed)]).encode(), facts, note)]


def _rows(seed: int) -> list[tuple[str, ...]]:
    chance = draw(seed, "exports by enterprise")
    rows: dict[tuple[str, ...], tuple[str, ...]] = {}
    for member in members(seed)[:24]:
        for period in _MONTHS:
            for _ in range(chance.randint(1, 4)):
                hs8 = chance.choices(list(_CODES), list(_CODES.values()))[0]
                partner = chance.choices(list(_PARTNERS), list(_PARTNERS.values()))[0]
                key = (member.customs_code, member.uscc, period, hs8, partner, "10", "X", "CNY")
                rows[key] = (*key, *_amounts(chance.lognormvariate(12.5, 1.5), hs8), str(chance.randint(1, 12)))
    found = list(rows.values())
    found[0] = (found[0][0], wrong_credit_code(found[0][1]), *found[0][2:])
    return found


def _amounts(value: float, hs8: str) -> tuple[str, ...]:
    """Value, and both quantities with their units as the code lists them."""
    listed = commodities(2015)[hs8]
    qty = max(1, round(value / good(hs8).price))
    second = (str(max(1, round(qty * good(hs8).kg))), listed.unit2) if listed.unit2 else ("", "")
    return (str(round(value)), str(qty), listed.unit1, *second)
