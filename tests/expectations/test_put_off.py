"""What Great Expectations imports and no suite uses is loaded when it is asked for, and not before."""

from __future__ import annotations

import importlib
import sys

from expectations.put_off import put_off


def test_judging_does_not_load_what_no_suite_uses(judge):
    assert judge._judge.suites
    for name, part in (("scipy.stats", "scipy.stats._stats_py"), ("altair", "altair.vegalite")):
        assert name in sys.modules, f"{name} is no longer imported; then it need not be put off"
        assert part not in sys.modules


def test_a_module_that_was_put_off_is_whole_once_it_is_asked_for(tmp_path, monkeypatch):
    (tmp_path / "late_lamp.py").write_text("__all__ = ['watts']\nwatts = 12\n")
    monkeypatch.syspath_prepend(tmp_path)
    put_off("late_lamp")
    lamp = importlib.import_module("late_lamp")
    assert not hasattr(lamp, "__file__"), "looking through all modules loads none"
    assert lamp.watts == 12
    whole = importlib.import_module("late_lamp")
    assert (whole.watts, whole.__file__) == (12, str(tmp_path / "late_lamp.py"))
    put_off("late_lamp")
    assert importlib.import_module("late_lamp") is whole
    del sys.modules["late_lamp"]
