"""The sample landing folder: a few years of lighting trade in the true raw shapes, with good files and bad ones."""

from __future__ import annotations

from pathlib import Path

from samples.batches import write_batches
from samples.city import write_city
from samples.claims import write_claims
from samples.comtrade import write_comtrade
from samples.enterprises import write_rosters
from samples.exports import write_exports
from samples.notifications import write_notifications
from samples.printed import write_bulletin, write_flash
from samples.quality import write_quality
from samples.query_files import write_queries
from samples.rates import write_rates
from samples.regimes import write_regime_totals
from samples.schedule import write_calendar
from samples.scorecard import write_scorecard
from samples.zone import write_zone


def write_landing(folder: Path, seed: int = 2015) -> list[Path]:
    """Write the sample files and their manifests below a folder, one sub-folder for each dataset.

    The same seed gives the same bytes, and a file that holds them already is left alone, so that a pipeline which
    looks at times sees nothing new.

    Args:
        folder: the landing folder.
        seed: of everything that is invented.

    Returns:
        The data files, without manifests.
    """
    return [
        *write_queries(folder / "customs_query", seed),
        *write_city(folder / "customs_city", seed),
        *write_flash(folder / "customs_express"),
        *write_bulletin(folder / "customs_bulletin"),
        *write_regime_totals(folder / "customs_regime_totals", seed),
        *write_comtrade(folder / "comtrade", seed),
        *write_exports(folder / "customs_enterprise", seed),
        *write_rosters(folder / "zone_roster", seed),
        *write_batches(folder / "inspection_batches", seed),
        *write_quality(folder, seed),
        *write_zone(folder, seed),
        *write_scorecard(folder, seed),
        *write_notifications(folder, seed),
        *write_claims(folder / "claims"),
        *write_rates(folder / "fx_rates"),
        *write_calendar(folder / "release_calendar"),
    ]
