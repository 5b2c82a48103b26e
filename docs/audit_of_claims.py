"""The audit of the essay's claims as a page, docs/audit.md: verdicts with the numbers of a run.

make docs-audit                                      # runs every claim and writes the page
python docs/audit_of_claims.py --from audit.json     # writes it from `perelom claims --json`
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from lists import table

from perelom.commands.printing import progress_bar
from perelom.inference.auditing import DRAWS, SEEDS, audited
from perelom.inference.claim_rules import VERDICTS, sha256_of
from perelom.results.labels import counted

PAGE = Path(__file__).parent / "audit.md"
HEAD = """# The audit of the essay's claims

Each of the 61 claims held against evidence and model by the rule in [claims.md](claims.md), which was fixed
before the model's numbers were seen and may go against the essay. *Supported* is what evidence and model say
together, no proof; a model's agreement with what it was fitted to counts for nothing and is marked in-sample.
Figures marked recalled are from memory of the work named and were not checked.

The rules are blind to the model, not to the evidence: whoever wrote them knew the figures that the essay
disputes, and chose tolerances (15 per cent where a claim names a number) with them in view. The model cannot
judge C02, whose figure is where it begins; C07 rests on an input (workers promoted by decree); C14 and C20
hold a figure that later scholarship disputes, and the figure of C41 is judged apart from the claim. One hand
wrote them; a second should read them.

Made by `make docs-audit` from {draws} of the {parameters}, {seeds}, {households} households;
rules `{rules}`. To make it anew: `perelom claims`.

{counts}

"""


def page(document: dict[str, Any]) -> str:
    """The page of a document of `perelom claims --json`. ValueError where it was made by other rules."""
    if document["rules_sha256"] != sha256_of():
        raise ValueError("these results were made by other rules; run the audit again")
    claims = document["claims"]
    found = Counter(claim["verdict"] for claim in claims)
    counts = ", ".join(f"{found[verdict]} {verdict}" for verdict in VERDICTS)
    head = HEAD.format(
        draws=counted(document["draws"], "draw"),
        parameters=document["parameters"],
        seeds=counted(document["seeds"], "seed"),
        households=document["households"],
        rules=document["rules_sha256"][:12],
        counts=f"Of {len(claims)} claims: {counts}.",
    )
    failed = document["failed"]
    if failed:
        head += f"{len(failed)} simulations failed and are left out: {', '.join(failed)}.\n\n"
    rows = [
        [
            f"[{claim['id']}](#{claim['id'].lower()})",
            claim["claim"] + (f" ({claim['essay_figure']})" if claim["essay_figure"] else ""),
            claim["verdict"],
            claim["confidence"],
            claim["figure"] or "",
            claim["evidence"]["outcome"],
            claim["model"]["outcome"],
        ]
        for claim in claims
    ]
    columns = ["", "claim", "verdict", "confidence", "the figure", "evidence", "model"]
    return head + table(columns, rows) + "\n\n" + "\n".join(map(section, claims))


def section(claim: dict[str, Any]) -> str:
    """One claim: its because, its sources, what stands beside, the dispute."""
    lines = [f"## {claim['id']}", "", f"{claim['claim']}.", "", claim["because"], ""]
    for test in claim["evidence"]["tests"]:
        works = dict.fromkeys(
            source["source"] + (" (recalled)" if source["status"] == "recalled" else "")
            for number in test["numbers"]
            for source in number["sources"]
        )
        lines.append(f"- {test['says']}: {'; '.join(works)}")
    rows = claim["model"]["rows"]
    if rows:
        lines += [
            "",
            table(["row", "at", "course", "course less history", "in draws", ""], [*map(_row, rows)]),
            "",
        ]
    for beside in claim["beside"]:
        for case in beside["cases"]:
            if "q50" in case:
                how = f"{case['b']} against {case['a']}, {beside['as']}" if case["a"] else case["b"]
                lines.append(f"- beside, not judged: {beside['says']}, {how}: {_band(case)}")
    for dispute in claim["disputed"]:
        lines.append(f"- disputed: {dispute['text']} {'; '.join(dispute['sources'])}")
    return "\n".join(lines) + "\n"


def _row(row: dict[str, Any]) -> list[str]:
    share = "–" if row["share"] is None else f"{100 * row['share']:.0f} %"
    return [row["row"], row["at"], row["b"], _band(row), f"{row['favours']} in {share}", row["outcome"]]


def _band(case: dict[str, Any]) -> str:
    if "q50" not in case:
        return "–"
    return f"{case['q50']:,.4g} ({case['q05']:,.4g} to {case['q95']:,.4g})"


def main() -> int:
    """Writes the page. 1 where a simulation failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="source", type=Path, help="JSON of perelom claims")
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--parameters")
    asked = parser.parse_args()
    if asked.source:
        document = json.loads(asked.source.read_text(encoding="utf-8"))
    else:
        options = {"draws": asked.draws, "seeds": asked.seeds, "parameters": asked.parameters}
        document = audited(bar=progress_bar, **options)
    PAGE.write_text(page(document), encoding="utf-8")
    print(f"written: {PAGE.name}")
    return 1 if document["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
