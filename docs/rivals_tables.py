"""The table and the figure of docs/rivals.md, filled from answers that were computed.

make docs-rivals                         # computes and fills
python docs/rivals_tables.py FILE        # fills from what `perelom rivals --json` printed

What is generated goes between a line such as `<!-- answers -->` and `<!-- end -->`; never edit there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from verdict_tables import filled, table

from perelom.commands.rivals import ratio_words
from perelom.replications.rivals import Answer
from perelom.report.rivals import picture

DOCS = Path(__file__).parent
PAGE, FIGURE = DOCS / "rivals.md", DOCS / "figures" / "rivals.svg"


def main(arguments: list[str]) -> int:
    """Fills the page and draws the figure. arguments : the file of the answers."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    document = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    answers = answers_of(document)
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), parts_of(document, answers)), encoding="utf-8")
    drawn = picture(answers)
    drawn.savefig(FIGURE, format="svg", facecolor="white", metadata={"Date": None, "Creator": None})
    return 0


def answers_of(document: dict[str, Any]) -> list[Answer]:
    """The answers of a document of `perelom rivals --json`."""
    return [
        Answer(
            **{key: value for key, value in one.items() if key != "ratios"},
            ratios={
                column: (band["low"], band["middle"], band["high"]) for column, band in one["ratios"].items()
            },
        )
        for one in document["answers"]
    ]


def parts_of(document: dict[str, Any], answers: list[Answer]) -> dict[str, str]:
    """Generated parts by the name of their place."""
    columns = document["columns"]
    rows = [
        [
            answer.model,
            answer.without,
            answer.status,
            *(ratio_words(answer.ratios.get(column)).replace("\n", "<br>") for column in columns),
        ]
        for answer in answers
    ]
    numbers = table(document["question"], ["model", "without collectivization", "status", *columns], rows)
    what = table(
        "Compared with what, and what can be said",
        ["model", "compared with", "what it can answer", "what it can't"],
        [list(row) for row in dict.fromkeys((a.model, a.over, a.answers, a.silent) for a in answers)],
    )
    made = f"`{document['rerun']}`, version `{document['stamp']}`"
    return {"answers": f"{made}\n\n{numbers}", "limits": what}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
