"""What must hold: a Great Expectations suite per dataset, the runner and the quarantine."""
