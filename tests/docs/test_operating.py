"""The units and the page on living with the nights: systemd takes the units, and the page names what there is."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from lighting.settings import Settings
from tests.docs import systemd

CHECKOUT = Path(__file__).resolve().parents[2]
UNITS = sorted((CHECKOUT / "docs" / "systemd").glob("lighting*"))
PAGE = (CHECKOUT / "docs" / "operating.md").read_text(encoding="utf-8")


def test_systemd_takes_the_units(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed: apt-get install systemd")
    program = tmp_path / "lighting"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/export-lighting/.venv/bin/lighting", str(program))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    assert len(UNITS) == 3
    command = ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / unit.name) for unit in UNITS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_page_names_each_deployment_and_each_setting_of_the_server():
    deployments = re.findall(
        r"^  - name: (\w+)$", (CHECKOUT / "prefect.yaml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(deployments) == 5
    settings = [item.name for item in fields(Settings) if item.name.startswith("prefect_")]
    assert [name for name in (*deployments, *settings) if f"| `{name}` |" not in PAGE] == []


def test_commands_to_systemd_name_units_that_there_are_and_options_that_it_knows():
    lines = re.findall(r"^(?:sudo )?(?:systemctl|journalctl) .*$", PAGE, re.MULTILINE)
    assert len(lines) == 3
    for line in lines:
        systemd.check(line)
    wrong = ["systemctl status lightning", "sudo systemctl restrt lighting", "sudo timedatectl set-ntp perhaps"]
    if shutil.which("systemd-analyze"):
        wrong += ["journalctl --unit lighting --folow", "journalctl --unit lighting --since yesterdy"]
    for line in wrong:
        with pytest.raises(AssertionError):
            systemd.check(line)


def test_the_image_gets_every_package_and_the_deployments():
    lines = (CHECKOUT / "docs" / "container" / "Containerfile").read_text(encoding="utf-8").splitlines()
    copied = {name for line in lines if line.startswith("COPY ") for name in line.split()[1:-1]}
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    assert packages | {"prefect.yaml", "requirements.lock", "requirements.bootstrap.lock"} <= copied
    assert [name for name in copied if not (CHECKOUT / name).exists()] == []
