"""An audited claim told: as a document, and its because in whole sentences made of rule and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from perelom.vocabulary import month_text

from .claim_evidence import Answer
from .claim_rules import Header
from .claim_tests import Read, told
from .claims import Audit, Case, RowTested, Tested

SAYS = {
    "supports": "supports the claim",
    "contradicts": "speaks against it",
    "mixed": "is of two minds",
    "undecided": "cannot decide",
    "missing": "says nothing",
}
OF_TEST = {"supports": "for", "contradicts": "against", "split": "rivals split", "undecided": "undecided"}


def as_document(made: Audit, header: Header) -> dict[str, Any]:
    """One audited claim as `perelom claims --json` prints it."""
    return {
        "id": made.claim.id,
        "system": made.claim.system,
        "claim": made.claim.text,
        "essay_figure": made.claim.essay_figure,
        "verdict": made.verdict,
        "confidence": made.confidence,
        "lowered_by": {name: header.confidence[name] for name in made.lowered},
        "figure": made.figure or None,
        "evidence": {
            "outcome": made.evidence_part,
            "why_missing": made.rule.no_evidence,
            "tests": [answer.document() for answer in made.evidence],
        },
        "model": {
            "outcome": made.model_part,
            "why_missing": made.rule.no_model,
            "tests": [_test_document(tested) for tested in made.model],
            "rows": [
                {"row": r.row, "at": r.at, "favours": r.side, **_case_document(r.case)} for r in made.rows
            ],
        },
        "beside": [
            {
                "says": shown.says,
                "as": shown.how if shown.a else "level",
                "unit": shown.unit,
                "reads": _reads(shown.read),
                "cases": [_case_document(case) for case in cases],
            }
            for shown, cases in made.beside
        ],
        "disputed": [{"text": text, "sources": list(sources)} for text, sources in made.disputed],
        "because": because(made, header),
    }


def _test_document(tested: Tested) -> dict[str, Any]:
    test = tested.test
    return {
        "says": test.says,
        "as": test.how if test.a else "level",
        "unit": test.unit,
        "reads": _reads(test.read),
        "expect": str(test.expect),
        "because": test.because,
        "figure": test.figure,
        "assumed": test.assumed,
        "in_sample": tested.in_sample,
        "outcome": tested.outcome,
        "cases": [_case_document(case) for case in tested.cases],
    }


def _reads(read: Read) -> dict[str, Any]:
    """Indicators, place and months of a number: where a sceptic finds it in `perelom run --json`."""
    return {
        "indicators": list(read.indicators),
        "region": read.region,
        "windows": [[month_text(first), month_text(last)] for first, last in read.windows],
    }


def _case_document(case: Case) -> dict[str, Any]:
    document = {"a": case.a or None, "b": case.b, **case.band, "draws": case.draws}
    return document | ({"share": case.share, "outcome": case.outcome} if case.outcome else {})


def because(made: Audit, header: Header) -> str:
    """Why the verdict is what it is: evidence, model, both together, the figure, the confidence."""
    said = [_evidence(made), _model(made), f"Together: {made.verdict}."]
    if made.figure:
        said.append(f"The essay's figure, {made.claim.essay_figure}: {made.figure}.")
    reasons = "; ".join(header.confidence[name] for name in made.lowered)
    said.append(f"Confidence is {made.confidence}" + (f": {reasons}." if reasons else "."))
    return " ".join(said)


def _evidence(made: Audit) -> str:
    if not made.evidence:
        return f"Evidence says nothing: {made.rule.no_evidence}."
    tests = "; ".join(evidence_words(a) for a in made.evidence if not a.test.figure)
    return f"Evidence {SAYS[made.evidence_part]}: {tests}."


def _model(made: Audit) -> str:
    if made.rows:
        return f"The model {SAYS[made.model_part]}: {rows_words(made.rows)}."
    if not made.model:
        return f"The model says nothing: {made.rule.no_model or 'its table was not made'}."
    tests = "; ".join(model_words(t) for t in made.model if not t.test.figure)
    return f"The model {SAYS[made.model_part]}: {tests}."


def evidence_words(found: Answer) -> str:
    """One test of the evidence: `workers of 1922 over 1913 are 0.47 to 0.54, expected below 0.8 (for)`."""
    low, high = min(found.judged), max(found.judged)
    value = told(low) if low == high else f"{told(low)} to {told(high)}"
    middle = "in the median " if found.test.taken == "median" else ""
    recalled = " (recalled)" if all(n.recalled for n in found.numbers) else ""
    outcome = OF_TEST[found.outcome]
    return f"{found.test.says}: {middle}{value}{recalled}, expected {found.test.expect} ({outcome})"


def model_words(tested: Tested) -> str:
    """One test of the model with its band and share of draws."""
    marks = [OF_TEST[tested.outcome]]
    marks += ["in-sample"] if tested.in_sample else []
    marks += ["by assumption"] if tested.test.assumed else []
    test = tested.test
    what = f"{test.how} " if test.a else ""
    found = ", ".join(case_words(case, len(tested.cases) > 1) for case in tested.cases)
    unit = f"{test.unit} " if test.unit else ""
    return f"{test.says}: {what}{unit}{found}, expected {test.expect} ({', '.join(marks)})"


def case_words(case: Case, named: bool) -> str:
    """A median with its 90 % band and, where judged, the share of draws."""
    if not case.band:
        return "no draw came out"
    words = f"{told(case.band['q50'])} ({told(case.band['q05'])} to {told(case.band['q95'])})"
    if case.share is not None:
        words += f" and so in {100 * case.share:.0f} % of {case.draws} draws"
    course = case.b if case.a in ("", "history") else case.a
    return f"{course} {words}" if named else words


def rows_words(rows: Sequence[RowTested]) -> str:
    """How many rows favour the claim in every course, and which do not."""
    by_row: dict[tuple[str, str], list[RowTested]] = {}
    for row in rows:
        by_row.setdefault((row.row, row.at), []).append(row)
    groups: dict[str, list[str]] = {"for": [], "against": [], "not of one mind": []}
    for (row, at), found in by_row.items():
        kinds = {r.case.outcome for r in found}
        word = OF_TEST[kinds.pop()] if len(kinds) == 1 else ""
        groups[word if word in groups else "not of one mind"].append(f"{row} {at}")
    total = len(by_row)
    told_of = [f"{word} {len(found)} ({', '.join(found)})" for word, found in groups.items() if found]
    return f"of {total} rows in all courses together, {'; '.join(told_of)}"
