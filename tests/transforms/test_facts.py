"""Declared facts, and what counts as a declared selection."""

from __future__ import annotations

from datetime import datetime

import pytest

from transforms.facts import Facts
from transforms.selection import is_declared

SELECTION = {
    "covers_hs": ["9405"],
    "covers_partners": ["*"],
    "covers_regimes": ["*"],
    "covers_places": ["44"],
}


def test_from_the_json_of_the_ledger():
    declared = {
        **SELECTION,
        "released_at": "2015-11-20T10:00:00",
        "flow": "X",
        "page": 1,
        "supersedes": ["0" * 32],
    }
    facts = Facts.from_json("d1", "customs_query", "2015-11-21T00:00:00", declared)
    assert (facts.delivery_id, facts.dataset, facts.flow, facts.page) == ("d1", "customs_query", "X", 1)
    assert facts.released_at == datetime(2015, 11, 20, 10)
    assert facts.received_at == datetime(2015, 11, 21)
    assert facts.covers_hs == ("9405",)
    assert (facts.vintage, facts.revision_no, facts.currency, facts.set_id) == ("official", 0, None, None)


def test_a_delivery_is_what_the_ledger_says_and_not_what_a_manifest_says():
    declared = {"delivery_id": "other", "dataset": "other", "received_at": "other"}
    facts = Facts.from_json("d1", "customs_query", "2015-11-21T00:00:00", declared)
    assert (facts.delivery_id, facts.dataset, facts.received_at) == ("d1", "customs_query", datetime(2015, 11, 21))


@pytest.mark.parametrize("missing", list(SELECTION))
def test_a_selection_is_declared_only_as_a_whole(missing):
    assert is_declared(Facts.from_json("d", "x", "2015-11-21T00:00:00", SELECTION), SELECTION)
    part = {name: codes for name, codes in SELECTION.items() if name != missing}
    assert not is_declared(Facts.from_json("d", "x", "2015-11-21T00:00:00", part), SELECTION)
