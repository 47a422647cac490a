"""The lines of a printed table: their codes, which of them repeat others, and which are parts of another line."""

from __future__ import annotations

import csv
import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import resources

from transforms.facts import ALL
from transforms.printed.words import squeezed

TOTAL = {"总值", "合计", "总计", "总额", "全国", "total", "totalvalue"}
"""Labels of the total, squeezed."""
_OF_WHICH = re.compile(r"^(?:其中\s*[:∶]?|of\s+which\s*:?|#)\s*", re.IGNORECASE)
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Line:
    """A line of a printed table.

    Attributes:
        label: as printed, without marks.
        code: code of the line; the label where no list knows it.
        kind: ``TOTAL``, ``LINE``, ``GROUP`` or ``PART``, as in ``core.fct_trade_printed``.
        parent: position of the line that it is a part of.
    """

    label: str
    code: str
    kind: str
    parent: int | None = None


def commodity_lines(labels: Sequence[str], indents: Sequence[int]) -> list[Line]:
    """Lines of a table by commodity. A line that is indented below another, or marked as of which, is a part of it."""
    least = min(indents, default=0)
    lines: list[Line] = []
    top: int | None = None
    for position, (label, indent) in enumerate(zip(labels, indents, strict=True)):
        name, is_marked = _name(label)
        if (is_marked or indent > least) and top is not None:
            lines.append(Line(name, commodity_code(name), "PART", top))
            continue
        top = position
        code = commodity_code(name)
        lines.append(Line(name, code, "TOTAL" if code == ALL else "GROUP" if _is_aggregate(label) else "LINE"))
    return _told_apart(lines)


def partner_lines(labels: Sequence[str], indents: Sequence[int], *, is_whole: bool) -> list[Line]:
    """Lines of a table by partner.

    Regions count among the partners where the table lists the major ones only, and repeat them where it lists all.
    ``of which`` begins the parts of a line; those below belong to it as long as they are indented further.

    Args:
        labels: as printed.
        indents: blanks before each.
        is_whole: True if the table lists every partner.
    """
    overlapping = {"region", "overlap"} if is_whole else {"overlap"}

    def kind(code: str) -> str:
        return "TOTAL" if code == ALL else "GROUP" if _groups().get(code) in overlapping else "LINE"

    return _told_apart(with_parts(labels, indents, partner_code, kind))


def with_parts(
    labels: Sequence[str], indents: Sequence[int], code_of: Callable[[str], str], kind: Callable[[str], str]
) -> list[Line]:
    """Lines with codes and kinds; ``of which`` begins the parts of the line above."""
    lines: list[Line] = []
    top: int | None = None
    began: int | None = None
    for position, (label, indent) in enumerate(zip(labels, indents, strict=True)):
        name, is_marked = _name(label)
        if is_marked and top is not None:
            began = indent
        elif began is not None and indent <= began:
            began = None
        code = code_of(name)
        if began is not None and top is not None:
            lines.append(Line(name, code, "PART", top))
            continue
        top = position
        lines.append(Line(name, code, kind(code)))
    return lines


def commodity_code(name: str) -> str:
    """Code of a commodity line: its Chinese label, ``ALL`` for the total."""
    key = squeezed(name)
    return ALL if key in TOTAL else _commodities().get(key, name)


def partner_code(name: str) -> str:
    """Customs code of a partner, code of a group of them, ``ALL`` for the total; a name that no list knows as it is."""
    key = squeezed(name)
    return ALL if key in TOTAL else _partners().get(key, name)


def label_text(label: str) -> str:
    """A label in half-width forms without outer blanks; blanks inside Chinese words are only for the eye."""
    text = " ".join(unicodedata.normalize("NFKC", label).split())
    return text.replace(" ", "") if _CHINESE.search(text) else text


def _name(label: str) -> tuple[str, bool]:
    """The label without marks, and whether it is marked as part of the line above."""
    text = label_text(label)
    name = _OF_WHICH.sub("", text, count=1)
    return name.strip("* "), name != text


def _is_aggregate(label: str) -> bool:
    return label_text(label).endswith("*")


def _told_apart(lines: list[Line]) -> list[Line]:
    """Labels that stand more than once bear the code of their line or of the group above: 肉类/其他, ASIA/其他."""
    count = Counter(line.code for line in lines)
    told: list[Line] = []
    group: Line | None = None
    for line in lines:
        group = line if line.kind == "GROUP" else group
        above = lines[line.parent] if line.parent is not None else group if line.kind == "LINE" else None
        is_code = line.code in _partners().values()
        if above is None or is_code or count[line.code] == 1:
            told.append(line)
        else:
            told.append(replace(line, code=f"{above.code}/{line.code}"))
    return told


@functools.cache
def _listed(name: str) -> list[dict[str, str]]:
    text = (resources.files("transforms.printed") / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@functools.cache
def _commodities() -> dict[str, str]:
    """English labels of commodities, squeezed, and the lines as the Chinese tables print them."""
    return {squeezed(row["name"]): row["line_code"] for row in _listed("commodities")}


@functools.cache
def _partners() -> dict[str, str]:
    """Names of partners, squeezed, and their codes."""
    return {squeezed(row["name"]): row["partner_code"] for row in _listed("partners")}


@functools.cache
def _groups() -> dict[str, str]:
    """Codes of groups, and whether they are a ``region`` or ``overlap`` others."""
    return {row["partner_code"]: row["group"] for row in _listed("partners") if row["group"]}
