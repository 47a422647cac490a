"""Completion of the command in shells."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from lighting.cli import cli


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_the_commands(shell):
    script = CliRunner().invoke(cli, ["completion", shell]).output
    assert "_LIGHTING_COMPLETE" in script
    code = "import os; from lighting.cli import main; main()"
    words = {
        "_LIGHTING_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": "lighting st",
        "COMP_CWORD": "st" if shell == "fish" else "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | words, capture_output=True, text=True, check=False
    )
    assert "status" in done.stdout
