"""Bytes in containers as senders pack them, honest and hostile ones."""

from __future__ import annotations

import io
import struct
import zipfile

import openpyxl
import pytest
import xlwt

from transforms.reading.container import unpack
from transforms.reading.errors import FileRefusedError
from transforms.reading.limits import Limits

CSV = "月份,商品编码\n202501,01012100\n".encode()


def read(path, data, name="data.csv", limits=None):
    file = path / "file"
    file.write_bytes(data)
    return unpack(file, name, limits or Limits())


def refused(read, *telling):
    """The refusal that reading ends with: of the file, with a remedy, and telling of some words."""
    with pytest.raises(FileRefusedError) as caught:
        read()
    assert caught.value.rule == "FILE"
    assert caught.value.remedy.endswith(".")
    for words in telling:
        assert words in caught.value.message
    return caught.value


def refusal(path, data, *telling, limits=None):
    return refused(lambda: read(path, data, limits=limits), *telling)


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def xlsx():
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "月份"
    book.save(out)
    return out.getvalue()


def ole(stream="Workbook"):
    """A true Excel-97 file, or one whose only stream has another name."""
    out = io.BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("S").write(0, 0, "Workbook")
    book.save(out)
    raw, name = out.getvalue(), "Workbook".encode("utf-16-le")
    new = stream.encode("utf-16-le")
    entry = next(at for at in range(512, len(raw), 128) if raw[at : at + 18] == name + bytes(2))
    head = new.ljust(64, b"\0") + struct.pack("<H", len(new) + 2)
    return raw[:entry] + head + raw[entry + 66 :]


def patched_directory(data, **fields):
    """Lies in a zip's central directory, as a hostile sender would."""
    offsets = {"flags": (8, "<H"), "method": (10, "<H"), "crc": (16, "<I"), "size": (24, "<I")}
    raw, at = bytearray(data), data.index(b"PK\x01\x02")
    for field, value in fields.items():
        offset, form = offsets[field]
        struct.pack_into(form, raw, at + offset, value)
    return bytes(raw)
