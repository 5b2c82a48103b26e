"""Two futures held against each other, draw by draw. The JSON of `perelom compare`.

Both sides of a pair have the same parameters and the same random numbers. With K seeds for each of N draws,
one-way random effects tell the Monte Carlo error of the mean difference from the spread of the parameters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from perelom.ensembles.plan import Item
from perelom.errors import did_you_mean, refusal
from perelom.vocabulary import MONTHS, N_MONTHS, REGIONS, indicators, month_index

from .bands import QUANTILES, READ, households, plain, quantiles, yearly, years_of
from .labels import BY_REGION, readable

if TYPE_CHECKING:
    import xarray

MEDIANS = "The median of the differences is not the difference of the medians."


@dataclass(frozen=True)
class Pair:
    """Two scenarios of a dataset. since : first month index from which they may differ."""

    dataset: xarray.Dataset
    a: str
    b: str
    since: int

    def values(self, variable: str) -> tuple[np.ndarray, np.ndarray]:
        """Values of both sides, [draws, seeds, months, ...]; a draw that failed on a side is left out."""
        found = self.dataset[variable]
        kept = self.complete_draws()
        a, b = (found.sel(scenario=name).values[kept] for name in (self.a, self.b))
        return a, b

    def blocks(self, variable: str) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Values of both sides, few draws at a time; one empty block where no draw is complete."""
        kept = self.complete_draws()
        found = self.dataset[variable]
        a, b = (found.sel(scenario=name) for name in (self.a, self.b))
        step = max(1, READ // int(np.prod(a.shape[1:])))
        for first in range(0, max(len(kept), 1), step):
            draws = kept[first : first + step]
            yield a.isel(draw=draws).values, b.isel(draw=draws).values

    def complete_draws(self) -> list[int]:
        """Draws of which every seed was computed for both sides."""
        failed = json.loads(self.dataset.attrs["draws_failed"])
        names = [str(name) for name in self.dataset["scenario"].values]
        sides = [names.index(self.a), names.index(self.b)]
        sizes = self.dataset.sizes
        return [
            draw
            for draw in range(sizes["draw"])
            if not any(Item(s, draw, k).id in failed for s in sides for k in range(sizes["seed"]))
        ]


def pairs(dataset: xarray.Dataset) -> list[Pair]:
    """Each further scenario of a dataset against the first. InputError where it holds only one."""
    if dataset.sizes.get("scenario", 1) < 2:
        raise refusal("these results hold one scenario; a comparison needs two")
    names = [str(name) for name in dataset["scenario"].values]
    since = [
        N_MONTHS if month is None else month_index(month)
        for month in json.loads(dataset.attrs["differs_from"])
    ]
    return [Pair(dataset, names[0], name, since[i]) for i, name in enumerate(names) if i]


def differences(dataset: xarray.Dataset) -> xarray.Dataset:
    """Every variable as b - a, the mean over seeds: dimensions ([scenario,] draw, month[, region]).

    The scenario dimension is there where more than one is held against the first.
    """
    import xarray

    pairs(dataset)
    with xarray.set_options(keep_attrs=True):
        against = dataset.isel(scenario=0, drop=True)
        found = (dataset.isel(scenario=slice(1, None)) - against).mean("seed", skipna=False)
    found.attrs = {**dataset.attrs, "difference_from": str(dataset["scenario"].values[0])}
    for name in found.data_vars:
        found[name].attrs["long_name"] = f"Difference: {found[name].attrs['long_name']}"
    if found.sizes["scenario"] == 1:
        found = found.isel(scenario=0)
    return found


def comparison(
    dataset: xarray.Dataset, *, at: str | None = None, by_region: bool = False, annual: bool = False
) -> dict[str, Any]:
    """The paired differences b - a, as `perelom compare --json` prints them.

    at : month of the difference, by default the last; flows are summed up to it, from the first month in
    which the two may differ, or from the first of all where they do not differ yet. Several scenarios are
    each held against the first, under `comparisons`.
    """
    months = [str(month) for month in dataset["month"].values]
    at = months[-1] if at is None else at
    if at not in months:
        hint = did_you_mean(at, months) if at not in MONTHS else ""
        raise refusal(f"month {at} is outside the run, {months[0]} … {months[-1]}", hint)
    found = [_pair(pair, at, by_region, annual) for pair in pairs(dataset)]
    return found[0] if len(found) == 1 else {"a": found[0]["a"], "at": at, "comparisons": found}


@dataclass(frozen=True)
class Measure:
    """How a comparison tells an indicator to people: factor, unit, and whether it is the sum of a flow."""

    factor: float
    unit: str
    summed: bool


def measure(pair: dict[str, Any], name: str) -> Measure:
    """How a pair's indicator is told. A sum of many years says nothing of a head: a flow per head is told as
    the mean of a year."""
    factor, unit = readable(name)
    summed = pair["differences"][name]["summed"]
    if summed and "per_head" in name:
        months = month_index(pair["at"]) + 1 - month_index(summed_from(pair))
        return Measure(factor * 12 / months, f"{unit} a year", False)
    return Measure(factor, unit, summed)


def summation(pair: dict[str, Any]) -> str:
    """From where on the flows of a comparison are summed, and why from there, in words."""
    if not differ_later(pair):
        return f"from {pair['since']}, the first month in which the two may differ"
    alike = "do not differ" if pair["since"] is None else f"do not differ before {pair['since']}"
    return f"from {MONTHS[0]} (the two {alike})"


def summed_from(pair: dict[str, Any]) -> str:
    """The month from which the flows of a comparison are summed."""
    return MONTHS[0] if differ_later(pair) else pair["since"]


def differ_later(pair: dict[str, Any]) -> bool:
    """Whether the two decide alike up to the month of a comparison: every difference is then zero."""
    return pair["since"] is None or month_index(pair["since"]) > month_index(pair["at"])


def _pair(pair: Pair, at: str, by_region: bool, annual: bool) -> dict[str, Any]:
    dataset = pair.dataset
    return {
        "a": pair.a,
        "b": pair.b,
        "draws": len(pair.complete_draws()),
        "seeds": int(dataset.sizes["seed"]),
        "seed": int(dataset.attrs["seed"]),
        "households": households(dataset),
        "parameters": dataset.attrs["parameters"],
        "since": None if pair.since == N_MONTHS else MONTHS[pair.since],
        "at": at,
        "differences": {
            name: _difference(pair, name, month_index(at), by_region and item.regional, annual)
            for name, item in indicators().items()
        },
        "stamp": dataset.attrs.get("stamp"),
        "identities": json.loads(dataset.attrs["identities"]),
        "failed": json.loads(dataset.attrs["draws_failed"]),
    }


def _difference(pair: Pair, name: str, at: int, by_region: bool, annual: bool) -> dict[str, Any]:
    item = indicators()[name]
    flow = item.summed_over_year
    (country,) = _places(pair, name, at, flow, annual)
    found = {"unit": item.unit, "summed": flow, **country}
    if by_region:
        places = _places(pair, name + BY_REGION, at, flow, annual)
        found["regions"] = dict(zip(REGIONS, places, strict=True))
    return found


def _places(pair: Pair, variable: str, at: int, flow: bool, annual: bool) -> list[dict[str, Any]]:
    """Statistics of a variable in each of its places.

    Few draws are read at a time and reduced to what is asked for, so that many draws need no memory.
    """
    window = slice(pair.since if pair.since <= at else 0, at + 1)
    one, other, by_year = [], [], []
    months = pair.dataset.sizes["month"]
    for a, b in pair.blocks(variable):
        a, b = (x.reshape(*x.shape[:3], -1) for x in (a, b))
        one.append(a[:, :, window].sum(axis=2) if flow else a[:, :, at])
        other.append(b[:, :, window].sum(axis=2) if flow else b[:, :, at])
        if annual:
            by_year.append(yearly((b - a).mean(axis=1), flow))
    levels = np.concatenate(one), np.concatenate(other)
    years = np.concatenate(by_year) if annual else np.empty((0, 0, 0))
    found = []
    for place in range(levels[0].shape[-1]):
        told: dict[str, Any] = statistics(levels[0][..., place], levels[1][..., place])
        if annual:
            bands = quantiles(years[:, :, place]) if len(years) else {}
            told["annual"] = {"years": years_of(months), **bands}
        found.append(told)
    return found


def statistics(a: np.ndarray, b: np.ndarray) -> dict[str, float | None]:
    """Statistics of paired values [draws, seeds] of two scenarios; None where they are not defined.

    median and bands : of the draws' differences (mean over seeds); share_positive : of the draws above zero
    mc_error : standard error of the mean difference from random numbers alone; parameter_sd : sd of the
    differences from parameters alone; noise_removed : 1 - Var(paired) / Var(unpaired)
    """
    names = ["median", *(q for q in QUANTILES if q != "q50"), "share_positive"]
    difference = b - a
    if difference.size == 0 or np.isnan(difference).any():
        return dict.fromkeys([*names, "mc_error", "parameter_sd", "noise_removed", "median_a", "median_b"])
    draws = difference.mean(axis=1)
    bands = dict(zip(QUANTILES, plain(np.quantile(draws, list(QUANTILES.values()))), strict=True))
    mc_error, parameter_sd = random_effects(difference)
    return {
        "median": bands.pop("q50"),
        **bands,
        "share_positive": float((draws > 0).mean()),
        "mc_error": mc_error,
        "parameter_sd": parameter_sd,
        "noise_removed": noise_removed(a, b),
        "median_a": float(np.median(a)),
        "median_b": float(np.median(b)),
    }


def random_effects(difference: np.ndarray) -> tuple[float | None, float | None]:
    """Monte Carlo error of the mean and sd of the draws' own effects, from differences [N draws, K seeds].

    within = mean variance over seeds, between = variance of the draws' means;
    mc_error = sqrt(within / (N K)), parameter_sd = sqrt(max(0, between - within / K)).
    None where one seed, or for the second one draw, cannot tell.
    """
    n, k = difference.shape
    if k < 2:
        return None, None
    within = float(difference.var(axis=1, ddof=1).mean())
    error = float(np.sqrt(within / (n * k)))
    if n < 2:
        return error, None
    between = float(difference.mean(axis=1).var(ddof=1))
    return error, float(np.sqrt(max(0.0, between - within / k)))


def noise_removed(a: np.ndarray, b: np.ndarray) -> float | None:
    """Share of the variance of the difference that pairing takes away; None where nothing varies."""
    if a.size < 2:
        return None
    unpaired = float(a.var(ddof=1) + b.var(ddof=1))
    return 1.0 - float((b - a).var(ddof=1)) / unpaired if unpaired > 0 else None
