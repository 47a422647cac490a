"""Notifications in two times: what two releases say of a case, in either order of arrival."""

from __future__ import annotations

import pytest

from tests.support import Home

pytestmark = pytest.mark.slow

FIRST, SECOND, SAME_DAY = "2023-12-15T10:00:00", "2023-12-22T10:00:00", "2023-12-22T10:00:00"
VERSION = "case_no, state::VARCHAR, brand, strftime(known_from, '%d'), strftime(known_to, '%d'), is_first_release"


def report(**brands: str) -> str:
    """A weekly report of lamps by case number."""
    body = "".join(
        f"<notifications><caseNumber>{case}</caseNumber><category>Lighting equipment</category><product>Lamp</product>"
        f"<riskType>Fire</riskType><brand>{brand}</brand><countryOfOrigin>China</countryOfOrigin></notifications>"
        for case, brand in brands.items()
    )
    return f"<Safety-Gate><report_date>15/12/2023</report_date>{body}</Safety-Gate>"


FILES = {
    "first.xml": (report(A1="Lumi", A2="Helio"), FIRST),
    "second.xml": (report(A1="Lumi", A2="Heliotrope"), SECOND),
    "other.xml": (report(A3="Sol"), SAME_DAY),
    "against.xml": (report(A3="Solaris"), SAME_DAY),
}


def put(home: Home, names: list[str]) -> Home:
    """A night over some files."""
    for name in names:
        text, released = FILES[name]
        home.put("safety_gate", name, text, released_at=released)
    assert home.night().state == "published"
    return home


@pytest.fixture(scope="module")
def homes(make_home, tmp_path_factory) -> list[Home]:
    """All files in one night, and in three, the later ones first."""
    folder = tmp_path_factory.mktemp("versions")
    one, three = (make_home(folder / name) for name in ("one", "three"))
    put(one, list(FILES))
    for names in (["against.xml", "second.xml"], ["other.xml"], ["first.xml"]):
        put(three, names)
    return [one, three]


def test_a_change_opens_a_version_and_a_repeat_does_not(homes):
    for home in homes:
        assert home.rows(f"SELECT {VERSION} FROM core.fct_foreign_notification ORDER BY ALL") == [
            ("A1", "V", "Lumi", "15", None, True),
            ("A2", "V", "Helio", "15", "22", True),
            ("A2", "V", "Heliotrope", "22", None, False),
            ("A3", "CONFLICT", None, "22", None, False),
        ]
        restated = "SELECT case_no, count(*)::INTEGER FROM core.fct_foreign_notification_restated GROUP BY 1 ORDER BY 1"
        assert home.rows(restated) == [("A1", 1), ("A3", 2)]
        assert home.one("SELECT count(*) FROM ops.new_slice WHERE table_name = 'fct_foreign_notification'") == 0


def test_any_order_gives_the_same_digest(homes):
    assert homes[0].digest() == homes[1].digest()


def test_a_year_without_a_recall_is_known_to_have_none(home):
    none = '{"success": {"total": 0, "results": []}}'
    home.put("cpsc_recalls", "none.json", none, released_at="2016-01-15", period_from="201501", period_to="201512")
    summary = home.night()
    handled = home.handled(summary, "none.json")
    assert (summary.state, handled.state, handled.rows_accepted) == ("published", "loaded", 0)
    rate = "marts.notification_rate(authority := 'US_CPSC', family := 'D1') WHERE period = '201512'"
    assert home.rows(f"SELECT alerts, alert_months, reason FROM {rate}") == [(0, 12, "INCOMPLETE")], "no exports"
