"""Feldman and Domar: machines that make machines, and when they repay the consumer.

Feldman (1928) split industry into a sector that makes means of production (its own included) and one that
makes consumer goods; Domar (1957) wrote it as two linear differential equations. A share `gamma` of
investment goods goes back into the first sector.

    dI/dt = (gamma / V1) I          I_t = I0 exp(gamma t / V1)
    dC/dt = ((1 - gamma) / V2) I    C_t = C0 + ((1 - gamma) / gamma) (V1 / V2) I0 (exp(gamma t / V1) - 1)

No labour, no food, no depreciation, no trade; capital once placed stays in its sector.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Annotated, Any

from .headline import derived
from .inputs import Bound, Fault, NotNegative, Positive, Share, refuse

TITLE = "Feldman-Domar: growth of two sectors"
SOURCE = "Feldman (1928), Planovoe khoziaistvo 11-12; Domar (1957), Essays in the Theory of Economic Growth"
STATUS = "exact"

Horizon = Annotated[float, Bound(above=0, high=1000)]
GRID = 200  # shares tried before the search closes in
FARTHEST = 700.0  # largest exponent whose exponential is still a number


def closed_form(
    gamma: Share,
    V1: Positive,
    V2: Positive,
    I0: NotNegative,
    C0: NotNegative,
    t: NotNegative | list[NotNegative],
) -> dict[str, Any]:
    """Flows of investment and consumer goods after t years.

    gamma : share of investment goods that goes to sector 1; V1, V2 : capital per unit of yearly output, years
    I0, C0 : flows at t = 0, goods a year; t : years, one or a list
    returns : I, C in goods a year, lists where t is one
    """
    times = t if isinstance(t, list) else [t]
    flows = [_flows(gamma, V1, V2, I0, C0, year) for year in times]
    if isinstance(t, list):
        return {"I": [i for i, _ in flows], "C": [c for _, c in flows]}
    return {"I": flows[0][0], "C": flows[0][1]}


def _flows(gamma: float, V1: float, V2: float, I0: float, C0: float, t: float) -> tuple[float, float]:
    return I0 * math.exp(gamma * t / V1), C0 + I0 * _repaid(gamma, V1, V2, t)


def _repaid(gamma: float, V1: float, V2: float, t: float) -> float:
    """Consumer goods a year gained by t for each unit of I0, by the machines that sector 2 got."""
    if gamma == 0:
        return t / V2
    return (1 - gamma) / gamma * V1 / V2 * math.expm1(gamma * t / V1)


def crossing(
    gamma1: Share, gamma2: Share, V1: Positive, V2: Positive, I0: Positive, C0: NotNegative
) -> dict[str, Any]:
    """Years until the path with the larger share has caught up in consumption, by bisection.

    It hangs on neither C0, I0 nor V2: both gains carry the same factor I0 / V2.
    returns : t, years; None where gamma2 = 1, whose consumption never grows
    """
    if gamma1 == gamma2:
        refuse(Fault("inputs.gamma2", f"{gamma2:g}", "another share than gamma1: equal paths do not cross"))
    gamma1, gamma2 = sorted((gamma1, gamma2))
    if gamma2 == 1:
        return {"t": None}

    def ahead(t: float) -> float:
        return _repaid(gamma2, V1, V1, t) - _repaid(gamma1, V1, V1, t)

    late = V1
    while ahead(late) <= 0:  # behind at first: (1 - gamma2) < (1 - gamma1) is what dC/dt begins with
        late *= 2
        if gamma2 * late / V1 > FARTHEST:
            return {"t": None}
    early = late / 2 if late > V1 else 0.0
    while True:
        middle = (early + late) / 2
        if middle in (early, late):
            return {"t": middle}
        early, late = (middle, late) if ahead(middle) <= 0 else (early, middle)


def best_share(
    V1: Positive, V2: Positive, I0: Positive, C0: NotNegative, H: Horizon, rho: float | None = None
) -> dict[str, float]:
    """The share that gives most consumption within a horizon, by search over [0, 1]: 0 up to H = 2 V1.

    H : years; rho : None for consumption in year H alone, else the rate that discounts years 0, 1, ... H
    returns : gamma, and C_H with it, goods a year
    """
    years = [H] if rho is None else [float(t) for t in range(math.floor(H) + 1)]
    weights = [math.exp(-(rho or 0.0) * t) for t in years]

    def worth(gamma: float) -> float:
        return sum(w * _repaid(gamma, V1, V2, t) for w, t in zip(weights, years, strict=True))

    top = max(range(GRID + 1), key=lambda i: worth(i / GRID))
    low, high = max(0.0, (top - 1) / GRID), min(1.0, (top + 1) / GRID)
    while high - low > 1e-12:
        third = (high - low) / 3
        low, high = (low + third, high) if worth(low + third) < worth(high - third) else (low, high - third)
    gamma = max((0.0, (low + high) / 2), key=worth)
    return {"gamma": gamma, "C": C0 + I0 * _repaid(gamma, V1, V2, H)}


_CASE = {"V1": 3.0, "V2": 3.0, "I0": 10.0, "C0": 90.0}


def _at(gamma: float, t: float, flow: str) -> float:
    return closed_form(gamma, t=t, **_CASE)[flow]


def _slope_at_start() -> str:
    """Whether a larger share makes consumption grow more slowly at first."""
    slopes = [_at(gamma, 1e-6, "C") for gamma in (0.1, 0.3, 0.5, 0.7, 0.9)]
    return "falls" if all(a > b for a, b in pairwise(slopes)) else "does not fall"


_DERIVED = "solved from the equations with V1 = V2 = 3, I0 = 10, C0 = 90"
HEADLINES = (
    derived("I-low", "investment goods, year 10, gamma 0.2", 19.477340, lambda: _at(0.2, 10, "I"), _DERIVED),
    derived("C-low", "consumer goods, year 10, gamma 0.2", 127.909362, lambda: _at(0.2, 10, "C"), _DERIVED),
    derived(
        "I-high", "investment goods, year 20, gamma 0.5", 280.316249, lambda: _at(0.5, 20, "I"), _DERIVED
    ),
    derived("C-high", "consumer goods, year 20, gamma 0.5", 360.316249, lambda: _at(0.5, 20, "C"), _DERIVED),
    derived(
        "crossing",
        "gamma 0.5 passes gamma 0.2 in consumption",
        8.135368,
        lambda: crossing(0.2, 0.5, **_CASE)["t"],
        _DERIVED,
        "years",
    ),
    derived("first-years", "growth of C at the start, as gamma rises", "falls", _slope_at_start, _DERIVED),
)

CASES = {"feldman.closed_form": closed_form, "feldman.crossing": crossing, "feldman.best_share": best_share}
