"""Page sets: a release of several files is loaded when all its pages are there and agree, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from lighting.registry import DATASETS
from lighting.versioned import TABLES
from warehouse import ledger
from warehouse.literals import digits, literal, names
from warehouse.stagedir import READ, SHAPED, StageDir

RULE = "PAGESET"
_REPORT = "read.json"


@dataclass(frozen=True)
class _Page:
    """A page as the ledger has it."""

    delivery_id: str
    page: int
    pages: int
    state: str
    selection: str
    stage: StageDir


def settle(con: duckdb.DuckDBPyConnection, run_id: str, stage_root: Path) -> None:
    """Give every page the state that its set demands: waiting, loaded or refused."""
    rows = con.execute(
        """
        SELECT dataset, set_id, delivery_id, page, pages, state, facts, code_version, lookup_version
        FROM ops.delivery
        WHERE set_id IS NOT NULL AND (state IN ('waiting', 'loaded') OR (state = 'refused' AND rule = 'PAGESET'))
        ORDER BY dataset, set_id, page, delivery_id
        """
    ).fetchall()
    sets: dict[tuple[str, str], list[_Page]] = {}
    for dataset, set_id, delivery, page, pages, state, facts, code, lookup in rows:
        stage = StageDir(stage_root, delivery, code, lookup)
        member = _Page(delivery, page, pages, state, _selection(json.loads(facts)), stage)
        sets.setdefault((dataset, set_id), []).append(member)
    for (dataset, set_id), members in sets.items():
        _settle_one(con, run_id, set_id, members, dataset)


def members_of_changed_sets(con: duckdb.DuckDBPyConnection, changed: Iterable[str]) -> set[str]:
    """All deliveries of the page sets to which changed deliveries belong: a set goes in and out as a whole."""
    ids = digits(sorted(changed))
    rows = con.execute(
        f"""
        SELECT delivery_id FROM ops.delivery WHERE (dataset, set_id) IN (
            SELECT (dataset, set_id) FROM ops.delivery WHERE delivery_id IN ({ids}) AND set_id IS NOT NULL
        )
        """
    ).fetchall()
    return {delivery for (delivery,) in rows}


def _settle_one(con: duckdb.DuckDBPyConnection, run_id: str, set_id: str, members: list[_Page], dataset: str) -> None:
    problem = _problem(con, members, dataset)
    have, pages = sorted({m.page for m in members}), members[0].pages
    is_whole = problem is None and len(have) == pages
    if is_whole and all(m.state == ledger.LOADED for m in members):
        return
    unstaged = [m for m in members if not m.stage.is_done(SHAPED)]
    missing = [n for n in range(1, pages + 1) if n not in have]
    for member in members:
        if problem:
            state, reason = ledger.REFUSED, problem
        elif is_whole and member in unstaged:
            state, reason = ledger.RECEIVED, None
        elif is_whole and not unstaged:
            state, reason = ledger.LOADED, None
        else:
            state, reason = ledger.WAITING, f"waits for page {_listed(missing)} of set {set_id}"
        ledger.set_state(
            con,
            member.delivery_id,
            state,
            run_id,
            rule=RULE if problem else None,
            reason=reason,
            remedy="Withdraw or supersede the page that is wrong." if problem else None,
        )


def _problem(con: duckdb.DuckDBPyConnection, members: list[_Page], dataset: str) -> str | None:
    """What is wrong with a set, as a function of its members only."""
    pages = sorted({m.pages for m in members})
    if len(pages) > 1:
        return f"the pages of the set disagree on how many there are: {_listed(pages)}"
    numbers = [m.page for m in members]
    twice = sorted({n for n in numbers if numbers.count(n) > 1})
    if twice:
        return f"page {_listed(twice)} of the set was delivered twice with different content"
    if len({m.selection for m in members}) > 1:
        return "the pages of the set declare different selections"
    if not all(m.stage.is_done(SHAPED) for m in members):
        return None
    for table in (TABLES[name] for name in DATASETS[dataset].tables if name in TABLES):
        paths = ", ".join(literal(m.stage.folder(SHAPED) / f"{table.name}.parquet") for m in members)
        shared = con.execute(
            f"""
            SELECT {names(table.key)} FROM read_parquet([{paths}])
            GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 1
            """
        ).fetchone()
        if shared:
            return f"two pages of the set hold the same key {', '.join(map(str, shared))}"
    return _miscount(members)


def _miscount(members: list[_Page]) -> str | None:
    """Pages that say how many records the set has hold as many, all together."""
    reports = [_report(m.stage) for m in members]
    printed = sorted({report["scope"].get("rows_of_set", "") for report in reports})
    if printed == [""]:
        return None
    if len(printed) > 1:
        return f"the pages of the set say different numbers of records: {', '.join(printed)}"
    found, is_whole = sum(report["rows_read"] for report in reports), len(members) == members[0].pages
    if found > int(printed[0]) or (is_whole and found < int(printed[0])):
        return f"the pages of the set hold {found} records and say that there are {printed[0]}"
    return None


def _report(stage: StageDir) -> dict[str, Any]:
    """What reading a page found; an older version left it with the rows that were read only."""
    kept = stage.folder(SHAPED) / _REPORT
    path = kept if kept.is_file() else stage.folder(READ) / _REPORT
    report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return report


def _selection(facts: dict[str, Any]) -> str:
    """What must be equal on all pages, as text."""
    same = sorted(name for name in facts if name.startswith("covers_"))
    return json.dumps([(name, facts.get(name)) for name in (*same, "flow", "period_from", "period_to")])


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))
