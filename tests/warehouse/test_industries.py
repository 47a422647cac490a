"""Industries are data: no Python and no SQL names one, nor does any name or comment of the schema.

Samples, tests and benchmarks are outside of this: they make the data of some zones, so they name what they invent.
No room but the command that writes samples reads them.
"""

from __future__ import annotations

import csv
import dataclasses
import re
from pathlib import Path

import duckdb
import pytest

import warehouse
from lighting.cli import cli
from lighting.settings import Settings

PROJECT = Path(warehouse.__file__).parent.parent
ROOMS = ("warehouse", "transforms", "expectations", "flows", "lighting")
GOODS = ("lamp", "luminaire", "chandelier", "motor vehicle", "motorbike", "porcelain", "tableware", "dinnerware")
CHINESE = re.compile("灯|照明|摩托|电器|家电|陶瓷|瓷|食品|纺织|服装|家具|五金|玩具|电子信息")
VARIABLES = "|".join(("CONFIG", "COMPLETE", "UI", *(field.name.upper() for field in dataclasses.fields(Settings))))
PRODUCT_NAME = re.compile(
    rf"export-lighting|lighting\.(?:duckdb|toml|[a-z_]+\b)|\blighting (?:{'|'.join(cli.list_commands(None))})\b"
    rf"|(?:from|import) lighting\b|``?lighting/[a-z]+``?|lighting-\[0-9\]|_?LIGHTING_(?:{VARIABLES}|\{{)|-m lighting\b"
    r"|\"lighting\": \("
)
"""The product's own name: its package, its command with what it is told to do, its variables and its files."""
MONITORED = {"warehouse/monitor.py": re.compile(r"(?<![a-z_])lighting(?=_|\b)")}
"""Names of the product's own measures for a monitor begin with its name."""
FACE = re.compile(r"(?<![A-Za-z_])[Ll]ighting(?![A-Za-z_])")
"""The name of the product, which its face and its flows may use in what they say. Codes of industries are capitals."""


@pytest.fixture(scope="module")
def named() -> re.Pattern[str]:
    """Words of every listed industry and of its goods; an underscore parts words as a blank does."""
    with (PROJECT / "warehouse" / "reference" / "industries.csv").open(encoding="utf-8") as stream:
        industries = list(csv.DictReader(stream))
    assert len(industries) >= 5
    assert [i["industry_code"] for i in industries if not CHINESE.search(i["name_zh"])] == []
    english = {word for i in industries for word in i["name_en"].lower().split() if word not in {"and", "household"}}
    words = {*english, *(i["industry_code"].lower() for i in industries), *GOODS}
    either = "|".join(sorted(word.removesuffix("s") for word in words))
    return re.compile(rf"(?i)(?<![a-z])(?:{either})s?(?![a-z])|{CHINESE.pattern}")


def test_no_code_names_an_industry(named):
    sources = [
        path
        for room in ROOMS
        for path in sorted((PROJECT / room).rglob("*"))
        if path.suffix in {".py", ".sql"} and path.parent.name != "schema"
    ]
    assert len(sources) > 200
    found = {}
    for path in sources:
        text = PRODUCT_NAME.sub("", path.read_text(encoding="utf-8"))
        name = str(path.relative_to(PROJECT))
        own = FACE if name.startswith(("flows/", "lighting/")) else MONITORED.get(name)
        found[name] = named.findall(own.sub("", text) if own else text)
    assert {path: names for path, names in found.items() if names} == {}


def test_no_metric_names_the_codes_of_an_industry():
    """Nor does it list commodity codes; their places are the tables of families, headings and defaults."""
    with (PROJECT / "warehouse" / "reference" / "family_members.csv").open(encoding="utf-8") as stream:
        headings = {row["prefix"][:4] for row in csv.DictReader(stream)}
    code = re.compile(rf"(?<![0-9])(?:{'|'.join(sorted(headings))})(?:[0-9]{{2}}){{0,2}}(?![0-9])")
    listed = {
        path.name: found
        for path in sorted((PROJECT / "warehouse" / "marts").glob("*.sql"))
        if (found := code.findall(path.read_text(encoding="utf-8")))
    }
    assert listed == {}


def test_no_name_or_comment_of_the_schema_names_an_industry(named, bare):
    """After all migrations; what an old migration said counts no more."""
    with duckdb.connect(str(bare), read_only=True) as con:
        told = con.execute(
            """
            SELECT schema_name || '.' || table_name, comment FROM duckdb_tables()
            UNION ALL SELECT schema_name || '.' || view_name, comment FROM duckdb_views() WHERE NOT internal
            UNION ALL SELECT schema_name || '.' || table_name || '.' || column_name, comment
            FROM duckdb_columns() WHERE NOT internal
            UNION ALL SELECT schema_name || '.' || function_name, comment FROM duckdb_functions()
            WHERE schema_name IN ('ops', 'marts')
            UNION ALL SELECT schema_name || '.' || type_name, array_to_string(labels, ' ') FROM duckdb_types()
            WHERE NOT internal
            """
        ).fetchall()
    assert len(told) > 1500
    assert [row for row in told if named.search(f"{row[0]} {row[1] or ''}")] == []


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("is_lighting", True),
        ("IS_MOTORCYCLES", True),
        ("the lamps of Zhongshan", True),
        ('"灯具、照明装置及其零件"', True),
        ("ceramic", True),
        ("highlighting", False),
        ("lighting run", False),
        ("from lighting.cli import output", False),
        ("LIGHTING_HOME", False),
        ("LIGHTING_CORE", True),
        ("ZS-LIGHTING", True),
        ("lighting.duckdb", False),
        ("D1", False),
    ],
)
def test_what_counts_as_a_name(named, text, is_found):
    assert bool(named.search(PRODUCT_NAME.sub("", text))) is is_found


@pytest.mark.parametrize(
    ("text", "is_found"),
    [("in lighting: a fault", False), ("Lighting E-mail", False), ('== "LIGHTING"', True), ("is_lighting", True)],
)
def test_the_face_names_the_product_and_no_industry(named, text, is_found):
    assert bool(named.search(FACE.sub("", PRODUCT_NAME.sub("", text)))) is is_found


def test_only_the_command_that_writes_samples_reads_their_makers():
    reads = re.compile(r"(?m)^\s*(?:from|import) (?:samples|tests|benchmarks)\b")
    sources = [path for room in ROOMS for path in sorted((PROJECT / room).rglob("*.py"))]
    assert len(sources) > 200
    readers = [path for path in sources if reads.search(path.read_text(encoding="utf-8"))]
    assert readers == [PROJECT / "lighting" / "cli" / "keep.py"]
