"""The datasets, one entry each. Modules are named as strings, so that nothing heavy is imported here."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import ModuleType
from typing import Literal

Kind = Literal["code_table", "trade", "bureau", "decision"]


@dataclass(frozen=True)
class Dataset:
    """One dataset.

    Attributes:
        name: its name everywhere: landing folder, modules, tests.
        feed: number of the feed.
        title: what it is, for people.
        kind: code tables are loaded first in a night; decisions are made with the command.
        needs: facts that must be declared unless the file itself says them.
        key: business key of its typed rows.
        tables: tables that its rows go to.
        lookups: code tables that its rows are judged by.
        rank: standing of its releases: 1 flash, 2 bulletin, 3 online query, 4 yearbook; 0 where it does not matter.
        group: supersession group, within which releases replace each other; empty for a group of its own.
        is_confidential: its rows never enter the warehouse file, of which a copy is published.
    """

    name: str
    feed: str
    title: str
    kind: Kind
    needs: tuple[str, ...]
    key: tuple[str, ...]
    tables: tuple[str, ...]
    lookups: tuple[str, ...] = ()
    rank: int = 0
    group: str = ""
    is_confidential: bool = False

    @property
    def supersession_group(self) -> str:
        """Datasets whose releases replace each other share one."""
        return self.group or self.name

    @property
    def transforms(self) -> ModuleType:
        """The module that reads, types and shapes its files."""
        return importlib.import_module(f"transforms.{self.name}")

    @property
    def suite(self) -> ModuleType:
        """The module that holds its expectations."""
        return importlib.import_module(f"expectations.{self.name}")


_ALL = (
    Dataset(
        name="hs8_codes",
        feed="F22",
        title="Commodity codes of 8 digits with units, by year",
        kind="code_table",
        needs=("released_at",),
        key=("year", "hs8"),
        tables=("dim_hs8",),
    ),
    Dataset(
        name="trading_partners",
        feed="F22",
        title="Trading partners, customs codes of 3 digits",
        kind="code_table",
        needs=("released_at",),
        key=("partner_code",),
        tables=("dim_partner",),
    ),
    Dataset(
        name="trade_regimes",
        feed="F22",
        title="Statistical trade regimes, codes of 2 digits",
        kind="code_table",
        needs=("released_at",),
        key=("regime_code",),
        tables=("dim_stat_regime",),
    ),
    Dataset(
        name="supervision_modes",
        feed="F22",
        title="Supervision modes of declarations, codes of 4 digits",
        kind="code_table",
        needs=("released_at",),
        key=("mode_code",),
        tables=("dim_supervision_mode",),
    ),
    Dataset(
        name="places",
        feed="F22",
        title="Provinces, customs districts and towns",
        kind="code_table",
        needs=("released_at",),
        key=("list", "place_code", "observed_from"),
        tables=("dim_geo",),
    ),
    Dataset(
        name="hs_concordance",
        feed="F22",
        title="Correlation of HS codes between revisions",
        kind="code_table",
        needs=("released_at",),
        key=("from_rev", "from_hs6", "to_rev", "to_hs6"),
        tables=("bridge_hs_concordance",),
    ),
    Dataset(
        name="corrections",
        feed="-",
        title="Corrections of known errors of the sources",
        kind="code_table",
        needs=("released_at",),
        key=("correction_id",),
        tables=("correction",),
        lookups=("stage_columns",),
    ),
    Dataset(
        name="fx_rates",
        feed="F21",
        title="Exchange rates by month: our CSV, the Fed's CSV, the ECB's SDMX-JSON",
        kind="bureau",
        needs=("released_at",),
        key=("month", "base", "quote", "rate_type", "source"),
        tables=("fct_fx_month",),
    ),
    Dataset(
        name="customs_query",
        feed="F04",
        title="Customs online query: HS8 by partner, regime and province",
        kind="trade",
        needs=("released_at", "flow"),
        key=("period", "hs8", "partner_code", "regime_code", "place_code"),
        tables=("dim_release", "release_coverage", "fct_trade"),
        lookups=("hs8", "partners", "regimes", "provinces", "kg_bands"),
        rank=3,
    ),
    Dataset(
        name="customs_city",
        feed="F05",
        title="City customs: monthly lines of the city, with printed growth",
        kind="trade",
        needs=(),
        key=(
            "released_at",
            "period",
            "period_kind",
            "geo_basis",
            "place_code",
            "flow",
            "product_code",
            "partner_code",
            "regime_code",
            "ownership",
            "currency",
        ),
        tables=("dim_release", "release_coverage", "fct_trade", "fct_trade_printed"),
        lookups=("partners", "regimes", "lines"),
        rank=2,
    ),
    Dataset(
        name="customs_express",
        feed="F01",
        title="National customs' flash: goods by month, preliminary",
        kind="trade",
        needs=("released_at",),
        key=("period", "period_kind", "product_code", "partner_code", "flow", "currency"),
        tables=("dim_release", "fct_trade_printed"),
        rank=1,
        group="national_printed",
    ),
    Dataset(
        name="customs_bulletin",
        feed="F02",
        title="National customs' monthly bulletin: goods, and values by country",
        kind="trade",
        needs=("released_at",),
        key=("period", "period_kind", "product_code", "partner_code", "flow", "currency"),
        tables=("dim_release", "fct_trade_printed"),
        rank=2,
        group="national_printed",
    ),
    Dataset(
        name="customs_regime_totals",
        feed="F03",
        title="National customs, table of trade by regime: exports and imports, control totals",
        kind="trade",
        needs=("released_at",),
        key=("period", "period_kind", "flow", "regime_code", "currency"),
        tables=("dim_release", "fct_trade_printed"),
        lookups=("regimes",),
        rank=2,
    ),
    Dataset(
        name="comtrade",
        feed="F19",
        title="UN Comtrade: trade of reporters with partners by commodity",
        kind="trade",
        needs=("released_at",),
        key=(
            "reporter_code",
            "partner_code",
            "period",
            "flow",
            "classification",
            "commodity_level",
            "commodity_code",
            "customs_code",
            "transport_mode",
        ),
        tables=("dim_release", "world_coverage", "fct_world_trade"),
        lookups=("areas",),
        rank=3,
    ),
    Dataset(
        name="baci",
        feed="F19",
        title="BACI: bilateral trade made consistent by CEPII, by exporter, importer and HS6",
        kind="trade",
        needs=("released_at",),
        key=("year", "exporter_code", "importer_code", "hs6"),
        tables=("dim_release", "world_coverage", "fct_world_trade"),
        lookups=("areas",),
        rank=3,
    ),
    Dataset(
        name="customs_enterprise",
        feed="F06",
        title="Figures by enterprise: HS8 by partner and regime, by month; confidential",
        kind="trade",
        needs=("released_at",),
        key=("customs_code", "period", "hs8", "partner_code", "regime_code", "flow", "currency"),
        tables=("dim_release", "enterprise_coverage", "fct_enterprise_export"),
        lookups=("hs8", "partners", "regimes", "districts", "kg_bands"),
        rank=3,
        is_confidential=True,
    ),
    Dataset(
        name="inspection_batches",
        feed="F07",
        title="Inspection batches, a census of legally inspected lots",
        kind="bureau",
        needs=("released_at",),
        key=("batch_no",),
        tables=("fct_inspection_batch",),
        lookups=("districts",),
    ),
    Dataset(
        name="zone_roster",
        feed="F13",
        title="Members of the demonstration zone",
        kind="bureau",
        needs=("released_at",),
        key=("zone_id", "uscc", "entry_date"),
        tables=("fct_zone_membership",),
        lookups=("districts",),
    ),
    Dataset(
        name="release_calendar",
        feed="F24",
        title="Release calendar: when each period of each feed is due",
        kind="bureau",
        needs=("released_at",),
        key=("dataset", "period", "period_kind"),
        tables=("fct_release_calendar",),
    ),
    Dataset(
        name="decisions",
        feed="-",
        title="Waivers and withdrawals, made with lighting waive and lighting withdraw",
        kind="decision",
        needs=(),
        key=(),
        tables=("decision",),
    ),
)

DATASETS: dict[str, Dataset] = {dataset.name: dataset for dataset in _ALL}

CONFIDENTIAL = "confidential"
"""Name of the database file beside the warehouse that holds the rows of confidential datasets."""
SPLIT_TABLES = frozenset(
    {
        *("core.accepted_row", "core.dim_release", "core.release_coverage"),
        *("ops.delivery", "ops.quarantine_row", "ops.corrected_row", "ops.fct_dq_result"),
        *(
            f"core.{table}{suffix}"
            for entry in _ALL
            if entry.is_confidential
            for table in entry.tables
            for suffix in (("", "_restated") if table.startswith("fct_") else ("",))
        ),
    }
)
"""Tables of which rows may lie in the confidential file; all others are in the warehouse file alone."""


def dataset(name: str) -> Dataset:
    """The dataset of this name.

    Raises:
        KeyError: if there is none; the message lists those that there are.
    """
    try:
        return DATASETS[name]
    except KeyError:
        raise KeyError(f"no dataset '{name}'; there are: {', '.join(sorted(DATASETS))}") from None
