"""The share of Ukrainians as a covariate of what the state took and decreed, region by region (decision 20).

The model's hazard of dying holds no nationality. What is asked here is whether procurement, plans, blacklists
and the ban on leaving fell harder on regions with more Ukrainians than the state's own rule (the crop, what
was taken before) accounts for; the residual is published, whatever it is. Blacklists, the ban and plans are
decrees that name regions: they are inputs, and a residual in them is a fact about decrees, not a finding of
the model. Fourteen regions carry little: a slope stands beside the one without Ukraine and beside how often
shares shuffled among the regions would give as steep a slope. A slope says how policy fell, not why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from perelom.evidence.figures import all_series
from perelom.scenarios.levers import Levers
from perelom.vocabulary import REGION_INDEX, REGIONS, indicator_index, lever_index, month_index

SHARE = "share_ukrainians_census"
PLAN = "grain_procurement_plan"
SHUFFLES = 2000
UKRAINE = REGION_INDEX["ukraine"]
YEAR = ("1932-07", "1933-06")  # the agricultural year
BEFORE = ("1929-07", "1932-06")
DEATHS = ("1932-07", "1933-12")
WINTER = ("1932-11", "1933-03")
SPRING = ("1933-01", "1933-07")


@dataclass(frozen=True)
class Fit:
    """A measure of the regions and the share of Ukrainians beside it.

    slope : of the measure on the share, in the measure's unit for all against none, the controls held fixed;
    without_ukraine : the same without that region; shuffled : share of shuffles with a slope as steep
    residual : [regions], the measure less what the controls account for, the share left out; NaN where
        missing
    regions : how many have a value
    """

    slope: float
    without_ukraine: float
    shuffled: float
    residual: np.ndarray
    regions: int


@cache
def share_of_ukrainians() -> np.ndarray:
    """By region, 0-1, from the census of 1926, [14]."""
    found = np.full(len(REGIONS), np.nan)
    for series in all_series():
        if series.id == SHARE:
            for figure in series.figures:
                found[REGION_INDEX[figure.region or ""]] = figure.value / 100.0
    return found


def planned() -> np.ndarray:
    """The plan of May 1932 over that of May 1930 by region, from published plans, [14]; NaN where either is
    missing. The later is of peasants and collective farms alone, so that levels mean little and only the
    order of regions counts; parts of a region are added."""
    totals = {"1930/31": np.zeros(len(REGIONS)), "1932/33": np.zeros(len(REGIONS))}
    for series in all_series():
        if series.id == PLAN:
            for figure in series.figures:
                if figure.region in REGION_INDEX and figure.period.text in totals:
                    totals[figure.period.text][REGION_INDEX[figure.region]] += figure.value
    early, late = totals["1930/31"], totals["1932/33"]
    return np.where((early > 0) & (late > 0), late / np.maximum(early, 1e-9), np.nan)


def measures(record: np.ndarray, levers: Levers) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """What is explained, and by what, from one record of history.

    record : [months, indicators, regions + 1]
    returns : id -> (measure [14], controls [14, k]); shares 0-1, deaths per 1,000 people
    """

    def summed(name: str, span: tuple[str, str]) -> np.ndarray:
        months = slice(month_index(span[0]), month_index(span[1]) + 1)
        return record[months, indicator_index()[name], :-1].sum(axis=0)

    def decreed(name: str, span: tuple[str, str]) -> np.ndarray:
        months = slice(month_index(span[0]), month_index(span[1]) + 1)
        return levers.values[months, lever_index()[name]].mean(axis=0)

    start = month_index(DEATHS[0])
    people = record[start, indicator_index()["population"], :-1]
    villagers = people - record[start, indicator_index()["population_urban"], :-1]
    crop = summed("grain_harvest", YEAR)
    taken = summed("grain_procured", YEAR) / np.maximum(crop, 1.0)
    before = summed("grain_procured", BEFORE) / np.maximum(summed("grain_harvest", BEFORE), 1.0)
    a_head = np.log(np.maximum(crop / np.maximum(villagers, 1.0), 1e-3))
    rule = np.column_stack([a_head, before])
    left = np.log(np.maximum(crop * (1.0 - taken) / np.maximum(villagers, 1.0), 1e-3))
    deaths = 1e3 * summed("excess_deaths_famine", DEATHS) / np.maximum(people, 1.0)
    return {
        "taken": (taken, rule),
        "plan": (planned(), np.zeros((len(REGIONS), 0))),
        "blacklists": (decreed("blacklists", WINTER), rule),
        "movement_ban": (decreed("movement.peasant_ban", SPRING), rule),
        "deaths": (deaths, left[:, None]),
    }


def covariate(measure: np.ndarray, controls: np.ndarray, share: np.ndarray, seed: int = 1926) -> Fit:
    """Least squares of a measure on controls, with and without the share. All arrays by region.

    measure : [n], NaN where missing; controls : [n, k]; share : [n], 0-1. ValueError where fewer regions than
    coefficients have a value.
    """
    known = ~np.isnan(measure)
    if known.sum() <= controls.shape[1] + 2:
        raise ValueError(f"{int(known.sum())} regions have a value; {controls.shape[1] + 3} are needed")
    slope = _slope(measure[known], controls[known], share[known])
    rest = known.copy()
    rest[UKRAINE if len(measure) == len(REGIONS) else int(np.argmax(share))] = False
    enough = rest.sum() > controls.shape[1] + 2
    random = np.random.default_rng(seed)
    steep = [
        abs(_slope(measure[known], controls[known], random.permutation(share[known]))) >= abs(slope) - 1e-12
        for _ in range(SHUFFLES)
    ]
    residual = np.full(len(measure), np.nan)
    base = np.column_stack([np.ones(known.sum()), controls[known]])
    residual[known] = measure[known] - base @ np.linalg.lstsq(base, measure[known], rcond=None)[0]
    return Fit(
        slope,
        _slope(measure[rest], controls[rest], share[rest]) if enough else float("nan"),
        float(np.mean(steep)),
        residual,
        int(known.sum()),
    )


def _slope(y: np.ndarray, controls: np.ndarray, share: np.ndarray) -> float:
    X = np.column_stack([np.ones(len(y)), controls, share])
    return float(np.linalg.lstsq(X, y, rcond=None)[0][-1])


def over_draws(fits: Sequence[Fit]) -> dict[str, tuple[float, float, float]]:
    """Lower 5 %, median and upper 95 % over draws of both slopes and of the share of shuffles."""
    return {
        name: tuple(np.quantile([getattr(fit, name) for fit in fits], [0.05, 0.5, 0.95]).tolist())
        for name in ("slope", "without_ukraine", "shuffled")
    }
