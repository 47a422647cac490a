"""Records in YAML: every value text, each with its line, and nothing that grows or builds objects."""

from __future__ import annotations

import pytest

from lighting.plain_yaml import MOST_BYTES, PlainYamlError, records
from transforms.reading.container import unpack
from transforms.reading.errors import FileRefusedError
from transforms.reading.layout import Field, Layout
from transforms.reading.limits import Limits
from transforms.reading.reading import Format, has_header, raw_records, read_text

FORM = Format(
    Layout(
        "cards",
        (Field("code", ("code", "代码"), required=True), Field("weight", ("weight",)), Field("more", ("more",))),
    ),
    yaml=True,
)
CARDS = """# what counts
weight: 10
cards:
  - code: 0110
    more: {b: [1, yes], a: ~}

  - 代码: A2
    weight: 7.50
"""


def _read(tmp_path, text):
    path = tmp_path / "cards.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path, read_text(path, path.name, FORM, Limits())


def test_values_stay_text_and_know_their_line(tmp_path):
    text = CARDS.replace("代码", "code")
    path, table = _read(tmp_path, text)
    assert table.frame.rows() == [(4, "0110", "10", '{"a": null, "b": ["1", "yes"]}'), (7, "A2", "7.50", None)]
    assert raw_records(path, path.name, FORM, Limits(), [7]) == {7: "A2\t7.50\t"}
    assert _read(tmp_path, text.encode("gb18030"))[1].frame.equals(table.frame)


def test_a_list_alone_and_nothing_written_in_its_ways():
    found = records("- {a: null, b: '', c: ~}\n- a: |\n    two\n    lines\n  b:\n")
    assert [record.values for record in found] == [{"a": None, "b": "", "c": None}, {"a": "two\nlines\n", "b": None}]


@pytest.mark.parametrize(
    "text", ["- {code: A1, weight: 3}\n", '- "code": A1\n  weight: 3\n', "-\n  code: A1\n  weight: 3\n"]
)
def test_a_list_may_begin_in_each_way_of_yaml(tmp_path, text):
    assert [row[1:] for row in _read(tmp_path, text)[1].frame.rows()] == [("A1", "3")]


def test_the_dataset_is_recognised_and_csv_stays_csv(tmp_path):
    path, _ = _read(tmp_path, CARDS.replace("代码", "code"))
    assert has_header(unpack(path, "x", Limits()), {"cards": FORM, "other": Format(FORM.layout)}, Limits()) == ["cards"]
    path, table = _read(tmp_path, "code,weight\nA1,3\n")
    assert table.frame.rows() == [(2, "A1", "3")]
    assert has_header(unpack(path, "x", Limits()), {"cards": FORM}, Limits()) == ["cards"]


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("- a: &x 1\n- a: *x\n", 1, "anchors are not read"),
        ("- a: 1\n- a: *x\n", 2, "aliases are not read"),
        ("- a: !!python/object/apply:os.system ['true']\n", 1, "tags such as tag:yaml.org"),
        ("- a: 1\n---\n- a: 2\n", 2, "a second document"),
        ("- a: 1\n  a: 2\n", 2, "'a' stands twice"),
        ("a: 1\nb: 2\n", 1, "one list of records is expected, there are 0"),
        ("a: [1]\nb: [2]\n", 1, "there are 2"),
        ("- 1\n", 1, "a record is a mapping"),
        ("just words\n", 1, "a list of records is expected"),
        ("# nothing\n", 1, "there is nothing in it"),
        ("- a: [1\n", 2, "did not find expected"),
        ("- ? [a]\n  : 1\n", 1, "a name is expected"),
        ("- a: " + "[" * 13 + "]" * 13, 1, "nested more than 12 deep"),
        ("- a: " + "[" * 100_000, 1, "nested more than 12 deep"),
        ("- a\x00b: 1\n", 1, "control characters are not allowed"),
        ("- a: [" + "1," * 200_001 + "]", 1, "more than 200,000 values"),
        ("#" * (MOST_BYTES + 1), 1, "more than 4 MiB"),
    ],
)  # fmt: skip
def test_what_is_not_plain_is_refused_with_its_line(text, line, why):
    with pytest.raises(PlainYamlError) as error:
        records(text)
    assert why in error.value.why
    assert error.value.line == line


def test_a_refused_file_names_line_and_names(tmp_path):
    with pytest.raises(FileRefusedError, match=r"FILE: .*line 2: aliases are not read"):
        _read(tmp_path, "- code: 1\n- code: *x\n")
    with pytest.raises(FileRefusedError, match=r"FILE: .*line 1: tags such as "):
        _read(tmp_path, "- !!python/object/apply:os.system ['true']\n")
    with pytest.raises(FileRefusedError, match=r"Q01: .*unknown column 'colour'; no column 'code'"):
        _read(tmp_path, "- colour: red\n")
