"""One draw: the month's steps over the levers, from January 1921 or from a checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numba.core.config import DISABLE_JIT  # type: ignore[attr-defined]

from perelom.mechanisms.accounts import opening_sums
from perelom.mechanisms.calendar_of_farming import REMAINING
from perelom.mechanisms.counting import count_towns, count_villages
from perelom.parameters import declared
from perelom.vocabulary import FIRST_YEAR, N_MONTHS, month_text
from perelom.world.country import Country, soviet_country
from perelom.world.first_month import lay_out
from perelom.world.identities import IDENTITIES, MOVED_BY, TOLERANCE, close_books
from perelom.world.month import movers
from perelom.world.observe import observe, observed_indicators
from perelom.world.passes import Books, Crew, Months, run_months
from perelom.world.random import mixed
from perelom.world.schema import World, block_dtype, clock_dtype, field_of, lever_dtype, parameter_dtype
from perelom.world.warming import warm

BLOCK_MONTHS = 40_000  # blocks times months that run without Python: some tenths of a second
THREADS_FROM = 300  # blocks (about 10,000 households) above which a second thread pays


class LeverPaths(Protocol):
    """What the engine needs of a scenario's levers (perelom.scenarios.Levers)."""

    @property
    def watched(self) -> frozenset[str]: ...

    def start_rules(self) -> np.ndarray: ...

    def at(
        self, month: int, indicators: np.ndarray | None, rule_state: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]: ...

    def free_until(self, month: int) -> int: ...


class IdentityError(RuntimeError):
    """An accounting identity failed: names it, the month, the residual and the steps that move it."""


@dataclass
class Checkpoint:
    """The whole state at the start of a month: enough to go on bit for bit.

    last: indicators of the month before that rules look at; None where there are no rules
    """

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
    through: Callable[[Months, Books, Crew], int] = run_months,
    exact: bool = bool(DISABLE_JIT),
) -> Outcome:
    """Runs one draw and returns its record.

    levers: dated decisions; parameters: by id; seed, member: random key; households: rows of the sample
    (None = every household); months: how many from January 1921; start: go on from a checkpoint;
    keep: months whose opening state to return; threads: None takes as many as pay; through: what runs months
    whose decisions are known; exact: see `schema.block_dtype`. Raises IdentityError when a balance fails by
    more than 1e-9.
    """
    country = country or soviet_country()
    if start is not None:
        exact = start.world.blocks.dtype == block_dtype(exact=True)
    warm(exact)
    indicators = observed_indicators()
    par = parameter_record(parameters)
    key = random_key(seed, member)
    columns = np.array([r.lever for r in country.regions])
    if start is None:
        world = lay_out(country, households, key, exact)
        first, rules, last = 0, levers.start_rules(), None
        worst = np.zeros(len(IDENTITIES))
    else:
        world = start.world.copy()
        first, rules, last = start.month, start.rules.copy(), start.last
        worst = start.identities.copy()
    seen_regions = np.zeros((months, world.regions.nbytes), np.uint8)
    seen_nation = np.zeros((months, world.nation.nbytes), np.uint8)
    balance = np.zeros(len(IDENTITIES))

    def observed(begin: int, end: int, only: frozenset[str] | None = None) -> np.ndarray:
        """The record of some months that were run. only: indicators that are needed, None for all"""
        regions = seen_regions[begin:end].view(world.regions.dtype)
        return observe(regions, seen_nation[begin:end].view(world.nation.dtype)[:, 0], indicators, only)

    checkpoints: dict[int, Checkpoint] = {}
    n_blocks = len(world.blocks)
    crew = Crew.of(threads or (2 if n_blocks >= THREADS_FROM else 1))
    try:
        month = first
        while month < months:
            if rules.size and month > first:
                last = observed(month - 1, month, levers.watched)[0]
            if month in keep:
                checkpoints[month] = Checkpoint(month, world.copy(), rules.copy(), last, worst.copy())
            # no longer than whoever interrupts a run would wait
            end = min(month + max(BLOCK_MONTHS // n_blocks, 1), max(levers.free_until(month), month + 1))
            end = min(end, months, *(k for k in keep if k > month))
            ahead = range(month, end)
            lev, tot, rules = decided(levers, ahead, last, rules, columns)
            span = Months(world.blocks, world.regions, world.nation, lev, tot, par, clock_of(ahead, key))
            if month == 0:
                open_first_month(span.of(0), n_blocks)
            books = Books(balance, worst, seen_regions[month:end], seen_nation[month:end])
            month += through(span, books, crew)
            if month < end:
                name = IDENTITIES[int(np.argmax(np.where(np.isnan(balance), np.inf, balance)))]
                size = f"{balance.max():.3g} (limit {TOLERANCE:g})"
                moved = ", ".join(movers(MOVED_BY[name]))
                raise IdentityError(
                    f"{month_text(month)}: identity '{name}' fails by {size}; steps that move it: {moved}"
                )
    finally:
        crew.dismiss()
    record = np.full((months, len(indicators), len(country.regions) + 1), np.nan)
    record[first:] = observed(first, months)
    return Outcome(record, dict(zip(IDENTITIES, worst.tolist(), strict=True)), checkpoints)


def decided(
    levers: LeverPaths,
    months: range,
    last: np.ndarray | None,
    rules: np.ndarray,
    columns: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Records of levers [months, regions], of their totals [months, 1], and the new state of the rules.

    Rules act in the first month only. last: indicators of the month before it, None where there is none;
    columns: the levers' region of each region
    """
    paths = []
    for month in months:
        values, totals, rules = levers.at(month, last if month == months[0] else None, rules)
        paths.append((values, totals))
    values, totals = (np.array(path) for path in zip(*paths, strict=True))
    # a lever without regions is its own total
    totals = np.where(np.isnan(totals), values[:, :, 0], totals)
    by_region = np.ascontiguousarray(values[:, :, columns].transpose(0, 2, 1))
    return by_region.view(lever_dtype())[..., 0], totals.view(lever_dtype()), rules


def clock_of(months: range, key: np.uint64) -> np.ndarray:
    """What months it is, [months, 1]. key: random key of the draw"""
    clock = np.zeros((len(months), 1), clock_dtype())
    month = np.array(months)[:, None]
    clock["month"], clock["moy"], clock["year"] = month, month % 12 + 1, FIRST_YEAR + month // 12
    clock["rem"], clock["key"] = REMAINING[month % 12], key
    return clock


def open_first_month(arrays: tuple, n_blocks: int) -> None:
    """Counts the stocks of 1 January 1921, so that the first month reads sums as any other does."""
    count_villages(*arrays, 0, n_blocks)
    count_towns(*arrays, 0, n_blocks)
    opening_sums(*arrays, 0, n_blocks)
    close_books(*arrays[:3])
