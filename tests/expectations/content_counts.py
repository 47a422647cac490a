"""Rows of a period of a feed beside those before it: what must be found, and what is right.

Twenty rows are usual, 27 are too many, 26 are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.expectations.content_over_time import months

if TYPE_CHECKING:
    from tests.expectations.content import Content

BEFORE, NEXT = months("201401", "201406"), "201407"
YEARS = [str(year) for year in range(2008, 2015)]


def wrong(content: Content) -> list[tuple]:
    """27 rows after six periods of 20 in each feed; what was released in the middle of a month is not judged."""
    for period in (*BEFORE, NEXT):
        n = 27 if period == NEXT else 20
        printed_table(content, "count_bulletin", period, partners=n)
        printed_table(content, "count_city", period, lines=n, supersession_group="customs_city", place_code="442000")
        _rates(content, period, n)
        _batches(content, f"{period[:4]}-{period[4:]}-28", n)
    _batches(content, "2014-08-30", 1)
    _list(content, "2014-08-31 10:00:00")
    for year in YEARS:
        n = 27 if year == "2014" else 20
        _world(content, "comtrade", "608", year, n)
        _world(content, "baci", "156", year, n - 7)
        _world(content, "baci", "276", year, 7)
    check = "check that the file is whole and was asked for as before"
    bounds = "26 at most, 14 at least"
    off = "30% off the median of up to 12 months before"
    batches = "inspection_batches of 201407 has a number of rows that is far from that of the months before it"
    return [
        *(
            (dataset, "Q47", "warn", f"{dataset} / {stream} / {period}", "27", bounds,
             f"{dataset} of {period} ({stream}) has 27 rows, the {spans} before it have 20.0 in the middle; {check}")
            for dataset, stream, period, spans in (
                ("count_bulletin", "X / CNY / by partner", NEXT, "months"),
                ("count_city", "X / CNY / by commodity", NEXT, "months"),
                ("fx_rates", "counted / PBOC_MID", NEXT, "months"),
                ("comtrade", "608 / A / X / H / 6", "2014", "years"),
                ("baci", "A / X / H / 6", "2014", "years"),
            )
        ),
        ("inspection_batches", "Q47", "warn", "inspection_batches / 201407", "27", off, f"{batches}; {check}"),
    ]  # fmt: skip


def right(content: Content) -> None:
    """26 rows, or few; a flash beside the bulletin that has replaced those before it, and a page by country."""
    for period in (*BEFORE, NEXT):
        n = 26 if period == NEXT else 20
        printed_table(content, "count_flash", period, lines=6, known="2014-08-09",
               known_to=None if period == NEXT else "2014-08-18")  # fmt: skip
        if period != NEXT:
            printed_table(content, "count_bulletin", period, lines=20)
        printed_table(content, "count_city", period, lines=n, supersession_group="customs_city", place_code="442000")
        printed_table(content, "count_small", period, lines=50 if period == NEXT else 19, supersession_group="small")
        _rates(content, period, n)
        _batches(content, f"{period[:4]}-{period[4:]}-28", n)
    printed_table(content, "count_bulletin", "201406", partners=9)
    _batches(content, "2014-08-30", 1)
    _list(content, "2014-08-31 10:00:00")
    for year in YEARS:
        n = 26 if year == "2014" else 20
        _world(content, "comtrade", "608", year, n)
        _world(content, "baci", "156", year, n - 7)
        _world(content, "baci", "276", year, 7)
    # a reporter that comes to the others, codes by two revisions, a file of fewer goods, a month beside the years
    _world(content, "comtrade", "764", "2014", 27)
    _world(content, "comtrade", "608", "2013", 20, classification="H3")
    _world(content, "comtrade", "608", "2015", 1, hs="940540")
    _world(content, "comtrade", "608", "201401", 1, kind="M")


def printed_table(content, dataset, period, lines=0, partners=0, known="2014-08-18", **other):
    """A printed table without figures, of so many lines or partners."""
    name = f"{dataset}-{period}-{lines}-{partners}"
    content.release(name, known, dataset=dataset)
    other = {"supersession_group": "counted", **other}
    for n in range(lines):
        content.printed(f"line {n}", period, release=name, **other)
    for n in range(partners):
        content.printed("ALL", period, release=name, partner_code=f"{101 + n}", **other)


def _rates(content, month, n):
    for number in range(n):
        content._insert(
            "core.fct_fx_month", month=month, base=f"C{number}", quote="CNY", rate_type="PBOC_MID", source="counted",
            rate=1, is_conflict=False, source_file="r", source_row=2,
        )  # fmt: skip


def _batches(content, day, n):
    for number in range(n):
        content._insert(
            "core.fct_inspection_batch", batch_no=f"{day} {number}", inspection_date=day, is_conflict=False,
            source_file="batches", source_row=2,
        )  # fmt: skip


def _list(content, released_at):
    """The delivery that all batches are of."""
    same = {"sha256": "batches", "facts_sha256": "", "facts": "{}", "file_name": "batches.csv", "byte_size": 1}
    content._insert(
        "ops.delivery", delivery_id="batches", dataset="inspection_batches", released_at=released_at, state="loaded",
        received_at=released_at, changed_at=released_at, **same,
    )  # fmt: skip


def _world(content, source, reporter, period, n, classification="H4", kind="A", hs="*"):
    """Exports to so many partners, which were asked for."""
    whose = {"source": source, "reporter_code": reporter, "period": period, "period_kind": kind, "flow": "X"}
    goods = {"classification": classification, "commodity_level": 6}
    content._insert(
        "core.world_coverage", release_id=f"w-{source}", **whose, **goods, has_rows=True, selection_is_closed=True,
        is_closed=True, covers_hs=[hs], covers_reporters=[reporter], covers_partners=["*"],
    )  # fmt: skip
    for number in range(n):
        content._insert(
            "core.fct_world_trade", **whose, **goods, partner_code=f"{201 + number}", commodity_code="940540",
            customs_code="C00", transport_mode="0", state="V", value_usd=5, is_official=True, is_first_release=False,
            known_from="2017-01-01", last_confirmed="2017-01-01", source_file="w", source_row=2,
        )  # fmt: skip
