"""Bytes out of their containers, and the refusal of everything that is not one table."""

from __future__ import annotations

import contextlib
import gzip
import io
import random
import sqlite3
import struct
import zipfile

import openpyxl
import polars as pl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.reading.container import OLE, Kind, sniff, unpack
from transforms.reading.errors import FileRefusedError
from transforms.reading.limits import Limits

CSV = "月份,商品编码\n202501,01012100\n".encode()


def read(path, data, name="data.csv", limits=None):
    file = path / "file"
    file.write_bytes(data)
    return unpack(file, name, limits or Limits())


def refusal(path, data, *telling, limits=None):
    with pytest.raises(FileRefusedError) as caught:
        read(path, data, limits=limits)
    assert caught.value.rule == "FILE"
    assert caught.value.remedy.endswith(".")
    for words in telling:
        assert words in caught.value.message
    return caught.value


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


# What is read.


def test_plain_text_is_itself(tmp_path):
    unpacked = read(tmp_path, CSV)
    assert (unpacked.kind, unpacked.data, unpacked.name) == (Kind.TEXT, CSV, "data.csv")


@pytest.mark.parametrize("name", ["data.csv.gz", "data.csv.GZ", "data.csv"])
def test_gzip_is_unpacked_whatever_its_name(tmp_path, name):
    unpacked = read(tmp_path, gzip.compress(CSV), name)
    assert (unpacked.kind, unpacked.data, unpacked.name) == (Kind.TEXT, CSV, "data.csv")


def test_gzip_of_several_members_is_read_to_the_end(tmp_path):
    assert read(tmp_path, gzip.compress(b"a,b\n") + gzip.compress(b"1,2\n")).data == b"a,b\n1,2\n"


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_zip_of_one_file_is_unpacked_past_clutter(tmp_path, method):
    members = {"sub/": b"", "__MACOSX/._x": b"x", "sub/.DS_Store": b"x", "sub/data.csv": CSV}
    unpacked = read(tmp_path, zipped(members, method), "upload.zip")
    assert (unpacked.kind, unpacked.data, unpacked.name) == (Kind.TEXT, CSV, "data.csv")


@pytest.mark.parametrize(
    ("hostile", "safe"),
    [
        ("../../etc/cron.d/x", "x"),
        ("C:\\x\\..\\data.csv", "data.csv"),
        ("a/..", "unnamed"),
        ("a\x1b[31m.csv", "a?[31m.csv"),
    ],
)
def test_member_name_is_no_path(tmp_path, hostile, safe):
    assert read(tmp_path, zipped({hostile: CSV})).name == safe


def test_workbooks_stay_packed(tmp_path):
    for data, kind in ((xlsx(), Kind.XLSX), (ole(), Kind.XLS), (ole("Book"), Kind.XLS)):
        unpacked = read(tmp_path, data, "book.bin")
        assert (unpacked.kind, unpacked.data, unpacked.name) == (kind, data, "book.bin")


def test_workbook_within_zip_or_gzip(tmp_path):
    data = xlsx()
    for packed in (zipped({"book.xlsx": data}), gzip.compress(data)):
        unpacked = read(tmp_path, packed, "book.xlsx.gz")
        assert (unpacked.kind, unpacked.data, unpacked.name) == (Kind.XLSX, data, "book.xlsx")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"a": 1}', Kind.JSON),
        ('\n [\n {"a": 1}]', Kind.JSON),
        ('["a"]', Kind.JSON),
        ("[-1]", Kind.JSON),
        ("[null]", Kind.JSON),
        ("[]", Kind.JSON),
        ("[abc],1", Kind.TEXT),
        ("[note],[total]", Kind.TEXT),
        ("<!DOCTYPE html><p>", Kind.HTML),
        ("<!-- saved --> <!-- by x -->\n<HTML>", Kind.HTML),
        ("<head>", Kind.HTML),
        ("<body bgcolor=white>", Kind.HTML),
        ("  <Table border=1>", Kind.HTML),
        ("<script>location='/login'</script>", Kind.HTML),
        ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html>', Kind.HTML),
        ('<?xml version="1.0"?><Workbook/>', Kind.XML),
        ("<rows><row/></rows>\n", Kind.XML),
        ("<header a='1'/>", Kind.XML),
        ("<null>,1\n", Kind.TEXT),
        ("第一,第二\n", Kind.TEXT),
        ("a,b\n1,2\n", Kind.TEXT),
    ],
)
def test_kind_by_first_characters_in_any_unicode(text, kind):
    assert sniff(text.encode()) is kind
    assert sniff(text.encode("utf-8-sig")) is kind
    assert sniff(b"\xff\xfe" + text.encode("utf-16-le")) is kind
    assert sniff(b"\xfe\xff" + text.encode("utf-16-be")) is kind


def test_utf16_without_mark_is_text():
    text = "month,code\n202501,01012100\n"
    assert sniff(text.encode("utf-16-le")) is Kind.TEXT
    assert sniff(text.encode("utf-16-be")) is Kind.TEXT
    assert sniff(text.replace("month", "<table>").encode("utf-16-le")) is Kind.HTML


def test_text_with_a_nul_in_it_is_text():
    assert sniff(CSV + b'"01012100","a\0b"\n\x1a') is Kind.TEXT
    assert sniff("ราคา,สินค้า\n".encode("utf-16")) is Kind.TEXT


# What is refused.


def test_empty(tmp_path):
    refusal(tmp_path, b"", "empty", "0 bytes")
    for blank in (b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff\0 \0\n", bytes(4096)):
        refusal(tmp_path, blank, "empty", "only blanks")
    refusal(tmp_path, gzip.compress(b""), "empty")
    refusal(tmp_path, zipped({"data.csv": b""}), "empty")


def test_cut_or_corrupt_gzip(tmp_path):
    data = gzip.compress(random.Random(1).randbytes(5000).hex().encode())
    refusal(tmp_path, data[:-9], "gzip", "cut or damaged")
    refusal(tmp_path, data[:3], "gzip", "cut or damaged")
    refusal(tmp_path, data + b"garbage", "gzip", "cut or damaged")
    flipped = data[:2000] + bytes([data[2000] ^ 0xFF]) + data[2001:]
    refusal(tmp_path, flipped, "gzip", "cut or damaged")
    refusal(tmp_path, data[:-8] + bytes(8), "gzip", "CRC")


def test_cut_zip_and_cut_workbook(tmp_path):
    refusal(tmp_path, zipped({"data.csv": CSV})[:-30], "zip", "cut: its end is missing")
    refusal(tmp_path, xlsx()[:2000], "XLSX", "cut: its end is missing")
    refusal(tmp_path, gzip.compress(xlsx()[:2000]), "XLSX", "cut: its end is missing")


def test_zip_with_a_wrong_checksum(tmp_path):
    data = zipped({"data.csv": CSV}, zipfile.ZIP_STORED)
    refusal(tmp_path, data.replace(b"202501", b"202601"), "damaged", "CRC")


def test_zip_of_several_files_or_none(tmp_path):
    many = {f"part{number}.csv": CSV for number in range(7)}
    refused = refusal(tmp_path, zipped(many), "7 files", "'part0.csv'", "'part4.csv'")
    assert "part5" not in refused.message
    refusal(tmp_path, zipped({}), "no data file")
    refusal(tmp_path, zipped({"sub/": b"", "__MACOSX/x": b"x"}), "no data file")


def test_zip_with_a_password(tmp_path):
    data = patched_directory(zipped({"data.csv": CSV}), flags=1)
    refusal(tmp_path, data, "password", "'data.csv' is encrypted")


def test_zip_of_an_unbounded_method(tmp_path):
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        refusal(tmp_path, zipped({"data.csv": CSV}, method), f"method {method}")


def test_archive_within_archive(tmp_path):
    inner = zipped({"data.csv": CSV})
    refusal(tmp_path, zipped({"in.zip": inner}), "another zip inside")
    refusal(tmp_path, gzip.compress(inner), "another zip inside")
    refusal(tmp_path, zipped({"in.gz": gzip.compress(CSV)}), "gzip within another archive")
    refusal(tmp_path, gzip.compress(gzip.compress(CSV)), "gzip within another archive")


BOMB = bytes(3 << 20)
TIGHT = Limits(ratio_from_bytes=1 << 20)


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped({"data.csv": data})])
def test_bomb_by_ratio_and_by_size(tmp_path, pack):
    refusal(tmp_path, pack(BOMB), "decompression bomb", "250 bytes", limits=TIGHT)
    small = Limits(unpacked_bytes=2 << 20)
    refusal(tmp_path, pack(BOMB), "more than 2 MiB", limits=small)
    text = CSV * 40_000
    assert read(tmp_path, pack(text), limits=Limits(ratio=10_000)).data == text


def test_high_ratio_is_harmless_while_small(tmp_path):
    text = b"0,0\n" * 100_000
    assert read(tmp_path, gzip.compress(text), limits=Limits(ratio=2)).data == text


def test_declared_size_is_refused_before_anything_is_unpacked(tmp_path):
    data = patched_directory(zipped({"data.csv": CSV}), size=3 << 20)
    refusal(tmp_path, data, "more than 2 MiB", limits=Limits(unpacked_bytes=2 << 20))


def test_lying_size_gets_neither_past_the_limits_nor_past_the_check(tmp_path):
    small = patched_directory(zipped({"data.csv": BOMB}), size=100)
    refusal(tmp_path, small, "decompression bomb", limits=TIGHT)
    # The checksum fits the first bytes, so that a reader who trusts the size sees no damage.
    cut = patched_directory(zipped({"a": CSV}), size=5, crc=zipfile.crc32(CSV[:5]))
    refusal(tmp_path, cut, "damaged")
    honest = zipped({"a": CSV})
    refusal(tmp_path, patched_directory(honest, size=5), "member of 5 bytes holds")


def test_plain_file_beyond_the_limit(tmp_path):
    refusal(tmp_path, CSV * 100_000, "more than 2 MiB", limits=Limits(unpacked_bytes=2 << 20))


def test_office_files_that_are_no_workbook(tmp_path):
    types = {"[Content_Types].xml": "<x/>"}
    refusal(tmp_path, zipped(types | {"word/document.xml": "<x/>"}), "Word document (.docx)")
    refusal(tmp_path, zipped(types | {"ppt/presentation.xml": "<x/>"}), "PowerPoint", ".pptx")
    refusal(tmp_path, zipped(types | {"visio/document.xml": "<x/>"}), "Office package")
    refusal(tmp_path, zipped(types | {"xl/workbook.bin": "x"}), "XLSB")
    refusal(tmp_path, zipped({"mimetype": "application/x", "content.xml": "<x/>"}), "OpenDocument")
    refusal(tmp_path, ole("WordDocument"), "Word document (.doc)")
    refusal(tmp_path, ole("PowerPoint Document"), "PowerPoint presentation (.ppt)")
    refusal(tmp_path, ole("Contents"), "without an Excel workbook")
    refusal(tmp_path, OLE + bytes(600), "without an Excel workbook")


def test_encrypted_workbook(tmp_path):
    refused = refusal(tmp_path, ole("EncryptedPackage"), "encrypted with a password")
    assert "Take the password off" in refused.remedy


def test_word_in_a_cell_is_no_stream(tmp_path):
    name = "EncryptedPackage".encode("utf-16-le")
    entry = name.ljust(64, b"\0") + struct.pack("<HB", len(name) + 2, 2)
    for noise in (name.ljust(512, b"\0"), bytes(10) + entry.ljust(502, b"\0")):
        assert read(tmp_path, ole() + noise).kind is Kind.XLS


def database():
    with sqlite3.connect(":memory:") as connection:
        connection.execute("create table t (a)")
        data = connection.serialize()
    connection.close()
    return data


def parquet():
    out = io.BytesIO()
    pl.DataFrame({"a": [1]}).write_parquet(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda: b"%PDF-1.7\n%\xe2\xe3\n", "a PDF document"),
        (lambda: b"\n%PDF-1.7\n", "a PDF document"),
        (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "an image"),
        (lambda: b"\xff\xd8\xff\xe0\0\x10JFIF", "an image"),
        (lambda: b"Rar!\x1a\x07\x01\0", "a RAR archive"),
        (lambda: b"7z\xbc\xaf\x27\x1c\0\x04", "a 7z archive"),
        (lambda: b"BZh91AY&SY..", "bzip2"),
        (lambda: b"a.csv".ljust(257, b"\0") + b"ustar\x0000" + bytes(700), "a tar archive"),
        (parquet, "a Parquet file"),
        (database, "a SQLite database"),
        (lambda: b"{\\rtf1\\ansi}", "a rich-text document"),
        (lambda: random.Random(1).randbytes(5000), "binary file of unknown kind"),
        (lambda: bytes(range(1, 9)) + b"\x7fELF" + bytes(40), "binary file of unknown kind"),
    ],
)
def test_other_files_are_named(tmp_path, make, what):
    refusal(tmp_path, make(), what)
    refusal(tmp_path, gzip.compress(make()), what)


def test_missing_file_is_no_refusal(tmp_path):
    with pytest.raises(FileNotFoundError):
        unpack(tmp_path / "gone", "gone", Limits())


SEEDS = [xlsx(), ole(), zipped({"data.csv": CSV}), gzip.compress(CSV)]


@settings(max_examples=150, deadline=None)
@given(
    seed=st.sampled_from(SEEDS),
    cut=st.integers(0, 4000),
    flips=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=12),
)
def test_damage_is_read_or_refused_but_never_crashes(tmp_path_factory, seed, cut, flips):
    data = bytearray(seed[: len(seed) - cut if cut < 200 else cut])
    for at, value in flips:
        if data:
            data[-1 - at % len(data)] = value
    file = tmp_path_factory.getbasetemp() / "fuzz"
    file.write_bytes(data)
    with contextlib.suppress(FileRefusedError):
        assert unpack(file, "fuzz", Limits(unpacked_bytes=1 << 24)).kind in Kind
