"""Settings: defaults, a TOML file, environment variables; later ones win.

The file is ``lighting.toml`` in the home folder, or where ``LIGHTING_CONFIG`` says.
"""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

_PASSWORD = re.compile(r"://[^/@]*:[^/@]+@|[?&;](?:password|secret|token|key|sig|signature)=", re.IGNORECASE)

_LAST_PORT = 65535


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and where it stands."""


@dataclass(frozen=True)
class Settings:
    """Where data lives and how much may be used.

    Attributes:
        home: folder of everything that the pipeline writes (``LIGHTING_HOME``).
        landing: where files are dropped: a folder or a URL such as ``s3://bucket/landing`` (``LIGHTING_LANDING``).
        workers: files that are worked on at the same time (``LIGHTING_WORKERS``).
        memory_mb: memory that DuckDB may use in a process (``LIGHTING_MEMORY_MB``).
        unpacked_mb: most that a compressed file may unpack to (``LIGHTING_UNPACKED_MB``).
        workbook_mb: memory that parsing a workbook may use (``LIGHTING_WORKBOOK_MB``).
        workbook_seconds: time that it may take (``LIGHTING_WORKBOOK_SECONDS``).
        notify: notification blocks of Prefect to tell, such as ``custom-webhook/night`` (``LIGHTING_NOTIFY``, with
            commas); addresses and passwords stand in the blocks, which Prefect keeps encrypted.
        keep_reports_days: days for which the pages of runs are kept (``LIGHTING_KEEP_REPORTS_DAYS``).
        keep_old_days: days for which copies from before a backfill or rebuild are kept (``LIGHTING_KEEP_OLD_DAYS``).
        keep_stage_days: days for which staged files nobody waits for are kept (``LIGHTING_KEEP_STAGE_DAYS``).
        prefect_host: address that the server of ``lighting up`` listens on (``LIGHTING_PREFECT_HOST``).
        prefect_port: its port (``LIGHTING_PREFECT_PORT``).
        prefect_database: where it keeps its history: empty for SQLite below the home folder, else the URL of a
            PostgreSQL database or the path of a file that holds one (``LIGHTING_PREFECT_DATABASE``).
        rules: limits of rules that differ from the defaults, by rule (only in the file, table ``[rules]``).
    """

    home: Path = Path("var")
    landing: str = ""
    workers: int = 2
    memory_mb: int = 1200
    unpacked_mb: int = 4096
    workbook_mb: int = 4096
    workbook_seconds: int = 600
    notify: tuple[str, ...] = ()
    keep_reports_days: int = 400
    keep_old_days: int = 30
    keep_stage_days: int = 14
    prefect_host: str = "127.0.0.1"
    prefect_port: int = 4200
    prefect_database: str = field(default="", repr=False)
    rules: Mapping[str, float] = field(default_factory=dict)

    @property
    def landing_url(self) -> str:
        """The landing folder, ``<home>/landing`` if it is not set."""
        return self.landing or str(self.home / "landing")

    @property
    def archive(self) -> Path:
        """Bytes and facts of every delivery."""
        return self.home / "archive"

    @property
    def stage(self) -> Path:
        """Staged files of the deliveries at work."""
        return self.home / "stage"

    @property
    def warehouse(self) -> Path:
        """The warehouse that runs write to."""
        return self.home / "warehouse.duckdb"

    @property
    def confidential(self) -> Path:
        """The confidential rows beside it, which are never published; there may be none."""
        return self.home / "confidential.duckdb"

    @property
    def lock(self) -> Path:
        """Held by the one run that writes."""
        return self.home / "warehouse.lock"

    @property
    def published(self) -> Path:
        """The warehouse that people read."""
        return self.home / "published" / "lighting.duckdb"

    @property
    def prefect(self) -> Path:
        """What Prefect's server and worker write."""
        return self.home / "prefect"

    @property
    def reports(self) -> Path:
        """Run summaries and Data Docs."""
        return self.home / "reports"

    @property
    def kept(self) -> Path:
        """Copies from before a backfill, one folder per run; they go after ``keep_old_days``."""
        return self.home / "kept"

    @property
    def metrics(self) -> Path:
        """What a monitor reads."""
        return self.home / "metrics" / "lighting.prom"

    @property
    def outbox(self) -> Path:
        """Messages that could not be delivered yet."""
        return self.home / "outbox"


def load(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: for an unknown name or a value of the wrong kind.
    """
    env = os.environ if env is None else env
    home = Path(env.get("LIGHTING_HOME", "var"))
    named = env.get("LIGHTING_CONFIG")
    path = Path(named) if named else home / "lighting.toml"
    values: dict[str, Any] = {}
    if path.is_file():
        values = _from_file(path)
    elif named:
        raise SettingsError(f"LIGHTING_CONFIG names {path}, which is not there.")
    for item in fields(Settings):
        variable = f"LIGHTING_{item.name.upper()}"
        if variable in env and item.name != "rules":
            values[item.name] = _cast(item.name, env[variable], variable)
    return at_home(Settings(**values), Path(values.get("home", home)))


def of_home(home: str | Path | None) -> Settings:
    """The settings of a home folder, with its own file; those of the environment if none is named.

    Raises:
        SettingsError: as ``load`` does.
    """
    if home is None:
        return load()
    return at_home(load({**os.environ, "LIGHTING_HOME": str(home)}), Path(home))


def at_home(settings: Settings, home: Path) -> Settings:
    """The same settings for another home folder.

    Raises:
        SettingsError: if its name holds what readers of Parquet files take for a pattern, or the landing folder's URL
            a password.
    """
    home = home.expanduser().absolute()
    if _PASSWORD.search(settings.landing):
        raise SettingsError(
            "landing holds a password, and settings are shown and kept in clear. Leave it out of the URL: fsspec takes "
            "it from the environment, such as FSSPEC_SFTP_PASSWORD, or from ~/.config/fsspec, and S3 from its own."
        )
    if set("*?[]") & set(str(home)):
        raise SettingsError(f"{home} cannot be the home folder: its name must not hold any of * ? [ ]")
    return replace(settings, home=home)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} does not parse: {error}") from error
    known = {item.name for item in fields(Settings)}
    unknown = sorted(set(raw) - known)
    if unknown:
        raise SettingsError(f"{path}: unknown setting {', '.join(unknown)}; known are {', '.join(sorted(known))}")
    rules = raw.get("rules", {})
    if not isinstance(rules, dict) or not all(map(_is_number, rules.values())):
        raise SettingsError(f"{path}: [rules] holds numbers only, such as Q23 = 5.0")
    for name, value in raw.items():
        if isinstance(getattr(Settings, name, None), int) and type(value) is not int:
            raise SettingsError(f"{path}: {name} is a whole number, not {value!r}")
    from lighting import database

    if database.has_password(str(raw.get("prefect_database", ""))):
        raise SettingsError(
            f"{path}: prefect_database holds a password in clear; write the URL into a file that only you can read, "
            "and name that file here"
        )
    return {name: value if name == "rules" else _cast(name, value, str(path)) for name, value in raw.items()}


def _names(name: str, value: Any, where: str) -> tuple[str, ...]:
    listed = value.split(",") if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(item, str) and item.strip() for item in listed):
        raise SettingsError(f'{where}: {name} is a list of names, such as ["custom-webhook/night"], not {value!r}')
    return tuple(item.strip() for item in listed)


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type]


def _cast(name: str, value: Any, where: str) -> Any:
    default = getattr(Settings, name)
    if isinstance(default, tuple):
        return _names(name, value, where)
    kind = Path if name == "home" else type(default)
    if kind is not int:
        if not isinstance(value, str):
            raise SettingsError(f"{where}: {name} is a text in quotation marks, not {value!r}")
        return kind(value)
    try:
        number = int(str(value))
    except ValueError as error:
        raise SettingsError(f"{where}: {name} is a whole number, not {value!r}") from error
    if number < 1:
        raise SettingsError(f"{where}: {name} is at least 1, not {number}")
    if name == "prefect_port" and number > _LAST_PORT:
        raise SettingsError(f"{where}: {name} is at most {_LAST_PORT}, not {number}")
    return number
