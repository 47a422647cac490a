"""What the ledger and the warehouse say of each real file."""

from __future__ import annotations

from decimal import Decimal

from tests.acceptance.files import File


def counts(night) -> dict[str, tuple]:
    """What the ledger says of each file."""
    columns = "file_name, state, rows_read, rows_accepted, rows_quarantined, rows_set_aside"
    return {name: rest for name, *rest in night.home.rows(f"SELECT {columns} FROM ops.delivery")}


def sums(night) -> dict[str, Decimal]:
    """Sum of codes, values or rates of each file's rows in the warehouse."""
    rows = night.home.rows(
        """
        WITH figures AS (
            SELECT source_file, value::DECIMAL(28, 8) AS figure FROM core.fct_trade WHERE state = 'V'
            UNION ALL
            SELECT source_file, value FROM core.fct_trade_restated WHERE state = 'V'
            UNION ALL
            SELECT source_file, ytd_value FROM core.fct_trade_printed WHERE state = 'V'
            UNION ALL
            SELECT source_file, ytd_value FROM core.fct_trade_printed_restated WHERE state = 'V'
            UNION ALL
            SELECT source_file, value_usd FROM core.fct_world_trade WHERE state = 'V'
            UNION ALL
            SELECT source_file, TRY_CAST(CASE
                WHEN table_name = 'fct_fx_month' THEN content ->> 'rate'
                WHEN table_name IN ('dim_hs8', 'dim_geo', 'bridge_hs_concordance') THEN key ->> 1
                ELSE key ->> 0 END AS DECIMAL(28, 8))
            FROM core.accepted_row
        )
        SELECT file_name, sum(figure) FROM figures JOIN ops.delivery ON delivery_id = source_file GROUP BY file_name
        """
    )
    return dict(rows)


def expected(file: File) -> list[object]:
    return ["loaded", file.read, file.accepted, file.quarantined, file.set_aside]
