"""What the tests of the mechanisms share: draws of the parameters, ordered pairs, and months of the toy
country stopped before a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
from hypothesis import Phase, settings
from hypothesis import strategies as st

from perelom.mechanisms.calendar_of_farming import REMAINING
from perelom.parameters import values
from perelom.scenarios import load
from perelom.world.month import STEPS
from perelom.world.passes import Months
from perelom.world.run import (
    Checkpoint,
    clock_of,
    decided,
    open_first_month,
    parameter_record,
    random_key,
    simulate,
)
from toy_country import HOUSEHOLDS, toy_country

quick = settings(max_examples=60, deadline=None)
# for tests that run a kernel: a failing example is shown as it was found, as shrinking it takes minutes
few = settings(max_examples=15, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))

# 1921-01, 1921-08, 1922-09, 1926-01, 1927-10, 1930-03, 1931-11, 1932-12, 1933-04, 1937-08
MONTHS = (0, 7, 20, 60, 81, 110, 130, 143, 147, 199)

PARAMETERS = [
    parameter_record(drawn).view(np.recarray)[0]
    for drawn in (values(), *(values("prior", seed=1921, member=k) for k in range(40)))
]
parameters = st.sampled_from(PARAMETERS)
shares = st.floats(0, 1)
seeds = st.integers(0, 2**32 - 1)
some_months = st.sampled_from(MONTHS)

Arrays = tuple[np.ndarray, ...]  # blocks, regions, nation, levers, totals, parameters, clock


def numbers(low: float, high: float):
    """Numbers between two bounds, none so small that it is nothing."""
    tiny = 1e-6 * max(abs(low), abs(high))
    return st.floats(low, high).map(lambda x: 0.0 if abs(x) < tiny else x)


def pairs(strategy):
    """Two values, the lower first."""
    return st.tuples(strategy, strategy).map(sorted)


def not_above(a: float, b: float) -> bool:
    """a <= b but for rounding."""
    return a <= b + 1e-9 * max(abs(a), abs(b), 1e-6)


def close(a: object, b: object, scale: float = 1.0) -> bool:
    """Equal to nine digits of themselves or of `scale`."""
    return bool(np.allclose(np.asarray(a, float), np.asarray(b, float), rtol=1e-9, atol=1e-9 * scale))


@cache
def _opened() -> dict[int, Checkpoint]:
    """The toy country under history, at the start of each of MONTHS."""
    levers = load("history").levers(values())
    return simulate(
        levers,
        values(),
        households=HOUSEHOLDS,
        country=toy_country(),
        months=MONTHS[-1] + 1,
        keep=MONTHS,
        exact=True,
    ).checkpoints


@cache
def _stopped(step: str, month: int) -> Arrays:
    levers = load("history").levers(values())
    start = _opened()[month]
    world = start.world.copy()
    columns = np.array([region.lever for region in toy_country().regions])
    only = range(month, month + 1)
    lev, tot, _ = decided(levers, only, start.last, start.rules, columns)
    clock = clock_of(only, random_key(1921, 0))
    world_then = (world.blocks, world.regions, world.nation)
    arrays = Months(*world_then, lev, tot, parameter_record(values()), clock).of(0)
    if month == 0:
        open_first_month(arrays, len(world.blocks))
    for each in STEPS:
        if each.name == step:
            return arrays
        take(each.name, arrays)
    raise ValueError(f"no step '{step}'")


def stopped_before(
    step: str, month: int, levers: Mapping[str, float] | None = None, parameters: object = None
) -> Arrays:
    """The toy country's arrays in a month of MONTHS, all steps before `step` taken; a copy to write to.

    levers: values that stand in every region and as the country's total instead of history's.
    """
    blocks, regions, nation, lev, tot, par, clock = (a.copy() for a in _stopped(step, month))
    for name, value in (levers or {}).items():
        lev[name.replace(".", "_")] = tot[name.replace(".", "_")] = value
    if parameters is not None:
        par[0] = parameters
    return blocks, regions, nation, lev, tot, par, clock


def in_month(arrays: Arrays, moy: int) -> Arrays:
    """The same arrays with the clock moved to a month of the year (1-12)."""
    clock = arrays[6]
    clock["month"] += moy - clock["moy"]
    clock["moy"], clock["rem"] = moy, REMAINING[moy - 1]
    return arrays


def run(kernel: Callable[..., None], arrays: Arrays) -> Arrays:
    """Runs one kernel over all blocks."""
    kernel(*arrays, 0, len(arrays[0]))
    return arrays


def take(step: str, arrays: Arrays) -> Arrays:
    """Runs all kernels of one step."""
    for kernel in next(s for s in STEPS if s.name == step).kernels:
        run(kernel.run, arrays)
    return arrays


def copied(arrays: Arrays) -> Arrays:
    return tuple(a.copy() for a in arrays)


def weighted(blocks: np.ndarray, column: str, kind: int | None = None) -> float:
    """Sum of a household column over the country, by weight. kind: 0 villages, 1 workplaces."""
    chosen = blocks if kind is None else blocks[blocks["kind"] == kind]
    return float((chosen[column].sum(axis=1) * chosen["weight"]).sum())


def villages(blocks: np.ndarray) -> np.ndarray:
    return blocks[blocks["kind"] == 0]


def live(blocks: np.ndarray) -> np.ndarray:
    """Which slots hold a household, [blocks, 64]."""
    return blocks["eaters"] > 0


def shaken(arrays: Arrays, seed: int, columns: Mapping[str, tuple[float, float]]) -> Arrays:
    """Household columns of the slots in use multiplied by uniforms between two bounds, in place."""
    noise = np.random.default_rng(seed)
    blocks = arrays[0]
    for name, (low, high) in columns.items():
        blocks[name] *= np.where(live(blocks), noise.uniform(low, high, blocks[name].shape), 1.0)
    return arrays
