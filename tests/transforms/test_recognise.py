"""A file tells by its header which dataset it is of."""

from __future__ import annotations

import pytest

from lighting.registry import DATASETS
from tests.support import query_csv
from transforms.reading.limits import Limits
from transforms.recognise import recognise

MODULES = {d.name: d.transforms for d in DATASETS.values() if d.kind != "decision"}


@pytest.mark.parametrize(
    ("data", "datasets"),
    [
        (query_csv([{}]), ["customs_query"]),
        ("商品编码,商品名称,年份,第一计量单位编码,第二计量单位编码\n", ["hs8_codes"]),
        ("CODES,DESCRIPTION,YEAR,UNIT_1_CODES,UNIT_2_CODES\n", ["hs8_codes"]),
        ("贸易伙伴编码,贸易伙伴名称\n", ["trading_partners"]),
        ("CODES,DESCRIPTION\n", ["trading_partners"]),
        ("贸易方式编码,贸易方式名称\n", ["trade_regimes"]),
        ("收发货人注册地编码,收发货人注册地名称\n", ["places"]),
        ('[{"TRADE_MODE": "0110", "ABBR_TRADE": "一般贸易"}]', ["supervision_modes"]),
        ('[{"DISTRICT_CODE": "44203", "DISTRICT_NAME": "中山其他"}]', ["places"]),
        ("from_rev,from_hs6,to_rev,to_hs6,rel,note\n", ["hs_concordance"]),
        ("Date,Country,Exchange rate\n", ["fx_rates"]),
        ("month,base,quote,rate_type,rate\n", ["fx_rates"]),
        ("报检号,企业,检验日期,货值(美元),结果\n", ["inspection_batches"]),
        ("zone_id,统一社会信用代码,入区日期\n", ["zone_roster"]),
        ("period,place_code,line_label,value\n", ["customs_city"]),
        ("Classification,Year,Period,Trade Flow Code,Reporter Code,Commodity Code,Trade Value (US$)\n", ["comtrade"]),
        (
            '{"data": [{"period": "2015", "flowCode": "M", "reporterCode": 842, "cmdCode": "9", "primaryValue": 1}]}',
            ["comtrade"],
        ),
        ("t,i,j,k,v,q\n", ["baci"]),
        ("some,other,file\n", []),
        ("<html></html>", []),
        ("", []),
    ],
)
def test_by_its_header(tmp_path, data, datasets):
    file = tmp_path / "bytes"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    assert recognise(file, "file", MODULES, Limits()) == datasets
