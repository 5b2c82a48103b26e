"""Small pieces of Markdown that the generated pages share."""

from __future__ import annotations

from collections.abc import Iterable


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """A table of Markdown; a cell keeps its bars and takes one line."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines) + "\n"


def heading(id: str, level: int = 2) -> str:
    """A heading of a name in code, with the name as its anchor, dots as hyphens."""
    return f"{'#' * level} `{id}` {{ #{anchor(id)} }}\n"


def anchor(id: str) -> str:
    """The anchor of a name on its page."""
    return id.replace(".", "-").replace(" ", "-")


def link(page: str, id: str) -> str:
    """A link to a name on a generated page."""
    return f"[`{id}`]({page}.md#{anchor(id)})"


def listed(words: Iterable[str]) -> str:
    """Words with commas between, a dash for none."""
    return ", ".join(words) or "–"


def number(value: float | None) -> str:
    """A number as it is read best: no exponent below a billion, no trailing noughts."""
    if value is None:
        return "–"
    return f"{value:,.6g}" if abs(value) < 1e6 or abs(value) >= 1e15 else f"{value:,.0f}"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
