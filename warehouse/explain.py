"""The rows and files behind a figure, and its vintages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import duckdb

from lighting.versioned import TABLES
from warehouse.explain_batches import batches
from warehouse.explain_lists import CONFIDENTIAL, LISTS, SCORES, listed_rows, score_rows
from warehouse.explain_printed import MARK, printed_rows
from warehouse.explain_releases import METRIC as OF_RELEASES
from warehouse.explain_releases import release_files
from warehouse.explain_versions import METRICS as OF_VERSIONS
from warehouse.explain_versions import version_rows
from warehouse.explain_world import METRICS as OF_THE_WORLD
from warehouse.explain_world import world_rows
from warehouse.metrics import Metric, metrics
from warehouse.readers import Row, rows
from warehouse.vintages import CORRECTED, totals, vintages

_SCOPE = ("as_of", "flow", "currency", "family", "product", "place", "partner", "regime")
_BATCHES = "batch_nonconformity"
_EACH_PLACE = {"month_value", "ytd_value", "yoy_growth", "fx_split", "rolling_12m", "mom_growth", "parent_share"}
_EACH_PLACE |= {"two_year_growth", "yoy_by_basis"}
"""Metrics that show each place unless one is asked for; the others show the nation."""
_ONE_YEAR = ("yoy_growth", "fx_split", "price_index", "chained_price_index", "growth_decomposition", "trade_mix")
_YEARS_BACK = {**dict.fromkeys(_ONE_YEAR, 1), "growth_contribution": 1, "yoy_by_basis": 1, "two_year_growth": 2}
_MOST = 1000
"""Figures that are read of a metric."""
_WINDOW = {"rolling_12m": 12, "market_entry_exit": 36, "mom_growth": 2}


class UnknownMetricError(KeyError):
    """There is no metric of this name; the message lists those that there are."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Explanation:
    """What stands behind a figure.

    Attributes:
        metric: the metric.
        figures: its rows for the scope and period, up to a limit.
        facts: rows of facts that went in, with their files, up to a limit.
        total_facts: number of such rows.
        total_value: sum of their values; None if the figures are of several scopes, which are never added.
        sums: number and sum of these rows by year.
        totals: their sum as it was known from each moment at which it changed.
        vintages: what each release said of the figures behind it that have more than one vintage, largest move first.
        total_vintages: number of figures with more than one vintage.
        printed: figures as printed, where the scope is a printed line.
        total_figures: number of rows of the metric.
    """

    metric: Metric
    figures: list[Row]
    facts: list[Row]
    total_facts: int
    total_value: Any
    sums: list[Row] = field(default_factory=list)
    totals: list[Row] = field(default_factory=list)
    vintages: list[Row] = field(default_factory=list)
    total_vintages: int = 0
    printed: list[Row] = field(default_factory=list)
    total_figures: int = 0


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
    """Find the figure, the rows behind it and their vintages.

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
    if not period.isdigit() or len(period) not in (4, 6, 8):
        raise UnknownMetricError(f"{period} is no period: a year is YYYY, a month YYYYMM, a day YYYYMMDD")
    params = {**scope, "period": period}
    call = ", ".join(f"{key} := ${key}" for key in scope)
    asked = f"FROM marts.{metric.name}({call}) WHERE period = $period"
    figures = rows(con, f"{asked} ORDER BY ALL LIMIT {_MOST}", params)
    total = len(figures) if len(figures) < _MOST else rows(con, f"SELECT count(*) AS n {asked}", params)[0]["n"]
    return replace(_explained(con, metric, figures, period, scope, limit), total_figures=total)


def _explained(
    con: duckdb.DuckDBPyConnection, metric: Metric, figures: list[Row], period: str, scope: dict[str, str], limit: int
) -> Explanation:
    if metric.name in OF_VERSIONS:
        return Explanation(metric, figures, *version_rows(con, metric.name, period, scope, limit))
    if metric.name == _BATCHES:
        return Explanation(metric, figures, *batches(con, period, scope, limit))
    if metric.name in LISTS:
        return Explanation(metric, figures, *listed_rows(con, metric.name, period, scope, limit))
    if metric.name in SCORES:
        return Explanation(metric, figures, *score_rows(con, period, scope, limit))
    if metric.name == OF_RELEASES:
        return Explanation(metric, figures, *release_files(con, period, scope, limit))
    if metric.name in CONFIDENTIAL:
        return Explanation(metric, figures, [], 0, None)
    if metric.name in OF_THE_WORLD:
        return _world(con, metric, figures, period, scope, limit)
    if metric.name == "control_gap" or any(MARK in (row.get("basis") or "") for row in figures):
        return Explanation(metric, figures, *printed_rows(con, figures, period, scope.get("as_of"), limit), None)
    return _trade(con, metric, figures, period, scope, limit)


def _trade(
    con: duckdb.DuckDBPyConnection, metric: Metric, figures: list[Row], period: str, scope: dict[str, str], limit: int
) -> Explanation:
    given: dict[str, Any] = {key: value for key, value in scope.items() if key in _SCOPE}
    given.setdefault("place", None if metric.name in _EACH_PLACE else "ALL")
    if metric.name in ("unit_value", "kg_price"):
        given.setdefault("family", "D4")
    call = ", ".join(f"{key} := ${key}" for key in given)
    # a figure of a month lies within that of the year to date
    read = [row for row in figures if row.get("basis") and row.get("measure") != "month"]
    sources: dict[str | None, set[str]] = {given["place"]: {row["basis"] for row in read}}
    if metric.name == "parent_share":
        sources = _children_and_parents(read)
    con.execute("DROP TABLE IF EXISTS behind")
    for place, bases in sources.items():
        named = ", ".join(sorted(map(repr, bases))) or "''"
        select = f"""
            SELECT t.* EXCLUDE (state), t.state::VARCHAR AS state, f.file_name, f.dataset,
                   t.state <> 'ABSENT' AND (t.known_to IS NULL OR t.known_to > ops.moment($as_of)) AS is_shown
            FROM ops.trade_at({call}, all_versions := true) AS t
            JOIN core.dim_source_file AS f USING (source_file)
            SEMI JOIN ({_months(metric.name, period, call, read)}) AS m
              ON m.family = t.family AND m.period = t.period AND m.period_kind = t.period_kind::VARCHAR
             AND m.basis = {_LEVEL}
            WHERE {_LEVEL} IN ({named})
              AND ($place IS DISTINCT FROM 'ALL' OR NOT t.by_place OR length(t.place_code) = 2)
        """
        con.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS behind AS FROM ({select}) LIMIT 0",
            {"as_of": None, **given, "place": place},
        )
        con.execute(f"INSERT INTO behind {select}", {"as_of": None, **given, "place": place})
    facts = rows(
        con,
        f"""
        SELECT t.period, t.period_kind::VARCHAR AS period_kind, t.product_code, t.place_code, t.partner_code,
               t.regime_code, t.state, t.value, t.file_name, t.source_row, t.known_from,
               t.geo_basis::VARCHAR AS geo_basis, t.flow::VARCHAR AS flow, t.currency::VARCHAR AS currency, c.corrected
        FROM behind AS t LEFT JOIN {CORRECTED} AS c USING (source_file, source_row) WHERE t.is_shown
        ORDER BY t.period, t.value DESC, t.product_code, t.place_code, t.partner_code, t.regime_code LIMIT {limit}
        """,
    )
    is_one = len(sources) == 1 and len({(row["family"], row.get("place_code"), row["basis"]) for row in read}) <= 1
    sums = rows(
        con, "SELECT year, count(*) AS facts, sum(value) AS value FROM behind WHERE is_shown GROUP BY ALL ORDER BY year"
    )
    moved, many = vintages(con, "fct_trade", "FROM behind", ("value",), limit)
    part = "year" if metric.name in _YEARS_BACK else "NULL"
    found = Explanation(
        metric,
        figures,
        facts,
        sum(row["facts"] for row in sums),
        sum(row["value"] or 0 for row in sums) if is_one else None,
        sums if is_one else [],
        totals(con, "behind", (*TABLES["fct_trade"].key, "family"), part) if is_one else [],
        moved,
        many,
        _printed(con, limit),
    )
    con.execute("DROP TABLE behind")
    return found


def _world(
    con: duckdb.DuckDBPyConnection, metric: Metric, figures: list[Row], period: str, scope: dict[str, str], limit: int
) -> Explanation:
    """Figures of reporters; for the share of a place its exports of the year come after them."""
    facts, total, moved, many = world_rows(con, metric.name, period, scope, limit)
    if "place" in scope:
        kept = {name: value for name, value in scope.items() if name in ("as_of", "family", "product", "place")}
        own = explain(con, "ytd_value", f"{period}12", {**kept, "currency": "USD"}, limit)
        facts, total = [*facts, *own.facts], total + own.total_facts
    return Explanation(metric, figures, facts, total, None, vintages=moved, total_vintages=many)


def _children_and_parents(read: list[Row]) -> dict[str | None, set[str]]:
    """Levels of detail that were read, by place: those of the shares' places and of the places that they lie in."""
    found: dict[str | None, set[str]] = {}
    for row in read:
        for place, basis in ((row["place_code"], row["basis"]), (row["parent_code"], row["parent_basis"])):
            if basis:
                found.setdefault(place, set()).add(basis)
    return found


def _printed(con: duckdb.DuckDBPyConnection, limit: int) -> list[Row]:
    """What was printed beside the lines of a printed table that are shown: year to date and growth, by release."""
    others = [name for name in TABLES["fct_trade_printed"].key if name != "supersession_group"]
    keys = f"""
        SELECT * FROM core.fct_trade_printed
        SEMI JOIN (SELECT DISTINCT {", ".join(others)} FROM behind WHERE product_level = 'LINE')
        USING ({", ".join(others)})
    """
    measures = ("month_value", "ytd_value", "ytd_yoy")
    found, _ = vintages(con, "fct_trade_printed", keys, measures, limit, with_single=True)
    return found


_LEVEL = """concat_ws(' ', t.geo_basis, t.product_level,
    CASE WHEN t.by_partner OR t.by_regime OR t.by_place THEN 'by' END,
    CASE WHEN t.by_partner THEN 'partner' END, CASE WHEN t.by_regime THEN 'regime' END,
    CASE WHEN t.by_place THEN 'place' END)"""


def _months(name: str, period: str, call: str, figures: list[Row]) -> str:
    """SQL of the months, by family and level of detail, that go into a figure."""
    if name == "month_value":
        kinds = ", ".join(sorted({repr(row["period_kind"]) for row in figures})) or "''"
        return f"""SELECT u.family, u.period, u.period_kind, u.basis FROM ops.month_by_level({call}) AS u
                   WHERE u.period = '{period}' AND u.period_kind IN ({kinds})"""
    first, last = f"{period[:4]}01", period if len(period) == 6 else f"{period}12"
    if name in _WINDOW:
        number = int(period[:4]) * 12 + int(last[4:]) - _WINDOW[name]
        first = f"{number // 12}{number % 12 + 1:02d}"
    within = f"u.period BETWEEN '{first}' AND '{last}'"
    if name in _YEARS_BACK:
        years = f"BETWEEN '{int(period[:4]) - _YEARS_BACK[name]}' AND '{period[:4]}'"
        within = f"left(u.period, 4) {years} AND right(u.period, 2) <= '{last[4:]}'"
    return f"SELECT u.family, u.period, u.period_kind, u.basis FROM ops.months_used({call}) AS u WHERE {within}"


def _parameters(con: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    found = con.execute(
        f"""
        SELECT parameters FROM duckdb_functions()
        WHERE schema_name = 'marts' AND function_name = '{name}' AND function_type = 'table_macro'
        """
    ).fetchone()
    return list(found[0]) if found else []
