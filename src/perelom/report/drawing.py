"""One chart: median and bands of each scenario against published figures. For paper, page and notebook."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from perelom.results.labels import readable
from perelom.vocabulary import REGION_LABELS, indicators

from .against import MARKERS, Point, groups
from .curves import Curve
from .look import FAINT, HALF, INK, MOST, Style, styles

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .events import Event

SMALL = 8
LEAST_BAR = 0.3  # years; a shorter period than this hides behind its mark
LABEL_GAP = 0.075  # of the height of a chart, between two labels at the lines' ends
NUMBER_GAP = 0.045  # of its width, between two numbers of events in one row


def title(indicator: str, region: str | None = None, *, by_year: bool = False) -> str:
    """`Grain harvest (barn yield), Ukraine, Mt a year`"""
    item = indicators()[indicator]
    place = f", {REGION_LABELS[region]}" if region else ""
    time = (" a year" if by_year else " a month") if item.summed_over_year else ""
    return f"{item.label}{place}, {readable(indicator)[1]}{time}"


def draw(
    ax: Axes,
    curves: Sequence[Curve],
    points: Sequence[Point] = (),
    events: Sequence[Event] = (),
    *,
    window: tuple[float, float] | None = None,
    names: dict[str, Style] | None = None,
    logarithmic: bool = False,
) -> None:
    """Draws one chart into axes.

    curves, points : in one unit; events : numbered vertical lines; window : first and last decimal year
    names : styles by the curves' names; by default those of scenarios
    """
    chosen = names or styles([curve.name for curve in curves])
    span = window or _span(curves)
    for curve in curves:
        _line(ax, curve, chosen[curve.name])
    inside = [p for p in points if span[0] <= p.x <= span[1]]
    _published(ax, inside)
    ax.set_xlim(*span)
    _scale(ax, curves, inside, span, logarithmic)
    years_axis(ax, span)
    _numbers(ax, [event for event in events if span[0] <= event.x <= span[1]], span)
    if len(curves) > 1:
        _names(ax, curves, chosen, span)


def caption(ax: Axes, lines: Sequence[str], width: int = 92) -> None:
    """Words below a chart: the signs of its sources."""
    wrapped = [fill(line, width, subsequent_indent="    ") for line in lines]
    ax.set_xlabel("\n".join(wrapped), loc="left", fontsize=SMALL - 1, color=FAINT, linespacing=1.3)


def marks(ax: Axes, x: Sequence[float], y: Sequence[float], marker: str, recalled: bool) -> None:
    """Published figures: hollow, those that were only recalled thin and grey."""
    ax.plot(
        x,
        y,
        linestyle="none",
        marker=marker,
        markersize=5,
        markerfacecolor="none",
        markeredgecolor=FAINT if recalled else INK,
        markeredgewidth=0.7 if recalled else 1.3,
        zorder=4,
    )


def number(value: float, _: Any = None) -> str:
    """A tick's number: `1,500`, `0.25`, `−3`."""
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}"
    return text.replace("-", "−")


def _power(value: float, _: Any = None) -> str:
    """A power of ten: `10⁹`."""
    exponent = str(round(np.log10(value)))
    return "10" + exponent.translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _line(ax: Axes, curve: Curve, style: Style) -> None:
    bands = curve.bands
    if curve.draws > 1:
        for low, high, opacity in (("q05", "q95", MOST), ("q25", "q75", HALF)):
            ax.fill_between(
                curve.x, bands[low], bands[high], color=style.colour, alpha=opacity, linewidth=0, zorder=2
            )
    ax.plot(curve.x, bands["q50"], color=style.colour, linestyle=style.dash, linewidth=1.8, zorder=3)


def _published(ax: Axes, points: Sequence[Point]) -> None:
    """Hollow marks, a shape for each source, with a bar over the period that a figure covers.

    The lower and the upper estimate of one source are joined by a whisker.
    """
    for i, members in enumerate(groups(points).values()):
        marker = MARKERS[i % len(MARKERS)][0]
        for recalled in (False, True):
            chosen = [p for p in members if p.recalled == recalled]
            marks(ax, [p.x for p in chosen], [p.value for p in chosen], marker, recalled)
            colour = FAINT if recalled else INK
            for point in chosen:
                if point.last - point.first > LEAST_BAR:
                    x = [point.first, point.last]
                    ax.plot(x, [point.value] * 2, color=colour, linewidth=0.6, zorder=3.5)
            for x in {p.x for p in chosen}:
                values = [p.value for p in chosen if p.x == x]
                ax.plot([x, x], [min(values), max(values)], color=colour, linewidth=0.6, zorder=3.5)


def _span(curves: Sequence[Curve]) -> tuple[float, float]:
    first = min(float(curve.x[0]) for curve in curves)
    last = max(float(curve.x[-1]) for curve in curves)
    return float(np.floor(first)), float(np.ceil(last))


def _scale(
    ax: Axes,
    curves: Sequence[Curve],
    points: Sequence[Point],
    span: tuple[float, float],
    logarithmic: bool,
) -> None:
    """The vertical axis: from zero where that costs little room."""
    seen = []
    for curve in curves:
        within = (curve.x >= span[0]) & (curve.x <= span[1])
        keys = ("q05", "q95") if curve.draws > 1 else ("q50",)
        seen += [curve.bands[key][within] for key in keys]
    values = np.concatenate([*seen, [p.value for p in points if p.shown]])
    values = values[np.isfinite(values)]
    ax.yaxis.set_major_formatter(FuncFormatter(number))
    if not len(values):
        return
    low, high = float(values.min()), float(values.max())
    if logarithmic and low > 0:
        ax.set_yscale("log")
        ax.set_ylim(low / 2, high * 2)
        ax.yaxis.set_major_formatter(FuncFormatter(_power))
        ax.yaxis.set_minor_locator(NullLocator())
        return
    ax.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    room = 0.06 * ((high - low) or abs(high) or 1.0)
    bottom = 0.0 if 0 <= low < 0.6 * high else low - room
    ax.set_ylim(bottom, high + room)


def years_axis(ax: Axes, span: tuple[float, float]) -> None:
    """Whole years below a chart, as many as have room."""
    years = span[1] - span[0]
    step = 1 if years <= 6 else 2 if years <= 12 else 5
    first = int(np.ceil(span[0] / step) * step)
    ax.set_xticks(range(first, int(span[1]) + 1, step))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}"))


def _numbers(ax: Axes, events: Sequence[Event], span: tuple[float, float]) -> None:
    """Event lines with their numbers above the chart, in three rows where they stand close."""
    ends = [-1.0] * 3
    for event in events:
        ax.axvline(event.x, color=FAINT, linewidth=0.6, linestyle=(0, (2, 2)), zorder=1)
        place = (event.x - span[0]) / (span[1] - span[0])
        row = next((i for i, end in enumerate(ends) if place - end >= NUMBER_GAP), ends.index(min(ends)))
        ends[row] = place
        ax.annotate(
            str(event.number),
            (event.x, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 2 + 9 * row),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=SMALL,
            color=FAINT,
            annotation_clip=False,
        )


def _names(ax: Axes, curves: Sequence[Curve], chosen: dict[str, Style], span: tuple[float, float]) -> None:
    """Each line's name at its end, moved apart where the ends are close."""
    ends = []
    for curve in curves:
        within = np.flatnonzero((curve.x <= span[1]) & np.isfinite(curve.bands["q50"]))
        if len(within):
            value = float(curve.bands["q50"][within[-1]])
            height = ax.transAxes.inverted().transform(ax.transData.transform((span[1], value)))[1]
            ends.append((min(max(float(height), 0.02), 0.98), curve.name))
    ends.sort()
    lines = [name.replace("-", "-\n").count("\n") + 1 for _, name in ends]
    heights = spread([height for height, _ in ends], [LABEL_GAP * n for n in lines])
    for height, (_, name) in zip(heights, ends, strict=True):
        ax.annotate(
            name.replace("-", "-\n"),
            (1.0, height),
            xycoords="axes fraction",
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
            color=chosen[name].colour,
            annotation_clip=False,
        )


def spread(heights: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """Heights in ascending order moved apart so that labels of these sizes do not overlap, within 0-1."""
    placed: list[float] = []
    for i, height in enumerate(heights):
        least = placed[-1] + (sizes[i - 1] + sizes[i]) / 2 if placed else height
        placed.append(max(height, least))
    over = max(0.0, placed[-1] - 1.0) if placed else 0.0
    for i in reversed(range(len(placed))):
        most = placed[i + 1] - (sizes[i] + sizes[i + 1]) / 2 if i + 1 < len(placed) else placed[i] - over
        placed[i] = min(placed[i], most)
    return placed
