"""Cells of a list that is mended in a spreadsheet."""

from __future__ import annotations

import polars as pl
import pytest

from flows import releasing


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "'=1", "''-1", "'x", "plain", "", "'", "＝1"])
def test_no_cell_of_a_list_is_a_formula_and_each_comes_back_as_it_was(text):
    (guarded,) = pl.DataFrame({"cell": [text]}).select(releasing._guard(pl.col("cell")))["cell"]
    assert guarded[:1] not in tuple("=+-@\t\r\n＝＋－＠")
    assert releasing._unguarded(guarded) == text
