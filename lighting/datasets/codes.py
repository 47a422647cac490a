"""Code tables, which other datasets are judged by, and corrections."""

from __future__ import annotations

from lighting.datasets.entry import Dataset

CODES = (
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
        name="confidential_corrections",
        feed="-",
        title="Corrections of known errors in confidential figures; confidential",
        kind="code_table",
        needs=("released_at",),
        key=("correction_id",),
        tables=("correction",),
        lookups=("stage_columns",),
        is_confidential=True,
        has_own_header=False,
    ),
)
