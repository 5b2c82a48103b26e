"""Published figures as a chart shows them: in the chart's unit, over the period that each one covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perelom.evidence import Observed, observed
from perelom.results import samples
from perelom.results.labels import BY_REGION, readable
from perelom.results.opening import scenario_names
from perelom.vocabulary import FIRST_YEAR, MONTHS, N_MONTHS, REGION_INDEX, indicators

from .look import HISTORY

if TYPE_CHECKING:
    import xarray

YEAR = 12
# marker of matplotlib and sign in a legend, in turn for rival sources
MARKERS = (
    ("o", "○"),
    ("s", "□"),
    ("D", "◇"),
    ("^", "△"),
    ("v", "▽"),
    ("<", "◁"),
    (">", "▷"),
    ("p", "⬠"),
    ("h", "⬡"),
    ("*", "☆"),
    ("d", "◊"),
)
BOUNDS = ("_low", "_high")  # endings of series that hold one source's lower and upper estimate


@dataclass(frozen=True)
class Point:
    """One published figure on a chart.

    x, first, last : decimal years of its mark and of the period covered; value : in the chart's unit
    use : fit, check or held_out, as the evidence has it
    scaled : the series is an index of another base and was brought to the model's level in this period
    shown : False where it covers no whole year of a yearly chart, so that it stands in the table only
    """

    x: float
    first: float
    last: float
    value: float
    period: str
    series: str
    source: str
    recalled: bool
    use: str
    note: str
    scaled: str
    shown: bool


def points(
    dataset: xarray.Dataset, indicator: str, region: str | None = None, *, by_year: bool
) -> tuple[Point, ...]:
    """Published figures of an indicator, in the country or in a region, in order of time.

    dataset : results that the figures stand beside; a series of another base is scaled to the history's
        level among them, and left out where the run does not reach its base period
    by_year : the chart shows sums of years; a figure over several years is drawn as their mean
    """
    made = []
    for item in observed(indicator, region):
        unit = readable(indicator)[0]
        if item.rebase_months is not None:
            unit *= level_of(dataset, indicator, region, *item.rebase_months)
        if np.isfinite(unit):
            made.append(_point(item, unit, by_year))
    return tuple(sorted(made, key=lambda p: (p.x, p.series, p.source)))


def groups(found: Sequence[Point]) -> dict[tuple[str, str], list[Point]]:
    """The points that a chart shows, by series and source: each has a marker of its own.

    The lower and the upper estimate of one source share theirs.
    """
    grouped: dict[tuple[str, str], list[Point]] = {}
    for point in found:
        if point.shown:
            stem = point.series
            for ending in BOUNDS:
                stem = stem.removesuffix(ending)
            grouped.setdefault((stem, point.source), []).append(point)
    return grouped


def legend(found: Sequence[Point]) -> list[str]:
    """A line for each source on a chart: its sign, its name, whether the figures were only recalled."""
    lines = []
    shown = groups(found)
    sources = [source for _, source in shown]
    for i, ((series, source), members) in enumerate(shown.items()):
        words = f"{MARKERS[i % len(MARKERS)][1]} {source}"
        if sources.count(source) > 1:
            words += f", {series.replace('_', ' ')}"
        if all(point.recalled for point in members):
            words += " (recalled, not checked)"
        elif any(point.recalled for point in members):
            words += " (thin marks: recalled, not checked)"
        if members[0].scaled:
            words += f"; scaled to the model's level of {members[0].scaled}"
        lines.append(words)
    return lines


def period_words(first: int, last: int, moment: bool) -> str:
    """A span of month indexes for people: `1927`, `1926-07 to 1927-06`, `1 January 1928` as `1928-01`."""
    if moment or first == last:
        return _month(first)
    if first % YEAR == 0 and last % YEAR == YEAR - 1:
        years = FIRST_YEAR + first // YEAR, FIRST_YEAR + last // YEAR
        return str(years[0]) if years[0] == years[1] else f"{years[0]} to {years[1]}"
    return f"{_month(first)} to {_month(last)}"


def _month(index: int) -> str:
    """A month that may lie outside the model's years, as those of published figures may."""
    return MONTHS[index] if 0 <= index < N_MONTHS else f"{FIRST_YEAR + index // 12}-{index % 12 + 1:02d}"


def _point(item: Observed, unit: float, by_year: bool) -> Point:
    """unit : the chart's unit over that of the figure."""
    flow = indicators()[item.indicator].summed_over_year
    months = item.last - item.first + 1
    first = FIRST_YEAR + item.first / YEAR
    last = first if item.moment else FIRST_YEAR + (item.last + 1) / YEAR
    value = item.value * unit
    if flow and not item.rebase and by_year and months > YEAR:
        value *= YEAR / months
    elif flow and not by_year:
        value /= YEAR if item.rebase else months
    return Point(
        (first + last) / 2,
        first,
        last,
        value,
        period_words(item.first, item.last, item.moment),
        item.series,
        item.source,
        item.status != "verified",
        item.use,
        item.note,
        item.rebase,
        shown=not (flow and by_year and months < YEAR),
    )


def level_of(dataset: xarray.Dataset, indicator: str, region: str | None, first: int, last: int) -> float:
    """The history's median level between two months: the sum of a flow (of a year), the mean of the rest.

    NaN where the run does not cover them.
    """
    if first < 0 or last >= dataset.sizes["month"]:
        return np.nan
    names = scenario_names(dataset)
    chosen = None
    if "scenario" in dataset.dims:
        chosen = HISTORY if HISTORY in names else names[0]
    found = samples(dataset, indicator if region is None else indicator + BY_REGION, chosen)
    if region is not None:
        found = found[..., REGION_INDEX[region]]
    level = float(np.median(found[:, first : last + 1].mean(axis=1)))
    return level * YEAR if indicators()[indicator].summed_over_year else level
