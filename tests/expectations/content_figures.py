"""Trade figures that are put into a warehouse by hand: of the customs query, and printed."""

from __future__ import annotations

from typing import Any

from lighting.versioned import TABLES
from warehouse import sums
from warehouse.literals import literal, names

LAMPS = "灯具、照明装置及其零件"
KNOWN = "2015-11-20 00:00:00"
"""From when on the figures are known that do not say it."""


class Figures:
    """Fills the facts of trade; mixed into the content that is filled by hand."""

    con: Any

    def figure(
        self, period, state, value=None, basis="REG", place="44", code="94051000", level="HS8", partner="502", flow="X",
        currency="CNY",
    ):  # fmt: skip
        self.con.execute(
            """
            INSERT INTO core.fct_trade BY NAME
            SELECT ? AS period, ?::DECIMAL(18, 2) AS value, ? AS geo_basis, ? AS place_code, ? AS product_code,
                   ? AS product_level, 'M' AS period_kind, ? AS partner_code,
                   CASE ? WHEN 'ALL' THEN 'ALL' ELSE '10' END AS regime_code, 'ALL' AS ownership, ? AS flow,
                   ? AS currency, ? AS state, true AS is_official, true AS is_first_release,
                   TIMESTAMP '2015-11-20' AS known_from, TIMESTAMP '2015-11-20' AS last_confirmed, 'q' AS source_file
            """,
            [period, value, basis, place, code, level, partner, partner, flow, currency, state],
        )

    def sum_up(self, *periods):
        """Sums of the figures of some months by product; those by partner are left to other rules."""
        columns, listed = names(TABLES[sums.SUMMED].slice), ", ".join(map(literal, periods))
        figures = f"SELECT DISTINCT {columns} FROM core.fct_trade WHERE period IN ({listed})"
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE summed AS {figures}")
        sums.refresh(self.con, "summed")
        self.con.execute(f"DELETE FROM core.agg_trade_partner WHERE period IN ({listed})")

    def release(self, name, known, rank=2, revision=0, dataset="x"):
        self.con.execute(
            """
            INSERT INTO core.dim_release BY NAME
            SELECT ? AS release_id, ? AS source_file, ? AS dataset, 'national_printed' AS supersession_group,
                   ? >= 2 AS is_official, ?::TIMESTAMP AS known_from, ? AS rank, ? AS revision_no
            """,
            [name, name, dataset, rank, known, rank, revision],
        )

    def printed(self, line, period, release="bulletin", table="fct_trade_printed", **figures):
        """A printed figure of the nation; half units are 0.5 unless they are given."""
        known, official = self.con.execute(
            "SELECT known_from, is_official FROM core.dim_release WHERE release_id = ?", [release]
        ).fetchone()
        halves = {f"{n[:-6]}_half_unit": 0.5 for n in figures if n.endswith("_value")}
        fixed = {
            "supersession_group": "national_printed", "period": period, "period_kind": "M", "geo_basis": "NAT",
            "place_code": "ALL", "product_code": line, "partner_code": "ALL", "regime_code": "ALL", "ownership": "ALL",
            "flow": "X", "currency": "CNY", "state": "V", "known_from": known, "source_file": release, "source_row": 5,
        }  # fmt: skip
        if table == "fct_trade_printed":
            fixed |= {"is_official": official, "is_first_release": True, "last_confirmed": known}
        row = {**fixed, **halves, **figures}
        self.con.execute(
            f"INSERT INTO core.{table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
        )

    def codes(self, period, *values):
        """Values of codes of heading 9405 from a query that covers the nation by partner."""
        self.con.execute(
            """
            INSERT INTO core.release_coverage BY NAME
            SELECT 'query' AS release_id, ? AS period, 'M' AS period_kind, 'REG' AS geo_basis, 'X' AS flow,
                   'CNY' AS currency, 'HS8' AS product_level, true AS by_partner, false AS by_regime, false AS by_place,
                   true AS is_closed, ['9405'] AS covers_hs, ['*'] AS covers_partners, ['*'] AS covers_regimes,
                   ['*'] AS covers_places
            """,
            [period],
        )
        for partner, value in enumerate(values, start=501):
            self.con.execute(
                """
                INSERT INTO core.fct_trade BY NAME
                SELECT ? AS period, 'M' AS period_kind, 'REG' AS geo_basis, 'ALL' AS place_code,
                       'HS8' AS product_level, '94051000' AS product_code, ?::VARCHAR AS partner_code,
                       'ALL' AS regime_code, 'ALL' AS ownership, 'X' AS flow, 'CNY' AS currency, 'V' AS state,
                       ? AS value, true AS is_official, true AS is_first_release, TIMESTAMP '2015-11-20' AS known_from,
                       TIMESTAMP '2015-11-20' AS last_confirmed, 'q' AS source_file
                """,
                [period, partner, value],
            )
