"""The sample landing folder, written once."""

from __future__ import annotations

import pytest

from samples.landing import write_landing
from tests.samples.raw import Sample


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("landing")
    return Sample(folder, write_landing(folder))
