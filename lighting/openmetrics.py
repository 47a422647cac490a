"""Measurements as OpenMetrics text, which Prometheus and its textfile collector read.

Grammar: OpenMetrics 1.0.0. All families are gauges: what they tell is as of the writing of the file.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_UNITS = ("seconds", "bytes")


@dataclass
class Family:
    """One gauge with its samples.

    Attributes:
        name: name, ending with its unit if that is seconds or bytes.
        help: what it tells.
        samples: labels and values.
    """

    name: str
    help: str
    samples: list[tuple[Mapping[str, str], float]] = field(default_factory=list)

    def add(self, value: float, **labels: str) -> None:
        """Add a sample."""
        self.samples.append((labels, float(value)))


def render(families: Iterable[Family]) -> str:
    """The families as text; those without samples are left out."""
    lines: list[str] = []
    for family in families:
        if not family.samples:
            continue
        unit = next((unit for unit in _UNITS if family.name.endswith(f"_{unit}")), None)
        lines.append(f"# TYPE {family.name} gauge")
        if unit:
            lines.append(f"# UNIT {family.name} {unit}")
        lines.append(f"# HELP {family.name} {_escaped(family.help)}")
        lines += [f"{family.name}{_labels(labels)} {_value(value)}" for labels, value in family.samples]
    return "\n".join([*lines, "# EOF", ""])


def _labels(labels: Mapping[str, str]) -> str:
    inner = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{inner}}}" if inner else ""


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


def _value(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return str(int(value)) if value == int(value) else repr(value)
