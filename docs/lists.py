"""Lists for readers made from the package's own tables: docs/scenarios.md, docs/claims.md, docs/checks.md.

make docs-lists               # write them
python docs/lists.py --check  # changes nothing; exit status 1 when one is stale
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from list_of_checks import checks_page

from perelom.evidence import Claim, claims, references
from perelom.inference.claim_rules import PARTS, Rule, claim_rules, sha256_of
from perelom.inference.claim_tests import EvidenceTest, ModelTest, Shown
from perelom.scenarios import listing
from perelom.vocabulary import month_text

DOCS = Path(__file__).parent

SCENARIOS = """# The library of scenarios

Made from the files in `src/perelom/scenarios/library/` by `make docs-lists`. `perelom show scenario NAME`
tells what one decides, value by value, with the source of each; `perelom cite NAME` the works it rests on.
A scenario is a set of decisions, not a forecast of what a government would have done.

Three NEPs are always read together: `nep-continued` (the decisions of 1926/27 kept, crisis included),
`nep-reformed` (prices raised, trade free) and `nep-with-five-year-plan` (heavy industry without force). No
one of them is the NEP.

The measures of winter 1932/33 can be lifted together (`history-without-winter-1932-measures`) and one by
one (`history-without-blacklists-1932`, `history-without-movement-ban-1933`,
`history-without-seed-confiscation-1933`, `history-without-meat-fines-1932`). Any two of them together need
a short file:

    title: Neither blacklists nor the ban on leaving
    extends: history-without-blacklists-1932
    from: 1933-02
    until: 1933-07
    set: {movement.peasant_ban: 0}

"""

CLAIMS = """# The claims of the essay

The essay that this project answers to makes 61 claims about the Soviet economy and society between the
wars. Each row names the indicators that bear on a claim, two scenarios a and b of the
[library](scenarios.md) whose difference can test it, and how that difference is to be read. Where the model
can say nothing, the row says so. No verdict stands here: this is the plan of the audit and the rule of each
claim, written down before the model's numbers were seen; [audit.md](audit.md) has the results, which
`make docs-audit` or `perelom claims` makes anew. Made from `src/perelom/evidence/claims.csv` and
`claim_rules.yaml` by `make docs-lists`.

"""

RULES = """
## How a rule is read

A rule may go against the essay: each of its conditions can be met or missed. Of rival estimates all must
meet the condition for *supports* and none for *contradicts*; where they are split, the evidence is mixed.
The model supports where the condition holds in at least {share:.0%} of the draws and contradicts where it
holds in at most {rest:.0%}; between them it is undecided. Tests about the essay's own number have an answer
of their own and do not bear on the sentence; a number holds within ±{tolerance:.0%}. The file's SHA-256 is

    {sha256}

What the tests of one part make together (three kinds of answers always hold a conflict: mixed):

{parts}

Evidence (rows) and model (columns) together:

{combination}

Confidence begins high; each of these takes one step down, and the last leads to low at once:

{confidence}

*in-sample*: the indicator was fitted to in that window; agreement there confirms nothing. *by assumption*:
what the model shows there was put in.

## The rule of each claim

"""


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def scenarios_page() -> str:
    """The page of scenarios."""
    rows = [
        [
            f"[`{entry.name}`](../src/perelom/scenarios/library/{entry.name}.yaml)",
            entry.question,
            " → ".join(f"`{parent}`" for parent in entry.extends) or "–",
            month_text(entry.start),
        ]
        for entry in listing()
    ]
    return SCENARIOS + table(["scenario", "question", "stands on", "from"], rows) + "\n"


def claims_page() -> str:
    """The page of claims."""
    rows = [
        [
            claim.id,
            claim.text + (f" ({claim.essay_figure})" if claim.essay_figure else ""),
            claim.evidence_test,
            ", ".join(f"`{indicator}`" for indicator in claim.indicators),
            f"`{claim.a}`, `{claim.b}`",
            claim.reading,
        ]
        for claim in claims()
    ]
    head = ["", "claim", "evidence", "indicators", "a, b", "how to read b − a"]
    return CLAIMS + table(head, rows) + "\n" + rules_of_claims()


def rules_of_claims() -> str:
    """How rules are read, and the rule of every claim."""
    found = claim_rules()
    header = found.header
    parts = [[tests, made] for tests, made in header.parts.items()]
    cells = [[row, *(cells[column] for column in PARTS)] for row, cells in header.combination.items()]
    text = RULES.format(
        share=header.share,
        rest=1 - header.share,
        tolerance=header.figure_tolerance,
        sha256=sha256_of(),
        parts=table(["tests", "part"], parts),
        combination=table(["", *PARTS], cells),
        confidence="\n".join(f"- {words}" for words in header.confidence.values()),
    )
    return text + "\n".join(rule_of(claim, found.rules[claim.id]) for claim in claims())


def rule_of(claim: Claim, rule: Rule) -> str:
    """One claim's rule as a section."""
    lines = [f"### {claim.id}. {claim.text}", ""]
    for test in rule.evidence:
        median = ", in the median" if test.taken == "median" else ""
        lines.append(f"- Evidence{_of_figure(test.figure)}: {test.says}{median}; {_condition(test)}")
    lines += [f"- Evidence: none, for {rule.no_evidence}."] if rule.no_evidence else []
    for test in rule.model:
        assumed = f" By assumption: {test.assumed}." if test.assumed else ""
        lines.append(f"- Model{_of_figure(test.figure)}: {_shown(test)}; {_condition(test)}{assumed}")
    lines += [f"- Model: none, for {rule.no_model}."] if rule.no_model else []
    if rule.verdict:
        rows = ", ".join(f"`{row}` {side} history" for row, side in rule.verdict.rows.items())
        courses = ", ".join(f"`{name}`" for name in rule.verdict.courses)
        at = " and ".join(rule.verdict.at)
        lines.append(
            f"- Model: rows of `perelom verdict` at {at} for {courses}: {rows}. {rule.verdict.because}."
        )
    lines += [f"- Beside, not judged: {_shown(shown)}." for shown in rule.beside]
    for dispute in rule.disputed:
        works = "; ".join(str(references()[key]) for key in dispute.sources)
        lines.append(f"- Disputed: {dispute.text} {works}.")
    return "\n".join(lines) + "\n"


def _of_figure(figure: bool) -> str:
    return ", the figure" if figure else ""


def _condition(test: EvidenceTest | ModelTest) -> str:
    return f"expected {test.expect}: {test.because}."


def _shown(shown: Shown) -> str:
    """What is read of the model, and of which courses."""
    if shown.alone:
        return f"{shown.says} ({_names(shown.alone)})"
    how = "less" if shown.how == "difference" else "over"
    return f"{shown.says} ({_names(shown.b)} {how} {_names(shown.a)})"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


PAGES = {
    "scenarios.md": scenarios_page,
    "claims.md": claims_page,
    "checks.md": lambda: checks_page(table),
}


def main() -> int:
    """Writes the pages, or says which are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args().check
    stale = []
    for name, made in PAGES.items():
        path, text = DOCS / name, made()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8")
    print(f"{'stale' if check else 'written'}: {', '.join(stale)}" if stale else "docs lists are up to date")
    return 1 if stale and check else 0


if __name__ == "__main__":
    sys.exit(main())
