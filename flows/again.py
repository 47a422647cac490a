"""Set deliveries back, so that the run works through them again. What is right is left alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb

from flows import receive
from flows.steps import Request
from lighting.settings import Settings
from warehouse import ledger, stale
from warehouse.connection import part_of
from warehouse.ledger import LOADED, WAITING, Delivery
from warehouse.literals import digits
from warehouse.stagedir import READ, StageDir


def make_due(
    con: duckdb.DuckDBPyConnection, settings: Settings, request: Request, limits: Mapping[str, float], run_id: str
) -> list[str]:
    """Set the deliveries of a request back to received and forget their stages from the asked one on.

    Args:
        con: the warehouse.
        settings: where data lives.
        request: which deliveries; without a stage, only those of them are set back that are not right as they are.
        limits: limits of the rules.
        run_id: the run.

    Returns:
        Deliveries that are left alone: the present code has loaded them by the present code tables.
    """
    right = stale.current(con, limits) if request.from_stage is None else set()
    wanted = sorted(set(request.rerun) - right)
    chosen = ledger.deliveries(con, f"delivery_id IN ({digits(wanted)}) AND state <> 'withdrawn'") if wanted else []
    # A file that came before its own release is judged by a later moment of receipt; what is loaded keeps its own.
    if request.kind == "rerun":
        early = [d.delivery_id for d in chosen if d.state not in (LOADED, WAITING)]
        receive.receive_again(settings, con, early)
    _set_back(con, settings, chosen, request.from_stage or READ, run_id)
    return sorted(set(request.rerun) & right)


def make_early_due(con: duckdb.DuckDBPyConnection, settings: Settings, run_id: str) -> None:
    """Have deliveries that came before their own release judged again, once it has come."""
    early = ledger.came_early(con)
    if early:
        receive.receive_again(settings, con, early)
        chosen = ledger.deliveries(con, f"delivery_id IN ({digits(early)})")
        _set_back(con, settings, chosen, READ, run_id)


def _set_back(
    con: duckdb.DuckDBPyConnection, settings: Settings, chosen: Iterable[Delivery], stage: str, run_id: str
) -> None:
    for delivery in chosen:
        StageDir(settings.stage, delivery.delivery_id, "").forget_from(stage)
        with part_of(con, delivery.is_confidential) as part:
            ledger.set_state(part, delivery.delivery_id, ledger.RECEIVED, run_id)
