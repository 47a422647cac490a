"""export-lighting: customs and bureau data files in, a trusted DuckDB warehouse out."""

import os

# Files are worked on side by side: threads of Polars that wait for work take the processor from the others.
os.environ.setdefault("POLARS_MAX_THREADS", str(max(1, (os.cpu_count() or 2) // 2)))
