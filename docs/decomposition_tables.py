"""The worked example of docs/decomposition.md, filled from a comparison that was taken apart.

make docs-decomposition                    # runs the comparison, draws the figure and fills
python docs/decomposition_tables.py FILE    # fills from what `perelom compare --decompose --json` printed

What is generated goes between a line such as `<!-- example -->` and `<!-- end -->`; never edit there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from verdict_tables import filled, table

from perelom.results.comparison import measure
from perelom.results.labels import figure
from perelom.vocabulary import indicators

PAGE = Path(__file__).parent / "decomposition.md"
SHOWN = ("consumption_per_head", "industrial_output_index", "livestock_horses", "population_urban")


def main(arguments: list[str]) -> int:
    """Fills the page. arguments : the file of the comparison."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    found = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), {"example": example(found)}), encoding="utf-8")
    return 0


def example(found: dict[str, Any]) -> str:
    """How it was computed, and the parts of some indicators: means over draws, in brackets the 90 % band."""
    about = found["decomposition"]
    size = f"{found['draws']} draws of the {found['parameters']}, {found['seeds']} seeds"
    words = (
        f"*{size}, {found['households']:,} households, all {about['mixtures'] + 2} mixtures of "
        f"{len(about['groups'])} groups, version "
        f"`{found['stamp']}`.* So small an ensemble shows the shape; its bands are rough."
    )
    rows = [[group, *(_part(found, name, group) for name in SHOWN)] for group in about["groups"]]
    rows.append(["together", *(_whole(found, name) for name in SHOWN)])
    head = ["group", *(f"{indicators()[name].label}, {measure(found, name).unit}" for name in SHOWN)]
    title = f"{found['b']} less {found['a']}, {found['at']}"
    return f"{words}\n\n{table(title, head, rows)}"


def _part(found: dict[str, Any], name: str, group: str) -> str:
    part = found["decomposition"]["parts"][name]["groups"][group]
    return _words(measure(found, name).factor, part["mean"], part["q05"], part["q95"])


def _whole(found: dict[str, Any], name: str) -> str:
    parts, row = found["decomposition"]["parts"][name], found["differences"][name]
    mean = parts["mean_b"] - parts["mean_a"]
    return _words(measure(found, name).factor, mean, row["q05"], row["q95"])


def _words(factor: float, mean: float, low: float, high: float) -> str:
    mean, low, high = (figure(factor * number, True) for number in (mean, low, high))
    return f"{mean}<br>({low} … {high})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
