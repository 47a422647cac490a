"""A year of notifications through a night: what is loaded, what is set apart, the rate, and a member that is named."""

from __future__ import annotations

import pytest

from tests.samples.raw import Sample
from tests.support import OPEN, Home, query_csv
from tests.warehouse.marts.ground import months

pytestmark = pytest.mark.slow

NAMES = ("safety_gate", "cpsc_recalls", "zone_roster", "fx_rates")
LOADED = {
    "sample_safety_gate_2017.xml": (38, 2),
    "sample_safety_gate_2018_03.xml": (3, 0),
    "sample_cpsc_2017.json": (13, 1),
}


@pytest.fixture(scope="module")
def home(sample: Sample, make_home, tmp_path_factory) -> Home:
    """A night over the notifications, and members, rates and exports that they are set against."""
    home = make_home(tmp_path_factory.mktemp("notifications") / "home")
    for path in sample.files:
        if path.parent.name in NAMES and "without" not in path.name:
            beside = path.with_name(f"{path.name}.toml")
            home.put(path.parent.name, path.name, path)
            home.put(path.parent.name, beside.name, beside)
    rows = [{"period": m, "partner": p, "value": 9_000_000} for m in months("201607", "201706") for p in ("502", "304")]
    home.put("customs_query", "exports.csv", query_csv(rows), **{**OPEN, "released_at": "2017-07-20T10:00:00"})
    assert home.night().state == "published"
    return home


def test_what_becomes_of_the_files(home):
    rows = home.rows(
        """
        SELECT file_name, state, rows_accepted, rows_quarantined FROM ops.delivery
        WHERE dataset IN ('safety_gate', 'cpsc_recalls')
        """
    )
    assert {name: (state, (accepted, apart)) for name, state, accepted, apart in rows} == {
        name: ("loaded", counts) for name, counts in LOADED.items()
    }
    told = "SELECT file_name, reasons[1] FROM ops.quarantine_row JOIN ops.delivery USING (delivery_id)"
    assert home.rows(f"{told} WHERE dataset IN ('safety_gate', 'cpsc_recalls') ORDER BY ALL") == [
        ("sample_cpsc_2017.json", "barcode 690000000002 fails its check digit"),
        ("sample_safety_gate_2017.xml", "barcode 6900000000015 fails its check digit"),
        ("sample_safety_gate_2017.xml", "column 'publicationDate': '31/02/2017' is not a day"),
    ]


def test_a_rate_for_each_authority(home):
    rows = home.rows(
        """
        SELECT authority_code, reason, complete, alerts > 3, value BETWEEN interval_low AND interval_high,
               exports_usd > 1e6, alerts_held
        FROM marts.notification_rate(family := 'D3') WHERE period = '201712' ORDER BY 1
        """
    )
    assert [row[:6] for row in rows] == [
        ("EU_SAFETY_GATE", None, rows[0][6] == 0, True, True, True),
        ("US_CPSC", None, rows[1][6] == 0, True, True, True),
    ]


def test_a_member_is_named_once(home):
    rows = home.rows("SELECT role, member_name, method, candidates, is_member_then FROM ops.notification_match()")
    assert rows == [("maker", "样本灯饰07有限公司", "name without form, case and width", 1, True)]
