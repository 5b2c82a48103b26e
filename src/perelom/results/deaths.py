"""Excess deaths of a scenario, with their range, for the times in which they were counted and estimated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perelom.evidence import observed
from perelom.vocabulary import MONTHS, month_index

from .bands import QUANTILES, samples
from .opening import scenario_names

if TYPE_CHECKING:
    import xarray

INDICATOR = "excess_deaths_famine"
HISTORY = "history"
# spans that published estimates cover, first and last month
SPANS = (("1921-01", "1923-12"), ("1931-01", "1934-12"))
SLACK = 12
NOTE = (
    "Excess deaths are results of the model: deaths above those of the same hazards without hunger. They are "
    "no count. Published estimates differ among themselves; hold the range beside theirs: "
    f"perelom data {INDICATOR}."
)


@dataclass(frozen=True)
class Toll:
    """Excess deaths from hunger and its epidemics between two months: persons, median and 90 % band."""

    scenario: str
    first: str
    last: str
    q05: float
    q50: float
    q95: float


def tolls(dataset: xarray.Dataset) -> list[Toll]:
    """Excess deaths of every scenario of a dataset, for the published spans and for the whole run."""
    names = (
        [str(n) for n in np.atleast_1d(dataset["scenario"].values)] if "scenario" in dataset.dims else [None]
    )
    end = dataset.sizes["month"]
    spans = [span for span in SPANS if month_index(span[1]) < end]
    found = []
    for name in names:
        values = samples(dataset, INDICATOR, name)
        for first, last in (*spans, (MONTHS[0], MONTHS[end - 1])):
            window = slice(month_index(first), month_index(last) + 1)
            bands = np.quantile(values[:, window].sum(axis=1), list(QUANTILES.values()))
            q = dict(zip(QUANTILES, bands.tolist(), strict=True))
            found.append(Toll(name or "", first, last, q["q05"], q["q50"], q["q95"]))
    return found


def published_range(first: str, last: str, region: str | None = None) -> tuple[float, float] | None:
    """Lowest and highest published estimate of deaths within a span (a year's slack before it), persons; None
    where there is none. region : None for the whole country"""
    low, high = month_index(first) - SLACK, month_index(last)
    found = [o.value for o in observed(INDICATOR, region) if low <= o.first and o.last <= high]
    return (min(found), max(found)) if found else None


@dataclass(frozen=True)
class Warned:
    """Words of the warning: one span, in millions, and what follows."""

    span: str = (
        "For {first} to {last} estimates from {low:.1f} to {high:.1f} million were published for the "
        "country; the model's median of {median:.1f} million lies outside. This version does not reproduce "
        "these years."
    )
    follows: str = "No difference in deaths between history and another course may be read off these results."


def shortfalls(dataset: xarray.Dataset, words: Warned | None = None) -> list[str]:
    """A sentence for each span in which the model's history lies outside what was published for it, and what
    follows for differences; empty where it lies within, or where the dataset does not hold history.

    words : of another language
    """
    if HISTORY not in scenario_names(dataset):
        return []
    words = words or Warned()
    said = []
    for toll in tolls(dataset):
        span = published_range(toll.first, toll.last) if (toll.first, toll.last) in SPANS else None
        if toll.scenario not in ("", HISTORY) or span is None or span[0] <= toll.q50 <= span[1]:
            continue
        low, high, median = (x / 1e6 for x in (*span, toll.q50))
        said.append(words.span.format(first=toll.first, last=toll.last, low=low, high=high, median=median))
    if said:
        said.append(words.follows)
    return said
