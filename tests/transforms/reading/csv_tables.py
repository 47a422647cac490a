"""A small CSV layout, and what tests look at in a table that was read by it."""

from __future__ import annotations

import pytest

from transforms.reading.csv_text import read_csv
from transforms.reading.errors import FileRefusedError
from transforms.reading.layout import Field, Layout

LAYOUT = Layout(
    "goods",
    (
        Field("code", ("编码", "Code"), required=True),
        Field("name", ("名称", "Name")),
        Field("money", ("金额", "Money")),
        Field("note", ("备注", "Note"), keep=False),
    ),
)


def table(text, encoding="utf-8"):
    return read_csv(text if isinstance(text, bytes) else text.encode(encoding), LAYOUT)


def rows(found):
    return found.frame.rows()


def left(records):
    return [(r.source_row, r.reason, r.raw_text) for r in records]


def refusal(text, rule, *telling):
    with pytest.raises(FileRefusedError) as caught:
        table(text)
    assert caught.value.rule == rule
    for words in telling:
        assert words in caught.value.message
    assert caught.value.remedy.endswith(".")
