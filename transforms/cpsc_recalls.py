"""Recalls of the US Consumer Product Safety Commission (F11), JSON: the old layout with a total, and the current list.

The old one cuts its answer at 50 recalls and says how many there are: less than all is a page of a set, as the
manifest declares. Lists of names stay lists. Objects are read one at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from transforms.alerts.cells import barcodes, first_number, iso_days, origins, split
from transforms.alerts.rows import changed, goods_of, notification_rows, release_of, without_repeats
from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.errors import FileRefusedError
from transforms.reading.fields import table_of
from transforms.reading.json_records import flatten, read_list
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import LeftOut, TextTable
from transforms.typed import Typed, refuse

AUTHORITY = "US_CPSC"
PATH = ("success", "results")
TOTAL = "total"
_LONGEST_TOTAL = 40
"""Characters of the total that are kept, for it is said of each recall."""
_LISTS = r"\n"
_NESTED = {
    *("products", "inconjunctions", "images", "injuries", "manufacturers", "retailers", "importers", "distributors"),
    *("manufacturercountries", "productupcs", "hazards", "remedies", "remedyoptions"),
}
"""Keys of the current layout whose lists hold objects."""
_LAYOUT = Layout(
    dataset="cpsc_recalls",
    fields=(
        Field("organization", ("organization",)),
        Field("case_no", ("recall_number", "RecallNumber"), required=True),
        Field("recall_id", ("RecallID",), keep=False),
        Field("alert_date", ("recall_date", "RecallDate"), required=True),
        Field("published", ("LastPublishDate",), keep=False),
        Field("url", ("recall_url", "URL")),
        Field("title", ("Title",)),
        Field("description", ("Description",)),
        Field("contact", ("ConsumerContact",), keep=False),
        Field("makers", ("manufacturers", "Manufacturers.Name")),
        Field("maker_ids", ("Manufacturers.CompanyID",), keep=False),
        Field("importers", ("Importers.Name",)),
        Field("importer_ids", ("Importers.CompanyID",), keep=False),
        Field("distributors", ("Distributors.Name",)),
        Field("distributor_ids", ("Distributors.CompanyID",), keep=False),
        Field("retailers", ("Retailers.Name",)),
        Field("retailer_ids", ("Retailers.CompanyID",), keep=False),
        Field("sold_at", ("SoldAtLabel",), keep=False),
        Field("category", ("product_types", "Products.Type")),
        Field("category_ids", ("Products.CategoryID",), keep=False),
        Field("product", ("descriptions", "Products.Name")),
        Field("product_description", ("Products.Description",)),
        Field("model", ("Products.Model",)),
        Field("units_text", ("Products.NumberOfUnits",)),
        Field("barcode", ("upcs", "ProductUPCs.UPC")),
        Field("hazards", ("hazards", "Hazards.Name")),
        Field("hazard_types", ("Hazards.HazardType",), keep=False),
        Field("hazard_type_ids", ("Hazards.HazardTypeID",), keep=False),
        Field("origin", ("countries", "ManufacturerCountries.Country")),
        Field("injuries", ("Injuries.Name",)),
        Field("remedies", ("Remedies.Name",)),
        Field("remedy_options", ("RemedyOptions.Option",)),
        Field("joint", ("Inconjunctions.URL", "Inconjunctions.Country"), keep=False),
        Field("images", ("Images.URL",), keep=False),
        Field("captions", ("Images.Caption",), keep=False),
        Field("total", (TOTAL,)),
    ),
    needs=(("product", "title"),),
)


def read_recalls(text: str) -> TextTable:
    """Read a list of recalls; ``source_row`` is the number of the recall, from 1.

    Raises:
        FileRefusedError: ``Q01`` if it is no such list or has a field that is not known; ``FILE`` where it does not
            parse.
    """
    beside: dict[str, Any] = {}
    records: list[tuple[int, Mapping[str, str | None]]] = []
    damaged: list[LeftOut] = []
    names: dict[str, None] = {}
    for number, item in enumerate(read_list(text, PATH, beside), start=1):
        try:
            fields = flatten(item, _NESTED) if isinstance(item, dict) else None
        except ValueError as error:
            damaged.append(LeftOut(number, str(error), str(item)[:2000]))
            continue
        if fields is None:
            damaged.append(LeftOut(number, "the record is no object", str(item)[:2000]))
            continue
        names.update(dict.fromkeys(fields))
        records.append((number, fields))
    unknown = sorted(set(beside) - {TOTAL})
    if not unknown and str(beside.get(TOTAL)) == "0" and not (records or damaged):
        # an answer that counts no recall says that there was none, unlike an empty list
        return table_of([], _LAYOUT, ["recall_number", "recall_date", "descriptions", TOTAL], [], "json")
    if unknown or not names:
        why = f"it has the keys {', '.join(unknown)[:200]}" if unknown else "it has no recall"
        raise FileRefusedError("Q01", f"The JSON is no list of recalls: {why}.", "Look into it; it may be an error.")
    if TOTAL in beside:
        names[TOTAL] = None
        total = str(beside[TOTAL])[:_LONGEST_TOTAL]
        records = [(number, {**fields, TOTAL: total}) for number, fields in records]
    return table_of(records, _LAYOUT, list(names), damaged, "json")


FORM = Format(_LAYOUT, json_text=read_recalls)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per recall; a recall that stands twice with the same content is set aside once.

    Raises:
        FileRefusedError: F11 if the list is shorter than the total that it prints, and no further page is declared.
    """
    scope = _within_total(table, facts)
    table, aside = without_repeats(table)
    table = changed(table, {"alert_date": iso_days(RowTyper(table).text("alert_date"))})
    typer = RowTyper(table)
    declared, is_china = origins(typer.text("origin"))
    categories = split(typer.text("category"), _LISTS)
    columns = {
        "case_no": typer.code("case_no"),
        "alert_date": typer.date("alert_date"),
        "url": typer.text("url"),
        "category": _line(typer, "category"),
        "product": _line(typer, "product", "title"),
        "brand": typer.constant(None),
        "model": _line(typer, "model"),
        "batch_no": typer.constant(None),
        "barcodes": barcodes(typer.text("barcode")),
        "hazards": split(typer.text("hazards").str.to_lowercase(), _LISTS),
        "description": _line(typer, "description", "product_description"),
        "measures_taken": _line(typer, "remedies", "remedy_options"),
        "injuries": _line(typer, "injuries"),
        "makers": split(typer.text("makers"), _LISTS),
        "importers": split(typer.text("importers"), _LISTS),
        "sellers": split(_line(typer, "distributors", "retailers"), "; |\n"),
        "origins": declared,
        "is_origin_china": is_china,
        "notifying_country": typer.constant("United States"),
        "notification_type": typer.constant("Recall"),
        "risk_level": typer.constant(None),
        "units_text": _line(typer, "units_text"),
        "units": first_number(typer.text("units_text")),
        **goods_of(typer, categories, "product", "title"),
    }
    if typer.has("organization"):
        other = typer.text("organization").fill_null("CPSC") != "CPSC"
        typer.reject(other, "CAST", "organization", "another authority than CPSC")
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects, set_aside=aside, scope=scope)


def fct_foreign_notification(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per recall."""
    del scope
    return notification_rows(rows, facts, AUTHORITY)


def dim_release(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row: the file is one release, or a page of one."""
    del rows, scope
    return release_of(facts)


def _within_total(table: TextTable, facts: Facts) -> dict[str, str]:
    """F11: a list holds as many recalls as it says that there are, unless it is a page of a set."""
    printed = RowTyper(table).text("total").drop_nulls()
    if not printed.len():
        return {}
    total = int(printed[0]) if str(printed[0]).isdecimal() else -1
    has = table.rows_read
    if has == total or (has < total and (facts.pages or 1) > 1):
        return {"rows_of_set": str(total)}
    raise refuse(
        "F11",
        f"The file holds {has} recalls and says that there are {printed[0]}.",
        "Download the other pages too, and give each its set_id, page and pages in the manifest.",
    )


def _line(typer: RowTyper, *names: str) -> pl.Series:
    """The texts of some columns on one line, lists parted by semicolons; null if there is none."""
    texts = [typer.text(name).str.replace_all(_LISTS, "; ").alias(name) for name in names]
    joined = pl.DataFrame(texts).select(pl.concat_str(pl.all(), separator="; ", ignore_nulls=True).alias("t"))["t"]
    return joined.set(joined == "", None)
