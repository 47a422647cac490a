"""Comtrade: imports of lamps from the world and from China, and what China says it exports, 2014 to 2016."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from samples.writing import Fact, csv_text, draw, put_declared

_NAMES = (
    "typeCode freqCode refPeriodId refYear refMonth period reporterCode reporterISO reporterDesc flowCode flowDesc "
    "partnerCode partnerISO partnerDesc partner2Code partner2ISO partner2Desc classificationCode "
    "classificationSearchCode isOriginalClassification cmdCode cmdDesc aggrLevel isLeaf customsCode customsDesc "
    "mosCode motCode motDesc qtyUnitCode qtyUnitAbbr qty isQtyEstimated altQtyUnitCode altQtyUnitAbbr altQty "
    "isAltQtyEstimated netWgt isNetWgtEstimated grossWgt isGrossWgtEstimated cifvalue fobvalue primaryValue "
    "legacyEstimationFlag isReported isAggregate"
)
_USUAL = {
    "typeCode": "C", "freqCode": "A", "refMonth": "52", "partner2Code": "0", "classificationCode": "H4",
    "classificationSearchCode": "HS", "isOriginalClassification": "True", "aggrLevel": "4", "isLeaf": "False",
    "customsCode": "C00", "mosCode": "0", "motCode": "0", "qtyUnitCode": "-1", "qtyUnitAbbr": "N/A",
    "isQtyEstimated": "False", "isNetWgtEstimated": "False", "legacyEstimationFlag": "0", "isReported": "False",
    "isAggregate": "True",
}  # fmt: skip
REPORTERS = {"842": 5.2, "276": 3.1, "826": 1.6, "344": 0.9, "392": 2.0, "251": 1.7, "124": 1.1, "36": 0.6}
"""Comtrade code of each reporter and its imports of heading 9405 in 2014, billions of dollars, invented."""
YEARS = ("2014", "2015", "2016")
_HEADINGS = {"9405": 1.0, "8539": 0.45}
_MISSING = ("2016", "276")
"""Year and reporter that has not reported: the share of that year is not whole."""


def write_comtrade(folder: Path, seed: int) -> list[Path]:
    """Write one download in the form of the present interface; returns the data file."""
    chance = draw(seed, "comtrade")
    names = _NAMES.split()
    rows = [tuple({**_USUAL, **row}.get(name, "") for name in names) for row in _rows(chance)]
    facts: dict[str, Fact] = {
        "released_at": datetime.fromisoformat("2017-11-10T10:00:00"),
        "covers_hs": list(_HEADINGS),
        "covers_partners": ["*"],
        "covers_reporters": sorted(code.zfill(3) for code in (*REPORTERS, "156")),
        "covers_classifications": ["H4"],
    }
    notes = (
        "Germany has not reported for 2016, and Hong Kong's customs see more than China says it sends.",
        "Rows of single customs procedures are parts of those of all (C00), and are set aside.",
    )
    return [put_declared(folder / "sample_comtrade.csv", csv_text([names, *rows]).encode(), facts, *notes)]


def _rows(chance: random.Random) -> Iterator[dict[str, str]]:
    for year in YEARS:
        for heading, size in _HEADINGS.items():
            for reporter, billions in REPORTERS.items():
                world = billions * size * 1e9 * chance.uniform(0.95, 1.1)
                china = world * chance.uniform(0.45, 0.7)
                gap = 1.7 if reporter == "344" else chance.uniform(0.92, 1.15)
                exports = china / 1.06 / gap
                if (year, reporter) != _MISSING:
                    yield _row(year, heading, reporter, "M", "0", world, cif=True)
                    yield _row(year, heading, reporter, "M", "156", china, cif=True)
                    yield {**_row(year, heading, reporter, "M", "156", china / 4, cif=True), "customsCode": "C01"}
                yield _row(year, heading, "156", "X", reporter, exports)
            yield _row(year, heading, "344", "RX", "0", 0.3e9 * size)


def _row(
    year: str, heading: str, reporter: str, flow: str, partner: str, value: float, *, cif: bool = False
) -> dict[str, str]:
    money = f"{value:.2f}"
    return {
        "refPeriodId": f"{year}0101",
        "refYear": year,
        "period": year,
        "reporterCode": reporter,
        "flowCode": flow,
        "partnerCode": partner,
        "cmdCode": heading,
        "cifvalue" if cif else "fobvalue": money,
        "primaryValue": money,
    }
