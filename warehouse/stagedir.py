"""Folders of staged files: one per delivery, code version and lookup version, written aside and renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READ, JUDGED, SHAPED = "read", "judged", "shaped"
STAGES = (READ, JUDGED, SHAPED)


@dataclass(frozen=True)
class StageDir:
    """Where the stages of one delivery lie.

    Attributes:
        root: the folder of all staged files.
        delivery_id: the delivery.
        code_version: hash of the code that reads and judges it.
        lookup_version: hash of the code tables it is judged by; None before it is read.
        mended: hash of the mended records that it is read with; empty if there are none.
    """

    root: Path
    delivery_id: str
    code_version: str
    lookup_version: str | None = None
    mended: str = ""

    def folder(self, stage: str) -> Path:
        """Folder of a stage; it exists only if the stage is done."""
        base = self.root / self.delivery_id / self.code_version
        if stage == READ:
            return base / (f"{READ}-{self.mended}" if self.mended else READ)
        if self.lookup_version is None:
            raise ValueError(f"stage {stage} needs a lookup version")
        return base / self.lookup_version / stage

    def is_done(self, stage: str) -> bool:
        """True if the stage is done."""
        return self.folder(stage).is_dir()

    @contextmanager
    def writing(self, stage: str) -> Iterator[Path]:
        """A folder to write a stage into; it takes its place when the block ends without an error."""
        target = self.folder(stage)
        aside = target.with_name(f".{target.name}-{os.getpid()}")
        for leftover in target.parent.glob(f".{target.name}-*"):  # of a run that was killed
            shutil.rmtree(leftover)
        aside.mkdir(parents=True)
        try:
            yield aside
            shutil.rmtree(target, ignore_errors=True)
            aside.rename(target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)  # after an error, such as a full disk

    def forget_from(self, stage: str) -> None:
        """Remove a stage and all later ones, of every code and lookup version."""
        later = STAGES[STAGES.index(stage) :]
        base = self.root / self.delivery_id
        if READ in later:
            shutil.rmtree(base, ignore_errors=True)
            return
        for name in later:
            for folder in base.glob(f"*/*/{name}"):
                shutil.rmtree(folder)

    def remove(self) -> None:
        """Remove everything staged for the delivery."""
        shutil.rmtree(self.root / self.delivery_id, ignore_errors=True)
