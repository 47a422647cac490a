"""Data Docs of the last run, as a folder of pages that need no network.

Great Expectations renders suites and results with its own site builder; see ``docs_results`` for what it is given,
``docs_index`` for the index and ``docs_offline`` for what becomes of the pages.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations import adapter
from expectations.docs_offline import take_offline
from expectations.docs_results import Validated, description, document, moment

if TYPE_CHECKING:
    from great_expectations.data_context import AbstractDataContext
    from great_expectations.data_context.types.resource_identifiers import ValidationResultIdentifier

__all__ = ["MANY", "PASSED_OF_MANY", "Validated", "build"]

MANY, PASSED_OF_MANY = 200, 50


def build(deliveries: Sequence[Validated], site: Path) -> Path:
    """Build the pages of a run in place of those of the last.

    Args:
        deliveries: what the run has validated; of more than 200, those that failed and the first 50 others are shown.
        site: folder of the pages.

    Returns:
        The index page.

    Raises:
        RuntimeError: if Great Expectations could not render a page; the pages of the last run stay then.
    """
    site = site.absolute()
    with _replacing(site) as fresh:
        _render(deliveries, fresh)
    return site / "index.html"


@contextmanager
def _replacing(site: Path) -> Iterator[Path]:
    """A folder beside the site that takes its place in the end, unless something is raised."""
    fresh, former = (site.with_name(f".{site.name}.{kind}") for kind in ("new", "former"))
    if former.exists() and not site.exists():
        former.rename(site)  # a run was killed between the two renames
    for leftover in (fresh, former):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        yield fresh
        if site.exists():
            site.rename(former)
        try:
            fresh.rename(site)
        except OSError:
            if former.exists():
                former.rename(site)
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(former, ignore_errors=True)


def _render(deliveries: Sequence[Validated], folder: Path) -> None:
    """Have the site rendered into the folder and make it work without a network."""
    results = [document(d, json.loads(d.suite_json.read_text(encoding="utf-8"))) for d in deliveries]
    chosen = _chosen([bool(result["success"]) for result in results])
    with _own_context() as context, _raising():
        pages = _store(context, [(deliveries[n], results[n]) for n in chosen])
        _build_site(context, folder, _site_name(deliveries, chosen))
    missing = sorted(str(page) for page in pages if not (folder / page).is_file())
    if missing:
        raise RuntimeError(f"Great Expectations left out pages: {', '.join(missing)}")
    take_offline(folder, pages)


@contextmanager
def _own_context() -> Iterator[AbstractDataContext]:
    """A context of our own; Great Expectations remembers the last one, so it is given back what it remembered."""
    adapter.install()
    import great_expectations as gx
    from great_expectations.data_context.data_context.context_factory import project_manager
    from great_expectations.exceptions import DataContextError

    try:
        former = project_manager.get_current_project()
    except DataContextError:
        former = None
    try:
        yield gx.get_context(mode="ephemeral")
    finally:
        project_manager.set_project(former)


def _store(context: AbstractDataContext, results: Sequence[tuple[Validated, dict[str, Any]]]) -> dict[Path, str]:
    """Keep results and suites in the context; returns the pages that they are to have, with their titles."""
    import great_expectations as gx

    import expectations.rules  # noqa: F401 - Great Expectations finds our expectation by its name

    pages = {Path("index.html"): "Index"}
    rules: dict[str, dict[str, dict[str, Any]]] = {}
    backend: Any = context.validation_results_store.store_backend
    for delivery, whole in results:
        whole["meta"]["great_expectations_version"] = gx.__version__
        key: tuple[str, ...] = _key(delivery).to_tuple()  # type: ignore[no-untyped-call]
        backend.set(key, json.dumps(whole))
        pages[Path("validations", *key[:-1], f"{key[-1]}.html")] = delivery.file_name
        of_dataset = rules.setdefault(delivery.dataset, {})
        for result in whole["results"]:
            config = result["expectation_config"]
            meta = config["meta"]
            key_of_rule = f"{meta['id']} {meta['what']} {config['kwargs'].get('column')}"
            known = of_dataset.setdefault(key_of_rule, config)
            if known["description"] != config["description"]:  # what is allowed differs from file to file
                of_dataset[key_of_rule] = {**known, "description": description({**meta, "allowed": ""})}
    for dataset, configs in rules.items():
        context.suites.add(gx.ExpectationSuite(name=dataset, expectations=list(configs.values())))
        pages[Path("expectations", f"{dataset}.html")] = dataset
    return pages


def _build_site(context: AbstractDataContext, folder: Path, name: str) -> None:
    """Let Great Expectations write its pages: one per result and suite, and the index."""
    from great_expectations.render.renderer.site_builder import SiteBuilder

    builder = SiteBuilder(
        data_context=context,
        store_backend={"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
        site_name=name,
        site_index_builder={
            "class_name": "DefaultSiteIndexBuilder",
            "renderer": {"module_name": "expectations.docs_index", "class_name": "IndexRenderer"},
        },
        show_how_to_buttons=False,
        site_section_builders={"profiling": "None"},
    )
    builder.build()


@contextmanager
def _raising() -> Iterator[None]:
    """Raise what Great Expectations would only log: a page or a part of one that could not be rendered."""
    messages: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told = record.getMessage().rpartition("Detailed information follows:")[2]
            messages.append(told.partition("Traceback:")[0].strip())

    logger, handler = logging.getLogger("great_expectations"), Collect(logging.ERROR)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
    if messages:
        raise RuntimeError(f"Great Expectations could not render: {'; '.join(messages)}")


def _chosen(succeeded: Sequence[bool]) -> list[int]:
    """Which deliveries are shown, by their place."""
    if len(succeeded) <= MANY:
        return list(range(len(succeeded)))
    passed = [number for number, success in enumerate(succeeded) if success][:PASSED_OF_MANY]
    return sorted({*passed, *(number for number, success in enumerate(succeeded) if not success)})


def _site_name(deliveries: Sequence[Validated], chosen: Sequence[int]) -> str:
    """What stands over the index."""
    if not deliveries:
        return "nothing was validated"
    number = len(deliveries)
    note = f"; {PASSED_OF_MANY} of those that passed are shown" if len(chosen) < number else ""
    return f"run {deliveries[0].run_id}: {number} file{'s' * (number > 1)} validated{note}"


def _key(delivery: Validated) -> ValidationResultIdentifier:
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    run = RunIdentifier(run_name=delivery.run_id, run_time=moment(delivery))
    return ValidationResultIdentifier(ExpectationSuiteIdentifier(delivery.dataset), run, delivery.delivery_id)
