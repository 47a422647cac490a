"""Every flow has a limit; what comes of a run that passes it is tested in ``tests/faults``."""

from __future__ import annotations

import inspect
from datetime import date

import pytest
from prefect import Flow
from prefect.exceptions import ParameterTypeError

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
    assert inspect.signature(limited) == inspect.signature(work, eval_str=True)


def test_what_a_form_asks_for_is_read_by_the_types_of_the_flow():
    read = nightly.rerun.validate_parameters(
        {"names": ["a.csv"], "from_stage": "judged", "released_from": "2015-10-01"}
    )
    assert (read["names"], read["from_stage"], read["released_from"]) == (["a.csv"], "judged", date(2015, 10, 1))
    read = filling.backfill.validate_parameters({"reason": "r", "by": "b", "released_to": "2015-12-31"})
    assert (read["released_to"], read["publish"]) == (date(2015, 12, 31), False)
    with pytest.raises(ParameterTypeError, match="'read', 'judged' or 'shaped'"):
        nightly.rerun.validate_parameters({"from_stage": "loaded"})
