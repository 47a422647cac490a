"""Claims of several sources: what must be found over the whole content, and what is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.expectations.content import Content

HINT = "times less; check the unit of both (亿 is 100 million, 万 is 10,000)"
SHIPPED = "2015 / 442000 / LIGHTING / CLUSTER / OUTPUT / CNY"


def wrong(content: Content) -> list[tuple]:
    """190.3 billion for 190.3 yi; against a shipped claim of 100 billion; against a figure of an industry."""
    _claim(content, "K1", "190.3", "CNY_YI", subject="EXPORTS")
    _claim(content, "K2", "190.3", "CNY_BN", subject="EXPORTS")
    _claim(content, "K3", "1000", "CNY_BN", geo="442000", subject="LIGHTING / CLUSTER / OUTPUT")
    content.con.execute(
        """
        INSERT INTO core.fct_industry_output BY NAME
        SELECT 2009 AS year, '44' AS geo_code, 'LIGHTING' AS industry_code, 'ALL' AS scope, 'SALES' AS measure,
               'yearbook' AS source_ref, '=' AS operator, 4650 AS value, 'CNY' AS currency, 'YUAN' AS unit,
               false AS is_conflict, 'o' AS source_file, 2 AS source_row
        """
    )
    _claim(content, "K4", "4.65", "CNY", year=2009, subject="LIGHTING / ALL / SALES")
    exports, sales = "2015 / 44 / EXPORTS / CNY", "2009 / 44 / LIGHTING / ALL / SALES / CNY"
    return [
        ("claims", "Q71", "warn", f"{fact} / {more} / {less}", times, f"not 5 % round {tens}",
         f"{fact}: {more} says {value}, {less} says {other}, {int(tens):,} {HINT}")
        for fact, more, less, times, tens, value, other in (
            (exports, "K2 (NEWS)", "K1 (NEWS)", "10.0", "10", "190,300,000,000", "19,030,000,000"),
            (SHIPPED, "K3 (NEWS)", "C09 (NEWS-2015-12)", "10.0", "10", "1,000,000,000,000", "100,000,000,000"),
            (sales, "yearbook", "K4 (NEWS)", "1000.0", "1000", "4,650", "4.65"),
        )
    ]  # fmt: skip


def right(content: Content) -> None:
    """The same in two units; another year, place, subject and currency; just beyond 5 %."""
    _claim(content, "K1", "190.3", "CNY_YI")
    _claim(content, "K2", "19.03", "CNY_BN")
    _claim(content, "K3", "190.3", "CNY_BN", year=2014)
    _claim(content, "K4", "190.3", "CNY_BN", geo="31")
    _claim(content, "K5", "190.3", "CNY_BN", subject="SALES")
    _claim(content, "K6", "190.3", "USD_BN")
    _claim(content, "K7", "201", "CNY_BN")


def _claim(content, claim_id, value, unit, year=2015, geo="44", subject="EXPORTS"):
    content.con.execute(
        """
        INSERT INTO core.fct_claim BY NAME
        SELECT ? AS claim_id, ? AS value, ? AS unit, make_date(?, 1, 1) AS period_start,
               make_date(?, 12, 31) AS period_end, 'Y' AS period_precision, ? AS geo_code, ? AS subject,
               '=' AS operator, 'NEWS' AS source_ref, false AS is_conflict, 'delivered' AS source_file, 2 AS source_row
        """,
        [claim_id, value, unit, year, year, geo, subject],
    )
