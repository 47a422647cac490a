"""What the words above a printed table say: which table, flow, month, currency, scale. Its number says nothing.

Titles and unit lines are those of the national customs' monthly tables, Chinese and English; the domain reference lists
them under feeds F01 to F03.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from transforms.typed import refuse

_BLANKS = re.compile(r"[\s\u3000\u00a0\u200b\ufeff]+")
_COLONS = str.maketrans({"∶": ":", "﹕": ":", "︰": ":", "–": "-", "—": "-", "－": "-", "〜": "-", "~": "-"})


@dataclass(frozen=True)
class TableWords:
    """A printed table, by the words of its title.

    Attributes:
        table: what its lines are: ``commodity``, ``partner`` or ``regime``.
        is_flash: True for the first, preliminary release.
        dataset: the dataset that its files belong to.
        pattern: regular expression over the title without blanks, in small letters.
    """

    table: str
    is_flash: bool
    dataset: str
    pattern: str


TABLES = (
    TableWords("commodity", True, "customs_express", r"重点商品量值表"),
    TableWords("commodity", False, "customs_bulletin", r"主要商品量值表"),
    TableWords("partner", True, "customs_bulletin", r"主要国别\(地区\)总值表"),
    TableWords("partner", False, "customs_bulletin", r"国别\(地区\)总值表"),
    TableWords("partner", True, "customs_bulletin", r"valuesbycountry(?:/|\(|or)region"),
    TableWords("regime", False, "customs_regime_totals", r"贸易方式.{0,8}总值表"),
    TableWords("regime", True, "customs_regime_totals", r"valuesby(?:trade|customs)(?:mode|regime)"),
)
"""The first that fits is the table. English pages are preliminary."""

_UNITS = (
    (r"亿元|(?:cny|rmb)100million|100million(?:yuan|cny|rmb)", "CNY", 100_000_000),
    (r"百万元|(?:cny|rmb)1?million", "CNY", 1_000_000),
    (r"万元|(?:cny|rmb)10,?000|10,?000(?:yuan|cny|rmb)", "CNY", 10_000),
    (r"千元|(?:cny|rmb)1,?000", "CNY", 1_000),
    (r"亿美元|us(?:\$|d)100million", "USD", 100_000_000),
    (r"百万美元|us(?:\$|d)1?million", "USD", 1_000_000),
    (r"万美元|us(?:\$|d)10,?000", "USD", 10_000),
    (r"千美元|1,?000美元|us(?:\$|d)1,?000", "USD", 1_000),
)
_UNIT_LINE = re.compile(r"(?:单位|unit):([^)]*)")
_CURRENCIES = ((r"人民币|cny|rmb|yuan", "CNY"), (r"美元|usd|us\$|dollar", "USD"))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ANY = "|".join(_MONTHS)
_ZH_MONTH = re.compile(r"(\d{4})年(?:(\d{1,2})月?(?:至|到|-))?(\d{1,2})月")
_EN_MONTH = re.compile(
    rf"\b(?:(?P<first>{_ANY})[a-z]*\.?\s*(?:-|to|and|&)\s*)?(?P<last>{_ANY})[a-z]*\.?,?\s*(?P<year>\d{{4}})\b"
)


@dataclass(frozen=True)
class Heading:
    """What stands above a table; None where nothing is said.

    Attributes:
        title: the title, for messages.
        words: which table it is.
        flow: ``X`` or ``M`` where the whole table is of one flow.
        period: month YYYYMM, the last one if several are named.
        is_joint: True if January and February are named as one.
        currency: ``CNY`` or ``USD``.
        scale: units of the currency in one unit of the printed value.
    """

    title: str
    words: TableWords
    flow: str | None
    period: str | None
    is_joint: bool
    currency: str
    scale: int


def squeezed(text: str) -> str:
    """Text by what counts: half-width forms, small letters, no blanks, one kind of colon and dash."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold().translate(_COLONS)


def read_heading(lines: Iterable[str], dataset: str) -> Heading:
    """Read the lines above a table.

    Args:
        lines: title, unit line and whatever else stands there.
        dataset: the dataset that the file was put under.

    Raises:
        FileRefusedError: Q08 where the title names no table of this dataset; Q05 where there is no unit line, or title
            and unit line name different currencies.
    """
    kept = [line for line in lines if line.strip()]
    title, words = find_title(kept, dataset)
    currency, scale = _unit(kept, title)
    period, is_joint = _period(title)
    if period is None:
        period, is_joint = _period(" ".join(kept))
    return Heading(_shown(title), words, _flow(title), period, is_joint, currency, scale)


def find_title(lines: Iterable[str], dataset: str) -> tuple[str, TableWords]:
    """The title among the lines above a table, and which table it is.

    Raises:
        FileRefusedError: Q08 where no title names a table of this dataset.
    """
    kept = [line for line in lines if line.strip()]
    title = next((line for line in kept if _words_of(line)), None)
    if title is None:
        shown = " / ".join(" ".join(line.split())[:60] for line in kept[:3]) or "nothing"
        raise refuse(
            "Q08",
            f"No title above the table names a printed table; above it stands: {shown}.",
            "Check that the file is of this dataset; the words of its title decide, not its number.",
        )
    words = _words_of(title)
    if words is None or words.dataset != dataset:
        of = "another dataset" if words is None else f"{'preliminary, ' if words.is_flash else ''}of {words.dataset}"
        raise refuse(
            "Q08",
            f"The title '{_shown(title)}' names a table that is {of}, not of {dataset}.",
            "Put the file under that dataset." if words else "Check the title.",
        )
    return title, words


def unit_of(text: str) -> tuple[str, int] | None:
    """Currency and scale that a unit line names: 亿元, US$1,000; None if it names none."""
    found = [(m.end() - m.start(), c, s) for pattern, c, s in _UNITS if (m := re.search(pattern, squeezed(text)))]
    if not found:
        return None
    _, currency, scale = max(found)
    return currency, scale


def currency_of(text: str) -> str | None:
    """The one currency that a text names."""
    found = {currency for pattern, currency in _CURRENCIES if re.search(pattern, squeezed(text))}
    return found.pop() if len(found) == 1 else None


def _words_of(line: str) -> TableWords | None:
    text = squeezed(line)
    return next((words for words in TABLES if re.search(words.pattern, text)), None)


def _unit(lines: list[str], title: str) -> tuple[str, int]:
    said = [found[1] for line in lines if (found := _UNIT_LINE.search(squeezed(line)))]
    units = {unit for text in said if (unit := unit_of(text))}
    if len(units) != 1:
        what = "no unit line says" if not said else f"the unit line says '{' / '.join(said)}', which does not say"
        raise refuse(
            "Q05",
            f"Above the table {what} in what scale the values are.",
            "Ask the sender for the table with its unit line, such as 单位:亿元人民币 or Unit: US$1,000.",
        )
    currency, scale = units.pop()
    titled = currency_of(_UNIT_LINE.sub("", squeezed(title)))
    if titled is not None and titled != currency:
        raise refuse(
            "Q05",
            f"The title '{_shown(title)}' says {titled}, the unit line says {currency} ({' / '.join(said)}).",
            "Ask the sender which of the two holds; a mended file is a new delivery.",
        )
    return currency, scale


def _flow(title: str) -> str | None:
    text = squeezed(title).replace("进出口", "")
    found = {flow for word, flow in (("出口", "X"), ("进口", "M")) if word in text}
    return found.pop() if len(found) == 1 else None


def _period(title: str) -> tuple[str | None, bool]:
    """The month that a title names, and whether it is January and February as one."""
    if found := _ZH_MONTH.search(squeezed(title)):
        year, first, last = found[1], int(found[2] or 0), int(found[3])
        return f"{year}{last:02d}", (first, last) == (1, 2)
    text = " ".join(unicodedata.normalize("NFKC", title).split()).casefold().translate(_COLONS)
    if found := _EN_MONTH.search(text):
        last = _MONTHS.index(found["last"]) + 1
        return f"{found['year']}{last:02d}", found["first"] == "jan" and last == 2
    return None, False


def _shown(title: str) -> str:
    return " ".join(title.split())[:120]
