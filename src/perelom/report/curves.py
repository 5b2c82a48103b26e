"""What a chart shows of the results: median and bands of an indicator over time, in readable units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perelom.results import samples, yearly
from perelom.results.asked import refuse_unknown
from perelom.results.bands import QUANTILES, years_of
from perelom.results.labels import BY_REGION, readable
from perelom.results.opening import scenario_names
from perelom.vocabulary import FIRST_YEAR, REGION_INDEX, indicators

if TYPE_CHECKING:
    import xarray

YEARLY_FROM = 24  # months of a run from which a flow is drawn by year
BY_MONTH = ("disturbances",)  # counted by month at the time; the year's sum would hide March 1930


@dataclass(frozen=True)
class Curve:
    """One scenario's line.

    name : the scenario, "" where the results name none; times : `1930` or `1930-03`, one for each value
    x : decimal years; bands : q05, q25, q50, q75, q95, each [times]; draws : simulations behind the bands
    """

    name: str
    times: Sequence[str]
    x: np.ndarray
    bands: dict[str, np.ndarray]
    draws: int


def drawn_by_year(indicator: str, months: int) -> bool:
    """Whether a chart shows years: the sums of a flow, which is seasonal, where there are years to show."""
    return indicators()[indicator].summed_over_year and months >= YEARLY_FROM and indicator not in BY_MONTH


def curves(
    dataset: xarray.Dataset, indicator: str, *, region: str | None = None, monthly: bool | None = None
) -> list[Curve]:
    """A curve for each scenario of a dataset.

    region : one of the fourteen, the whole country by default; monthly : by default only what is no flow
    InputError for an unknown indicator or region, or an indicator without a value by region.
    """
    refuse_unknown([indicator], region)
    variable = indicator if region is None else indicator + BY_REGION
    by_month = not drawn_by_year(indicator, dataset.sizes["month"]) if monthly is None else monthly
    found = []
    for scenario in scenario_names(dataset) or [""]:
        selected = scenario if "scenario" in dataset.dims else None
        values = samples(dataset, variable, selected)
        if region is not None:
            values = values[..., REGION_INDEX[region]]
        found.append(_curve(indicator, scenario, values, by_month, dataset))
    return found


def _curve(
    indicator: str, scenario: str, values: np.ndarray, by_month: bool, dataset: xarray.Dataset
) -> Curve:
    """A curve from [simulations, months]."""
    factor = readable(indicator)[0]
    kind = indicators()[indicator].kind
    if by_month:
        times = [str(month) for month in dataset["month"].values]
        # a stock stands at the start of its month, all else is of the whole month
        x = FIRST_YEAR + (np.arange(len(times)) + (0.0 if kind == "stock" else 0.5)) / 12
    else:
        times = [str(year) for year in years_of(values.shape[1])]
        x = np.array([int(year) + 0.5 for year in times])
        values = yearly(values, indicators()[indicator].summed_over_year)
    found = np.quantile(factor * values, list(QUANTILES.values()), axis=0)
    return Curve(scenario, times, x, dict(zip(QUANTILES, found, strict=True)), len(values))
