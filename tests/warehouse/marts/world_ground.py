"""World trade put into a warehouse by hand: the toy of the worked examples, and what differs from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

IMPORTS = {"842": 4000, "276": 1500, "344": 500, "826": 1000}
FROM_CHINA = {"842": 2600, "276": 600, "344": 450, "826": 650}
EXPORTS = {"842": 2400, "276": 560, "344": 380, "826": 560}
"""Exports of China to each; the example has their sum, 3900."""
REEXPORTS = 420
Figure = tuple[str, str, str, str, int | None]


def toy(year: str, without: Sequence[str] = ()) -> list[Figure]:
    """The worked example: imports of four reporters from the world and from China, and what China exports to them."""
    imports = [(r, "000", year, "M", v) for r, v in IMPORTS.items() if r not in without]
    china = [(r, "156", year, "M", v) for r, v in FROM_CHINA.items() if r not in without]
    exports = [("156", r, year, "X", v) for r, v in EXPORTS.items()]
    return [*imports, *china, *exports, ("344", "000", year, "RX", REEXPORTS)]


def put_world(
    con: duckdb.DuckDBPyConnection,
    rows: Iterable[Figure],
    *,
    code: str = "9405",
    classification: str = "H4",
    known: str = "2016-06-01",
    source: str = "comtrade",
    asked: Sequence[str] = ("*",),
    hs: Sequence[str] | None = None,
    **more: object,
) -> None:
    """A release of world trade: reporter, partner, year, flow and value; its selection is closed.

    Args:
        con: the warehouse.
        rows: the figures.
        code: their commodity.
        classification: its revision.
        known: day of the query.
        source: comtrade or baci.
        asked: reporters that were asked for.
        hs: prefixes that were asked for; the code itself if not given.
        **more: other columns of the figures.
    """
    rows = list(rows)
    (number,) = con.execute("SELECT count(*) FROM core.dim_release").fetchall()[0]
    name = f"w{number}"
    con.execute(
        """
        INSERT INTO core.dim_release BY NAME
        SELECT ? AS release_id, ? AS source_file, ? AS dataset, ? AS supersession_group, true AS is_official,
               ?::TIMESTAMP AS known_from, 3 AS rank, 0 AS revision_no
        """,
        [name, name, source, source, known],
    )
    for number, (reporter, partner, period, flow, value) in enumerate(rows, start=2):
        figure = {
            "source": source, "reporter_code": reporter, "partner_code": partner, "period": period, "period_kind": "A",
            "flow": flow, "classification": classification, "commodity_level": len(code), "commodity_code": code,
            "customs_code": "C00", "transport_mode": "0", "state": "V" if value is not None else "CONFLICT",
            "value_usd": value, "is_official": True, "is_first_release": False, "known_from": known,
            "last_confirmed": known, "source_file": name, "source_row": number, **more,
        }  # fmt: skip
        con.execute(
            f"INSERT INTO core.fct_world_trade ({', '.join(figure)}) VALUES ({', '.join('?' * len(figure))})",
            list(figure.values()),
        )
    for reporter, period, flow in sorted({(r, y, f) for r, _, y, f, _ in rows}):
        con.execute(
            "INSERT INTO core.world_coverage BY NAME SELECT ? AS release_id, ? AS source, ? AS reporter_code, "
            "? AS period, 'A' AS period_kind, ? AS flow, ? AS classification, ? AS commodity_level, true AS has_rows, "
            "true AS selection_is_closed, true AS is_closed, ? AS covers_hs, ['*'] AS covers_partners, "
            "? AS covers_reporters",
            [name, source, reporter, period, flow, classification, len(code), list(hs or (code,)), list(asked)],
        )
