"""Lists of the zone's office and of the customs' outreach: registry, stages, support, visits, questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from samples.enterprises import ZONE, credit_code, members, wrong_credit_code
from samples.writing import Cell, Fact, csv_text, draw, put_declared, workbook

ENTERPRISES, QUESTIONS, RESOLVED = 59, 105, 86
TOWNS = [f"442000{number}" for number in range(100, 118)]
"""The 18 units of the city that are towns and no streets, by their codes of 2015."""
POLICY, BUDGET = "ZS-2015-01", 4_000_000
_MEASURES = ("EXHIBITION", "CERT_TEST", "LAND", "TALENT", "RESEARCH", "BRAND", "IP", "MARKETING")
_SERVICES = ("POLICY_PUBLICITY", "PROJECT_REVIEW", "TAX_RELIEF_APPROVAL", "FAST_CLEARANCE", "DOOR_DELIVERY")
_TOPICS = ("商品归类", "减免税", "通关时效", "检验检疫", "原产地")

_REGISTRY = (
    (
        "示范区编号", "示范区名称", "产业", "省份代码", "地市代码", "级别", "状态", "批次",
        "状态起始日期", "状态终止日期", "来源",
    ),
    ("JM-MOTORCYCLE", "江门摩托车", "MOTORCYCLE", "44", "440700", "国家级", "已授牌", "1", "2013-12-20", "", "名单"),
    ("SD-APPLIANCE", "顺德家电", "APPLIANCE", "44", "440606", "国家级", "已授牌", "2", "2014-12-22", "", "名单"),
    ("CZ-CERAMIC", "潮州陶瓷", "CERAMIC", "44", "445100", "国家级", "已授牌", "2", "2014-12-22", "", "名单"),
    (ZONE, "中山灯饰", "LIGHTING", "44", "442000", "省级", "创建中", "", "2012-06-01", "2015-12-15", "名单"),
    (ZONE, "中山灯饰", "LIGHTING", "44", "442000", "省级", "已授牌", "", "2015-12-15", "", "名单"),
    # wrong in one way each
    ("YJ-KNIFE", "阳江刀剪", "KNIFE", "44", "441700", "省级", "创建中", "", "2014-03-01", "", "名单"),
    ("ST-TOY", "汕头玩具", "TOY", "35", "440500", "省级", "创建中", "", "2014-03-01", "", "名单"),
)  # fmt: skip
_WHOLE: dict[str, Fact] = {"covers_levels": ["*"], "covers_industries": ["*"], "covers_places": ["35"]}
_OTHER_REGISTRY = (
    _REGISTRY[0],
    ("DH-CERAMIC", "德化陶瓷", "CERAMIC", "35", "350500", "省级", "创建中", "", "2013-05-01", "2014-12-22", "名单"),
    ("DH-CERAMIC", "德化陶瓷", "CERAMIC", "35", "350500", "省级", "已授牌", "", "2014-12-22", "", "名单"),
    ("JJ-TEXTILE", "晋江纺织", "TEXTILE", "35", "350500", "省级", "创建中", "", "2014-03-01", "", "名单"),
)  # fmt: skip
"""A registry that is declared whole for its province, so that its zones can be counted."""
_MILESTONES = (
    ("zone_id", "stage", "source_ref", "planned_start", "planned_end", "actual_date", "date_precision", "status"),
    (ZONE, "PLANNING", "NEWS-2015-12", "", "", "2012", "Y", "PASSED"),
    (ZONE, "PLANNING", "NEWS-2017", "", "", "2013", "Y", "PASSED"),
    (ZONE, "PLAN_ISSUED", "NEWS-2015-12", "", "", "2015-10", "M", "PASSED"),
    (ZONE, "PROV_ACCEPT", "NEWS-2015-12", "", "", "2015-12", "M", "PASSED"),
    (ZONE, "PROV_ACCEPT", "NEWS-2017", "", "2015-12", "2015-12", "M", "PASSED"),
    (ZONE, "NATL_ACCEPT", "NEWS-2015-12", "2016", "2016", "", "", "PLANNED"),
    (ZONE, "NATL_ACCEPT", "NEWS-2017", "", "", "2017-11-30", "D", "PASSED"),
    # wrong: a month cannot be known to the day
    (ZONE, "APPLIED", "NEWS-2017", "", "", "2016-09", "D", "PASSED"),
)


def write_zone(landing: Path, seed: int) -> list[Path]:
    """Write the lists below the landing folder; returns the data files.

    Args:
        landing: the landing folder; each dataset has a folder of its own in it.
        seed: of the grants, visits and questions.
    """
    visits = _visits(seed)
    other = [_GRANT_HEADS, ("G-0", POLICY, "SUBSIDY", members(seed)[0].uscc, "100000", "0", "2016-03-01", "")]
    after_year, next_year = _released("2015-11-05"), _released("2018-01-10")
    return [
        put_declared(landing / "zone_registry" / "sample_registry.csv", _csv(_REGISTRY), _released("2016-01-08")),
        put_declared(
            landing / "zone_registry" / "sample_registry_of_a_province.csv",
            _csv(_OTHER_REGISTRY),
            _released("2016-01-08") | _WHOLE,
        ),
        put_declared(landing / "zone_milestones" / "sample_milestones.csv", _csv(_MILESTONES), next_year),
        put_declared(landing / "support_policies" / "sample_policies.csv", _csv(_policies()), _released("2015-06-01")),
        put_declared(landing / "support_grants" / "sample_grants.csv", _csv(_grants(seed)), next_year),
        put_declared(
            landing / "support_grants" / "sample_grants_of_another_kind.csv",
            _csv(other),
            next_year,
            "To be refused: SUBSIDY is none of the eight fields of support.",
        ),
        put_declared(
            landing / "outreach_visits" / "sample_visits_2015.xlsx",
            workbook("走访", "（样本）2015年走访企业登记表", visits),
            after_year,
        ),
        put_declared(
            landing / "outreach_questions" / "sample_questions_2015.xlsx",
            workbook("问题", "（样本）2015年企业问题清单", _questions(seed)),
            after_year,
        ),
    ]


def _policies() -> list[tuple[str, ...]]:
    """4 million yuan a year, in equal parts for the eight fields."""
    part = f"{BUDGET / len(_MEASURES):.2f}"
    heads = ("policy_id", "title", "authority", "issued_on", "valid_to", "measure_code", "annual_budget_cny")
    return [
        heads,
        *((POLICY, "（样本）扶持办法", "市政府", "2015-05-20", "2017-12-31", word, part) for word in _MEASURES),
    ]


_GRANT_HEADS = (
    "项目编号",
    "政策编号",
    "扶持方向",
    "统一社会信用代码",
    "核定金额（元）",
    "拨付金额（元）",
    "核定日期",
    "拨付日期",
)


def _grants(seed: int) -> list[tuple[str, ...]]:
    """36 grants of 2016, of which nine tenths were paid, 38 of 2017; one to a code that fails its check."""
    chance = draw(seed, "grants")
    joined = members(seed)
    rows = []
    for year, count, paid in ((2016, 36, 90_000), (2017, 38, 95_000)):
        for number in range(count):
            day = date(year, 3, 1) + timedelta(days=chance.randrange(200))
            member = chance.choice(joined[: 47 if year == 2016 else 51])
            measure = _MEASURES[number % len(_MEASURES)]
            money = ("100000.00", f"{paid}.00", day.isoformat(), (day + timedelta(days=40)).isoformat())
            rows.append((f"G-{year}-{number + 1:02d}", POLICY, measure, member.uscc, *money))
    wrong = wrong_credit_code(joined[0].uscc)
    return [_GRANT_HEADS, *rows, ("G-2017-99", POLICY, "IP", wrong, "100000.00", "0", "2017-03-01", "")]


def _visits(seed: int) -> list[tuple[Cell, ...]]:
    """One visit to each of 59 enterprises in 18 towns, January to October; two more are wrong."""
    chance = draw(seed, "visits")
    codes = [member.uscc for member in members(seed)]
    codes += [credit_code(f"91442000YB{number:06d}X") for number in range(len(codes) + 1, ENTERPRISES + 1)]
    heads = ("走访编号", "走访日期", "走访单位", "统一社会信用代码", "镇区", "服务措施", "重点项目", "重点企业")
    rows: list[tuple[Cell, ...]] = []
    for number, code in enumerate(codes, start=1):
        services = ";".join(sorted(chance.sample(_SERVICES, chance.randint(1, 3))))
        marks = ("是" if chance.random() < 0.2 else "否", "是" if chance.random() < 0.3 else "否")
        rows.append((_visit_id(number), _visit_day(number), "中山海关", code, TOWNS[number % 18], services, *marks))
    last = _visit_day(ENTERPRISES)
    wrong = wrong_credit_code(codes[0])
    rows.append(("V-2015-90", last, "中山海关", wrong, TOWNS[0], "DOOR_DELIVERY", "否", "否"))
    rows.append(("V-2015-91", last, "中山海关", codes[1], TOWNS[0], "TEA", "否", "否"))
    return [heads, *rows]


def _questions(seed: int) -> list[tuple[Cell, ...]]:
    """105 questions, all answered by the end of October and 86 resolved; one more has no readable date."""
    chance = draw(seed, "questions")
    heads = ("问题编号", "走访编号", "收集日期", "答复日期", "解决日期", "问题类别")
    rows: list[tuple[Cell, ...]] = []
    for number in range(1, QUESTIONS + 1):
        visit = 1 + number % ENTERPRISES
        asked = _visit_day(visit)
        answered = min(asked + timedelta(days=chance.randint(0, 10)), date(2015, 10, 31))
        resolved = min(answered + timedelta(days=chance.randint(0, 20)), date(2015, 10, 31))
        is_resolved = number <= RESOLVED
        topic = chance.choice(_TOPICS)
        rows.append((f"Q-{number:03d}", _visit_id(visit), asked, answered, resolved if is_resolved else None, topic))
    return [heads, *rows, ("Q-999", _visit_id(1), "不详", None, None, _TOPICS[0])]


def _visit_id(number: int) -> str:
    return f"V-2015-{number:02d}"


def _visit_day(number: int) -> date:
    """Spread over January to October."""
    return date(2015, 1, 6) + timedelta(days=5 * (number - 1))


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    return csv_text(rows).encode()


def _released(day: str) -> dict[str, Fact]:
    return {"released_at": datetime.fromisoformat(f"{day}T09:00:00")}
