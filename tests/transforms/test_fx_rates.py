"""Exchange rates in three forms: our CSV, the Federal Reserve's, the ECB's JSON."""

from __future__ import annotations

import copy
import json

import pytest

from tests.transforms.tools import column, reasons, shape_rows, type_file
from transforms.reading.errors import FileRefusedError

NAME = "fx_rates"
FED = "Date,Country,Exchange rate\n2015-10-01,China,6.3505\n2015-10-01,Euro,1.1237\n2015-10-01,Japan,120.1600\n"
ECB = {
    "dataSets": [{"series": {"0:0:0:0:0": {"observations": {"0": [7.1200000000000001], "1": [7.123456785, 0, None]}}}}],
    "structure": {
        "dimensions": {
            "series": [
                {"id": "FREQ", "values": [{"id": "M"}]},
                {"id": "CURRENCY", "values": [{"id": "CNY"}]},
                {"id": "CURRENCY_DENOM", "values": [{"id": "EUR"}]},
                {"id": "EXR_TYPE", "values": [{"id": "SP00"}]},
                {"id": "EXR_SUFFIX", "values": [{"id": "A"}]},
            ],
            "observation": [{"id": "TIME_PERIOD", "values": [{"id": "2015-09"}, {"id": "2015-10"}]}],
        }
    },
}


def shaped(text):
    rows = shape_rows(NAME, "fct_fx_month", type_file(NAME, text))
    return list(zip(*(column(rows, name) for name in rows.columns), strict=True))


def test_our_list():
    head = "month,base,quote,rate_type,rate,source_ref\n"
    text = head + "201510,USD,CNY,CUSTOMS,6.3562,decree 5\n2015-11,USD,CNY,PBOC_MID,６.3６,\n"
    assert shaped(text) == [
        ("201510", "USD", "CNY", "CUSTOMS", "decree 5", "6.35620000", 2),
        ("201511", "USD", "CNY", "PBOC_MID", None, "6.36000000", 3),
    ]


def test_the_federal_reserve_quotes_some_the_other_way_round():
    assert shaped(FED) == [
        ("201510", "USD", "CNY", "MONTH_AVG", "FED_H10", "6.35050000", 2),
        ("201510", "EUR", "USD", "MONTH_AVG", "FED_H10", "1.12370000", 3),
        ("201510", "USD", "JPY", "MONTH_AVG", "FED_H10", "120.16000000", 4),
    ]


@pytest.mark.parametrize("country", ["Australia", "Euro", "Ireland", "New Zealand", "United Kingdom"])
def test_the_five_that_are_dollars_per_unit(country):
    (row,) = shaped(f"Date,Country,Exchange rate\n2015-10-01,{country},0.7\n")
    assert row[2] == "USD"
    assert row[1] != "USD"


def test_a_country_whose_currency_is_uncertain_is_set_aside():
    found = type_file(NAME, FED + "2015-10-01,Venezuela,6.2842\n")
    assert found.rows.height == 3
    ((row, reason, raw),) = [(r.source_row, r.reason, r.raw_text) for r in found.set_aside]
    assert (row, raw) == (5, "2015-10-01,Venezuela,6.2842")
    assert "changed its unit" in reason


def test_an_unknown_country_a_bad_day_and_a_bad_rate():
    text = "Date,Country,Exchange rate\n2015-10-01,Atlantis,1\nOctober,China,6.35\n2015-10-01,China,ND\n"
    assert [(row, rule) for row, rule, _ in reasons(type_file(NAME, text))] == [(2, "CAST"), (3, "CAST"), (4, "Q20")]


def test_the_ecb_counts_observations_and_is_rounded_to_eight_decimals():
    assert shaped(json.dumps(ECB)) == [
        ("201509", "EUR", "CNY", "MONTH_AVG", "ECB_EXR", "7.12000000", 1),
        ("201510", "EUR", "CNY", "MONTH_AVG", "ECB_EXR", "7.12345678", 2),
    ]


@pytest.mark.parametrize("wrong", ["daily", "two currencies", "no dimension", "a list"])
def test_json_that_is_no_monthly_average(wrong):
    data = copy.deepcopy(ECB)
    series = data["structure"]["dimensions"]["series"]
    if wrong == "daily":
        series[0]["values"][0]["id"] = "D"
    elif wrong == "two currencies":
        series[1]["values"].append({"id": "USD"})
    elif wrong == "no dimension":
        del data["structure"]
    with pytest.raises(FileRefusedError, match="not a monthly exchange rate in SDMX-JSON") as caught:
        type_file(NAME, json.dumps([data] if wrong == "a list" else data))
    assert caught.value.rule == "Q01"
