"""A night on the sample files that claims are tested by, and the verdicts that are expected of it."""

from __future__ import annotations

from dataclasses import replace

from flows.outcome import Summary
from samples.city import write_city
from samples.enterprises import write_rosters
from samples.quality import write_quality
from samples.zone import write_zone
from tests.support import UNDOCUMENTED, Home
from warehouse import claims

STEPS = replace(UNDOCUMENTED, check_claims=claims.check)
EXPECTED = {
    "C01": "consistent", "C02": "reproduced", "C03": "not_testable", "C04": "qualitative", "C05": "not_testable",
    "C06": "not_testable", "C07": "reproduced", "C08": "not_testable", "C08b": "not_testable", "C09": "consistent",
    "C10": "reproduced", "C11": "qualitative", "C12": "consistent", "C13": "reproduced", "C14": "consistent",
    "C15": "qualitative", "C16": "qualitative", "C17": "consistent", "C18": "reproduced", "C19": "consistent",
    "C20": "not_testable", "C21": "not_testable", "C22": "reproduced", "C23": "consistent", "C24": "consistent",
    "C25": "qualitative", "C26": "not_testable", "C27": "inconsistent", "C28": "inconsistent", "C29": "qualitative",
    "C30": "scope_mismatch", "C31": "qualitative", "C32": "qualitative", "C33": "not_testable", "C34": "reproduced",
    "C34b": "reproduced", "C35": "consistent", "C36": "qualitative", "C37": "consistent", "C38": "reproduced",
    "C39": "reproduced", "C40": "consistent", "C41": "consistent", "C42": "qualitative",
    **dict.fromkeys(("O1", "O2", "Y3", "Y4"), "not_testable"), "Y1": "consistent", "Y2": "consistent",
}  # fmt: skip


def night(home: Home) -> Summary:
    """Put the sample files in and run the night."""
    landing = home.settings.home / "landing"
    write_city(landing / "customs_city", 2015)
    write_rosters(landing / "zone_roster", 2015)
    write_quality(landing, 2015)
    write_zone(landing, 2015)
    summary = home.night(STEPS)
    assert summary.faults == []
    return summary
