"""The folder as a whole: the same each time, declared, small."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from samples.landing import write_landing
from tests.samples.raw import Sample, unpacked
from warehouse.landing import Landing

LONG_AGO = 1_400_000_000


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_same_seed_gives_same_bytes(sample: Sample, tmp_path: Path) -> None:
    write_landing(tmp_path)
    assert contents(tmp_path) == contents(sample.folder)


def test_another_seed_gives_other_trade(sample: Sample, tmp_path: Path) -> None:
    write_landing(tmp_path, seed=1)
    here, there = contents(sample.folder), contents(tmp_path)
    assert here.keys() == there.keys()
    same = {name for name in here if here[name] == there[name] and not name.endswith(".toml")}
    assert {Path(name).name for name in same} == {
        "sample_usd_cny.csv",
        "sample_download_failed.csv",
        "sample_calendar.csv",
        "sample_flash_201511.xlsx",
        "sample_bulletin_201511.xlsx",
        "sample_by_country_201511.html",
        "sample_spot_checks.csv",
        "sample_lighting_industry.csv",
        "sample_cluster.csv",
        "sample_registry.csv",
        "sample_registry_of_a_province.csv",
        "sample_milestones.csv",
        "sample_policies.csv",
        "sample_grants_of_another_kind.csv",
        "sample_claims.yaml",
        "sample_claims_without_unit.yaml",
        "sample_card_industries.csv",
        "sample_evidence.xlsx",
    }


def test_a_second_write_leaves_what_is_the_same_and_mends_the_rest(sample: Sample, tmp_path: Path) -> None:
    shutil.copytree(sample.folder, tmp_path, dirs_exist_ok=True)
    files = [tmp_path / path.relative_to(sample.folder) for path in sample.files]
    everything = [p for p in tmp_path.rglob("*") if p.is_file()]
    for path in everything:
        os.utime(path, (LONG_AGO, LONG_AGO))
    whole = files[0].read_bytes()
    files[0].write_bytes(whole[:-1] + b"?")
    assert write_landing(tmp_path) == files
    assert files[0].read_bytes() == whole
    rewritten = [p for p in everything if p.stat().st_mtime != LONG_AGO]
    assert rewritten == [files[0]]
    assert sorted(p for p in tmp_path.rglob("*") if p.is_file()) == sorted(everything)


def test_every_file_is_a_declared_sample(sample: Sample) -> None:
    landing = Landing(str(sample.folder))
    landed = list(landing.files())
    assert len(landed) == len(sample.files) == 58
    for file in landed:
        assert file.name.startswith("sample_")
        assert file.manifest is not None
        first = Path(file.manifest).read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# Sample data made by the generator")
        assert "not real trade" in first
        assert landing.declared(file).problems == []


def test_datasets_and_few_rows(sample: Sample) -> None:
    datasets = {path.parent.name for path in sample.files}
    assert datasets == {
        *("customs_query", "customs_city", "customs_express", "customs_bulletin", "zone_roster", "inspection_batches"),
        *("fx_rates", "release_calendar", "customs_regime_totals", "comtrade", "customs_enterprise"),
        *("claims", "spot_checks", "returns_claims", "industry_output", "cluster_towns"),
        *("zone_registry", "zone_milestones", "support_policies", "support_grants"),
        *("outreach_visits", "outreach_questions"),
        *("safety_gate", "cpsc_recalls"),
        *("scorecard", "scorecard_evidence"),
    }
    lines = sum(unpacked(p).count(b"\n") for p in sample.files if p.suffix != ".xlsx")
    assert lines < 25_000
