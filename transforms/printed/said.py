"""What is said about a whole printed table, by its words and by the manifest: month, flow, currency, scale."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.facts import Facts
from transforms.printed.grid import MONTHS
from transforms.printed.words import read_heading
from transforms.reading.table import TextTable
from transforms.typed import refuse


@dataclass(frozen=True)
class Said:
    """What is said about a table.

    Attributes:
        table: what its lines are: ``commodity``, ``partner`` or ``regime``.
        title: its title; empty for a form without one.
        is_flash: True for preliminary figures.
        is_whole: True if the lines add up to the total: every partner or regime is listed.
        period: month YYYYMM; of January and February as one the February. None where a column says it.
        period_kind: ``M`` or ``JF``; None where a column says the month.
        flow: ``X`` or ``M``; None where columns are of both.
        currency: ``CNY`` or ``USD``.
        scale: units of the currency in one printed unit.
    """

    table: str
    title: str
    is_flash: bool
    is_whole: bool
    period: str | None
    period_kind: str | None
    flow: str | None
    currency: str
    scale: int

    def scope(self, facts: Facts) -> dict[str, str]:
        """For the suite and for shaping."""
        return {
            "table": self.table,
            "title": self.title,
            "is_flash": "yes" if self.is_flash or facts.vintage == "preliminary" else "no",
            "currency": self.currency,
        }


def said_by_words(table: TextTable, facts: Facts, dataset: str) -> Said:
    """What the title, the unit line and the head say.

    Raises:
        FileRefusedError: Q08 where the title names no table of the dataset; Q05 where the manifest, the title, the unit
            line or the head disagree, or none of them says the month or the flow.
    """
    heading = read_heading(table.title, dataset)
    words = heading.words
    has_month = any(name.endswith(("month_value", "month_qty")) for name in table.columns)
    period = _agreed("month", heading.period, _declared_month(facts), "period_from and period_to")
    if heading.is_joint and has_month:
        raise _differ(heading.title, "January and February as one", "the head has columns of a single month")
    if not has_month and period[4:] != "02":
        raise _differ(heading.title, f"the month {period}", "the head has no columns of the month")
    months = {int(month) for month in table.spelled.get(MONTHS, "").split()}
    if months - {int(period[4:])}:
        raise _differ(heading.title, f"the month {period}", f"the head is of month {max(months)}")
    flow = None
    if words.table == "commodity":
        flow = _agreed("flow", heading.flow, facts.flow, 'flow = "export"')
    elif facts.flow is not None:
        raise _differ(heading.title, "exports and imports", f"the manifest says flow {facts.flow}")
    if facts.currency not in (None, heading.currency):
        raise _differ(heading.title, heading.currency, f"the manifest says {facts.currency}")
    is_whole = words.table == "regime" or (words.table == "partner" and not words.is_flash)
    kind = "M" if has_month else "JF"
    return Said(
        words.table, heading.title, words.is_flash, is_whole, period, kind, flow, heading.currency, heading.scale
    )


def said_by_manifest(table: TextTable, facts: Facts, *, is_flash: bool, scales: dict[str, int]) -> Said:
    """What the manifest says about a table of lines by commodity without title: CSV, JSON.

    Args:
        table: the rows; a column ``period`` may say the month.
        facts: the manifest: flow, currency, and the month unless a column says it.
        is_flash: True for preliminary figures.
        scales: units of each currency in one printed unit, by the currency.

    Raises:
        FileRefusedError: MANIFEST where something is not declared.
    """
    missing = [name for name in ("flow", "currency") if getattr(facts, name) is None]
    has_period = "period" in table.columns
    month = _declared_month(facts)
    if not has_period and month is None:
        missing.append("period_from and period_to")
    if missing or facts.flow is None or facts.currency is None:
        raise refuse(
            "MANIFEST",
            f"The file has no title, so {' and '.join(missing)} must be declared.",
            'Add to the manifest: flow = "export", currency = "CNY", period_from = "202512", period_to = "202512"',
        )
    kind = None
    if not has_period:
        is_joint = (month or "")[4:] == "02" and not {"month_value", "month_qty"} & set(table.columns)
        kind = "JF" if is_joint else "M"
    return Said(
        "commodity",
        "",
        is_flash,
        False,
        None if has_period else month,
        kind,
        facts.flow,
        facts.currency,
        scales[facts.currency],
    )


def _declared_month(facts: Facts) -> str | None:
    """The one month that the manifest declares; January to February is the February."""
    first, last = facts.period_from, facts.period_to
    if first is None or last is None:
        return None
    if first != last and (first[:4], first[4:], last[4:]) != (last[:4], "01", "02"):
        raise refuse(
            "Q05",
            f"A printed table is of one month, the manifest says {first} to {last}.",
            "Declare the month of the title as period_from and period_to, or leave them out.",
        )
    return last


def _agreed(what: str, titled: str | None, declared: str | None, remedy: str) -> str:
    if titled and declared and titled != declared:
        raise refuse(
            "Q05",
            f"The title says {what} {titled}, the manifest says {declared}.",
            "Correct the manifest, or take the entry out: the title says it.",
        )
    found = titled or declared
    if found is None:
        raise refuse(
            "Q05", f"Neither the title nor the manifest says the {what}.", f"Declare {remedy} in the manifest."
        )
    return found


def _differ(title: str, one: str, other: str) -> Exception:
    return refuse(
        "Q05",
        f"The title '{title}' says {one}, {other}.",
        "Check which holds; a mended file or manifest is a new delivery.",
    )
