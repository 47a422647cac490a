"""Values that look made up (Q53) or name no market (Q13): what the cases of every dataset with values share."""

from __future__ import annotations

SAME = {"value": 88_888, "qty1": 88_888, "qty2": 500}
RUN, DIGITS = "Q53 no value stands", "Q53 first digits"
RUN_FOUND = ("row 7", "5 or more", "the value 88888.00 stands 5 times in a row or more, up to row 7")
DIGITS_FOUND = ("first digits", "0.0582", "first digits miss the law of Benford by 0.0582 on average")


def digits(n: int, count: int) -> list[dict]:
    """First digits evenly spread."""
    values = [(1 + i % 9) * 1_000 + i for i in range(count)]
    return [{"value": value, "qty1": value} for value in values][:n]


def grown(count: int) -> list[dict]:
    """Values as they grow by a constant rate, which is Benford's law."""
    values = [int(1_000 * 10 ** (i / count)) for i in range(count)]
    return [{"value": value, "qty1": value} for value in values]


def no_market(*values: int) -> list[dict]:
    """A market's value, and that of the three codes that name no market."""
    partners = ("502", "701", "702", "999")
    return [{"partner_code": p, "value": v, "qty1": v} for p, v in zip(partners, values, strict=True)]
