"""Downloads of the customs online query as text, in the shapes that real ones come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from samples.codes import Commodity, Named, commodities, partners, provinces, regimes
from samples.trade import Figure

_PLACE_EN = "Locations of importers and exporters"
_HEADS = {
    "period": ("数据年月", "Date of data"),
    "hs8": ("商品编码", "Commodity code"),
    "hs8_name": ("商品名称", "Commodity"),
    "partner": ("贸易伙伴编码", "Trading partner code"),
    "partner_name": ("贸易伙伴名称", "Trading partner"),
    "regime": ("贸易方式编码", "Customs Regime code"),
    "regime_name": ("贸易方式名称", "Customs Regime"),
    "place": ("收发货人注册地编码", f"{_PLACE_EN} code"),
    "place_name": ("收发货人注册地名称", _PLACE_EN),
    "qty1": ("第一数量", "Quantity"),
    "unit1": ("第一计量单位", "Unit"),
    "qty2": ("第二数量", "Supplimentary Quantity"),
    "unit2": ("第二计量单位", "Supplimentary Unit"),
    "CNY": ("人民币", "Renminbi Yuan"),
    "USD": ("美元", "US dollar"),
}
_AMOUNTS = ("qty1", "unit1", "qty2", "unit2")
_NUMBERS = ("qty1", "qty2", "CNY", "USD")
_CODES = ("period", "hs8", "partner", "regime", "place", "qty1", "qty2")
WHOLE = ("period", "hs8", "hs8_name", "partner", "partner_name", "regime", "regime_name", "place", "place_name")
PARTNER_FIRST = ("period", "partner", "partner_name", "regime", "regime_name", "place", "place_name", "hs8", "hs8_name")
BY_PARTNER = ("period", "hs8", "hs8_name", "partner", "partner_name")
NO_UNIT = "?"
_WIDE = str.maketrans("0123456789,", "０１２３４５６７８９，")
_NBSP = "\u00a0"


@dataclass(frozen=True)
class Style:
    """How a download looks.

    Attributes:
        columns: what the query splits by, in order; quantities and the value follow.
        currency: ``CNY`` or ``USD``.
        encoding: of the file.
        is_english: heads and names in English; units stay as the code table has them.
        has_tabs: a tab before every comma, and codes without quotes.
        has_broken_names: newlines inside the quoted commodity names.
        has_wide_numbers: full-width digits and commas in some numbers, non-breaking spaces in others.
    """

    columns: tuple[str, ...] = WHOLE
    currency: str = "CNY"
    encoding: str = "gb18030"
    is_english: bool = False
    has_tabs: bool = False
    has_broken_names: bool = False
    has_wide_numbers: bool = False

    @property
    def all_columns(self) -> tuple[str, ...]:
        """The columns that have a name."""
        return (*self.columns, *_AMOUNTS, self.currency)


def header(style: Style) -> str:
    """The first line, with the unnamed column at its end."""
    return line([_HEADS[column][style.is_english] for column in style.all_columns], style)


def record(figure: Figure, style: Style) -> dict[str, str]:
    """The cells of a figure by column, as the tool prints them."""
    commodity = commodities(int(figure.period[:4]))[figure.key.hs8]
    return {
        "period": figure.period,
        "hs8": figure.key.hs8,
        "hs8_name": _name(commodity, style),
        **_named("partner", figure.key.partner, partners(), style),
        **_named("regime", figure.key.regime, regimes(), style),
        **_named("place", figure.key.place, provinces(), style),
        "qty1": str(figure.qty1),
        "unit1": commodity.unit1,
        "qty2": "0" if figure.qty2 is None else str(figure.qty2),
        "unit2": commodity.unit2 or NO_UNIT,
        style.currency: f"{figure.value:,}",
    }


def text_line(cells: Mapping[str, str], style: Style, number: int) -> str:
    """A record as a line, with the quirks of the style."""
    printed = dict(cells)
    if style.has_wide_numbers:
        printed |= {name: _widened(cells[name], number) for name in _NUMBERS if name in cells}
    if style.has_broken_names and number % 4 == 0:
        name = cells["hs8_name"]
        printed["hs8_name"] = f"{name[: len(name) // 2]}\n{name[len(name) // 2 :]}"
    return line([printed[column] for column in style.all_columns], style)


def line(cells: Sequence[str], style: Style) -> str:
    """Cells as a line with a comma at its end."""
    if not style.has_tabs:
        return "".join(f'"{cell}",' for cell in cells) + "\n"
    bare = {n for n, column in enumerate(style.all_columns) if column in _CODES}
    return "".join(f"{cell}\t," if n in bare else f'"{cell}"\t,' for n, cell in enumerate(cells)) + "\n"


def download(figures: Iterable[Figure], style: Style) -> bytes:
    """The bytes of a download, rows in the order of its columns."""
    rows = [record(figure, style) for figure in figures]
    rows.sort(key=lambda cells: [cells[column] for column in style.columns])
    lines = (text_line(cells, style, number) for number, cells in enumerate(rows))
    return (header(style) + "".join(lines)).encode(style.encoding)


def _name(commodity: Commodity, style: Style) -> str:
    return commodity.name_en if style.is_english else commodity.name_zh


def _named(column: str, code: str, names: Mapping[str, Named], style: Style) -> dict[str, str]:
    name = names.get(code, Named("", ""))
    return {column: code, f"{column}_name": name.name_en if style.is_english else name.name_zh}


def _widened(number: str, row: int) -> str:
    if row % 3 == 0:
        return number.translate(_WIDE)
    return number.replace(",", f",{_NBSP}") if row % 3 == 1 else number
