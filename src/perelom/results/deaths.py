"""Excess deaths of a scenario, with their range, for the times in which they were counted and estimated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perelom.vocabulary import MONTHS, month_index

from .bands import QUANTILES, samples

if TYPE_CHECKING:
    import xarray

INDICATOR = "excess_deaths_famine"
# spans that published estimates cover, first and last month
SPANS = (("1921-01", "1923-12"), ("1931-01", "1934-12"))
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
