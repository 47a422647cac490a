"""The printed tables of the sample are read as true ones are, and their sums and growths hold."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from tests.samples.raw import Sample
from tests.transforms.tools import type_file

LAMPS = "灯具、照明装置及其零件"
RELEASED = {"released_at": datetime(2015, 12, 20)}


def typed(sample: Sample, dataset: str, name: str) -> list[dict]:
    data = (sample.folder / dataset / name).read_bytes()
    found = type_file(dataset, data, **RELEASED)
    assert (found.rejects.height, set(found.rows["period"]), set(found.rows["period_kind"])) == (0, {"201511"}, {"M"})
    return found.rows.to_dicts()


def test_flash_and_bulletin_by_commodity_differ_little(sample: Sample) -> None:
    flash, official = (
        {row["product_code"]: row for row in typed(sample, dataset, name)}
        for dataset, name in (
            ("customs_express", "sample_flash_201511.xlsx"),
            ("customs_bulletin", "sample_bulletin_201511.xlsx"),
        )
    )
    assert list(flash) == list(official) == ["机电产品", LAMPS, "家具及其零件", "鞋靴"]
    assert [row["line_kind"] for row in flash.values()] == ["GROUP", "PART", "LINE", "LINE"]
    assert (flash[LAMPS]["month_value"], official[LAMPS]["month_value"]) == (21_350_000_000, 21_384_170_000)
    for code, row in flash.items():
        assert abs(row["month_value"] / official[code]["month_value"] - 1) < Decimal("0.01")
        growth = row["ytd_value"] / row["prior_ytd_value"] - 1
        assert abs(growth - row["ytd_yoy"]) < Decimal("0.0006"), code


@pytest.mark.parametrize("value", ["month_value", "ytd_value"])
def test_page_by_country_adds_up(sample: Sample, value: str) -> None:
    rows = typed(sample, "customs_bulletin", "sample_by_country_201511.html")
    by_key = {(row["partner_code"], row["flow"]): row for row in rows}
    assert {partner for partner, _ in by_key} == {"ALL", "EU", "304", "309", "502", "110"}
    for (partner, flow), row in by_key.items():
        if flow == "XM":
            parts = by_key[partner, "X"][value] + by_key[partner, "M"][value]
            assert abs(parts - row[value]) <= 2 * row["month_half_unit"], partner
    kinds = {partner: row["line_kind"] for (partner, _), row in by_key.items()}
    assert kinds == {"ALL": "TOTAL", "EU": "LINE", "304": "PART", "309": "PART", "502": "LINE", "110": "LINE"}
