"""Printed tables in two times: the flash gives way to the bulletin, and every figure of a row is kept."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.transforms.printed_files import PARTNER_HEAD, PARTNER_MERGED, below, xls

pytestmark = pytest.mark.slow

MAJOR, ALL_OF_THEM = "（2）2015年10月进出口商品主要国别（地区）总值表", "（2）2015年10月进出口商品国别（地区）总值表"
GROWTH = ["1.0", "2.0", "3.0"]
FIRST = [["总值", "100.0", "900.0", "60.0", "500.0", "40.0", "400.0", *GROWTH],
         ["日本", "100.0", "900.0", "60.0", "500.0", "40.0", "400.0", *GROWTH]]  # fmt: skip
MENDED = [["总值", "101.0", "900.0", "61.0", "500.0", "40.0", "400.0", *GROWTH],
          ["日本", "101.0", "900.0", "61.0", "500.0", "40.0", "400.0", *GROWTH]]  # fmt: skip
FILES = {
    "flash.xls": (MAJOR, FIRST, "2015-11-09"),
    "bulletin.xls": (ALL_OF_THEM, FIRST, "2015-11-20"),
    "mended.xls": (ALL_OF_THEM, MENDED, "2015-12-20"),
    "late-flash.xls": (MAJOR, MENDED, "2015-12-25"),
}


@pytest.fixture(scope="module")
def homes(make_home, tmp_path_factory):
    """The files in one night, and in two with the later releases first."""
    made = []
    for number, nights in enumerate(([list(FILES)], [["late-flash.xls", "mended.xls"], ["bulletin.xls", "flash.xls"]])):
        home = make_home(tmp_path_factory.mktemp(f"printed{number}") / "home")
        for names in nights:
            for name in names:
                title, lines, released = FILES[name]
                data = xls(*below([title, "单位：亿元"], PARTNER_HEAD, lines, PARTNER_MERGED))
                home.put("customs_bulletin", name, data, released_at=released)
            assert {handled.state for handled in home.night().handled} == {"loaded"}
        made.append(home)
    return made


def test_the_order_of_arrival_plays_no_part(homes):
    assert homes[0].digest() == homes[1].digest()


def test_every_figure_of_a_row_is_kept(homes):
    """A row whose exports are new and whose imports are not: the one opens a version, the other is restated."""
    for home in homes:
        rows = home.rows(
            """
            SELECT file_name, count(*)::INTEGER FROM (
                SELECT source_file FROM core.fct_trade_printed
                UNION ALL SELECT source_file FROM core.fct_trade_printed_restated
            ) JOIN ops.delivery ON delivery_id = source_file GROUP BY 1
            """
        )
        assert dict(rows) == dict.fromkeys(FILES, 6)


def test_the_bulletin_replaces_the_flash_and_never_the_other_way_round(homes):
    rows = homes[1].rows(
        """
        SELECT month_value, is_official, known_from::DATE::VARCHAR, known_to::DATE::VARCHAR,
               last_confirmed::DATE::VARCHAR
        FROM core.fct_trade_printed WHERE partner_code = '116' AND flow = 'X' ORDER BY known_from
        """
    )
    yi = Decimal(100_000_000)
    assert rows == [
        (60 * yi, False, "2015-11-09", "2015-11-20", "2015-11-09"),
        (60 * yi, True, "2015-11-20", "2015-12-20", "2015-11-20"),
        (61 * yi, True, "2015-12-20", None, "2015-12-20"),
    ]
    assert homes[0].rows("SELECT DISTINCT supersession_group FROM core.dim_release") == [("national_printed",)]


def test_a_flash_is_set_against_the_flash_before(make_home, tmp_path):
    """The bulletin of October has every line of its flash and has replaced it; that of November has lost Japan."""
    home = make_home(tmp_path / "home")
    total = ["总值", "200.0", "1,800.0", "120.0", "1,000.0", "80.0", "800.0", *GROWTH]
    japan, korea = FIRST[1], ["韩国", *FIRST[1][1:]]
    for name, title, lines, released in (
        ("flash.xls", MAJOR, [total, japan, korea], "2015-11-09"),
        ("bulletin.xls", ALL_OF_THEM, [total, japan, korea], "2015-11-20"),
        ("next-flash.xls", MAJOR.replace("10月", "11月"), [total, korea], "2015-12-09"),
    ):
        month = re.search(r"1[01]月", title)[0]
        head = [[cell and cell.replace("10月", month) for cell in cells] for cells in PARTNER_HEAD]
        data = xls(*below([title, "单位：亿元"], head, lines, PARTNER_MERGED))
        home.put("customs_bulletin", name, data, released_at=released)
    found = [f for f in home.night().findings if f["rule"] in ("LINES", "Q42")]
    table = "customs_bulletin preliminary by partner ({}, CNY): 201511 lacks 1 of the lines that 201510 has"
    assert [(f["key"], f["message"]) for f in found] == [
        (f"customs_bulletin / preliminary by partner / NAT / {flow} / CNY / 201511",
         f"{table.format(flow)}, such as ALL / 116")
        for flow in ("M", "X", "XM")
    ]  # fmt: skip
