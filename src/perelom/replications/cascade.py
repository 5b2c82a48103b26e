"""Threshold cascades: small changes of the distribution of thresholds turn calm into a mass exit, and back.

Granovetter (1978): each joins when enough others have, and how many join in the end hangs on the whole
distribution of thresholds, not on its mean. Kuran (1989, 1991) takes the threshold from what one really
wants against what one must be seen to want; terror raises it, a concession lowers it.

    list         n' = #{i : threshold_i <= n}, n = 0 at first
    continuous   r' = F(r); a fixed point is stable where F'(r) < 1
    normal       F(r) = Phi((r - mu) / sd)
    tangency     with z = (r - mu) / sd: Phi(z) - mu - z phi(z) = 0 for z < 0; sd* = phi(z), r* = Phi(z)
    exit         F(r) = Phi((r + safety - mu) / sd): one article in a newspaper makes leaving safe
    linear       r' = a + b r; r* = a / (1 - b)

The continuum differs from a finite crowd, and who sees whom matters; six points of one spring prove nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Annotated

from .headline import Headline, derived
from .inputs import Bound, Fault, Positive, Share, refuse
from .published import published

TITLE = "Threshold cascades: exit from the collective farms in spring 1930"
SOURCE = "Granovetter (1978), American Journal of Sociology 83(6), 1420-1443; Kuran (1989), Public Choice 61"
STATUS = "exact"

Threshold = Annotated[float, Bound(above=0, below=0.5)]


def from_list(thresholds: list[float]) -> dict[str, int]:
    """How many join in the end, beginning with nobody.

    thresholds : for each person, how many others must have joined
    returns : final, persons
    """
    waiting = sorted(thresholds)
    joined = 0
    while joined < len(waiting) and waiting[joined] <= joined:
        joined += 1
    return {"final": joined}


def normal_from_zero(mu: float, sd: Positive) -> dict[str, float]:
    """Where r' = Phi((r - mu) / sd) comes to rest from r = 0.

    mu, sd : mean and spread of the thresholds, as shares of all
    returns : r, share
    """
    return {"r": _lowest_rest(mu, sd)}


def exit_game(mu: float, sd: Positive, safety: float = 0.0, start: Share = 0.0) -> dict[str, float]:
    """Where exit comes to rest when leaving has become safer by `safety`, from a share that has left.

    returns : r, share
    """
    centre = mu - safety
    rests = _rests(centre, sd)
    if start <= _normal(start, centre, sd):  # rises to the next fixed point, falls to it otherwise
        return {"r": min((r for r in rests if r >= start), default=rests[-1])}
    return {"r": max((r for r in rests if r <= start), default=rests[0])}


def critical_sigma(mu: Threshold) -> dict[str, float]:
    """Spread of thresholds at which the low point of rest disappears.

    returns : sigma, and r, the share that has joined there
    """
    z = _bisected(lambda z: _phi_cumulated(z) - mu - z * _phi(z), -40.0, 0.0)
    return {"sigma": _phi(z), "r": _phi_cumulated(z)}


def linear(shares: list[Positive]) -> dict[str, float | None]:
    """A spring of leaving as a straight map: r = 1 - h / h_0, r' = a + b r by least squares.

    shares : h, share collectivized at even steps of time, the highest first
    returns : a, b; r_star point of rest; trough, the share that remains there; half_life in steps, None
        where b is not between 0 and 1
    raises : Refused with fewer than three shares, or where they do not move
    """
    left = [1 - h / shares[0] for h in shares]
    before, after = left[:-1], left[1:]
    n = len(before)
    mean_before, mean_after = sum(before) / max(n, 1), sum(after) / max(n, 1)
    spread = sum((x - mean_before) ** 2 for x in before)
    if n < 2 or spread == 0:
        words = "three shares at least, of which the first ones differ"
        refuse(Fault("inputs.shares", f"a list of {len(shares)} items", words))
    slope = sum((x - mean_before) * (y - mean_after) for x, y in zip(before, after, strict=True)) / spread
    a = mean_after - slope * mean_before
    rest = a / (1 - slope)
    return {
        "a": a,
        "b": slope,
        "r_star": rest,
        "trough": shares[0] * (1 - rest),
        "half_life": math.log(0.5) / math.log(slope) if 0 < slope < 1 else None,
    }


def _phi(z: float) -> float:
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def _phi_cumulated(z: float) -> float:
    return math.erfc(-z / math.sqrt(2)) / 2


def _normal(r: float, mu: float, sd: float) -> float:
    return _phi_cumulated((r - mu) / sd)


def _turns(mu: float, sd: float) -> list[float]:
    """Ends of the stretches of [0, 1] on which F(r) - r goes one way only: where F' = 1."""
    peak = sd * math.sqrt(2 * math.pi)
    if peak >= 1:  # F' is below 1 everywhere
        return [0.0, 1.0]
    aside = sd * math.sqrt(-2 * math.log(peak))
    return [0.0, *(r for r in (mu - aside, mu + aside) if 0 < r < 1), 1.0]


def _rests(mu: float, sd: float) -> list[float]:
    """Every fixed point of F in [0, 1], lowest first: one for each stretch on which F(r) - r changes sign."""

    def gain(r: float) -> float:
        return _normal(r, mu, sd) - r

    ends = _turns(mu, sd)
    return [_bisected(gain, low, high) for low, high in pairwise(ends) if gain(low) * gain(high) <= 0]


def _lowest_rest(mu: float, sd: float) -> float:
    return _rests(mu, sd)[0]


def _bisected(f: Callable[[float], float], low: float, high: float) -> float:
    """A zero of f between two points at which its signs differ."""
    if f(low) == 0:
        return low
    rising = f(low) < 0
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        low, high = (middle, high) if (f(middle) < 0) == rising else (low, middle)


_SPRING = ("1930-03", "1930-04", "1930-05", "1930-06", "1930-07", "1930-08", "1930-09")
_HUNDRED = [float(i) for i in range(100)]


def spring_of_1930() -> list[float]:
    """Share of households in collective farms, March to September 1930, % on the first of the month."""
    found = published(
        "economy/collectivization.csv",
        "households_collectivized",
        "Davies 1980, Socialist Offensive, table 17",
    )
    return [found[month] for month in _SPRING]


def _spring(what: str) -> Callable[[], float]:
    return lambda: linear(spring_of_1930())[what] or math.nan


def _rest(sd: float) -> Callable[[], float]:
    return lambda: normal_from_zero(0.25, sd)["r"]


_DERIVED = "solved from the equations, mu .25"
_LECTURE = "lecture notes on Granovetter's example"
_PACK = "households in collective farms, Davies (1980), table 17, most of them recalled"
HEADLINES = (
    Headline(
        "riot-100",
        "thresholds 0, 1, ... 99: persons who join",
        100,
        lambda: from_list(_HUNDRED)["final"],
        0,
        "exact",
        "seen",
        _LECTURE,
        "persons",
    ),
    Headline(
        "riot-1",
        "the same with 2 in place of 1",
        1,
        lambda: from_list([2.0 if t == 1 else t for t in _HUNDRED])["final"],
        0,
        "exact",
        "seen",
        _LECTURE,
        "person",
    ),
    Headline(
        "jump-at",
        "spread at which almost all join, mean .25",
        0.122,
        lambda: critical_sigma(0.25)["sigma"],
        5e-4,
        "exact",
        "recalled",
        SOURCE,
        differs="12.2 of 100 in the paper; a discrete grid gives about .10 in one set of notes",
    ),
    Headline(
        "jump-from",
        "share that joins just below the jump",
        0.06,
        lambda: critical_sigma(0.25)["r"],
        5e-3,
        "exact",
        "seen",
        _LECTURE,
    ),
    derived(
        "critical-sd",
        "critical spread",
        0.12222087,
        lambda: critical_sigma(0.25)["sigma"],
        _DERIVED,
        tolerance=1e-8,
    ),
    derived(
        "critical-r", "share there", 0.06200325, lambda: critical_sigma(0.25)["r"], _DERIVED, tolerance=1e-8
    ),
    derived("sd-.10", "share that joins, spread .10", 0.00769551, _rest(0.10), _DERIVED, tolerance=1e-8),
    derived("sd-.122", "share that joins, spread .122", 0.0547922, _rest(0.122), _DERIVED, tolerance=1e-8),
    derived("sd-.20", "share that joins, spread .20", 0.99991143, _rest(0.20), _DERIVED, tolerance=1e-8),
    derived(
        "tens",
        "thresholds 0, 1, 2, ... 8, 10: persons who join",
        9,
        lambda: from_list([0, 1, 2, 3, 4, 5, 6, 7, 8, 10])["final"],
        _DERIVED,
        "persons",
    ),
    Headline(
        "exit-a", "leaving in 1930: a of r' = a + b r", 0.334306, _spring("a"), 1e-5, "exact", "pack", _PACK
    ),
    Headline("exit-b", "leaving in 1930: b", 0.470283, _spring("b"), 1e-5, "exact", "pack", _PACK),
    Headline(
        "exit-trough",
        "leaving in 1930: share that remains",
        21.10,
        _spring("trough"),
        5e-3,
        "exact",
        "pack",
        _PACK,
        "%",
        "the lowest of the series is 21.5: six points, fitted",
    ),
)

CASES = {
    "threshold.list": from_list,
    "threshold.normal_from_zero": normal_from_zero,
    "threshold.critical_sigma": critical_sigma,
    "threshold.exit": exit_game,
    "threshold.linear": linear,
}
