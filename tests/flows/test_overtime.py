"""Every flow has a limit; what comes of a run that passes it is tested in ``tests/faults``."""

from __future__ import annotations

import inspect

from prefect import Flow

from flows import arrivals, filling, freshness, nightly, outcome, overtime


def test_every_flow_has_the_limit_of_six_hours_and_no_other():
    flows = {
        name: flow
        for module in (arrivals, filling, freshness, nightly)
        for name, flow in vars(module).items()
        if isinstance(flow, Flow)
    }
    assert sorted(flows) == ["arrivals", "backfill", "decide", "freshness", "ingest_file", "nightly", "rerun"]
    watched = overtime.limited(lambda: None).__code__
    assert [name for name, flow in flows.items() if flow.fn.__code__ is not watched] == []
    assert [name for name, flow in flows.items() if flow.timeout_seconds is not None] == []
    assert outcome.LONGEST == 6 * 3600


def test_outside_of_a_run_a_flow_is_a_plain_function_of_the_same_signature():
    def work(a: int, *, b: str = "b") -> str:
        return f"{a}{b}"

    limited = overtime.limited(work)
    assert limited(1, b="c") == "1c"
    assert inspect.signature(limited) == inspect.signature(work)
