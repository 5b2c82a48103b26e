"""References of all parameters by descent: Gauss-Newton steps on the fitted figures and the priors.

The calibration fits fifty parameters; the rest vary about their reference, so the reference is fitted too.
By hand it was done before (decisions 0003, 0005, 0007). Here each parameter is moved alone by STEP standard
deviations of its prior under the same random numbers, and all are moved together to where the sum of
squared distances from the figures, events weighing alike, and from the medians of the priors would be least
if effects were straight lines. A step is halved until the sum falls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .problem import Problem, Target

STEP = 0.4  # sd of the prior by which a parameter is moved to measure its effect
FARTHEST = 0.8  # sd that one step may move a parameter: effects are lines near by only
HALVINGS = 3
EDGE = 2.4  # sd of the prior within which references stay


@dataclass(frozen=True)
class Descent:
    """z : [p] where it ended; misfit : half of the sum of squares at the start and after each step."""

    z: np.ndarray
    misfit: tuple[float, ...]


def descend(
    problem: Problem,
    target: Target,
    start: np.ndarray,
    steps: int,
    run: Callable[[np.ndarray], np.ndarray] | None = None,
) -> Descent:
    """Moves all parameters from `start` [p] by at most `steps` Gauss-Newton steps; (p + 4) runs each.

    run : z [n, p] -> statistics, in place of the problem's own (a ledger). A parameter whose run failed
    stays.
    """
    weight = 1.0 / np.sqrt(target.variance)

    def residuals(z: np.ndarray) -> np.ndarray:
        """[n, used], weighted."""
        found = problem.scaled((run or problem.at)(z))[:, target.used]
        return (found - target.observed) * weight

    def half_of_squares(r: np.ndarray, z: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore"):
            return np.nan_to_num(0.5 * ((r**2).sum(axis=1) + (z**2).sum(axis=1)), nan=np.inf)

    z = np.clip(start, -EDGE, EDGE)
    here = residuals(z[None])[0]
    misfit = [float(half_of_squares(here[None], z[None])[0])]
    for _ in range(steps):
        sign = moves(z)
        slopes = np.nan_to_num((residuals(z + np.diag(sign)) - here) / sign[:, None])
        to = np.linalg.solve(slopes @ slopes.T + np.eye(len(z)), -(slopes @ here + z))
        to *= min(1.0, FARTHEST / max(float(np.abs(to).max()), 1e-12)) ** 0.5
        tried = np.clip(
            z + np.outer(0.5 ** np.arange(HALVINGS + 1), np.clip(to, -FARTHEST, FARTHEST)), -EDGE, EDGE
        )
        found = residuals(tried)
        sums = half_of_squares(found, tried)
        best = int(np.argmin(sums))
        if not sums[best] < misfit[-1]:
            break
        z, here = tried[best], found[best]
        misfit.append(float(sums[best]))
    return Descent(z, tuple(misfit))


def moves(z: np.ndarray) -> np.ndarray:
    """By how much [p] each parameter is moved alone: away from the nearer edge, so that all can be."""
    return np.where(z > 0, -STEP, STEP)
