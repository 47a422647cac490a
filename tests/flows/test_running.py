"""A run of a worker waits for the one that writes, also if another begins at the moment at which it may."""

from __future__ import annotations

import pytest

from lighting.settings import Settings
from warehouse.lock import WarehouseBusyError, writer_lock

pytestmark = pytest.mark.slow


def test_one_that_is_overtaken_waits_again_and_in_the_end_gives_up(tmp_path):
    from flows import running

    settings = Settings(home=tmp_path)
    tries = []

    def overtaken() -> int:
        tries.append(1)
        if len(tries) == 1:
            with writer_lock(settings.lock, "another"), writer_lock(settings.lock, "nightly"):
                pass
        return len(tries)

    assert running.when_free(settings, overtaken) == 2
    tries.clear()
    with pytest.raises(WarehouseBusyError, match="another, process"):
        running.when_free(settings, overtaken, patience=0)
