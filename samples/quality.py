"""Spot checks, returns and claims, figures of the industry, towns of the cluster: small lists, a few records wrong."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from samples.enterprises import members, wrong_credit_code
from samples.writing import csv_text, draw, put_declared

EVENTS = 48
_SPOT_HEADS = (
    "campaign_id", "year", "geo_code", "flow", "product_group", "hs_prefix", "selection", "sampled_batches",
    "bad_batches", "published_rate_pct",
)  # fmt: skip
_SPOT_CHECKS = (
    # as the press printed them
    ("PRESS-2015", "2015", "ALL", "ALL", "ALL", "", "RISK", "6703", "2497", "37.3"),
    ("PRESS-GD-2016", "2016", "44", "ALL", "ALL", "", "RISK", "951", "203", ""),
    # invented
    ("ZS-2015-1", "2015", "442000", "X", "lamps", "9405", "RISK", "40", "3", "7.5"),
    ("ZS-2015-2", "2015", "442000", "X", "lamps", "9405", "RISK", "55", "6", ""),
    ("ZS-2015-2", "2015", "442000", "X", "light sources", "8539", "RISK", "30", "5", "16.7"),
    ("ZS-2015-3", "2015", "442000", "X", "lamps", "9405", "RANDOM", "60", "1", ""),
    ("ZS-2016-1", "2016", "442000", "X", "lamps", "9405", "RISK", "0", "0", ""),
    # wrong in one way each
    ("ZS-2015-4", "2015", "Zhongshan", "X", "lamps", "9405", "RISK", "20", "1", ""),
    ("ZS-2015-5", "2015", "442000", "X", "lamps", "9405", "CHOSEN", "20", "1", ""),
    ("ZS-2019-1", "2019", "442000", "X", "lamps", "9405", "RISK", "20", "1", ""),
    ("ZS-2015-6", "2015", "442000", "X", "lamps", "9405", "RISK", "a few", "1", ""),
)
_EVENT_HEADS = (
    "事件编号", "事件类别", "发生日期", "统一社会信用代码", "报关单号", "商品编码", "贸易伙伴编码", "数量", "计量单位",
    "货值（美元）", "原因", "伤害程度", "状态",
)  # fmt: skip
_CODES = ("94051000", "94052000", "94054090", "85392190")
_PARTNERS = ("502", "304", "303", "116")
_INDUSTRY_HEADS = (
    "year", "geo_code", "industry_code", "scope", "measure", "source_ref", "operator", "value", "unit", "published_on",
)  # fmt: skip
_INDUSTRY = (
    ("2014", "ALL", "ALL", "SALES", "yearbook", "=", "3890.4", "YI_YUAN", "2015-09-30"),
    ("2014", "ALL", "ALL", "IMPORT", "yearbook", "=", "371000", "WAN_YUAN", "2015-09-30"),
    ("2014", "ALL", "ALL", "EXPORT_DELIVERY", "yearbook", "=", "1102.6", "YI_YUAN", "2015-09-30"),
    ("2014", "ALL", "ABOVE_SCALE", "SALES", "yearbook", "=", "3105.0", "YI_YUAN", "2015-09-30"),
    ("2014", "ALL", "ABOVE_SCALE", "EXPORT_DELIVERY", "yearbook", "~", "900", "YI_YUAN", "2015-09-30"),
    ("2014", "442000", "CLUSTER", "SALES", "zone office", "=", "812.5", "YI_YUAN", "2015-06-01"),
    ("2014", "442000", "CLUSTER", "EXPORT_DELIVERY", "zone office", "=", "7210000000", "YUAN", "2015-06-01"),
    ("2015", "442000", "CLUSTER", "OUTPUT", "press", ">", "1000", "YI_YUAN", "2015-12-23"),
    ("2015", "442000", "CLUSTER", "EXPORT_DELIVERY", "press", ">", "100", "YI_YUAN", "2015-12-23"),
    # one figure, of which a translation took 亿 for a billion
    ("2013", "442000", "CLUSTER", "OUTPUT", "agency", "=", "190.3", "YI_YUAN", "2014-02-01"),
    ("2013", "442000", "CLUSTER", "OUTPUT", "translation", "=", "190300000000", "YUAN", "2014-02-03"),
    ("2019", "ALL", "ALL", "SALES", "association", "=", "4650", "YI_YUAN", "2020-05-01"),
    ("2019", "ALL", "ALL", "IMPORT", "association", "=", "42.57", "YI_YUAN", "2020-05-01"),
    ("2019", "ALL", "ALL", "EXPORT_DELIVERY", "association", "=", "555.19", "YI_YUAN", "2020-05-01"),
    # wrong in one way each
    ("2014", "ALL", "ALL", "TURNOVER", "yearbook", "=", "3890.4", "YI_YUAN", "2015-09-30"),
    ("2014", "ALL", "ALL", "OUTPUT", "yearbook", "=", "3,9x0", "YI_YUAN", "2015-09-30"),
    ("2015", "442000", "CLUSTER", "SALES", "office", "=", "100", "BILLION", "2015-12-23"),
)
_TOWN_HEADS = ("cluster_id", "town_code", "valid_from", "valid_to", "city_code", "source_ref", "verified")
_TOWNS = ("442000105", "442000110", "442000100", "442000104", "442000103", "442000101", "442000111")


def write_quality(folder: Path, seed: int) -> list[Path]:
    """Write one file for each of the four datasets below the landing folder; returns them."""
    lighting = (_INDUSTRY_HEADS, *((*row[:2], "LIGHTING", *row[2:]) for row in _INDUSTRY))
    towns = [("ZS-CLUSTER", town, "2015-09-30", "", "442000", "invented", "0") for town in _TOWNS]
    wrong = ("ZS-CLUSTER", "442000105", "2016-01-01", "", "440700", "invented", "0")
    lists = {
        "spot_checks": ("sample_spot_checks", (_SPOT_HEADS, *_SPOT_CHECKS), "2017-02-10T09:00:00", "Four"),
        "returns_claims": ("sample_returns_2015", (_EVENT_HEADS, *_events(seed)), "2016-01-20T09:00:00", "Four"),
        "industry_output": ("sample_lighting_industry", lighting, "2020-06-01T09:00:00", "Three"),
        "cluster_towns": ("sample_cluster", (_TOWN_HEADS, *towns, wrong), "2016-02-01T09:00:00", "One"),
    }
    return [
        put_declared(
            folder / dataset / f"{name}.csv",
            csv_text(rows).encode("gb18030"),
            {"released_at": datetime.fromisoformat(released)},
            f"{count} of its records must go to quarantine.",
        )
        for dataset, (name, rows, released, count) in lists.items()
    ]


def _events(seed: int) -> list[tuple[str, ...]]:
    """Events of 2015, four of them wrong in one way each."""
    chance = draw(seed, "returns and claims")
    known = members(seed)
    rows = []
    for number in range(EVENTS):
        day = date(2015, 1, 5) + timedelta(days=number * 354 // EVENTS + chance.randint(0, 4))
        kind = chance.choices(("退运", "索赔", "召回"), (60, 32, 8))[0]
        rows.append([
            f"ZS15-{number + 1:03d}", kind, day.isoformat(), chance.choice(known).uscc, f"5720{day:%Y%m%d}{number:06d}",
            chance.choice(_CODES), chance.choice(_PARTNERS), str(chance.randint(10, 900)), "个",
            f"{chance.lognormvariate(7.5, 1):.2f}", chance.choices(("质量", "安全", "物流", "商务"), (6, 2, 1, 1))[0],
            chance.choices(("无", "轻微"), (9, 1))[0], "已结" if day.month < 11 else "未结",
        ])  # fmt: skip
    rows[3][3] = wrong_credit_code(rows[3][3])
    rows[11][1] = "换货"
    rows[19][2] = "2016-03-02"
    rows[27][9] = f"-{rows[27][9]}"
    return [tuple(row) for row in rows]
