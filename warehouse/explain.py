"""The rows and files behind a figure, and its versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import duckdb

from warehouse.metrics import Metric, metrics
from warehouse.readers import Row, rows

_SCOPE = ("as_of", "flow", "currency", "family", "product", "place", "partner", "regime")
_BATCHES = "batch_nonconformity"


class UnknownMetricError(KeyError):
    """There is no metric of this name; the message lists those that there are."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Explanation:
    """What stands behind a figure.

    Attributes:
        metric: the metric.
        figures: its rows for the scope and period.
        facts: rows of facts that went in, with their files, up to a limit.
        total_facts: number of such rows.
        total_value: sum of their values.
        versions: all versions of the first of these facts, superseded ones included.
        printed: figures as printed, where the scope is a printed line.
    """

    metric: Metric
    figures: list[Row]
    facts: list[Row]
    total_facts: int
    total_value: Any
    versions: list[Row] = field(default_factory=list)
    printed: list[Row] = field(default_factory=list)


def metric_named(name: str) -> Metric:
    """A metric by its name or number.

    Raises:
        UnknownMetricError: if there is none.
    """
    for metric in metrics():
        if name.casefold() in (metric.name, metric.number.casefold()):
            return metric
    known = ", ".join(f"{m.name} ({m.number})" for m in metrics())
    raise UnknownMetricError(f"no metric '{name}'; there are {known}")


def explain(
    con: duckdb.DuckDBPyConnection, name: str, period: str, scope: dict[str, str], limit: int = 20
) -> Explanation:
    """Find the figure, the rows behind it and their versions.

    Args:
        con: the published warehouse.
        name: metric, by name or number.
        period: the figure's period, such as 201510 or 2015.
        scope: arguments of the metric's macro that are not its defaults.
        limit: how many rows to show.
    """
    metric = metric_named(name)
    allowed = _parameters(con, metric.name)
    wrong = sorted(set(scope) - set(allowed))
    if wrong:
        raise UnknownMetricError(f"{metric.name} has no {', '.join(wrong)}; it has {', '.join(allowed)}")
    params = {**scope, "period": period}
    call = ", ".join(f"{key} := ${key}" for key in scope)
    figures = rows(con, f"FROM marts.{metric.name}({call}) WHERE period = $period ORDER BY ALL LIMIT 40", params)
    if metric.name == _BATCHES:
        return _batches(con, metric, figures, period, limit)
    return _trade(con, metric, figures, period, scope, limit)


def _trade(
    con: duckdb.DuckDBPyConnection, metric: Metric, figures: list[Row], period: str, scope: dict[str, str], limit: int
) -> Explanation:
    given = {key: value for key, value in scope.items() if key in _SCOPE}
    call = ", ".join(f"{key} := ${key}" for key in given)
    bases = sorted({row["basis"] for row in figures if row.get("basis")})
    levels = f"AND {_LEVEL} IN ({', '.join(repr(b) for b in bases)})" if bases else ""
    first, last = _months(metric.name, period)
    behind = f"""
        FROM ops.trade_at({call}) AS t
        JOIN core.dim_source_file AS f USING (source_file)
        WHERE t.period BETWEEN '{first}' AND '{last}' {levels}
    """
    facts = rows(
        con,
        f"""
        SELECT t.period, t.product_code, t.place_code, t.partner_code, t.regime_code, t.state::VARCHAR AS state,
               t.value, f.file_name, t.source_row, t.known_from
        {behind} ORDER BY t.period, t.value DESC LIMIT {limit}
        """,
        given,
    )
    total = rows(con, f"SELECT count(*) AS n, sum(t.value) AS value {behind}", given)[0]
    return Explanation(
        metric,
        figures,
        facts,
        total["n"],
        total["value"],
        _versions(con, facts[-1] if facts else None),
        _printed(con, facts),
    )


_LEVEL = """concat_ws(' ', t.geo_basis, t.product_level,
    CASE WHEN t.by_partner OR t.by_regime OR t.by_place THEN 'by' END,
    CASE WHEN t.by_partner THEN 'partner' END, CASE WHEN t.by_regime THEN 'regime' END,
    CASE WHEN t.by_place THEN 'place' END)"""


def _versions(con: duckdb.DuckDBPyConnection, fact: Row | None) -> list[Row]:
    """All versions of one key, oldest first."""
    if fact is None:
        return []
    key = {name: fact[name] for name in ("period", "product_code", "place_code", "partner_code", "regime_code")}
    return rows(
        con,
        """
        SELECT t.period, t.product_code, t.partner_code, t.state::VARCHAR AS state, t.value, t.known_from, t.known_to,
               t.last_confirmed, f.file_name, t.source_row
        FROM core.fct_trade AS t JOIN core.dim_source_file AS f USING (source_file)
        WHERE t.period = $period AND t.product_code = $product_code AND t.place_code = $place_code
          AND t.partner_code = $partner_code AND t.regime_code = $regime_code
        ORDER BY t.flow, t.currency, t.known_from
        """,
        key,
    )


def _printed(con: duckdb.DuckDBPyConnection, facts: list[Row]) -> list[Row]:
    """The printed figures of the same line, where the facts are lines of a printed table."""
    if not facts:
        return []
    last = facts[-1]
    return rows(
        con,
        """
        SELECT p.period, p.product_code, p.month_value, p.ytd_value, p.ytd_yoy, p.known_from, p.known_to, f.file_name,
               p.source_row
        FROM core.fct_trade_printed AS p JOIN core.dim_source_file AS f USING (source_file)
        WHERE p.period = $period AND p.product_code = $product_code AND p.place_code = $place_code
          AND p.partner_code = $partner_code AND p.regime_code = $regime_code AND p.ownership = 'ALL'
        ORDER BY p.known_from
        """,
        {name: last[name] for name in ("period", "product_code", "place_code", "partner_code", "regime_code")},
    )


def _batches(
    con: duckdb.DuckDBPyConnection, metric: Metric, figures: list[Row], period: str, limit: int
) -> Explanation:
    behind = """
        FROM core.fct_inspection_batch AS b JOIN core.dim_source_file AS f USING (source_file)
        WHERE starts_with(strftime(b.inspection_date, '%Y%m'), $period)
    """
    facts = rows(
        con,
        f"""
        SELECT b.batch_no, b.inspection_date, b.hs8, b.partner_code, b.result, b.value_usd, f.file_name, b.source_row
        {behind} ORDER BY b.result IN ('FAIL', 'REWORK_PASS') DESC, b.batch_no LIMIT {limit}
        """,
        {"period": period},
    )
    total = rows(con, f"SELECT count(*) AS n, sum(b.value_usd) AS value {behind}", {"period": period})[0]
    return Explanation(metric, figures, facts, total["n"], total["value"])


def _months(name: str, period: str) -> tuple[str, str]:
    """First and last month that go into a figure of this period."""
    if len(period) == 4:
        return f"{period}01", f"{period}12"
    if name == "rolling_12m":
        number = int(period[:4]) * 12 + int(period[4:]) - 12
        return f"{number // 12}{number % 12 + 1:02d}", period
    return (period, period) if name == "month_value" else (f"{period[:4]}01", period)


def _parameters(con: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    found = con.execute(
        f"""
        SELECT parameters FROM duckdb_functions()
        WHERE schema_name = 'marts' AND function_name = '{name}' AND function_type = 'table_macro'
        """
    ).fetchone()
    return list(found[0]) if found else []
