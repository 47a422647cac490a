"""Which scenario belongs to which page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.docs import scenarios_files, scenarios_keeping, scenarios_machine, scenarios_standing
from tests.docs.runbook import Duty

Course = Callable[[Duty], Iterator[dict[str, str]]]
"""Makes the symptom, yields what the page leaves blank, and after the last command looks at what came of it."""

COURSES: dict[str, Course] = {
    "another-run": scenarios_machine.another_run,
    "archive-damaged": scenarios_keeping.archive_damaged,
    "backfill-wrong": scenarios_keeping.backfill_wrong,
    "clock-set-back": scenarios_standing.clock_set_back,
    "code-changed": scenarios_keeping.code_changed,
    "disk-full": scenarios_machine.disk_full,
    "figure-changed": scenarios_files.figure_changed,
    "file-late": scenarios_files.file_late,
    "file-not-taken": scenarios_files.file_not_taken,
    "file-refused": scenarios_files.file_refused,
    "machine-lost": scenarios_keeping.machine_lost,
    "night-did-not-run": scenarios_keeping.night_did_not_run,
    "nobody-was-told": scenarios_standing.nobody_was_told,
    "prefect-does-not-answer": scenarios_standing.prefect_does_not_answer,
    "publishing-blocked": scenarios_files.publishing_blocked,
    "rows-in-quarantine": scenarios_files.rows_in_quarantine,
    "run-failed": scenarios_machine.run_failed,
    "share-away": scenarios_machine.share_away,
    "warehouse-damaged": scenarios_keeping.warehouse_damaged,
    "warehouse-open-elsewhere": scenarios_machine.open_elsewhere,
    "wrong-file-loaded": scenarios_files.wrong_file_loaded,
}
"""By the name of the page."""

AFTER_TROUBLE = {
    "figure-changed",
    "file-late",
    "file-not-taken",
    "file-refused",
    "publishing-blocked",
    "rows-in-quarantine",
    "wrong-file-loaded",
}
"""Pages that begin after a night with trouble; the others begin after a quiet one."""

CHECKED = {"publishing-blocked"}
"""Pages that look at what the rules over the whole content find."""
