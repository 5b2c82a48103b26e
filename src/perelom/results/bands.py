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
READ = 2**21  # numbers read at a time: 16 MiB


def samples(dataset: xarray.Dataset, variable: str, scenario: str | None = None) -> np.ndarray:
    """Values of a variable, [draws x seeds, months[, regions]]; failed ones are left out.

    The seeds of a draw alone are taken together, as their mean: random numbers make no band of the draws.
    scenario : by name where the dataset holds several; the first by default
    """
    found = _of_scenario(dataset[variable], scenario)
    values = _rows(found)
    return _kept(values, _computed(values), found.sizes.get("draw", 1) > 1)


def _of_scenario(found: xarray.DataArray, scenario: str | None = None) -> xarray.DataArray:
    if "scenario" not in found.dims:
        return found
    return found.isel(scenario=0) if scenario is None else found.sel(scenario=scenario)


def _rows(found: xarray.DataArray) -> np.ndarray:
    """Values as [draws x seeds, months[, regions]]."""
    return found.values.reshape(-1, *found.shape[found.dims.index("month") :])


def _computed(values: np.ndarray) -> np.ndarray:
    """Which rows hold a value."""
    return np.logical_not(np.isnan(values.reshape(len(values), -1)).all(axis=1))


def _kept(values: np.ndarray, computed: np.ndarray, several: bool) -> np.ndarray:
    """Rows that were computed, one where there are none; of one draw the mean of its seeds."""
    values = values[computed] if computed.any() else values[:1]
    return values if several else values.mean(axis=0, keepdims=True)


def quantiles(values: np.ndarray) -> dict[str, list[Any]]:
    """The five quantiles over the first axis, as plain lists; None where a value is not defined."""
    return _named(np.quantile(values, list(QUANTILES.values()), axis=0))


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
    (country,) = _bands(dataset[name], item.summed_over_year, annual)
    found: dict[str, Any] = {"unit": item.unit, "months": months, **country}
    if by_region:
        places = _bands(dataset[name + BY_REGION], item.summed_over_year, annual)
        found["regions"] = dict(zip(REGIONS, places, strict=True))
    return found


def _bands(variable: xarray.DataArray, flow: bool, annual: bool) -> list[dict[str, Any]]:
    """Bands of a variable, for each of its places, by month and by year.

    Few years are read at a time, so that many draws of many regions need no memory: a quantile of a month
    asks for that month alone.
    """
    found = _of_scenario(variable)
    months = found.sizes["month"]
    years = months // 12
    places = found.sizes.get("region", 1)
    rows = found.sizes.get("draw", 1) * found.sizes.get("seed", 1)
    several = found.sizes.get("draw", 1) > 1
    step = 12 * max(1, READ // (12 * rows * places))
    blocks = [slice(m, min(m + step, months)) for m in range(0, months, step)]
    read = _rows(found) if len(blocks) == 1 else None  # once, where all of it may be read at a time
    computed = np.zeros(rows, bool)
    for block in blocks:
        if not computed.all():
            computed |= _computed(_rows(found.isel(month=block)) if read is None else read)
    monthly = np.empty((len(QUANTILES), months, places))
    by_year = np.empty((len(QUANTILES), years, places))
    for block in blocks:
        values = _kept(_rows(found.isel(month=block)) if read is None else read, computed, several)
        values = values.reshape(*values.shape[:2], places)
        monthly[:, block] = np.quantile(values, list(QUANTILES.values()), axis=0)
        if annual and values.shape[1] >= 12:
            year = block.start // 12
            told = np.quantile(yearly(values, flow), list(QUANTILES.values()), axis=0)
            by_year[:, year : year + told.shape[1]] = told
    bands = []
    for place in range(places):
        band: dict[str, Any] = _named(monthly[:, :, place])
        if annual:
            band["annual"] = {"years": years_of(months), **_named(by_year[:, :, place])}
        bands.append(band)
    return bands


def _named(rows: np.ndarray) -> dict[str, list[Any]]:
    """Quantiles as plain lists, by their names."""
    return {name: plain(row) for name, row in zip(QUANTILES, rows, strict=True)}
