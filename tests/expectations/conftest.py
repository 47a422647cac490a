"""What the tests of the rules share: a judge of typed rows, and the cases of every dataset."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from expectations import docs
from expectations.docs_results import Validated
from tests.expectations import (
    cases_bureau,
    cases_city,
    cases_claims,
    cases_code_tables,
    cases_enterprise,
    cases_notifications,
    cases_operator,
    cases_output,
    cases_outreach,
    cases_printed,
    cases_quality,
    cases_query,
    cases_rates,
    cases_regimes,
    cases_scorecard,
    cases_world,
    cases_zone,
)
from tests.expectations.cases import Bench
from tests.expectations.sites import three
from warehouse import lookups

CASES = {
    **cases_query.CASES,
    **cases_city.CASES,
    **cases_printed.CASES,
    **cases_regimes.CASES,
    **cases_enterprise.CASES,
    **cases_operator.CASES,
    **cases_code_tables.CASES,
    **cases_rates.CASES,
    **cases_bureau.CASES,
    **cases_quality.CASES,
    **cases_output.CASES,
    **cases_notifications.CASES,
    **cases_claims.CASES,
    **cases_scorecard.CASES,
    **cases_world.WORLD,
    **cases_zone.CASES,
    **cases_outreach.CASES,
}


@pytest.fixture(scope="session")
def bench(judge, _template, tmp_path_factory) -> Bench:
    """Judges typed rows with the code tables of a fresh warehouse."""
    folder = tmp_path_factory.mktemp("judged")
    with duckdb.connect(str(_template), read_only=True) as con:
        tables = lookups.export(con, folder)
    return Bench(judge._judge, tables, folder)


@pytest.fixture(scope="session")
def validated(judge, tmp_path_factory) -> list[Validated]:
    """Three deliveries that were judged."""
    return three(judge._judge, tmp_path_factory.mktemp("judged"))


@pytest.fixture(scope="session")
def site(validated, tmp_path_factory) -> Path:
    """Their Data Docs."""
    return docs.build(validated, tmp_path_factory.mktemp("reports") / "data_docs").parent
