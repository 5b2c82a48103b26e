"""Items on spawned processes: one that the system kills takes down the simulation it was at, nothing else.

Each process is given the plan once and then items one by one; it goes when the process that started it goes.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from .plan import Item, Plan
from .tasks import Computed, Lost, Simulate, compute

IN_HAND = 2  # items a process has: the one it is at, and the next
TRIES = 2  # processes that an item may cost before it counts as failed: one may have been killed by chance
STARTS = 3  # processes in a row that end before they are ready, after which there is no use in another


@dataclass
class _Worker:
    """A process, the near end of its pipe, and the items it has in hand, the first of them in work."""

    process: BaseProcess
    pipe: Connection
    ready: bool = False
    items: deque[Item] = field(default_factory=deque)


def on_processes(
    plan: Plan, items: Iterator[Item], simulate: Simulate, workers: int
) -> Generator[Computed, None, None]:
    """Items computed on processes. A process that ends is replaced, and its item tried once more.

    Lost where no process can be started.
    """
    crew: list[_Worker] = []
    waiting = deque(items)
    deaths: Counter[Item] = Counter()
    stillborn = 0
    try:
        while waiting or any(worker.items for worker in crew):
            while len(crew) < workers:
                crew.append(_started(simulate))
            for worker in crew:
                while worker.ready and waiting and len(worker.items) < IN_HAND:
                    _hand_over(worker, waiting.popleft())
            for worker in _stirring(crew):
                for computed in _received(worker, plan):
                    stillborn = 0
                    yield computed
                if worker.process.is_alive():
                    continue
                crew.remove(worker)
                stillborn += not worker.ready
                ended = _ending(worker)
                if stillborn == STARTS:
                    raise Lost(f"no process for the simulations can be started: it {ended}")
                if worker.items:
                    item, *untouched = worker.items
                    waiting.extendleft(untouched)
                    deaths[item] += 1
                    if deaths[item] < TRIES:
                        waiting.append(item)
                    else:
                        yield Computed(item, b"", f"its process {ended}, {TRIES} times", 0.0)
    finally:
        for worker in crew:
            worker.pipe.close()
            worker.process.kill()
        for worker in crew:
            worker.process.join()
            worker.process.close()


def _started(simulate: Simulate) -> _Worker:
    """A new process. Lost where the system or the calling script does not let one be made.

    It gets the plan once it is there: what is given at its start is written into a pipe whose other end stays
    open here, so that more than the pipe holds would wait for ever for a process that was killed meanwhile.
    """
    context = get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=_serve, args=(far, simulate), name="perelom", daemon=True)
    try:
        with _uninterrupted():
            process.start()
    except (OSError, RuntimeError) as error:
        near.close()
        raise Lost(f"no process for the simulations can be started: {error}") from None
    finally:
        far.close()
    return _Worker(process, near)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C reaches every process of a terminal: these leave it to the one that started them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stirring(crew: list[_Worker]) -> list[_Worker]:
    """Waits until some of the processes have sent something or ended; returns these."""
    ready = wait([handle for w in crew for handle in (w.pipe, w.process.sentinel)])
    return [w for w in crew if w.pipe in ready or w.process.sentinel in ready]


def _hand_over(worker: _Worker, item: Item) -> None:
    worker.items.append(item)
    _send(worker, item)


def _send(worker: _Worker, what: Plan | Item) -> None:
    try:
        worker.pipe.send(what)
    except OSError:  # it has ended, as the wait that follows will find
        worker.process.join()


def _received(worker: _Worker, plan: Plan) -> Iterator[Computed]:
    """What a process has sent; a message cut off by its end counts for nothing."""
    try:
        while worker.pipe.poll():
            found = worker.pipe.recv()
            if found is None:
                worker.ready = True
                _send(worker, plan)
            else:
                worker.items.popleft()
                yield found
    except (EOFError, OSError):
        worker.process.join()


def _ending(worker: _Worker) -> str:
    """How a process ended, in words."""
    worker.process.join()
    code = worker.process.exitcode or 0
    worker.pipe.close()
    worker.process.close()
    if code >= 0:
        return f"ended by itself with status {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = "unknown"
    hint = "; a system that is out of memory does this" if name == "SIGKILL" else ""
    return f"was ended by signal {-code} ({name}{hint})"


def _serve(pipe: Connection, simulate: Simulate) -> None:
    """What a process does: items in, shards out, until there is nobody to ask."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        pipe.send(None)
        plan = pipe.recv()
        while True:
            pipe.send(compute(plan, pipe.recv(), simulate))
    except (EOFError, OSError):  # who asked has gone
        return


def _leave_with_parent() -> None:
    """Ends this process when the one that started it has ended, however it ended."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
