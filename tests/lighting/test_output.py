"""Tables for people."""

from __future__ import annotations

from lighting.cli import output


def test_a_table_that_is_too_wide_is_printed_row_by_row(capsys):
    output.table([{f"column_{n}": f"a value of many words, the {n}th" for n in range(14)}])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "row 1"
    assert lines[8] == "  column 7   a value of many words, the 7th"
    assert len(lines) == 15


def test_a_table_that_fits_has_a_line_for_each_row(capsys):
    output.table([{"period": f"20150{n}", "value": 1000 * n} for n in range(1, 4)])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line for line in lines if line and line[0].isdigit()] == [
        ["201501", "1,000"],
        ["201502", "2,000"],
        ["201503", "3,000"],
    ]
