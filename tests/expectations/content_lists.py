"""Delivered lists: code tables that grew too short, and members of a zone; what must be found, and what is right."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.expectations.content import Content

OLD, BETWEEN, NEW, NEWER = (datetime(*day) for day in ((2015, 1, 1), (2015, 6, 1), (2016, 1, 1), (2016, 2, 1)))
ZONE = "ZS-LIGHTING"
LISTS = {
    "hs8_codes": ("dim_hs8", lambda n: ["2015", f"{n:02}011010"], "2015"),
    "trading_partners": ("dim_partner", lambda n: [f"{100 + n}"], ""),
    "trade_regimes": ("dim_stat_regime", lambda n: [f"{n:02}"], ""),
    "supervision_modes": ("dim_supervision_mode", lambda n: [f"{n:04}"], ""),
    "places": ("dim_geo", lambda n: ["DISTRICT", f"{44000 + n}", "1900-01-01"], "DISTRICT"),
    "hs_concordance": ("bridge_hs_concordance", lambda n: ["2017", f"{n:02}0110", "2022", "940511"], "2017 to 2022"),
}


class Lists:
    """Fills deliveries, their lists and the members of a zone; mixed into the content that is filled by hand."""

    con: Any

    def delivery(self, name, dataset, released_at, quarantined=0, state="loaded"):
        self.con.execute(
            """
            INSERT INTO ops.delivery BY NAME
            SELECT ? AS delivery_id, ? AS sha256, '' AS facts_sha256, ? AS dataset, '{}' AS facts,
                   ? || '.csv' AS file_name, 1 AS byte_size, ?::TIMESTAMP AS received_at, ? AS state,
                   ?::BIGINT AS rows_quarantined, ?::TIMESTAMP AS changed_at
            """,
            [name, name, dataset, name, released_at, state, quarantined, released_at],
        )

    def listed(self, name, dataset, table, keys, released_at, quarantined=0):
        """A delivered list."""
        self.delivery(name, dataset, released_at, quarantined)
        self.con.execute(
            """
            INSERT INTO core.accepted_row
            SELECT ?, generate_subscripts(keys, 1) + 1, ?, ?, 0, unnest(keys), '{}' FROM (SELECT ?::VARCHAR[] AS keys)
            """,
            [name, table, released_at, [json.dumps(key, separators=(",", ":")) for key in keys]],
        )

    def member(self, uscc, entry="2015-12-01", leaves=None, zone=ZONE, batch=1, name="灯厂"):
        self.con.execute(
            """
            INSERT INTO core.fct_zone_membership BY NAME
            SELECT ? AS zone_id, ? AS uscc, ?::DATE AS entry_date, ?::DATE AS exit_date, ? AS batch_no, ? AS name_zh,
                   false AS is_conflict, 'r' AS source_file, 2 AS source_row
            """,
            [zone, uscc, entry, leaves, batch, name],
        )

    def members(self, numbers, **more):
        for n in numbers:
            self.member(f"E{n}", **more)

    def quarantine(self, delivery, row, rules, reasons):
        self.con.execute(
            "INSERT INTO ops.quarantine_row VALUES (?, ?, ?, ?, false, '')", [delivery, row, rules, reasons]
        )


def wrong(content: Content) -> list[tuple]:
    """Lists that are one code too short, and members who stand twice, left before they came, or are too few."""
    findings = []
    for dataset, (table, key, group) in LISTS.items():
        content.listed(f"{table}-old", dataset, table, [key(n) for n in range(100)], OLD)
        content.listed(f"{table}-new", dataset, table, [key(n) for n in range(98)], NEW)
        of = f" of {group}" if group else ""
        findings.append(
            (
                dataset,
                "F22",
                "block",
                f"{table}-new {group}".strip(),
                "98",
                ">= 99",
                f"{table}-new.csv lists 98 codes{of}, an earlier list had 100",
            )
        )
    return findings + _members_wrong(content)


def right(content: Content) -> None:
    """Lists that are just long enough, and members who came back."""
    for dataset, (table, key, _) in LISTS.items():  # a list that was too short has been followed by whole ones
        content.listed(f"{table}-old", dataset, table, [key(n) for n in range(100)], OLD)
        content.listed(f"{table}-new", dataset, table, [key(n) for n in range(99)], NEW)
        content.listed(f"{table}-cut", dataset, table, [key(n) for n in range(95)], BETWEEN)
        content.listed(f"{table}-newer", dataset, table, [key(n) for n in range(98)], NEWER, quarantined=1)
    # a list of few chapters is no whole list, and towns come and go
    content.listed("few", "hs8_codes", "dim_hs8", [["2015", f"94{n:06}"] for n in range(50)], NEWER)
    content.listed("towns", "places", "dim_geo", [["TOWN442000", f"{n}", "2015-01-01"] for n in range(24)], OLD)
    content.listed("fewer", "places", "dim_geo", [["TOWN442000", f"{n}", "2016-01-01"] for n in range(18)], NEW)
    _members_right(content)


def _members_wrong(content: Content) -> list[tuple]:
    findings = []
    content.members(range(46))
    content.member("E0", entry="2017-01-01", leaves="2016-12-31", name=None, batch=2)
    content.member("E1", entry="2016-05-01", batch=2)
    content.delivery("roster", "zone_roster", OLD)
    content.quarantine("roster", 7, ["MISSING"], ["empty: uscc"])
    content.quarantine("roster", 8, ["MISSING"], ["empty: entry_date"])
    content.quarantine("roster", 9, ["ENUM"], ["size_class is uscc"])
    twice, left = "is a member twice at the same time, from", "? (E0) entered on 2017-01-01 and left on 2016-12-31"
    for key, measured, allowed, words in (
        (f"{ZONE} / E0 / 2017-01-01", "2016-12-31", "after 2017-01-01", left),
        (f"{ZONE} / E0", "1", "1", f"E0 {twice} 2017-01-01 on"),
        (f"{ZONE} / E1", "1", "1", f"E1 {twice} 2016-05-01 on"),
        (f"{ZONE} / batch 1", "46", "47", f"batch 1 of {ZONE} counts 46 members, 47 were announced"),
        ("roster row 7", "none", "a code", "row 7 of roster.csv lists a member without a social credit code"),
    ):
        findings.append(("zone_roster", "Q66", "block", key, measured, allowed, words))
    return findings


def _members_right(content: Content) -> None:
    content.members(range(2), leaves="2016-03-01")
    content.members(range(2, 47))
    content.member("E0", entry="2016-03-01")
    content.member("E1", entry="2016-03-02", leaves="2016-03-02")
    content.member("E0", zone="OTHER-ZONE", batch=9)
    content.delivery("roster", "zone_roster", OLD, state="withdrawn")
    content.quarantine("roster", 7, ["MISSING"], ["empty: uscc"])
    # a later list of the same zone stands for the earlier
    content.listed("first", "zone_roster", "fct_zone_membership", [[ZONE, "E2", "2015-12-01"]], OLD)
    content.quarantine("first", 3, ["MISSING"], ["empty: uscc"])
    content.listed("second", "zone_roster", "fct_zone_membership", [[ZONE, "E2", "2015-12-01"]], NEW)
