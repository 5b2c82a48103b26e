"""Items on the workers of a Dask scheduler that is there already (extra `[cluster]`).

A worker is sent the plan and an item and sends the bytes of its shard back, so that no disk has to be shared.
A worker that is lost is no loss: the scheduler gives its items to another.
"""

from __future__ import annotations

import pickle
import socket
import time
import zlib
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

from perelom.errors import InputError, Problem, refusal

from .fingerprint import code_hash, machine
from .plan import Item, Plan
from .tasks import Computed, Lost, Simulate, compute

PATIENCE = 20  # seconds in which a scheduler has to answer, and have a worker
LOOK = 5  # seconds after which the scheduler is looked at, where no item was finished
FORSAKEN = 600  # seconds without any worker after which the work stops, to be gone on with later
AHEAD = 2  # items in hand for each thread of the cluster, so that none waits


@cache
def about() -> dict[str, str]:
    """What the numbers hang on here: the code, the libraries, the processor."""
    return {"code": code_hash(), **machine()}


def of_worker() -> dict[str, str]:
    """What the numbers of a worker hang on: sent by name, so that it is the worker's own code that tells."""
    return about()


def inspect(address: str, *, allow_drift: bool = False) -> dict[str, dict[str, str]]:
    """The workers of a scheduler, with what each rests on. InputError where there are none, or with every
    one whose numbers could differ from this machine's.

    allow_drift : other versions of libraries or another processor are accepted, other code never
    """
    with connected(address) as client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            hint = f"start some: dask worker {address}"
            raise refusal(f"the scheduler at {address} has no workers", hint) from None
        found: dict[str, Any] = client.run(of_worker, on_error="return")
    problems: list[Problem] = []
    for name, there in sorted(found.items()):
        problems += _refused(name, there, allow_drift)
    if problems:
        raise InputError(problems)
    return found


def _refused(name: str, there: Any, allow_drift: bool) -> tuple[Problem, ...]:
    """Why a worker cannot be used; empty where it can."""
    if not isinstance(there, dict):
        words = f"the worker {name} cannot run perelom: {type(there).__name__}: {there}"
        return refusal(words, "install this version on it").problems
    apart = drift(there)
    if "code" in apart:
        return refusal(f"the worker {name} has other code of perelom", "install this version on it").problems
    if apart and not allow_drift:
        words = "; ".join(_told(key, there) for key in apart)
        hint = "install the same lock file on machines of one kind, or accept it with --allow-drift"
        return refusal(f"the worker {name} differs in what the last digits hang on: {words}", hint).problems
    return ()


def drift(there: dict[str, str]) -> list[str]:
    """In what a worker differs from this machine."""
    here = about()
    return [key for key in here if there.get(key) != here[key]]


def _told(key: str, there: dict[str, str]) -> str:
    """A difference in words; of the features of processors, those that only one has."""
    ours, theirs = about()[key], there.get(key, "none")
    if key != "cpu_features":
        return f"{key} {theirs} (here {ours})"
    mine, other = set(ours.split(",")), set(theirs.split(","))
    return f"cpu_features {' '.join(sorted(mine ^ other))} on one side only"


def client_of(address: str) -> Any:
    """A client of the scheduler. InputError where there is none, or distributed is not installed."""
    try:
        from distributed import Client
    except ImportError:
        hint = "python -m pip install 'perelom[cluster]'"
        raise refusal("a cluster needs distributed, which is not installed", hint) from None
    _reach(address)
    return Client(address, timeout=PATIENCE, set_as_default=False)


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """A client of the scheduler, closed at the end; InputError as of `client_of`."""
    client = client_of(address)
    try:
        yield client
    finally:
        client.close(timeout=PATIENCE)


def _reach(address: str) -> None:
    """InputError where an address is none, or nobody listens there: asked before a client is made, which
    would go on trying in the background."""
    try:
        found = urlsplit(address)
        host, port = found.hostname, found.port
    except ValueError:
        host, port = None, None
    if host is None or port is None:
        raise refusal(f"'{address}' is no address of a scheduler", "expected one as tcp://host:8786")
    try:
        socket.create_connection((host, port), PATIENCE).close()
    except OSError as error:
        hint = "start one with: dask scheduler; and workers with: dask worker"
        raise refusal(f"no scheduler answers at {address}: {error}", hint) from None


def on_cluster(
    address: str, plan: Plan, items: Iterator[Item], simulate: Simulate, *, allow_drift: bool
) -> Generator[Computed, None, None]:
    """Items computed by the workers of a scheduler; InputError as of `inspect`.

    Lost where the scheduler goes, no worker is left, or one has come that differs.
    """
    inspect(address, allow_drift=allow_drift)
    with connected(address) as client:
        packed = zlib.compress(pickle.dumps(plan))
        waiting = deque(items)
        in_hand: dict[Any, Item] = {}
        forsaken = 0
        try:
            while waiting or in_hand:
                threads = _threads(client)
                while waiting and len(in_hand) < AHEAD * threads:
                    item = waiting.popleft()
                    in_hand[client.submit(at_worker, packed, item, simulate, pure=False)] = item
                ready = _ready(client, list(in_hand))
                forsaken = 0 if ready or threads else forsaken + LOOK
                if client.status != "running" or forsaken >= FORSAKEN:
                    gone = "no worker is left" if client.status == "running" else "it no longer answers"
                    raise Lost(f"the scheduler at {address}: {gone}")
                for future in ready:
                    yield _outcome(future, in_hand.pop(future), allow_drift)
                    future.release()
        finally:
            if client.status == "running":
                client.cancel(list(in_hand), force=True)


def _threads(client: Any) -> int:
    """Threads of all workers; 0 where there are none, or the scheduler does not answer."""
    try:
        return sum(client.nthreads().values()) if client.status == "running" else 0
    except (OSError, TimeoutError):
        return 0


def _ready(client: Any, futures: list[Any]) -> list[Any]:
    """Those of the futures that have ended, after a while at the latest."""
    from distributed import CancelledError, wait

    if not futures:
        time.sleep(LOOK)
    with suppress(TimeoutError, CancelledError), client.as_current():
        wait(futures, timeout=LOOK, return_when="FIRST_COMPLETED")
    return [future for future in futures if future.status != "pending"]


def _outcome(future: Any, item: Item, allow_drift: bool) -> Computed:
    """What a worker sent; an item that took its workers down with it has failed."""
    from distributed.scheduler import KilledWorker

    if future.status in ("cancelled", "lost"):
        raise Lost("the scheduler let go of what it was given")
    if future.status == "error":
        error = future.exception()
        if isinstance(error, KilledWorker):
            return Computed(item, b"", f"{error.allowed_failures + 1} of its workers ended while at it", 0.0)
        raise Lost(f"a worker of the cluster cannot do the work: {type(error).__name__}: {error}")
    name, there, computed = future.result()
    problems = _refused(name, there, allow_drift)
    if problems:  # it came after the first were looked at
        raise Lost("; ".join(problem.message for problem in problems))
    return computed


def at_worker(packed: bytes, item: Item, simulate: Simulate) -> tuple[str, dict[str, str], Computed]:
    """What a worker does: its address, what its numbers rest on, and the item."""
    from distributed import get_worker

    return get_worker().address, about(), compute(_unpacked(packed), item, simulate)


@lru_cache(maxsize=4)
def _unpacked(packed: bytes) -> Plan:
    return pickle.loads(zlib.decompress(packed))
