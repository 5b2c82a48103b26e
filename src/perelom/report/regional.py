"""Famine mortality by region: the model's bands beside published figures, region by region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perelom.evidence import Observed, observed
from perelom.results import samples
from perelom.results.bands import QUANTILES
from perelom.results.labels import BY_REGION
from perelom.results.opening import scenario_names
from perelom.vocabulary import REGION_LABELS, REGIONS, month_index

from .drawing import SMALL, number
from .look import HALF, MOST, styles

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes

INDICATOR = "excess_deaths_famine"
FAMINES = (("1921-01", "1922-12"), ("1931-01", "1934-12"))
PER = 1000.0


@dataclass(frozen=True)
class RegionalToll:
    """Excess deaths of a famine by region.

    deaths, rates : by scenario, [5 quantiles, 14]; persons, and deaths for each 1,000 inhabitants at `first`
    """

    first: str
    last: str
    deaths: dict[str, np.ndarray]
    rates: dict[str, np.ndarray]


def regional_tolls(dataset: xarray.Dataset) -> list[RegionalToll]:
    """The famines of the years that a run covers, each by region."""
    end = dataset.sizes["month"]
    return [_toll(dataset, first, last) for first, last in FAMINES if month_index(last) < end]


def _toll(dataset: xarray.Dataset, first: str, last: str) -> RegionalToll:
    window = slice(month_index(first), month_index(last) + 1)
    deaths, rates = {}, {}
    for name in scenario_names(dataset) or [""]:
        chosen = name if "scenario" in dataset.dims else None
        died = samples(dataset, INDICATOR + BY_REGION, chosen)[:, window].sum(axis=1)
        lived = samples(dataset, "population" + BY_REGION, chosen)[:, window.start]
        deaths[name] = np.quantile(died, list(QUANTILES.values()), axis=0)
        rates[name] = np.quantile(PER * died / lived, list(QUANTILES.values()), axis=0)
    return RegionalToll(first, last, deaths, rates)


def published(first: str, last: str, region: str | None) -> list[Observed]:
    """Published figures of excess deaths whose period meets that of a famine, in order of time."""
    begin, end = month_index(first), month_index(last)
    found = [o for o in observed(INDICATOR, region) if o.first <= end and o.last >= begin]
    return sorted(found, key=lambda o: (o.first, o.last, o.value))


def draw_toll(ax: Axes, toll: RegionalToll, order: Sequence[int] | None = None) -> None:
    """A row for each region, the hardest hit above: median, 50 % and 90 % band of each scenario."""
    chosen = styles(list(toll.rates))
    reference = next(iter(toll.rates.values()))
    rows = list(order) if order is not None else np.argsort(reference[2]).tolist()
    step = 0.7 / len(toll.rates)
    for i, (name, rates) in enumerate(toll.rates.items()):
        places = np.arange(len(rows)) + (step * ((len(toll.rates) - 1) / 2 - i))
        colour = chosen[name].colour
        low, q25, middle, q75, high = rates[:, rows]
        ax.hlines(places, low, high, color=colour, alpha=MOST + 0.17, linewidth=5)
        ax.hlines(places, q25, q75, color=colour, alpha=HALF + 0.3, linewidth=5)
        ax.plot(middle, places, linestyle="none", marker="|", markersize=9, markeredgewidth=2, color=colour)
        if len(toll.rates) > 1:
            ax.annotate(
                name,
                (high[-1], places[-1]),
                xytext=(4, 5 * ((len(toll.rates) - 1) / 2 - i)),
                textcoords="offset points",
                va="center",
                fontsize=SMALL,
                color=colour,
                annotation_clip=False,
            )
    ax.set_yticks(range(len(rows)), [REGION_LABELS[REGIONS[i]] for i in rows])
    ax.grid(axis="x")
    ax.grid(axis="y", visible=False)
    ax.set_xlim(left=0)
    ax.xaxis.set_major_formatter(number)
    years = toll.first[:4], toll.last[:4]
    ax.set_title(f"Excess deaths for each 1,000 inhabitants, {years[0]} to {years[1]}")
