"""The datasets by name, and what follows from their entries, which stand in ``lighting/datasets``."""

from __future__ import annotations

from lighting.datasets.authorities import AUTHORITIES
from lighting.datasets.bureaus import BUREAUS
from lighting.datasets.codes import CODES
from lighting.datasets.customs import CUSTOMS
from lighting.datasets.entry import Dataset
from lighting.datasets.zones import ZONES

_ALL = (
    *CODES,
    *CUSTOMS,
    *BUREAUS,
    *ZONES,
    *AUTHORITIES,
    Dataset(
        name="decisions",
        feed="-",
        title="Waivers and withdrawals, made with lighting waive and lighting withdraw",
        kind="decision",
        needs=(),
        key=(),
        tables=("decision",),
    ),
)

DATASETS: dict[str, Dataset] = {dataset.name: dataset for dataset in _ALL}

CONFIDENTIAL = "confidential"
"""Name of the database file beside the warehouse that holds the rows of confidential datasets."""
SPLIT_TABLES = frozenset(
    {
        *("core.accepted_row", "core.dim_release", "core.release_coverage"),
        *("ops.delivery", "ops.quarantine_row", "ops.corrected_row", "ops.fct_dq_result", "ops.lookup_version"),
        *(
            f"core.{table}{suffix}"
            for entry in _ALL
            if entry.is_confidential
            for table in entry.tables
            for suffix in (("", "_restated") if table.startswith("fct_") else ("",))
        ),
    }
)
"""Tables of which rows may lie in the confidential file; all others are in the warehouse file alone."""


def dataset(name: str) -> Dataset:
    """The dataset of this name.

    Raises:
        KeyError: if there is none; the message lists those that there are.
    """
    try:
        return DATASETS[name]
    except KeyError:
        raise KeyError(f"no dataset '{name}'; there are: {', '.join(sorted(DATASETS))}") from None
