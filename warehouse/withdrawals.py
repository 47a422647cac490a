"""What people and newer deliveries withdraw, and what people waive."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable

import duckdb

from warehouse.confidential import everywhere

_LOADED = "loaded"


def withdrawn(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Deliveries that are withdrawn, with the delivery that withdraws each.

    A withdrawal counts unless it is withdrawn itself. A delivery that supersedes others counts while it is loaded, or
    superseded in its turn (the newest of a chain stands for all); withdrawing it brings the older one back.
    """
    by_decision = _by_target(
        con.execute(
            f"""
            SELECT target, delivery_id FROM {everywhere(con, "ops.decision")} WHERE kind = 'withdrawal' ORDER BY 1, 2
            """
        ).fetchall()
    )
    rows = con.execute(
        f"""
        SELECT delivery_id, state, facts FROM {everywhere(con, "ops.delivery")}
        WHERE contains(facts, '"supersedes"') ORDER BY 1
        """
    ).fetchall()
    loaded = {delivery for delivery, state, _ in rows if state == _LOADED}
    by_newer = _by_target(
        [(old, delivery) for delivery, _, facts in rows for old in json.loads(facts).get("supersedes", [])]
    )

    @functools.cache
    def decided(delivery: str) -> str | None:
        return next((by for by in by_decision.get(delivery, []) if decided(by) is None), None)

    @functools.cache
    def superseded(delivery: str) -> str | None:
        for newer in by_newer.get(delivery, []):
            if decided(newer) is None and (newer in loaded or superseded(newer) is not None):
                return newer
        return None

    found = {target: decided(target) or superseded(target) for target in {*by_decision, *by_newer}}
    return {target: by for target, by in found.items() if by is not None}


def active_waivers(con: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """Rule and key of findings that a person lets pass; withdrawn waivers do not count."""
    gone = withdrawn(con)
    rows = con.execute(
        f"SELECT delivery_id, target, key FROM {everywhere(con, 'ops.decision')} WHERE kind = 'waiver'"
    ).fetchall()
    return {(rule, key) for delivery, rule, key in rows if delivery not in gone}


def _by_target(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for target, by in pairs:
        found.setdefault(target, []).append(by)
    return found
