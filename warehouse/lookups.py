"""The code tables as the suites need them, and which version of them a delivery was judged by."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from lighting.registry import CONFIDENTIAL
from warehouse import released
from warehouse.confidential import everywhere, is_attached, is_part
from warehouse.literals import literal

TABLES = {
    "hs8": "SELECT year, hs8, unit1, unit1_code, unit2, unit2_code FROM core.dim_hs8",
    "hs8_coverage": "SELECT DISTINCT year, prefix FROM core.code_coverage WHERE table_name = 'dim_hs8'",
    "partners": "SELECT partner_code, valid_from, valid_to FROM core.dim_partner",
    "regimes": "SELECT regime_code FROM core.dim_stat_regime",
    "provinces": "SELECT place_code FROM core.dim_geo WHERE level = 'PROVINCE'",
    "districts": """
        SELECT place_code, bool_or(NOT starts_with(source_file, 'shipped:')) OVER () AS is_whole_list
        FROM core.dim_geo WHERE level = 'DISTRICT'
    """,
    "towns": """
        SELECT place_code, valid_from, valid_to, min(valid_from) OVER (PARTITION BY parent_code) AS listed_from
        FROM core.dim_geo WHERE level = 'TOWN'
    """,
    "lines": "SELECT line_code, family FROM core.printed_line",
    "industries": "SELECT industry_code FROM core.dim_industry",
    "support_measures": "SELECT measure_code FROM core.dim_support_measure",
    "services": "SELECT service_code FROM core.dim_service_type",
    "areas": "SELECT area_code, valid_from, valid_to FROM core.comtrade_area",
    "claim_units": "SELECT unit FROM core.claim_unit",
    "kg_bands": "SELECT hs_prefix, kg_min, kg_max FROM core.kg_band",
    "stage_columns": """
        SELECT table_name AS dataset, column_name, data_type,
               starts_with(data_type, 'DECIMAL') OR data_type IN ('INTEGER', 'BIGINT') AS is_number
        FROM duckdb_columns() WHERE schema_name = 'stage' AND database_name = current_database()
    """,
    "corrections": """
        SELECT correction_id, dataset, column_name, selector, action, value, expected, on_mended
        FROM core.correction WHERE NOT is_conflict
    """,
}
_BY_YEAR_AND_CHAPTER = "hs8"
_APART = "-confidential"
"""End of the name of a folder with confidential corrections."""


def refresh_versions(con: duckdb.DuckDBPyConnection) -> None:
    """Note the content hash of every slice of the code tables; in the confidential file there are corrections only."""
    con.execute("DELETE FROM ops.lookup_version")
    _note_corrections(con)
    if is_part(con):
        return
    con.execute(
        """
        INSERT INTO ops.lookup_version
        SELECT 'hs8/' || year || '/' || chapter, md5(string_agg(line, chr(10) ORDER BY line))
        FROM (
            SELECT year, left(hs8, 2) AS chapter,
                   to_json([hs8, unit1, unit1_code, unit2, unit2_code])::VARCHAR AS line
            FROM core.dim_hs8
            UNION ALL
            SELECT c.year, h.chapter, 'covers ' || c.prefix
            FROM (SELECT DISTINCT year, prefix FROM core.code_coverage WHERE table_name = 'dim_hs8') AS c
            JOIN (SELECT DISTINCT year, left(hs8, 2) AS chapter FROM core.dim_hs8) AS h
              ON h.year = c.year AND (c.prefix = '' OR left(c.prefix, 2) = h.chapter)
        )
        GROUP BY year, chapter
        UNION ALL
        SELECT 'hs8/' || year || '/*', 'whole' FROM core.code_coverage WHERE table_name = 'dim_hs8' AND prefix = ''
        """
    )
    for name, select in TABLES.items():
        if name.startswith(_BY_YEAR_AND_CHAPTER):
            continue
        con.execute(
            f"""
            INSERT INTO ops.lookup_version
            SELECT '{name}', coalesce(md5(string_agg(line, chr(10) ORDER BY line)), '')
            FROM (SELECT t::VARCHAR AS line FROM ({select}) AS t)
            """
        )


def _note_corrections(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        f"""
        INSERT INTO ops.lookup_version
        SELECT 'corrections/' || coalesce(selector ->> 'delivery',
                   dataset || '/' || coalesce(left(selector ->> 'period', 4), '*')) AS scope,
               md5(string_agg(c::VARCHAR, chr(10) ORDER BY c::VARCHAR))
        FROM ({TABLES["corrections"]}) AS c GROUP BY scope
        """
    )


def scope(lookup_names: Iterable[str], years: Sequence[int], chapters: Sequence[str]) -> list[str]:
    """The slices of the code tables that a delivery is judged by."""
    found: list[str] = []
    for name in lookup_names:
        if name == _BY_YEAR_AND_CHAPTER:
            found += [f"hs8/{year}/{chapter}" for year in years for chapter in (*chapters, "*")]
        else:
            found.append(name)
    return sorted(found)


def corrections_scope(dataset: str, delivery_id: str, years: Sequence[int]) -> list[str]:
    """The slices of the corrections that may bear on a delivery: of its years, of no year, and of itself."""
    return [f"corrections/{delivery_id}", *(f"corrections/{dataset}/{year}" for year in (*years, "*"))]


def version_of(scope_of: Sequence[str], versions: dict[str, str]) -> str:
    """Hash of the versions of some slices; a slice that no table covers counts as such."""
    text = json.dumps([(name, versions.get(name, "")) for name in scope_of])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def versions(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The present version of every slice, wherever it lies, and of what is released of deliveries."""
    noted = everywhere(con, "ops.lookup_version")
    rows = con.execute(
        f"SELECT scope, string_agg(version, ' ' ORDER BY version) FROM {noted} GROUP BY scope"
    ).fetchall()
    return dict(rows) | released.versions(con)


def export(con: duckdb.DuckDBPyConnection, stage: Path) -> Path:
    """Write the code tables as Parquet files for the suites; returns their folder, named by content.

    Confidential corrections are written beside it, for as long as the run lasts.
    """
    everything = json.dumps([sorted(TABLES.items()), sorted(versions(con).items())])
    folder = stage / "lookups" / hashlib.sha256(everything.encode()).hexdigest()[:16]
    if is_attached(con):
        _copy(con, corrections_in_force(is_confidential=True), corrections_file(folder, is_confidential=True))
    if folder.is_dir():
        return folder
    aside = folder.with_suffix(".part")
    aside.mkdir(parents=True, exist_ok=True)
    for name, select in TABLES.items():
        _copy(con, select, aside / f"{name}.parquet")
    aside.rename(folder)
    return folder


def corrections_in_force(*, is_confidential: bool) -> str:
    """SQL of the corrections of confidential datasets, or of all others."""
    return TABLES["corrections"].replace("core.", f"{CONFIDENTIAL}.core." if is_confidential else "core.")


def corrections_file(folder: Path, *, is_confidential: bool) -> Path:
    """Where the corrections of confidential datasets lie, or of all others, beside code tables or among them."""
    return (folder.with_name(folder.name + _APART) if is_confidential else folder) / "corrections.parquet"


def forget_confidential(stage: Path) -> None:
    """Remove the confidential corrections that this run, or one that was killed, has written for the suites."""
    for folder in (stage / "lookups").glob(f"*{_APART}"):
        shutil.rmtree(folder)


def _copy(con: duckdb.DuckDBPyConnection, select: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    con.execute(f"COPY ({select}) TO {literal(path)} (FORMAT parquet)")
