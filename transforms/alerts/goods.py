"""Which goods a notification is about, by its category or by the words of its product; ``words.csv`` lists them.

A category of lighting decides. Elsewhere words of the product do, unless its category or another word of it says that
it is something else: an insect killer with a lamp is no lamp. The heading is the one that the words point to.
"""

from __future__ import annotations

import csv
import functools
from importlib import resources

import polars as pl


@functools.cache
def _words() -> dict[str, list[tuple[str, str, str]]]:
    """Pattern, heading and family by what the words stand for, in order of precedence."""
    text = (resources.files("transforms.alerts") / "words.csv").read_text(encoding="utf-8")
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["what"], []).append((row["pattern"], row["hs_heading"], row["family"]))
    return found


def goods(categories: pl.Series, product: pl.Series) -> pl.DataFrame:
    """Columns ``is_lighting``, ``hs_heading`` and ``family``.

    Args:
        categories: lists of the categories or types of product.
        product: what the product is called.
    """
    words = _words()
    frame = pl.DataFrame({"category": categories, "product": product.fill_null("")})
    cell = pl.col("category").list.eval(pl.element().str.strip_chars(" .").str.to_lowercase())

    def any_category(what: str) -> pl.Expr:
        fits = pl.element().str.contains(rf"^(?:{'|'.join(p for p, _, _ in words[what])})$")
        return cell.list.eval(fits).list.any().fill_null(value=False)

    def first(what: str, place: int, text: pl.Expr, form: str) -> pl.Expr:
        found = [pl.when(text.str.contains(form % row[0])).then(pl.lit(row[place])) for row in words[what]]
        return pl.coalesce(*found)

    whole, inside = r"(?im)^(?:%s)$", r"(?i)\b(?:%s)\b"
    listed = cell.list.join("\n").fill_null("")
    is_other = any_category("other_category") | pl.any_horizontal(
        pl.col("product").str.contains(inside % pattern) for pattern, _, _ in words["other_word"]
    )
    chosen = []
    for place, name in ((1, "hs_heading"), (2, "family")):
        by_word = first("word", place, pl.col("product"), inside)
        by_category = first("category", place, listed, whole)
        chosen.append(
            pl.when(any_category("category"))
            .then(pl.coalesce(by_word, by_category))
            .when(~is_other)
            .then(by_word)
            .alias(name)
        )
    found = frame.select(*chosen)
    return found.select(pl.col("family").is_not_null().alias("is_lighting"), "hs_heading", "family")
