"""Which deliveries an older version of the code loaded, and which are right as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from lighting.registry import DATASETS
from warehouse import ledger
from warehouse.codeversion import code_version
from warehouse.ledger import LOADED, REFUSED, WAITING, Delivery

Row = dict[str, Any]


class Present:
    """The present version of the code, by dataset."""

    def __init__(self, limits: Mapping[str, float]) -> None:
        self._limits = limits
        self._versions: dict[str, str] = {}

    def of(self, dataset: str) -> str:
        """Version of the code that would judge and shape a delivery of the dataset now."""
        if dataset not in self._versions:
            self._versions[dataset] = code_version(DATASETS[dataset], self._limits)
        return self._versions[dataset]

    def is_stale(self, delivery: Delivery) -> bool:
        """True if another version of the code judged the delivery."""
        if delivery.code_version is None or delivery.state not in (LOADED, WAITING, REFUSED):
            return False
        return delivery.dataset in DATASETS and self.of(delivery.dataset) != delivery.code_version


def stale(con: duckdb.DuckDBPyConnection, limits: Mapping[str, float]) -> list[Row]:
    """Deliveries that another version of the code judged, with that version and the present one.

    Args:
        con: the warehouse.
        limits: limits of the rules, which are part of a version.
    """
    present = Present(limits)
    return [
        {
            "dataset": delivery.dataset,
            "file_name": delivery.file_name,
            "state": delivery.state,
            "delivery_id": delivery.delivery_id,
            "code_version": delivery.code_version,
            "present_version": present.of(delivery.dataset or ""),
        }
        for delivery in ledger.deliveries(con)
        if present.is_stale(delivery)
    ]


def current(con: duckdb.DuckDBPyConnection, limits: Mapping[str, float]) -> set[str]:
    """Deliveries that the present code has loaded by the present code tables: there is nothing to repeat about them."""
    present = Present(limits)
    due = {delivery.delivery_id for delivery in ledger.due(con)}
    return {
        delivery.delivery_id
        for delivery in ledger.deliveries(con, "state IN ('loaded', 'waiting') AND dataset <> 'decisions'")
        if delivery.delivery_id not in due and not present.is_stale(delivery)
    }
