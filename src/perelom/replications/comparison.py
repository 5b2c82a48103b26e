"""A model's figures, published beside ours: the same rows for the command, its JSON and the documents."""

from __future__ import annotations

from typing import Any

from .headline import Headline, passed
from .registry import Model

VERDICTS = {True: "passes", False: "misses", None: "not compared"}


def compared(one: Model) -> dict[str, Any]:
    """One model computed now: name, title, source, status, functions, and figures as a list of rows.

    A row has name, says, unit, published, ours, tolerance, passed (None: nothing to compare), status, mark,
    source and differs.
    """
    return {
        "name": one.name,
        "title": one.title,
        "source": one.source,
        "status": one.status,
        "functions": list(one.cases),
        "figures": [_row(headline) for headline in one.headlines],
    }


def _row(headline: Headline) -> dict[str, Any]:
    ours = headline.ours() if headline.ours is not None else None
    return {
        "name": headline.id,
        "says": headline.says,
        "unit": headline.unit,
        "published": headline.published,
        "ours": ours,
        "tolerance": headline.tolerance,
        "passed": passed(headline, ours),
        "status": headline.status,
        "mark": headline.mark,
        "source": headline.source,
        "differs": headline.differs,
    }


def figure_words(figure: Any, unit: str = "", digits: int = 9) -> str:
    """A figure with its unit, a range with both ends, a word as it is; a dash where there is none."""
    if figure is None:
        return "–"
    if isinstance(figure, str):
        return figure
    ends = figure if isinstance(figure, tuple) else (figure,)
    return f"{' to '.join(f'{end:.{digits}g}' for end in ends)} {unit}".rstrip()


def reasons(document: dict[str, Any]) -> dict[str, list[str]]:
    """Where ours differs and why, each reason once, with the figures that it is about."""
    found: dict[str, list[str]] = {}
    for row in document["figures"]:
        if row["differs"]:
            found.setdefault(row["differs"], []).append(row["name"])
    return found
