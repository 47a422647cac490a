"""The real files, what is declared for them, and what plain ``csv``, ``json`` and ``openpyxl`` found in them.

``sum`` adds up the codes of a code table as numbers, the money of a query file, or the rates, over the accepted rows,
so that a row that was lost, doubled or shifted shows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from warehouse.decisions import Decision, record

if TYPE_CHECKING:
    from tests.support import Home


@dataclass(frozen=True)
class File:
    """A real file and what must come of it."""

    dataset: str
    path: str
    read: int
    quarantined: int
    sum: str
    facts: dict[str, Any] = field(default_factory=dict)
    set_aside: int = 0

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def accepted(self) -> int:
        return self.read - self.quarantined - self.set_aside


_HS8 = {
    2015: (8292, "448749906498"),
    2016: (8302, "449233740058"),
    2017: (8555, "462773082026"),
    2018: (8571, "462700387640"),
    2019: (8557, "462555643240"),
    2020: (8558, "462653693240"),
    2021: (8589, "464475545376"),
    2022: (8939, "488598369122"),
    2023: (8957, "489233542471"),
}
_HS8_ENGLISH = {
    2015: (8292, 0, "448749906498"),
    2016: (8302, 0, "449233740058"),
    2017: (8555, 3, "462652728993"),
    2018: (8571, 3, "462580034607"),
    2019: (8557, 3, "462435290207"),
    2020: (8558, 3, "462533340207"),
    2021: (8589, 3, "464355192343"),
    2022: (8939, 3, "488478016089"),
}


def _code_table(dataset: str, path: str, day: str, read: int, total: str, quarantined: int = 0) -> File:
    return File(dataset, path, read, quarantined, total, {"released_at": day})


def _query(path: str, flow: str, day: str, read: int, total: str) -> File:
    return File("customs_query", path, read, 0, total, {"released_at": day, "flow": flow})


def _world(path: str, read: int, total: str, **asked: list[str]) -> File:
    return File("comtrade", f"comtrade/{path}", read, 0, total, {"released_at": "2026-03-10", **asked})


_INDIA = {"covers_hs": ["*"], "covers_partners": ["000"], "covers_reporters": ["699"], "covers_classifications": ["H5"]}
_SUMMARY = {"covers_partners": ["132"], "covers_classifications": ["HS"]}
"""The author's summary of Cabo Verde names neither partner nor classification."""

_LISTS = (
    *(
        _code_table("hs8_codes", f"gacc_codes/zh-hs8-{year}.csv", "2023-01-01", read, total)
        for year, (read, total) in _HS8.items()
    ),
    *(
        _code_table("hs8_codes", f"gacc_codes/en-hs8-{year}.csv", "2023-02-01", read, total, quarantined)
        for year, (read, quarantined, total) in _HS8_ENGLISH.items()
    ),
    _code_table("hs8_codes", "reference/lighting_hs8_by_year.csv", "2023-03-01", 517, "44935251758"),
    _code_table("trading_partners", "gacc_codes/zh-TradingPartner.csv", "2023-01-01", 243, "78487"),
    _code_table("trading_partners", "gacc_codes/en-TradingPartner.csv", "2023-02-01", 243, "76802", 6),
    _code_table("trading_partners", "gacc_codes/zh-TradingPartner-cleaned-manually.csv", "2023-03-01", 243, "78487"),
    _code_table("trading_partners", "gacc_codes/en-TradingPartner-cleaned-manually.csv", "2023-04-01", 243, "78487"),
    _code_table("trading_partners", "reference/gacc_partner_codes.csv", "2023-05-01", 243, "78487"),
    _code_table("trade_regimes", "gacc_codes/zh-CustomsRegime.csv", "2023-01-01", 20, "470"),
    _code_table("trade_regimes", "gacc_codes/en-CustomsRegime.csv", "2023-02-01", 20, "470"),
    _code_table("trade_regimes", "reference/gacc_regimes.csv", "2023-03-01", 20, "470"),
    _code_table("supervision_modes", "codes/sw_CusTrade.json", "2022-06-06", 104, "303980"),
    _code_table("supervision_modes", "reference/customs_supervision_modes.csv", "2023-01-01", 104, "303980"),
    _code_table("places", "gacc_codes/china_customs_provinces.csv", "2023-01-01", 31, "1205"),
    _code_table("places", "reference/gacc_provinces.csv", "2023-02-01", 31, "1205"),
    _code_table("places", "codes/sw_CusDistrict.json", "2022-06-06", 1088, "36957694"),
    _code_table("places", "reference/customs_district_codes.csv", "2023-01-01", 1088, "36957694"),
    _code_table("places", "reference/zhongshan_towns_scd.csv", "2023-01-01", 27, "11934002107"),
    _code_table("places", "codes/zhongshan_streets_mca.csv", "2024-11-28", 23, "10166001688"),
    _code_table("hs_concordance", "hs_concordance/un_HS2022_to_HS2017.xlsx", "2022-01-01", 15657, "11464998979"),
    _code_table("hs_concordance", "hs_concordance/un_HS2022_to_HS2012.xlsx", "2022-01-01", 16377, "11986032686"),
    _code_table("hs_concordance", "hs_concordance/un_HS2017_to_HS2012.xlsx", "2017-01-01", 6141, "3332426637"),
    _code_table("hs_concordance", "hs_concordance/un_HS2012_to_HS2007.xls", "2012-01-01", 5364, "2787592747"),
    _code_table("hs_concordance", "reference/hs_concordance_lighting.csv", "2023-01-01", 124, "108034937"),
    File("fx_rates", "fx/fed_h10_monthly_per_usd.csv", 17237, 0, "1456559.8626", {"released_at": "2026-07-21"}, 378),
    File("fx_rates", "fx/ecb_cny_eur_monthly_sdmx.json", 7, 0, "57.06454294", {"released_at": "2026-05-08"}),
    _world("legacy_india_total_exports_hs246_2018.csv", 6354, "1289968396393", **_INDIA),
    _world("legacy_china_sitc4_2010_2014.csv", 3184, "7712633946669"),
    _world("legacy_india_imports_from_china_hs81_99_2018.csv", 18, "44403551279"),
    _world("newapi_portugal_top_partners.xlsx", 3297, "1133741798914.537"),
    _world("agg_cabo_verde_imports_products_partners_AG6_2003_2025.xlsx", 1385, "4860150685.343", **_SUMMARY),
    _query("gacc_query_raw/soybean_2023.csv", "import", "2024-01-20", 40, "402526956940"),
    _query("gacc_query_raw/soybean_2024in.csv", "import", "2025-01-20", 36, "359701179444"),
    _query("gacc_query_raw/soybean_2024out.csv", "export", "2025-01-20", 29, "5409809"),
    _query("gacc_query_raw/soybean_2025in.csv", "import", "2025-11-20", 28, "294502230749"),
    _query("transcribed/gacc_query_fuel_export_2017_cny.csv", "export", "2018-01-23", 24, "97210292531"),
    _query("transcribed/gacc_query_crude_import_2024_cny.csv", "import", "2025-01-20", 12, "2313531569382"),
    _query("transcribed/gacc_query_crude_import_2024_usd.csv", "import", "2025-01-20", 12, "325186672198"),
)

PAGES = (
    File("customs_bulletin", "gacc_web/gacc_en_by_country_mar2026_cny.html", 31, 0, "69939140000000", {
        "released_at": "2026-04-14",
    }, 1),
    File("customs_bulletin", "gacc_web/gacc_en_by_country_janfeb2025_cny.html", 31, 0, "38233580000000", {
        "released_at": "2025-03-07",
    }, 1),
)  # fmt: skip
"""Pages by country."""

GAP = "customs_bulletin / preliminary by partner / M X XM / CNY / 202503 / 202602"
"""The months between the pages."""

_PRINTED = (
    File("customs_express", "transcribed/gacc_express_export_2025-12_cny.csv", 31, 0, "37468660000000", {
        "released_at": "2026-01-14", "flow": "export", "currency": "CNY",
        "period_from": "202512", "period_to": "202512",
    }),
    File("customs_express", "transcribed/gacc_express_lighting_rows_2025.json", 4, 0, "749513773861", {
        "released_at": "2026-01-20", "flow": "export", "currency": "CNY",
    }),
    *PAGES,
)  # fmt: skip
"""Printed tables; the sum is of the values from January on, in yuan, exports and imports and both together."""

FILES = (*_LISTS, *_PRINTED)

FOREIGN = ("codes/sw_CusUnit.json", "codes/sw_CusMappingCountryCode.json")
"""Files of other kinds, put into the landing folder without a dataset: each is refused by name."""


def waive_the_gap(home: Home) -> None:
    """Decide that the months between the pages by country will not come."""
    decision = Decision("waiver", "Q42", GAP, "single pages", "tests", "2026-04-15T09:00:00")
    record(home.settings.archive, decision)
