"""XML as records: what is read, and what a hostile or broken document comes to."""

from __future__ import annotations

import resource
import time

import pytest

from transforms.reading import xml_records
from transforms.reading.errors import FileRefusedError
from transforms.reading.xml_records import read_records

NAMES = ("item", "items")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def read(text: str | bytes):
    return read_records(text.encode() if isinstance(text, str) else text, NAMES)


def refused(text: str | bytes, rule: str, words: str) -> None:
    with pytest.raises(FileRefusedError, match=words) as caught:
        read(text)
    assert caught.value.rule == rule
    assert caught.value.remedy


def test_records_with_their_head_in_either_nesting():
    items = "<item><a> x </a><b/></item>\n<item><a><![CDATA[y <&> ]]></a></item>"
    document = read(f"{HEAD}<r><day>1/2/2023</day>{items}<note>n</note></r>")
    assert (document.root, document.head, document.names) == ("r", {"day": ["1/2/2023"], "note": ["n"]}, ["a", "b"])
    assert [(r.number, r.fields, r.line) for r in document.records] == [
        (1, {"a": ["x"], "b": []}, 1),
        (2, {"a": ["y <&>"]}, 2),
    ]
    wrapped = read("<r><items><item><a>x</a></item><item><a>y</a></item></items></r>")
    assert [r.fields for r in wrapped.records] == [{"a": ["x"]}, {"a": ["y"]}]


def test_nothing_that_is_written_is_lost():
    """Elements that repeat, elements inside a field and text between the fields."""
    (record,) = read("<r><item>stray<a>1</a><a>2</a><b>x <i>y</i> z</b></item></r>").records
    assert record.fields == {xml_records.STRAY: ["stray"], "a": ["1", "2"], "b": ["x", "y", "z"]}
    assert xml_records.STRAY in read("<r><item>stray<a>1</a></item></r>").names


def test_prefixes_character_references_and_attributes():
    text = '<r xmlns:k="http://k"><k:item k:type="t"><k:a>&#x706F;&amp;&quot;</k:a></k:item></r>'
    assert read(text).records[0].fields == {"a": ['灯&"']}


def test_encodings_are_strict():
    text = '<?xml version="1.0" encoding="UTF-16"?><r><item><a>灯</a></item></r>'
    for codec in ("utf-16-le", "utf-16-be"):
        data = ("\ufeff" + text).encode(codec)
        assert read(data).records[0].fields == {"a": ["灯"]}
        assert read(data).declared == codec
    assert read(b"\xef\xbb\xbf<r><item><a>\xe7\x81\xaf</a></item></r>").records[0].fields == {"a": ["灯"]}
    refused(text.encode(), "Q02", "says that it is UTF-16, its bytes are utf-8")
    refused(f"{HEAD}<r/>".encode("utf-16"), "Q02", "says that it is UTF-8, its bytes are utf-16-le")
    gb = '<?xml version="1.0" encoding="GB18030"?><r><item><a>灯</a></item></r>'
    refused(gb.encode("gb18030"), "Q02", "is not UTF-8; it names GB18030")
    refused(gb.encode(), "Q02", "says that it is GB18030")
    refused(b"<r><item><a>\xff\xfe caf\xe9</a></item></r>", "Q02", "not UTF-8; it names no encoding")
    refused("<r><item><a>caf\ufffd</a></item></r>", "Q02", "U\\+FFFD")


BOMB = (
    '<!DOCTYPE r [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {y} "{f"&{x};" * 10}">' for x, y in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><r><item><a>&i;</a></item></r>"
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><item><a>&x;</a></item></r>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r><item><a>1</a></item></r>',
        '<!DOCTYPE r PUBLIC "-//x" "http://127.0.0.1:9/x.dtd" [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]><r/>',
        "<!DOCTYPE r><r><item><a>1</a></item></r>",
    ],
    ids=["billion laughs", "external entity", "external type", "parameter entity", "bare type"],
)
def test_a_document_type_is_refused_where_it_begins(text):
    started = time.process_time()
    refused(text, "FILE", "Line 1: the document declares a document type")
    refused(("\ufeff" + text).encode("utf-16-le"), "FILE", "declares a document type")
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<r><item><a>&nosuch;</a></item></r>", "line 1.*undefined entity"),
        ("<r>" + "<x>" * 100_000, "nested more than 12 deep"),
        ("<r><item>" + "<x>" * 9 + "</x>" * 9 + "</item></r><q/>", "junk after document element"),
        (f"<r><item><a>{'x' * ((1 << 20) + 1)}</a></item></r>", "a text has more than 1,048,576 characters"),
        ("<r><item>" + "".join(f"<e{n}/>" for n in range(201)) + "</item></r>", "more than 200 different elements"),
        (
            f"<r><day>{'x' * 1500}</day><item><a>1</a></item><note>{'x' * 600}</note></r>",
            "2,000 characters stand outside",
        ),
        (f"{HEAD}<r><item><a>1</a></item><item><a>2", "line 1, column.*no element found|unclosed"),
        ("<r><item><a>1</b></item></r>", "mismatched tag"),
        ("<html xmlns='http://www.w3.org/1999/xhtml'><body>Sorry</body></html>", "web page"),
        ("<r><item><a>\x01</a></item></r>", "not well-formed"),
    ],
)
def test_broken_and_hostile_documents_are_refused_in_words(text, words):
    refused(text, "FILE", words)


def test_more_records_than_any_report_has(monkeypatch):
    monkeypatch.setattr(xml_records, "MOST_RECORDS", 3)
    assert len(read("<r>" + "<item><a>1</a></item>" * 3 + "</r>").records) == 3
    refused("<r>" + "<item><a>1</a></item>" * 4 + "</r>", "FILE", "more than 3 records")


def test_a_long_document_is_read_as_a_stream():
    """40 MB of comments between two records are held once, as bytes."""
    filling = b"<!-- " + b"x" * 2_000_000 + b" -->\n"
    data = b"<r><item><a>1</a></item>" + filling * 20 + b"<item><a>2</a></item></r>"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert [r.line for r in read(data).records] == [1, 21]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000, "kilobytes"
