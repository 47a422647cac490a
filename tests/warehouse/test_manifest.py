"""What is declared for a file: normalised, so that equal facts have one hash; contradictions are kept and named."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.landing import add_manifest
from warehouse.manifest import KEYS, Declared, delivery_id, facts_hash, now, parse_toml, shanghai_time


def declared(*sources: dict) -> Declared:
    found = Declared()
    for number, entries in enumerate(sources):
        found.add(f"source {number}", entries)
    found.check()
    return found


def problems(*sources: dict) -> str:
    return "; ".join(declared(*sources).problems)


@pytest.mark.parametrize(
    ("key", "spellings", "wanted"),
    [
        ("flow", ["export", "Export", " X ", "x"], "X"),
        ("flow", ["import", "m", "M"], "M"),
        ("currency", ["cny", "CNY ", "Cny"], "CNY"),
        ("place_basis", ["reg", "REG"], "REG"),
        ("vintage", ["Preliminary", "preliminary "], "preliminary"),
        ("period_from", ["201510", "2015-10", 201510, " 201510 "], "201510"),
        ("revision_no", [2, "2"], 2),
        ("pages", [3, "3"], 3),
        ("covers_hs", [["9405", "8539"], ["8539", "9405", "9405"]], ["8539", "9405"]),
        ("covers_hs", ["9405", 9405, ["9405"]], ["9405"]),
        ("covers_partners", ["*", ["*"]], ["*"]),
        ("covers_places", [["44", "4420W", "442000105"]], ["44", "442000105", "4420W"]),
        (
            "released_at",
            [
                "2015-11-20T10:00:00",
                "2015-11-20 10:00",
                "2015-11-20T02:00:00Z",
                "2015-11-20T10:00:00.75+08:00",
                datetime(2015, 11, 20, 10),
                datetime(2015, 11, 20, 2, tzinfo=UTC),
                datetime(2015, 11, 19, 21, tzinfo=timezone(timedelta(hours=-5))),
            ],
            "2015-11-20T10:00:00",
        ),
        ("released_at", ["2015-11-20", date(2015, 11, 20), datetime(2015, 11, 20)], "2015-11-20T00:00:00"),
        ("supersedes", ["ab" * 16, ["ab" * 16]], ["ab" * 16]),
    ],
)
def test_spellings_of_one_fact_are_one(key, spellings, wanted):
    found = [declared({key: spelling}) for spelling in spellings]
    assert [one.facts[key] for one in found] == [wanted] * len(spellings)
    assert len({facts_hash(one.normalised()) for one in found}) == 1


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("flow", "both", r"neither export \(X\) nor import \(M\)"),
        ("flow", 3, "neither export"),
        ("currency", "EUR", "none of CNY, USD"),
        ("place_basis", "CITY", "none of REG, SRC, CUS, NAT"),
        ("vintage", "final", "none of official, preliminary"),
        ("period_from", "201513", "not a month YYYYMM"),
        ("period_from", "2015", "not a month"),
        ("period_to", "２０１５10", "not a month"),
        ("released_at", "last Friday", "Invalid isoformat"),
        ("released_at", 20151120, "not a date or time"),
        ("released_at", True, "not a date or time"),
        ("revision_no", -1, "less than 0"),
        ("revision_no", "second", "not a whole number"),
        ("page", 0, "less than 1"),
        ("pages", 1.5, "not a whole number"),
        ("covers_hs", "9", "write [*] for all, or a list of codes; wrong are .'9'."),
        ("covers_hs", ["9405", "*"], "wrong are"),
        ("covers_hs", ["９４05"], "wrong are"),
        ("covers_partners", ["US"], "wrong are .'US'."),
        ("covers_regimes", [], "none given"),
        ("covers_places", ["442000 105"], "wrong are"),
        ("supersedes", "the old one", "32 digits of the delivery"),
        ("supersedes", [], "32 digits"),
        ("dataset", " ", "empty"),
        ("set_id", "", "empty"),
    ],
)
def test_a_value_of_the_wrong_kind_is_a_problem_with_source_and_value(key, value, why):
    found = declared({key: value})
    assert key not in found.facts
    matching = [p for p in found.problems if p.startswith(f"source 0: {key} = {value!r}: ") and re.search(why, p)]
    assert len(matching) == 1, found.problems


def test_an_unknown_key_is_named_with_those_that_are_known():
    assert problems({"release_at": "2015-11-20"}) == (
        f"source 0: unknown key 'release_at'; known are {', '.join(sorted(KEYS))}"
    )


def test_flags_fill_gaps_and_may_repeat():
    found = declared({"flow": "export"}, {"released_at": "2015-11-20", "flow": "X"})
    assert (found.problems, found.facts) == ([], {"flow": "X", "released_at": "2015-11-20T00:00:00"})


def test_two_sources_that_disagree_are_a_problem_and_the_first_stands():
    found = declared({"flow": "export"}, {"flow": "import"})
    assert found.problems == ["source 1 says flow = 'M', another source says 'X'"]
    assert found.facts == {"flow": "X"}


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({"period_from": "201501"}, "period_from and period_to go together; one of them is missing"),
        ({"period_to": "201501"}, "period_from and period_to go together; one of them is missing"),
        ({"period_from": "201502", "period_to": "201501"}, "period_from 201502 lies after period_to 201501"),
        ({"page": 1}, "page without pages and set_id: all three make a page set"),
        ({"page": 1, "pages": 2}, "page and pages without set_id: all three make a page set"),
        ({"set_id": "a", "pages": 2}, "pages and set_id without page: all three make a page set"),
        ({"set_id": "a", "page": 3, "pages": 2}, "page 3 of 2"),
        ({"set_id": "a", "page": 2, "pages": 2, "period_from": "201501", "period_to": "201501"}, ""),
    ],
)
def test_entries_that_contradict_each_other(facts, wanted):
    assert problems(facts) == wanted


def test_problems_are_part_of_the_facts_so_that_mending_makes_a_new_delivery():
    wrong, mended = declared({"flow": "both"}), declared({"flow": "export"})
    empty = declared({})
    hashes = {facts_hash(one.normalised()) for one in (wrong, mended, empty)}
    assert len(hashes) == 3
    assert "neither export" in json.loads(wrong.normalised())["problems"][0]


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "dataset": st.sampled_from(["customs_query", "场所"]),
        "released_at": st.datetimes(datetime(1995, 1, 1), datetime(2049, 1, 1)),
        "flow": st.sampled_from(["export", "import"]),
        "currency": st.sampled_from(["CNY", "USD"]),
        "revision_no": st.integers(0, 9),
        "set_id": st.text(min_size=1).filter(str.strip),
        "covers_hs": st.lists(st.from_regex(r"[0-9]{2,8}", fullmatch=True), min_size=1, max_size=4),
        "covers_partners": st.just("*"),
    },
)


@settings(max_examples=40)
@given(facts=FACTS, data=st.data())
def test_the_same_facts_have_one_hash_however_they_are_spelt_and_split(facts, data):
    plain = Declared()
    plain.add("one", facts)
    respelt = {}
    for key, value in facts.items():
        if isinstance(value, datetime):
            value = data.draw(
                st.sampled_from([value.isoformat(), value.replace(tzinfo=timezone(timedelta(hours=8))), f"{value} "])
            )
        elif isinstance(value, list):
            value = data.draw(st.permutations(value)) + value[:1]
        elif isinstance(value, str) and key != "set_id":
            value = f" {value}"
        respelt[key] = value
    split = Declared()
    for key in data.draw(st.permutations(sorted(respelt))):
        split.add(f"source of {key}", {key: respelt[key]})
    assert (plain.problems, split.problems) == ([], [])
    assert facts_hash(plain.normalised()) == facts_hash(split.normalised())
    again = Declared()
    again.add("stored", json.loads(plain.normalised()))
    assert again.normalised() == plain.normalised(), "normalised facts are their own normal form"


@given(one=FACTS, other=FACTS)
def test_different_facts_have_different_hashes(one, other):
    found = [Declared(), Declared()]
    for declaration, facts in zip(found, (one, other), strict=True):
        declaration.add("source", facts)
    is_same = found[0].facts == found[1].facts
    assert is_same == (facts_hash(found[0].normalised()) == facts_hash(found[1].normalised()))


def test_a_delivery_is_its_bytes_and_its_facts():
    ids = {delivery_id(sha, facts) for sha in ("a" * 64, "b" * 64) for facts in ("c" * 64, "d" * 64)}
    assert len(ids) == 4
    assert all(len(one) == 32 for one in ids)


def test_a_manifest_of_one_file_or_with_a_table_per_file():
    own, shared = Declared(), Declared()
    add_manifest(own, "a.csv.toml", b'flow = "export"\n', "a.csv")
    add_manifest(
        shared, "manifest.toml", '["a.csv"]\nflow = "export"\n["灯 具.csv"]\nflow = "import"\n'.encode(), "a.csv"
    )
    assert own.facts == shared.facts == {"flow": "X"}
    other = Declared()
    add_manifest(other, "manifest.toml", b'["a.csv"]\nflow = "export"\n', "b.csv")
    assert (other.facts, other.problems) == ({}, [])


def test_a_manifest_with_a_byte_order_mark_is_read():
    found = Declared()
    add_manifest(found, "a.csv.toml", b'\xef\xbb\xbfflow = "export"\r\n', "a.csv")
    assert (found.facts, found.problems) == ({"flow": "X"}, [])


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("a.csv.toml", b"flow = export\n", r"a\.csv\.toml does not parse: .*line 1"),
        ("a.csv.toml", "flow = '出口'\n".encode("gb18030"), r"a\.csv\.toml is not written in UTF-8"),
        ("manifest.toml", b'"a.csv" = "export"\n', r"manifest\.toml: a\.csv: no table"),
        ("manifest.toml", b'["a.csv"]\nflow = "both"\n', r"manifest\.toml: flow = 'both'"),
        ("manifest.toml", b'flow = "export"\npage = 1\n', "manifest.toml: flow, page: no table; facts stand in"),
    ],
)
def test_a_manifest_that_cannot_be_read_is_a_problem(name, raw, why):
    found = Declared()
    add_manifest(found, name, raw, "a.csv")
    assert len(found.problems) == 1
    assert re.search(why, found.problems[0])


def test_toml_that_does_not_parse_says_where():
    with pytest.raises(ValueError, match=r"does not parse: .*line 2"):
        parse_toml("a = 1\nb = \n")


def test_moments_are_naive_shanghai_time_to_the_second():
    assert shanghai_time("2015-06-30T23:30:00+00:00") == datetime(2015, 7, 1, 7, 30)
    assert shanghai_time(date(2015, 10, 1)) == datetime(2015, 10, 1)
    assert (now().tzinfo, now().microsecond) == (None, 0)
    assert abs(now() - datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=8)) < timedelta(seconds=3)


@pytest.mark.parametrize("raw", ["x", True, 1.5, [1], ""])
def test_what_is_no_whole_number_is_named_in_plain_words(raw):
    declared = Declared()
    declared.add("a.csv.toml", {"page": raw})
    assert declared.problems == [f"a.csv.toml: page = {raw!r}: not a whole number"]
