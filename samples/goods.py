"""What lighting goods cost and weigh, how much of them is traded and when: rough figures for plausible samples."""

from __future__ import annotations

import functools
from dataclasses import dataclass


@dataclass(frozen=True)
class Good:
    """A kind of goods, by the digits its codes begin with.

    Attributes:
        prefix: leading digits; the longest that fits counts.
        price: yuan per first unit: a piece, or a kilogram where that is the unit.
        kg: weight of a piece.
        share: share of the trade, relative to the others.
        growth: by how much its trade grows in a year.
    """

    prefix: str
    price: float
    kg: float
    share: float
    growth: float


_GOODS = (
    Good("94051000", 85.0, 1.6, 150, 0.07),
    Good("94052000", 52.0, 1.1, 80, 0.04),
    Good("94053000", 24.0, 0.7, 60, 0.05),
    Good("94054010", 130.0, 2.2, 12, 0.08),
    Good("94054020", 95.0, 1.5, 30, 0.10),
    Good("94054090", 72.0, 1.0, 300, 0.12),
    Good("94055000", 38.0, 1.0, 15, 0.02),
    Good("94056000", 66.0, 1.0, 20, 0.06),
    Good("94059100", 16.0, 1.0, 10, 0.00),
    Good("94059200", 36.0, 1.0, 18, 0.04),
    Good("94059900", 44.0, 1.0, 55, 0.05),
    Good("853910", 9.0, 0.15, 2, -0.08),
    Good("85392", 2.2, 0.03, 6, -0.10),
    Good("85393", 7.5, 0.09, 9, -0.12),
    Good("85393191", 6.0, 0.08, 60, -0.15),
    Good("85394", 14.0, 0.05, 5, 0.01),
    Good("85395", 8.5, 0.09, 40, 0.15),
    Good("85399", 58.0, 1.0, 16, -0.03),
    Good("85131", 12.0, 0.20, 22, 0.04),
    Good("85139", 46.0, 1.0, 5, 0.01),
    Good("850410", 12.0, 0.22, 28, -0.05),
    Good("85414010", 0.16, 0.0004, 60, 0.10),
    Good("70111000", 13.0, 1.0, 6, -0.10),
    Good("85366100", 1.3, 0.03, 18, 0.02),
)
_MONTHS = (0.95, 0.62, 0.86, 0.95, 1.0, 1.02, 1.06, 1.10, 1.08, 1.02, 1.08, 1.12)
_BEFORE_CHRISTMAS = (0.35, 0.25, 0.40, 0.60, 0.90, 1.3, 1.8, 2.1, 1.9, 1.2, 0.6, 0.4)


@functools.cache
def good(hs8: str) -> Good:
    """What a code holds.

    Raises:
        KeyError: for a code that is no lighting.
    """
    fitting = [g for g in _GOODS if hs8.startswith(g.prefix)]
    if not fitting:
        raise KeyError(hs8)
    return max(fitting, key=lambda g: len(g.prefix))


def season(hs8: str, month: int) -> float:
    """How busy a month (1 to 12) is: little around the spring festival, tree lights in summer and autumn."""
    return (_BEFORE_CHRISTMAS if hs8.startswith("940530") else _MONTHS)[month - 1]
