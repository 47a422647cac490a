"""English words for units stand for a code of units: in the rules, in metrics and in what is read."""

from __future__ import annotations

import duckdb
import pytest

from expectations import hs8_trade
from lighting import units
from transforms.customs_query import UNITS

CODES = {"Number of item": "01", "Piece": "01", "In Hundreds": "21", "In Thousands": "31"}


@pytest.fixture(scope="module")
def con(_template):
    with duckdb.connect(str(_template), read_only=True) as con:
        yield con


@pytest.mark.parametrize(("word", "code"), [*CODES.items(), ("个", None), ("Kilogram", None), (None, None)])
def test_words_have_the_code_of_their_units(con, word, code):
    """Metrics use the macro, rules the same expression."""
    asked = f"SELECT ops.unit_code(word), {units.unit_code('word')} FROM (SELECT ?::VARCHAR AS word)"
    assert con.execute(asked, [word]).fetchall() == [(code, code)]


def test_words_for_many_units_are_read_as_they_stand():
    assert {word for word in UNITS if UNITS[word] == word} == set(CODES)
    assert hs8_trade._PIECES == "'个', '只', '台', '套', '辆', '件', '支', 'Number of item', 'Piece'"
