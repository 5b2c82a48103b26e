"""Doing the work of a plan: items on a few threads, each finished one written before the next is asked for.

The kernels let go of Python's lock, so threads share the work well; the results are the same for any number.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice

from perelom.errors import refusal
from perelom.world import simulate

from .plan import Item, Plan
from .shards import shard_bytes, write_whole
from .status import Entry, Log
from .store import SHARDS, Store, now

Progress = Callable[[int, int], None]  # items finished, items in all


class Interrupted(Exception):
    """The work stopped before its end; what is finished is kept, and `perelom resume` goes on."""

    def __init__(self, store: Store, cause: str):
        self.store = store
        super().__init__(cause)


@dataclass(frozen=True)
class Tally:
    """What came of it: items done and failed (cause by item), seconds of this stretch of work."""

    done: int
    failed: dict[str, str]
    seconds: float


@dataclass(frozen=True)
class Result:
    """One item computed: the sha256 of its shard, or why it failed."""

    item: Item
    sha256: str
    cause: str
    seconds: float


def workers_for(plan: Plan, asked: int | None) -> int:
    """Number of threads: as asked, else one for each processor; one for the whole country, which fills memory
    and divides its own work. InputError for a number below one."""
    if asked is not None and asked < 1:
        raise refusal(f"workers is '{asked}'; expected a whole number from 1")
    return asked or (1 if plan.households is None else os.cpu_count() or 1)


def carry_out(store: Store, *, workers: int | None = None, progress: Progress | None = None) -> Tally:
    """Computes what a store is missing. Interrupted where it is stopped or the disk refuses a file."""
    began = time.perf_counter()
    crew = workers_for(store.plan, workers)
    finished = len(store.done)
    for leftover in (store.folder / SHARDS).glob(".*.part"):
        leftover.unlink()
    with Log(store.status) as log:
        pool = ThreadPoolExecutor(crew, thread_name_prefix="perelom")
        try:
            for result in _results(pool, crew, store):
                entry = _entry(result)
                log.add(entry)
                store.note(entry)
                finished += 1
                if progress:
                    progress(finished, len(store.plan))
        except KeyboardInterrupt:
            raise Interrupted(store, "interrupted") from None
        except OSError as error:
            raise Interrupted(store, f"{error.filename or store.folder}: {error.strerror}") from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    return Tally(len(store.done), dict(store.failed), time.perf_counter() - began)


def _results(pool: ThreadPoolExecutor, crew: int, store: Store) -> Iterator[Result]:
    """Results as they are ready; never more than two items a worker in hand, so that memory stays flat."""
    waiting = iter(store.missing())
    in_hand: set[Future[Result]] = set()
    while True:
        for item in islice(waiting, 2 * crew - len(in_hand)):
            in_hand.add(pool.submit(compute, store, item))
        if not in_hand:
            return
        ready, in_hand = wait(in_hand, return_when=FIRST_COMPLETED)
        for future in ready:
            yield future.result()


def compute(store: Store, item: Item) -> Result:
    """Simulates one item and writes its shard.

    A failure of the model is a result; a failure of the disk is raised, as OSError.
    """
    began = time.perf_counter()
    plan = store.plan
    try:
        parameters = plan.parameters(item)
        outcome = simulate(
            plan.scenarios[item.scenario].levers(parameters),
            parameters,
            seed=plan.root_seed,
            member=item.member,
            households=plan.households,
            months=plan.months,
        )
    except Exception as error:
        return Result(item, "", f"{type(error).__name__}: {error}", time.perf_counter() - began)
    sha256 = write_whole(store.shard_path(item), shard_bytes(outcome.record, outcome.identities))
    return Result(item, sha256, "", time.perf_counter() - began)


def _entry(result: Result) -> Entry:
    entry: Entry = {"event": "failed" if result.cause else "done", "item": result.item.id}
    entry |= {"cause": result.cause} if result.cause else {"sha256": result.sha256}
    return entry | {"seconds": round(result.seconds, 3), "at": now()}
