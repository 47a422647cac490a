"""Printed tables of the nation: what must be found, and what is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.expectations.content_figures import KNOWN, LAMPS

if TYPE_CHECKING:
    from tests.expectations.content import Content

FLASH, BULLETIN = "customs_express", "customs_bulletin"
DELIVER = "deliver it, or correct the release calendar"


def wrong(content: Content) -> list[tuple]:
    """Printed tables that disagree with themselves, the flash and the query by a little; returns the findings."""
    content.release("flash", "2015-11-09", rank=1)
    content.release("bulletin", "2015-11-20")
    for period, ytd in (("201503", 300), ("201504", 298.9), ("201505", 295.9)):
        content.printed("A", period, ytd_value=ytd)
    content.printed("B", "201503", ytd_value=100)
    content.printed("B", "201504", ytd_value=112, month_value=10)
    content.printed("H", "201504", release="flash", ytd_value=100, known_to="2015-11-20")
    content.printed("H", "201504", ytd_value=101)
    content.printed("H", "201505", release="flash", ytd_value=108, month_value=10)
    content.printed("C", "201510", ytd_value=96, prior_ytd_value=100, ytd_yoy=-0.029, ytd_yoy_half_unit=0.0005)
    content.printed("D", "201510", release="flash", month_value=100, known_to="2015-11-20")
    content.printed("D", "201510", month_value=102)
    content.printed("E", "201510", release="flash", table="fct_trade_printed_restated", ytd_value=1011)
    content.printed("E", "201510", ytd_value=1000)
    content.printed("F", "201510", state="CONFLICT")
    content.printed(LAMPS, "201510", month_value=1000)
    content.codes("201510", 500, 506)
    for name, period in (("r1", "201404"), ("r2", "201406"), ("r3", "201504")):
        content.release(name, "2015-11-20", dataset="y")
        content.printed("ALL", period, release=name, partner_code="502", month_value=7)
    content.due("y", "201505", "2016-01-20", 4)
    _flash_and_bulletin(content, "CNY", "201509 201510 201511", "201509 201511")
    _flash_and_bulletin(content, "USD", "201509", "201509 201511")
    _flash_and_bulletin(content, "CNY", "201509 201511", "201509", flow="M")
    _flash_and_bulletin(content, "USD", "201508 201509 201510 201511 201512", "201508 201511", BULLETIN, flow="M")
    for name, period, lines in (("z1", "201507", "SU"), ("z2", "201508", "PQRS"), ("z3", "201509", "PT")):
        content.release(name, "2015-11-20", dataset="z")
        for line in lines:
            content.printed(line, period, release=name, supersession_group="z", place_code="442000", month_value=7)
    _table(content, FLASH, "201510", "SUV", rank=1, known_to="2015-11-20")
    _table(content, BULLETIN, "201510", "SUV")
    _table(content, FLASH, "201511", "S", rank=1)
    _table(content, BULLETIN, "201511", "RS", rank=1, table="fct_trade_printed_restated")
    fall = "the value from January on is {}, up to {} it was {}; declare revision_no if it was revised"
    revised = "months before {} were revised by {}, beyond rounding (1.50)"
    apart = "the flash says {}, the official figure is {}"
    growth = "the growth of the value from January on is printed as -2.9 %, the values give -4.0 %"
    undecided = "1 figures of 201510 differ between releases of 2015-11-20 00:00:00; set revision_no in a manifest"
    rules = [
        ("Q43", "201504 / A", "298.90", ">= 300.00", fall.format("298.90", "201503", "300.00")),
        ("Q43", "201505 / A", "295.90", ">= 298.90", fall.format("295.90", "201504", "298.90")),
        ("Q44", "201504 / B", "2.00", "1.5000", revised.format("201504", "2.00")),
        ("Q44", "201505 / H", "-2.00", "1.5000", revised.format("201505", "-2.00")),
        ("Q45", "201510 / C", "-0.029000", "-0.049751 to -0.030151", growth),
        ("Q62", "201510 / D", "-0.019608", "0.01", f"of the month {apart.format('100.00', '102.00')}"),
        ("Q62", "201510 / E", "0.011", "0.01", f"of January on {apart.format('1,011.00', '1,000.00')}"),
        ("Q63", f"201510 / {LAMPS}", "0.006", "0.005",
         "the codes of family D1 add up to 1,006.00, the printed line is 1,000.00"),
    ]  # fmt: skip
    conflict = f"{undecided} to say which counts"
    table = (
        "{} ({}): {} missing and a later month is there; deliver what is missing, or let it pass with lighting waive"
    )
    october = "201510 / 201510"
    gaps = [
        ("y", "Q42", "block", "y / by partner / X / CNY / 201405 / 201405", "1", "0",
         table.format("y by partner", "X, CNY", "201405 is")),
        ("y", "Q42", "block", "y / by partner / X / CNY / 201407 / 201503", "9", "0",
         table.format("y by partner", "X, CNY", "9 months from 201407 to 201503 are")),
        ("customs_bulletin", "Q42", "block", f"customs_bulletin / by commodity / X / CNY / {october}", "1", "0",
         table.format("customs_bulletin by commodity", "X, CNY", "201510 is")),
        ("customs_bulletin", "Q42", "block", f"customs_bulletin / by commodity / X / USD / {october}", "1", "0",
         table.format("customs_bulletin by commodity", "X, USD", "201510 is")),
        ("customs_bulletin", "Q42", "block", "customs_bulletin / by commodity / M / USD / 201509 / 201510", "2", "0",
         table.format("customs_bulletin by commodity", "M, USD", "2 months from 201509 to 201510 are")),
        ("customs_bulletin", "Q42", "warn", "customs_bulletin / 201512", "4", "4",
         "customs_bulletin: 201512 was due on 2016-01-18 and is not there yet; from 2016-01-23 on it is overdue"),
        ("customs_express", "Q74", "warn", "customs_express 201512", "9", "4",
         f"customs_express of 201512 was due on 2016-01-13 and has not come; {DELIVER}"),
        ("customs_express", "Q42", "block", f"customs_express / by commodity / M / CNY / {october}", "1", "0",
         table.format("customs_express by commodity", "M, CNY", "201510 is")),
        ("y", "Q42", "warn", "y / 201505", "2", "4",
         "y: 201505 was due on 2016-01-20 and is not there yet; from 2016-01-25 on it is overdue"),
    ]  # fmt: skip
    lacks = "z (X, CNY): 201509 lacks 3 of the lines that 201508 has, such as 442000 / Q; 442000 / R; 442000 / S"
    gaps.append(("z", "LINES", "warn", "z / NAT / X / CNY / 201509", "3", "0", lacks))
    lacks = "customs_express (X, CNY): 201511 lacks 2 of the lines that 201510 has, such as U; V"
    gaps.append(("customs_express", "LINES", "warn", "customs_express / NAT / X / CNY / 201511", "2", "0", lacks))
    return gaps + [("customs_bulletin", "CONFLICT", "warn", f"201510 known from {KNOWN}", "1", "0", conflict)] + [
        ("customs_bulletin", rule, "block" if key == "201505 / A" else "warn", f"{key} / X / CNY", measured, allowed,
         f"{key} / X / CNY: {words}")
        for rule, key, measured, allowed, words in rules
    ]  # fmt: skip


def right(content: Content) -> None:
    """Printed tables that agree within rounding, or say that they were revised."""
    content.release("flash", "2015-11-09", rank=1)
    content.release("bulletin", "2015-11-20")
    content.release("mended", "2015-12-20", revision=1)
    content.printed("A", "201503", ytd_value=300)
    content.printed("A", "201504", ytd_value=299)
    content.printed("A", "201505", release="mended", ytd_value=200)
    content.printed("B", "201502", period_kind="JF", ytd_value=100, month_value=100)
    content.printed("B", "201503", ytd_value=111.5, month_value=10)
    content.printed("B", "201505", ytd_value=200, month_value=20)
    content.printed("C", "201510", ytd_value=96, prior_ytd_value=100, ytd_yoy=-0.03, ytd_yoy_half_unit=0.0005)
    content.printed("C", "201410", ytd_value=10, month_value=10)
    content.printed("C", "201510", period_kind="JF", month_value=11, month_yoy=0.9, month_yoy_half_unit=0.0005)
    content.printed("D", "201510", release="flash", month_value=101, known_to="2015-11-20")
    content.printed("D", "201510", month_value=102)
    content.printed("G", "201510", release="flash", month_value=5)
    content.printed("F", "201510", state="HELD")
    content.printed(LAMPS, "201509", month_value=1000)
    content.printed(LAMPS, "201510", month_value=1000)
    content.codes("201510", 500, 505)
    content.printed("A", "201505", supersession_group="customs_city", place_code="442000", ytd_value=1)
    for name, period, kind in (("r1", "201412", "M"), ("r2", "201502", "JF"), ("r3", "201503", "M")):
        content.release(name, "2015-11-20", dataset="y")
        content.printed("ALL", period, release=name, partner_code="502", period_kind=kind, month_value=7)
    for name, group, period, kind, lines in (
        ("z1", "z", "201412", "M", "PQ"),
        ("z2", "z", "201502", "JF", "PQR"),
        ("z3", "customs_city", "201412", "M", "PQ"),
        ("z4", "customs_city", "201504", "M", "P"),
    ):
        content.release(name, "2015-11-20", dataset="z")
        for line in lines:
            content.printed(line, period, release=name, supersession_group=group, period_kind=kind, month_value=7)
    content.due("y", "201504", "2016-01-20", 4)
    _flash_and_bulletin(content, "CNY", "201509 201511", "201508 201509 201510 201511 201512", "flash", "bulletin")
    content.due("flash", "201512", "2016-01-15", 4)
    _table(content, "flash", "201510", "SU", rank=1, known_to="2015-11-20")
    _table(content, "bulletin", "201510", "SUV")
    _table(content, "flash", "201511", "SUR", rank=1)
    total, goods, partner, owner = {"line": "ALL"}, {"line": "P"}, {"partner_code": "502"}, {"ownership": "FIE"}
    for group, place, before, after in (
        ("c", "ALL", (total, goods, partner), (total, partner)),
        ("d", "ALL", (total, partner), (goods,)),
        ("customs_city", "442000", (total, goods, owner), (total, owner)),
    ):
        for period, lines in (("201510", before), ("201511", after)):
            content.release(f"{group} {period}", "2015-12-20", dataset=f"{group} of totals")
            for line in lines:
                row = {**total, "place_code": place, "month_value": 7, **line}
                content.printed(period=period, release=f"{group} {period}", supersession_group=group, **row)


def _flash_and_bulletin(content, currency, flashes, bulletins, flash=FLASH, bulletin=BULLETIN, **other):
    """Months of one line; what is there in both has come as a flash after the bulletin, and changes nothing."""
    for period in flashes.split():
        table = "fct_trade_printed_restated" if period in bulletins else "fct_trade_printed"
        _table(content, flash, period, "L", rank=1, group="q", currency=currency, table=table, **other)
    for period in bulletins.split():
        _table(content, bulletin, period, "L", group="q", currency=currency, **other)


def _table(content, dataset, period, lines, rank=2, group="v", **other):
    """A table of some lines."""
    name = f"{dataset} {period} {rank} {other}"
    content.release(name, "2015-11-09" if rank == 1 else "2015-11-20", rank=rank, dataset=dataset)
    for line in lines:
        content.printed(line, period, name, supersession_group=group, month_value=7, **other)
