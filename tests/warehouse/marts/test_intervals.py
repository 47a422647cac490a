"""Intervals of 95 %: Wilson's of a share, Garwood's of a Poisson mean."""

from __future__ import annotations

import math
from importlib import resources

import duckdb
import pytest

# Half the 2.5 % point of chi-square with 2n degrees of freedom, half the 97.5 % point with 2n + 2 (scipy 1.17).
GARWOOD = {
    0: (0.0, 3.688879454),
    1: (0.025317808, 5.571643391),
    2: (0.242209279, 7.224687668),
    3: (0.618672123, 8.767273070),
    4: (1.089865374, 10.241588675),
    5: (1.623486390, 11.668332079),
    6: (2.201894253, 13.059474023),
    7: (2.814363052, 14.422675362),
    8: (3.453832177, 15.763189220),
    9: (4.115373097, 17.084803451),
    10: (4.795388696, 18.390356042),
    15: (8.395386133, 24.740218871),
    20: (12.216519585, 30.888377903),
    30: (20.240874021, 42.826865395),
    50: (37.110963737, 65.918766664),
    75: (58.992257701, 94.013149449),
    100: (81.363991251, 121.626793792),
    150: (126.956161301, 176.017166097),
    200: (173.240882681, 229.721981665),
    300: (267.009275233, 335.941125553),
    500: (457.128576900, 545.809268565),
    750: (697.277515267, 805.652385190),
    999: (938.004018562, 1062.921151225),
    1000: (938.973018408, 1063.952136016),
}


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA ops")
        con.execute((resources.files("warehouse") / "marts" / "001_intervals.sql").read_text(encoding="utf-8"))
        yield con


def at_most(n: int, mean: float) -> float:
    """Chance of at most n events, term by term."""
    return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(n + 1))


def test_garwood_against_chi_square(con):
    ends = con.execute(
        "SELECT n, ops.garwood_low(n), ops.garwood_high(n) FROM unnest(?::INTEGER[]) AS t (n)", [list(GARWOOD)]
    ).fetchall()
    assert {n: (low, high) for n, low, high in ends} == {n: pytest.approx(e, abs=1e-8) for n, e in GARWOOD.items()}
    assert con.execute("SELECT ops.garwood_high(0)").fetchone() == (-math.log(0.025),)


def test_garwood_is_where_the_chance_is_a_fortieth(con):
    ends = con.execute(
        "SELECT n, ops.garwood_low(n), ops.garwood_high(n) FROM range(1, 1001, 37) AS t (n) UNION ALL "
        "SELECT n, ops.garwood_low(n), ops.garwood_high(n) FROM unnest([11, 12, 13, 40000]) AS t (n)"
    ).fetchall()
    assert len(ends) == 32
    for n, low, high in ends:
        assert 1 - at_most(n - 1, low) == pytest.approx(0.025, abs=1e-9), n
        assert at_most(n, high) == pytest.approx(0.025, abs=1e-9), n


def test_garwood_of_what_is_no_count(con):
    assert con.execute("SELECT ops.garwood_low(NULL), ops.garwood_high(NULL)").fetchone() == (None, None)
    assert con.execute("SELECT ops.garwood_low(-1), ops.garwood_high(-1)").fetchone() == (None, None)


def test_garwood_as_a_rate_of_exports(con):
    """Alerts per US$100 million: six, and none, on exports of 420 million."""
    per = 1e8 / 420_000_000
    low, high, none = con.execute("SELECT ops.garwood_low(6), ops.garwood_high(6), ops.garwood_high(0)").fetchone()
    assert [round(end * per, 4) for end in (low, high, none)] == [0.5243, 3.1094, 0.8783]


def test_wilson(con):
    def ends(hits, n):
        return con.execute("SELECT ops.wilson_low(?, ?), ops.wilson_high(?, ?)", [hits, n] * 2).fetchone()

    assert [round(end, 4) for end in ends(3, 40)] == [0.0258, 0.1986]
    assert [round(end, 6) for end in ends(2497, 6703)] == [0.361022, 0.384164]
    z2 = 1.959963984540054**2
    assert ends(0, 20) == (0, pytest.approx(z2 / (20 + z2)))
    assert ends(20, 20) == (pytest.approx(20 / (20 + z2)), 1)
    assert ends(0, 0) == ends(None, 20) == ends(3, None) == ends(21, 20) == (None, None)
