"""Exchange rates by month (F21): our CSV, the Federal Reserve's monthly CSV (H.10), the ECB's SDMX-JSON."""

from __future__ import annotations

from typing import Any

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.errors import FileRefusedError
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import SOURCE_ROW, LeftOut, TextTable
from transforms.typed import Typed

_FED_PER_DOLLAR = {
    "Austria": "ATS",
    "Belgium": "BEF",
    "Brazil": "BRL",
    "Canada": "CAD",
    "China": "CNY",
    "Denmark": "DKK",
    "Finland": "FIM",
    "France": "FRF",
    "Germany": "DEM",
    "Greece": "GRD",
    "Hong Kong": "HKD",
    "India": "INR",
    "Italy": "ITL",
    "Japan": "JPY",
    "Malaysia": "MYR",
    "Mexico": "MXN",
    "Netherlands": "NLG",
    "Norway": "NOK",
    "Portugal": "PTE",
    "Singapore": "SGD",
    "South Africa": "ZAR",
    "South Korea": "KRW",
    "Spain": "ESP",
    "Sri Lanka": "LKR",
    "Sweden": "SEK",
    "Switzerland": "CHF",
    "Taiwan": "TWD",
    "Thailand": "THB",
}
_FED_DOLLARS_PER = {
    "Australia": "AUD",
    "Euro": "EUR",
    "Ireland": "IEP",
    "New Zealand": "NZD",
    "United Kingdom": "GBP",
}
"""Countries whose currency the Federal Reserve quotes the other way round, in dollars per unit."""

_FED_UNCERTAIN = {"Venezuela": "the currency changed its unit three times in the series; no code is certain"}


def read_sdmx(parsed: Any) -> TextTable:
    """Read monthly exchange rates from SDMX-JSON; ``source_row`` is the number of the observation, from 1.

    Raises:
        FileRefusedError: Q01 if the JSON is not a data set of one monthly average rate.
    """
    try:
        structure = parsed["structure"]["dimensions"]
        series = {d["id"]: d["values"] for d in structure["series"]}
        months = structure["observation"][0]["values"]
        (values,) = parsed["dataSets"][0]["series"].values()
        sizes = {name: len(kinds) for name, kinds in series.items()}
        one = {name: kinds[0]["id"] for name, kinds in series.items()}
        rows = [
            (n, months[int(at)]["id"], one["CURRENCY"], one["CURRENCY_DENOM"], cells[0])
            for n, (at, cells) in enumerate(values["observations"].items(), start=1)
        ]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise _not_sdmx(f"it lacks what one series has ({error})") from error
    if one.get("FREQ") != "M" or one.get("EXR_SUFFIX") != "A" or set(sizes.values()) != {1}:
        raise _not_sdmx("it is not one monthly average")
    names = ("month", "quote", "base", "rate")
    schema = pl.Schema({SOURCE_ROW: pl.Int64(), **{name: pl.String() for name in names}})
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        pl.lit("MONTH_AVG").alias("rate_type"), pl.lit("ECB_EXR").alias("source_ref")
    )
    return TextTable.of(frame, {name: name for name in frame.columns}, encoding="json")


FORM = Format(
    Layout(
        dataset="fx_rates",
        fields=(
            Field("month", ("month",)),
            Field("base", ("base",)),
            Field("quote", ("quote",)),
            Field("rate_type", ("rate_type",)),
            Field("rate", ("rate", "Exchange rate"), required=True),
            Field("source_ref", ("source_ref",)),
            Field("day", ("Date",)),
            Field("country", ("Country",)),
        ),
        needs=(
            ("month", "day"),
            ("base", "country"),
            ("quote", "country"),
            ("rate_type", "country"),
        ),
    ),
    json=read_sdmx,
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per month, pair and type, as units of ``quote`` per unit of ``base``.

    Rates have 8 decimals; the ECB prints more, which are rounded half to even.
    """
    del facts
    if "country" in table.spelled:
        return _type_fed(table, schema)
    typer = RowTyper(_rounded(table))
    columns = {name: typer.code(name) for name in ("base", "quote", "rate_type")}
    columns["source"] = typer.text("source_ref")
    columns["month"] = typer.period("month")
    columns["rate"] = typer.decimal("rate", 18, 8)
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def fct_fx_month(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per month, pair, type and source."""
    del facts, scope
    return rows.select("month", "base", "quote", "rate_type", "source", "rate", SOURCE_ROW)


def _type_fed(table: TextTable, schema: pl.Schema) -> Typed:
    """The Federal Reserve's list of monthly averages by country; some are quoted in dollars per unit."""
    uncertain = table.frame["country"].is_in(list(_FED_UNCERTAIN))
    aside = [
        LeftOut(row, _FED_UNCERTAIN[country], f"{day},{country},{rate}")
        for row, day, country, rate in table.frame.filter(uncertain)
        .select(SOURCE_ROW, "day", "country", "rate")
        .iter_rows()
    ]
    kept = TextTable.of(table.frame.filter(~uncertain), table.spelled)
    typer = RowTyper(kept)
    country = typer.text("country")
    per_dollar = country.replace_strict(_FED_PER_DOLLAR, default=None, return_dtype=pl.String)
    dollars_per = country.replace_strict(_FED_DOLLARS_PER, default=None, return_dtype=pl.String)
    unknown = per_dollar.is_null() & dollars_per.is_null()
    typer.reject(unknown, "CAST", "country", "a country whose currency is not known here")
    dollar = typer.constant("USD")
    rows, rejects = typer.finish(
        {
            "month": typer.date("day").dt.strftime("%Y%m"),
            "base": dollar.zip_with(per_dollar.is_not_null(), dollars_per),
            "quote": dollar.zip_with(dollars_per.is_not_null(), per_dollar),
            "rate_type": typer.constant("MONTH_AVG"),
            "source": typer.constant("FED_H10"),
            "rate": typer.decimal("rate", 18, 8),
        },
        schema,
    )
    return Typed(rows, rejects, set_aside=aside)


def _rounded(table: TextTable) -> TextTable:
    """Rates of the ECB are averages with up to 17 digits."""
    if table.encoding != "json":
        return table
    rounded = pl.col("rate").cast(pl.Decimal(38, 18), strict=False).round(8).cast(pl.String)
    frame = table.frame.with_columns(pl.coalesce(rounded, "rate").alias("rate"))
    return TextTable.of(frame, table.spelled, encoding=table.encoding)


def _not_sdmx(why: str) -> FileRefusedError:
    return FileRefusedError(
        "Q01",
        f"The JSON is not a monthly exchange rate in SDMX-JSON: {why}.",
        "Download one monthly average series (EXR.M.CNY.EUR.SP00.A) as SDMX-JSON.",
    )
