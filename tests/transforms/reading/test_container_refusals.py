"""The refusal of containers that are not one table: cut, locked, several files, bombs, other programs' files."""

from __future__ import annotations

import gzip
import random
import zipfile

import pytest

from tests.transforms.reading.packed import CSV, ole, patched_directory, read, refusal, xlsx, zipped
from transforms.reading.container import OLE
from transforms.reading.limits import Limits


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
