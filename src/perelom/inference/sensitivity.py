"""What results hang on: elementary effects (Morris 1991) and shares of variance (Sobol 2001; Saltelli et al.
2010) of parameters, for one course or for the difference of two, by the library SALib.

Sobol takes (p + 2) x base samples runs of each course, so it is asked for the parameters that matter; the
rest stay at the reference. Parameters vary over the middle 90 % of their priors, or within a band about the
reference.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri

from perelom.ensembles.plan import ROOT_SEED
from perelom.parameters import Parameter, values
from perelom.parameters.draws import reference_quantiles
from perelom.scenarios import Scenario
from perelom.vocabulary import declared_indicators, indicator_index
from perelom.world import simulate

from .screening import INNER, LEVELS
from .space import to_values

METHODS = ("morris", "sobol")
OUTER = 0.05  # of a prior's mass on each side that is not tried: its very ends give countries no one has seen


@dataclass(frozen=True)
class Effects:
    """Effects of parameters on outputs.

    first : [p, o] Morris: mean absolute effect, in the output's unit; Sobol: first-order share of variance
    second : [p, o] Morris: sd of the effects; Sobol: total share
    error : [p, o] half of a 95 % interval, of mu* for Morris, of the total share for Sobol
    """

    method: str
    names: tuple[str, ...]
    outputs: tuple[str, ...]
    first: np.ndarray
    second: np.ndarray
    error: np.ndarray
    runs: int
    failed: int


@dataclass(frozen=True)
class Question:
    """What is asked of a run: indicators over a window of months, summed (flows) or at its end (levels).

    against : the course that is taken away, None for the course alone; both meet the same random numbers
    """

    scenario: Scenario
    against: Scenario | None
    indicators: tuple[str, ...]
    first: int
    last: int
    households: int
    seed: int = ROOT_SEED
    member: int = 0

    def at(self, overrides: dict[str, float]) -> np.ndarray:
        """Outputs [o] at given parameters; NaN throughout where a run fails."""
        try:
            found = self._read(self.scenario, overrides)
            return found if self.against is None else found - self._read(self.against, overrides)
        except (RuntimeError, ArithmeticError, ValueError):
            return np.full(len(self.indicators), np.nan)

    def _read(self, scenario: Scenario, overrides: dict[str, float]) -> np.ndarray:
        given = values("reference", overrides={**overrides, **scenario.parameters})
        record = simulate(
            scenario.levers(given),
            given,
            seed=self.seed,
            member=self.member,
            households=self.households,
            months=self.last + 1,
            threads=1,
        ).record
        found = []
        for name in self.indicators:
            path = record[self.first : self.last + 1, indicator_index()[name], -1]
            found.append(path.sum() if declared_indicators()[name].summed_over_year else path[-1])
        return np.array(found)


def sensitivity(
    question: Question,
    parameters: Sequence[Parameter],
    *,
    method: str,
    size: int,
    width: float | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Effects:
    """Effects of the parameters on what a question asks.

    size : trajectories of Morris, base samples of Sobol (a power of two)
    width : sd on both sides of the reference within which parameters vary, None for the middle 90 % of the
    prior ValueError for an unknown method or where too many runs failed.
    """
    if method not in METHODS:
        raise ValueError(f"unknown method '{method}'; choose {' or '.join(METHODS)}")
    names = tuple(p.id for p in parameters)
    box = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    x = _design(box, method, size, question.seed)
    outputs = _runs(question, names, to_values(parameters, _normal(parameters, x, width)), workers, progress)
    bad = np.atleast_1d(np.isnan(outputs).any(axis=1))
    block = len(x) // size  # runs of a trajectory, or of a base sample: one failed run spoils them all
    whole = np.repeat(~bad.reshape(size, block).any(axis=1), block)
    if whole.sum() < 2 * block:
        raise ValueError(
            f"{int(bad.sum())} of {len(bad)} runs failed: fewer than two whole trajectories are left"
        )
    found = [_analysed(box, method, x[whole], column, question.seed) for column in outputs[whole].T]
    first, second, error = (np.column_stack(part) for part in zip(*found, strict=True))
    return Effects(method, names, question.indicators, first, second, error, len(x), int(bad.sum()))


def _design(box: dict[str, Any], method: str, size: int, seed: int) -> np.ndarray:
    """Points [n, p] of the unit cube."""
    if method == "morris":
        from SALib.sample import morris

        return np.asarray(morris.sample(box, size, num_levels=LEVELS, seed=seed))
    from SALib.sample import sobol

    return np.asarray(sobol.sample(box, size, calc_second_order=False, seed=seed))


def _normal(parameters: Sequence[Parameter], x: np.ndarray, width: float | None) -> np.ndarray:
    """Points of the unit cube as standard normal ones: the middle 90 % of each prior, or `width` sd on both
    sides of the reference."""
    if width is None:
        return np.asarray(ndtri(OUTER + (1.0 - 2.0 * OUTER) * x))
    at = np.array([reference_quantiles()[p.id] for p in parameters])
    return np.clip(at, -INNER, INNER) + width * (2.0 * x - 1.0)


def _runs(
    question: Question,
    names: Sequence[str],
    points: np.ndarray,
    workers: int | None,
    progress: Callable[[int, int], None] | None,
) -> np.ndarray:
    """Outputs [n, o] at points [n, p], in order, on a few threads."""
    work = [dict(zip(names, map(float, point), strict=True)) for point in points]
    rows = [question.at(work[0])]  # compiles before threads meet
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        for row in pool.map(question.at, work[1:]):
            rows.append(row)
            if progress:
                progress(len(rows), len(work))
    return np.array(rows)


def _analysed(
    box: dict[str, Any], method: str, x: np.ndarray, y: np.ndarray, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The three numbers of each parameter for one output; nought where the output never moves."""
    if np.ptp(y) == 0.0:
        none = np.zeros(box["num_vars"])
        return none, none, none
    if method == "morris":
        from SALib.analyze import morris

        found = morris.analyze(box, x, y, num_levels=LEVELS, seed=seed)
        first, second, error = (np.asarray(found[key], float) for key in ("mu_star", "sigma", "mu_star_conf"))
        return first, second, error
    from SALib.analyze import sobol

    found = sobol.analyze(box, y, calc_second_order=False, seed=seed)
    first, second, error = (np.asarray(found[key], float) for key in ("S1", "ST", "ST_conf"))
    return first, second, error
