"""English words for units that the customs query prints, and the codes of units that they stand for.

A leaf: the rules compare such a word with the listed unit, and metrics count in that unit.
"""

from __future__ import annotations

PIECES = "01"
"""Code of the units of things that are counted one by one: 个, 只, 台 and others."""
UNIT_CODES = {"Number of item": PIECES, "Piece": PIECES, "In Hundreds": "21", "In Thousands": "31"}
"""Words that stand for every Chinese unit of a code; any other English unit stands for one."""


def unit_code(word: str) -> str:
    """SQL: the code of units that a word stands for; null for any other unit.

    Args:
        word: SQL of the unit as printed.
    """
    codes = " ".join(f"WHEN '{name}' THEN '{code}'" for name, code in UNIT_CODES.items())
    return f"CASE {word} {codes} END"
