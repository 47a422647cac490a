"""The digest sees every business column and nothing else; a new table must choose whether it is in."""

from __future__ import annotations

import random

import duckdb
import pytest

from warehouse import declared
from warehouse.digest import IN, OUT, digest, digest_of, table_digest, table_digests

CORE = {
    "agg_trade_month",
    "agg_trade_partner",
    "accepted_row",
    "bridge_cluster_town",
    "bridge_hs_concordance",
    "bridge_partner_group",
    "claim_unit",
    "code_coverage",
    "comtrade_area",
    "correction",
    "constant_family_member",
    "dim_enterprise",
    "dim_authority",
    "dim_geo",
    "dim_hazard",
    "dim_hs8",
    "dim_industry",
    "dim_indicator",
    "dim_partner",
    "dim_period",
    "dim_product_family",
    "dim_release",
    "dim_service_type",
    "dim_stat_regime",
    "dim_supervision_mode",
    "dim_support_measure",
    "dim_zone",
    "family_break",
    "enterprise_coverage",
    "fct_claim",
    "fct_enterprise_cell",
    "fct_enterprise_export",
    "fct_enterprise_export_restated",
    "fct_foreign_notification",
    "fct_foreign_notification_restated",
    "fct_fx_month",
    "fct_industry_output",
    "fct_inspection_batch",
    "fct_outreach_question",
    "fct_outreach_visit",
    "fct_release_calendar",
    "fct_return_claim",
    "fct_spot_check",
    "fct_score_evidence",
    "fct_support_grant",
    "fct_support_policy",
    "fct_trade",
    "fct_trade_printed",
    "fct_trade_printed_restated",
    "fct_trade_restated",
    "fct_world_trade",
    "fct_world_trade_restated",
    "fct_zone_cell",
    "fct_zone_membership",
    "fct_zone_milestone",
    "fct_zone_status",
    "fx_preference",
    "metric_default",
    "kg_band",
    "notification_heading",
    "partner_exclusion",
    "printed_line",
    "product_family_member",
    "score_measure",
    "release_coverage",
    "release_pattern",
    "release_schedule",
    "shipped_hs8_coverage",
    "shipped_partner",
    "shipped_place",
    "world_coverage",
    "zone_batch_target",
}
"""Tables of schema core that are in the digest: a new one is added here, or to OUT of the digest."""

VIEWS = {"core.bridge_visit_service", "core.dim_source_file"}
LEFT_OUT = {
    "ops.decision": {"decided_at"},
    "ops.delivery": {
        *("sha256", "facts_sha256", "facts", "file_name", "byte_size", "received_at", "released_at", "remedy"),
        *("code_version", "lookup_version", "lookup_scope", "set_id", "page", "pages", "run_id", "changed_at"),
    },
}
"""Columns that are not in the digest: the identity holds the facts, the rest is when and by what a row was loaded."""


def value(kind: str, number: int) -> str:
    """SQL of a value of a type; different numbers give different values."""
    if kind.startswith("ENUM"):
        return f"'{kind.split(chr(39))[1 + 2 * number]}'"
    plain = {
        "VARCHAR": f"'text {number}'",
        "BOOLEAN": "true" if number else "false",
        "DATE": f"DATE '2015-01-{number + 1:02d}'",
        "TIMESTAMP": f"TIMESTAMP '2015-01-{number + 1:02d} 10:00:00'",
        "VARCHAR[]": f"['a', 'b{number}']",
        "BIGINT[]": f"[1, {number}]",
    }
    return plain.get(kind, f"{number}")


@pytest.fixture(scope="module")
def con():
    """Every table of the schema with one row."""
    with duckdb.connect(config={"threads": 1}) as made:
        for migration in declared.migrations():
            made.execute(migration.sql)
        made.execute("DELETE FROM core.dim_period")
        for schema in ("core", "ops"):
            for table in declared.tables(schema):
                if f"core.{table}" not in VIEWS:
                    values = ", ".join(value(c.type, 0) for c in declared.columns(schema, table))
                    made.execute(f"INSERT INTO {schema}.{table} VALUES ({values})")
        made.execute("UPDATE ops.delivery SET reason = 'why'")
        yield made


def after(con, *statements: str) -> str:
    """Digest after some statements, which are taken back."""
    con.execute("BEGIN")
    try:
        for statement in statements:
            con.execute(statement)
        return digest(con)
    finally:
        con.execute("ROLLBACK")


def test_every_table_chooses():
    tables = {f"{schema}.{table}" for schema in ("core", "ops") for table in declared.tables(schema)}
    assert set(IN) | OUT == tables
    assert not set(IN) & OUT
    assert {name.removeprefix("core.") for name in IN if name.startswith("core.")} == CORE


def test_every_column_of_a_table_that_is_in_chooses():
    for name, chosen in IN.items():
        columns = {c.name for c in declared.columns(*name.split("."))}
        assert columns == set(chosen or columns) | LEFT_OUT.get(name, set()), name
        assert not set(chosen or ()) & LEFT_OUT.get(name, set())


@pytest.mark.parametrize("name", sorted(IN))
def test_a_changed_business_column_changes_the_digest_of_its_table(con, name):
    before = table_digest(con, name)
    for column in declared.columns(*name.split(".")):
        if column.name not in (IN[name] or [column.name]):
            continue
        found = [before]
        for changed in (value(column.type, 1), "NULL"):
            if changed != "NULL" or column.is_nullable:
                con.execute("BEGIN")
                con.execute(f"UPDATE {name} SET {column.name} = {changed}")
                found.append(table_digest(con, name))
                con.execute("ROLLBACK")
        assert len(set(found)) == len(found) > 1, column.name


def test_a_row_more_or_less_changes_the_digest_of_its_table_and_of_the_whole(con):
    before = table_digests(con)
    assert list(before) == sorted(IN)
    wholes = {digest(con)}
    for name in before:
        con.execute("BEGIN")
        con.execute(f"INSERT INTO {name} FROM {name}")
        twice = table_digest(con, name)
        con.execute(f"DELETE FROM {name}")
        assert len({before[name], twice, table_digest(con, name)}) == 3
        con.execute("ROLLBACK")
        wholes.add(digest_of(before | {name: twice}))
    assert len(wholes) == 1 + len(IN)
    assert digest_of(before) in wholes


def test_tables_with_and_without_rows_stand_for_themselves(bare):
    with duckdb.connect(str(bare), read_only=True) as fresh:
        found = table_digests(fresh)
        assert found == {name: table_digest(fresh, name) for name in sorted(IN)}
    assert 10 < list(found.values()).count("0:0") < len(found) - 10


def test_times_of_loading_and_what_runs_leave_behind_do_not(con):
    before = digest(con)
    for name, columns in LEFT_OUT.items():
        types = {c.name: c.type for c in declared.columns(*name.split("."))}
        for column in columns:
            assert after(con, f"UPDATE {name} SET {column} = {value(types[column], 1)}") == before, column
    for name in sorted(OUT - VIEWS):
        assert after(con, f"DELETE FROM {name}") == before, name


def test_the_name_of_a_file_in_a_reason_does_not(con):
    def refused(name: str, why: str) -> str:
        return after(con, f"UPDATE ops.delivery SET state = 'refused', file_name = '{name}', reason = '{name}{why}'")

    first = refused("a.csv", ": line 7 is cut")
    assert refused("灯 (2).csv", ": line 7 is cut") == first
    assert refused("a.csv", ": line 8 is cut") != first


def test_order_of_rows_does_not_and_their_pairing_does(con):
    rows = [("502", "one"), ("304", "two"), ("110", "one")]

    def of(pairs) -> str:
        insert = [f"INSERT INTO core.partner_exclusion VALUES ('{code}', '{reason}')" for code, reason in pairs]
        return after(con, *insert)

    shuffled = random.Random(1).sample(rows, 3)
    assert shuffled != rows
    assert of(shuffled) == of(rows)
    assert of([("502", "two"), ("304", "one"), ("110", "one")]) != of(rows)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("'NULL'", "'x'"), ("NULL", "'x'")),
        (("'a, b'", "'c'"), ("'a'", "'b, c'")),
        (("''", "'x'"), ("NULL", "'x'")),
        (("'a'", "'b'"), ("'b'", "'a'")),
        (("'a '", "'b'"), ("'a'", "'b'")),
        (("'(a'", "'b'"), ("'a'", "'b'")),
        (("'''a'''", "'b'"), ("'a'", "'b'")),
    ],
)
def test_contents_that_look_alike_are_told_apart(con, one, other):
    found = {after(con, f"UPDATE core.dim_stat_regime SET name_zh = {zh}, name_en = {en}") for zh, en in (one, other)}
    assert len(found) == 2
