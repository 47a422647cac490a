"""Files that are replaced together: all or none, whenever the swap is killed, and the old ones are kept."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lighting.settings import Settings
from warehouse import swapping
from warehouse.swapping import Kept

RECORD = Kept("20261123-1", "backfill", "why", "who", "2026-11-23T10:00:00")
PARTS = ("warehouse", "confidential", "published")


def _home(path: Path, content: str, parts=PARTS) -> Settings:
    settings = Settings(home=path)
    settings.published.parent.mkdir(parents=True)
    for name in parts:
        getattr(settings, name).write_text(f"{content} {name}")
    return settings


def _content(settings: Settings) -> dict[str, str]:
    return {n: getattr(settings, n).read_text().split()[0] for n in PARTS if getattr(settings, n).is_file()}


def _swap_killed_at(settings: Settings, fresh: Settings, moment: int) -> bool:
    """Swap in a process that is killed at one of the moments at which it touches files; True if it was."""
    child = os.fork()
    if child == 0:
        seen = 0

        def count(event: str, _: object) -> None:
            nonlocal seen
            if event.startswith(("os.", "shutil.")) or event == "open":
                seen += 1
                if seen == moment:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        swapping.swap(settings, fresh, RECORD)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("old_parts", [PARTS, ("warehouse", "published")])
@pytest.mark.parametrize("new_parts", [PARTS, ("warehouse", "published")])
def test_a_swap_killed_at_any_moment_has_not_begun_or_is_completed_by_the_next_start(tmp_path, old_parts, new_parts):
    wanted_old, wanted_new = dict.fromkeys(old_parts, "old"), dict.fromkeys(new_parts, "new")
    outcomes = []
    for moment in range(1, 200):
        settings = _home(tmp_path / str(moment), "old", old_parts)
        fresh = _home(settings.home / "backfill", "new", new_parts)
        was_killed = _swap_killed_at(settings, fresh, moment)
        assert settings.published.read_text() in {"old published", "new published"}, moment  # whole at any moment
        swapping.complete(settings)
        outcomes.append("new" if _content(settings) == wanted_new else "old")
        kept = _content(replace(settings, home=swapping.kept_folder(settings, RECORD.run_id)))
        if outcomes[-1] == "new":
            assert kept == wanted_old, moment
            assert swapping.kept(settings) == [RECORD], moment
        else:
            assert (_content(settings), kept, swapping.kept(settings)) == (wanted_old, {}, []), moment
        leftovers = {path.name for path in settings.home.rglob("*")} & {
            "backfill",
            "swap.json",
            "swap.part",
            "record.part",
        }
        assert leftovers == set(), moment
        if not was_killed:
            break
    assert not was_killed
    assert outcomes.count("old") > 1
    assert outcomes.count("new") > len(outcomes) // 2
    assert outcomes == sorted(outcomes, reverse=True)  # once it has begun it is done


def test_a_warehouse_that_was_not_closed_is_not_swapped(tmp_path):
    settings = _home(tmp_path / "home", "old")
    fresh = _home(settings.home / "backfill", "new")
    Path(f"{settings.warehouse}.wal").touch()
    with pytest.raises(FileExistsError, match="not closed"):
        swapping.swap(settings, fresh, RECORD)
    assert set(_content(settings).values()) == {"old"}


def test_what_somebody_wrote_into_the_published_copy_does_not_get_into_the_new_one(tmp_path):
    settings = _home(tmp_path / "home", "old")
    fresh = _home(settings.home / "backfill", "new")
    log = Path(f"{settings.published}.wal")
    log.touch()
    swapping.swap(settings, fresh, RECORD)
    assert set(_content(settings).values()) == {"new"}
    assert not log.exists()
