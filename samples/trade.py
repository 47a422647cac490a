"""Invented trade in lighting goods: exports of three years as series that go on, and a year of imports."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from samples.codes import commodities, lighting_codes
from samples.goods import good, season
from samples.writing import draw

FIRST_YEAR, LAST_YEAR = 2015, 2017
ENTERS, ENTERS_FROM = "124", "201703"
LEAVES, LEAVES_AFTER = "445", "201611"
UNKNOWN, REST_OF_ASIA = "701", "199"

# Partners by weight, the heaviest first; the weights fall as 1 / rank.
_EXPORT_PARTNERS = (
    "502 110 304 303 116 309 601 344 138 501 111 131 132 122 429 410 141 129 136 112 133 143 305 307 312 327 301 244 "
    "236 215 412 413 434 137 126 118 115 113 114 127 103 201 224 247 220 432 402 419 330 326 302 352 310 311 347 609 "
    "146 117 130 121"
)
_IMPORT_PARTNERS = (
    "116 304 502 133 143 142 122 129 307 309 305 303 141 136 429 352 327 301 315 321 331 330 112 132 318 350 312"
)
_EXPORT_REGIMES = {"10": 0.74, "15": 0.13, "14": 0.03, "39": 0.05, "34": 0.02, "33": 0.02, "19": 0.01}
_IMPORT_REGIMES = {"10": 0.50, "15": 0.25, "34": 0.10, "14": 0.07, "33": 0.05, "39": 0.03}
_EXPORT_PROVINCES = {"44": 0.56, "33": 0.20, "35": 0.09, "31": 0.06, "32": 0.09}
_IMPORT_PROVINCES = {"31": 0.28, "44": 0.24, "32": 0.16, "12": 0.07, "21": 0.05, "11": 0.05, "37": 0.04, "33": 0.03}
_IMPORT_PROVINCES |= {"35": 0.03, "50": 0.02, "51": 0.02, "22": 0.01}
_MONTHLY_EXPORTS, _MONTHLY_IMPORTS = 14e9, 1.6e9
_SPARE = 12
"""Keys that trade in some months only."""


@dataclass(frozen=True, order=True)
class Key:
    """What a figure is about, but for the month."""

    hs8: str
    partner: str
    regime: str
    place: str


@dataclass(frozen=True)
class Figure:
    """One row of trade: quantities in the units of the code in that year, value in yuan or dollars."""

    period: str
    key: Key
    qty1: int
    qty2: int | None
    value: int


@dataclass(frozen=True)
class _Series:
    """A key and how its trade runs: value of a usual month, growth in a year, price and weight against the usual."""

    key: Key
    base: float
    growth: float
    price: float
    weight: float
    presence: float = 1.0


@dataclass(frozen=True)
class _Market:
    """Whom a flow goes to, how, and from where."""

    partners: Sequence[str]
    regimes: Mapping[str, float]
    provinces: Mapping[str, float]
    price: float

    def weight(self, key: Key) -> float:
        """Share of a key in the trade, before chance."""
        rank = self.partners.index(key.partner) + 1
        return good(key.hs8).share * self.regimes[key.regime] * self.provinces[key.place] / rank

    def keys(self, chance: random.Random, codes: Sequence[str], count: int) -> list[Key]:
        """Distinct keys: one of each code, one of each partner, the others by chance.

        Heavy trade is drawn by the root of its weight only, for its value is made by the weight as well.
        """
        usual = max(self.regimes, key=self.regimes.__getitem__)
        shares = {code: math.sqrt(good(code).share) for code in codes}
        ranks = {partner: 1 / math.sqrt(n) for n, partner in enumerate(self.partners, start=1)}
        regimes = {regime: math.sqrt(weight) for regime, weight in self.regimes.items()}
        places = {place: math.sqrt(weight) for place, weight in self.provinces.items()}
        keys = dict.fromkeys(Key(code, _one_of(chance, ranks), usual, _one_of(chance, places)) for code in codes)
        keys |= dict.fromkeys(Key(_one_of(chance, shares), p, usual, _one_of(chance, places)) for p in self.partners)
        while len(keys) < count:
            way, where = _one_of(chance, regimes), _one_of(chance, places)
            keys[Key(_one_of(chance, shares), _one_of(chance, ranks), way, where)] = None
        return list(keys)

    def series(self, chance: random.Random, keys: Iterable[Key], total: float) -> list[_Series]:
        """Series that add up to a total in a usual month."""
        weights = {key: self.weight(key) ** 0.6 * chance.lognormvariate(0, 0.7) for key in keys}
        whole = sum(weights.values())
        return [
            _Series(
                key,
                base=total * weight / whole,
                growth=good(key.hs8).growth + chance.gauss(0, 0.06),
                price=self.price * chance.lognormvariate(0, 0.14),
                weight=chance.lognormvariate(0, 0.12),
            )
            for key, weight in weights.items()
        ]


_EXPORTS = _Market(_EXPORT_PARTNERS.split(), _EXPORT_REGIMES, _EXPORT_PROVINCES, 1.0)
_IMPORTS = _Market(_IMPORT_PARTNERS.split(), _IMPORT_REGIMES, _IMPORT_PROVINCES, 4.0)


def exports(seed: int) -> list[Figure]:
    """About 250 rows a month from January 2015 to December 2017, in the order of month and key."""
    chance = draw(seed, "exports")
    series = _export_series(chance)
    return [
        _figure(chance, s, month)
        for month in _months(FIRST_YEAR, LAST_YEAR)
        for s in series
        if _trades(s.key, month) and chance.random() < s.presence
    ]


def exports_of_2018(seed: int, rows: int) -> list[Figure]:
    """January 2018 of heading 9405: the series of the years before go on, and many small ones are added."""
    series = [s for s in _export_series(draw(seed, "exports")) if s.key.hs8.startswith("9405")]
    chance = draw(seed, "exports of 2018")
    codes = [code for code in lighting_codes(2018) if code.startswith("9405")]
    lasting = {s.key: s for s in series if _trades(s.key, "201801")}
    more = [key for key in _EXPORTS.keys(chance, codes, 3 * rows) if key not in lasting]
    small = _EXPORTS.series(chance, more[: rows - len(lasting)], _MONTHLY_EXPORTS / 20)
    both = sorted([*lasting.values(), *small], key=lambda s: s.key)
    return [_figure(chance, s, "201801") for s in both]


def imports(seed: int) -> list[Figure]:
    """Imports of 2017, a little more than 11,000 rows."""
    chance = draw(seed, "imports")
    keys = _IMPORTS.keys(chance, list(lighting_codes(LAST_YEAR)), 1_004)
    series = [replace(s, presence=0.93) for s in _IMPORTS.series(chance, sorted(keys), _MONTHLY_IMPORTS)]
    return [
        _figure(chance, s, month)
        for month in _months(LAST_YEAR, LAST_YEAR)
        for s in series
        if chance.random() < s.presence
    ]


def revised(seed: int, figures: Iterable[Figure], period: str) -> list[Figure]:
    """A later state of a month: some values differ, one key is gone, one is new."""
    chance = draw(seed, "revised")
    month = [figure for figure in figures if figure.period == period]
    gone, new = chance.sample(range(len(month)), 2)
    present = {figure.key for figure in month}
    free = next(r for r in _EXPORT_REGIMES if replace(month[new].key, regime=r) not in present)
    later = [
        replace(f, value=round(f.value * (1 + chance.uniform(-0.03, 0.05)))) if chance.random() < 0.12 else f
        for n, f in enumerate(month)
        if n != gone
    ]
    added = replace(month[new], key=replace(month[new].key, regime=free), value=month[new].value // 2)
    return sorted([*later, added], key=lambda f: f.key)


def in_dollars(figures: Iterable[Figure], heading: str, yuan_per_dollar: Mapping[str, float]) -> list[Figure]:
    """The same trade by code and partner only, over all regimes and provinces, in dollars."""
    sums: dict[tuple[str, str, str], list[Figure]] = {}
    for figure in figures:
        if figure.key.hs8.startswith(heading):
            sums.setdefault((figure.period, figure.key.hs8, figure.key.partner), []).append(figure)
    return [
        Figure(
            period,
            Key(hs8, partner, "", ""),
            sum(part.qty1 for part in parts),
            sum(part.qty2 or 0 for part in parts) if parts[0].qty2 is not None else None,
            max(1, round(sum(part.value for part in parts) / yuan_per_dollar[period])),
        )
        for (period, hs8, partner), parts in sorted(sums.items())
    ]


def _export_series(chance: random.Random) -> list[_Series]:
    years = [set(lighting_codes(year)) for year in range(FIRST_YEAR, LAST_YEAR + 1)]
    lasting, later = sorted(set.intersection(*years)), sorted(years[-1] - years[0])
    keys = _EXPORTS.keys(chance, lasting, 232)
    keys += _EXPORTS.keys(chance, later, 1)[:10]
    series = _EXPORTS.series(chance, keys, _MONTHLY_EXPORTS)
    weakest = sorted(series, key=lambda s: s.base)[:_SPARE]
    series = [replace(s, presence=0.6) if s in weakest else s for s in series]
    return sorted([*series, *_by_hand()], key=lambda s: s.key)


def _by_hand() -> list[_Series]:
    """A partner that enters, one that leaves, and a little trade with partners that are no market."""
    plan = (
        (ENTERS, ("94051000", "94054090", "94052000"), 1_400_000, 0.25),
        (LEAVES, ("94051000", "94054090", "85131010"), 2_600_000, -0.30),
        (UNKNOWN, ("94054090", "94059900"), 400_000, 0.0),
        (REST_OF_ASIA, ("94051000",), 250_000, 0.0),
    )
    return [
        _Series(Key(code, partner, "10", "44"), base, growth, 1.0, 1.0)
        for partner, codes, base, growth in plan
        for code in codes
    ]


def _one_of(chance: random.Random, weights: Mapping[str, float]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _trades(key: Key, period: str) -> bool:
    if key.hs8 not in commodities(int(period[:4])):
        return False
    if key.partner == ENTERS:
        return period >= ENTERS_FROM
    return key.partner != LEAVES or period <= LEAVES_AFTER


def _figure(chance: random.Random, series: _Series, period: str) -> Figure:
    """The figure of a month: quantities are whole, and the value follows from them, so that no price is absurd."""
    year, month = int(period[:4]), int(period[4:])
    kind = good(series.key.hs8)
    elapsed = year - FIRST_YEAR + (month - 1) / 12
    trend = math.exp(series.growth * elapsed) * season(series.key.hs8, month)
    price = kind.price * series.price * 1.015**elapsed * chance.lognormvariate(0, 0.12)
    qty1 = max(1, round(series.base * trend * chance.lognormvariate(0, 0.16) / price))
    has_second = bool(commodities(year)[series.key.hs8].unit2)
    qty2 = max(1, round(qty1 * kind.kg * series.weight * chance.lognormvariate(0, 0.03))) if has_second else None
    return Figure(period, series.key, qty1, qty2, max(1, round(qty1 * price)))


def _months(first_year: int, last_year: int) -> list[str]:
    return [f"{year}{month:02d}" for year in range(first_year, last_year + 1) for month in range(1, 13)]
