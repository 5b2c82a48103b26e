"""The figure of `perelom rivals`: what each model says consumption would have been, one line a course."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

from perelom.replications.rivals import Answer

from .look import FAINT, INK, STYLES, look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHOWN = ("1938", "1940", "1928-1940")  # columns, one panel each
WIDTH, ROW, MARGIN = 10.5, 0.42, 1.3  # inches: of the figure, of a line, above and below them
MARKS = {"published": "D", "calibrated": "o", "exact": "s", "illustrative": "o"}


def picture(answers: Sequence[Answer], page: bool = False) -> Figure:
    """Consumption without over with, in per cent more or less, by model and course.

    Filled marks: printed, exact or fitted to evidence; open ones: illustrative. Bars: 90 per cent of the
    draws, or the range that the course names.
    page : text stays text, in the reader's own type
    """
    from matplotlib.figure import Figure as Made

    families = list(dict.fromkeys(answer.family for answer in answers))
    with look(page=page):
        made = Made(figsize=(WIDTH, MARGIN + ROW * len(answers)), layout="constrained")
        panels = made.subplots(1, len(SHOWN), sharey=True, sharex=True)
        for axes, column in zip(panels, SHOWN, strict=True):
            axes.axvline(0.0, color=FAINT, linewidth=0.8)
            axes.grid(True, axis="x")
            axes.grid(False, axis="y")
            for place, answer in enumerate(answers):
                if column not in answer.ratios:
                    axes.text(1.0, place, "no figure", color=FAINT, fontsize=8, va="center")
                    continue
                low, middle, high = (100 * (ratio - 1) for ratio in answer.ratios[column])
                colour = STYLES[families.index(answer.family) % len(STYLES)].colour
                axes.plot([low, high], [place, place], color=colour, linewidth=2.2, solid_capstyle="butt")
                axes.plot(
                    [middle],
                    [place],
                    marker=MARKS[answer.status],
                    color=colour,
                    markerfacecolor="white" if answer.status == "illustrative" else colour,
                    markersize=6,
                )
            axes.set_title(column.replace("-", "–"))
        first = panels[0]
        first.set_yticks(range(len(answers)))
        first.set_yticklabels(
            [fill(f"{answer.model}: {answer.without}", 52) for answer in answers], fontsize=8, color=INK
        )
        first.set_ylim(len(answers) - 0.5, -0.5)
        made.supxlabel(
            "consumption per head without collectivization, per cent above or below that with it", fontsize=9
        )
    return made
