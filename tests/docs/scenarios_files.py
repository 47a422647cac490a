"""Symptoms that come with files: refused, held back, in quarantine, wrong, revised."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner

from lighting.cli import cli
from tests.docs.runbook import Duty
from tests.support import OPEN, Home, manifest, query_csv

OCTOBER, REVISED, NOVEMBER, CORRECTED, DECEMBER = (
    {**OPEN, "released_at": f"{day}T10:00:00"}
    for day in ("2015-11-20", "2015-12-01", "2015-12-20", "2015-12-24", "2016-01-20")
)
FEED = "customs_query"
LAMPS = {"period": "201511", "hs8": "85392190", "unit1": "只", "unit2": "", "qty2": ""}
HELD = [{"period": "201511", "value": 100}, {"period": "201511", "value": 11, "partner": "998"}, LAMPS | {"value": 0}]
"""One good row, one with a code that no list has, one of other goods with a quantity and no value."""


def trouble(home: Home) -> None:
    """A night that refuses two files, revises October by a file, and sets a row of November aside."""
    home.put(FEED, "201509.csv", query_csv([{"period": "201509"}]), released_at="2015-10-20")
    home.put(FEED, "cut.csv", b"PK\x03\x04 and no more", **NOVEMBER)
    home.put(FEED, "revised.csv", query_csv([{"value": 150}]), **REVISED)
    home.put(FEED, "201511.csv", query_csv(HELD), **NOVEMBER)
    night = home.night()
    assert (night.state, night.exit_code) == ("published", 3)


def beside(name: str, content: bytes | str, **facts: object) -> str:
    """A file on the desk of the engineer, with its manifest; returns its name."""
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    Path(f"{name}.toml").write_text(manifest(facts), encoding="utf-8")
    return name


def mend(wrong: str, right: str) -> None:
    """What the engineer does to the exported list: one code is another one; the raw text is left as it came."""
    with Path("mended.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with Path("mended.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows({name: right if cell == wrong else cell for name, cell in row.items()} for row in rows)


def file_refused(duty: Duty) -> Iterator[dict[str, str]]:
    """One file came without its flow, another is cut."""
    if "manifest" in duty.way:
        file = loaded = "201509.csv"
        told = Path(duty.home.settings.landing_url) / FEED / f"{file}.toml"
        facts = {**OPEN, "released_at": "2015-10-20T10:00:00"}
        duty.hands["${EDITOR"] = lambda: told.write_text(manifest(facts), encoding="utf-8")
    else:
        file, loaded = "cut.csv", beside("again.csv", query_csv([{"period": "201512"}]), **DECEMBER)
    identifier = duty.home.one(f"SELECT delivery_id[:12] FROM ops.delivery WHERE file_name = '{file}'")
    rule = "MANIFEST" if "manifest" in duty.way else "FILE"
    yield {
        "dataset": FEED,
        "file": file,
        "rule": rule,
        "better file": loaded,
        "loaded file": loaded,
        "identifier": identifier,
    }
    assert file not in duty.last


def publishing_blocked(duty: Duty) -> Iterator[dict[str, str]]:
    """January comes while December is missing."""
    duty.home.put(FEED, "201601.csv", query_csv([{"period": "201601"}]), **{**OPEN, "released_at": "2016-02-20"})
    blanks = {
        "dataset": FEED,
        "file": "201601.csv",
        "missing file": beside("201512.csv", query_csv([{"period": "201512"}]), **DECEMBER),
        "rule": "Q42",
        "key": "customs_query / X / CNY / 201512 / 201512 / all",
        "newest": "201511" if "wrong" in duty.way else "201601",
        "newest published": "201511",
    }
    assert duty.home.night().exit_code == 3
    yield blanks
    assert "blocked" not in "".join(list(duty.said.values())[-3:])


def rows_in_quarantine(duty: Duty) -> Iterator[dict[str, str]]:
    """One of two rows has a code that is wrong, or that our list does not have yet."""
    mended = query_csv([HELD[0], {**HELD[1], "partner": "601"}, LAMPS | {"value": 7}])
    right = "right" in duty.way
    listed = "".join(f"{code},Land,\n" for (code,) in duty.home.rows("SELECT partner_code FROM core.dim_partner"))
    duty.hands["${EDITOR"] = lambda: mend("998", "601")
    yield {
        "dataset": FEED,
        "file": "201511.csv",
        "rule": "Q11",
        "row": "3",
        "rule of a value": "Q18",
        "commodity code": "85392190" if right else "94051000",
        "period": "201511",
        "value": "0" if right else "111",
        "corrected file": beside("201511_corrected.csv", mended, **CORRECTED),
        "code table": beside("partners.csv", f"CODES,DESCRIPTION,\n{listed}998,New,\n", released_at="2015-12-24"),
        "code table dataset": duty.home.put("trading_partners", ".none", b"").parent.name,
    }


def wrong_file_loaded(duty: Duty) -> Iterator[dict[str, str]]:
    """A later file of October says something else, and should not have been sent."""
    blanks = {"dataset": FEED, "family": "D1", "period": "201510", "good file": "201510.csv", "file": "revised.csv"}
    yield {**blanks, "wrong value": "150", "value": "100"}


def figure_changed(duty: Duty) -> Iterator[dict[str, str]]:
    """A later release of October revises it."""
    yield {
        "period": "201510",
        "family": "D1",
        "old value": "100",
        "value": "150",
        "day": "2015-11-01",
        "day of the old figure": "2015-11-25",
        "file": "revised.csv",
    }


def file_late(duty: Duty) -> Iterator[dict[str, str]]:
    """December has not come by its usual day; the feed ends with it, so that no later month is late too."""
    later = ["waive", "Q74", f"{FEED} 201601", "--reason", "the feed ends", "--no-run"]
    assert CliRunner().invoke(cli, later).exit_code == 0
    head = "dataset,period,period_kind,scheduled_on,grace_days,is_official"
    put_off = f"{head}\n{FEED},201512,M,2099-01-20,4,true\n"
    yield {
        "dataset": FEED,
        "period": "201512",
        "file": beside("201512.csv", query_csv([{"period": "201512"}]), **DECEMBER),
        "calendar": beside("calendar.csv", put_off, released_at="2016-01-10"),
    }


def file_not_taken(duty: Duty) -> Iterator[dict[str, str]]:
    """Whoever copied the file never gave it its name."""
    rows = query_csv([{"period": "201512"}])
    duty.home.put(FEED, "201512.csv.part", rows)
    duty.home.put(FEED, "201512.csv.toml", manifest(DECEMBER))
    yield {
        "dataset": FEED,
        "file": "201512.csv.part",
        "whole file": "201512.csv",
        "its hash": hashlib.sha256(rows).hexdigest(),
    }
