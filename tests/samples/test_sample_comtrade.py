"""The sample of Comtrade through the pipeline: shares that are whole, one that is not, and a gap that is flagged."""

from __future__ import annotations

import pytest

from samples.comtrade import write_comtrade

pytestmark = pytest.mark.slow


def test_shares_and_gaps_of_the_sample(home, tmp_path):
    (path,) = write_comtrade(tmp_path / "made", 2015)
    home.put("comtrade", path.name, path)
    home.put("comtrade", f"{path.name}.toml", path.with_name(f"{path.name}.toml"))
    handled = home.handled(home.night(), path.name)
    assert (handled.state, handled.rows_accepted, handled.rows_quarantined) == ("loaded", 144 + 6 - 4, 0)
    assert home.one("SELECT rows_set_aside FROM ops.delivery") == 46
    share = "SELECT period, value BETWEEN 0.45 AND 0.7, reason FROM marts.world_share"
    assert home.rows(f"{share} WHERE family = 'D1' AND basis = 'mirror' ORDER BY period") == [
        ("2014", True, None),
        ("2015", True, None),
        ("2016", None, "INCOMPLETE"),
    ]
    flagged = "SELECT DISTINCT area_code FROM marts.mirror_gap WHERE is_flagged AND family IN ('D1', 'D2')"
    assert home.rows(flagged) == [("344",)]
