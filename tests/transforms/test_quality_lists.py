"""Spot checks, returns and claims, figures of industries, towns of clusters: English and Chinese heads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lighting.registry import DATASETS
from tests.transforms.tools import column, module_of, reasons, shape_rows, type_file
from transforms.reading.errors import FileRefusedError
from warehouse import declared

SPOT = (
    "campaign_id,year,geo_code,flow,product_group,hs_prefix,selection,sampled_batches,bad_batches,published_rate_pct\n"
)
INDUSTRY = "year,geo_code,industry_code,scope,measure,source_ref,operator,value,unit,published_on\n"


def test_spot_checks_have_shares():
    found = type_file("spot_checks", f'{SPOT}AQSIQ-2015,2015,全国,ALL,ALL,,RISK,"6,703",2497,37.3\n')
    assert reasons(found) == []
    assert found.rows.row(0) == (
        2, True, "AQSIQ-2015", 2015, "ALL", "ALL", "ALL", None, "RISK", 6703, 2497, Decimal("0.373"), Decimal("0.0005"),
    )  # fmt: skip
    shaped = shape_rows("spot_checks", "fct_spot_check", found)
    assert shaped.equals(found.rows.drop("is_typed"))


def test_spot_checks_in_chinese():
    head = "抽查编号,年份,地区,进出口,产品类别,抽样方式,抽查批次,不合格批次,公布不合格率（%）\n"
    text = f"{head}粤2016,2016,44,出口,灯具,随机,951,203,—\n"
    found = type_file("spot_checks", text.encode("gb18030"))
    assert found.rows.select("geo_code", "flow", "product_group", "selection", "bad_batches").row(0) == (
        "44", "X", "灯具", "RANDOM", 203,
    )  # fmt: skip
    assert found.rows["published_share"].to_list() == [None]


def test_counts_of_spot_checks_are_whole_numbers():
    found = type_file(
        "spot_checks", f"{SPOT}C,2016,44,X,灯具,9405,RISK,many,2.5,\nC,2016,44,X,灯,9405,RISK,10,2,37.3%\n"
    )
    assert [(row, rule, why.split("'")[1]) for row, rule, why in reasons(found)] == [
        (2, "Q20", "bad_batches"),
        (2, "Q20", "sampled_batches"),
        (3, "Q20", "published_rate_pct"),
    ]


def test_returns_and_claims():
    head = "event_id,kind,event_date,uscc,declaration_no,hs8,partner_code,qty,unit,value_usd,cause,severity,status\n"
    row = (
        'R1,return,2016/3/5,91442000ma4w0tex05,531620160000000001,94051000,502,120,个,"2,400.50",quality,none,closed\n'
    )
    found = type_file("returns_claims", head + row)
    assert reasons(found) == []
    assert shape_rows("returns_claims", "fct_return_claim", found).to_dicts() == [
        {
            "source_row": 2, "event_id": "R1", "kind": "RETURN", "event_date": date(2016, 3, 5),
            "uscc": "91442000MA4W0TEX05", "declaration_no": "531620160000000001", "hs8": "94051000",
            "partner_code": "502", "qty": Decimal(120), "unit": "个", "value_usd": Decimal("2400.50"),
            "cause": "QUALITY", "severity": "NONE", "status": "CLOSED",
        }
    ]  # fmt: skip
    chinese = (
        "事件编号,事件类别,发生日期,商品编码,贸易伙伴编码,数量,计量单位,货值(美元),原因,伤害程度,状态\n"
        "1,召回,2016-03-05,94051000,304,5,个,100,安全,重伤,未结\n2,换货,2016-03-05,94051000,304,5,个,100,物流,轻微,已结\n"
    )
    rows = type_file("returns_claims", chinese.encode("gb18030")).rows
    assert rows.select("kind", "cause", "severity", "status").rows() == [
        ("RECALL", "SAFETY", "SERIOUS_INJURY", "OPEN"),
        ("换货", "LOGISTICS", "MINOR", "CLOSED"),
    ]


def test_figures_of_industries_come_in_units_of_their_currency():
    """190.3 hundred million yuan are 19.03 billion."""
    text = INDUSTRY + (
        "2013,442000,LIGHTING,CLUSTER,OUTPUT,press,=,190.3,YI_YUAN,2014-02-01\n"
        "2013,全国,lighting,规模以上,出口交货值,yearbook,≥,12345.67,万元,2014年2月1日\n"
        "2013,ALL,LIGHTING,ALL,IMPORT,customs,=,42570000.5,USD,2014-02-01\n"
        "2013,ALL,LIGHTING,ALL,SALES,told,超过,100000000000,元,2014-02-01\n"
        "2013,ALL,LIGHTING,ALL,SALES,guess,~,99999999999.5,亿元,2014-02-01\n"
    )
    found = type_file("industry_output", text)
    assert reasons(found) == []
    assert column(found.rows, "operator") == ["=", ">=", "=", ">", "~"]
    assert found.rows.select("geo_code", "industry_code", "scope", "measure").row(1) == (
        "ALL", "LIGHTING", "ABOVE_SCALE", "EXPORT_DELIVERY",
    )  # fmt: skip
    shaped = shape_rows("industry_output", "fct_industry_output", found)
    assert column(shaped, "value") == [
        "19030000000.00", "123456700.00", "42570000.50", "100000000000.00", "9999999999950000000.00",
    ]  # fmt: skip
    assert column(shaped, "value_half_unit") == ["5000000.0000", "50.0000", "0.0500", "0.5000", "5000000.0000"]
    assert column(shaped, "currency") == ["CNY", "CNY", "USD", "CNY", "CNY"]
    assert "amount" not in shaped.columns


def test_a_list_of_figures_without_a_column_for_units_is_refused():
    with pytest.raises(FileRefusedError, match="no column 'unit'"):
        type_file(
            "industry_output", INDUSTRY.replace("unit,", "") + "2013,442000,LIGHTING,ALL,SALES,x,=,1,2014-01-01\n"
        )


def test_towns_of_clusters():
    text = "集群编号,镇区代码,起始日期,截止日期,城市代码,来源,已核实\nZS,442000105,2015-09-30,,442000,报道,否\n"
    found = type_file("cluster_towns", text.encode("gb18030"))
    assert reasons(found) == []
    assert shape_rows("cluster_towns", "bridge_cluster_town", found).to_dicts() == [
        {
            "source_row": 2, "cluster_id": "ZS", "town_code": "442000105", "valid_from": date(2015, 9, 30),
            "valid_to": None, "city_code": "442000", "source_ref": "报道", "is_verified": False,
        }
    ]  # fmt: skip


def test_declarations_of_enterprises():
    head = "海关编码,period,hs8,partner_code,regime_code,flow,currency,value,qty1,unit1{}\n"
    row = "4420312345,201510,94051000,502,10,X,CNY,1000,10,个{}\n"
    found = type_file("customs_enterprise", head.format(",报关单数") + row.format(",3") + row.format(",1.5"))
    assert column(found.rows, "declarations") == [3, None]
    assert [(row, rule) for row, rule, _ in reasons(found)] == [(3, "Q20")]
    without = type_file("customs_enterprise", head.format("") + row.format(""))
    assert column(without.rows, "declarations") == [None]


WITH_CREDIT_CODE = sorted(
    name for name in declared.tables("stage") if name in DATASETS and "uscc" in declared.polars_schema("stage", name)
)


@pytest.mark.parametrize("name", WITH_CREDIT_CODE)
def test_codes_of_enterprises_are_in_capitals_in_every_feed(name):
    fields = module_of(name).FORM.layout.fields
    cells = {"uscc": "91442000ma4w0tex05", "customs_code": "44209w0a01"}
    text = ",".join(f.headers[0] for f in fields) + "\n" + ",".join(cells.get(f.name, "") for f in fields) + "\n"
    rows = type_file(name, text).rows
    assert rows["uscc"].to_list() == ["91442000MA4W0TEX05"]
    assert "customs_code" not in rows.columns or rows["customs_code"].to_list() == ["44209W0A01"]


def test_feeds_with_a_code_of_enterprises():
    feeds = "customs_enterprise inspection_batches outreach_visits returns_claims support_grants zone_roster"
    assert feeds.split() == WITH_CREDIT_CODE
