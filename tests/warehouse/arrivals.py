"""Files of every kind that arrive in any order over any number of nights."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samples.city import write_city
from samples.codes import table
from tests.support import OPEN, Home, query_csv
from warehouse import decisions
from warehouse.decisions import Decision
from warehouse.manifest import Declared, delivery_id, facts_hash


@dataclass(frozen=True)
class Arrival:
    """A file with its manifest, or a decision."""

    dataset: str
    name: str
    content: bytes
    facts: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def id(self) -> str:
        """The delivery that it will be, from bytes and facts alone."""
        declared = Declared()
        declared.add("landing", {"dataset": self.dataset})
        declared.add("manifest", self.facts)
        return delivery_id(hashlib.sha256(self.content).hexdigest(), facts_hash(declared.normalised()))

    def arrive(self, home: Home) -> None:
        """Drop the file into the landing folder, or note the decision."""
        if self.dataset == decisions.DATASET:
            decisions.record(home.settings.archive, Decision(**json.loads(self.content)))
        else:
            home.put(self.dataset, self.name, self.content, **self.facts)


def released(day: str, **facts: Any) -> dict[str, Any]:
    """A manifest that declares everything, of another day."""
    return OPEN | {"released_at": f"{day}T10:00:00"} | facts


def code_list(head: str, rows: Iterable[Iterable[str]]) -> bytes:
    return "\n".join([head, *(",".join(row) for row in rows)]).encode() + b"\n"


def all_kinds(folder: Path) -> list[Arrival]:
    """Releases and a correction of them, pages, code tables, rates, a workbook; with rows and files that are wrong."""
    lamps, parts = {"value": 100}, {"hs8": "94059900", "unit1": "千克", "unit2": "?", "qty2": 0, "value": 7}
    first = Arrival("customs_query", "first.csv", query_csv([lamps, {"partner": "304"}, parts]), released("2015-11-20"))
    wrong = Arrival("customs_query", "wrong.csv", query_csv([{"value": 999}]), released("2016-01-10"))
    right = Arrival(
        "customs_query", "right.csv", query_csv([{"value": 111}]), released("2016-01-12", supersedes=[wrong.id])
    )
    taken_back = Arrival("customs_query", "taken back.csv", query_csv([{"value": 5}]), released("2016-02-20"))
    dirty = query_csv([{"partner": "116"}, {"partner": "133", "value": "x1"}, {"partner": "110", "regime": "99"}])
    dollars = query_csv([{}]).decode("gb18030").replace("人民币", "美元").encode("gb18030")
    pages = [
        Arrival(
            "customs_query",
            f"page {n}.csv",
            query_csv([{"period": "201509", "partner": partner, "value": 10 * n}]),
            released(f"2015-10-2{n}", set_id="2015-09", page=n, pages=2),
        )
        for n, partner in ((1, "502"), (2, "304"))
    ]
    partners = [(r["partner_code"], f"{r['name_zh']}（新）") for r in table("partners")]
    units = [("94059900", "零件", "2015", "01", "个", "09", "千克")]
    unit_head = "商品编码,商品名称,年份,第一计量单位编码,第一计量单位名称,第二计量单位编码,第二计量单位名称"
    rates = [("201510", "6.3505"), ("201511", "6.3640")]
    fx_head = "month,base,quote,rate_type,rate,source_ref"
    calendar_head = "dataset,period,period_kind,scheduled_on,grace_days,is_official,source_ref"
    calendars = [
        ("2015-02-01", [("customs_query", "201507", "M", "2015-08-20", "4", "true", "year's calendar")]),
        ("2015-08-19", [("customs_query", "201507", "M", "2015-09-22", "4", "true", "notice")]),
    ]
    (city,) = write_city(folder, 2015)
    listed = "correction_id,dataset,column,selector,action,value,expected,reason,told,told_on"
    mend = ["c-1", "customs_query", "value", "period=201510; partner_code=304", "set", "12000", "12345", "typing error"]
    withdrawal = Decision(
        "withdrawal", taken_back.id, None, "asked for the wrong month", "Li Ping", "2016-02-21T09:00:00"
    )
    return [
        first,
        Arrival("customs_query", "again.csv", query_csv([{"value": 120}, parts]), released("2015-12-20")),
        Arrival("customs_query", "flash.csv", query_csv([lamps]), released("2015-11-08", vintage="preliminary")),
        wrong,
        right,
        taken_back,
        Arrival(decisions.DATASET, "", json.dumps(withdrawal.__dict__).encode()),
        Arrival("customs_query", "dirty.csv", dirty, released("2015-11-25")),
        Arrival("customs_query", "dollars.csv", dollars, released("2015-11-26", currency="CNY")),
        Arrival("customs_query", "same dollars.csv", dollars, released("2015-11-26", currency="CNY")),
        Arrival("customs_query", "second name of the first.csv", first.content, first.facts),
        *pages,
        Arrival("customs_city", "city.xlsx", city.read_bytes(), {"flow": "export", "currency": "CNY"}),
        Arrival("hs8_codes", "units.csv", code_list(unit_head, units), {"released_at": "2015-03-01"}),
        Arrival(
            "trading_partners",
            "partners.csv",
            code_list("贸易伙伴编码,贸易伙伴名称", partners),
            {"released_at": "2015-03-02"},
        ),
        Arrival(
            "fx_rates",
            "fx.csv",
            code_list(fx_head, [(m, "USD", "CNY", "MONTH_AVG", r, "FED_H10") for m, r in rates]),
            {"released_at": "2015-12-02"},
        ),
        Arrival(
            "fx_rates",
            "fx corrected.csv",
            code_list(fx_head, [("201511", "USD", "CNY", "MONTH_AVG", "6.3641", "FED_H10")]),
            {"released_at": "2015-12-03"},
        ),
        # 201508 is empty and was published when the query ran; 201507 was not, by a calendar that was corrected
        Arrival(
            "customs_query",
            "asked range.csv",
            query_csv([{"period": "201506", "partner": "305"}]),
            released("2015-09-21", period_from="201506", period_to="201508"),
        ),
        *(
            Arrival("release_calendar", f"calendar {n}.csv", code_list(calendar_head, rows), {"released_at": day})
            for n, (day, rows) in enumerate(calendars)
        ),
        Arrival(
            "corrections",
            "corrections.csv",
            code_list(listed, [[*mend, "customs", "2016-01-12"]]),
            {"released_at": "2016-01-13"},
        ),
        Arrival("customs_query", "of no dataset.csv", b"a,b\n1,2\n", released("2015-11-27")),
    ]


def over_nights(arrivals: list[Arrival], nights: int, seed: int) -> list[list[Arrival]]:
    """The arrivals in a random order, over so many nights."""
    chance = random.Random(seed)
    found: list[list[Arrival]] = [[] for _ in range(nights)]
    for arrival in chance.sample(arrivals, len(arrivals)):
        chance.choice(found).append(arrival)
    return found
