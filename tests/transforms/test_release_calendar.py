"""The release calendar: our CSV."""

from __future__ import annotations

from datetime import date

import pytest

from tests.transforms.tools import reasons, shape_rows, type_file
from transforms.reading.errors import FileRefusedError

NAME = "release_calendar"
HEAD = "dataset,period,period_kind,scheduled_on,grace_days,is_official,source_ref\n"


def test_a_row_of_the_calendar():
    typed = type_file(
        NAME, HEAD + "customs_query,2015-10,m,2015/11/23,4,1,notice 7\nCustoms_Bulletin,201502,JF,20150318,0,false,\n"
    )
    assert reasons(typed) == []
    assert shape_rows(NAME, "fct_release_calendar", typed).rows() == [
        (2, "customs_query", "201510", "M", date(2015, 11, 23), 4, True, "notice 7"),
        (3, "customs_bulletin", "201502", "JF", date(2015, 3, 18), 0, False, None),
    ]


def test_what_does_not_cast_is_set_apart():
    typed = type_file(NAME, HEAD + "customs_query,201510,M,20th,some,perhaps,x\n")
    assert {(row, rule) for row, rule, _ in reasons(typed)} == {(2, "CAST"), (2, "Q20")}
    assert len(reasons(typed)) == 3


def test_only_the_reference_may_be_left_out():
    assert type_file(NAME, HEAD.replace(",source_ref", "") + "customs_query,201510,M,2015-11-23,4,1\n").rows.height == 1
    with pytest.raises(FileRefusedError):
        type_file(NAME, HEAD.replace(",grace_days", "") + "customs_query,201510,M,2015-11-23,1,x\n")
