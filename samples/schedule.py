"""The release calendar of the query and the city, as the generator's files were released; one month was put off."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from samples.writing import csv_text, put_declared

_HEAD = ("dataset", "period", "period_kind", "scheduled_on", "grace_days", "is_official", "source_ref")
_PUT_OFF = {"201512": date(2016, 1, 22)}


def write_calendar(folder: Path) -> list[Path]:
    """Write the calendar in our layout; returns the data file."""
    rows = [
        ("customs_city", f"2015{month:02d}", "M", _after(2015, month, 12), "4", "true", "sample calendar")
        for month in range(1, 13)
    ]
    rows += [
        ("customs_query", f"{year}{month:02d}", "M", _after(year, month, 20), "4", "true", "sample calendar")
        for year, months in ((2015, range(1, 13)), (2018, range(1, 4)))
        for month in months
    ]
    facts = {"released_at": datetime.fromisoformat("2015-01-30T09:00:00")}
    note = "The days are invented after the customs administration's pattern: January comes with February."
    return [put_declared(folder / "sample_calendar.csv", csv_text([_HEAD, *rows]).encode(), facts, note)]


def _after(year: int, month: int, day: int) -> str:
    """A day of the month after; January comes with February, in March."""
    period = f"{year}{month:02d}"
    shown = date(year, 3, 1) if month <= 2 else date(year, month, 1) + timedelta(days=32)
    return (_PUT_OFF.get(period) or shown.replace(day=day)).isoformat()
