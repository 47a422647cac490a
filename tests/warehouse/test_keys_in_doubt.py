"""Rows in quarantine and the keys they hold: a key that no list knows holds nothing, one stated twice is held."""

from __future__ import annotations

import pytest

from tests.support import OPEN, Home, query_csv

HEAD = "period,period_kind,place_code,flow,line_label,currency,value,released_at\n"
HEAD_AS_ROW = {
    "period": "数据年月",
    "hs8": "商品编码",
    "partner": "贸易伙伴编码",
    "regime": "贸易方式编码",
    "place": "收发货人注册地编码",
    "value": "人民币",
}
STATES = "SELECT partner_code, value, state::VARCHAR, source_row FROM core.fct_trade WHERE geo_basis = 'REG' ORDER BY 1"


@pytest.fixture(scope="module")
def night(tmp_path_factory, make_home) -> Home:
    """A home after one night on files whose rows are in doubt."""
    home = make_home(tmp_path_factory.mktemp("doubt") / "it's 灯")
    good = {"partner": "304", "value": 7}
    home.put("customs_query", "joined.csv", query_csv([good, HEAD_AS_ROW, {"partner": "3x4", "value": "abc"}]), **OPEN)
    held = [{"period": "201509", "value": 1000}, {"period": "201509", "value": -5}]
    home.put("customs_query", "held.csv", query_csv(held), **(OPEN | {"released_at": "2015-10-20"}))
    city = ["M,442000,X,ALL,CNY,12", "M,442000,Z,灯具、照明装置及其零件,CNY,12", "JF,442000,X,ALL,CNY,x"]
    lines = "".join(f"201510,{line},2015-11-20\n" for line in city)
    home.put("customs_city", "city.csv", HEAD + lines)
    assert home.night().faults == []
    return home


def test_a_row_that_did_not_cast_holds_only_a_key_that_the_lists_know(night):
    quarantined = night.rows(
        """
        SELECT source_row, rules, is_held FROM ops.quarantine_row JOIN ops.delivery USING (delivery_id)
        WHERE file_name = 'joined.csv' ORDER BY 1
        """
    )
    assert quarantined == [
        (3, ["Q10", "Q11", "Q14", "Q15", "Q20", "Q22"], False),
        (4, ["Q11", "Q20"], False),
    ]
    assert night.rows(STATES.replace("ORDER", "AND period = '201510' AND product_level = 'HS8' ORDER")) == [
        ("304", 7, "V", 2)
    ]
    closed = "SELECT DISTINCT is_closed FROM core.release_coverage WHERE by_partner AND period = '201510'"
    assert night.rows(closed) == [(False,)]
    assert night.rows("SELECT rule, rows_failed FROM ops.fct_dq_result WHERE rule IN ('Q11', 'Q22') AND rows_failed > 0"
                      " AND dataset = 'customs_query' ORDER BY 1") == [("Q11", 2), ("Q22", 1)]  # fmt: skip


def test_a_key_stated_twice_of_which_one_row_is_held_is_held(night):
    found = night.rows(STATES.replace("ORDER", "AND period = '201509' ORDER"))
    assert found == [("502", None, "HELD", 3)]
    assert night.rows("SELECT value, source_row FROM core.fct_trade_restated WHERE period = '201509'") == [(1000, 2)]


def test_a_city_file_of_one_release_with_unknown_words_is_loaded_without_them(night):
    assert night.rows(
        """
        SELECT source_row, rules, is_held FROM ops.quarantine_row JOIN ops.delivery USING (delivery_id)
        WHERE file_name = 'city.csv' ORDER BY 1
        """
    ) == [(3, ["ENUM"], False), (4, ["Q20", "Q22"], False)]
    assert night.rows("SELECT value FROM core.fct_trade WHERE product_level = 'LINE'") == [(120000,)]
