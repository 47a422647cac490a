"""The zone's registry and stages, policies and grants, visits and questions: text to typed rows."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest

from tests.transforms.tools import column, reasons, shape_rows, type_file
from transforms.reading.errors import FileRefusedError


def book(*rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def filled(found, row=0):
    values = found.rows.to_dicts()[row]
    return {k: v for k, v in values.items() if v is not None and k not in ("source_row", "is_typed")}


def test_a_registry_with_chinese_heads_and_words():
    found = type_file(
        "zone_registry",
        "示范区编号,示范区名称,产业,省份代码,地市代码,级别,状态,批次,状态起始日期,状态终止日期,来源\n"
        "JM-MOTORCYCLE,江门示范区,motorcycle,44,440700,国家级,已授牌,2,2014-12-30,,公告\n",
    )
    assert reasons(found) == []
    assert filled(found) == {
        "zone_id": "JM-MOTORCYCLE",
        "level": "NATIONAL",
        "status": "AWARDED",
        "status_from": date(2014, 12, 30),
        "name_zh": "江门示范区",
        "industry_code": "MOTORCYCLE",
        "province_code": "44",
        "prefecture_code": "440700",
        "batch_no": 2,
        "source_ref": "公告",
    }
    shaped = shape_rows("zone_registry", "fct_zone_status", found)
    assert not {"is_typed", "state"} & set(shaped.columns)


def test_a_registry_without_industry_is_refused():
    with pytest.raises(FileRefusedError, match="no column 'industry_code'"):
        type_file(
            "zone_registry", "zone_id,level,status,status_from,province_code,prefecture_code\nZ,PROV,AWARDED,,44,\n"
        )


STAGES = """zone_id,stage,source_ref,planned_start,planned_end,actual_date,date_precision,status
Z,NATL_ACCEPT,A,2016,2016,2017-11-30,,PASSED
Z,PLAN_ISSUED,A,,,2015-10,,PASSED
Z,PLANNING,A,,,2012,Y,PASSED
Z,PROV_ACCEPT,A,2015年6月,2015-12,2015-12-15,M,PASSED
Z,APPLIED,A,2016-02,2016-02,,,PLANNED
Z,CONSTRUCTION,A,,,2013,M,PASSED
Z,NATL_ANNOUNCED,A,,2017-13,spring,,PASSED
"""


def test_months_and_years_stand_for_their_first_and_last_day():
    found = type_file("zone_milestones", STAGES)
    by_stage = {row["stage"]: row for row in found.rows.to_dicts()}
    dates = {
        stage: tuple(row[n] for n in ("planned_start", "planned_end", "actual_date", "date_precision"))
        for stage, row in by_stage.items()
        if row["is_typed"]
    }
    assert dates == {
        "NATL_ACCEPT": (date(2016, 1, 1), date(2016, 12, 31), date(2017, 11, 30), "D"),
        "PLAN_ISSUED": (None, None, date(2015, 10, 1), "M"),
        "PLANNING": (None, None, date(2012, 1, 1), "Y"),
        "PROV_ACCEPT": (date(2015, 6, 1), date(2015, 12, 31), date(2015, 12, 15), "M"),
        "APPLIED": (date(2016, 2, 1), date(2016, 2, 29), None, None),
    }
    assert reasons(found) == [
        (7, "CAST", "column 'date_precision': 'M' is finer than the actual date"),
        (8, "CAST", "column 'actual_date': 'spring' is neither day nor month nor year"),
        (8, "CAST", "column 'planned_end': '2017-13' is neither day nor month nor year"),
    ]


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        ("2015.3.9", date(2015, 3, 9), "D"),
        ("20150309", date(2015, 3, 9), "D"),
        ("2015年3月9日", date(2015, 3, 9), "D"),
        ("2015-03-09T00:00:00", date(2015, 3, 9), "D"),
        ("2015年3月", date(2015, 3, 1), "M"),
        ("201503", date(2015, 3, 1), "M"),
        ("2015年", date(2015, 1, 1), "Y"),
    ],
)
def test_spellings_of_a_date(text, first, precision):
    found = type_file("zone_milestones", f"zone_id,stage,source_ref,actual_date,status\nZ,APPLIED,A,{text},PASSED\n")
    assert reasons(found) == []
    assert (filled(found)["actual_date"], filled(found)["date_precision"]) == (first, precision)


def test_policies_and_grants():
    policies = type_file(
        "support_policies",
        '政策编号,政策名称,发文机关,发文日期,有效期至,扶持方向,年度预算（元）\nP1,扶持办法,市政府,2015-03-01,2017-12-31,brand,"4,000,000"\n',
    )
    assert filled(policies) | {"annual_budget_cny": str(filled(policies)["annual_budget_cny"])} == {
        "policy_id": "P1",
        "measure_code": "BRAND",
        "title": "扶持办法",
        "authority": "市政府",
        "issued_on": date(2015, 3, 1),
        "valid_to": date(2017, 12, 31),
        "annual_budget_cny": "4000000.00",
    }
    grants = type_file(
        "support_grants",
        "grant_id,policy_id,measure_code,uscc,committed_cny,paid_cny,granted_on,paid_on\n"
        "G1,P1,BRAND,91442000MA4W0TEX05,100000,,2015-06-01,\nG2,P1,BRAND,91442000MA4W0TEX05,many,1,2015-06-01,\n",
    )
    assert column(shape_rows("support_grants", "fct_support_grant", grants), "committed_cny") == ["100000.00"]
    assert [(row, rule) for row, rule, _ in reasons(grants)] == [(3, "Q20")]


def test_a_visit_with_services_in_any_order():
    head = ["走访编号", "走访日期", "走访单位", "统一社会信用代码", "镇区", "服务措施", "重点项目", "重点企业"]
    english = ["visit_id", "visit_date", "uscc", "service_codes"]
    services = "FAST_CLEARANCE； policy_publicity;FAST_CLEARANCE"
    visit = ["V1", datetime(2015, 6, 1), "中山海关", "91442000MA4W0TEX05", "442000105", services, "否", "是"]
    found = type_file("outreach_visits", book(["（样本）走访企业"], head, visit))
    assert reasons(found) == []
    assert filled(found) == {
        "visit_id": "V1",
        "visit_date": date(2015, 6, 1),
        "authority": "中山海关",
        "uscc": "91442000MA4W0TEX05",
        "town_code": "442000105",
        "service_codes": "FAST_CLEARANCE;POLICY_PUBLICITY",
        "is_key_project": False,
        "is_key_enterprise": True,
    }
    plain = type_file("outreach_visits", book(english, ["V2", "2015-06-02", "91442000MA4W0TEX05", None]))
    assert filled(plain)["visit_id"] == "V2"
    assert "service_codes" not in filled(plain)


def test_questions():
    head = ["问题编号", "走访编号", "收集日期", "答复日期", "解决日期", "问题类别"]
    found = type_file("outreach_questions", book(head, ["Q1", "V1", datetime(2015, 6, 1), "2015-06-03", None, "税则"]))
    assert filled(found) == {
        "question_id": "Q1",
        "visit_id": "V1",
        "received_on": date(2015, 6, 1),
        "answered_on": date(2015, 6, 3),
        "topic": "税则",
    }
