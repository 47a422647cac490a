"""Notified goods by category or words, and what the words point to."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl

from transforms.alerts import goods as goods_module
from transforms.alerts.goods import goods

REFERENCE = Path(__file__).parents[2] / "warehouse" / "reference"


def test_goods_by_category_or_words():
    cases = {
        ("Motor vehicles", "Passenger car LED headlight"): None,
        ("Electrical appliances and equipment", "Ceiling LED light"): "9405",
        ("Electrical appliances and equipment", "Insect killer with lamp"): None,
        ("Electrical appliances and equipment", "LED bulb"): "8539",
        ("Electrical appliances and equipment", "USB charger with light"): None,
        ("Lighting equipment", "Something without a word"): "9405",
        ("Lighting chains", "Christmas decoration"): "9405",
        ("Toys", "Toy lantern"): None,
        ("Gadgets", "Rechargeable head torch"): "8513",
        ("Electrical appliances and equipment", "Lightweight hair dryer"): None,
        ("Lights & Accessories", "LED flashlight sets"): "8513",
        ("Lights & Accessories", "Candelabra LED Bulbs"): "8539",
        ("Lamps", "Threshold White 2-Bulb Floor Lamp"): "9405",
        ("Circuit Breakers", "Specialty Lamp International circuit breakers"): None,
        ("Pyrotechnic articles", "Fireworks"): None,
        ("Electrical appliances and equipment", None): None,
        ("Motor vehicles", "Motorcycle with sidecar"): "8711",
        ("Motor vehicles", "Motorcycle helmet"): None,
        ("Motorcycles", "Trail bike 125"): "8711",
        ("Toys", "Toy motorcycle"): None,
        ("Kitchen/cooking accessories", "Ceramic mug"): "6912",
        ("Kitchen/cooking accessories", "Porcelain plates, set of 6"): "6911",
        ("Decorative articles", "Stoneware vase"): "6913",
        ("Electrical appliances and equipment", "Ceramic heater"): None,
        ("Lamps", "Ceramic table lamp"): "9405",
    }
    found = goods(pl.Series([[category] for category, _ in cases]), pl.Series([product for _, product in cases]))
    assert dict(zip(cases, found["hs_heading"].to_list(), strict=True)) == cases
    families = {
        None: None,
        "9405": "D1",
        "8539": "D2",
        "8513": "D3",
        "8711": None,
        "6911": None,
        "6912": None,
        "6913": None,
    }
    assert found["family"].to_list() == [families[heading] for heading in cases.values()]


def test_what_the_words_point_to_is_in_the_shipped_tables():
    """The narrowest family that has the heading as a member, and the industry of the words."""
    members = [(row["family"], row["prefix"]) for row in shipped("family_members")]
    told = {heading: industry for industry, heading in headings()}
    assert {row["hs_heading"]: row["industry_code"] for row in shipped("notification_headings")} == told
    narrowest = {heading: min((f for f, p in members if heading.startswith(p)), default=None) for heading in told}
    assert goods_module.families() == {heading: family for heading, family in narrowest.items() if family}
    industries = {row["industry_code"]: row["family"] or None for row in shipped("industries")}
    for heading, family in narrowest.items():
        whole = [p for f, p in members if f == industries[told[heading]]]
        assert any(heading.startswith(p) for p in whole) is (family is not None), heading


def shipped(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def headings() -> set[tuple[str, str]]:
    """Industry and heading of the listed words."""
    words = goods_module.words()
    return {(i, heading) for i, listed in words.items() for group in listed.values() for _, heading in group if heading}
