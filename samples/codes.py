"""The code tables that samples draw from: the ones that come with the warehouse."""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

LIGHTING_FAMILIES = ("D1", "D2", "D3", "D4")


@dataclass(frozen=True)
class Commodity:
    """A commodity code in one year.

    Attributes:
        hs8: 8 digits.
        name_zh: Chinese name.
        name_en: English name.
        unit1: first statutory unit.
        unit2: second statutory unit; empty if there is none.
    """

    hs8: str
    name_zh: str
    name_en: str
    unit1: str
    unit2: str


@dataclass(frozen=True)
class Named:
    """A code with its names; either may be empty."""

    name_zh: str
    name_en: str


@functools.cache
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a shipped code table."""
    # By name and not by import: samples and warehouse are rooms that do not know each other.
    text = (resources.files("warehouse") / "reference" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text, newline="")))


@functools.cache
def commodities(year: int) -> Mapping[str, Commodity]:
    """Codes that are valid in a year, by code; for a year outside the table, those of the nearest year."""
    rows = table("hs8")
    first, last = min(int(r["year_from"]) for r in rows), max(int(r["year_to"]) for r in rows)
    year = min(max(year, first), last)
    return {
        r["hs8"]: Commodity(r["hs8"], r["name_zh"], r["name_en"], r["unit1"], r["unit2"])
        for r in rows
        if int(r["year_from"]) <= year <= int(r["year_to"])
    }


@functools.cache
def lighting_prefixes(first_year: int, last_year: int) -> tuple[str, ...]:
    """Prefixes of the lighting families that hold in all of these years."""
    members = {
        r["prefix"]
        for r in table("family_members")
        if r["family"] in LIGHTING_FAMILIES
        and int(r["hs_year_from"]) <= first_year
        and last_year <= int(r["hs_year_to"])
    }
    return tuple(sorted(members))


@functools.cache
def lighting_codes(year: int) -> Mapping[str, Commodity]:
    """Codes of the lighting families in a year."""
    prefixes = lighting_prefixes(year, year)
    return {hs8: commodity for hs8, commodity in commodities(year).items() if hs8.startswith(prefixes)}


@functools.cache
def partners() -> Mapping[str, Named]:
    """Trading partners that are still valid, by code."""
    return {r["partner_code"]: Named(r["name_zh"], r["name_en"]) for r in table("partners") if not r["valid_to"]}


@functools.cache
def regimes() -> Mapping[str, Named]:
    """Statistical trade regimes, by code."""
    return {r["regime_code"]: Named(r["name_zh"], r["name_en"]) for r in table("regimes")}


@functools.cache
def provinces() -> Mapping[str, Named]:
    """Provinces, by code."""
    rows = (r for r in table("places") if r["list"] == "PROVINCE")
    return {r["place_code"]: Named(r["name_zh"], r["name_en"]) for r in rows}
