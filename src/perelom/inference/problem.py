"""A problem of calibration: parameters, a simulator, and what was observed with its error.

Statistics are compared on a scale of their own: t = S asinh((y - centre) / (S error)), S = 5. Within three
errors of the published figure this is the distance in errors (2.8 for 3); far from it, it grows like a
logarithm, so that draws in which a country dies out do not outweigh all others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from perelom.parameters import Parameter

from .space import to_values

SOFT = 5.0  # errors at which distance turns from linear to logarithmic (assumption)

Simulator = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Statistic:
    """One figure that is fitted.

    centre, sd : published figure and its error, in the statistic's own unit
    discrepancy : sd of what the model leaves out; noise : sd of one run's random numbers
    second : fitted in the second posterior only
    """

    id: str
    event: str
    centre: float
    sd: float
    discrepancy: float = 0.0
    noise: float = 0.0
    second: bool = False

    @property
    def error(self) -> float:
        """All that keeps a model with true parameters from the published figure."""
        return float(np.sqrt(self.sd**2 + self.discrepancy**2 + self.noise**2))


@dataclass(frozen=True)
class Problem:
    """What is calibrated on what.

    simulate : values [n, p] of the parameters -> statistics [n, s], a row of NaN where a run failed.
    Every row meets the same random numbers.
    """

    parameters: tuple[Parameter, ...]
    statistics: tuple[Statistic, ...]
    simulate: Simulator

    @property
    def names(self) -> tuple[str, ...]:
        """Ids of the parameters, in order."""
        return tuple(p.id for p in self.parameters)

    def scaled(self, statistics: np.ndarray) -> np.ndarray:
        """Statistics [n, s] as softened distances from the published figures in units of their errors."""
        centre = np.array([s.centre for s in self.statistics])
        error = np.array([s.error for s in self.statistics])
        return SOFT * np.arcsinh((statistics - centre) / (SOFT * error))

    def at(self, z: np.ndarray) -> np.ndarray:
        """Statistics [n, s] at standard normal points z [n, p]."""
        return self.simulate(to_values(self.parameters, z))


@dataclass(frozen=True)
class Target:
    """What a posterior is fitted to, on the scaled statistics.

    used : positions of the statistics; observed : [used]; variance : [used], which shares the weight of an
    event among its statistics
    """

    used: np.ndarray
    observed: np.ndarray
    variance: np.ndarray


def target(
    statistics: Sequence[Statistic],
    *,
    without: Collection[str] = (),
    second: bool = False,
    observed: np.ndarray | None = None,
    figures: float = 1.0,
) -> Target:
    """The target of a posterior: events left out, figures of the second posterior taken in or not.

    observed : scaled figures [s]; by default the published ones, which are zero on this scale
    figures : as how many independent figures an event weighs, if it has as many
    """
    used = [i for i, s in enumerate(statistics) if s.event not in without and (second or not s.second)]
    size = Counter(statistics[i].event for i in used)
    found = np.zeros(len(statistics)) if observed is None else observed
    return Target(
        np.array(used, int),
        found[used],
        np.array([max(size[statistics[i].event] / figures, 1.0) for i in used]),
    )
