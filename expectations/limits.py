"""The limits of the rules: project defaults, and what the settings say otherwise."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from importlib import resources

from lighting.settings import SettingsError


class UnknownRuleError(SettingsError):
    """A limit is set for a rule that has none."""


def load(settings: Mapping[str, float]) -> dict[str, float]:
    """All limits by rule.

    Raises:
        UnknownRuleError: if the settings name a limit that no rule has.
    """
    text = (resources.files("expectations") / "limits.toml").read_text(encoding="utf-8")
    limits: dict[str, float] = tomllib.loads(text)
    unknown = sorted(set(settings) - set(limits))
    if unknown:
        where = os.environ.get("LIGHTING_CONFIG", "lighting.toml in the home folder")
        raise UnknownRuleError(
            f"{where}: [rules] sets {', '.join(unknown)}, which no rule has; known are {', '.join(sorted(limits))}"
        )
    return {**limits, **settings}
