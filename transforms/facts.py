"""What is declared for a file and cannot be seen in its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

ALL_OF = "*"
ALL = "ALL"


@dataclass(frozen=True)
class Facts:
    """The declared facts of a delivery, as its manifest or the flags of the command gave them.

    Attributes:
        delivery_id: identifier of the delivery.
        dataset: name of the dataset.
        received_at: when the file was handed in, Asia/Shanghai.
        released_at: when the publisher showed this state, Asia/Shanghai.
        flow: ``X`` export, ``M`` import.
        currency: ``CNY`` or ``USD``.
        place_basis: ``REG``, ``SRC``, ``CUS`` or ``NAT``.
        period_from: first month that was asked for, YYYYMM.
        period_to: last month that was asked for.
        vintage: ``official`` or ``preliminary``.
        revision_no: order among releases of the same moment.
        set_id: page set.
        page: page number in it.
        pages: pages that it has.
        covers_hs: HS prefixes that were asked for, ``*`` for all; None if not declared. Likewise the others.
        covers_partners: partner codes.
        covers_regimes: regime codes.
        covers_places: place codes.
        covers_reporters: reporters of Comtrade.
        covers_classifications: classifications with their revision, such as H5.
        covers_enterprises: customs codes of enterprises, or beginnings of them such as a district.
    """

    delivery_id: str
    dataset: str
    received_at: datetime | None = None
    released_at: datetime | None = None
    flow: str | None = None
    currency: str | None = None
    place_basis: str | None = None
    period_from: str | None = None
    period_to: str | None = None
    vintage: str = "official"
    revision_no: int = 0
    set_id: str | None = None
    page: int | None = None
    pages: int | None = None
    covers_hs: tuple[str, ...] | None = None
    covers_partners: tuple[str, ...] | None = None
    covers_regimes: tuple[str, ...] | None = None
    covers_places: tuple[str, ...] | None = None
    covers_reporters: tuple[str, ...] | None = None
    covers_classifications: tuple[str, ...] | None = None
    covers_enterprises: tuple[str, ...] | None = None

    @classmethod
    def from_json(cls, delivery_id: str, dataset: str, received_at: str, declared: Mapping[str, Any]) -> Facts:
        """Build from the normalised facts of the ledger; keys that concern loading only are passed over."""
        known = {name: declared[name] for name in cls.__dataclass_fields__ if name in declared}
        for name, value in known.items():
            if isinstance(value, list):
                known[name] = tuple(value)
        if "released_at" in known:
            known["released_at"] = datetime.fromisoformat(known["released_at"])
        received = datetime.fromisoformat(received_at)
        known |= {"delivery_id": delivery_id, "dataset": dataset, "received_at": received}
        return cls(**known)
