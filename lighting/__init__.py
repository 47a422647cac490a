"""export-lighting: customs and bureau data files in, a trusted DuckDB warehouse out."""
