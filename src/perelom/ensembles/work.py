"""Doing the work of a plan: on threads, on processes or on a cluster, each finished item written at once.

The kernels let go of Python's lock, so threads share the work well. A process that the system kills takes
down one simulation, not the run. The results are the same whichever way, for any number of workers.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice

from perelom.errors import InputError, Problem, refusal
from perelom.world import simulate

from .plan import Item, Plan
from .shards import write_whole
from .status import Entry, Log
from .store import RESULTS, SHARDS, Store, now
from .tasks import Computed, Lost, Simulate, compute

Progress = Callable[[int, int], None]  # items finished, items in all
Failure = Callable[[str, str], None]  # id of an item, why it failed


class Interrupted(Exception):
    """The work stopped before its end; what is finished is kept, and `perelom resume` goes on."""

    def __init__(self, store: Store, cause: str):
        self.store = store
        super().__init__(cause)


@dataclass(frozen=True)
class Tally:
    """What came of it: items done and failed (cause by item), seconds of all stretches of work."""

    done: int
    failed: dict[str, str]
    seconds: float


@dataclass(frozen=True)
class Crew:
    """Who does the work.

    workers : threads or processes, None for one a processor; processes : processes instead of threads
    cluster : address of a Dask scheduler whose workers do it instead
    allow_drift : workers of the cluster may have other versions of libraries or another processor
    """

    workers: int | None = None
    processes: bool = False
    cluster: str | None = None
    allow_drift: bool = False

    def refuse(self) -> None:
        """InputError with all that cannot be; a cluster is asked for its workers."""
        problems: list[Problem] = []
        if self.workers is not None and self.workers < 1:
            problems += refusal(f"workers is '{self.workers}'; expected a whole number from 1").problems
        if self.cluster is not None and (self.processes or self.workers is not None):
            words = "a cluster has its own workers: --workers and --processes are for this machine"
            problems += refusal(words, "leave them out, or leave --cluster out").problems
        if self.cluster is not None:
            from .cluster import inspect

            try:
                inspect(self.cluster, allow_drift=self.allow_drift)
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)


def crew_of(workers: int | Crew | None) -> Crew:
    """A crew, from itself or from a number of threads."""
    return workers if isinstance(workers, Crew) else Crew(workers)


def workers_for(plan: Plan, asked: int | None) -> int:
    """Number of threads: as asked, else one for each processor; one for the whole country, which fills memory
    and divides its own work. InputError for a number below one."""
    Crew(asked).refuse()
    return asked or (1 if plan.households is None else os.cpu_count() or 1)


def carry_out(
    store: Store,
    *,
    workers: int | Crew | None = None,
    progress: Progress | None = None,
    failure: Failure | None = None,
) -> Tally:
    """Computes what a store is missing. Interrupted where it is stopped, the disk refuses a file or the
    cluster is lost.

    workers : a number of threads, or a crew; failure : told of each item that fails, as it fails
    """
    crew = crew_of(workers)
    finished = len(store.done)
    with Log(store.status) as log:
        for folder, pattern in ((store.folder / SHARDS, ".*.part"), (store.folder, f".{RESULTS}.*.part")):
            for leftover in folder.glob(pattern):
                leftover.unlink()
        missing = store.missing()
        began = time.perf_counter()
        results = _results(crew, store.plan, missing)
        try:
            if missing:
                _noted(store, log, {"event": "begun", "at": now()})
            for computed in results:
                entry = _entry(store, computed)
                _noted(store, log, entry | {"elapsed": round(time.perf_counter() - began, 3), "at": now()})
                finished += 1
                if failure and computed.cause:
                    failure(computed.item.id, computed.cause)
                if progress:
                    progress(finished, len(store.plan))
        except KeyboardInterrupt:
            raise Interrupted(store, "interrupted") from None
        except OSError as error:
            raise Interrupted(store, in_words(error, store)) from error
        except Lost as error:
            raise Interrupted(store, str(error)) from None
        finally:
            results.close()
    return Tally(len(store.done), store.causes, store.seconds)


def in_words(error: OSError, store: Store) -> str:
    """What the system refused, and where."""
    return f"{error.filename or store.folder}: {error.strerror or error}"


def _results(crew: Crew, plan: Plan, missing: list[Item]) -> Generator[Computed, None, None]:
    """Results in the order in which they are ready; few at a time in hand, so that memory stays flat."""
    items = iter(missing)
    if crew.cluster is not None:
        from .cluster import on_cluster

        return on_cluster(crew.cluster, plan, items, simulate, allow_drift=crew.allow_drift)
    workers = min(workers_for(plan, crew.workers), max(len(missing), 1))
    if crew.processes:
        from .processes import on_processes

        return on_processes(plan, items, simulate, workers)
    return on_threads(plan, items, simulate, workers)


def on_threads(
    plan: Plan, items: Iterator[Item], simulate: Simulate, workers: int
) -> Generator[Computed, None, None]:
    """Items computed on threads, never more than two a thread in hand."""
    pool = ThreadPoolExecutor(workers, thread_name_prefix="perelom")
    in_hand: set[Future[Computed]] = set()
    try:
        while True:
            for item in islice(items, 2 * workers - len(in_hand)):
                in_hand.add(pool.submit(compute, plan, item, simulate))
            if not in_hand:
                return
            ready, in_hand = wait(in_hand, return_when=FIRST_COMPLETED)
            while ready:
                yield ready.pop().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _entry(store: Store, computed: Computed) -> Entry:
    """Writes what was computed; returns its line of the log."""
    entry: Entry = {"event": "failed" if computed.cause else "done", "item": computed.item.id}
    if computed.cause:
        entry["cause"] = computed.cause
    else:
        entry["sha256"] = write_whole(store.shard_path(computed.item), computed.data)
    return entry | {"seconds": round(computed.seconds, 3)}


def _noted(store: Store, log: Log, entry: Entry) -> None:
    log.add(entry)
    store.note(entry)
