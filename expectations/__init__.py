"""What must hold: a Great Expectations suite per dataset, the runner and the quarantine."""

from expectations.put_off import put_off

put_off("scipy.stats", "altair")
