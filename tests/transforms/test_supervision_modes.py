"""Supervision modes from the single window's JSON and from a CSV list."""

from __future__ import annotations

from tests.transforms.tools import shape_rows, type_file

NAME = "supervision_modes"


def test_json_counts_objects():
    whole = '{"TRADE_MODE": "0110", "ABBR_TRADE": "一般贸易", "FULL_TRADE": "一般贸易"}'
    text = f'[{whole}, {{"TRADE_MODE": "0214", "ABBR_TRADE": "来料加工"}}]'
    assert shape_rows(NAME, "dim_supervision_mode", type_file(NAME, text)).rows() == [
        ("0110", "一般贸易", "一般贸易", None, 1),
        ("0214", "来料加工", None, None, 2),
    ]


def test_csv_counts_lines_and_keeps_zeros():
    text = "mode_code,abbr_zh,full_zh,eciq_code\n0110,一般贸易,一般贸易,11\n0130,易货贸易,,\n"
    assert shape_rows(NAME, "dim_supervision_mode", type_file(NAME, text)).rows() == [
        ("0110", "一般贸易", "一般贸易", "11", 2),
        ("0130", "易货贸易", None, None, 3),
    ]
