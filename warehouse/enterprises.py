"""Enterprises with their history: ``core.dim_enterprise``, made of the accepted rows of all lists of zone members.

The whole table is made anew whenever a list comes or goes, so that it is a function of the set of lists and of
nothing else. How it follows from them stands in ``warehouse/marts/015_names.sql``.
"""

from __future__ import annotations

import duckdb

from warehouse import declared

ROSTER = "fct_zone_membership"
"""The table whose accepted rows tell of enterprises."""


def refresh(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table anew."""
    names = ", ".join(column.name for column in declared.columns("core", "dim_enterprise"))
    con.execute("DELETE FROM core.dim_enterprise")
    con.execute(
        f"INSERT INTO core.dim_enterprise SELECT {names} FROM ops.enterprise_history() ORDER BY uscc, valid_from"
    )


def seed(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table in a warehouse that had lists before it had this table."""
    (is_due,) = con.execute(
        f"""
        SELECT EXISTS (FROM core.{ROSTER}) AND NOT EXISTS (FROM core.dim_enterprise)
        """
    ).fetchall()[0]
    if is_due:
        refresh(con)
