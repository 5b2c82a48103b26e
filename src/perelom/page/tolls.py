"""Excess deaths by span and place: both sides, their paired difference, and what was published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from perelom.results import samples
from perelom.results.comparison import Pair
from perelom.results.deaths import INDICATOR, SPANS, published_range
from perelom.results.labels import BY_REGION
from perelom.vocabulary import COUNTRY, MONTHS, REGIONS, indicators, month_index

if TYPE_CHECKING:
    import xarray

REPRESSION = "excess_deaths_repression"
BAND = {"median": 0.5, "low90": 0.05, "high90": 0.95}


def tolls(names: tuple[str, ...], dataset: xarray.Dataset, pair: Pair | None) -> list[dict[str, Any]]:
    """Sums over each span, persons: from hunger in the spans that estimates were published for and over the
    whole run, from repression over the whole run.

    names : scenarios of the run; pair : the two compared, None where it is one alone
    """
    end = dataset.sizes["month"]
    whole = MONTHS[0], MONTHS[end - 1]
    hunger = [span for span in SPANS if month_index(span[1]) < end]
    return [
        {
            "indicator": indicator,
            "first": first,
            "last": last,
            "places": _places(sides, slice(month_index(first), month_index(last) + 1)),
            "published": _published(first, last) if (first, last) in hunger else {},
        }
        for indicator, spans in ((INDICATOR, [*hunger, whole]), (REPRESSION, [whole]))
        for sides in (_sides(names, dataset, pair, indicator),)
        for first, last in spans
    ]


def _sides(
    names: tuple[str, ...], dataset: xarray.Dataset, pair: Pair | None, indicator: str
) -> dict[str, dict[str, np.ndarray]]:
    """Values of each side and of their difference, [runs, months] of the country and [runs, months, 14]."""
    variables = {"country": indicator}
    if indicators()[indicator].regional:
        variables["regions"] = indicator + BY_REGION
    found: dict[str, dict[str, np.ndarray]] = {}
    for extent, variable in variables.items():
        for side, name in zip("ab", names, strict=False):
            found.setdefault(side, {})[extent] = samples(dataset, variable, name)
        if pair is not None:
            a, b = pair.values(variable)
            found.setdefault("difference", {})[extent] = (b - a).mean(axis=1)
    return found


def _places(sides: dict[str, dict[str, np.ndarray]], months: slice) -> dict[str, dict[str, dict[str, float]]]:
    """Median and 90 % band of the sums over some months, by place and side."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for side, extents in sides.items():
        for extent, values in extents.items():
            places = (COUNTRY,) if extent == "country" else REGIONS
            bands = np.quantile(values[:, months].sum(axis=1), list(BAND.values()), axis=0)
            for place, band in zip(places, bands.reshape(len(BAND), -1).T.tolist(), strict=True):
                found.setdefault(place, {})[side] = dict(zip(BAND, band, strict=True))
    return found


def _published(first: str, last: str) -> dict[str, list[float]]:
    """Lowest and highest published estimate of the span, by place, persons."""
    found = {place: published_range(first, last, place) for place in (None, *REGIONS)}
    return {place or COUNTRY: list(span) for place, span in found.items() if span}
