"""Lists of trading partners: two languages, hand-cleaned lists, our reference."""

from __future__ import annotations

import pytest

from tests.transforms.tools import column, read, shape_rows, type_file

NAME = "trading_partners"


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('"贸易伙伴编码","贸易伙伴名称",\n"101","阿富汗",\n', (2, True, "101", "阿富汗", None, None, None)),
        ('"CODES","DESCRIPTION",\n"101","Afghanistan",\n', (2, True, "101", None, "Afghanistan", None, None)),
        ("code,zh,comment\r\n101,阿富汗,x\r\n", (2, True, "101", "阿富汗", None, None, None)),
        (
            "gacc_code,name_en,iso3,iso_numeric,n_iso_mapped\n101,A,AFG,004,1\n",
            (2, True, "101", None, "A", "AFG", "004"),
        ),
        ("贸易伙伴编码,zh,en\n0０1,甲\n,\n\n,x,y\n", None),
    ],
)
def test_every_form(text, row):
    found = type_file(NAME, text)
    if row:
        assert found.rows.rows() == [row]
    else:
        assert found.rows.rows() == [(5, True, None, "x", "y", None, None)]


def test_unquoted_commas_and_a_nul_as_a_name():
    text = "CODES,DESCRIPTION,\n109,Korea,DPR,\n110,Hong Kong,\n349,\0,\n"
    found = read(NAME, text)
    assert [(r.source_row, r.reason) for r in found.damaged] == [(2, "4 fields where the header has 3")]
    assert type_file(NAME, text).rows.select("partner_code", "name_en").rows() == [("110", "Hong Kong"), ("349", None)]


def test_dim_partner():
    shaped = shape_rows(NAME, "dim_partner", type_file(NAME, "code,zh\n502,美\n国\n".replace("美\n国", '"美\n国"')))
    assert shaped.rows() == [("502", "美国", None, None, None, 2)]
    assert column(shaped, "source_row") == [2]
