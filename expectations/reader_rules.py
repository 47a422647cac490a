"""Rules that are decided before the suites: by the manifest, by reading and typing, or by the loader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReaderRule:
    """A rule that is decided before the suite: by the manifest, by reading and typing, or by the loader.

    Attributes:
        id: number of the rule.
        leads_to: what a hit leads to.
        datasets: datasets that it judges, in words.
        what: what must hold.
        limit: the limit, in words.
        remedy: what to do.
    """

    id: str
    leads_to: str
    datasets: str
    what: str
    limit: str
    remedy: str


READER = (
    ReaderRule(
        "FILE", "block", "all", "the bytes are what they claim to be: no cut archive, no password, no error page", "",
        "Ask for the file again; the message says what it is instead.",
    ),
    ReaderRule(
        "MANIFEST", "block", "all", "the manifest is complete, agrees with itself, the command and the columns", "",
        "Correct the manifest beside the file; with it the file is a new delivery.",
    ),
    ReaderRule(
        "MANIFEST", "quarantine", "customs_query, comtrade, baci",
        "rows lie inside the selection that the manifest declares",
        "more than 5 % of the rows refuse the file",
        "Correct covers_… or the period in the manifest, or check that this is its file.",
    ),
    ReaderRule(
        "SELECTION", "warn", "customs_query, comtrade, baci", "the manifest declares the whole selection", "",
        "Declare covers_hs, covers_partners, covers_regimes and covers_places, of world trade covers_hs,"
        " covers_partners, covers_reporters and covers_classifications; else no total is whole.",
    ),
    ReaderRule(
        "Q75", "block", "all", "the release does not lie after the receipt", "the moment of receipt",
        "Correct released_at, or wait and run `lighting rerun` for the file.",
    ),
    ReaderRule(
        "Q01", "block", "all", "the header is one of the known ones: names, not order", "",
        "Correct the column that the message names, or put the file under its own dataset.",
    ),
    ReaderRule(
        "Q02", "block", "all", "every character decodes, none was replaced, none was decoded twice", "",
        "Ask for the file as it was downloaded; do not save it with a spreadsheet.",
    ),
    ReaderRule(
        "Q03", "block", "customs_query, comtrade", "the download is not cut", "10,000 rows or a multiple; of Comtrade"
        " 500, 100,000 or 250,000",
        "Ask in narrower pieces, or declare page, pages and set_id if all pages are here.",
    ),
    ReaderRule(
        "Q04", "none", "all", "bytes and facts are new: a known delivery ends at once", "",
        "Nothing; `lighting rerun` works through it again.",
    ),
    ReaderRule(
        "Q05", "block", "customs_query, customs_city, customs_enterprise", "header, columns and manifest agree on the"
        " currency", "", "Correct currency in the manifest, or take it out; one currency per file.",
    ),
    ReaderRule(
        "Q05", "block", "customs_express, customs_bulletin, customs_regime_totals", "title, unit line, head and"
        " manifest agree on month, flow, currency and scale, and the unit line is there", "",
        "Correct the manifest, or ask the sender for the table with its title and unit line.",
    ),
    ReaderRule(
        "Q06", "warn", "customs_query, code tables", "no named column is empty, no more than one unnamed stands at the"
        " right edge", "1 unnamed column",
        "Check that nothing was lost between download and delivery.",
    ),
    ReaderRule(
        "Q07", "block", "customs_query", "a column or the manifest says the month", "a month, or January + February",
        "Declare period_from and period_to, or download with the month as a column.",
    ),
    ReaderRule(
        "Q08", "block", "customs_express, customs_bulletin, customs_regime_totals", "words of the title name a table of"
        " the dataset; its number says nothing", "重点 flash, 主要 bulletin",
        "Put the file under the dataset that the message names.",
    ),
    ReaderRule(
        "RECORD", "quarantine", "all", "a record has the fields of the header", "",
        "Look at its raw text: a stray quote or a cut line; ask for the file again.",
    ),
    ReaderRule(
        "Q20", "quarantine", "all", "a number is a number after cleaning commas, blanks and full-width forms",
        "decimals of the column", "Ask the sender for a corrected file.",
    ),
    ReaderRule(
        "CAST", "quarantine", "all", "days, moments, yes/no, authorities", "", "Ask the sender for a corrected file.",
    ),
    ReaderRule(
        "PAGESET", "block", "customs_query, cpsc_recalls",
        "pages of a set agree, none comes twice, no key stands on two, together they hold what they print as total", "",
        "Withdraw or supersede the page that is wrong.",
    ),
    ReaderRule(
        "F11", "block", "cpsc_recalls", "a list holds as many recalls as it prints as its total, or is a page of a set",
        "", "Download the other pages too, and declare set_id, page and pages.",
    ),
    ReaderRule(
        "CORRECTION", "warn", "trade and bureau feeds", "the source still holds the error that a correction expects",
        "a correction may ask for block", "Give the correction a released_to, or withdraw it: docs/corrections.md.",
    ),
    ReaderRule(
        "CORRECTION", "block", "corrections",
        "each record names a dataset whose figures are open; the others have lists of their own", "",
        "Put corrections of confidential figures into landing/confidential_corrections/.",
    ),
    ReaderRule(
        "FAULT", "none", "all", "the file could be worked on", "",
        "The next run tries again; `lighting rerun --failed` does it now.",
    ),
)  # fmt: skip
