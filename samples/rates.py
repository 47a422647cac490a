"""Exchange rates: the Federal Reserve's monthly averages (H.10) of yuan per dollar, 2014 to 2017."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from importlib import resources
from pathlib import Path

from samples.writing import csv_text, put_declared

_TEXT = (resources.files("samples") / "usd_cny_month_avg.csv").read_text(encoding="utf-8")
PRINTED: dict[str, str] = {r["month"]: r["rate"] for r in csv.DictReader(io.StringIO(_TEXT, newline=""))}
YUAN_PER_DOLLAR: dict[str, float] = {month: float(rate) for month, rate in PRINTED.items()}


def write_rates(folder: Path) -> list[Path]:
    """Write the list of rates in our layout; returns the data file."""
    head = ("month", "base", "quote", "rate_type", "rate", "source_ref")
    rows = [(month, "USD", "CNY", "MONTH_AVG", rate, "FED_H10") for month, rate in PRINTED.items()]
    facts = {"released_at": datetime.fromisoformat("2018-01-08T09:00:00")}
    note = "The rates are the Federal Reserve's, as printed."
    return [put_declared(folder / "sample_usd_cny.csv", csv_text([head, *rows]).encode(), facts, note)]
