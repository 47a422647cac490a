"""Printed tables in two times: the flash gives way to the bulletin, and every figure of a row is kept."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.transforms.printed_files import (
    BULLETIN,
    BULLETIN_HEAD,
    BULLETIN_LINES,
    FLASH,
    FLASH_HEAD,
    FLASH_LINES,
    PARTNER_HEAD,
    PARTNER_MERGED,
    below,
    flash,
    xls,
)

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
    """The bulletin of November has every line of its flash and has replaced it; the flash of December has lost one."""
    home = make_home(tmp_path / "home")
    head = [[cell and cell.replace("12月", "11月") for cell in cells] for cells in FLASH_HEAD]
    tables = flash(FLASH.replace("12月", "11月"), head=head), flash(lines=FLASH_LINES[::2])
    for table, released in zip(tables, ("2025-12-08", "2026-01-14"), strict=True):
        home.put("customs_express", f"{released}.xls", xls(*table), released_at=released, flow="export", currency="CNY")
    bulletin = below([BULLETIN[0].replace("12月", "11月"), BULLETIN[1]], BULLETIN_HEAD, BULLETIN_LINES)
    home.put(
        "customs_bulletin", "bulletin.xls", xls(*bulletin), released_at="2025-12-18", flow="export", currency="CNY"
    )
    night = home.night()
    assert [handled.state for handled in night.handled] == ["loaded"] * 3
    assert [(f["key"], f["message"]) for f in night.findings if f["rule"] in ("LINES", "Q42")] == [
        (
            "customs_express / NAT / X / CNY / 202512",
            "customs_express (X, CNY): 202512 lacks 1 of the lines that 202511 has, such as 水产品",
        )
    ]
