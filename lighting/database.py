"""The database of Prefect's server: SQLite below the home folder, or a PostgreSQL database by one setting.

A password never stands in the settings file and is never shown: the setting may name a file that holds the URL, such as
a credential of systemd, and PostgreSQL's own ways (``passfile``, ``PGPASSWORD``, a socket) need none in the URL.
"""

from __future__ import annotations

import stat
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from lighting.settings import SettingsError

_SCHEMES = ("postgresql", "postgres", "postgresql+asyncpg")


def connection_url(setting: str) -> str | None:
    """The URL that Prefect's server is given; None for SQLite below the home folder.

    Args:
        setting: ``prefect_database``: empty, a URL, or the path of a file that holds one.

    Raises:
        SettingsError: if it is no URL of a PostgreSQL database, or a file that others may read holds a password.
    """
    if not setting:
        return None
    url = setting if "://" in setting else _held_by(Path(setting).expanduser())
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES:
        raise SettingsError(
            "prefect_database is the URL of a PostgreSQL database, such as postgresql://prefect@db.office/prefect, "
            f"or a file that holds one, not {shown(url)}"
        )
    return urlunsplit(("postgresql+asyncpg", *parts[1:]))


def has_password(url: str) -> bool:
    """True if a URL holds a password in clear."""
    if "://" not in url:
        return False
    parts = urlsplit(url)
    return parts.password is not None or "password=" in parts.query


def shown(url: str) -> str:
    """A URL as it may be shown: without user name, password and options."""
    parts = urlsplit(url)
    if not parts.netloc:
        return "a text that is no URL"
    return urlunsplit((parts.scheme.partition("+")[0], parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _held_by(path: Path) -> str:
    try:
        mode, url = path.stat().st_mode, path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not written in UTF-8"
        raise SettingsError(f"prefect_database names the file {path}, which cannot be read: {reason}") from None
    if mode & stat.S_IROTH and has_password(url):
        raise SettingsError(f"prefect_database names {path}, which every user can read: chmod 600 {path}")
    return url
