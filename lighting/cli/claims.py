"""The command that prints published claims with their verdicts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lighting import settings as settings_module
from lighting.cli import output
from lighting.cli.output import guarded

if TYPE_CHECKING:
    from warehouse.claim_rows import InFull, Read

_VERDICTS = ("reproduced", "consistent", "inconsistent", "scope_mismatch", "not_testable", "qualitative")
_STYLES = {"inconsistent": "bad", "scope_mismatch": "note", "reproduced": "good"}
_COLUMNS = """
    claim_id, text_own_words, operator, claimed_value, claimed_text, claimed_low, claimed_high, unit,
    unit_label, period, place_code, value, value_low, value_high, computed_text, verdict, reason, finding,
    expected_verdict, explanation, kind, source_ref, source_span, rows_behind
"""


@click.command(short_help="Show published claims with their verdicts.")
@click.argument("claim", required=False)
@click.option(
    "--verdict", multiple=True, type=click.Choice(_VERDICTS), help="Only claims with this verdict; may repeat."
)
@click.option(
    "--rows", "limit", type=click.IntRange(min=1), default=20, show_default=True, help="Rows behind a figure."
)
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "parquet"]), default="table", show_default=True
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file; needed for parquet.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@guarded
def claims(claim: str | None, verdict: tuple[str, ...], limit: int, form: str, out: Path | None, is_json: bool) -> None:
    """Show what published documents claim, and what becomes of each when it is set against the warehouse.

    CLAIM shows one in full, such as C34, with the rows behind its figures.
    """
    from warehouse import claim_rows, readers, results
    from warehouse.connection import open_published

    form = "json" if is_json else form
    if form == "parquet" and out is None:
        output.stop("Parquet goes to a file: add --out FILE.", 2)
    with open_published(settings_module.load().published) as con:
        has_samples = readers.holds_samples(con)
        if claim is not None:
            try:
                found = claim_rows.in_full(con, claim, limit)
            except claim_rows.UnknownClaimError as error:
                output.stop(str(error), 2)
            _in_full(found, is_json=form == "json", has_samples=has_samples)
            return
        chosen = ", ".join(f"'{name}'" for name in verdict)
        where = f" WHERE verdict IN ({chosen})" if verdict else ""
        listed = f"SELECT {_COLUMNS} FROM marts.claim_verdict{where} ORDER BY claim_id"
        if form != "table":
            results.write(con, listed, form, out)
            return
        rows = readers.rows(con, listed)
    if has_samples:
        output.say(output.SAMPLES, "note")
    _listed(rows)


def _listed(rows: list[dict[str, Any]]) -> None:
    """Claims in a table, and how many there are of each verdict."""
    if not rows:
        output.say("No such claims.")
        return
    output.table(
        [
            {
                "claim": row["claim_id"],
                "in our words": row["text_own_words"],
                "claimed": _lines(_claimed(row), _interval(row["claimed_low"], row["claimed_high"])),
                "verdict": _lines(row["verdict"].replace("_", " ").upper(), _computed(row), _why(row)),
            }
            for row in rows
        ],
        title="Published claims: as printed with the interval that it stands for; verdict, computed figure, reason",
    )
    counted = {name: sum(row["verdict"] == name for row in rows) for name in _VERDICTS}
    told = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counted.items() if number)
    output.say(f"{len(rows)} claims: {told}.", "bold")
    odd = [row["claim_id"] for row in rows if row["verdict"] != row["expected_verdict"]]
    if odd:
        output.say(f"Other than expected: {', '.join(odd)}", "note")
    output.say("One in full, with the rows behind it: lighting claims C34")


def _why(row: dict[str, Any]) -> str:
    """What was found, in words; where there is nothing to find, why, as the list of claims has it."""
    if row["verdict"] not in ("not_testable", "qualitative") or row["kind"] == "note":
        return str(row["finding"])
    if row["verdict"] != row["expected_verdict"] or not row["explanation"]:
        return str(row["finding"])
    reason = row["reason"] if row["verdict"] == "not_testable" else None
    return str(row["explanation"]) + (f" ({reason})" if reason not in (None, "NOT_TESTABLE") else "")


def _in_full(found: InFull, *, is_json: bool, has_samples: bool) -> None:
    row = found.verdict
    if is_json:
        figures = [figure.__dict__ for figure in found.figures]
        told = {key: value for key, value in row.items() if key not in ("figures", "beside")}
        output.as_json(
            {**told, "figures": figures, "beside": found.beside, "formulas": found.formulas, "sample_data": has_samples}
        )
        return
    if has_samples:
        output.say(output.SAMPLES, "note")
    output.say(f"{row['claim_id']} {row['text_own_words']}", "bold")
    output.say(f"{row['verdict'].replace('_', ' ')}: {row['finding']}", _STYLES.get(row["verdict"]))
    lines = {
        "claimed": " ".join(filter(None, (_claimed(row), _interval(row["claimed_low"], row["claimed_high"])))),
        "computed": " ".join(filter(None, (_computed(row), _interval(row["value_low"], row["value_high"])))),
        "expected": f"{(row['expected_verdict'] or '?').replace('_', ' ')}: {row['explanation']}",
        "period": row["period"],
        "place": " ".join(filter(None, (row["place_code"], row["geo_basis"]))),
        "said by": f"{row['speaker'] or '?'} in {row['source_ref']}, {row['source_span']}"
        + (", a reprint" if row["is_reprint"] else ""),
        "metric": row["target_metric"],
        "checked": f"{output.shown(row['checked_at'])} by run {row['run_id']}" if row["checked_at"] else None,
        "from": f"{row['source_file']}, line {row['source_row']}",
        **{name: formula for name, formula in found.formulas.items() if name not in found.beside},
    }
    for label, text in lines.items():
        if text:
            output.say(f"{label.replace('_', ' ')}: {text}")
    for name, (value, low, high) in found.beside.items():
        shown = " ".join(filter(None, ("" if value is None else _number(value), _interval(low, high))))
        output.say(f"beside it, {name.replace('_', ' ')} = {found.formulas.get(name, '?')}: {shown or 'no number'}")
    for figure in found.figures:
        _figure(figure)


def _figure(figure: Read) -> None:
    number = "" if figure.value is None else _number(figure.value)
    value = " ".join(filter(None, (number, _interval(figure.low, figure.high))))
    output.say("")
    output.say(f"{figure.name}: {figure.read}", "bold")
    output.say(figure.message or value or "")
    if figure.explain:
        output.say(f"the facts behind it: {figure.explain}")
    if not figure.rows:
        return
    cut = f", the first {len(figure.rows)}" if len(figure.rows) < figure.total else ""
    if len(figure.rows) == 1:
        output.say(", ".join(f"{name} {output.shown(value)}" for name, value in figure.brief[0].items()))
    else:
        output.table(figure.brief, title=f"Rows: {figure.total:,}{cut}", is_brief=True)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _claimed(row: dict[str, Any]) -> str:
    sign = "" if row["operator"] == "qual" else f"{row['operator']} "
    if row["claimed_text"]:
        return f"{sign}{row['claimed_text']}"
    if row["claimed_value"] is None:
        return ""
    return f"{sign}{_number(row['claimed_value'])} {row['unit_label']}".strip()


def _computed(row: dict[str, Any]) -> str:
    if row["computed_text"] and row["unit"] == "rows":
        return str(row["computed_text"])
    if row["value"] is None:
        return ""
    sign = "<= " if row["value"] == row["value_high"] != row["value_low"] else ""
    sign = ">= " if row["value"] == row["value_low"] and row["value_high"] is None else sign
    return f"{sign}{_number(row['value'])} {row['unit_label']}".strip()


def _interval(low: float | None, high: float | None) -> str:
    """An interval; empty where it is one number or nothing bounds it."""
    if low == high:
        return ""
    return f"[{'-' if low is None else _number(low)}, {'-' if high is None else _number(high)}]"


def _number(value: float) -> str:
    """A number with six digits that count, or all of them before the point."""
    return f"{value:,.0f}" if abs(value) >= 1_000_000 else f"{value:.6g}"
