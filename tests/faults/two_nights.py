"""Two nights with everything in them that a kill could harm, and what is looked at afterwards."""

from __future__ import annotations

from pathlib import Path

import duckdb

from samples.city import write_city
from samples.enterprises import wrong_credit_code
from tests.support import OPEN, Home, query_csv
from tests.warehouse.test_confidential import FIRST as FIRST_OF_ENTERPRISES
from tests.warehouse.test_confidential import OCTOBER, csv, firm, row
from tests.warehouse.test_confidential import SECOND as NOVEMBER
from warehouse.digest import digest

FIRST, SECOND = OPEN | {"released_at": "2015-11-20T10:00:00"}, OPEN | {"released_at": "2015-12-20T10:00:00"}
PARTNERS = ("502", "304", "116", "303", "110")


def _rows(period, value, count=400):
    return [
        {
            "period": period,
            "partner": PARTNERS[n % 5],
            "regime": ("10", "14")[n // 5 % 2],
            "value": value + n,
            "place": str(11 + n // 10),
        }
        for n in range(count)
        if 11 + n // 10 in (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50)
    ]


def first_night(home: Home) -> None:
    """A month, its rate, and figures by enterprise of which one is for quarantine."""
    home.put("customs_query", "october.csv", query_csv(_rows("201510", 1000)), **FIRST)
    home.put(
        "fx_rates",
        "rates.csv",
        "month,base,quote,rate_type,rate,source_ref\n201510,USD,CNY,MONTH_AVG,6.35,PBOC\n",
        released_at="2015-11-01",
    )
    bad = row(6, "502", 900, uscc=wrong_credit_code(firm(6)[1]))
    home.put("customs_enterprise", "enterprises.csv", csv(*OCTOBER, bad), **FIRST_OF_ENTERPRISES)


def second_night(home: Home) -> None:
    """A revision, a month with rows for quarantine, a workbook, rates, a refused file, a page that waits."""
    home.put("customs_query", "october2.csv", query_csv(_rows("201510", 1500)[:-20]), **SECOND)
    bad = [{"period": "201511", "partner": "999x"}, {"period": "201511", "regime": "0110"}]
    home.put("customs_query", "november.csv", query_csv(_rows("201511", 2000) + bad), **SECOND)
    home.put("customs_query", "refused.csv", query_csv(_rows("201511", 2000)), released_at="2015-12-20")
    home.put("customs_query", "page1.csv", query_csv(_rows("201509", 1)), **SECOND, set_id="s", page=1, pages=2)
    home.put(
        "fx_rates",
        "rates2.csv",
        "month,base,quote,rate_type,rate,source_ref\n201511,USD,CNY,MONTH_AVG,6.37,PBOC\n",
        released_at="2015-12-01",
    )
    write_city(Path(home.settings.landing_url) / "customs_city", 2015)
    home.put("customs_enterprise", "enterprises2.csv", csv(*OCTOBER[3:]), **NOVEMBER)
    home.put("customs_enterprise", "twice.csv", csv(OCTOBER[0], OCTOBER[0]), **NOVEMBER)


def published(home: Home) -> str:
    """Digest of what is published."""
    with duckdb.connect(str(home.settings.published), read_only=True) as con:
        return digest(con)


def leftovers(home: Path) -> list[str]:
    """Files written aside that nobody renamed, and stages of settled deliveries."""
    aside = [
        p.name for p in home.rglob("*") if p.suffix in {".next", ".part", ".compact"} or p.name.startswith(".incoming")
    ]
    return aside + [p.name for p in (home / "stage").rglob(".*")]
