"""Sums and growth over any releases with gaps are what a plain model of the definitions says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.marts.ground import months, row
from tests.warehouse.shelf import FILLED

HELD = None
ATOMS = {"D1": ("9405",), "D3": ("9405", "8539", "8513", "850410")}
CODES = ("94051000", "85392110")
PARTNERS = ("502", "304")
DAY0 = date(2016, 1, 1)


@dataclass(frozen=True)
class Said:
    """A release: its day, the slices (period, kind) and HS prefixes that it covers, and its rows."""

    day: int
    slices: tuple[tuple[str, str], ...]
    hs: tuple[str, ...]
    closed: bool
    rows: dict[tuple[str, str, str, str], int | None]

    def covers(self, code: str, slice_: tuple[str, str]) -> bool:
        return self.closed and slice_ in self.slices and any(p == "*" or code.startswith(p) for p in self.hs)


@dataclass
class Model:
    """What is known of a family and a partner."""

    releases: list[Said]
    family: str
    partner: str

    def month(self, period: str, kind: str):
        """Sum, whether the scope is covered, whether a row is held; None if nothing is said."""
        slice_ = (period, kind)
        covered = all(any(r.covers(atom, slice_) for r in self.releases) for atom in ATOMS[self.family])
        values = []
        for code in (c for c in CODES if c.startswith(ATOMS[self.family])):
            for partner in PARTNERS if self.partner == "ALL" else [self.partner]:
                key = (code, partner, period, kind)
                last = max((r for r in self.releases if key in r.rows or r.covers(code, slice_)),
                           key=lambda r: r.day, default=None)  # fmt: skip
                if last and key in last.rows:
                    values.append(last.rows[key])
        if not covered and not values:
            return None
        return sum(v or 0 for v in values), covered, HELD in values

    def used(self, period: str):
        """The month as it goes into sums: (months, figure), or None for the January of a joint one."""
        year, number = period[:4], period[4:]
        if number <= "02":
            apart, joint = [self.month(f"{year}{n}", "M") for n in ("01", "02")], self.month(f"{year}02", "JF")
            covered = sum(bool(m and m[1]) for m in apart)
            if joint and ((covered < 2 and joint[1]) or not any(apart)):
                return None if number == "01" else (2, joint)
        return 1, self.month(period, "M")

    def total(self, wanted: list[str], needed: int):
        """Value and reason of a sum."""
        parts = [self.used(m) for m in wanted]
        if parts and parts[-1] is None:
            return None, "JF_MERGED"
        found = [(n, m) for n, m in filter(None, parts) if m]
        if sum(n for n, m in found if m[1]) < needed or any(m[2] for _, m in found):
            return None, "INCOMPLETE"
        return sum(m[0] for _, m in found), None

    def ytd(self, period: str):
        return self.total(months(f"{period[:4]}01", period), int(period[4:]))

    def rolling(self, period: str):
        wanted = months(f"{int(period[:4]) - 1}{period[4:]}", period)[1:]
        first = self.used(wanted[0]) if wanted[0][4:] == "02" else None
        if first and first[0] == 2 and first[1]:
            return None, "JF_MERGED"
        return self.total(wanted, 12)

    def growth(self, period: str):
        now, base = self.ytd(period), self.ytd(f"{int(period[:4]) - 1}{period[4:]}")
        if now[1] or base[1] or not base[0]:
            return None, now[1] or ("NULL_BASE" if base[1] else "ZERO_BASE")
        return now[0] / base[0] - 1, None

    def alone(self, period: str, kind: str):
        found = self.month(period, kind)
        if found is None:
            return None, "NOT_RELEASED"
        return (None, "INCOMPLETE") if found[2] or not found[1] else (found[0], None)


@st.composite
def some_releases(draw):
    """Releases of whole spans of months, so that some sums are whole, and of single months that change them."""
    found = []
    for day in range(draw(st.integers(1, 4))):
        first, count = draw(st.sampled_from([(1, 24), (1, 24), (1, 14), (10, 8), (13, 12), (13, 3), (14, 1)]))
        span = months("201401", "201512")[first - 1 : first - 1 + count]
        joint = draw(st.sets(st.sampled_from(["2014", "2015"])))
        slices = [(m, "M") for m in span if m[:4] not in joint or m[4:] > "02"]
        slices += [(f"{y}02", "JF") for y in sorted(joint) if f"{y}02" in span]
        hs = draw(st.sampled_from([("*",), ("*",), ("9405",), ("9405", "8539")]))
        keys = [(c, p, *s) for c in CODES for p in PARTNERS for s in slices if hs == ("*",) or c.startswith(hs)]
        sparse = draw(st.sampled_from([1, 1, 3]))
        rows = {k: n * 7 % 50 + 1 + day for n, k in enumerate(keys) if n % sparse == 0}
        if rows and draw(st.integers(0, 3)) == 0:
            rows[draw(st.sampled_from(sorted(rows)))] = HELD
        closed = draw(st.sampled_from([True, True, True, False]))
        if rows:
            found.append(Said(day, tuple(slices), hs, closed, rows))
    return found


@pytest.fixture(scope="module")
def asked(make_ground):
    ground = make_ground()

    def put(releases):
        for table in FILLED:
            ground.con.execute(f"DELETE FROM {table}")
        for said in releases:
            rows = [row(p, v, hs8=c, partner=q, kind=k) for (c, q, p, k), v in said.rows.items()]
            day = (DAY0 + timedelta(days=said.day)).isoformat()
            # every slice is covered, with or without rows
            empty = [s for s in said.slices if s not in {(p, k) for _, _, p, k in said.rows}]
            ground.put(rows, day, hs=said.hs, closed=said.closed, slices=empty)
        return ground

    return put


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    releases=some_releases(),
    family=st.sampled_from(["D1", "D3"]),
    partner=st.sampled_from(["ALL", "502"]),
    last_day=st.integers(0, 3),
)
def test_any_releases(asked, releases, family, partner, last_day):
    ground = asked(releases)
    model = Model([r for r in releases if r.day <= last_day], family, partner)
    scope = {"family": family, "partner": partner, "place": "44"}
    scope["as_of"] = (DAY0 + timedelta(days=last_day)).isoformat()
    single = ground.ask("month_value", **scope)
    for r in single:
        assert (r["value"], r["reason"]) == model.alone(r["period"], r["period_kind"]), r
    seen = {(r["period"], r["period_kind"]) for r in single}
    said = {s for r in model.releases for s in r.slices if model.month(*s)}
    assert said <= seen
    for metric, where, rule in (
        ("ytd_value", "true", model.ytd),
        ("rolling_12m", "true", model.rolling),
        ("yoy_growth", "measure = 'ytd'", model.growth),
    ):
        for r in ground.ask(metric, where, **scope):
            value, reason = rule(r["period"])
            assert r["reason"] == reason, (metric, r)
            assert r["value"] == (None if value is None else pytest.approx(value)), (metric, r)
