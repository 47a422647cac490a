"""JSON as a list of records that is read piece by piece, and what hostile or cut texts come to."""

from __future__ import annotations

import json

import pytest

from transforms.reading import json_records
from transforms.reading.errors import FileRefusedError
from transforms.reading.json_records import flatten, parse, read_list

PATH = ("success", "results")


def read(text: str) -> tuple[list, dict]:
    beside: dict = {}
    return list(read_list(text, PATH, beside)), beside


def refused(text: str, rule: str, words: str) -> None:
    with pytest.raises(FileRefusedError, match=words) as caught:
        read(text)
    assert caught.value.rule == rule


def test_a_list_and_what_stands_beside_it():
    text = '{"v": [1], "success": {"page": 1.50, "results": [ {"a": 0010}, null, [2] ] , "total": 3}, "w": {}}'
    assert read(text.replace("0010", "10")) == (
        [{"a": "10"}, None, ["2"]],
        {"v": ["1"], "page": "1.50", "total": "3", "w": {}},
    )
    assert read(' [{"a": 1e5}] \n') == ([{"a": "1e5"}], {})
    assert read("[]") == ([], {})
    refused(text, "FILE", "line 1, column")


def test_pairs_and_backslashes_are_text():
    assert read(r'[{"a": "\ud83d\uDE00", "b": "\\ud800"}]')[0] == [{"a": "😀", "b": "\\ud800"}]


def test_elements_come_one_at_a_time():
    """The second element does not parse: the first has come before that is known."""
    elements = read_list('[{"a": 1}, {"a": }]', PATH, {})
    assert next(elements) == {"a": "1"}
    with pytest.raises(FileRefusedError, match="Expecting value"):
        next(elements)


@pytest.mark.parametrize(
    "text", ['{"success": false}', '{"error": "no"}', '{"success": {"results": {"a": 1}}}', '{"success": {"total": 0}}']
)
def test_an_answer_without_a_list(text):
    refused(text, "Q01", "The JSON has no list of records")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"success": {"results": [{"a": NaN}]}}', "NaN is no number of JSON"),
        ('[{"a": -Infinity}]', "-Infinity is no number"),
        ('[{"a": 1, "a": 2}]', "the key 'a' stands twice in one object"),
        ('{"success": {"total": 1, "total": 2, "results": []}}', "the key 'total' stands twice"),
        ('{"success": {"results": [], "results": []}}', "the key 'results' stands twice"),
        ('{"success": {"total": 75, "results": [{"a": "x"}, {"a', "Unterminated string"),
        ('[{"a": 1}', "',' is missing"),
        ('[{"a": 1}, ', "Expecting value"),
        ('[{"a": 1}] [2]', "more text follows"),
        ('{"success": {"results": [1] "total": 1}}', "',' is missing"),
        ('{"success" {"results": [1]}}', "':' is missing"),
        ('{"success": {"results": [], 1: 2}}', "stands twice or is no text"),
        ('[{"a": ' + "[" * 200_000, "nested too deeply"),
        ('[{"a": "\x01"}]', "control character"),
        (r'[{"a": 1}, {"b": "x\ud800y"}]', "half of a character"),
        (r'[{"\ude00": 1}]', "half of a character"),
        (r'{"success": {"total": ["\uD83D"], "results": []}}', "half of a character"),
    ],
)
def test_broken_and_hostile_texts_are_refused_in_words(text, words):
    refused(text, "FILE", words)


def test_a_record_of_a_size_that_none_has(monkeypatch):
    monkeypatch.setattr(json_records, "MOST_CHARACTERS", 20)
    refused(json.dumps([{"a": "x" * 30}]), "FILE", "a record has more than 20 characters")
    monkeypatch.setattr(json_records, "MOST_AT_ONCE", 10)
    with pytest.raises(FileRefusedError, match="more than 0 million characters"):
        parse("[1, 2, 3, 4, 5]")


def test_fields_of_a_record():
    record = {
        "n": "13743 ",
        "names": ["a\nb", None, "c"],
        "Products": [{"Name": "x", "Type": None}, {"Name": "y", "Type": "t"}],
        "Hazards": [],
        "upcs": None,
        "empty": [],
    }
    assert flatten(record, {"products", "hazards"}) == {
        "n": "13743",
        "names": "a b\nc",
        "Products.Name": "x\ny",
        "Products.Type": "t",
        "upcs": None,
        "empty": None,
    }
    with pytest.raises(ValueError, match="further lists"):
        flatten({"a": [{"b": {"c": 1}}]}, set())


def test_every_json_is_parsed_as_strictly():
    assert parse('{"a": [1.10, true, null]}') == {"a": ["1.10", True, None]}
    for text in ('{"a": NaN}', '{"a": 1, "a": 1}', "[1"):
        with pytest.raises(FileRefusedError, match="begins like JSON, but line 1"):
            parse(text)
