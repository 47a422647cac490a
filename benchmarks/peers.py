"""Two other ways to load the same files.

``documented`` is the pattern of the tools' documentation: pandas reads, Great Expectations checks the frame, DuckDB
takes it. ``dlt`` loads and checks nothing; it gets Arrow batches, the fastest that it takes.

Run as ``python -m benchmarks.peers WAY LANDING DATABASE``; it prints what it loaded as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.floor import COLUMNS, ENCODING, TRAILING, loaded, open_arrow
from samples.codes import commodities, partners, provinces, regimes

KEY = ["period", "hs8", "partner_code", "regime_code", "place_code"]


def documented(files: list[Path], database: Path) -> dict[str, Any]:
    """Pandas, Great Expectations on the frame, insert; nothing is set apart."""
    import great_expectations as gx
    import pandas as pd
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("month")
    suite = context.suites.add(gx.ExpectationSuite("customs", expectations=_expectations()))
    whole = asset.add_batch_definition_whole_dataframe("whole")
    definition = gx.ValidationDefinition(name="month", data=whole, suite=suite)
    validation = context.validation_definitions.add(definition)
    dtypes = {name: "string" if kind == "VARCHAR" else "float64" for name, kind in COLUMNS.items()}
    failed = 0
    with duckdb.connect(str(database)) as con:
        con.execute(f"CREATE TABLE trade ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})")
        for path in files:
            frame = pd.read_csv(
                path,
                encoding=ENCODING,
                header=None,
                skiprows=1,
                names=[*COLUMNS, TRAILING],
                usecols=list(COLUMNS),
                dtype={name: kind for name, kind in dtypes.items() if name != "period"},
                thousands=",",
                parse_dates=["period"],
                date_format="%Y%m",
            )
            frame["unit_value"] = frame["value"] / frame["qty1"].where(frame["qty1"] > 0)
            result = validation.run(batch_parameters={"dataframe": frame})
            failed += sum(not r.success for r in result.results)
            con.execute(f"INSERT INTO trade SELECT {', '.join(COLUMNS)} FROM frame")
    return {"expectations": len(suite.expectations), "failed_expectations": failed}


def dlt(files: list[Path], database: Path) -> dict[str, Any]:
    """dlt into DuckDB, from Arrow batches with cast columns."""
    import dlt as tool
    import pyarrow as pa
    import pyarrow.compute as pc

    kinds = {"DATE": pa.date32(), "DECIMAL(18, 3)": pa.decimal128(18, 3), "DECIMAL(18, 2)": pa.decimal128(18, 2)}

    def batches() -> Iterator[pa.Table]:
        for path in files:
            for batch in open_arrow(path):
                columns = {}
                for name, kind in COLUMNS.items():
                    column = batch.column(name)
                    if kind == "DATE":
                        column = pc.strptime(pc.binary_join_element_wise(column, "01", ""), "%Y%m%d", "s")
                    elif kind in kinds:
                        column = pc.replace_substring(column, ",", "")
                    columns[name] = column.cast(kinds[kind]) if kind in kinds else column
                yield pa.table(columns)

    pipeline = tool.pipeline(
        pipeline_name="benchmark",
        pipelines_dir=str(database.parent / "dlt"),
        destination=tool.destinations.duckdb(str(database)),
        dataset_name="plain",
    )
    pipeline.run(tool.resource(batches, name="trade", write_disposition="append"))
    return {"expectations": 0}


def _expectations() -> list[Any]:
    """Fifteen of what the pipeline's own suite asks, in the terms of the frame."""
    import great_expectations.expectations as gxe

    goods = [c for year in (2022, 2023) for c in commodities(year).values()]
    units = sorted({unit for c in goods for unit in (c.unit1, c.unit2 or "?")})
    return [
        gxe.ExpectColumnValuesToNotBeNull(column="hs8"),
        gxe.ExpectColumnValuesToNotBeNull(column="value"),
        gxe.ExpectColumnValuesToMatchRegex(column="hs8", regex=r"^\d{8}$"),
        gxe.ExpectColumnValuesToBeBetween(column="period", min_value="1995-01-01", max_value="2035-12-01"),
        gxe.ExpectColumnValuesToBeInSet(column="hs8", value_set=sorted({c.hs8 for c in goods})),
        gxe.ExpectColumnValuesToBeInSet(column="partner_code", value_set=sorted(partners())),
        gxe.ExpectColumnValuesToNotBeInSet(column="partner_code", value_set=["142"]),
        gxe.ExpectColumnValuesToBeInSet(column="regime_code", value_set=sorted(regimes())),
        gxe.ExpectColumnValuesToBeInSet(column="place_code", value_set=sorted(provinces())),
        gxe.ExpectColumnValuesToBeInSet(column="unit1", value_set=units),
        gxe.ExpectColumnValuesToBeInSet(column="unit2", value_set=units),
        gxe.ExpectColumnValuesToBeBetween(column="value", min_value=0),
        gxe.ExpectColumnValuesToBeBetween(column="qty1", min_value=0),
        gxe.ExpectColumnValuesToBeBetween(column="unit_value", min_value=0, max_value=1e6),
        gxe.ExpectCompoundColumnsToBeUnique(column_list=KEY),
    ]


WAYS = {"documented": documented, "dlt": dlt}
TABLES = {"documented": "trade", "dlt": "plain.trade"}

if __name__ == "__main__":
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    way, landing, base = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    done = WAYS[way](sorted((landing / "customs_query").glob("*.csv")), base)
    print(json.dumps({**loaded(base, TABLES[way]), **done}))
