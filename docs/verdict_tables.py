"""The tables of docs/verdict.md, filled from a verdict that was computed.

make docs-verdict                                      # computes and fills
python docs/verdict_tables.py FILE [PARAMETERS_FILE]   # fills from verdict.json; the second of
                                                       # a run with --compare-parameters

What is generated goes between a line such as `<!-- headline -->` and `<!-- end -->`; never edit there.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from perelom.commands import verdict_tables as told

PAGE = Path(__file__).parent / "verdict.md"
END = "<!-- end -->"


def main(arguments: list[str]) -> int:
    """Fills the page. arguments : verdict.json, and that of --compare-parameters where there is one."""
    if not 1 <= len(arguments) <= 2:
        print(__doc__, file=sys.stderr)
        return 2
    documents = [json.loads(Path(name).read_text(encoding="utf-8")) for name in arguments]
    parts = parts_of(documents[0], documents[1] if len(documents) > 1 else None)
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), parts), encoding="utf-8")
    return 0


def filled(page: str, parts: dict[str, str]) -> str:
    """A page with its generated parts replaced. ValueError for a part that has no place in it."""
    for name, text in parts.items():
        place = re.compile(rf"(<!-- {name} -->\n).*?({re.escape(END)})", re.S)
        page, count = place.subn(lambda m, text=text: f"{m[1]}{text.strip()}\n{m[2]}", page)
        if count != 1:
            raise ValueError(f"the page has {count} places <!-- {name} -->, expected one")
    return page


def parts_of(document: dict[str, Any], by_parameters: dict[str, Any] | None = None) -> dict[str, str]:
    """Generated parts by the name of their place."""
    found = document["verdict"]
    made = f"`{document['rerun']}`"
    heads = [table(*told.headline(found, at)) for at in found["at"]]
    notes = "\n".join(f"* {words}" for words in found["notes"])
    parts = {
        "headline": "\n\n".join([made, *heads, told.caption(found), notes]),
        "executions": "\n\n".join(table(*told.with_executions(found, at)) for at in found["at"]),
        "capacity": "\n\n".join([table(*told.capacity(found)), told.threat_words(found)]),
    }
    if found["rivals"]:
        parts["rivals"] = "\n\n".join(table(*headed) for headed in told.rivals(found, found["at"][0]))
    if "where_it_flips" in document:
        parts["flips"] = "\n\n".join(
            "\n\n".join([listed(told.flip_words(flips)), table(*told.exchange(flips, found["people_1928"]))])
            for flips in document["where_it_flips"].values()
        )
    if by_parameters is not None:
        tables = [table(*headed) for headed in told.by_parameters(by_parameters["compare_parameters"])]
        parts["parameters"] = "\n\n".join([f"`{by_parameters['rerun']}`", *tables])
    return parts


def table(title: str, headings: list[str], rows: list[list[str]]) -> str:
    """A table of Markdown below its title; a cell of two lines keeps both."""
    lines = [headings, ["---"] * len(headings), *rows]
    cells = [[cell.replace("|", "\\|").replace("\n", "<br>") for cell in line] for line in lines]
    return f"**{title}**\n\n" + "\n".join("| " + " | ".join(line) + " |" for line in cells)


def listed(words: Any) -> str:
    """Sentences as paragraphs, and what is indented below them as lists."""
    lines = []
    for line in words:
        text, depth = line.strip(), (len(line) - len(line.lstrip(" "))) // 2
        lines.append(f"{'  ' * (depth - 1)}* {text}" if depth else f"\n{text}\n")
    return "\n".join(lines).strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
