"""Casts are strict: what does not cast is named with row, column and value, and nothing is rounded or guessed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.cells import MISSING, RowTyper
from transforms.names import one_line
from transforms.reading.table import SOURCE_ROW, TextTable


def typer_of(*values, **others):
    frame = pl.DataFrame(
        {SOURCE_ROW: range(10, 10 + len(values)), "x": list(values), **others},
        schema_overrides={SOURCE_ROW: pl.Int64, "x": pl.String},
    )
    return RowTyper(TextTable.of(frame, {"x": "人民币"}))


def cast(values, how, *arguments):
    """Values cast, and row and reason of those that were not."""
    typer = typer_of(*values)
    found = getattr(typer, how)("x", *arguments)
    _, rejects = typer.finish({"x": found}, pl.Schema({SOURCE_ROW: pl.Int64, "is_typed": pl.Boolean, "x": found.dtype}))
    return found.to_list(), rejects.rows()


def passes(values, how, *arguments):
    found, rejects = cast(values, how, *arguments)
    assert rejects == []
    return found


def fails(value, how, *arguments):
    found, rejects = cast([value], how, *arguments)
    assert found == [None]
    ((row, rule, reason),) = rejects
    assert row == 10
    return rule, reason


# Numbers.


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5,917,063,944", "5917063944.00"),
        ("１２，３４５．６", "12345.60"),
        ("1 234,\u00a0567", "1234567.00"),
        ("1\u3000234", "1234.00"),
        ("-0.5", "-0.50"),
        ("−7", "-7.00"),
        ("+3.", "3.00"),
        (".25", "0.25"),
        ("007", "7.00"),
        ("1.500000", "1.50"),
        ("0", "0.00"),
        ("9999999999999999.99", "9999999999999999.99"),
        ("-9999999999999999.99", "-9999999999999999.99"),
    ],
)
def test_a_number_is_cleaned_and_never_rounded(text, number):
    assert passes([text], "decimal", 18, 2) == [Decimal(number)]


@pytest.mark.parametrize("mark", [*MISSING, "？", "－－", None])
def test_marks_of_a_missing_value_are_no_zero(mark):
    assert passes([mark, "1"], "decimal", 18, 2) == [None, 1]
    assert passes([mark, "1"], "integer") == [None, 1]
    assert passes([mark], "code") == passes([mark], "date") == passes([mark], "boolean") == [None]


@pytest.mark.parametrize(
    "text",
    ["1,2a4", "1.234", "1e3", "1.2.3", "--5", "1-", "¥5", "12345678901234567", "1 %", "NaN", "inf", ".", "+", "0x10"],
)
def test_what_is_no_number_is_q20_with_column_and_value(text):
    rule, reason = fails(text, "decimal", 18, 2)
    assert rule == "Q20"
    assert reason == f"column '人民币': '{text}' is not a number of up to 2 decimals"


def test_only_the_row_that_fails_is_set_apart():
    found, rejects = cast(["1,000", "x", "？", "3"], "decimal", 18, 3)
    assert found == [1000, None, None, 3]
    assert [row for row, _, _ in rejects] == [11]


def test_a_long_value_is_cut_in_the_reason():
    assert fails("z" * 100, "decimal", 18, 2)[1].count("z") == 40


@settings(max_examples=100, deadline=None)
@given(number=st.decimals(1 - 10**15, 10**15 - 1, places=3), wide=st.booleans(), grouped=st.booleans())
def test_a_printed_number_is_read_back(number, wide, grouped):
    text = f"{number:,}" if grouped else f"{number:f}"
    if wide:
        text = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,.-"})
    assert passes([text], "decimal", 18, 3) == [number]


def test_digits_printed_after_the_point():
    texts = ["626.3", "385", "0.30", "1,204.80", "－１．２５", "-", None, "5."]
    assert passes(texts, "decimals_printed") == [1, 0, 2, 2, 2, None, None, 0]


def test_whole_numbers():
    assert passes(["2015", "１２", "1,000", "+7", "3.0", "-4", None], "integer") == [2015, 12, 1000, 7, 3, -4, None]
    assert fails("1.5", "integer") == ("Q20", "column '人民币': '1.5' is not a whole number")
    assert fails("1234567890", "integer")[0] == "Q20"


# Text and codes.


def test_codes_keep_their_zeros_and_lose_their_width():
    assert passes(["０１０１", "0101", "4420Ｗ", "－", "?"], "code") == ["0101", "0101", "4420W", None, None]


def test_text_stands_as_it_is():
    assert passes(["（ＬＥＤ）灯，等", "?", " a"], "text") == ["（ＬＥＤ）灯，等", None, " a"]


def test_a_word_by_any_of_its_spellings():
    words = {"Export": "X", "出口": "X", "m": "M"}
    assert passes(["EXPORT", "ｅｘｐｏｒｔ", "出口", "M", "Other", None], "choice", words) == [
        "X",
        "X",
        "X",
        "M",
        "Other",
        None,
    ]


def test_months():
    texts = ["201510", "2015-10", "2015年1月", "2015.3", "2015/12", "201513", "Oct 2015", None]
    assert passes(texts, "period") == ["201510", "201510", "201501", "201503", "201512", "201513", "Oct 2015", None]
    assert passes(["201510", "209901"], "period") == ["201510", "209901"]


def test_names_lose_their_newlines():
    assert one_line(pl.Series(["枝形\n吊灯", "a \r\n b\n", None])).to_list() == ["枝形吊灯", "ab", None]


# Days, moments, yes and no.


@pytest.mark.parametrize(
    "text",
    ["2015-10-31", "2015/10/31", "2015.10.31", "20151031", "2015年10月31日", "２０１５-10-31", "2015-10-31 00:00:00"],
)
def test_days(text):
    assert passes([text], "date") == [date(2015, 10, 31)]


def test_single_digits_of_a_day():
    assert passes(["2016-2-29", "2015年1月5日"], "date") == [date(2016, 2, 29), date(2015, 1, 5)]


@pytest.mark.parametrize("text", ["2015-02-29", "31/10/2015", "2015-10", "2015-13-01", "2015-10-31 08:00", "soon"])
def test_no_days(text):
    assert fails(text, "date") == ("CAST", f"column '人民币': '{text}' is not a day")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2015-11-18", datetime(2015, 11, 18)),
        ("2015-11-18 10:00", datetime(2015, 11, 18, 10)),
        ("2015-11-18T10:00:30", datetime(2015, 11, 18, 10, 0, 30)),
        ("2015-11-18T02:00:00Z", datetime(2015, 11, 18, 10)),
        ("2015-11-17T21:00:00-05:00", datetime(2015, 11, 18, 10)),
        ("2015-11-18 10:00:00+0800", datetime(2015, 11, 18, 10)),
    ],
)
def test_moments_are_shanghai_time(text, moment):
    assert passes([text], "moment") == [moment]


def test_no_moment():
    assert fails("18.11.2015 10h", "moment") == ("CAST", "column '人民币': '18.11.2015 10h' is not a moment")


def test_yes_and_no():
    assert passes(["true", "1", "Ｙ", "是", "有", "√"], "boolean") == [True] * 6
    assert passes(["FALSE", "0", "n", "否", "无", "×"], "boolean") == [False] * 6
    assert fails("maybe", "boolean") == ("CAST", "column '人民币': 'maybe' is neither yes nor no")


# Tables.


def test_a_column_that_the_file_lacks_is_empty():
    typer = typer_of("1", "2")
    assert not typer.has("y")
    for how, arguments in (
        ("text", ()),
        ("decimal", (18, 2)),
        ("date", ()),
        ("boolean", ()),
        ("choice", ({"a": "b"},)),
    ):
        assert getattr(typer, how)("y", *arguments).to_list() == [None, None]
    assert typer.constant("ALL").to_list() == ["ALL", "ALL"]


def test_two_reasons_for_one_row_and_the_row_stays_untyped():
    typer = typer_of("a", "1", y=["b", "2"])
    schema = pl.Schema({SOURCE_ROW: pl.Int64, "is_typed": pl.Boolean, "x": pl.Decimal(9, 2), "y": pl.Int32})
    rows, rejects = typer.finish({"x": typer.decimal("x", 9, 2), "y": typer.integer("y")}, schema)
    assert rows.rows() == [(10, False, None, None), (11, True, Decimal(1), 2)]
    assert [(row, reason[:10]) for row, _, reason in rejects.rows()] == [(10, "column 'y'"), (10, "column '人民")]


def test_columns_and_declared_layout_must_agree():
    typer = typer_of("a")
    with pytest.raises(ValueError, match=r"\['x', 'y'\] are not in both"):
        typer.finish({"x": typer.text("x")}, pl.Schema({SOURCE_ROW: pl.Int64, "is_typed": pl.Boolean, "y": pl.String}))
