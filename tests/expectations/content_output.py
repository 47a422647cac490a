"""Figures of industries by several sources: what must be found over the whole content, and what is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.expectations.content import Content

FACT = "2013 / 442000 / LIGHTING / CLUSTER / OUTPUT / CNY"


def wrong(content: Content) -> list[tuple]:
    """19.03 billion, read as 190.3 billion; and by 5 % more and less than 100 times, and 10,000 times."""
    _figure(content, "agency", 19_030_000_000)
    _figure(content, "translation", 190_300_000_000)
    _figure(content, "a", 100, year=2011)
    _figure(content, "b", 10_500, year=2011)
    _figure(content, "c", 100, year=2012)
    _figure(content, "d", 9_500, year=2012)
    _figure(content, "e", 1, year=2014)
    _figure(content, "f", 10_000, year=2014)
    hint = "times less; check the unit of both (亿 is 100 million, 万 is 10,000)"
    return [
        ("industry_output", "Q71", "warn", f"{fact} / {more} / {less}", measured, f"not 5 % round {tens}",
         f"{fact}: {more} says {value}, {less} says {other}, {times} {hint}")
        for fact, more, less, measured, tens, value, other, times in (
            (FACT, "translation", "agency", "10.0", "10", "190,300,000,000", "19,030,000,000", "10"),
            (FACT.replace("2013", "2011"), "b", "a", "105.0", "100", "10,500", "100", "105"),
            (FACT.replace("2013", "2012"), "d", "c", "95.0", "100", "9,500", "100", "95"),
            (FACT.replace("2013", "2014"), "f", "e", "10000.0", "10000", "10,000", "1", "10,000"),
        )
    ]  # fmt: skip


def right(content: Content) -> None:
    """Just beyond 5 %; equal; a million times; other facts; a figure that is in conflict."""
    _figure(content, "a", 100)
    _figure(content, "b", 1_051)
    _figure(content, "c", 949)
    _figure(content, "d", 100)
    _figure(content, "e", 100_000_000)
    _figure(content, "dollars", 10, currency="USD")
    _figure(content, "sales", 1_000, measure="SALES")
    _figure(content, "next year", 1_000, year=2014)
    _figure(content, "undecided", None)
    _figure(content, "nothing", 0)


def _figure(content, source, value, year=2013, measure="OUTPUT", currency="CNY"):
    content.con.execute(
        """
        INSERT INTO core.fct_industry_output BY NAME
        SELECT ? AS year, '442000' AS geo_code, 'LIGHTING' AS industry_code, 'CLUSTER' AS scope, ? AS measure,
               ? AS source_ref, '=' AS operator, ? AS value, ? AS currency, 'YUAN' AS unit, false AS is_conflict,
               'o' AS source_file, 2 AS source_row
        """,
        [year, measure, source, value, currency],
    )
