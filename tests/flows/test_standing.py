"""Who serves a home: one process, and nobody who looks keeps it from beginning."""

from __future__ import annotations

import threading

import pytest

from flows import standing
from flows.standing import AlreadyUpError
from lighting.settings import Settings


def test_one_process_serves_a_home_and_says_where(tmp_path):
    settings = Settings(home=tmp_path, prefect_port=4321)
    assert standing.api(settings) is None
    with standing.held(settings):
        assert standing.api(settings) == "http://127.0.0.1:4321/api"
        with (
            pytest.raises(AlreadyUpError, match=r"already: at http://127\.0\.0\.1:4321, process "),
            standing.held(settings),
        ):
            pass
    assert standing.described(settings) == "by nobody; lighting up does"


def test_looking_who_serves_never_gets_in_the_way_of_one_who_begins(tmp_path):
    settings = Settings(home=tmp_path)
    done = threading.Event()
    looks = []

    def look() -> None:
        while not done.is_set():
            looks.append(standing.owner(settings) is None)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(50):
            with standing.held(settings):
                pass
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert True in looks
