"""The DuckDB warehouse: schema, loading, versions, ledger, publishing and readers."""
