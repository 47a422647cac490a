"""Small things about names."""

from __future__ import annotations

import polars as pl


def one_line(text: pl.Series) -> pl.Series:
    """A name without the newlines that some exports leave inside it."""
    return text.str.replace_all(r"\s*[\r\n]+\s*", "")
