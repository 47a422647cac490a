"""What a query was asked for, as its manifest declares it, held against the rows that came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import ALL_OF, Facts
from transforms.typed import ReaderResult, refuse

_SHARE_THAT_REFUSES = 0.05


def is_declared(facts: Facts, names: Iterable[str]) -> bool:
    """True if all these selections are declared; anything left out makes the whole unknown."""
    return all(getattr(facts, name) is not None for name in names)


def declared_or_not(facts: Facts, names: Sequence[str]) -> ReaderResult:
    """SELECTION: a warning that names the selections that are not declared."""
    missing = [name for name in names if getattr(facts, name) is None]
    if not missing:
        return ReaderResult("SELECTION", "warn", "passed", "the selection is declared")
    message = f"{', '.join(missing)} not declared: the file covers only the keys it contains, and makes no total whole"
    return ReaderResult("SELECTION", "warn", "failed", message)


def reject_outside(
    typer: RowTyper,
    columns: Mapping[str, pl.Series],
    facts: Facts,
    asked: Mapping[str, str],
    prefixes: frozenset[str] = frozenset(),
) -> None:
    """Send rows outside the declared selection to quarantine: manifest and file disagree about them.

    Args:
        typer: where the rows are rejected.
        columns: typed columns by name.
        facts: the declared facts.
        asked: column to the fact that lists its codes.
        prefixes: columns whose fact lists prefixes.

    Raises:
        FileRefusedError: MANIFEST if more than 5 % of the rows lie outside.
    """
    inside: list[tuple[str, pl.Series, str]] = []
    for column, fact in asked.items():
        codes: tuple[str, ...] | None = getattr(facts, fact)
        if codes is None or ALL_OF in codes:
            continue
        if column in prefixes:
            inside.append((column, columns[column].str.contains(f"^(?:{'|'.join(codes)})"), fact))
        else:
            inside.append((column, columns[column].is_in(codes), fact))
    if facts.period_from and facts.period_to:
        period = columns["period"]
        within = (period >= facts.period_from) & (period <= facts.period_to)
        if not within.all(ignore_nulls=True):  # years sort before their months
            years = (period >= facts.period_from[:4]) & (period <= facts.period_to[:4])
            within |= (period.str.len_chars() == 4) & years
        inside.append(("period", within, "period_from and period_to"))
    for name, mask, fact in inside:
        outside = ~mask.fill_null(value=True)
        failed = int(outside.sum())
        if failed and failed > _SHARE_THAT_REFUSES * outside.len():
            value = columns[name].filter(outside)[0]
            raise refuse(
                "MANIFEST",
                f"{failed} of {outside.len()} rows lie outside {fact} of the manifest, such as {value}.",
                f"Correct {fact}, or check that this is the file it was written for.",
            )
        typer.reject(outside, "MANIFEST", name, f"outside {fact} of the manifest")


def said(typer: RowTyper, facts: Facts, name: str, column: pl.Series) -> pl.Series:
    """A fact that a column or the manifest says; both must agree.

    Raises:
        FileRefusedError: MANIFEST if neither says it, or they disagree; Q05 if they disagree on the currency.
    """
    declared: str | None = getattr(facts, name)
    if not typer.has(name):
        if declared is None:
            raise refuse(
                "MANIFEST",
                f"Neither a column nor the manifest says the {name}.",
                f'Add {name} to the manifest, such as {name} = "{"X" if name == "flow" else "CNY"}".',
            )
        return typer.constant(declared)
    others = column.drop_nulls().unique().sort().to_list()
    if declared is not None and others != [declared]:
        raise refuse(
            "Q05" if name == "currency" else "MANIFEST",
            f"The column '{name}' says {', '.join(others)}, the manifest says {declared}.",
            f"Correct {name} in the manifest, or take it out: the column says it.",
        )
    return column
