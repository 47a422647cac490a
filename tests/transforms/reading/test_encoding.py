"""Which encoding a file is in, and that nothing is decoded by guess."""

from __future__ import annotations

import codecs

import pytest

from transforms.reading.encoding import GB18030, UTF8, decode, detect, undo_double_decoding
from transforms.reading.errors import FileRefusedError

TEXT = "数据年月,商品名称\n201510,枝形吊灯\n"


@pytest.mark.parametrize(
    ("data", "encoding", "declared"),
    [
        (TEXT.encode(), UTF8, "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), UTF8, "utf-8 with a byte-order mark"),
        (TEXT.encode("gbk"), GB18030, "gb18030"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), UTF8, "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), UTF8, "utf-16-be"),
        (b"a,b\n1,2\n", UTF8, "utf-8"),
    ],
)
def test_the_mark_decides_then_utf8_then_gb18030(data, encoding, declared):
    found = detect(data)
    assert (found.encoding, found.declared) == (encoding, declared)
    assert found.body.decode(found.encoding) in (TEXT, "a,b\n1,2\n")


def test_gb18030_has_characters_that_gbk_has_not():
    rare = "㐀𠮷€"
    assert decode(detect(rare.encode("gb18030")).body, GB18030, "Line 1") == rare


def test_a_mark_that_the_bytes_do_not_keep_is_refused_with_its_line():
    with pytest.raises(FileRefusedError, match="mark of UTF-8, but line 2 does not decode") as caught:
        detect(codecs.BOM_UTF8 + b"a,b\n" + "商品".encode("gbk"))
    assert caught.value.rule == "Q02"
    with pytest.raises(FileRefusedError, match="mark of UTF-16-LE, but byte 2 does not decode"):
        detect(codecs.BOM_UTF16_LE + "a".encode("utf-16-le") + b"x")


def test_a_byte_that_does_not_decode_is_shown_with_its_neighbours():
    with pytest.raises(FileRefusedError, match=r"Line 7 does not decode as GB18030: bytes 61 62 ff 63 around byte 2"):
        decode(b"ab\xffc", GB18030, "Line 7")


def test_a_replacement_character_is_a_lost_character():
    with pytest.raises(FileRefusedError, match=r"Line 3 holds U\+FFFD"):
        decode("灯\ufffd".encode(), UTF8, "Line 3")


def test_utf8_read_as_gb18030_is_told_from_other_text():
    assert undo_double_decoding("鏁版嵁骞存湀") == "数据年月"
    assert undo_double_decoding("数据年月") is None


def test_a_character_cut_between_two_blocks_of_bytes_is_whole():
    step = 1 << 23
    data = b"x" * (step - 1) + "灯".encode() + b"y"
    assert detect(data).encoding == UTF8
    assert detect(data[:-2]).encoding == GB18030


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_lines_of_old_macs_end_in_newlines(encoding):
    assert detect("甲,乙\r1,2\r".encode(encoding)).body.count(b"\n") == 2
    assert detect("甲,乙\r\n1,2\r\n".encode(encoding)).body.count(b"\r\n") == 2
