"""Every rule on rows and on files trips where it must, and only there."""

from __future__ import annotations

import pytest

from expectations import limits
from expectations.process import suites
from tests.expectations.cases import FIRST_ROW, Bench, Judged, resolve, with_usual
from tests.expectations.cases_query import BULB
from tests.expectations.conftest import CASES

FILES = [(dataset, number) for dataset, cases in CASES.items() for number in range(len(cases.files))]


@pytest.fixture(scope="module")
def judged(bench: Bench) -> dict[str, tuple[Judged, dict[str, set[int]]]]:
    """The rows of every dataset, judged as one file; and rows that a rule could not judge, by what it says."""
    found = {}
    for dataset, cases in CASES.items():
        rows = with_usual(cases, [row.values for row in cases.rows])
        result = bench.run(dataset, rows, cases.scope)
        not_judged = {r.what: bench.not_judged(r) for r in bench.rules(dataset, cases.scope) if r.level == "row"}
        found[dataset] = result, not_judged
    return found


def test_every_dataset_has_cases():
    assert set(CASES) == set(suites())


@pytest.mark.parametrize("dataset", CASES)
def test_rules_on_rows(dataset, judged, bench):
    """Each row trips the rules that its case names, for that reason, and no others."""
    cases, (result, not_judged) = CASES[dataset], judged[dataset]
    rules = [rule for rule in bench.rules(dataset, cases.scope) if rule.level == "row"]
    wanted: dict[str, dict[int, str]] = {rule.what: {} for rule in rules}
    apart: dict[int, list[tuple[str, str]]] = {}
    for number, row in enumerate(cases.rows, start=FIRST_ROW):
        for name, reason in row.trips.items():
            rule = resolve(rules, name)
            wanted[rule.what][number] = reason
            if rule.action == "quarantine":
                apart.setdefault(number, []).append((rule.id, reason))
        for name in row.passes:
            assert number not in not_judged[resolve(rules, name).what], (number, name)
    assert result.quarantined == {n: sorted(rules) for n, rules in apart.items()}
    assert result.findings == []
    assert result.verdict.rule is None
    assert result.verdict.quarantined == len(apart)
    for rule in rules:
        found, trips, unjudged = result.of(rule), wanted[rule.what], len(not_judged[rule.what])
        assert (found["level"], found["action"], found["rows_failed"]) == ("row", rule.action, len(trips)), rule
        assert found["rows_not_checkable"] == unjudged
        assert found["rows_checked"] == len(cases.rows) - unjudged
        assert (found["sample_rows"] or []) == sorted(trips), rule
        if trips:
            first = min(trips)
            assert (found["outcome"], found["message"]) == ("failed", f"{rule.what}: row {first}: {trips[first]}")
        elif unjudged:
            assert found["outcome"] == "not_checkable"
            assert found["message"] == f"{rule.what}: {unjudged} of {len(cases.rows)} rows could not be judged"
        else:
            assert (found["outcome"], found["message"]) == ("passed", rule.what)


@pytest.mark.parametrize(("dataset", "number"), FILES)
def test_rules_on_files(dataset, number, bench):
    """Each file has the findings that its case names, and no others; a rule that blocks refuses it."""
    cases = CASES[dataset]
    case = cases.files[number]
    rule = resolve([r for r in bench.rules(dataset, cases.scope) if r.level == "set"], case.rule)
    rows, wanted = with_usual(cases, case.rows), [(rule.id, *finding) for finding in case.findings]
    if not (case.has_bad_rows or (case.findings and rule.id == "Q40")):
        assert bench.findings(dataset, rows, cases.scope) == wanted
        return
    result = bench.run(dataset, rows, cases.scope)
    assert result.findings == wanted
    if case.findings:
        assert (result.verdict.rule, result.verdict.reason) == (rule.id, f"{case.findings[0][2]}.")
        assert result.verdict.remedy == "Ask the sender for a corrected file; it is a new delivery."
    else:
        assert result.verdict.rule is None
    if not case.findings:
        assert result.of(rule)["outcome"] == "passed"


@pytest.mark.parametrize("dataset", CASES)
def test_every_rule_has_cases(dataset, bench):
    """A rule without a row or file that trips it, or without one that just passes, needs one here."""
    cases = CASES[dataset]
    rules = bench.rules(dataset, cases.scope)
    by_level = {level: [r for r in rules if r.level == level] for level in ("row", "set")}
    assert len({(r.id, r.what) for r in rules}) == len(rules)
    trips = {resolve(by_level["row"], name).what for row in cases.rows for name in row.trips}
    passes = {resolve(by_level["row"], name).what for row in cases.rows for name in row.passes}
    trips |= {resolve(by_level["set"], file.rule).what for file in cases.files if file.findings}
    passes |= {resolve(by_level["set"], file.rule).what for file in cases.files if not file.findings}
    everything = {rule.what for rule in rules}
    assert (everything - trips, everything - passes) == (set(), set())


def test_a_rule_that_only_warns_refuses_nothing(bench):
    """Findings of all kinds in one file: those of warnings stand beside, the first that blocks refuses."""
    cases = CASES["customs_city"]
    warned = next(f for f in cases.files if f.rule == "Q13" and f.findings)
    shares = [f for f in cases.files if f.rule.startswith("Q49 shares by") and f.findings]
    result = bench.run("customs_city", with_usual(cases, warned.rows), cases.scope)
    assert (result.verdict.rule, [f[0] for f in result.findings]) == (None, ["Q13"])
    result = bench.run("customs_city", with_usual(cases, [*shares[-1].rows, *warned.rows]), cases.scope)
    assert (result.verdict.rule, result.verdict.reason) == ("Q49", "row 2: shares by ownership add to 1.03.")


def test_imports_may_come_from_china(bench):
    """Q12 is about exports."""
    cases = CASES["customs_query"]
    scope = {**cases.scope, "flow": "M"}
    assert "Q12" not in {rule.id for rule in bench.rules("customs_query", scope)}
    result = bench.run("customs_query", with_usual(cases, [{"partner_code": "142"}]), scope)
    assert not result.quarantined


def test_rows_that_fail_often_refuse_the_file(bench):
    """20 rows and more than 5 % of those that could be judged: the file is refused; 19 rows or 5 % are not."""
    cases = CASES["trading_partners"]

    def run(bad: int, good: int):
        rows = [{"partner_code": f"X{n}"} for n in range(bad)] + [{"partner_code": f"{n:03}"} for n in range(good)]
        return bench.run("trading_partners", with_usual(cases, rows), {}).verdict

    refused = run(20, 379)
    assert (refused.rule, refused.quarantined) == ("CODE", 20)
    assert refused.reason == (
        "20 of 399 rows fail CODE (a partner code has 3 digits), more than 5 %; the first is row 2: "
        "partner_code X0 has another form."
    )
    assert refused.remedy == (
        "Check that the file is of this dataset and not damaged; a mended file is a new delivery."
    )
    assert (run(20, 380).rule, run(19, 0).rule, run(19, 0).quarantined) == (None, None, 19)


def test_rows_that_cannot_be_judged_do_not_dilute_those_that_fail(bench):
    """The 5 % are of the rows that could be judged: 20 codes of 2015 among 400 rows of 2014, which no list covers."""
    cases = CASES["customs_query"]
    old = [{"period": "201401", "hs8": f"{12345000 + n}"} for n in range(400)]
    bad = [{"hs8": f"{94059950 + n}"} for n in range(20)]
    result = bench.run("customs_query", with_usual(cases, [*old, *bad]), cases.scope)
    assert result.verdict.rule == "Q10"
    assert result.verdict.reason.startswith("20 of 20 rows fail Q10 ")
    rule = resolve(bench.rules("customs_query", cases.scope), "Q10")
    assert (result.of(rule)["rows_not_checkable"], result.of(rule)["rows_checked"]) == (400, 20)


def test_warnings_refuse_and_quarantine_nothing(bench):
    cases = CASES["customs_query"]
    rows = [{"value": f"{1000 + n}.50", "qty1": 0} for n in range(40)]
    result = bench.run("customs_query", with_usual(cases, rows), cases.scope)
    assert (result.verdict.rule, result.quarantined) == (None, {})
    failed = {r["rule"]: r["rows_failed"] for r in result.results.to_dicts() if r["outcome"] == "failed"}
    assert failed == {"Q19": 40, "Q21": 40}


def test_limits_can_be_set(bench):
    """Rows that one limit lets pass fail another, and the other way round."""
    cases = CASES["customs_query"]
    rows = with_usual(cases, [{"partner_code": "701"}, *[{"value": 88_888, "qty1": 700}] * 5, {"period": "201509"}])
    changed = bench.run("customs_query", rows, cases.scope, Q13=0.2, Q53_RUN=6, Q22=201_510)
    failed = set(changed.results.filter(outcome="failed")["rule"])
    usual = bench.run("customs_query", rows, cases.scope)
    assert (failed, set(usual.results.filter(outcome="failed")["rule"])) == ({"Q22"}, {"Q13", "Q53"})
    heavy = with_usual(cases, [{**BULB, "qty2": 15}])
    assert bench.run("customs_query", heavy, cases.scope).results.filter(outcome="failed")["rule"].to_list() == ["Q25"]
    assert bench.run("customs_query", heavy, cases.scope, Q25=1.5).results.filter(outcome="failed").is_empty()
    with pytest.raises(limits.UnknownRuleError, match=r"\[rules\] sets Q99, which no rule has; known are F21_MAX, "):
        limits.load({"Q99": 1})
