"""Figures of indicators: `perelom.plot` for notebooks, `perelom figure` for papers, charts of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from perelom.vocabulary import FIRST_YEAR

from .against import Point, legend, points
from .curves import Curve, curves, drawn_by_year
from .drawing import caption, draw, title
from .events import Event
from .look import SIZE, look

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


PAPER_MONEY = ("price_level", "money_stock")  # they rose ten thousandfold before the reform of 1924
LETTERS_AN_INCH, LINE = 16.5, 0.14  # of the words below a figure: letters in an inch, inches of a line


@dataclass(frozen=True)
class Chart:
    """What one chart shows, before it is drawn. Values are in the unit that its title names."""

    indicator: str
    region: str | None
    title: str
    by_year: bool
    curves: tuple[Curve, ...]
    points: tuple[Point, ...]


def chart(dataset: xarray.Dataset, indicator: str, region: str | None = None) -> Chart:
    """An indicator's curves and the published figures beside them: a flow by year, all else by month.

    InputError for an unknown indicator or region, or an indicator without a value by region.
    """
    found = tuple(curves(dataset, indicator, region=region))
    by_year = drawn_by_year(indicator, dataset.sizes["month"])
    name = title(indicator, region, by_year=by_year)
    against = dataset.attrs.get("difference_from")
    if against is not None:  # published figures are levels
        return Chart(indicator, region, f"{name}: difference from {against}", by_year, found, ())
    end = FIRST_YEAR + dataset.sizes["month"] / 12
    beside = points(dataset, indicator, region, by_year=by_year)
    return Chart(indicator, region, name, by_year, found, tuple(p for p in beside if p.x <= end))


def plot(
    dataset: xarray.Dataset, indicator: str, *, region: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draws an indicator of results into axes, with bands and published figures, and returns the axes.

    dataset : from `perelom.run`, `ensemble` or `open_results`; differences from `compare` stand without
        published figures; ax : by default axes of a new figure
    InputError for an unknown indicator or region.
    """
    found = chart(dataset, indicator, region)
    with look():
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots(figsize=SIZE, layout="constrained")[1]
        draw_chart(ax, found)
    return ax


def draw_chart(ax: Axes, found: Chart, events: Sequence[Event] = (), *, sources: bool = True) -> None:
    """Draws a chart with its title. sources : name those of the published figures below it."""
    draw(ax, found.curves, found.points, events, logarithmic=found.indicator in PAPER_MONEY)
    ax.set_title(found.title, pad=32 if events else 6)
    if sources:
        caption(ax, legend(found.points))


def figure_of(charts: Sequence[Chart], events: Sequence[Event] = ()) -> Figure:
    """One figure of several charts, two abreast, with the words of the numbered events below them."""
    from matplotlib.figure import Figure

    with look():
        columns = min(2, len(charts))
        rows = -(-len(charts) // columns)
        width = SIZE[0] * columns * 1.2
        below = event_legend(events, round(LETTERS_AN_INCH * width))
        height = (SIZE[1] + 0.6) * rows + LINE * len(below)
        made = Figure(figsize=(width, height), layout="constrained")
        grid = made.subplots(rows, columns, squeeze=False).ravel()
        for ax, item in zip(grid, charts, strict=False):
            draw_chart(ax, item, events)
        for ax in grid[len(charts) :]:
            ax.set_axis_off()
        if events:
            made.supxlabel("\n".join(below), x=0.01, ha="left", fontsize=7)
    return made


def event_legend(events: Sequence[Event], width: int) -> list[str]:
    """Lines of `width` letters: of each numbered event date, whose decision, its weightiest words."""
    lines = []
    for event in events:
        whose = f" [{', '.join(event.scenarios)}]" if event.scenarios else ""
        told = f"{event.number}  {event.date}{whose}  {event.words[0]}"
        lines += wrap(told, width, subsequent_indent="      ")
    return lines
