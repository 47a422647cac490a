"""The tables in two times, one entry each: what a figure is about, and when it was known.

With its columns in ``warehouse/schema/`` and the name in a dataset's entry of the registry, an entry here is all that
such a table needs: versions, coverage, page sets and counts are made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class VersionedTable:
    """A table in two times.

    Attributes:
        name: table in schema core; ``<name>_restated`` holds the statements that open no version.
        key: its business key; ``period`` and ``period_kind`` are in it where its figures are of periods.
        slice: the part of the key by which touched rows are found; also columns of the coverage table. A row of a
            file states at most one figure of a slice.
        coverage: table in schema core that says what each release covers; None if no release can say that a figure
            is absent.
        lists: which column of the key is covered by which list of codes of the coverage table; ``*`` in a list is all
            codes, and the code ``ALL`` is covered by any list.
        prefixes: those of them whose lists hold prefixes of codes.
        levels: flags of the coverage table that say whether a release is split by a column of the key, and the column,
            which is ``ALL`` where it is not.
        is_periodic: False for what has no reference period, such as notifications; the first that is known of a key
            is its first release then, however late it came.
    """

    name: str
    key: tuple[str, ...]
    slice: tuple[str, ...]
    coverage: str | None = None
    lists: Mapping[str, str] = field(default_factory=dict)
    prefixes: frozenset[str] = frozenset()
    levels: Mapping[str, str] = field(default_factory=dict)
    is_periodic: bool = True

    @property
    def closes(self) -> bool:
        """True if a release can say that a figure is absent."""
        return self.coverage is not None


_TRADE_SLICE = ("period", "period_kind", "geo_basis", "flow", "currency")
_WORLD_SLICE = ("source", "reporter_code", "period", "period_kind", "flow", "classification", "commodity_level")
_ALL = (
    VersionedTable(
        "fct_trade",
        key=(
            "period",
            "period_kind",
            "geo_basis",
            "place_code",
            "product_level",
            "product_code",
            "partner_code",
            "regime_code",
            "ownership",
            "flow",
            "currency",
        ),
        slice=(*_TRADE_SLICE, "product_level"),
        coverage="release_coverage",
        lists={
            "product_code": "covers_hs",
            "partner_code": "covers_partners",
            "regime_code": "covers_regimes",
            "place_code": "covers_places",
        },
        prefixes=frozenset({"product_code"}),
        levels={"by_partner": "partner_code", "by_regime": "regime_code", "by_place": "place_code"},
    ),
    VersionedTable(
        "fct_trade_printed",
        key=(
            "supersession_group",
            "period",
            "period_kind",
            "geo_basis",
            "place_code",
            "product_code",
            "partner_code",
            "regime_code",
            "ownership",
            "flow",
            "currency",
        ),
        slice=("supersession_group", *_TRADE_SLICE),
    ),
    VersionedTable(
        "fct_world_trade",
        key=(*_WORLD_SLICE, "partner_code", "commodity_code", "customs_code", "transport_mode"),
        slice=_WORLD_SLICE,
        coverage="world_coverage",
        lists={
            "commodity_code": "covers_hs",
            "partner_code": "covers_partners",
            "reporter_code": "covers_reporters",
        },
        prefixes=frozenset({"commodity_code"}),
    ),
    VersionedTable(
        "fct_enterprise_export",
        key=(
            "customs_code",
            "period",
            "period_kind",
            "hs8",
            "partner_code",
            "regime_code",
            "flow",
            "currency",
        ),
        slice=("period", "period_kind", "flow", "currency"),
        coverage="enterprise_coverage",
        lists={
            "customs_code": "covers_enterprises",
            "hs8": "covers_hs",
            "partner_code": "covers_partners",
            "regime_code": "covers_regimes",
        },
        prefixes=frozenset({"customs_code", "hs8"}),
    ),
    VersionedTable(
        "fct_foreign_notification",
        key=("authority_code", "case_no"),
        slice=("authority_code", "case_no"),
        is_periodic=False,
    ),
)

TABLES: dict[str, VersionedTable] = {table.name: table for table in _ALL}
COVERAGE: tuple[str, ...] = tuple(dict.fromkeys(table.coverage for table in _ALL if table.coverage))
"""The coverage tables."""
