"""Lists of commodity codes: Chinese and English parameter exports, and our own cut."""

from __future__ import annotations

from tests.transforms.tools import column, read, reasons, shape_rows, type_file

NAME = "hs8_codes"
ZH = (
    '"商品编码","商品名称","年份","第一计量单位编码","第一计量单位名称","第二计量单位编码","第二计量单位名称",\n'
    '"01012100","改良种用马","2015","01","头","?","?",\n'
    '"94051000","枝形吊灯\n及天花板灯","2015","01","个","09","千克",\n'
    '"94055000","非电气的灯具","２０１５","09","千克","?","?",\n'
)
EN = (
    '"CODES","DESCRIPTION","YEAR","UNIT_1_CODES","UNIT_1_DESCRIPTION","UNIT_2_CODES","UNIT_2_DESCRIPTION",\n'
    '"94051000","Chandeliers, LED","2015","01","Number of item","09","Kilogram",\n'
    '"40119200","tyres, with "herring-bone", rim<61cm","2017","01","Number of item","09","Kilogram",\n'
    '"94055000","Non-electrical lamps","2015","09","Kilogram","?","?",\n'
)


def test_the_chinese_list():
    found = type_file(NAME, ZH.encode("gb18030"))
    assert reasons(found) == []
    assert found.rows.rows() == [
        (2, True, 2015, "01012100", "改良种用马", None, "01", "头", None, None),
        (3, True, 2015, "94051000", "枝形吊灯及天花板灯", None, "01", "个", "09", "千克"),
        (5, True, 2015, "94055000", "非电气的灯具", None, "09", "千克", None, None),
    ]


def test_the_english_list_gives_names_and_unit_codes_and_no_unit_names():
    found = type_file(NAME, EN)
    assert found.rows.drop("is_typed").rows() == [
        (2, 2015, "94051000", None, "Chandeliers, LED", "01", None, "09", None),
        (4, 2015, "94055000", None, "Non-electrical lamps", "09", None, None, None),
    ]


def test_unescaped_quotes_are_a_damaged_record():
    (damaged,) = read(NAME, EN).damaged
    assert (damaged.source_row, damaged.reason) == (3, "9 fields where the header has 8")
    assert damaged.raw_text.startswith('"40119200","tyres, with "herring-bone"')


def test_a_year_that_is_no_number():
    found = type_file(NAME, ZH.replace('"2015","01","头"', '"MMXV","01","头"'))
    assert reasons(found) == [(2, "Q20", "column '年份': 'MMXV' is not a whole number")]


def test_dim_hs8():
    shaped = shape_rows(NAME, "dim_hs8", type_file(NAME, ZH))
    assert shaped.columns == [
        "year", "hs8", "name_zh", "name_en", "unit1_code", "unit1", "unit2_code", "unit2", "source_row",
    ]  # fmt: skip
    assert column(shaped, "hs8") == ["01012100", "94051000", "94055000"]
    assert column(shaped, "unit2_code") == [None, "09", None]
