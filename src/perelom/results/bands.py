"""Bands over draws: quantiles by month and by year, of one scenario. The JSON of `perelom run`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from perelom.vocabulary import FIRST_YEAR, REGIONS, indicators

from .labels import BY_REGION

if TYPE_CHECKING:
    import xarray

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}


def samples(dataset: xarray.Dataset, variable: str, scenario: str | None = None) -> np.ndarray:
    """Values of a variable, [draws x seeds, months[, regions]]; failed ones are left out.

    The seeds of a draw alone are taken together, as their mean: random numbers make no band of the draws.
    scenario : by name where the dataset holds several; the first by default
    """
    found = dataset[variable]
    if "scenario" in found.dims:
        found = found.isel(scenario=0) if scenario is None else found.sel(scenario=scenario)
    values = found.values
    leading = found.dims.index("month")
    values = values.reshape(-1, *values.shape[leading:])
    computed = ~np.isnan(values.reshape(len(values), -1)).all(axis=1)
    values = values[computed] if computed.any() else values[:1]
    return values if found.sizes.get("draw", 1) > 1 else values.mean(axis=0, keepdims=True)


def quantiles(values: np.ndarray) -> dict[str, list[Any]]:
    """The five quantiles over the first axis, as plain lists; None where a value is not defined."""
    found = np.quantile(values, list(QUANTILES.values()), axis=0)
    return {name: plain(row) for name, row in zip(QUANTILES, found, strict=True)}


def plain(values: np.ndarray) -> list[Any]:
    """An array as lists of floats, NaN as None: JSON has no NaN."""
    found = values.astype(object)
    found[np.isnan(values)] = None
    return found.tolist()


def yearly(values: np.ndarray, flow: bool, axis: int = 1) -> np.ndarray:
    """Whole years of monthly values: sums of a flow, means of the rest. A year cut short is left out."""
    values = np.moveaxis(values, axis, 0)
    years = len(values) // 12
    grouped = values[: 12 * years].reshape(years, 12, *values.shape[1:])
    found = grouped.sum(axis=1) if flow else grouped.mean(axis=1)
    return np.moveaxis(found, 0, axis)


def years_of(n_months: int) -> list[int]:
    """The whole years among the first n months."""
    return [FIRST_YEAR + i for i in range(n_months // 12)]


def summary(
    dataset: xarray.Dataset, *, by_region: bool = False, annual: bool = False, seconds: float | None = None
) -> dict[str, Any]:
    """The bands of a run, as `perelom run --json` prints them. seconds : how long the simulation took."""
    months = [str(month) for month in dataset["month"].values]
    names = json.loads(dataset.attrs["scenarios"])
    return {
        "scenario": names[0],
        "draws": int(dataset.sizes["draw"]),
        "seed": int(dataset.attrs["seed"]),
        "households": households(dataset),
        "parameters": dataset.attrs["parameters"],
        "months": months,
        "indicators": {
            name: _indicator(dataset, name, months, by_region and item.regional, annual)
            for name, item in indicators().items()
        },
        "stamp": dataset.attrs.get("stamp"),
        "identities": json.loads(dataset.attrs["identities"]),
        "failed": json.loads(dataset.attrs["draws_failed"]),
        "seconds": seconds,
    }


def households(dataset: xarray.Dataset) -> int | str:
    """Rows of the sample, or `all`."""
    size = str(dataset.attrs["households"])
    return size if size == "all" else int(size)


def _indicator(
    dataset: xarray.Dataset, name: str, months: list[str], by_region: bool, annual: bool
) -> dict[str, Any]:
    item = indicators()[name]
    found: dict[str, Any] = {
        "unit": item.unit,
        "months": months,
        **_bands(samples(dataset, name), item.summed_over_year, annual),
    }
    if by_region:
        values = samples(dataset, name + BY_REGION)
        found["regions"] = {
            region: _bands(values[:, :, i], item.summed_over_year, annual) for i, region in enumerate(REGIONS)
        }
    return found


def _bands(values: np.ndarray, flow: bool, annual: bool) -> dict[str, Any]:
    found: dict[str, Any] = quantiles(values)
    if annual:
        found["annual"] = {"years": years_of(values.shape[1]), **quantiles(yearly(values, flow))}
    return found
