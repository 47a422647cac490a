"""Lists of statistical regimes in both languages."""

from __future__ import annotations

import pytest

from tests.transforms.tools import shape_rows, type_file

NAME = "trade_regimes"


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('"贸易方式编码","贸易方式名称",\n"10","一般贸易",\n', ("10", "一般贸易", None, 2)),
        ("Customs Regime code,Customs Regime\n10,Ordinary trade\n", ("10", None, "Ordinary trade", 2)),
        ("贸易方式编码,贸易方式名称,Customs Regime\n０9,补偿贸易,?\n", ("09", "补偿贸易", None, 2)),
    ],
)
def test_typed_and_shaped(text, row):
    assert shape_rows(NAME, "dim_stat_regime", type_file(NAME, text.encode("gb18030"))).rows() == [row]
