"""The stages that write folders: read and type, then shape with quarantine and its raw text."""

from __future__ import annotations

import polars as pl
import pytest

from lighting.registry import dataset
from tests.support import query_csv
from tests.transforms.tools import facts_of, module_of
from transforms.reading.errors import FileRefusedError
from transforms.reading.limits import Limits
from transforms.staging import ReadReport, Source, count_quarantine, read_stage, shape_stage
from warehouse.declared import polars_schema

JUDGED = pl.Schema({"source_row": pl.Int64, "rules": pl.List(pl.String), "reasons": pl.List(pl.String)})


@pytest.fixture
def stage(tmp_path):
    """Writes a file of the online query and takes it through both stages."""

    class Stage:
        folder = tmp_path
        path = tmp_path / "file.csv"

        def source(self, data):
            self.path.write_bytes(data)
            facts = facts_of("customs_query", flow="X")
            return Source(self.path, "file.csv", module_of("customs_query"), facts, dataset("customs_query").key)

        def read(self, data) -> ReadReport:
            return read_stage(self.source(data), polars_schema("stage", "customs_query"), Limits(), tmp_path)

        def shape(self, data, *judged):
            pl.DataFrame(list(judged), schema=JUDGED, orient="row").write_parquet(tmp_path / "judged.parquet")
            tables = {"fct_trade": polars_schema("core", "fct_trade")}
            shape_stage(self.source(data), tmp_path, tmp_path / "judged.parquet", tables, Limits(), tmp_path)
            return pl.read_parquet(tmp_path / "fct_trade.parquet"), pl.read_parquet(tmp_path / "quarantine.parquet")

    return Stage()


def outcome(report, rule):
    return next((r.outcome, r.rows_failed) for r in report.results if r.rule == rule)


RECORDS = [{"partner": f"{n}", "value": 1000 + n} for n in range(101, 131)]
GOOD = query_csv(RECORDS)
DAMAGED = (
    query_csv([{"value": "x", "qty1": "y"}, *RECORDS])
    + '"201510","cut\n'.encode("gb18030")
    + b"\n"
    + query_csv([{"hs8": "85395000"}]).split(b"\n")[1]
)


def test_what_reading_leaves_in_its_folder(stage):
    report = stage.read(DAMAGED)
    assert (report.rows_read, report.rows_set_aside, report.encoding, report.sheet) == (34, 1, "gb18030", None)
    assert (report.years, report.chapters) == ([2015], ["85", "94"])
    assert report.scope == {"flow": "X", "currency": "CNY", "geo_basis": "REG"}
    assert outcome(report, "RECORD") == ("failed", 1)
    assert outcome(report, "Q20") == ("failed", 1)
    assert outcome(report, "CAST") == outcome(report, "Q01") == outcome(report, "Q02") == ("passed", 0)
    rows = pl.read_parquet(stage.folder / "rows.parquet")
    assert rows.schema == polars_schema("stage", "customs_query")
    assert rows.height == 32
    rejects = pl.read_parquet(stage.folder / "rejects.parquet")
    assert rejects.select("source_row", "rule", "raw_text").rows() == [
        (2, "Q20", ""),
        (2, "Q20", ""),
        (33, "RECORD", '"201510","cut'),
    ]
    assert pl.read_parquet(stage.folder / "set_aside.parquet").rows() == [(34, "blank record", "")]
    assert ReadReport.load(stage.folder) == report


def test_quarantine_holds_all_reasons_and_the_raw_text(stage):
    stage.read(DAMAGED)
    shaped, quarantine = stage.shape(DAMAGED, (2, ["Q16"], ["units"]), (35, ["Q16", "Q10"], ["units", "code"]))
    assert quarantine.select("source_row", "rules", "is_held").rows() == [
        (2, ["Q16", "Q20", "Q20"], True),
        (33, ["RECORD"], False),
        (35, ["Q10", "Q16"], False),
    ]
    raw = quarantine["raw_text"].to_list()
    assert raw[0].startswith('"201510","94051000"')
    assert raw[0].endswith('"x",')
    assert raw[1] == '"201510","cut'
    assert '"85395000"' in raw[2]
    assert quarantine["reasons"][2].to_list() == ["code", "units"]
    assert shaped.height == 31
    assert shaped.filter(pl.col("state") == "HELD")["source_row"].to_list() == [2]
    assert shaped.schema["value"] == pl.Decimal(18, 2)
    assert count_quarantine(stage.folder) == (3, 1)


def test_without_anything_wrong(stage):
    stage.read(GOOD)
    shaped, quarantine = stage.shape(GOOD)
    assert quarantine.height == 0
    assert count_quarantine(stage.folder) == (0, 0)
    assert shaped["state"].unique().to_list() == ["V"]
    assert shaped["value"].sum() == 30 * 1000 + sum(range(101, 131))


@pytest.mark.parametrize(
    ("bad", "good", "is_refused"), [(19, 81, False), (20, 80, True), (20, 380, False), (21, 379, True)]
)
def test_more_than_5_percent_and_20_rows_refuse_the_file(stage, bad, good, is_refused):
    data = query_csv([{"value": "1,2a4"}] * bad + [{"value": 7}] * good)
    if is_refused:
        with pytest.raises(FileRefusedError, match=f"{bad} of {bad + good} rows fail Q20, more than 5 %") as caught:
            stage.read(data)
        assert caught.value.rule == "Q20"
        assert "1,2a4" in caught.value.message
    else:
        assert outcome(stage.read(data), "Q20") == ("failed", bad)


def test_two_bad_values_of_a_row_count_once(stage):
    data = query_csv([{"value": "x", "qty1": "y"}] * 15 + [{"value": 7}] * 85)
    assert outcome(stage.read(data), "Q20") == ("failed", 15)
