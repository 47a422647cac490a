"""How the command speaks: tables for people, JSON for scripts, faults in one line."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

P = ParamSpec("P")
T = TypeVar("T")

_GAP = 2
"""Characters between two columns of a table, and about it."""
_LEAST = 10
"""Characters of a column below which a table cannot be read."""
SAMPLES = "SAMPLE DATA: these figures come from generated sample files, not from real trade."


def as_json(value: object) -> None:
    """Print JSON."""
    from warehouse.results import plain

    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False))


def harmless(text: str, *, keeps_lines: bool = False) -> str:
    """Text as a terminal may be given it: what would steer the terminal, or change the order of letters, is escaped.

    Args:
        text: what stands in a file, or in its name.
        keeps_lines: True to leave ends of lines as they are.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = "\n\t" if keeps_lines else "\t"
    return "".join(
        c if c in kept or c.isprintable() or unicodedata.category(c) == "Zs" else c.encode("unicode_escape").decode()
        for c in text
    )


def shown(value: object) -> str:
    """A value for a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return f"{value:,.0f}"
        return f"{value:,.4f}" if abs(value) < 1 else f"{value:,.2f}"
    if isinstance(value, float):
        return f"{value:,.{4 if abs(value) < 1_000 else 1 if abs(value) < 1_000_000 else 0}f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return str(value)


def table(
    rows: Sequence[Mapping[str, object]],
    *,
    title: str = "",
    columns: Sequence[str] = (),
    is_brief: bool = False,
    is_one_line: bool = False,
) -> None:
    """Print rows as a table.

    Args:
        rows: what to print; nothing if there are none.
        title: line above it.
        columns: names of the columns that are wanted, in order; those of the first row if empty.
        is_brief: True to name columns in which all rows are alike once above the table, but for that of the value.
        is_one_line: True to give a row one line of at most 100 characters; what is too long in the last column is cut.
    """
    if not rows:
        return
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    names = list(columns) or list(rows[0])
    if is_brief and len(rows) > 1:
        alike = [name for name in names if name != "value" and len({_cell(row, name) for row in rows}) == 1]
        names = [name for name in names if name not in alike]
        told = ", ".join(f"{name} {_cell(rows[0], name)}" for name in alike if _cell(rows[0], name))
    else:
        told = ""
    if title:
        say(title, "bold")
    if told:
        say(f"in each row: {told}")
    on = console()
    width = min(on.width, 100)
    widths = {name: max(cell_len(text) for text in (name, *(_cell(row, name) for row in rows))) for name in names}
    kinds = {name: _kind([row.get(name) for row in rows]) for name in names}
    least = {name: w if kinds[name] else min(_LEAST, w) for name, w in widths.items()}
    if not is_one_line and sum(least.values()) + _GAP * len(names) > on.width:
        _one_by_one(rows, names)
        return
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=is_one_line)
    for name in names:
        is_cut = is_one_line and name == names[-1]
        drawn.add_column(
            Text(harmless(name.replace("_", " "))),
            justify="right" if kinds[name] == "number" else "left",
            overflow="ellipsis" if is_cut else "fold",
            no_wrap=bool(kinds[name]) or is_one_line,
            min_width=widths[name] if is_one_line and not is_cut else None,
            max_width=max(8, width - sum(widths.values()) + widths[name] - _GAP * len(names)) if is_cut else None,
        )
    for row in rows:
        drawn.add_row(*(Text(harmless(_cell(row, name), keeps_lines=True)) for name in names))
    on.print(drawn, width=width if is_one_line else None)


def _cell(row: Mapping[str, object], name: str) -> str:
    """A cell of a table; the number of a year has no separator."""
    value = row.get(name)
    return str(value) if name == "year" and isinstance(value, int) else shown(value)


def _kind(values: Sequence[object]) -> str:
    """``number`` or ``time`` if all values are of that kind, which is not broken into lines; else an empty text."""
    if all(v is None or (isinstance(v, int | float | Decimal) and not isinstance(v, bool)) for v in values):
        return "number"
    return "time" if all(v is None or isinstance(v, datetime | date) for v in values) else ""


def _one_by_one(rows: Sequence[Mapping[str, object]], names: Sequence[str]) -> None:
    """Print each row as lines of name and value, for tables that are too wide for the terminal."""
    longest = max(map(len, names))
    for number, row in enumerate(rows, 1):
        say(f"row {number:,}", "bold")
        for name in names:
            if value := _cell(row, name):
                click.echo(f"  {name.replace('_', ' '):<{longest}}  {harmless(value)}")


def console() -> Any:
    """The console that tables are printed on: as wide as the terminal, or wide enough for a file."""
    from rich.console import Console

    _take_any_text()
    width = None if sys.stdout.isatty() else 150
    return Console(width=width, highlight=False, soft_wrap=False)


def _take_any_text() -> None:
    """Escape what a terminal of another encoding cannot show; what scripts get is never changed so."""
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")


def say(line: str, style: str | None = None) -> None:
    """Print one line."""
    _take_any_text()
    click.secho(
        harmless(line), bold=style == "bold", fg={"bad": "red", "good": "green", "note": "yellow"}.get(style or "")
    )


def is_to_be_shown(found: Sequence[Mapping[str, object]], note: str, *, is_json: bool, nothing: str) -> bool:
    """Begin to show what was found: as JSON, which is all of it, or with the note; True if rows are left to be shown.

    Args:
        found: rows.
        note: what people should know about where they come from.
        is_json: True if JSON is asked for.
        nothing: what to say if there are none.
    """
    if is_json:
        as_json(found)
        return False
    if note:
        say(note, "note")
    if not found:
        say(nothing)
    return bool(found)


def check_dataset(name: str | None) -> None:
    """End with code 2 if there is no dataset of this name."""
    from lighting.registry import DATASETS

    if name is not None and name not in DATASETS:
        stop(f"no dataset '{name}'; there are {', '.join(sorted(DATASETS))}", 2)


def stop(message: str, code: int = 1) -> NoReturn:
    """End with a message on standard error."""
    click.secho(harmless(message, keeps_lines=True), err=True, fg="red")
    raise click.exceptions.Exit(code)


def _of_the_machine(error: Exception) -> str | None:
    """What DuckDB says of the disk or the memory, in words; None for any other error."""
    import duckdb

    from warehouse import restoring

    if restoring.tells_of_damage(error):
        return f"A database file is damaged; lighting run restores it. {error}"
    if isinstance(error, duckdb.IOException | duckdb.OutOfMemoryException | duckdb.FatalException):
        return f"{error}. Nothing is half done; lighting doctor looks at the free space, and the next run goes on."
    return None


def guarded(function: Callable[P, T]) -> Callable[P, T]:
    """Turn what can be expected to go wrong into one readable line and exit code 1."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        from flows.server import ServerError
        from lighting.settings import SettingsError
        from warehouse.archive import DamagedError
        from warehouse.connection import WarehouseError
        from warehouse.lock import WarehouseBusyError

        try:
            return function(*args, **kwargs)
        except (WarehouseError, WarehouseBusyError, DamagedError, ServerError) as error:
            stop(str(error))
        except SettingsError as error:
            stop(str(error), 2)
        except BrokenPipeError:
            raise
        except OSError as error:
            stop(f"{error}. Check the path, its permissions and the free space; lighting doctor looks at them.")
        except Exception as error:
            told = _of_the_machine(error)
            if told is None:
                raise
            stop(told)

    return call
