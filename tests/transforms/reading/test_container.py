"""Bytes out of their containers, and what kind of file they are."""

from __future__ import annotations

import contextlib
import gzip
import io
import random
import sqlite3
import struct
import zipfile

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.reading.packed import CSV, ole, read, refusal, xlsx, zipped
from transforms.reading.container import Kind, sniff, unpack
from transforms.reading.errors import FileRefusedError
from transforms.reading.limits import Limits


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
