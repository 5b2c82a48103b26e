"""What a chart shows of the results: median and bands of an indicator over time, in readable units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perelom.errors import did_you_mean, refusal
from perelom.results import samples, yearly
from perelom.results.bands import QUANTILES, years_of
from perelom.results.labels import BY_REGION, readable
from perelom.vocabulary import (
    FIRST_YEAR,
    REGION_INDEX,
    REGIONS,
    declared_indicators,
    indicators,
)

if TYPE_CHECKING:
    import xarray

YEARLY_FROM = 24  # months of a run from which a flow is drawn by year


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


def known(indicator: str) -> str:
    """The id of a computed indicator. InputError with the nearest one for any other word."""
    if indicator in indicators():
        return indicator
    if indicator in declared_indicators():
        raise refusal(
            f"'{indicator}' is declared, but no mechanism computes it yet", "perelom show indicators"
        )
    hint = did_you_mean(indicator, indicators()) or "'perelom show indicators' lists them"
    raise refusal(f"unknown indicator '{indicator}'", hint)


def drawn_by_year(indicator: str, months: int) -> bool:
    """Whether a chart shows years: the sums of a flow, which is seasonal, where there are years to show."""
    return indicators()[indicator].summed_over_year and months >= YEARLY_FROM


def scenario_names(dataset: xarray.Dataset) -> list[str]:
    """The scenarios of a dataset, in its order; one that holds a single scenario knows it by its attrs."""
    if "scenario" in dataset.coords:
        return [str(name) for name in np.atleast_1d(dataset["scenario"].values)]
    import json

    return [str(name) for name in json.loads(dataset.attrs.get("scenarios", "[]"))[:1]]


def curves(
    dataset: xarray.Dataset, indicator: str, *, region: str | None = None, monthly: bool | None = None
) -> list[Curve]:
    """A curve for each scenario of a dataset.

    region : one of the fourteen, the whole country by default; monthly : by default only what is no flow
    InputError for an unknown indicator or region, or an indicator without a value by region.
    """
    name = known(indicator)
    variable = name if region is None else _regional(name, region)
    by_month = not drawn_by_year(name, dataset.sizes["month"]) if monthly is None else monthly
    found = []
    for scenario in scenario_names(dataset) or [""]:
        selected = scenario if "scenario" in dataset.dims else None
        values = samples(dataset, variable, selected)
        if region is not None:
            values = values[..., REGION_INDEX[region]]
        found.append(_curve(name, scenario, values, by_month, dataset))
    return found


def _regional(indicator: str, region: str) -> str:
    if region not in REGION_INDEX:
        hint = did_you_mean(region, REGIONS) or f"regions: {', '.join(REGIONS)}"
        raise refusal(f"unknown region '{region}'", hint)
    if not indicators()[indicator].regional:
        raise refusal(f"'{indicator}' has a value for the whole country only")
    return indicator + BY_REGION


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
