"""Many rows for benchmarks: monthly downloads of the customs query with all columns, made without a loop over rows.

Every field of a row is a fragment of bytes, encoded once for each distinct value; a file is the fragments of its rows
joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from samples.codes import Commodity, commodities, partners, provinces, regimes
from samples.query_csv import NO_UNIT, Style, header
from samples.writing import NOT_REAL, Fact, entries, put

MOST_ROWS = 10_000
"""A file whose rows are a multiple of this looks cut."""

MOST_MONTHS = 120
UNKNOWN_PARTNER = "801"
BAD_SHARE = 0.0005
"""Share of rows with an unknown partner, and of rows with a negative value."""

_NOT_SOLD_TO = {"142", "702", "999"}
_ENCODING = "gb18030"
_PRICE_SEED = 0

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def write_bulk(folder: Path, rows: int, months: int, seed: int = 1, first: str = "202201") -> list[Path]:
    """Write monthly files of exports below ``folder/customs_query`` with one manifest for all.

    The rows are distinct keys, drawn from all codes of the year, partners, regimes and provinces. One row in a thousand
    is wrong and must go to quarantine. Years without a code list get the codes of the nearest year.

    Args:
        folder: the landing folder.
        rows: rows of all files together, roughly.
        months: number of files, one a month.
        seed: of everything that is invented.
        first: first month, YYYYMM.

    Returns:
        The data files.

    Raises:
        ValueError: if there are too many months, or more rows in a month than there are keys.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise ValueError(f"{months} months; from 1 to {MOST_MONTHS} can be made")
    periods = [_later(first, n) for n in range(months)]
    target = folder / "customs_query"
    text = [NOT_REAL]
    for period in periods:
        text += ["", f'["{_name(period)}"]', *entries(_facts(period))]
    put(target / "manifest.toml", ("\n".join(text) + "\n").encode())
    written = []
    for number, period in enumerate(periods):
        count = rows_of_month(rows, months, number)
        written.append(put(target / _name(period), _month(period, count, np.random.default_rng([seed, number]))))
    return written


def rows_of_month(rows: int, months: int, number: int) -> int:
    """Rows of a month: its part, a few more or less, and never a multiple of what the query tool cuts at."""
    wobble = (number * 37) % 101 - 50
    count = max(1, rows // months + (wobble if rows // months > MOST_ROWS // 10 else 0))
    return count + 7 if count % MOST_ROWS == 0 else count


def _month(period: str, count: int, chance: np.random.Generator) -> bytes:
    """The bytes of one file."""
    goods = list(commodities(int(period[:4])).values())
    bought = [(code, name.name_zh) for code, name in partners().items() if code not in _NOT_SOLD_TO]
    held = [(code, name.name_zh) for code, name in regimes().items()]
    located = [(code, name.name_zh) for code, name in provinces().items()]
    sizes = (len(goods), len(bought), len(held), len(located))
    whole = int(np.prod(sizes))
    if count > whole:
        raise ValueError(f"{count:,} rows in {period}; there are {whole:,} keys")
    key = np.sort(chance.choice(whole, count, replace=False, shuffle=False))
    good, partner, regime, place = np.unravel_index(key, sizes)
    qty1, qty2, value = _amounts(goods, good, chance)
    value = np.where(chance.random(count) < BAD_SHARE, -value, value)
    fields = [
        _fragments([f'"{period}","{c.hs8}","{c.name_zh}","' for c in goods], good),
        # Rows of one partner stay distinct under another code, so all unknown partners are taken from one.
        _fragments(
            [f'{code}","{name}","' for code, name in [*bought, (UNKNOWN_PARTNER, "")]],
            _some_unknown(partner, len(bought), chance),
        ),
        _fragments([f'{code}","{name}","' for code, name in held], regime),
        _fragments([f'{code}","{name}","' for code, name in located], place),
        _digits(qty1),
        _fragments([f'","{c.unit1}","' for c in goods], good),
        _digits(qty2),
        _fragments([f'","{c.unit2 or NO_UNIT}","' for c in goods], good),
        *_money(value),
    ]
    lines = pc.binary_join_element_wise(
        *fields, pa.scalar(b'",\n', pa.large_binary()), pa.scalar(b"", pa.large_binary())
    )
    return header(Style()).encode(_ENCODING) + b"".join(_bytes(lines))


def _amounts(goods: Sequence[Commodity], good: Ints, chance: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Quantities and value in yuan: prices spread around that of their code, trade over many orders of size."""
    lasting = np.random.default_rng(_PRICE_SEED)
    usual: Floats = np.exp(lasting.normal(3.0, 1.0, 1_000))
    usual_kg: Floats = np.exp(lasting.normal(-1.0, 0.7, 1_000))
    number = np.array([int(c.hs8) % 997 for c in goods])
    is_light = np.array([c.hs8.startswith(("8539", "8541", "8536")) for c in goods])
    kg = np.where(is_light, 0.05, usual_kg[number])
    count = good.size
    price = usual[number][good] * np.exp(chance.normal(0, 0.3, count))
    qty1 = np.ceil(np.exp(chance.normal(6.5, 2.2, count))).astype(np.int64)
    weight = np.maximum(1, np.rint(qty1 * kg[good] * np.exp(chance.normal(0, 0.1, count)))).astype(np.int64)
    has_second = np.array([bool(c.unit2) for c in goods])
    value = np.maximum(1, np.rint(qty1 * price)).astype(np.int64)
    return qty1, np.where(has_second[good], weight, 0), value


def _some_unknown(partner: Ints, unknown: int, chance: np.random.Generator) -> Ints:
    share = min(1.0, BAD_SHARE * unknown)
    chosen = (partner == 0) & (chance.random(partner.size) < share)
    return np.where(chosen, unknown, partner)


def _fragments(values: Sequence[str], index: Ints) -> Any:
    """One of the values for each row, encoded."""
    encoded = pa.array([value.encode(_ENCODING) for value in values], pa.large_binary())
    return encoded.take(pa.array(index))


def _digits(numbers: Ints) -> Any:
    return pa.array(numbers).cast(pa.large_string()).cast(pa.large_binary())


def _money(values: Ints) -> list[Any]:
    """Whole numbers with separators: sign and groups of three digits as fragments."""
    padded = [f",{n:03d}" for n in range(1_000)]
    groups = [*map(str, range(1_000)), *padded, ""]
    rest = np.abs(values)
    fields = [_fragments(["", "-"], (values < 0).astype(np.int64))]
    for size in (10**9, 10**6, 10**3, 1):
        group = rest // size % 1_000
        is_led, is_empty = rest >= 1_000 * size, (rest < size) & (size > 1)
        fields.append(_fragments(groups, np.where(is_empty, 2_000, np.where(is_led, 1_000 + group, group))))
    return fields


def _bytes(lines: Any) -> list[memoryview]:
    """The bytes of all values, which lie in one piece."""
    chunks = lines.chunks if isinstance(lines, pa.ChunkedArray) else [lines]
    pieces = []
    for chunk in chunks:
        offsets = np.frombuffer(chunk.buffers()[1], np.int64)
        pieces.append(
            memoryview(chunk.buffers()[2])[int(offsets[chunk.offset]) : int(offsets[chunk.offset + len(chunk)])]
        )
    return pieces


def _facts(period: str) -> dict[str, Fact]:
    year, month = int(_later(period, 1)[:4]), int(_later(period, 1)[4:])
    return {
        "released_at": datetime(year, month, 20, 10),  # noqa: DTZ001 - Asia/Shanghai, as in all manifests
        "flow": "export",
        "currency": "CNY",
        "period_from": period,
        "period_to": period,
        "covers_hs": ["*"],
        "covers_partners": ["*"],
        "covers_regimes": ["*"],
        "covers_places": ["*"],
    }


def _name(period: str) -> str:
    return f"sample_bulk_{period}.csv"


def _later(period: str, months: int) -> str:
    number = int(period[:4]) * 12 + int(period[4:]) - 1 + months
    return f"{number // 12}{number % 12 + 1:02d}"
