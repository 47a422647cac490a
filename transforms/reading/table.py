"""What reading hands on: rows of text with their physical line, and what did not become a row."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

SOURCE_ROW = "source_row"


@dataclass(frozen=True)
class LeftOut:
    """A record that did not become a row of text."""

    source_row: int
    reason: str
    raw_text: str


@dataclass(frozen=True)
class TextColumn:
    """A column of text. Few distinct values are held once, so that each is decoded and cleaned once.

    Attributes:
        values: the distinct values, or all of them in row order.
        codes: position of each row's value in ``values``; None if these are in row order.
    """

    values: pl.Series
    codes: pl.Series | None = None

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.values.len() if self.codes is None else self.codes.len()

    @property
    def is_empty(self) -> bool:
        """True if no row has a value."""
        return self.values.null_count() == self.values.len()

    def map(self, change: Callable[[pl.Series], pl.Series]) -> TextColumn:
        """The column with every value changed by a function that looks at values one by one."""
        return TextColumn(change(self.values), self.codes)

    def series(self) -> pl.Series:
        """The value of each row."""
        return self.values if self.codes is None else self.values.gather(self.codes)


@dataclass(frozen=True)
class TextTable:
    """The rows of a file, every value text.

    Attributes:
        source_row: the physical line of each record's first character, or the sheet row.
        columns: the kept columns, stripped of outer blanks; empty text is null.
        spelled: our column name to the header as the file spells it.
        damaged: records that cannot be read as a row: too few or too many fields, an open quote.
        set_aside: blank records, titles.
        encoding: as declared by the file, or the name of the container's format.
        trailing_empty: number of unnamed columns at the right edge.
        title: lines above the header, as text.
        sheet: name of the sheet, for workbooks.
    """

    source_row: pl.Series
    columns: dict[str, TextColumn]
    spelled: dict[str, str]
    damaged: list[LeftOut] = field(default_factory=list)
    set_aside: list[LeftOut] = field(default_factory=list)
    encoding: str = ""
    trailing_empty: int = 0
    title: tuple[str, ...] = ()
    sheet: str | None = None

    @classmethod
    def of(cls, frame: pl.DataFrame, spelled: dict[str, str], **details: object) -> TextTable:
        """From a frame of ``source_row`` and String columns."""
        columns = {name: TextColumn(frame[name]) for name in frame.columns if name != SOURCE_ROW}
        return cls(frame[SOURCE_ROW], columns, spelled, **details)  # type: ignore[arg-type]

    @functools.cached_property
    def frame(self) -> pl.DataFrame:
        """``source_row`` and the columns as one frame."""
        columns = [column.series().alias(name) for name, column in self.columns.items()]
        return pl.DataFrame([self.source_row.alias(SOURCE_ROW), *columns])

    @property
    def height(self) -> int:
        """Records that became rows."""
        return self.source_row.len()

    @property
    def rows_read(self) -> int:
        """Records found after the header, whatever became of them."""
        return self.rows_filled + len(self.set_aside)

    @property
    def rows_filled(self) -> int:
        """The same without blank ones, which a program that cuts its answers does not count."""
        return self.height + len(self.damaged)
