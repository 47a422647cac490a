"""Files of the landing folder that no run has seen, and whether they are whole."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from lighting.settings import Settings
from warehouse import blocking, lock, restoring, runs
from warehouse.landing import Landing


def new_files(settings: Settings) -> dict[str, str]:
    """Paths of files that no run has seen as they are now, with their fingerprints; nothing is read but the listing.

    Raises:
        WarehouseBusyError: if a run is at work, which may have taken them by now.
    """
    if lock.is_held(settings.lock):
        raise lock.WarehouseBusyError(f"A run is at work: {lock.describe(settings.lock)}.")
    seen = _seen(settings)
    return {f.path: f.fingerprint for f in Landing(settings.landing_url).files() if seen.get(f.path) != f.fingerprint}


def unchanged(before: Mapping[str, str], left: Mapping[str, str]) -> dict[str, str]:
    """Of what an earlier look found, the files that are as they were: neither they nor their manifests have grown."""
    return {path: mark for path, mark in left.items() if before.get(path) == mark}


def _seen(settings: Settings) -> dict[str, str]:
    if not settings.warehouse.is_file():
        return {}
    try:
        with duckdb.connect(str(settings.warehouse), read_only=True) as con:
            return runs.seen_files(con)
    except duckdb.CatalogException:  # a warehouse that a run was about to make
        return {}
    except duckdb.Error as error:
        if restoring.tells_of_damage(error):  # the run that takes them restores it
            return {}
        if not blocking.is_open_elsewhere(error):
            raise
        raise lock.WarehouseBusyError(f"The warehouse is open elsewhere: {blocking.in_words(error)}") from error
