"""The audit of the essay's claims: what evidence and model say by the rule of each, and what follows.

A rule (`claim_rules.py`) says which numbers are read and which condition each must meet; the tables at the
head of its file say what the answers make together. Nothing is decided here that does not stand in that file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from perelom.errors import InputError, Problem, did_you_mean
from perelom.evidence import Claim, claims, references
from perelom.results.bands import QUANTILES

from .claim_evidence import Answer, answers
from .claim_rules import OUTCOMES, Header, Rule, Rules
from .claim_runs import Readings
from .claim_statistics import seen_in_fitting
from .claim_tests import ModelTest, Shown
from .verdict_runs import Measured

LEVELS = ("low", "moderate", "high")
ENOUGH_DRAWS = 16
VERDICT_REFERENCE = "history"  # what the rows of the verdict are held against
DECIDED = ("supports", "contradicts", "mixed")
SLACK = 1e-9  # of a share of draws, for rounding


@dataclass(frozen=True)
class Case:
    """One comparison of a test. band : quantiles over draws; share : of the draws that meet the condition."""

    a: str
    b: str
    band: dict[str, float]
    share: float | None
    draws: int
    outcome: str


@dataclass(frozen=True)
class Tested:
    """What a test of the model says. in_sample : what it reads was seen in fitting."""

    test: ModelTest
    cases: tuple[Case, ...]
    outcome: str
    in_sample: bool


@dataclass(frozen=True)
class RowTested:
    """A row of the verdict for one course at one month, on the side that favours the claim or not."""

    row: str
    at: str
    side: str
    case: Case


@dataclass(frozen=True)
class Audit:
    """One claim audited. evidence_part, model_part : what each side says; figure : about the essay's number.

    lowered : the reasons that took the confidence down, by their names in the file of rules
    """

    claim: Claim
    rule: Rule
    evidence: tuple[Answer, ...]
    model: tuple[Tested, ...]
    rows: tuple[RowTested, ...]
    beside: tuple[tuple[Shown, tuple[Case, ...]], ...]
    evidence_part: str
    model_part: str
    verdict: str
    confidence: str
    lowered: tuple[str, ...]
    figure: str
    disputed: tuple[tuple[str, tuple[str, ...]], ...]


def asked_for(ids: Sequence[str]) -> tuple[Claim, ...]:
    """Claims by id, in the order of the table; all where none is named. InputError with each unknown one."""
    known = {claim.id: claim for claim in claims()}
    wanted = {word.upper() for word in ids}
    problems = [
        Problem("", None, None, f"unknown claim '{word}'", did_you_mean(word, known) or "they are C01 to C61")
        for word in ids
        if word.upper() not in known
    ]
    if problems:
        raise InputError(problems)
    return tuple(claim for claim in known.values() if not wanted or claim.id in wanted)


def audit(claim: Claim, rules: Rules, readings: Readings, measured: Measured | None = None) -> Audit:
    """One claim audited. measured : the verdict's numbers, which only a rule with rows needs."""
    rule, header = rules.rules[claim.id], rules.header
    found = answers(rule)
    model = tuple(_tested(test, readings, header.share) for test in rule.model)
    rows = _rows(rule, measured, header.share)
    evidence_part = _part([a.outcome for a in found if not a.test.figure], header)
    of_tests = [t.outcome for t in model if not t.test.figure]
    model_part = _rows_together(rows) if rows else _part(of_tests, header)
    lowered = _lowered(found, model, rows, evidence_part, model_part, readings.draws)
    level = 0 if "untold" in lowered else max(0, len(LEVELS) - 1 - len(lowered))
    return Audit(
        claim,
        rule,
        found,
        model,
        rows,
        tuple((shown, _cases(shown, readings)) for shown in rule.beside),
        evidence_part,
        model_part,
        header.combination[evidence_part][model_part],
        LEVELS[level],
        lowered,
        _figure(found, model, header),
        tuple((d.text, tuple(str(references()[key]) for key in d.sources)) for d in rule.disputed),
    )


def _tested(test: ModelTest, readings: Readings, share: float) -> Tested:
    cases = _cases(test, readings, share)
    kinds = {case.outcome for case in cases}
    if len(kinds) == 1:
        outcome = next(iter(kinds))
    else:
        outcome = "split" if {"supports", "contradicts"} <= kinds else "undecided"
    history_alone = "history" in test.alone
    return Tested(test, cases, outcome, history_alone and seen_in_fitting(test.read))


def _cases(shown: Shown, readings: Readings, share: float | None = None) -> tuple[Case, ...]:
    return tuple(_case(a, b, readings.drawn(shown, a, b), shown, share) for a, b in shown.cases())


def _case(a: str, b: str, drawn: np.ndarray, shown: Shown, share: float | None) -> Case:
    """A comparison told, and judged where the number has a condition."""
    if not isinstance(shown, ModelTest) or share is None:
        return Case(a, b, _band(drawn), None, len(drawn), "")
    met = [shown.expect.met(float(value)) for value in drawn]
    return _judged(a, b, drawn, met, share)


def _judged(a: str, b: str, drawn: np.ndarray, met: Sequence[bool], share: float) -> Case:
    if not met:
        return Case(a, b, {}, None, 0, "undecided")
    found = sum(met) / len(met)
    outcome = "undecided"
    if found >= share - SLACK:
        outcome = "supports"
    elif found <= 1 - share + SLACK:
        outcome = "contradicts"
    return Case(a, b, _band(drawn), found, len(met), outcome)


def _band(drawn: np.ndarray) -> dict[str, float]:
    if not drawn.size:
        return {}
    return dict(zip(QUANTILES, np.quantile(drawn, list(QUANTILES.values())).tolist(), strict=True))


def _rows(rule: Rule, measured: Measured | None, share: float) -> tuple[RowTested, ...]:
    """Each row of the verdict that the rule names, course by course, less history."""
    if rule.verdict is None or measured is None:
        return ()
    history = measured.scenarios[0]
    found = []
    for at in rule.verdict.at:
        for row, side in rule.verdict.rows.items():
            for course in rule.verdict.courses:
                kept = measured.complete(history, course)
                a, b = (measured.of(name, at, row)[kept].mean(axis=1) for name in (history, course))
                drawn = b - a
                met = (drawn > 0 if side == "above" else drawn < 0).tolist()
                found.append(RowTested(row, at, side, _judged(history, course, drawn, met, share)))
    return tuple(found)


def _rows_together(rows: Sequence[RowTested]) -> str:
    """Every row of one mind, or mixed: no row is weighed against another."""
    kinds = {row.case.outcome for row in rows}
    return kinds.pop() if len(kinds) == 1 else "mixed"


def _part(outcomes: Sequence[str], header: Header) -> str:
    """What the tests of a part make together. Three kinds of answers always hold a conflict: mixed."""
    kinds = [kind for kind in OUTCOMES if kind in outcomes]
    return "mixed" if len(kinds) > 2 else header.parts[" and ".join(kinds) or "none"]


def _figure(found: Sequence[Answer], model: Sequence[Tested], header: Header) -> str:
    """The answer about the essay's number; empty where no test is about it."""
    of_evidence = [a.outcome for a in found if a.test.figure]
    of_model = [t.outcome for t in model if t.test.figure]
    if not of_evidence and not of_model:
        return ""
    return header.combination[_part(of_evidence, header)][_part(of_model, header)]


def _lowered(
    found: Sequence[Answer],
    model: Sequence[Tested],
    rows: Sequence[RowTested],
    evidence_part: str,
    model_part: str,
    draws: int,
) -> tuple[str, ...]:
    """Names of what takes the confidence down."""
    of_evidence, of_model = evidence_part in DECIDED, model_part in DECIDED
    if not of_evidence and not of_model:
        return ("untold",)
    read = [status for a in found if not a.test.figure for n in a.numbers for _, status in n.sources]
    tests = [t for t in model if not t.test.figure]
    deciding = [t for t in tests if t.outcome != "undecided"]
    undecided = "undecided" in {t.outcome for t in tests} | {r.case.outcome for r in rows}
    holds: Mapping[str, bool] = {
        "one_part": of_evidence != of_model,
        "recalled": of_evidence and "verified" not in read,
        "in_sample": of_model and bool(deciding) and all(t.in_sample for t in deciding),
        "assumed": of_model and bool(deciding) and all(t.test.assumed for t in deciding),
        "undecided_test": of_model and undecided,
        "few_draws": of_model and draws < ENOUGH_DRAWS,
    }
    return tuple(name for name, holding in holds.items() if holding)
