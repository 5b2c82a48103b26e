"""The rules of the claims' audit: whole, hashed, fair to both sides; broken ones are refused in words."""

from __future__ import annotations

import pytest

from perelom.errors import InputError
from perelom.evidence import claims
from perelom.inference.claim_evidence import Number, answer, numbers
from perelom.inference.claim_rules import HASH, OUTCOMES, PARTS, TABLE, claim_rules, rules_of, sha256_of
from perelom.inference.claim_tests import Expect, told
from perelom.inference.claims import LEVELS

RULES = claim_rules()
TEXT = TABLE.read_text(encoding="utf-8")
OPPOSITE = {"supports": "contradicts", "contradicts": "supports"}
OPPOSITE_VERDICT = {"supported": "not supported", "not supported": "supported"}
EVIDENCE = [(id, test) for id, rule in RULES.rules.items() for test in rule.evidence]


def within(expect: Expect) -> float:
    """A number that meets a condition."""
    if expect.between is not None:
        return sum(expect.between) / 2
    return expect.above + 1 if expect.above is not None else (expect.below or 0.0) - 1


def outside(expect: Expect) -> float:
    """A number that misses it."""
    if expect.between is not None:
        return expect.between[1] + 1
    return expect.above - 1 if expect.above is not None else (expect.below or 0.0) + 1


def test_every_claim_has_a_rule_and_the_file_is_the_one_that_was_hashed():
    assert list(RULES.rules) == [claim.id for claim in claims()]
    assert HASH.read_text(encoding="utf-8").split() == [sha256_of()]


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.id)
def test_a_rule_reads_what_the_plan_of_the_audit_named(claim):
    rule = RULES.rules[claim.id]
    read = {name for shown in rule.shown for name in shown.read.indicators}
    courses = {name for shown in rule.shown for name in (*shown.alone, *shown.a, *shown.b)}
    if rule.shown:
        assert read & set(claim.indicators)
        assert courses & {claim.a, claim.b}


@pytest.mark.parametrize(("id", "test"), EVIDENCE, ids=[f"{id}-{test.says[:30]}" for id, test in EVIDENCE])
def test_published_figures_are_found_and_the_test_can_go_either_way(id, test):
    for reading in test.readings:
        found = numbers(reading)
        assert found and all(n.sources and n.value == n.value for n in found)
    for value, outcome in ((within(test.expect), "supports"), (outside(test.expect), "contradicts")):
        assert answer(test, (Number(value, (("made up", "verified"),)),)).outcome == outcome


def test_rivals_that_disagree_are_split_and_never_averaged():
    test = next(test for _, test in EVIDENCE if test.taken == "all")
    made = (Number(within(test.expect), ()), Number(outside(test.expect), ()))
    assert answer(test, made).outcome == "split"


def test_thresholds_have_a_reason():
    for rule in RULES.rules.values():
        for test in (*rule.evidence, *rule.model):
            assert len(test.because) > 3
        for reason in (rule.no_evidence, rule.no_model):
            assert not reason or len(reason) > 30


def test_a_figure_is_judged_within_the_tolerance_that_the_file_declares():
    share = RULES.header.figure_tolerance
    for id, rule in RULES.rules.items():
        for test in (*rule.evidence, *rule.model):
            if test.figure and test.expect.between and test.expect.between[1] - test.expect.between[0] != 1:
                low, high = test.expect.between
                assert high / low == pytest.approx((1 + share) / (1 - share)), id


def test_the_tables_treat_both_sides_alike():
    """What holds for the essay holds against it: turn every answer round, and the verdict turns round."""
    for tests, part in RULES.header.parts.items():
        turned = {OPPOSITE.get(kind, kind) for kind in tests.split(" and ")}
        name = " and ".join(kind for kind in (*OUTCOMES, "none") if kind in turned)
        assert RULES.header.parts[name] == OPPOSITE.get(part, part)
    for evidence in PARTS:
        for model in PARTS:
            verdict = RULES.header.combination[evidence][model]
            turned = RULES.header.combination[OPPOSITE.get(evidence, evidence)][OPPOSITE.get(model, model)]
            assert turned == OPPOSITE_VERDICT.get(verdict, verdict)
            assert RULES.header.combination[model][evidence] == verdict


def test_what_nobody_tells_cannot_be_told():
    told_by_nobody = {"undecided", "missing"}
    for evidence in PARTS:
        for model in PARTS:
            silent = {evidence, model} <= told_by_nobody
            assert (RULES.header.combination[evidence][model] == "cannot be told") == silent


def test_no_claim_of_dates_alone_is_tested_by_what_the_model_was_given():
    for id in ("C50", "C52", "C55"):
        assert RULES.rules[id].no_model


def test_the_verdict_is_asked_of_the_three_neps_together():
    rows = RULES.rules["C61"].verdict
    assert rows is not None
    assert set(rows.courses) == {"nep-continued", "nep-reformed", "nep-with-five-year-plan"}
    assert not any("executions" in row for row in rows.rows)


BROKEN = [
    (
        "mean: industrial_workers,",
        "mean: industrial_worker,",
        "unknown indicator 'industrial_worker'; did you",
    ),
    (
        "series: workers_only_total, in: 1922",
        "series: workers_only_totl, in: 1922",
        "did you mean 'workers_only_total'?",
    ),
    (
        "a: scissors-uncontrolled-1923",
        "a: scissors-uncontroled-1923",
        "unknown scenario 'scissors-uncontroled",
    ),
    ("sources: [nove1969]", "sources: [nove1696]", "unknown reference 'nove1696'; did you mean 'nove1969'?"),
    ("expect: {below: 0.8}", "expect: {below: 0.8, above: 1}", "one of above, below and between"),
    ("expect: {below: 0.8}", "expect: {}", "one of above, below and between"),
    ("expect: {between: [0.544, 0.736]}", "expect: {between: [0.736, 0.544]}", "lower end first"),
    ("in: 1927-12", "in: 1927-13", "1927-13"),
    ("in: 1929..1932, minus", "in: 1932..1929, minus", "ends before it begins"),
    ("region: ukraine", "region: ukrain", "unknown region 'ukrain'; did you mean 'ukraine'?"),
    ("  split: mixed\n", "", "parts lacks 'split'"),
    ("share: 0.9", "share: 0.4", "share: Input should be greater than 0.5"),
    ("  C06:\n", "  C6:\n", "unknown claim 'C6'"),
    ("  few_draws:", "  few_drawings:", "confidence lacks 'few_draws'"),
    ("no_model: the level of 1921", "no_modell: the level of 1921", "no_modell: Extra inputs"),
    ("consumption.sum: above", "consumption.sums: above", "unknown row 'consumption.sums'"),
    ("at: [1938-12, 1940-12]", "at: [1937-12]", "told at 1938-12 and 1940-12"),
]


@pytest.mark.parametrize(("old", "new", "words"), BROKEN)
def test_a_broken_rule_is_refused_in_words_and_at_its_line(old, new, words):
    assert old in TEXT
    with pytest.raises(InputError) as refused:
        rules_of(TEXT.replace(old, new, 1), "rules.yaml")
    assert words in str(refused.value)
    assert str(refused.value).startswith(("rules.yaml", "error"))


def test_a_rule_without_reason_or_without_evidence_is_refused():
    for old in ("because: a loss of less than a fifth", "no_evidence: what was meant"):
        line = next(line for line in TEXT.splitlines() if old in line)
        with pytest.raises(InputError, match=r"rules\.yaml:\d+"):
            rules_of(TEXT.replace(line + "\n", "", 1), "rules.yaml")


def test_every_problem_is_told_at_once():
    text = TEXT.replace("series: workers_only_total", "series: no_such").replace("[nove1969]", "[nobody]")
    with pytest.raises(InputError) as refused:
        rules_of(text, "rules.yaml")
    assert len(refused.value.problems) > 3


def test_numbers_are_told_whole_or_with_three_figures():
    assert [told(x) for x in (2_600_000, 1936.5, 0.12345, float("nan"))] == [
        "2,600,000",
        "1936.5",
        "0.123",
        "–",
    ]
    assert LEVELS[0] == "low"
