"""A difference taken apart, drawn: from one scenario's level to the other's, a step for each group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from perelom.results.comparison import measure, summed_from
from perelom.results.labels import figure
from perelom.vocabulary import indicators

from .drawing import SMALL, caption, number
from .look import FAINT, GRID, INK, SIZE, look, styles

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW, AROUND = 0.26, 1.5  # inches of a row, and of title, axis and words
THICK = 0.62  # of a row


def waterfall_figure(found: dict[str, Any], names: Sequence[str]) -> Figure:
    """One figure with a waterfall for each indicator, one below the other.

    found : as of `results.decomposition.decomposition`; names : ids of indicators with values
    """
    from matplotlib.figure import Figure

    with look():
        rows = len(found["decomposition"]["groups"]) + 2
        height = (ROW * rows + AROUND) * len(names)
        made = Figure(figsize=(SIZE[0] * 1.5, height), layout="constrained")
        for ax, name in zip(made.subplots(len(names), 1, squeeze=False).ravel(), names, strict=True):
            draw_waterfall(ax, found, name)
    return made


def draw_waterfall(ax: Axes, found: dict[str, Any], name: str) -> None:
    """Draws the means of an indicator's parts as steps, the largest first, with their 90 % bands."""
    about = found["decomposition"]
    parts = about["parts"][name]
    told = measure(found, name)
    groups = sorted(parts["groups"], key=lambda g: -abs(parts["groups"][g]["mean"]))
    chosen = styles([found["a"], found["b"]])
    start, end = told.factor * parts["mean_a"], told.factor * parts["mean_b"]
    edges = [start]
    for y, group in enumerate(groups, 1):
        row = {key: told.factor * parts["groups"][group][key] for key in ("mean", "q05", "q95")}
        _step(ax, y, edges[-1], row, about["draws"] > 1)
        edges.append(edges[-1] + row["mean"])
    for y, value, scenario in ((0, start, found["a"]), (len(groups) + 1, end, found["b"])):
        ax.plot([value], [y], marker="o", color=chosen[scenario].colour, markersize=6, zorder=4)
        _label(ax, value, y, figure(value), chosen[scenario].colour)
    for y, edge in enumerate(edges):
        ax.plot([edge, edge], [y, y + 1], color=FAINT, linewidth=0.7, zorder=1)
    ax.set_yticks(range(len(groups) + 2), [found["a"], *groups, found["b"]])
    ax.set_ylim(len(groups) + 1.6, -0.6)
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    ax.xaxis.set_major_locator(MaxNLocator(6))
    ax.xaxis.set_major_formatter(FuncFormatter(number))
    ax.use_sticky_edges = False  # room beside the bars for their numbers
    ax.margins(x=0.14)
    ax.set_title(f"{indicators()[name].label}, {told.unit}, {_when(found, name)}")
    caption(ax, [_words(found)])


def _step(ax: Axes, y: int, base: float, row: dict[str, float], banded: bool) -> None:
    """A floating bar from `base`, hatched where the part is negative, with the band of its end."""
    fall = row["mean"] < 0
    ax.barh(
        y,
        row["mean"],
        left=base,
        height=THICK,
        facecolor="none" if fall else GRID,
        edgecolor=FAINT,
        linewidth=0.8,
        hatch="////" if fall else None,
        zorder=2,
    )
    ends = [base + row["mean"]]
    if banded:
        ends += [base + row["q05"], base + row["q95"]]
        ax.plot(ends[1:], [y, y], color=INK, linewidth=1.1, marker="|", markersize=5, zorder=3)
    _label(ax, float(np.max([base, *ends])), y, figure(row["mean"], True), INK)


def _label(ax: Axes, x: float, y: float, words: str, colour: str) -> None:
    ax.annotate(
        words.replace("-", "−"),
        (x, y),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        fontsize=SMALL,
        color=colour,
        annotation_clip=False,
    )


def _when(found: dict[str, Any], name: str) -> str:
    if not found["differences"][name]["summed"]:
        return found["at"]
    mean = "" if measure(found, name).summed else "mean of "
    return f"{mean}{summed_from(found)} to {found['at']}"


def _words(found: dict[str, Any]) -> str:
    about = found["decomposition"]
    how = f"{about['orders']} sampled orders" if about["orders"] else "all mixtures"
    words = f"Steps: mean of the parts (Shapley, {how}, {about['draws']} x {found['seeds']} runs)"
    words += "; hatched where negative"
    if about["draws"] > 1:
        words += "; lines: 90 % band of the draws"
    return words + "."
