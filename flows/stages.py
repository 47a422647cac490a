"""The stages of one delivery, each of which skips what is done. State is the ledger and the staged files."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from expectations.outcome import PASSED, RESULTS, ROWS, Verdict, Work
from expectations.process import Judging
from flows.outcome import Refusal
from lighting.datasets.entry import Dataset
from lighting.registry import dataset
from lighting.settings import Settings
from transforms import correcting, mending, staging
from transforms.facts import Facts
from transforms.mending import Mended
from transforms.reading.errors import FileRefusedError
from transforms.reading.limits import MEBIBYTE, Limits
from transforms.staging import ReadReport, Source
from warehouse import archive, declared, lookups, released
from warehouse.codeversion import code_version
from warehouse.judgements import Judgement
from warehouse.ledger import Counts, Delivery
from warehouse.released import Released
from warehouse.stagedir import JUDGED, READ, SHAPED, StageDir


@dataclass(frozen=True)
class Bench:
    """What every stage of a run works with.

    Attributes:
        settings: where data lives.
        limits: limits of the rules.
        judging: who judges.
        lookups: folder of the code tables, as they are now.
        versions: present version of every slice of the code tables.
        released: records that are released from quarantine, by delivery.
    """

    settings: Settings
    limits: dict[str, float]
    judging: Judging
    lookups: Path
    versions: dict[str, str]
    released: dict[str, Released] = field(default_factory=dict)

    @property
    def reading(self) -> Limits:
        """How much reading a file may cost."""
        return Limits(
            unpacked_bytes=self.settings.unpacked_mb * MEBIBYTE,
            workbook_bytes=self.settings.workbook_mb * MEBIBYTE,
            workbook_seconds=self.settings.workbook_seconds,
        )


def check_facts(delivery: Delivery) -> Refusal | None:
    """Refuse a delivery whose declared facts contradict each other, are missing, or lie in the future."""
    problems = delivery.facts.get("problems", [])
    if problems:
        return Refusal(
            "MANIFEST",
            "; ".join(problems),
            "Correct the manifest; the file is then a new delivery.",
        )
    if delivery.dataset is None:
        return Refusal(
            "Q01",
            f"{delivery.file_name} is of no known dataset: its header is none of theirs.",
            "Put it into landing/<dataset>/, or name the dataset in its manifest or with --dataset.",
        )
    entry = dataset(delivery.dataset)
    missing = [name for name in entry.needs if name not in delivery.facts]
    if missing:
        examples = {"flow": 'flow = "export"', "released_at": "released_at = 2015-11-20T10:00:00"}
        lines = "; ".join(examples[name] for name in missing)
        return Refusal(
            "MANIFEST",
            f"{delivery.file_name}: {' and '.join(missing)} must be declared for {entry.name}.",
            f"Add to {delivery.file_name}.toml beside it: {lines}",
        )
    released = delivery.facts.get("released_at", "")
    if released.replace("T", " ") > delivery.received_at:
        return Refusal(
            "Q75",
            f"{delivery.file_name}: released_at {released} lies after its receipt, {delivery.received_at}.",
            "Correct released_at in the manifest, or wait: the first run from then on judges the file again.",
        )
    return None


def stage_of(bench: Bench, delivery: Delivery) -> StageDir:
    """Where the delivery is staged by the present code."""
    entry = dataset(delivery.dataset or "")
    mended = _released(bench, delivery).mended_version
    return StageDir(bench.settings.stage, delivery.delivery_id, code_version(entry, bench.limits), mended=mended)


def read(bench: Bench, delivery: Delivery) -> ReadReport | Refusal:
    """Read and type the file, unless that is done."""
    stage = stage_of(bench, delivery)
    if stage.is_done(READ):
        return ReadReport.load(stage.folder(READ))
    source, entry = _source(bench, delivery), dataset(delivery.dataset or "")
    try:
        with stage.writing(READ) as folder:
            schema = declared.polars_schema("stage", entry.name)
            return staging.read_stage(source, schema, bench.reading, folder, _mended(bench, delivery))
    except FileRefusedError as error:
        return Refusal(error.rule, f"{delivery.file_name}: {error.message}", error.remedy)


def judge(bench: Bench, delivery: Delivery, report: ReadReport) -> Verdict:
    """Judge the typed rows, unless that is done with the present code tables."""
    stage = with_lookups(bench, delivery, report)
    if not stage.is_done(JUDGED):
        with stage.writing(JUDGED) as folder:
            _judge_corrected(bench, delivery, _work(bench, delivery, report, stage, folder))
    return Verdict.load(stage.folder(JUDGED))


def shape(bench: Bench, delivery: Delivery, report: ReadReport) -> None:
    """Shape the accepted rows, unless that is done."""
    stage = with_lookups(bench, delivery, report)
    if stage.is_done(SHAPED):
        return
    entry = dataset(delivery.dataset or "")
    tables = {name: declared.polars_schema("core", name) for name in entry.tables}
    judged = stage.folder(JUDGED) / ROWS
    corrected = stage.folder(JUDGED) / correcting.CORRECTED
    rows = corrected if corrected.is_file() else stage.folder(READ) / staging.ROWS
    with stage.writing(SHAPED) as folder:
        staging.shape_stage(_source(bench, delivery), stage.folder(READ), judged, tables, bench.reading, folder, rows)


def judgement(bench: Bench, delivery: Delivery, report: ReadReport, verdict: Verdict) -> Judgement:
    """What the stages came to, for the loader."""
    stage = with_lookups(bench, delivery, report)
    scope = tuple(_lookup_scope(bench, delivery, report))
    results = stage.folder(JUDGED) / RESULTS
    if verdict.rule is not None:
        return Judgement(
            delivery.delivery_id,
            stage,
            lookup_scope=scope,
            results=results,
            rule=verdict.rule,
            reason=f"{delivery.file_name}: {verdict.reason}",
            remedy=verdict.remedy,
        )
    quarantined, held = staging.count_quarantine(stage.folder(SHAPED))
    counts = Counts(
        read=report.rows_read,
        accepted=report.rows_read - quarantined - report.rows_set_aside,
        quarantined=quarantined,
        set_aside=report.rows_set_aside,
        held=held,
    )
    return Judgement(delivery.delivery_id, stage, counts, scope, results)


def refused(delivery: Delivery, refusal: Refusal, stage: StageDir | None) -> Judgement:
    """The judgement of a delivery that was refused before it was judged."""
    return Judgement(delivery.delivery_id, stage, rule=refusal.rule, reason=refusal.reason, remedy=refusal.remedy)


def unread(bench: Bench, delivery: Delivery, refusal: Refusal) -> Judgement:
    """The judgement of a delivery that could not be read; released records may be why, so it depends on them."""
    stage, scope = stage_of(bench, delivery), tuple(_release_scope(bench, delivery))
    if scope:
        stage = replace(stage, lookup_version=lookups.version_of(scope, bench.versions))
    return replace(refused(delivery, refusal, stage), lookup_scope=scope)


def with_lookups(bench: Bench, delivery: Delivery, report: ReadReport) -> StageDir:
    """Where the delivery is staged by the present code and code tables."""
    stage = stage_of(bench, delivery)
    version = lookups.version_of(_lookup_scope(bench, delivery, report), bench.versions)
    return replace(stage, lookup_version=version)


def _released(bench: Bench, delivery: Delivery) -> Released:
    return bench.released.get(delivery.delivery_id, Released())


def _mended(bench: Bench, delivery: Delivery) -> dict[int, Mended]:
    records = _released(bench, delivery).records(bench.settings.archive)
    return {row: Mended(decision_id, cells) for row, (decision_id, cells) in records.items()}


def _release_scope(bench: Bench, delivery: Delivery) -> list[str]:
    """The slice of what is released of the delivery; none if nothing is, so that nothing new is due for it."""
    return [released.scope(delivery.delivery_id)] if delivery.delivery_id in bench.released else []


def _lookup_scope(bench: Bench, delivery: Delivery, report: ReadReport) -> list[str]:
    """What a delivery is judged by: slices of the code tables, corrections that may bear on it, released records."""
    entry: Dataset = dataset(delivery.dataset or "")
    found = lookups.scope(entry.lookups, report.years, report.chapters) + _release_scope(bench, delivery)
    if entry.kind == "code_table":
        return found
    return sorted([*found, *lookups.corrections_scope(entry.name, delivery.delivery_id, report.years)])


def _judge_corrected(bench: Bench, delivery: Delivery, work: Work) -> None:
    """Judge the rows as corrections leave them; a row that one sets aside goes to quarantine."""
    is_confidential = dataset(delivery.dataset or "").is_confidential
    listed = lookups.corrections_file(bench.lookups, is_confidential=is_confidential)
    corrected = correcting.correct(work.rows, listed, _source(bench, delivery).facts, work.folder)
    work = replace(
        work,
        rows=corrected.rows or work.rows,
        reader_results=[*work.reader_results, *(asdict(result) for result in corrected.results)],
    )
    verdict = bench.judging.judge(work)
    correcting.set_aside(work.folder / ROWS, corrected.done)
    _note_released(bench, delivery, work, corrected.done)
    if corrected.refusal and verdict.rule is None:
        remedy = "The source may have been mended: give the correction a released_to, or withdraw it."
        replace(verdict, rule=correcting.RULE, reason=f"{corrected.refusal}.", remedy=remedy).save(work.folder)


def _note_released(bench: Bench, delivery: Delivery, work: Work, corrected: pl.DataFrame) -> None:
    """Write beside the corrections what was mended of the file and what rules let pass."""
    mended = stage_of(bench, delivery).folder(READ) / mending.MENDED_FILE
    passed = work.folder / PASSED
    parts = [pl.read_parquet(path) for path in (mended, passed) if path.is_file()]
    if parts:
        pl.concat([corrected, *parts]).write_parquet(work.folder / correcting.CORRECTIONS)


def _source(bench: Bench, delivery: Delivery) -> Source:
    entry = dataset(delivery.dataset or "")
    facts = Facts.from_json(delivery.delivery_id, entry.name, delivery.received_at, delivery.facts)
    path = archive.bytes_of(bench.settings.archive, delivery.sha256)
    held_by = entry.key if entry.kind == "trade" else ()
    return Source(path, delivery.file_name, entry.transforms, facts, held_by)


def _work(bench: Bench, delivery: Delivery, report: ReadReport, stage: StageDir, folder: Path) -> Work:
    scope: dict[str, Any] = {"released_at": delivery.facts.get("released_at", ""), **report.scope}
    scope["release_month"] = scope["released_at"][:7].replace("-", "")
    return Work(
        delivery_id=delivery.delivery_id,
        dataset=delivery.dataset or "",
        rows=stage.folder(READ) / staging.ROWS,
        lookups=bench.lookups,
        scope=scope,
        reader_results=[asdict(result) for result in report.results],
        limits=bench.limits,
        folder=folder,
        let_pass=_released(bench, delivery).let_pass,
    )
