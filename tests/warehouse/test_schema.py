"""The schema: numbered migrations, a meaning for everything, old files that open with their data."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from lighting.settings import Settings
from warehouse import connection, declared
from warehouse.connection import WarehouseError, migrate, open_writer, transaction
from warehouse.digest import digest

LAST = len(declared.migrations())
VIEWS = {"bridge_visit_service", "dim_source_file"}
TYPED = [(schema, table) for schema in ("core", "stage") for table in declared.tables(schema) if table not in VIEWS]


@pytest.fixture(scope="module")
def whole(_template):
    with duckdb.connect(str(_template), read_only=True) as con:
        yield con


def old_warehouse(path, count: int) -> None:
    """A warehouse that a version with so many migrations made, with a delivery in it."""
    with duckdb.connect(str(path)) as con:
        for migration in declared.migrations()[:count]:
            con.execute(migration.sql)
            con.execute(
                "INSERT INTO ops.migration VALUES (?, ?, ?, TIMESTAMP '2015-12-01')",
                [migration.number, migration.name, migration.sha256],
            )
        con.execute(
            """
            INSERT INTO ops.delivery BY NAME SELECT 'd1' AS delivery_id, 'a' AS sha256, 'b' AS facts_sha256,
                '{}' AS facts, '灯.csv' AS file_name, 1 AS byte_size, now()::TIMESTAMP AS received_at,
                'waiting' AS state, now()::TIMESTAMP AS changed_at
            """
        )
        if count >= 2:
            con.execute("INSERT INTO core.partner_exclusion VALUES ('000', 'kept')")
            con.execute(
                """
                INSERT INTO core.accepted_row VALUES ('d1', 2, 'dim_partner', TIMESTAMP '2015-12-01', 0, '["998"]',
                    '{"name_zh": "旧", "name_en": null, "iso3": null, "iso_numeric": null}')
                """
            )

        if count >= 3:
            con.execute(
                """
                INSERT INTO core.release_coverage BY NAME
                SELECT 'd1@20151201T000000' AS release_id, '201510' AS period, 'M' AS period_kind, 'NAT' AS geo_basis,
                       'X' AS flow, 'CNY' AS currency, 'HS8' AS product_level, true AS by_partner, false AS by_regime,
                       false AS by_place, true AS is_closed, ['*'] AS covers_hs, ['*'] AS covers_partners,
                       ['*'] AS covers_regimes, ['*'] AS covers_places
                """
            )
            if count >= 8:  # a release of that version says so itself
                con.execute("UPDATE core.release_coverage SET has_rows = true, selection_is_closed = true")
            for table in ("fct_trade_printed", "fct_trade_printed_restated"):
                columns = [row[0] for row in con.execute(f"DESCRIBE core.{table}").fetchall()]
                known = {
                    "period": "'201510'",
                    "period_kind": "'M'",
                    "geo_basis": "'REG'",
                    "flow": "'X'",
                    "currency": "'CNY'",
                    "ownership": "'ALL'",
                    "state": "'V'",
                    "month_value": "17.25",
                    "known_from": "TIMESTAMP '2015-12-01'",
                    "last_confirmed": "TIMESTAMP '2015-12-01'",
                    "is_official": "true",
                    "is_first_release": "true",
                    "source_row": "2",
                }
                empty = {c: "'x'" for c in columns if c.endswith("_code") or c in {"supersession_group", "source_file"}}
                given = {**empty, **{name: value for name, value in known.items() if name in columns}}
                selected = ", ".join(f"{value} AS {name}" for name, value in given.items())
                con.execute(f"INSERT INTO core.{table} BY NAME SELECT {selected}")
        if count >= 21:
            is_lighting = "true AS is_lighting," if count < 28 else ""
            con.execute(
                f"""
                INSERT INTO core.fct_foreign_notification BY NAME
                SELECT 'US_CPSC' AS authority_code, '1' AS case_no, 'V' AS state, {is_lighting}
                       '9405' AS hs_heading, 'D1' AS family, true AS is_official, true AS is_first_release,
                       TIMESTAMP '2015-12-01' AS known_from, TIMESTAMP '2015-12-01' AS last_confirmed,
                       'd1' AS source_file, 1 AS source_row
                """
            )
        if count >= 25:
            con.execute("INSERT INTO core.notification_heading BY NAME SELECT '9405' AS hs_heading")


def test_migrations_are_numbered_without_gaps():
    found = declared.migrations()
    assert [m.number for m in found] == list(range(1, LAST + 1))
    assert all(m.name.startswith(f"{m.number:04d}_") and m.name.endswith(".sql") for m in found)
    assert len({m.sha256 for m in found}) == LAST


@pytest.mark.parametrize(
    "count",
    [
        pytest.param(1, marks=pytest.mark.slow),
        pytest.param(2, marks=pytest.mark.slow),
        5,
        pytest.param(LAST - 1, marks=pytest.mark.slow),
    ],
)
def test_an_old_warehouse_opens_with_its_data_and_becomes_like_a_new_one(tmp_path, whole, count):
    settings = Settings(home=tmp_path)
    old_warehouse(settings.warehouse, count)
    columns = """
        SELECT schema_name, table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns()
        WHERE NOT internal AND database_name = current_database() ORDER BY ALL
    """
    with open_writer(settings) as con:
        assert con.execute("SELECT file_name, state FROM ops.delivery").fetchall() == [("灯.csv", "waiting")]
        if count >= 2:
            assert con.execute("SELECT name_zh FROM core.dim_partner WHERE partner_code = '998'").fetchall() == [
                ("旧",)
            ]
        if count >= 3:
            printed = "SELECT month_value, period FROM core.fct_trade_printed UNION ALL "
            printed += "SELECT month_value, period FROM core.fct_trade_printed_restated"
            assert con.execute(printed).fetchall() == [(Decimal("17.25"), "201510")] * 2
            assert con.execute("SELECT has_rows, selection_is_closed FROM core.release_coverage").fetchone() == (
                True,
                True,
            )
        if count >= 21:
            told = "SELECT case_no, hs_heading, family, industry_code FROM ops.notifications_at()"
            assert con.execute(told).fetchall() == [("1", "9405", "D1", "LIGHTING")]
        assert con.execute(columns).fetchall() == whole.execute(columns).fetchall()
        numbers = con.execute("SELECT number, year(applied_at) = 2015 FROM ops.migration ORDER BY 1").fetchall()
        assert numbers == [(n, n <= count) for n in range(1, LAST + 1)]
        before = digest(con)
    with open_writer(settings) as con:
        assert digest(con) == before
        assert con.execute("SELECT count(*) FROM ops.migration").fetchone() == (LAST,)


def test_a_warehouse_of_a_newer_version_is_left_alone(tmp_path, bare):
    settings = Settings(home=tmp_path)
    bare.rename(settings.warehouse)
    with duckdb.connect(str(settings.warehouse)) as con:
        con.execute(f"INSERT INTO ops.migration VALUES ({LAST + 1}, '9.sql', 'x', TIMESTAMP '2030-01-01')")
    before = settings.warehouse.read_bytes()
    message = f"schema {LAST + 1}, this version knows {LAST}: a newer version wrote it. Install that version"
    with pytest.raises(WarehouseError, match=message):
        open_writer(settings)
    assert settings.warehouse.read_bytes() == before


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    good = declared.migrations()
    bad = declared.Migration(LAST + 1, "bad.sql", "CREATE TABLE core.half (a INTEGER); SELECT * FROM nowhere;")
    with duckdb.connect() as con:
        migrate(con)
        monkeypatch.setattr(connection, "migrations", lambda: (*good, bad))
        with pytest.raises(duckdb.CatalogException, match="nowhere"):
            migrate(con)
        assert con.execute("SELECT max(number) FROM ops.migration").fetchone() == (LAST,)
        assert con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'half'").fetchone() == (0,)


def test_a_file_that_another_program_has_open_or_that_is_no_warehouse_is_named(tmp_path):
    settings = Settings(home=tmp_path)
    settings.warehouse.write_bytes(b"this is not a database, it is a text file\n" * 1000)
    with pytest.raises(WarehouseError, match=r"warehouse\.duckdb cannot be opened for writing"):
        open_writer(settings)


def test_a_transaction_is_all_or_nothing():
    with duckdb.connect() as con:
        con.execute("CREATE TABLE t (a INTEGER)")
        with transaction(con):
            con.execute("INSERT INTO t VALUES (1)")
        with pytest.raises(duckdb.ConversionException), transaction(con):
            con.execute("INSERT INTO t VALUES (2); INSERT INTO t VALUES ('x')")
        assert con.execute("FROM t").fetchall() == [(1,)]


def test_every_table_view_and_column_has_a_meaning(whole):
    silent = whole.execute(
        """
        SELECT schema_name || '.' || table_name AS name, comment FROM duckdb_tables()
        UNION ALL SELECT schema_name || '.' || view_name, comment FROM duckdb_views() WHERE NOT internal
        UNION ALL SELECT schema_name || '.' || table_name || '.' || column_name, comment
        FROM duckdb_columns() WHERE NOT internal
        """
    ).fetchall()
    assert len(silent) > 400
    assert [name for name, comment in silent if not (comment or "").strip()] == []
    assert [name for name, comment in silent if not comment.endswith(".")] == []


def test_what_is_declared_is_what_a_warehouse_has(whole):
    for schema, table in [*TYPED, *(("ops", name) for name in declared.tables("ops"))]:
        found = whole.execute(
            """
            SELECT column_name, data_type, comment, is_nullable FROM duckdb_columns()
            WHERE schema_name = ? AND table_name = ? ORDER BY column_index
            """,
            [schema, table],
        ).fetchall()
        wanted = [(c.name, c.type, c.comment, c.is_nullable) for c in declared.columns(schema, table)]
        assert found == wanted, table
        assert declared.comment(schema, table)
    with pytest.raises(KeyError):
        declared.columns("core", "no_such_table")


SAMPLES = {
    pl.String: "X",
    pl.Enum: "one of its own",
    pl.Int64: 2,
    pl.Int32: 2,
    pl.Boolean: True,
    pl.Float64: 0.25,
    pl.Date: date(2015, 10, 1),
    pl.Datetime: datetime(2015, 10, 1, 9),
    pl.Decimal: Decimal("1.5"),
    pl.List: ["*"],
}


@pytest.fixture(scope="module")
def empty():
    with duckdb.connect(config={"threads": 1}) as con:
        migrate(con)
        yield con


@pytest.mark.parametrize(("schema", "table"), TYPED, ids=lambda name: name)
def test_a_frame_of_the_declared_types_goes_into_the_table_unchanged(tmp_path, empty, schema, table):
    types = declared.polars_schema(schema, table)
    columns = declared.columns(schema, table)
    assert types.names() == [c.name for c in columns]
    row = {name: SAMPLES[kind.base_type()] for name, kind in types.items()}
    enums = {c.name: c.type.split("'")[1] for c in columns if c.type.startswith("ENUM")}
    row |= enums
    pl.DataFrame([row], schema=types).write_parquet(tmp_path / "t.parquet")
    found = {name: kind for name, kind, *_ in empty.execute(f"DESCRIBE FROM '{tmp_path}/t.parquet'").fetchall()}
    assert found == {c.name: "VARCHAR" if c.name in enums else c.type for c in columns}
    empty.execute(f"DELETE FROM {schema}.{table}")
    empty.execute(f"INSERT INTO {schema}.{table} BY NAME FROM '{tmp_path}/t.parquet'")
    assert empty.execute(f"FROM {schema}.{table}").fetchall() == [tuple(row.values())]


def test_the_fingerprint_of_tables_is_that_of_their_columns():
    names = [("stage", "customs_query"), ("core", "fct_trade")]
    assert declared.fingerprint(*names) == declared.fingerprint(*reversed(names))
    assert declared.fingerprint(*names) != declared.fingerprint(*names[:1])
