"""The tables of docs/sensitivity.md, filled from what `perelom sensitivity --json` printed.

make docs-sensitivity                             # computes and fills
python docs/sensitivity_tables.py FILE [FILE …]   # fills from such files, in their order

What is generated goes between `<!-- tables -->` and `<!-- end -->`; never edit there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from lists import table
from verdict_tables import filled

from perelom.parameters import declared
from perelom.vocabulary import declared_indicators

PAGE = Path(__file__).parent / "sensitivity.md"
SHOWN = 6
KEYS = {"morris": ("mu_star", "sigma"), "sobol": ("first", "total", "total_conf")}
WORDS = {"morris": ("mean absolute effect", "sd of effects"), "sobol": ("first", "total", "± 95 %")}


def main(arguments: list[str]) -> int:
    """Fills the page."""
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    documents = [json.loads(Path(name).read_text(encoding="utf-8")) for name in arguments]
    parts = {"tables": "\n\n".join(map(section, documents))}
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), parts), encoding="utf-8")
    return 0


def section(document: dict[str, Any]) -> str:
    """One run of `perelom sensitivity`: the parameters that matter most, by indicator."""
    method, against = document["method"], document["against"]
    course = document["scenario"] + (f" less {against}" if against else "")
    size = "trajectories" if method == "morris" else "base samples"
    blocks = [
        f"## {course}, {'Morris' if method == 'morris' else 'Sobol'}",
        f"{document['size']} {size}, {document['runs']} runs of {document['households']} households, "
        f"{document['failed']} failed, seed {document['seed']}.",
    ]
    for indicator, effects in document["indicators"].items():
        about = declared_indicators()[indicator]
        blocks.append(f"**{about.label}**, {document['from']} to {document['at']} ({about.unit})")
        rows = [
            [f"`{name}`", declared()[name].meaning, *(f"{row[key]:.3g}" for key in KEYS[method])]
            for name, row in list(effects.items())[:SHOWN]
        ]
        blocks.append(table(["parameter", "meaning", *WORDS[method]], rows))
    return "\n\n".join(blocks)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
