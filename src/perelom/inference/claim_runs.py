"""The simulations that an audit of claims needs: every scenario once a draw and seed, shared by all claims.

Both sides of a pair have the same parameters and random numbers. A scenario that decides as history does up
to a month goes on from history's state of that month, the same to the last bit. Of a record only the numbers
stay that a rule asks for, so that memory is flat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from perelom.ensembles.plan import Item, Plan, first_difference
from perelom.ensembles.work import Progress, workers_for
from perelom.world import Outcome, simulate

from .claim_rules import Rule
from .claim_statistics import number
from .claim_tests import Read, Shown

HISTORY = "history"
Engine = Callable[..., Outcome]
Asked = dict[str, list[Read]]


@dataclass(frozen=True)
class Readings:
    """Numbers by scenario and what is read, each [draws, seeds], NaN where a simulation failed.

    failed : cause by item of the plan
    """

    values: Mapping[tuple[str, Read], np.ndarray]
    draws: int
    failed: Mapping[str, str]

    def drawn(self, shown: Shown, a: str, b: str) -> np.ndarray:
        """The number of each draw that came out on every side: of b alone, or of b against a."""
        of_b = self.values[b, shown.read]
        of_a = self.values[a, shown.read] if a else np.zeros_like(of_b)
        kept = ~(np.isnan(of_a) | np.isnan(of_b)).any(axis=1)
        mean_a, mean_b = of_a[kept].mean(axis=1), of_b[kept].mean(axis=1)
        if a and shown.how == "ratio":
            with np.errstate(divide="ignore", invalid="ignore"):
                found = np.where(mean_a != 0, mean_b / mean_a, np.nan)
            return found[~np.isnan(found)]
        return mean_b - mean_a


def asked(rules: Iterable[Rule]) -> Asked:
    """What must be read, by scenario; history first where another scenario shares its first years."""
    found: Asked = {}
    for rule in rules:
        for shown in rule.shown:
            for name in {*shown.alone, *shown.a, *shown.b}:
                reads = found.setdefault(name, [])
                if shown.read not in reads:
                    reads.append(shown.read)
    return {HISTORY: found.pop(HISTORY, []), **dict(sorted(found.items()))} if found else {}


def read_all(
    plan: Plan,
    wanted: Asked,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    engine: Engine = simulate,
) -> Readings:
    """Simulates a plan, whose scenarios are those of `wanted` in that order, and reads it.

    The same for any number of workers: what a draw and seed give depends on them alone.
    """
    shape = (plan.draws, plan.seeds)
    values = {(name, read): np.full(shape, np.nan) for name, reads in wanted.items() for read in reads}
    failed: dict[str, str] = {}
    finished = count(1)

    def work(unit: tuple[int, int]) -> None:
        history: Outcome | None = None
        for i, scenario in enumerate(plan.scenarios):
            item = Item(i, *unit)
            try:
                outcome = _simulated(plan, item, history, engine)
                for read in wanted[scenario.name]:
                    values[scenario.name, read][unit] = number(read, outcome.record)
                history = outcome if i == 0 else history
            except Exception as error:  # a failure of the model is a result
                failed[item.id] = f"{type(error).__name__}: {error}"
            if progress:
                progress(next(finished), len(plan))

    units = [(draw, seed) for draw in range(plan.draws) for seed in range(plan.seeds)]
    pool = ThreadPoolExecutor(workers_for(plan, workers), thread_name_prefix="perelom")
    try:
        list(pool.map(work, units))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return Readings(values, plan.draws, dict(sorted(failed.items())))


def _simulated(plan: Plan, item: Item, history: Outcome | None, engine: Engine) -> Outcome:
    """One simulation; it goes on from history's, where both decide and assume the same until a month."""
    parameters = plan.parameters(item)
    scenario = plan.scenarios[item.scenario]
    levers = scenario.levers(parameters)
    options = {
        "seed": plan.root_seed,
        "member": item.member,
        "households": plan.households,
        "months": plan.months,
    }
    if item.scenario == 0:
        starts = {first_difference(scenario, other) for other in plan.scenarios[1:]}
        return engine(levers, parameters, keep={m for m in starts if 0 < m < plan.months}, **options)
    since = first_difference(plan.scenarios[0], scenario)
    start = history.checkpoints.get(since) if history else None
    if history is None or start is None or parameters != plan.parameters(replace(item, scenario=0)):
        return engine(levers, parameters, **options)
    last = history.record[since - 1]
    start = replace(start, rules=levers.start_rules(), last=last)
    outcome = engine(levers, parameters, start=start, **options)
    outcome.record[:since] = history.record[:since]
    return outcome
