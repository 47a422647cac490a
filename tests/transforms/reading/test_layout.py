"""Headers: any known spelling, any subset that holds what is required, any order; nothing unknown."""

from __future__ import annotations

import itertools

import pytest

from transforms.reading.layout import Field, HeaderMatch, HeaderProblem, Layout, header_key

LAYOUT = Layout(
    "trade",
    (
        Field("period", ("数据年月", "Date of data"), required=True),
        Field("hs8", ("商品编码", "Commodity code")),
        Field("name", ("商品名称", "Commodity"), keep=False),
        Field("cny", ("人民币", "Renminbi Yuan")),
        Field("usd", ("美元(万)", "US dollar")),
    ),
    needs=(("cny", "usd"),),
)


def test_every_subset_and_order_that_holds_what_is_required():
    heads = {"period": "数据年月", "hs8": "Commodity code", "name": "商品名称", "cny": "人民币", "usd": "US dollar"}
    matched = 0
    for size in range(len(heads) + 1):
        for names in itertools.permutations(heads, size):
            found = LAYOUT.match([heads[name] for name in names])
            is_whole = "period" in names and bool({"cny", "usd"} & set(names))
            assert isinstance(found, HeaderMatch) == is_whole
            if isinstance(found, HeaderMatch):
                matched += 1
                assert found.columns == {name: position for position, name in enumerate(names)}
                assert set(found.kept) == set(names) - {"name"}
    assert matched == 250


@pytest.mark.parametrize(
    "spelling",
    [
        "数据年月",
        " 数据年月\t",
        "\ufeff数据年月",
        "\u00a0数据\u3000年月",
        "date of data",
        "DATE  OF DATA",
        "Ｄate of data",
    ],
)
def test_blanks_case_and_width_do_not_count(spelling):
    found = LAYOUT.match([spelling, "人民币"])
    assert isinstance(found, HeaderMatch)
    assert found.columns == {"period": 0, "cny": 1}


def test_full_width_brackets_are_the_same_header():
    assert header_key("美元（万）") == header_key("美元(万)")
    assert isinstance(LAYOUT.match(["数据年月", "美元（万）"]), HeaderMatch)


def test_empty_last_cells_are_counted_and_empty_inner_ones_are_unknown():
    found = LAYOUT.match(["数据年月", "人民币", "", None, " "])
    assert isinstance(found, HeaderMatch)
    assert (found.named, found.trailing_empty) == (2, 3)
    problem = LAYOUT.match(["数据年月", "", "人民币"])
    assert isinstance(problem, HeaderProblem)
    assert problem.unknown == ("(no name, column 2)",)


def test_what_is_wrong_is_said_column_by_column():
    problem = LAYOUT.match(["商品编码", "金额", "Commodity code"])
    assert isinstance(problem, HeaderProblem)
    assert problem.in_words() == (
        "unknown column '金额'; two columns for '商品编码'; no column '数据年月', '人民币 or 美元(万)'"
    )
    assert problem.known == 1
    assert HeaderProblem((), (), (), 0).in_words() == "no column names"


def test_columns_are_named_in_the_language_of_the_file():
    problem = LAYOUT.match(["Commodity code", "Quantity"])
    assert isinstance(problem, HeaderProblem)
    assert problem.missing == ("Date of data", "Renminbi Yuan or US dollar")


def test_the_raw_spelling_is_kept():
    found = LAYOUT.match(["Date  of data", "Renminbi Yuan"])
    assert isinstance(found, HeaderMatch)
    assert found.spelled == {"period": "Date of data", "cny": "Renminbi Yuan"}


def test_a_spelling_stands_for_one_column():
    with pytest.raises(ValueError, match="'CODE' stands for two columns"):
        Layout("d", (Field("a", ("code",)), Field("b", ("CODE",))))
