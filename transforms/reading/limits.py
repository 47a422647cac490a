"""How much a file may cost to read."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1 << 20
GIBIBYTE = 1 << 30


@dataclass(frozen=True)
class Limits:
    """Bounds for hostile or broken files.

    Attributes:
        unpacked_bytes: most bytes that a .gz, .zip or workbook may unpack to.
        ratio: most bytes out per byte in, judged once more than ``ratio_from_bytes`` came out.
        ratio_from_bytes: below this size a high ratio is harmless.
        workbook_bytes: address space of the process that parses a workbook.
        workbook_seconds: time that it may take.
        workbook_cells: rows times columns that a sheet may span.
    """

    unpacked_bytes: int = 4 * GIBIBYTE
    ratio: int = 250
    ratio_from_bytes: int = 64 * MEBIBYTE
    workbook_bytes: int = 4 * GIBIBYTE
    workbook_seconds: int = 600
    workbook_cells: int = 64_000_000
