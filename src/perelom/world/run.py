"""One draw: the month's steps over the levers, from January 1921 or from a checkpoint."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np

from perelom.mechanisms.accounts import count, opening_sums
from perelom.mechanisms.calendar_of_farming import REMAINING
from perelom.mechanisms.steps import Step
from perelom.parameters import declared
from perelom.vocabulary import FIRST_YEAR, N_MONTHS, month_text
from perelom.world.compiled import entry
from perelom.world.country import Country, soviet_country
from perelom.world.first_month import lay_out
from perelom.world.identities import IDENTITIES, MOVED_BY, TOLERANCE, close_books, residuals
from perelom.world.month import STEPS, movers
from perelom.world.observe import observe, observed_indicators
from perelom.world.random import mixed
from perelom.world.schema import World, clock_dtype, field_of, lever_dtype, parameter_dtype
from perelom.world.warming import warm

THREADS_FROM = 1600  # blocks (about 100,000 households) above which two threads pay


class LeverPaths(Protocol):
    """What the engine needs of a scenario's levers (perelom.scenarios.Levers)."""

    def start_rules(self) -> np.ndarray: ...

    def at(
        self, month: int, indicators: np.ndarray | None, rule_state: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]: ...


class IdentityError(RuntimeError):
    """An accounting identity failed: names it, the month, the residual and the steps that move it."""


@dataclass
class Checkpoint:
    """The whole state at the start of a month: enough to go on bit for bit."""

    month: int
    world: World
    rules: np.ndarray
    last: np.ndarray | None
    identities: np.ndarray

    def save(self, path: Path | str) -> None:
        """Writes the checkpoint to an .npz file."""
        np.savez_compressed(
            path,
            month=self.month,
            blocks=self.world.blocks,
            regions=self.world.regions,
            nation=self.world.nation,
            rules=self.rules,
            last=np.empty(0) if self.last is None else self.last,
            identities=self.identities,
        )

    @classmethod
    def load(cls, path: Path | str) -> Checkpoint:
        """Reads what `save` wrote."""
        with np.load(path, allow_pickle=False) as z:
            return cls(
                int(z["month"]),
                World(z["blocks"], z["regions"], z["nation"]),
                z["rules"],
                z["last"] if z["last"].size else None,
                z["identities"],
            )


@dataclass(frozen=True)
class Outcome:
    """What one draw came to.

    record: [months, n_indicators, regions + 1], the country last; identities: largest relative residual of
    each.
    """

    record: np.ndarray
    identities: dict[str, float]
    checkpoints: dict[int, Checkpoint] = field(default_factory=dict)


def parameter_record(parameters: Mapping[str, float]) -> np.ndarray:
    """Parameters as a record of one row, in the declared order. KeyError for a missing one."""
    record = np.zeros(1, parameter_dtype())
    for name in declared():
        record[field_of(name)] = parameters[name]
    return record


def random_key(seed: int, member: int) -> np.uint64:
    """Root key of a draw: seed and ensemble member."""
    with np.errstate(over="ignore"):  # products modulo 2^64
        return mixed(mixed(np.uint64(0x70657265), np.uint64(seed)), np.uint64(member))


def run_step(
    step: Step, arrays: tuple, n_blocks: int, pool: ThreadPoolExecutor | None, threads: int, known: bool
) -> None:
    """Runs one step's kernels; household passes are split into ranges of blocks that touch nothing in
    common. known: the kernels have met these types before."""
    for kernel in step.kernels:
        run = entry(kernel.run) if known else kernel.run
        if kernel.scope == "country" or pool is None:
            run(*arrays, 0, n_blocks)
        else:
            cuts = np.linspace(0, n_blocks, threads + 1).astype(int).tolist()
            waiting = [pool.submit(run, *arrays, a, b) for a, b in pairwise(cuts)]
            for part in waiting:
                part.result()


def simulate(
    levers: LeverPaths,
    parameters: Mapping[str, float],
    *,
    seed: int = 1921,
    member: int = 0,
    households: int | None = 20_000,
    months: int = N_MONTHS,
    start: Checkpoint | None = None,
    keep: Collection[int] = (),
    country: Country | None = None,
    threads: int | None = None,
) -> Outcome:
    """Runs one draw and returns its record.

    levers: dated decisions; parameters: by id; seed, member: random key; households: rows of the sample
    (None = every household); months: how many from January 1921; start: go on from a checkpoint;
    keep: months whose opening state to return. Raises IdentityError when a balance fails by more than 1e-9.
    """
    warm()
    country = country or soviet_country()
    indicators = observed_indicators()
    par = parameter_record(parameters)
    key = random_key(seed, member)
    columns = np.array([r.lever for r in country.regions])
    if start is None:
        world = lay_out(country, households, key)
        first, rules, last = 0, levers.start_rules(), None
        worst = np.zeros(len(IDENTITIES))
    else:
        world = start.world.copy()
        first, rules, last = start.month, start.rules.copy(), start.last
        worst = start.identities.copy()
    arrays_of = (world.blocks, world.regions, world.nation)
    seen_regions = np.zeros((months, len(country.regions)), world.regions.dtype)
    seen_nation = np.zeros(months, world.nation.dtype)
    clock = np.zeros(1, clock_dtype())
    clock["key"] = key
    balance = np.zeros(len(IDENTITIES))
    checkpoints: dict[int, Checkpoint] = {}
    n_blocks = len(world.blocks)
    threads = threads or (2 if n_blocks >= THREADS_FROM else 1)
    pool = ThreadPoolExecutor(threads) if threads > 1 else None
    dtype = lever_dtype()
    try:
        for month in range(first, months):
            if month in keep:
                checkpoints[month] = Checkpoint(month, world.copy(), rules.copy(), last, worst.copy())
            values, totals, rules = levers.at(month, last, rules)
            lev = np.ascontiguousarray(values[:, columns].T).view(dtype).reshape(-1)
            # a lever without regions is its own total
            tot = np.where(np.isnan(totals), values[:, 0], totals).view(dtype)
            clock["month"], clock["moy"], clock["year"] = month, month % 12 + 1, FIRST_YEAR + month // 12
            clock["rem"] = REMAINING[month % 12]
            arrays = (*arrays_of, lev, tot, par, clock)
            if month == 0:
                open_first_month(arrays, n_blocks)
            for step in STEPS:
                run_step(step, arrays, n_blocks, pool, threads, month > first)
            residuals(*arrays_of, balance)
            worst = np.maximum(worst, balance)
            if not balance.max() <= TOLERANCE:
                name = IDENTITIES[int(np.argmax(np.where(np.isnan(balance), np.inf, balance)))]
                size = f"{balance.max():.3g} (limit {TOLERANCE:g})"
                moved = ", ".join(movers(MOVED_BY[name]))
                raise IdentityError(
                    f"{month_text(month)}: identity '{name}' fails by {size}; steps that move it: {moved}"
                )
            seen_regions[month], seen_nation[month] = world.regions, world.nation[0]
            close_books(*arrays_of)
            if rules.size:
                last = observe(seen_regions[month : month + 1], seen_nation[month : month + 1], indicators)[0]
    finally:
        if pool is not None:
            pool.shutdown()
    record = np.full((months, len(indicators), len(country.regions) + 1), np.nan)
    record[first:] = observe(seen_regions[first:], seen_nation[first:], indicators)
    return Outcome(record, dict(zip(IDENTITIES, worst.tolist(), strict=True)), checkpoints)


def open_first_month(arrays: tuple, n_blocks: int) -> None:
    """Counts the stocks of 1 January 1921, so that the first month reads sums as any other does."""
    count(*arrays, 0, n_blocks)
    opening_sums(*arrays, 0, n_blocks)
    close_books(*arrays[:3])
