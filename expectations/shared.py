"""Rules that several datasets share."""

from __future__ import annotations

from collections.abc import Mapping

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation

from expectations.rules import Action, holds, is_complete, row_rule, set_rule

NO_MARKET = "'701', '702', '999'"
"""Partner codes for unknown countries, United Nations bodies and neutral packing."""

PLACE = r"ALL|\d{2}|\d{6}|\d{9}"
"""Codes of the nation, a province, a city and a town."""


def first_period(scope: Mapping[str, str], limits: Mapping[str, float]) -> Expectation:
    """Q22: the period is a month between the first that is read and the month of the release."""
    first, last = f"{limits['Q22']:.0f}", scope["release_month"]
    return row_rule(
        "Q22",
        "quarantine",
        "the period is a month up to the release",
        gxe.ExpectColumnValuesToMatchRegex,
        reason=f"'period ' || period || ' is no month from {first} to {last}'",
        allowed=f"{first} to {last}",
        column="period",
        regex=month_pattern(first, last),
    )


def month_pattern(first: str, last: str) -> str:
    """A regular expression for the months YYYYMM from first to last."""
    years = range(int(first[:4]), int(last[:4]) + 1)
    parts = []
    for year in years:
        low = int(first[4:]) if year == years[0] else 1
        high = int(last[4:]) if year == years[-1] else 12
        parts.append(f"{year}(?:{'|'.join(f'{month:02d}' for month in range(low, high + 1))})")
    return f"^(?:{'|'.join(parts)})$"


def no_export_to_china() -> Expectation:
    """Q12: expects the computed column ``is_to_china``."""
    return row_rule(
        "Q12",
        "warn",
        "China is no destination of its exports",
        gxe.ExpectColumnValuesToBeInSet,
        reason="'partner 142 is China itself'",
        column="is_to_china",
        value_set=[False],
    )


def not_negative(column: str, named: str = "value", rule: str = "Q17") -> Expectation:
    """Q17, or the rule of a feed's page: an amount is not negative; ``named`` is what people call it."""
    return row_rule(
        rule,
        "quarantine",
        f"the {named} is not negative",
        gxe.ExpectColumnValuesToBeBetween,
        reason=f"'{named} ' || {column} || ' is negative'",
        allowed=">= 0",
        column=column,
        min_value=0,
    )


def no_market_share(limits: Mapping[str, float], apart: str = "", about: str = "'file'") -> Expectation:
    """Q13: little of the value that is split by partner goes to partners that are no market.

    Args:
        limits: limits of the rules.
        apart: SQL of what may not be added up, ending in a comma; the highest share counts.
        about: SQL of what a finding is about, the same where nothing of ``apart`` differs; it is told unless it is the
            file.
    """
    return set_rule(
        "Q13",
        "warn",
        "little of the value is with partners 701, 702 and 999",
        f"""
        SELECT key, round(max(share), 4) AS measured, {limits["Q13"]} AS allowed,
               round(100 * max(share), 1) || ' % of the value' || CASE key WHEN 'file' THEN '' ELSE ' of ' || key END
               || ' is with partners 701, 702 and 999' AS message
        FROM (
            SELECT {about} AS key, {apart}
                   sum(value) FILTER (partner_code IN ({NO_MARKET})) / nullif(sum(value), 0) AS share
            FROM {{batch}} WHERE partner_code <> 'ALL' GROUP BY ALL
        ) WHERE round(share, 9) > {limits["Q13"]} GROUP BY key ORDER BY key
        """,
        allowed=f"{limits['Q13']:g}",
    )


def repeated_values(column: str, limits: Mapping[str, float]) -> Expectation:
    """Q53: the same non-zero value does not stand in many rows one after the other."""
    run = int(limits["Q53_RUN"])
    before = " AND ".join(f"{column} = lag({column}, {n}) OVER ()" for n in range(1, run))
    return set_rule(
        "Q53",
        "warn",
        f"no value stands {run} times in a row",
        f"""
        SELECT 'row ' || min(source_row) AS key, '{run} or more' AS measured, {run - 1} AS allowed,
               'the value ' || {column} || ' stands {run} times in a row or more, up to row ' || min(source_row)
               AS message
        FROM (SELECT source_row, {column}, {before} AS is_repeated FROM {{batch}})
        WHERE is_repeated AND {column} <> 0 GROUP BY {column} ORDER BY min(source_row) LIMIT 20
        """,
        allowed=f"{run - 1} in a row",
    )


def benford(column: str, limits: Mapping[str, float]) -> Expectation:
    """Q53: first digits follow Benford's law, by the mean absolute deviation (Nigrini 2012, table 7.1)."""
    return set_rule(
        "Q53",
        "warn",
        "first digits are distributed as in grown numbers",
        f"""
        SELECT 'first digits' AS key, round(deviation, 4) AS measured, {limits["Q53_MAD"]} AS allowed,
               'first digits miss the law of Benford by ' || round(deviation, 4) || ' on average' AS message
        FROM (
            SELECT avg(abs(coalesce(n, 0) / total - log10(1 + 1.0 / digit))) AS deviation, any_value(total) AS total
            FROM range(1, 10) AS d (digit)
            LEFT JOIN (
                SELECT floor({column} / pow(10, floor(log10({column}))))::BIGINT AS digit, count(*) AS n
                FROM {{batch}} WHERE {column} > 0 GROUP BY 1
            ) USING (digit)
            CROSS JOIN (SELECT count(*) AS total FROM {{batch}} WHERE {column} > 0)
        ) WHERE total >= {limits["Q53_N"]} AND deviation > {limits["Q53_MAD"]}
        """,
        allowed=f"{limits['Q53_MAD']:g}",
    )


def plain(columns: list[str], extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Tables for a dataset without lookups: ``staged`` is the typed rows with ``is_complete`` and what is added.

    Args:
        columns: columns that must not be empty.
        extra: name to SQL of further computed columns, over the alias ``t``.
    """
    added = "".join(f", {sql} AS {name}" for name, sql in (extra or {}).items())
    return {
        "staged": f"SELECT t.*, {is_complete(columns, 't')}{added} FROM typed AS t",
        "explained": "FROM staged",
    }


def code_pattern(column: str, pattern: str, what: str) -> Expectation:
    """CODE: a code has the form of its kind."""
    return row_rule(
        "CODE",
        "quarantine",
        what,
        gxe.ExpectColumnValuesToMatchRegex,
        reason=f"'{column} ' || {column} || ' has another form'",
        column=column,
        regex=f"^(?:{pattern})$",
    )


def one_of(column: str, words: list[str], action: Action = "quarantine", rule: str = "ENUM") -> Expectation:
    """ENUM: a word is one of a short list."""
    return row_rule(
        rule,
        action,
        f"{column} is one of {', '.join(words)}",
        gxe.ExpectColumnValuesToBeInSet,
        reason=f"'{column} is ' || {column}",
        allowed=", ".join(words),
        column=column,
        value_set=words,
    )


def uscc_rule() -> Expectation:
    """Q26 for the enterprise: expects the computed column ``uscc_is_valid``."""
    return holds(
        "Q26",
        "quarantine",
        "the social credit code keeps its check character (GB 32100-2015)",
        "uscc_is_valid",
        reason="'social credit code ' || uscc || ' fails its check character'",
    )


def district_rule() -> Expectation:
    """Q26 for the customs code: expects the computed column ``district_is_known``."""
    return holds(
        "Q26",
        "quarantine",
        "the customs code begins with a customs district",
        "district_is_known",
        reason="'customs code ' || customs_code || ' begins with no customs district'",
    )


def uscc_is_valid(column: str) -> str:
    """SQL: the check character of a unified social credit code holds; null for null.

    31 characters without I, O, S, V, Z; weights 3^i mod 31; the last character makes the weighted sum a multiple of 31
    (GB 32100-2015).
    """
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = [pow(3, i, 31) for i in range(17)]
    terms = " + ".join(f"(strpos('{alphabet}', substr({column}, {i + 1}, 1)) - 1) * {w}" for i, w in enumerate(weights))
    form = f"regexp_full_match({column}, '[{alphabet}]{{18}}')"
    check = f"(31 - ({terms}) % 31) % 31 = strpos('{alphabet}', substr({column}, 18, 1)) - 1"
    return f"CASE WHEN {column} IS NOT NULL THEN {form} AND {check} END"


def district_is_known(column: str) -> str:
    """SQL: the first five characters are a customs district; null where no list covers its province and city."""
    return f"""CASE
        WHEN {column} IS NULL THEN NULL
        WHEN NOT regexp_full_match({column}, '[0-9A-Z]{{10}}') THEN false
        WHEN left({column}, 5) IN (SELECT place_code FROM districts) THEN true
        WHEN (SELECT bool_or(is_whole_list) FROM districts) THEN false
        WHEN left({column}, 4) IN (SELECT left(place_code, 4) FROM districts) THEN false
    END"""


def whole_list(table: str, group: str = "''", where: str = "true") -> Expectation:
    """F22: the latest release of a code table has lost no more than 1 % of its rows; a whole list clears it.

    Args:
        table: table that the rows go to.
        group: SQL over ``core.accepted_row`` of what a list covers, such as its year.
        where: SQL condition over a group for lists that are compared.
    """
    return set_rule(
        "F22",
        "block",
        "the latest list of codes is no more than 1 % shorter than an earlier one",
        f"""
        WITH listed AS (
            SELECT source_file, list, released_at, count(*) AS accepted
            FROM (SELECT *, {group} AS list FROM {{batch}} WHERE table_name = '{table}')
            GROUP BY source_file, list, released_at HAVING {where}
        ), counted AS (
            SELECT l.source_file, l.list, l.released_at, d.file_name,
                   l.accepted + CASE WHEN count(*) OVER (PARTITION BY l.source_file) = 1
                                THEN coalesce(d.rows_quarantined, 0) ELSE 0 END AS n
            FROM listed AS l LEFT JOIN ops.delivery AS d ON d.delivery_id = l.source_file
        ), followed AS (
            SELECT *, max(n) OVER (
                PARTITION BY list ORDER BY released_at RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 SECOND PRECEDING
            ) AS n_before, max(released_at) OVER (PARTITION BY list) AS latest
            FROM counted
        )
        SELECT source_file || CASE WHEN list = '' THEN '' ELSE ' ' || list END AS key, n AS measured,
               '>= ' || ceil(0.99 * n_before) AS allowed,
               coalesce(file_name, source_file) || ' lists ' || n || ' codes' ||
               CASE WHEN list = '' THEN '' ELSE ' of ' || list END || ', an earlier list had ' || n_before AS message
        FROM followed WHERE released_at = latest AND n < 0.99 * n_before ORDER BY 1
        """,
        allowed="99 %",
        level="content",
    )


def conflicts() -> Expectation:
    """CONFLICT: releases of equal standing that differ leave their figures undecided."""
    return set_rule(
        "CONFLICT",
        "warn",
        "releases of equal standing agree",
        """
        SELECT period || ' known from ' || known_from AS key, count(*) AS measured, 0 AS allowed,
               count(*) || ' figures of ' || period || ' differ between releases of ' || known_from
               || '; set revision_no in a manifest to say which counts' AS message
        FROM {batch} WHERE state = 'CONFLICT' GROUP BY period, known_from ORDER BY 1
        """,
        level="content",
    )
