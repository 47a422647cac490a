"""What is declared for a file: read from manifests and flags, normalised, checked for contradictions.

A manifest is ``<file>.toml`` beside the file, else ``manifest.toml`` in its folder with a table per file name.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_FLOWS = {"x": "X", "export": "X", "m": "M", "import": "M"}
_SUPERSEDED = re.compile(r"[0-9a-f]{32}")


@dataclass
class Declared:
    """Facts of a file as they were declared.

    Attributes:
        facts: normalised facts; dataset among them if it is known.
        problems: contradictions and unreadable entries; any of them makes the delivery a refusal.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, source: str, entries: Mapping[str, Any]) -> None:
        """Add what one source says; two sources that disagree are a problem."""
        for key, raw in entries.items():
            normalise = _KEYS.get(key)
            if normalise is None:
                known = ", ".join(sorted(_KEYS))
                self.problems.append(f"{source}: unknown key '{key}'; known are {known}")
                continue
            try:
                value = normalise(raw)
            except (ValueError, TypeError) as error:
                self.problems.append(f"{source}: {key} = {raw!r}: {error}")
                continue
            if key in self.facts and self.facts[key] != value:
                self.problems.append(f"{source} says {key} = {value!r}, another source says {self.facts[key]!r}")
                continue
            self.facts[key] = value

    def check(self) -> None:
        """Look for entries that contradict each other."""
        facts = self.facts
        first, last = facts.get("period_from"), facts.get("period_to")
        if (first is None) != (last is None):
            self.problems.append("period_from and period_to go together; one of them is missing")
        elif first is not None and last is not None and first > last:
            self.problems.append(f"period_from {first} lies after period_to {last}")
        paged = [key for key in ("page", "pages", "set_id") if key in facts]
        if paged and len(paged) < 3:
            missing = sorted({"page", "pages", "set_id"} - set(paged))
            self.problems.append(f"{' and '.join(paged)} without {' and '.join(missing)}: all three make a page set")
        elif paged and facts["page"] > facts["pages"]:
            self.problems.append(f"page {facts['page']} of {facts['pages']}")

    def normalised(self) -> str:
        """The facts as JSON with sorted keys; problems are part of them, so that mending makes a new delivery."""
        entries = dict(self.facts)
        if self.problems:
            entries["problems"] = sorted(self.problems)
        return json.dumps(entries, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def facts_hash(normalised: str) -> str:
    """SHA-256 of normalised facts."""
    return hashlib.sha256(normalised.encode()).hexdigest()


def delivery_id(sha256: str, facts_sha256: str) -> str:
    """Identity of a delivery: the bytes together with the facts."""
    return hashlib.sha256(f"{sha256}:{facts_sha256}".encode()).hexdigest()[:32]


def parse_toml(text: str) -> dict[str, Any]:
    """Parse a manifest.

    Raises:
        ValueError: with the line that does not parse.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"does not parse: {error}") from error
    except RecursionError as error:
        raise ValueError("does not parse: its lists or tables stand in each other too deeply") from error


def shanghai_time(value: str | date | datetime) -> datetime:
    """A moment as naive Asia/Shanghai time; without an offset it is that, a bare day is its 00:00.

    Raises:
        ValueError: if it is no moment.
    """
    if isinstance(value, str):
        value = datetime.fromisoformat(value.strip())
    if not isinstance(value, datetime):
        return datetime.combine(value, time())
    if value.tzinfo is not None:
        value = value.astimezone(SHANGHAI).replace(tzinfo=None)
    return value.replace(microsecond=0)


def now() -> datetime:
    """The present moment, naive Asia/Shanghai."""
    return datetime.now(SHANGHAI).replace(tzinfo=None, microsecond=0)


def _moment(value: Any) -> str:
    if not isinstance(value, str | date):
        raise TypeError("not a date or time")
    return shanghai_time(value).isoformat()


def _flow(value: Any) -> str:
    found = _FLOWS.get(str(value).strip().lower())
    if found is None:
        raise ValueError("neither export (X) nor import (M)")
    return found


def _one_of(*words: str) -> Callable[[Any], str]:
    def normalise(value: Any) -> str:
        word = str(value).strip()
        for known in words:
            if word.casefold() == known.casefold():
                return known
        raise ValueError(f"none of {', '.join(words)}")

    return normalise


def _month(value: Any) -> str:
    text = re.sub(r"^([0-9]{4})-([0-9]{2})$", r"\1\2", str(value).strip())
    if not re.fullmatch(r"[0-9]{4}(0[1-9]|1[0-2])", text):
        raise ValueError("not a month YYYYMM")
    return text


def _number(least: int) -> Callable[[Any], int]:
    def normalise(value: Any) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}", str(value).strip()):
            raise ValueError("not a whole number")
        number = int(str(value))
        if number < least:
            raise ValueError(f"less than {least}")
        return number

    return normalise


def _word(value: Any) -> str:
    text = str(value).strip()
    if not text:
        raise ValueError("empty")
    return text


def _codes(pattern: str) -> Callable[[Any], list[str]]:
    def normalise(value: Any) -> list[str]:
        items = value if isinstance(value, list) else [value]
        codes = sorted({str(item).strip() for item in items})
        if codes == ["*"]:
            return codes
        wrong = [code for code in codes if not re.fullmatch(pattern, code)]
        if not codes or wrong:
            raise ValueError(f"write * for all, or a list of codes; wrong are {wrong or 'none given'}")
        return codes

    return normalise


def _superseded(value: Any) -> list[str]:
    ids = sorted({str(item).strip() for item in (value if isinstance(value, list) else [value])})
    if not ids or not all(_SUPERSEDED.fullmatch(item) for item in ids):
        raise ValueError("write the 32 digits of the delivery, as lighting status --all shows them")
    return ids


_KEYS: dict[str, Callable[[Any], Any]] = {
    "dataset": _word,
    "released_at": _moment,
    "flow": _flow,
    "currency": _one_of("CNY", "USD"),
    "place_basis": _one_of("REG", "SRC", "CUS", "NAT"),
    "period_from": _month,
    "period_to": _month,
    "vintage": _one_of("official", "preliminary"),
    "revision_no": _number(0),
    "set_id": _word,
    "page": _number(1),
    "pages": _number(1),
    "covers_hs": _codes("[0-9]{2,8}"),
    "covers_partners": _codes("[0-9]{3}"),
    "covers_regimes": _codes("[0-9]{2}"),
    "covers_places": _codes("[0-9]{2,9}|[0-9]{4}[0-9A-Z]"),
    "covers_reporters": _codes("[0-9]{3}"),
    "covers_classifications": _codes("[A-Z][0-9A-Z]"),
    "covers_enterprises": _codes("[0-9]{4}[0-9A-Z]{0,6}"),
    "covers_industries": _codes("[A-Z][A-Z0-9_]*"),
    "covers_levels": _codes("PREF|PROV|NATIONAL"),
    "supersedes": _superseded,
}
KEYS = tuple(_KEYS)
