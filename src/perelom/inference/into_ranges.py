"""References moved so that the posterior's medians fall into the ranges of the fitted checks.

A check passes where the model's median lies in the range of rival estimates; a fit draws it to the middle one
and weighs events alike, so that many medians end just outside. Here the references of all parameters are
moved by the least change that would bring as many medians inside as it can, if effects were straight lines.
A median far outside pulls no more than one that is near. Parameters of the body in hunger and of the weather
stay where they are, so that no figure of deaths is reached by way of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MARGIN = 0.12  # of a range's width that a median is to keep from its edge
WIDEST = 4.0  # errors beyond which a range counts as no wider
FARTHEST = 0.5  # sd of the prior that one round may move a parameter
PRICES = (0.16, 0.08)  # of a parameter moved by one sd, in checks brought inside; by round, the last repeated
NOISES = 2.0  # an effect was measured by two runs, each with its noise
STAY = (
    "famine_hazard",
    "famine_exponent",
    "famine_epidemics",
    "wasting",
    "maintenance_kcal",
    "weather_slope",
)


@dataclass(frozen=True)
class Ranges:
    """What passes: low, high, and the error of the figures, [s] each."""

    low: np.ndarray
    high: np.ndarray
    sd: np.ndarray

    def passed(self, medians: np.ndarray) -> int:
        """How many medians [s] lie inside."""
        return int(((self.low <= medians) & (medians <= self.high)).sum())


def effects(moved: np.ndarray, here: np.ndarray, by: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Change of each statistic [p, s] per sd of each parameter, shrunk where it is no larger than noise.

    moved : statistics [p, s] with one parameter moved by `by` [p] sd; here : [s] with none; noise : [s], sd
    of one run. A run that failed shows no effect.
    """
    slopes = np.nan_to_num((moved - here) / by[:, None])
    of_noise = NOISES * (np.nan_to_num(noise)[None] / by[:, None]) ** 2
    return slopes * slopes**2 / np.maximum(slopes**2 + of_noise, 1e-300)


def least_move(
    medians: np.ndarray,
    ranges: Ranges,
    slopes: np.ndarray,
    price: float,
    room: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """The move [p], in sd, that brings medians [s] inside at the least cost.

    slopes : [p, s] as of `effects`; room : lowest and highest move of each parameter, nought among them
    """
    from scipy.optimize import minimize

    inside = np.isfinite(medians) & np.isfinite(ranges.low) & np.isfinite(ranges.high)
    scale = np.where(inside, 1.0 / np.maximum(ranges.sd, 1e-12), 0.0)
    kept = MARGIN * np.minimum(ranges.high - ranges.low, WIDEST * ranges.sd)
    middle = np.where(inside, medians, 0.0)

    def cost(move: np.ndarray) -> tuple[float, np.ndarray]:
        found = middle + move @ slopes
        below = np.nan_to_num(np.maximum(ranges.low + kept - found, 0.0) * scale)
        above = np.nan_to_num(np.maximum(found - ranges.high + kept, 0.0) * scale)
        total = _outside(below).sum() + _outside(above).sum() + price * (move @ move)
        pull = (_growth(above) - _growth(below)) * scale
        return float(total), slopes @ pull + 2.0 * price * move

    start = np.zeros(len(slopes))
    options = {"maxiter": 2_000}
    return minimize(
        cost, start, jac=True, method="L-BFGS-B", bounds=list(zip(*room, strict=True)), options=options
    ).x


def _outside(errors: np.ndarray) -> np.ndarray:
    """How much a distance counts: its square near by, one at most."""
    return errors**2 / (1.0 + errors**2)


def _growth(errors: np.ndarray) -> np.ndarray:
    return 2.0 * errors / (1.0 + errors**2) ** 2


def room_of(z: np.ndarray, stays: np.ndarray, edge: float) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest move of parameters at z [p]: nowhere for those that stay, never out of `edge`."""
    low = np.where(stays, 0.0, np.minimum(np.maximum(-FARTHEST, -edge - z), 0.0))
    high = np.where(stays, 0.0, np.maximum(np.minimum(FARTHEST, edge - z), 0.0))
    return low, high
