"""Lists for readers, made from the package's own tables: docs/scenarios.md and docs/claims.md.

make docs-lists               # write both
python docs/lists.py --check  # changes nothing; exit status 1 when one is stale
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from perelom.evidence import claims
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
can say nothing, the row says so. No verdict stands here: this is the plan of the audit, written down before
it. Made from `src/perelom/evidence/claims.csv` by `make docs-lists`.

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
    return CLAIMS + table(head, rows) + "\n"


PAGES = {"scenarios.md": scenarios_page, "claims.md": claims_page}


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
