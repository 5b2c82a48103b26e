"""Eight parameters of the toy country fitted to eleven figures of its first four years: a problem small
enough to be solved many times, with the months, the famine and the markets of the real one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from perelom.inference.problem import Problem, Statistic
from perelom.parameters import declared, values
from perelom.scenarios import load
from perelom.vocabulary import indicator_index
from perelom.world import simulate
from toy_country import HOUSEHOLDS, toy_country

FITTED = (
    "weather_slope",
    "famine_hazard",
    "wasting",
    "seed_rate",
    "feed_level",
    "scarcity_normal",
    "fertility_village",
    "draft_elasticity",
)
MONTHS = 48
# id, event, indicator, sum or mean or last, months, relative error
FIGURES = (
    ("harvest_1921", "harvest", "grain_harvest", "mean", 0, 12, 0.10),
    ("harvest_1922", "harvest", "grain_harvest", "mean", 12, 24, 0.10),
    ("harvest_1924", "harvest", "grain_harvest", "mean", 36, 48, 0.10),
    ("deaths_1921_22", "famine", "deaths", "sum", 0, 24, 0.15),
    ("deaths_winter", "famine", "deaths", "sum", 11, 17, 0.20),
    ("births_1923", "births", "births", "sum", 24, 36, 0.03),
    ("births_1924", "births", "births", "sum", 36, 48, 0.03),
    ("horses_1924", "herds", "livestock_horses", "last", 36, 48, 0.05),
    ("grain_price_1922", "market", "price_grain_free", "mean", 18, 30, 0.15),
    ("scissors_1923", "market", "scissors", "mean", 30, 36, 0.10),
    ("stock_1923", "market", "grain_stock_rural", "mean", 24, 36, 0.15),
)
KINDS = {"sum": np.sum, "mean": np.mean, "last": lambda path: path[-1]}


def figures(record: np.ndarray) -> np.ndarray:
    """The eleven figures of a record."""
    index = indicator_index()
    return np.array([KINDS[kind](record[a:b, index[ind], -1]) for _, _, ind, kind, a, b, _ in FIGURES])


@cache
def _course():
    """Levers of the history, on which none of the fitted parameters bears, and the country."""
    return load("history").levers(values("reference")), toy_country()


def play(point: np.ndarray, member: int = 0) -> np.ndarray:
    """The figures at values [p] of the fitted parameters."""
    levers, country = _course()
    given = values("reference", overrides=dict(zip(FITTED, map(float, point), strict=True)))
    outcome = simulate(
        levers,
        given,
        member=member,
        households=HOUSEHOLDS,
        country=country,
        months=MONTHS,
    )
    return figures(outcome.record)


@cache
def toy_problem() -> Problem:
    """The problem, its figures those of the reference."""
    centre = play(np.array([declared()[name].reference for name in FITTED]))
    statistics = tuple(
        Statistic(name, event, float(c), abs(float(c)) * error)
        for (name, event, *_, error), c in zip(FIGURES, centre, strict=True)
    )
    parameters = tuple(declared()[name] for name in FITTED)
    return Problem(parameters, statistics, lambda points: np.array([play(point) for point in points]))


def linear_problem(parameters: int = 6, statistics: int = 12) -> tuple[Problem, np.ndarray]:
    """A problem whose posterior is known: statistics are linear in z (in units of their error, nearly so on
    the softened scale only near nought, so the simulator undoes the softening). Returns the matrix [p, s]."""
    from scipy.special import ndtri

    from perelom.inference.problem import SOFT

    rng = np.random.default_rng(7)
    matrix = rng.normal(size=(parameters, statistics)) * (rng.uniform(size=(parameters, statistics)) < 0.6)
    some = replace(declared()["trust_marketing"], prior=("uniform", 0.0, 1.0))
    figures_of = tuple(Statistic(f"s{i}", f"event{i % 4}", 0.0, 1.0) for i in range(statistics))

    def linear(points: np.ndarray) -> np.ndarray:
        return SOFT * np.sinh(ndtri(points) @ matrix / SOFT)

    names = tuple(replace(some, id=f"p{i}") for i in range(parameters))
    return Problem(names, figures_of, linear), matrix
