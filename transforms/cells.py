"""Cast text cells to types, strictly: what does not cast sends its row to quarantine with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from transforms.reading.table import SOURCE_ROW, TextTable

REJECT_SCHEMA = pl.Schema({SOURCE_ROW: pl.Int64(), "rule": pl.String(), "reason": pl.String()})

MISSING = ("-", "—", "–", "?", "--", "…")
"""Cells that mean: no value. None of them is zero."""

_TRUE = {"true", "1", "y", "yes", "是", "有", "√"}
_FALSE = {"false", "0", "n", "no", "否", "无", "×"}
_SHOWN = 40


class RowTyper:
    """Casts the columns of one text table and collects the rows that fail.

    Every method returns a Series of the table's height; a column that the file lacks is all null.
    """

    def __init__(self, table: TextTable) -> None:
        self._table = table
        self._rejects: list[pl.DataFrame] = []

    def has(self, name: str) -> bool:
        """True if the file has the column."""
        return name in self._table.columns

    def constant(self, value: str | None) -> pl.Series:
        """A column that holds one value."""
        return pl.Series([value], dtype=pl.String).new_from_index(0, self._table.height)

    def text(self, name: str) -> pl.Series:
        """Text as it stands, with missing marks as null."""
        return self._mapped(name, _without_missing)

    def code(self, name: str) -> pl.Series:
        """A code: text in half-width characters, leading zeros kept."""
        return self._mapped(name, _clean_code)

    def decimal(self, name: str, precision: int, scale: int) -> pl.Series:
        """A number without rounding. Commas, blanks and full-width forms are cleaned; anything else is Q20."""
        whole = precision - scale
        number = rf"^[+-]?(?:[0-9]{{1,{whole}}}(?:\.[0-9]{{0,{scale}}}0*)?|\.[0-9]{{1,{scale}}}0*)$"
        clean = self._mapped(name, _without_commas)
        fits = clean.str.contains(number)
        if not fits.all(ignore_nulls=True):
            clean = self._mapped(name, _clean_number)
            fits = clean.str.contains(number)
            self.reject(~fits, "Q20", name, f"not a number of up to {scale} decimals")
            clean = clean.set(~fits.fill_null(value=True), None)
        return clean.cast(pl.Decimal(precision, scale), strict=True)

    def decimals_printed(self, name: str) -> pl.Series:
        """Digits printed after the point; null where there is no number."""
        clean = self._mapped(name, _clean_number)
        digits = clean.str.extract(r"\.(\d*)$").str.len_chars().fill_null(0).cast(pl.Int32)
        return digits.set(clean.is_null(), None)

    def integer(self, name: str) -> pl.Series:
        """A whole number; anything else is Q20."""
        clean = self._mapped(name, _clean_number)
        fits = clean.str.contains(r"^[+-]?[0-9]{1,9}(?:\.0*)?$")
        self.reject(clean.is_not_null() & ~fits, "Q20", name, "not a whole number")
        whole = clean.set(~fits.fill_null(value=True), None).str.extract(r"^([+-]?\d+)")
        return whole.str.strip_prefix("+").cast(pl.Int32, strict=True)

    def date(self, name: str) -> pl.Series:
        """A day: 2015-10-31, 2015/10/31, 2015.10.31, 20151031 or 2015年10月31日; anything else is CAST."""
        raw = self.code(name)
        parts = raw.str.extract_groups(
            r"^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T]00:00(?::00)?)?$"
        ).struct.unnest()
        year, month, day = (parts[str(n)].cast(pl.Int32, strict=False) for n in (1, 2, 3))
        iso = pl.DataFrame({"y": year, "m": month, "d": day}).select(
            pl.format(
                "{}-{}-{}",
                pl.col("y").cast(pl.String),
                pl.col("m").cast(pl.String).str.zfill(2),
                pl.col("d").cast(pl.String).str.zfill(2),
            ).alias("iso")
        )["iso"]
        days = iso.str.to_date("%Y-%m-%d", strict=False)
        self.reject(raw.is_not_null() & days.is_null(), "CAST", name, "not a day")
        return days

    def moment(self, name: str) -> pl.Series:
        """A moment: a day, or a day and a time; without an offset it is Asia/Shanghai."""
        raw = self.code(name)
        plain = raw.str.replace("T", " ", literal=True)
        with_zone = plain.str.contains(r"(Z|[+-]\d{2}:?\d{2})$").fill_null(value=False)
        zoned = (
            plain.set(~with_zone, None)
            .str.replace(r"Z$", "+00:00")
            .str.to_datetime("%Y-%m-%d %H:%M:%S%z", strict=False, time_unit="us")
            .dt.convert_time_zone("Asia/Shanghai")
            .dt.replace_time_zone(None)
        )
        day = plain.str.to_datetime("%Y-%m-%d", strict=False, time_unit="us")
        minute = plain.str.to_datetime("%Y-%m-%d %H:%M", strict=False, time_unit="us")
        second = plain.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
        frame = pl.DataFrame({"a": zoned, "b": second, "c": minute, "d": day})
        found = frame.select(pl.coalesce("a", "b", "c", "d").alias("m"))["m"]
        self.reject(raw.is_not_null() & found.is_null(), "CAST", name, "not a moment")
        return found

    def boolean(self, name: str) -> pl.Series:
        """Yes or no, in English, Chinese or digits; anything else is CAST."""
        raw = self.code(name)
        low = raw.str.to_lowercase()
        found = pl.DataFrame({"v": low}).select(
            pl.when(pl.col("v").is_in(_TRUE))
            .then(statement=True)
            .when(pl.col("v").is_in(_FALSE))
            .then(statement=False)
            .alias("v")
        )["v"]
        self.reject(raw.is_not_null() & found.is_null(), "CAST", name, "neither yes nor no")
        return found

    def choice(self, name: str, spellings: Mapping[str, str]) -> pl.Series:
        """A word of a short list, by any of its spellings; an unknown word stays as it is, for a rule to judge."""
        known = {key.casefold(): value for key, value in spellings.items()}

        def spell(text: pl.Series) -> pl.Series:
            raw = _clean_code(text)
            return raw.str.to_lowercase().replace_strict(known, default=raw, return_dtype=pl.String)

        return self._mapped(name, spell)

    def period(self, name: str) -> pl.Series:
        """A month as YYYYMM; 2015-10 and 2015年10月 are read too, anything else stays for a rule to judge."""
        raw = self.code(name)
        if raw.str.contains(r"^\d{6}$").all(ignore_nulls=True):
            return raw
        parts = raw.str.extract_groups(r"^(\d{4})[-/.年](\d{1,2})月?$").struct.unnest()
        joined = parts["1"] + parts["2"].str.zfill(2)
        return pl.DataFrame({"a": joined, "b": raw}).select(pl.coalesce("a", "b").alias("p"))["p"]

    def reject(self, mask: pl.Series, rule: str, name: str, what: str) -> None:
        """Send the rows of the mask to quarantine: column, value and what is wrong with it."""
        mask = mask.fill_null(value=False)
        if not mask.any():
            return
        header = self._table.spelled.get(name, name)
        self._rejects.append(
            pl.DataFrame({SOURCE_ROW: self._table.source_row, "value": self.text(name)})
            .filter(mask)
            .select(
                SOURCE_ROW,
                pl.lit(rule).alias("rule"),
                pl.format(
                    "column '{}': '{}' is {}",
                    pl.lit(header),
                    pl.col("value").fill_null("").str.slice(0, _SHOWN),
                    pl.lit(what),
                ).alias("reason"),
            )
        )

    def _mapped(self, name: str, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
        column = self._table.columns.get(name)
        return self.constant(None) if column is None else column.map(change).series()

    def finish(self, columns: Mapping[str, pl.Series], schema: pl.Schema) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The typed rows in the declared layout, and the rejects (``source_row``, ``rule``, ``reason``)."""
        rejects = pl.concat(self._rejects) if self._rejects else pl.DataFrame(schema=REJECT_SCHEMA)
        rows = self._table.source_row
        is_typed = ~rows.is_in(rejects[SOURCE_ROW].unique().implode())
        ready = {SOURCE_ROW: rows, "is_typed": is_typed, **columns}
        if set(ready) != set(schema):
            raise ValueError(f"columns {sorted(set(ready) ^ set(schema))} are not in both code and schema")
        frame = pl.DataFrame([ready[name].cast(dtype).alias(name) for name, dtype in schema.items()])
        return frame, rejects.sort(SOURCE_ROW, "rule", "reason")


def _is_ascii(text: pl.Series) -> bool:
    return bool((text.str.len_bytes() == text.str.len_chars()).all(ignore_nulls=True))


def _half_width(text: pl.Series) -> pl.Series:
    """Full-width digits, letters and commas as ordinary ones."""
    return text if _is_ascii(text) else text.str.normalize("NFKC")


def _without_missing(text: pl.Series) -> pl.Series:
    mask = text.is_in(MISSING)
    return text.set(mask, None) if mask.any() else text


def _clean_code(text: pl.Series) -> pl.Series:
    return _without_missing(_half_width(_without_missing(text)))


def _without_commas(text: pl.Series) -> pl.Series:
    if text.str.contains(",", literal=True).any():
        return text.str.replace_all(",", "", literal=True)
    return text


def _clean_number(text: pl.Series) -> pl.Series:
    """Remove thousands separators, blanks and full-width forms."""
    text = _without_commas(_clean_code(text))
    if not _is_ascii(text) or text.str.contains(" ", literal=True).any():
        text = text.str.replace_all(r"[\s\u3000\u00a0]", "").str.replace_all("−", "-", literal=True)
    return text
