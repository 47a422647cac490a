"""The home between the two nights."""

from __future__ import annotations

import pytest

from tests.faults.two_nights import first_night, second_night
from tests.support import Home


@pytest.fixture(scope="module")
def between(tmp_path_factory, make_home) -> Home:
    """A home after one night, with the files of the second in its landing folder."""
    home = make_home(tmp_path_factory.mktemp("between") / "home")
    first_night(home)
    assert home.night().state == "published"
    second_night(home)
    return home
