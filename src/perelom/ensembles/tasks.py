"""One simulation of a plan: what every thread, process and machine of a cluster does, and hands back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from perelom.world import Outcome

from .plan import Item, Plan
from .shards import shard_bytes

Simulate = Callable[..., Outcome]


@dataclass(frozen=True)
class Computed:
    """An item computed: the bytes of its shard, or why there are none; seconds it took."""

    item: Item
    data: bytes
    cause: str
    seconds: float


class Lost(Exception):
    """Those who work cannot go on: the scheduler is gone, or no process can be started."""


def compute(plan: Plan, item: Item, simulate: Simulate) -> Computed:
    """Simulates one item. What the model raises is a result like another, and harms no other item.

    Where several items share the processors each takes one thread; the whole country, and a single item, take
    as many as pay.
    """
    began = time.perf_counter()
    threads = None if plan.households is None or len(plan) == 1 else 1
    try:
        parameters = plan.parameters(item)
        outcome = simulate(
            plan.decided(item).levers(parameters),
            parameters,
            seed=plan.root_seed,
            member=item.member,
            households=plan.households,
            months=plan.months,
            threads=threads,
        )
        data = shard_bytes(outcome.record, outcome.identities, by_region=plan.mixture(item) is None)
    except Exception as error:
        return Computed(item, b"", f"{type(error).__name__}: {error}", time.perf_counter() - began)
    return Computed(item, data, "", time.perf_counter() - began)
