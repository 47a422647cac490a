"""What tests need to put files in and look at what came of them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from expectations.process import JudgeHere
from flows.night import Run
from flows.outcome import Handled, Summary
from flows.steps import Request, Steps
from lighting.cli import cli
from lighting.settings import Settings
from warehouse.connection import open_writer
from warehouse.digest import digest

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
OPEN = {
    "released_at": "2015-11-20T10:00:00",
    "flow": "export",
    "covers_hs": ["*"],
    "covers_partners": ["*"],
    "covers_regimes": ["*"],
    "covers_places": ["*"],
}
"""A manifest that declares everything."""

UNDOCUMENTED = Steps(
    document=lambda judging, settings, validated: None,
    look=lambda settings, summary: None,
    write_page=lambda settings, summary: None,
    tell=lambda settings, summary: None,
    check_claims=lambda con, run_id: {},
)
"""The steps of a night without Data Docs, page, summary and claims, which take longest on small files."""

QUERY_HEAD = [
    "数据年月",
    "商品编码",
    "商品名称",
    "贸易伙伴编码",
    "贸易伙伴名称",
    "贸易方式编码",
    "贸易方式名称",
    "收发货人注册地编码",
    "收发货人注册地名称",
    "第一数量",
    "第一计量单位",
    "第二数量",
    "第二计量单位",
    "人民币",
]


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own at a folder; the test is skipped where none can be mounted, as without root."""
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    done = subprocess.run(mounting, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"a disk of its own cannot be mounted here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@dataclass
class Home:
    """A home folder and the judge that its nights use."""

    path: Path
    judge: JudgeHere

    @property
    def settings(self) -> Settings:
        return Settings(home=self.path)

    def put(self, dataset: str, name: str, content: bytes | str | Path, **facts: Any) -> Path:
        """Drop a file into the landing folder, with a manifest if facts are given."""
        folder = Path(self.settings.landing_url) / dataset if dataset else Path(self.settings.landing_url)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        if isinstance(content, Path):
            shutil.copyfile(content, path)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        if facts:
            (folder / f"{name}.toml").write_text(manifest(facts), encoding="utf-8")
        return path

    def night(self, steps: Steps | None = None, **request: Any) -> Summary:
        """Run a night."""
        return Run(self.settings, self.judge, steps or UNDOCUMENTED, lambda _: None)(Request(**request))

    def copy_to(self, path: Path) -> Home:
        """The same home in another folder."""
        shutil.copytree(self.path, path, copy_function=shutil.copy2)
        return Home(path, self.judge)

    def handled(self, summary: Summary, name: str) -> Handled:
        """What became of a file."""
        return next(h for h in summary.handled if h.file_name == name)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the warehouse."""
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as con:
            return con.execute(sql).fetchall()

    def one(self, sql: str) -> Any:
        """Ask the warehouse for one value."""
        return self.rows(sql)[0][0]

    def digest(self) -> str:
        """Digest of the warehouse."""
        with open_writer(self.settings) as con:
            return digest(con)

    def status(self) -> dict[str, Any]:
        """What ``lighting status`` says, which must say it whatever has happened."""
        done = CliRunner().invoke(cli, ["status", "--json"], env={"LIGHTING_HOME": str(self.path)})
        assert done.exit_code == 0, done.output
        return json.loads(done.output)

    def results(self, rule: str) -> list[tuple[str, str, int]]:
        """Results of a rule: dataset, outcome, rows failed."""
        columns = "dataset, outcome, coalesce(rows_failed, 0)"
        return self.rows(f"SELECT {columns} FROM ops.fct_dq_result WHERE rule = '{rule}' ORDER BY ALL")


def manifest(facts: dict[str, Any]) -> str:
    """Facts as TOML."""
    lines = []
    for key, value in facts.items():
        if isinstance(value, list):
            lines.append(f"{key} = [{', '.join(repr(v).replace(chr(39), chr(34)) for v in value)}]")
        elif isinstance(value, int):
            lines.append(f"{key} = {value}")
        else:
            lines.append(f'{key} = "{value}"')
    return "\n".join(lines) + "\n"


def query_csv(rows: list[dict[str, Any]], head: list[str] | None = None, encoding: str = "gb18030") -> bytes:
    """A file of the online query, as the tool writes it: quoted, trailing comma, separators in the money column.

    Keys of a row: period, hs8, partner, regime, place, qty1, unit1, qty2, unit2, value; what is left out is usual.
    """
    head = head or QUERY_HEAD
    lines = [",".join(f'"{name}"' for name in head) + ","]
    for row in rows:
        full = {**USUAL, **row}
        value = full["value"]
        full["money"] = f"{value:,}" if isinstance(value, int) else value
        cells = {
            "数据年月": "period",
            "商品编码": "hs8",
            "贸易伙伴编码": "partner",
            "贸易方式编码": "regime",
            "收发货人注册地编码": "place",
            "第一数量": "qty1",
            "第一计量单位": "unit1",
            "第二数量": "qty2",
            "第二计量单位": "unit2",
            "人民币": "money",
            "美元": "money",
        }
        lines.append(",".join(f'"{full[cells[name]]}"' if name in cells else '"名称"' for name in head) + ",")
    return ("\n".join(lines) + "\n").encode(encoding)


USUAL: dict[str, Any] = {
    "period": "201510",
    "hs8": "94051000",
    "partner": "502",
    "regime": "10",
    "place": "44",
    "qty1": 100,
    "unit1": "个",
    "qty2": 50,
    "unit2": "千克",
    "value": 12345,
}
"""A row that no rule minds: 94051000 has pieces and kilograms in 2015."""
