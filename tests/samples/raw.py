"""A plain reader of the samples, which shares no code with the pipeline's."""

from __future__ import annotations

import csv
import functools
import gzip
import io
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

REFERENCE = Path(__file__).parents[2] / "warehouse" / "reference"
HEADS = {
    "Date of data": "数据年月",
    "Commodity code": "商品编码",
    "Trading partner code": "贸易伙伴编码",
    "Customs Regime code": "贸易方式编码",
    "Locations of importers and exporters code": "收发货人注册地编码",
    "Quantity": "第一数量",
    "Unit": "第一计量单位",
    "Supplimentary Quantity": "第二数量",
    "Supplimentary Unit": "第二计量单位",
    "Renminbi Yuan": "人民币",
}
KEY = ("数据年月", "商品编码", "贸易伙伴编码", "贸易方式编码", "收发货人注册地编码")


@dataclass(frozen=True)
class Sample:
    """The folder, and the data files as the generator returned them."""

    folder: Path
    files: list[Path]

    def path(self, name: str) -> Path:
        (found,) = (path for path in self.files if path.name == name)
        return found

    def manifest(self, name: str) -> Path:
        path = self.path(name)
        return path.with_name(f"{path.name}.toml")


def unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    if data.startswith(b"\x1f\x8b"):
        return gzip.decompress(data)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            (name,) = archive.namelist()
            return archive.read(name)
    return data


def text(path: Path) -> str:
    data = unpacked(path)
    return data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "gb18030")


@functools.cache
def rows(path: Path) -> list[dict[str, str]]:
    """Records by Chinese head, blanks stripped; names are left as they are."""
    records = csv.reader(io.StringIO(text(path), newline=""))
    heads = [HEADS.get(head.strip(), head.strip()) for head in next(records)]
    return [{head: cell.strip() for head, cell in zip(heads, record, strict=True)} for record in records]


def number(cell: str) -> int:
    return int(unicodedata.normalize("NFKC", cell).replace(",", "").replace(" ", ""))


def key(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in KEY)


@functools.cache
def reference(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def units(year: int) -> dict[str, tuple[str, str]]:
    """First and second unit by code of a year, from the shipped table."""
    return {
        r["hs8"]: (r["unit1"], r["unit2"]) for r in reference("hs8") if int(r["year_from"]) <= year <= int(r["year_to"])
    }
