"""The least that loading these files could cost: decode, cast, write typed columns; no check, no key, no history.

Run as ``python -m benchmarks.floor WAY LANDING DATABASE``; it prints what it loaded as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as pacsv

ENCODING = "gb18030"
COLUMNS = {
    "period": "DATE",
    "hs8": "VARCHAR",
    "hs8_name": "VARCHAR",
    "partner_code": "VARCHAR",
    "partner_name": "VARCHAR",
    "regime_code": "VARCHAR",
    "regime_name": "VARCHAR",
    "place_code": "VARCHAR",
    "place_name": "VARCHAR",
    "qty1": "DECIMAL(18, 3)",
    "unit1": "VARCHAR",
    "qty2": "DECIMAL(18, 3)",
    "unit2": "VARCHAR",
    "value": "DECIMAL(18, 2)",
}
"""All columns of a download; the month is its first day."""
TRAILING = "unnamed"
"""The unnamed column behind the last comma."""
_STEP = 8 << 20


def transcode(files: list[Path], database: Path) -> None:
    """Decode to UTF-8 files in as many processes as there are cores, then DuckDB's own typed load."""
    folder = database.parent / "utf8"
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        decoded = list(pool.map(_to_utf8, files, [folder] * len(files)))
    names = ", ".join(f"'{path}'" for path in decoded)
    types = {**COLUMNS, TRAILING: "VARCHAR"}
    with duckdb.connect(str(database)) as con:
        con.execute(
            f"""
            CREATE TABLE trade AS SELECT * EXCLUDE ({TRAILING}) FROM read_csv([{names}], columns = {types},
                header = false, skip = 1, delim = ',', quote = '"', thousands = ',', dateformat = '%Y%m',
                auto_detect = false)
            """
        )


def stream(files: list[Path], database: Path) -> None:
    """Arrow's CSV reader decodes, DuckDB casts what it is handed, one file after the other."""
    casts = {"DATE": "strptime({0}, '%Y%m')::DATE", "VARCHAR": "{0}"}
    selected = ", ".join(
        casts.get(kind, f"replace({{0}}, ',', '')::{kind}").format(name) + f" AS {name}"
        for name, kind in COLUMNS.items()
    )
    with duckdb.connect(str(database)) as con:
        con.execute(f"CREATE TABLE trade ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})")
        for path in files:
            con.register("batches", open_arrow(path))
            con.execute(f"INSERT INTO trade SELECT {selected} FROM batches")
            con.unregister("batches")


def open_arrow(path: Path) -> pacsv.CSVStreamingReader:
    """A file as Arrow batches of text."""
    names = [*COLUMNS, TRAILING]
    return pacsv.open_csv(
        path,
        read_options=pacsv.ReadOptions(column_names=names, skip_rows=1, encoding=ENCODING, block_size=_STEP),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), include_columns=list(COLUMNS), strings_can_be_null=False
        ),
    )


def loaded(database: Path, table: str = "trade") -> dict[str, int | str]:
    """Rows that are there, and the value of the ones that are not bad."""
    with duckdb.connect(str(database), read_only=True) as con:
        rows, value = con.execute(
            f"SELECT count(*), sum(value) FILTER (value >= 0 AND partner_code <> '801') FROM {table}"
        ).fetchall()[0]
    return {"rows": rows, "value": str(value), "database_mb": round(database.stat().st_size / 1e6)}


def _to_utf8(path: Path, folder: Path) -> Path:
    """Transcode a file piece by piece; a newline byte is never part of a GB18030 character."""
    target = folder / path.name
    with path.open("rb") as source, target.open("wb") as sink:
        rest = b""
        while piece := source.read(_STEP):
            end = piece.rfind(b"\n") + 1
            sink.write((rest + piece[:end]).decode(ENCODING).encode())
            rest = piece[end:]
        sink.write(rest.decode(ENCODING).encode())
    return target


WAYS = {"transcode": transcode, "stream": stream}

if __name__ == "__main__":
    way, landing, base = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    WAYS[way](sorted((landing / "customs_query").glob("*.csv")), base)
    print(json.dumps(loaded(base)))
