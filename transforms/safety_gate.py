"""Safety Gate of the European Commission (F10): weekly reports of dangerous products, XML.

Editions name their elements differently; the synonyms stand with each field. Every alert is kept, whatever the goods
and their origin. The day of an alert is its own day of publication, else that of the report.
"""

from __future__ import annotations

import polars as pl

from transforms.alerts.cells import barcodes, first_number, iso_days, origins, split
from transforms.alerts.rows import changed, goods_of, notification_rows, release_of, without_repeats
from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.errors import FileRefusedError
from transforms.reading.fields import table_of
from transforms.reading.json_records import BETWEEN
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import TextTable
from transforms.reading.xml_records import read_records
from transforms.typed import Typed

AUTHORITY = "EU_SAFETY_GATE"
RECORDS = ("notifications", "notification", "alert")
_LAYOUT = Layout(
    dataset="safety_gate",
    fields=(
        Field("order", ("order",), keep=False),
        Field("case_no", ("caseNumber", "alertNumber")),
        Field("report_reference", ("reportReference",)),
        Field("reference", ("reference",)),
        Field("alert_url", ("alertUrl",)),
        Field("category", ("category", "productCategory"), required=True),
        Field("product", ("product", "productName"), required=True),
        Field("brand", ("brand",)),
        Field("name", ("name",)),
        Field("model", ("type_numberOfModel", "typeNumberOfModel")),
        Field("batch_no", ("batchNumber",)),
        Field("barcode", ("barcode",)),
        Field("risk_type", ("riskType",), required=True),
        Field("danger", ("danger", "riskDescription")),
        Field("measures", ("measures",)),
        Field("recall_url", ("URLrecall", "recallUrl"), keep=False),
        Field("description", ("description", "productDescription")),
        Field("notifying_country", ("notifyingCountry",)),
        Field("origin", ("countryOfOrigin",)),
        Field("notification_type", ("type", "notificationType")),
        Field("risk_level", ("level", "riskLevel")),
        Field("pictures", ("pictures", "picture"), keep=False),
        Field("online_trader", ("onlineTrader",)),
        Field("company_recall", ("companyRecallCode",), keep=False),
        Field("production_dates", ("productionDates",), keep=False),
        Field("publication_date", ("publicationDate",)),
        Field("report_date", ("report_date", "reportDate")),
        Field("report_year", ("report_year", "reportYear"), keep=False),
        Field("report_week", ("report_week", "reportWeek"), keep=False),
        Field("report_language", ("report_language", "reportLanguage"), keep=False),
        Field("report_addendum", ("report_addendum", "reportAddendum"), keep=False),
    ),
    needs=(("case_no", "report_reference"), ("publication_date", "report_date")),
)


def read_report(data: bytes) -> TextTable:
    """Read a report; ``source_row`` is the number of the alert, from 1. What the report says is said of each alert.

    Raises:
        FileRefusedError: ``Q01`` if it holds no alert or an element that is not known; ``FILE`` and ``Q02`` as
            ``read_records``.
    """
    document = read_records(data, RECORDS)
    if not document.records:
        raise FileRefusedError(
            "Q01",
            f"The XML holds no notification; its root element is '{document.root[:40]}'.",
            "It is no report of the Safety Gate, or an error in place of one: look into it.",
        )
    head = {name: BETWEEN.join(texts) for name, texts in document.head.items()}
    records = [
        (record.number, {**head, **{name: BETWEEN.join(texts) or None for name, texts in record.fields.items()}})
        for record in document.records
    ]
    names = [*document.names, *(name for name in head if name not in document.names)]
    return table_of(records, _LAYOUT, names, [], document.declared)


FORM = Format(_LAYOUT, xml=read_report)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per alert; an alert that stands twice with the same content is set aside once."""
    del facts
    table, aside = without_repeats(table)
    plain = RowTyper(table)
    days = pl.DataFrame({"own": plain.text("publication_date"), "of": plain.text("report_date")})
    names = {name: plain.text(name) for name in ("product", "name")}
    table = changed(table, {"alert_date": iso_days(days.select(pl.coalesce("own", "of").alias("d"))["d"])})
    spelled = {**table.spelled, "alert_date": table.spelled.get("publication_date") or table.spelled["report_date"]}
    typer = RowTyper(TextTable.of(table.frame, spelled))
    declared, is_china = origins(typer.text("origin"))
    columns = {
        "case_no": _first(typer, "case_no", "report_reference"),
        "alert_date": typer.date("alert_date"),
        "url": _first(typer, "alert_url", "reference"),
        "category": typer.text("category"),
        "product": _joined(names),
        "brand": typer.text("brand"),
        "model": typer.text("model"),
        "batch_no": typer.text("batch_no"),
        "barcodes": barcodes(typer.text("barcode")),
        "hazards": split(typer.text("risk_type").str.to_lowercase(), r"[,;\n]"),
        "description": _joined({n: typer.text(n) for n in ("description", "danger")}),
        "measures_taken": typer.text("measures"),
        "injuries": typer.constant(None),
        "makers": split(typer.constant(None), ";"),
        "importers": split(typer.constant(None), ";"),
        "sellers": split(typer.text("online_trader"), r"[;\n]"),
        "origins": declared,
        "is_origin_china": is_china,
        "notifying_country": typer.text("notifying_country"),
        "notification_type": typer.text("notification_type"),
        "risk_level": typer.text("risk_level"),
        "units_text": typer.constant(None),
        "units": first_number(typer.constant(None)),
        **goods_of(typer, split(typer.text("category"), r"[;\n]"), "product", "name"),
    }
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects, set_aside=aside)


def fct_foreign_notification(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per alert."""
    del scope
    return notification_rows(rows, facts, AUTHORITY)


def dim_release(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row: the file is one release."""
    del rows, scope
    return release_of(facts)


def _first(typer: RowTyper, *names: str) -> pl.Series:
    """The first of some columns that has a value."""
    frame = pl.DataFrame([typer.text(name).alias(name) for name in names])
    return frame.select(pl.coalesce(*names).alias("v"))["v"]


def _joined(texts: dict[str, pl.Series]) -> pl.Series:
    """Texts one after the other, without those that say the same; null if there is none."""
    frame = pl.DataFrame([series.alias(name) for name, series in texts.items()])
    listed = pl.concat_list(*texts).list.drop_nulls().list.unique(maintain_order=True)
    joined = frame.select(listed.list.join("; ").alias("t"))["t"]
    return joined.set(joined == "", None)
