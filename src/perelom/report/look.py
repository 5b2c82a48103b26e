"""How figures look: colours, lines, type. One place for paper, notebook and the pages of the documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib

HISTORY = "history"
INK, FAINT, GRID = "#1a1a1b", "#6b6b6c", "#dededf"
SIZE = (5.0, 3.0)  # inches of one chart on paper
HALF, MOST = 0.30, 0.13  # opacity of the 50 % and of the 90 % band

RC: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.facecolor": "none",
    "axes.unicode_minus": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "figure.dpi": 100,
    "savefig.dpi": 200,
    "svg.hashsalt": "perelom",
    "pdf.fonttype": 42,
}


@dataclass(frozen=True)
class Style:
    """Colour and dash of a scenario's line; both differ, so that a print without colour can be read."""

    colour: str
    dash: str | tuple[int, tuple[int, ...]]


STYLES = (
    Style("#1f4e79", "-"),
    Style("#b5541c", (0, (5, 2))),
    Style("#3f7d4e", (0, (1, 1))),
    Style("#7a4b8c", (0, (6, 2, 1, 2))),
)


def styles(names: Sequence[str]) -> dict[str, Style]:
    """A style for each scenario: `history` is solid blue (the first where it is absent), the rest in turn."""
    first = HISTORY if HISTORY in names else (names[0] if names else "")
    others = [name for name in names if name != first]
    return {name: STYLES[i % len(STYLES)] for i, name in enumerate([first, *others])}


@contextmanager
def look(*, page: bool = False) -> Iterator[None]:
    """The settings of matplotlib within which a figure is made.

    page : text stays text, in the reader's own type; else letters are drawn, the same everywhere
    """
    with matplotlib.rc_context({**RC, "svg.fonttype": "none" if page else "path"}):
        yield
