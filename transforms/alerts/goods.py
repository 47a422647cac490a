"""Which goods a notification is about, by its category or words of its product; ``words.csv`` lists them by industry.

A category of an industry decides for it. Elsewhere words of the product do, unless its category or another word of it
says that it is something else: an insect killer that has a part of the kind is none. The heading is the one that the
words point to; of several industries the one that the list has first.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from importlib import resources

import polars as pl

Listed = Mapping[str, list[tuple[str, str]]]
"""Pattern and heading by what the words stand for, in order of precedence."""


@functools.cache
def _rows() -> list[dict[str, str]]:
    text = (resources.files("transforms.alerts") / "words.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def words() -> dict[str, Listed]:
    """The listed words by industry."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for row in _rows():
        of_industry = found.setdefault(row["industry_code"], {})
        of_industry.setdefault(row["what"], []).append((row["pattern"], row["hs_heading"]))
    return dict(found)


def families() -> dict[str, str]:
    """Narrowest product family by heading, of those that have one."""
    return {row["hs_heading"]: row["family"] for row in _rows() if row["family"]}


def goods(categories: pl.Series, product: pl.Series) -> pl.DataFrame:
    """Columns ``hs_heading`` and ``family``; NULL where no listed word tells them.

    Args:
        categories: lists of the categories or types of product.
        product: what the product is called.
    """
    cell = pl.col("category").list.eval(pl.element().str.strip_chars(" .").str.to_lowercase())
    frame = pl.DataFrame({"category": categories, "product": product.fill_null("")}).with_columns(cell)
    found = frame.select(pl.coalesce(*(_heading(listed) for listed in words().values())).alias("hs_heading"))
    known = families()
    return found.with_columns(
        pl.col("hs_heading")
        .replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.String)
        .alias("family")
    )


def _heading(listed: Listed) -> pl.Expr:
    """The heading that the words of one industry point to."""
    whole, inside = r"(?im)^(?:%s)$", r"(?i)\b(?:%s)\b"
    cell = pl.col("category").list

    def any_category(what: str) -> pl.Expr:
        fits = pl.element().str.contains(rf"^(?:{'|'.join(pattern for pattern, _ in listed[what])})$")
        return cell.eval(fits).list.any().fill_null(value=False)

    def first(what: str, text: pl.Expr, form: str) -> pl.Expr:
        return pl.coalesce(
            *(pl.when(text.str.contains(form % pattern)).then(pl.lit(heading)) for pattern, heading in listed[what])
        )

    by_word = first("word", pl.col("product"), inside)
    by_category = first("category", cell.join("\n").fill_null(""), whole)
    is_other = any_category("other_category") | pl.any_horizontal(
        pl.col("product").str.contains(inside % pattern) for pattern, _ in listed["other_word"]
    )
    return pl.when(any_category("category")).then(pl.coalesce(by_word, by_category)).when(~is_other).then(by_word)
