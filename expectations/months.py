"""SQL for rules that set the months of a feed beside each other."""

from __future__ import annotations

NUMBER = "left({0}, 4)::INTEGER * 12 + right({0}, 2)::INTEGER - 1"
"""SQL: a month YYYYMM as a number."""
MONTH = "({0} // 12 || lpad(({0} % 12 + 1)::VARCHAR, 2, '0'))"
"""SQL: the month of a number."""

RELEASE = "release AS (SELECT DISTINCT release_id, dataset FROM core.dim_release)"
