"""The code tables that come with the warehouse: edition 0, which official lists replace."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path

import duckdb

from lighting.plain_yaml import records
from warehouse import dimensions, latest, lookups
from warehouse.latest import SHIPPED, TABLES
from warehouse.literals import literal

RELEASED = datetime(1900, 1, 1)  # noqa: DTZ001 - naive Asia/Shanghai, as everywhere in the warehouse


@dataclass(frozen=True)
class _CodeTable:
    """A shipped file whose rows are accepted rows of a dimension."""

    file: str
    table: str
    select: str


_CODE_TABLES = (
    _CodeTable(
        "hs8",
        "dim_hs8",
        """SELECT y.year, f.hs8, f.name_zh, f.name_en, f.unit1_code, f.unit1, f.unit2_code, f.unit2, f.source_row
           FROM file AS f, range(f.year_from::INTEGER, f.year_to::INTEGER + 1) AS y (year)""",
    ),
    _CodeTable("partners", "dim_partner", "FROM file"),
    _CodeTable("regimes", "dim_stat_regime", "FROM file"),
    _CodeTable("supervision_modes", "dim_supervision_mode", "FROM file"),
    _CodeTable("places", "dim_geo", "FROM file"),
    _CodeTable("scorecard", "dim_indicator", "FROM file"),
    _CodeTable("hs_concordance", "bridge_hs_concordance", "FROM file"),
)
_PLAIN = {
    "dim_product_family": "FROM families",
    "dim_industry": "FROM industries",
    "dim_zone": "FROM zones",
    "dim_support_measure": "FROM support_measures",
    "dim_service_type": "FROM service_types",
    "product_family_member": "FROM family_members",
    "family_break": "FROM family_breaks",
    "constant_family_member": "FROM constant_families",
    "printed_line": "FROM printed_lines",
    "partner_exclusion": "FROM partner_exclusions",
    "kg_band": "FROM kg_bands",
    "fx_preference": "FROM fx_preference",
    "claim_unit": "FROM claim_units",
    "zone_batch_target": "FROM zone_batch_targets",
    "release_pattern": "FROM release_patterns",
    "dim_authority": "FROM authorities",
    "dim_hazard": "FROM hazards",
    "bridge_partner_group": "FROM partner_groups",
    "notification_heading": "FROM notification_headings",
    "comtrade_area": "FROM comtrade_areas",
    "score_measure": "FROM score_measures",
    "metric_default": "FROM metric_defaults",
    "shipped_hs8_coverage": "FROM hs8_coverage",
    "shipped_partner": "SELECT partner_code, valid_to FROM partners",
    "shipped_place": "SELECT place_code, name_en, parent_code, aliases, title FROM places",
}


def seed(con: duckdb.DuckDBPyConnection) -> None:
    """Load the shipped tables, if the warehouse has others than this version; in one transaction."""
    found = con.execute("SELECT value FROM ops.setting WHERE name = 'reference_version'").fetchone()
    if found == (version(),):
        return
    con.execute("BEGIN")
    for table, select in _PLAIN.items():
        con.execute(f"DELETE FROM core.{table}")
        name = select.rsplit(" ", 1)[1]
        con.execute(
            f"INSERT INTO core.{table} BY NAME {select.replace(f'FROM {name}', f'FROM ({_read(name, typed=True)})')}"
        )
    latest.begin(con)
    for code_table in _CODE_TABLES:
        source_file = f"{SHIPPED}{code_table.file}"
        latest.remove(con, source_file)
        rows = f"(WITH file AS ({_read(code_table.file)}) {code_table.select})"
        latest.add(con, TABLES[code_table.table], rows, source_file, RELEASED, 0)
    _seed_claims(con)
    dimensions.refresh_touched(con)
    lookups.refresh_versions(con)
    con.execute("DELETE FROM ops.setting WHERE name = 'reference_version'")
    con.execute("INSERT INTO ops.setting VALUES ('reference_version', ?)", [version()])
    con.execute("COMMIT")


@functools.cache
def version() -> str:
    """Hash of the shipped files."""
    digest = hashlib.sha256()
    for path in sorted((*_folder().glob("*.csv"), *_folder().glob("*.yaml"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _seed_claims(con: duckdb.DuckDBPyConnection) -> None:
    """The claims that come with the warehouse, in the form in which lists of claims are delivered."""
    table, source_file = TABLES["fct_claim"], f"{SHIPPED}claims"
    found = records((_folder() / "claims.yaml").read_text(encoding="utf-8"))
    text = json.dumps([{"source_row": record.line, **record.values} for record in found], ensure_ascii=False)
    names = {name for record in found for name in record.values}
    columns = ", ".join(f"c.item ->> '{n}' AS {n}" if n in names else f"NULL AS {n}" for n in table.stated)
    rows = f"""(
        SELECT {columns}, (c.item ->> 'source_row')::BIGINT AS source_row
        FROM (SELECT unnest(from_json({literal(text)}, '["JSON"]')) AS item) AS c
    )"""
    digits = "length(split_part(value, '.', 2))"
    latest.remove(con, source_file)
    latest.add(
        con,
        table,
        f"(SELECT * REPLACE (CASE WHEN value IS NOT NULL THEN {digits} END AS printed_digits) FROM {rows})",
        source_file,
        RELEASED,
        0,
    )


def _folder() -> Path:
    return Path(str(resources.files("warehouse") / "reference"))


def _read(name: str, *, typed: bool = False) -> str:
    """SQL of a shipped file, with ``source_row``; empty cells are NULL."""
    path = literal(_folder() / f"{name}.csv")
    text = f"read_csv({path}, header = true, all_varchar = true, delim = ',', quote = '\"', nullstr = '')"
    if typed:
        return f"FROM {text}"
    return f"SELECT *, (row_number() OVER ()) + 1 AS source_row FROM {text}"
