"""What the verdict needs of every simulation: a few numbers, and nothing else is kept.

The unit of work is one draw and seed: history first, then every other course under the same parameters and
random numbers. A course that decides as history does up to a month goes on from history's state of that month
(the same to the last bit), so that the years both share are computed once. Memory is flat: what stays of a
unit is [scenarios, horizons, quantities].
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from perelom.ensembles.plan import Item, Plan, first_difference
from perelom.ensembles.work import Progress, workers_for
from perelom.scenarios.levers import Levers
from perelom.vocabulary import lever_index
from perelom.world import Outcome, simulate

from .verdict_rows import HORIZONS, QUANTITIES, quantities

Engine = Callable[..., Outcome]
SHARE = "defence.share"


@dataclass(frozen=True)
class Measured:
    """The numbers of an ensemble.

    scenarios : names, history first; horizons : months
    values : [scenarios, horizons, draws, seeds, len(QUANTITIES)], NaN where a simulation failed
    parameters : [draws, names] the draws' values, without a scenario's own assumptions; names : their ids
    made_equal : scenarios whose share of income for defence was not history's and was set to it
    failed : cause by item
    """

    scenarios: tuple[str, ...]
    horizons: tuple[str, ...]
    values: np.ndarray
    parameters: np.ndarray
    names: tuple[str, ...]
    made_equal: tuple[str, ...]
    failed: dict[str, str]

    def of(self, scenario: str, horizon: str, quantity: str) -> np.ndarray:
        """One quantity, [draws, seeds]. ValueError for what was not measured."""
        place = self.scenarios.index(scenario), self.horizons.index(horizon)
        return self.values[place][..., QUANTITIES.index(quantity)]

    def complete(self, *scenarios: str) -> np.ndarray:
        """Draws of which every seed of these scenarios was computed, as booleans [draws]."""
        places = [self.scenarios.index(name) for name in scenarios]
        missing = np.isnan(self.values[places][:, 0]).any(axis=(0, 2, 3))
        return np.logical_not(missing)

    def long(self, kind: str) -> list[tuple[str, str, str, int, int, str, float]]:
        """Every value that was computed, one a row: kind of parameters, scenario, month, draw, seed,
        quantity, value."""
        return [
            (kind, scenario, at, draw, seed, quantity, float(self.values[s, h, draw, seed, q]))
            for s, scenario in enumerate(self.scenarios)
            for h, at in enumerate(self.horizons)
            for draw, seed in np.ndindex(self.values.shape[2:4])
            for q, quantity in enumerate(QUANTITIES)
            if not np.isnan(self.values[s, h, draw, seed, q])
        ]


def measure_all(
    plan: Plan,
    *,
    horizons: tuple[str, ...] = HORIZONS,
    workers: int | None = None,
    progress: Progress | None = None,
    engine: Engine = simulate,
) -> Measured:
    """Simulates a plan whose first scenario is history, and measures it. A failed simulation is a gap.

    The same for any number of workers: what a unit computes depends on its draw and seed alone.
    """
    units = [(draw, seed) for draw in range(plan.draws) for seed in range(plan.seeds)]
    shape = (len(plan.scenarios), len(horizons), plan.draws, plan.seeds, len(QUANTITIES))
    values = np.full(shape, np.nan)
    failed: dict[str, str] = {}
    crew = workers_for(plan, workers)

    def work(unit: tuple[int, int]) -> tuple[tuple[int, int], np.ndarray, dict[str, str]]:
        found, causes = _unit(plan, unit, horizons, engine)
        return unit, found, causes

    for done, ((draw, seed), found, causes) in enumerate(_each(work, units, crew), 1):
        values[:, :, draw, seed] = found
        failed |= causes
        if progress:
            progress(done * len(plan.scenarios), len(plan))
    base = replace(plan, scenarios=plan.scenarios[:1])
    rows = [base.parameters(Item(0, draw, 0)) for draw in range(plan.draws)]
    names = tuple(sorted(rows[0]))
    return Measured(
        tuple(s.name for s in plan.scenarios),
        horizons,
        values,
        np.array([[row[name] for name in names] for row in rows]),
        names,
        asks_otherwise(plan),
        dict(sorted(failed.items())),
    )


def asks_otherwise(plan: Plan) -> tuple[str, ...]:
    """Scenarios that ask for another share of income for defence than the first one does."""
    column = lever_index()[SHARE]
    parameters = plan.parameters(Item(0, 0, 0))
    paths = [s.levers(parameters).values[:, column] for s in plan.scenarios]
    pairs = zip(plan.scenarios, paths, strict=True)
    return tuple(s.name for s, path in pairs if not np.array_equal(path, paths[0]))


def at_the_same_share(levers: Levers, history: Levers) -> Levers:
    """A course's levers with history's share of income for defence: the outside threat is the same."""
    column = lever_index()[SHARE]
    values = levers.values.copy()
    values[:, column] = history.values[:, column]
    values.setflags(write=False)
    return replace(levers, values=values)


def _unit(
    plan: Plan, unit: tuple[int, int], horizons: tuple[str, ...], engine: Engine
) -> tuple[np.ndarray, dict[str, str]]:
    """Every scenario of one draw and seed, [scenarios, horizons, quantities], and the causes of failure."""
    draw, seed = unit
    found = np.full((len(plan.scenarios), len(horizons), len(QUANTITIES)), np.nan)
    failed: dict[str, str] = {}
    history, *others = plan.scenarios
    starts = {i: first_difference(history, s) for i, s in enumerate(others, 1)}
    common = plan.parameters(Item(0, draw, seed))
    of_history = history.levers(common)
    shared: dict[int, Outcome] = {}
    for i, scenario in enumerate(plan.scenarios):
        item = Item(i, draw, seed)
        try:
            parameters = plan.parameters(item)
            levers = scenario.levers(parameters)
            options = {"seed": plan.root_seed, "member": item.member, "households": plan.households}
            if i == 0:
                keep = {month for month in starts.values() if 0 < month < plan.months}
                outcome = engine(levers, parameters, months=plan.months, keep=keep, **options)
                shared[0] = outcome
                found[0] = quantities(outcome.record, outcome.record, horizons)
                continue
            if not shared:
                raise RuntimeError("history failed")
            levers = at_the_same_share(levers, of_history)
            start = shared[0].checkpoints.get(starts[i]) if parameters == common else None
            if start is not None:
                last = shared[0].record[start.month - 1]
                start = replace(start, rules=levers.start_rules(), last=last)
                options["start"] = start
            record = engine(levers, parameters, months=plan.months, **options).record
            if start is not None:
                record[: start.month] = shared[0].record[: start.month]
            found[i] = quantities(record, shared[0].record, horizons)
        except Exception as error:  # a failure of the model is a result
            failed[item.id] = f"{type(error).__name__}: {error}"
    return found, failed


def _each(work: Callable, units: Sequence, crew: int) -> Iterator:
    """Results of a function on units, on a few threads, as they are ready; few are in hand at a time."""
    waiting = iter(units)
    in_hand: set[Future] = set()
    with ThreadPoolExecutor(crew, thread_name_prefix="perelom") as pool:
        try:
            while True:
                for unit in islice(waiting, 2 * crew - len(in_hand)):
                    in_hand.add(pool.submit(work, unit))
                if not in_hand:
                    return
                ready, in_hand = wait(in_hand, return_when=FIRST_COMPLETED)
                for future in ready:
                    yield future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
