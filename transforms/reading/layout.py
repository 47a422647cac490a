"""The known headers of a dataset, and the match of a file's header against them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

_BLANKS = re.compile(r"[\s\u3000\u00a0\ufeff]+")


@dataclass(frozen=True)
class Field:
    """One column of a raw file.

    Attributes:
        name: our name of the column.
        headers: every spelling that a raw file may use, Chinese and English.
        required: a file without it is not of this dataset.
        keep: False for names that repeat a code: they are decoded strictly and then left behind.
        column: column of the typed rows that it fills, where that bears another name.
        unit: unit in a raw file, where the name does not say it or the typed rows have another.
    """

    name: str
    headers: tuple[str, ...]
    required: bool = False
    keep: bool = True
    column: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Layout:
    """The columns that a dataset's files may have, in any subset that holds the required ones, in any order.

    Attributes:
        dataset: name of the dataset.
        fields: its known columns.
        needs: further names, at least one column of each group must be there.
    """

    dataset: str
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...] = ()
    _by_header: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_header: dict[str, Field] = {}
        for column in self.fields:
            for header in column.headers:
                key = header_key(header)
                if by_header.get(key, column) is not column:
                    raise ValueError(f"{self.dataset}: header {header!r} stands for two columns")
                by_header[key] = column
        object.__setattr__(self, "_by_header", by_header)

    def match(self, header: Sequence[str | None]) -> HeaderMatch | HeaderProblem:
        """Match the cells of a header row, whatever their order.

        Returns:
            The match, or what is wrong in words that name the columns.
        """
        cells = [header_key(cell or "") for cell in header]
        while cells and not cells[-1]:
            cells.pop()
        columns: dict[str, int] = {}
        unknown: list[str] = []
        twice: list[tuple[str, ...]] = []
        for index, cell in enumerate(cells):
            known = self._by_header.get(cell)
            if known is None:
                unknown.append((header[index] or "").strip() or f"(no name, column {index + 1})")
            elif known.name in columns:
                twice.append((known.name,))
            else:
                columns[known.name] = index
        absent: list[tuple[str, ...]] = [(f.name,) for f in self.fields if f.required and f.name not in columns]
        absent += [group for group in self.needs if not any(name in columns for name in group)]
        if unknown or twice or absent or not columns:
            is_chinese = not "".join(cells).isascii()
            doubled, missing = (self._spelled(names, is_chinese=is_chinese) for names in (twice, absent))
            return HeaderProblem(tuple(unknown), doubled, missing, len(columns))
        spelled = {name: _BLANKS.sub(" ", header[i] or "").strip() for name, i in columns.items()}
        kept = tuple(f.name for f in self.fields if f.keep and f.name in columns)
        return HeaderMatch(columns, spelled, kept, len(cells), len(header) - len(cells))

    def _spelled(self, groups: Sequence[tuple[str, ...]], *, is_chinese: bool) -> tuple[str, ...]:
        """Columns as a file in that language heads them; of a group any one would do."""
        heads = {f.name: next((h for h in f.headers if h.isascii() != is_chinese), f.headers[0]) for f in self.fields}
        return tuple(" or ".join(heads[name] for name in group) for group in groups)


@dataclass(frozen=True)
class HeaderMatch:
    """A header that belongs to the layout.

    Attributes:
        columns: our name to position.
        spelled: our name to the raw spelling.
        kept: names of the columns that are read on.
        named: number of named columns.
        trailing_empty: number of empty header cells after them.
    """

    columns: dict[str, int]
    spelled: dict[str, str]
    kept: tuple[str, ...]
    named: int
    trailing_empty: int


@dataclass(frozen=True)
class HeaderProblem:
    """Why a row is not the header of the layout."""

    unknown: tuple[str, ...]
    twice: tuple[str, ...]
    missing: tuple[str, ...]
    known: int

    def in_words(self) -> str:
        """Say what is wrong, column by column."""
        parts = []
        if self.unknown:
            parts.append("unknown column " + ", ".join(f"'{name}'" for name in self.unknown[:6]))
        if self.twice:
            parts.append("two columns for " + ", ".join(f"'{name}'" for name in self.twice[:6]))
        if self.missing:
            parts.append("no column " + ", ".join(f"'{name}'" for name in self.missing[:6]))
        return "; ".join(parts) or "no column names"


def header_key(text: str) -> str:
    """Reduce a header cell to what counts: full-width forms, blanks and case do not."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()
