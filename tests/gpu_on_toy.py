"""Household passes on a device, or on the simulator of one, beside the same passes on the host: toy country.

Run as a program it prints one JSON document. NUMBA_ENABLE_CUDASIM=1 takes the simulator, which must be chosen
before numba is imported.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

import numpy as np

from perelom.gpu.copies import TOGETHER
from perelom.gpu.run import simulate_on_gpu
from perelom.gpu.translate import SIMULATED, aligned, cuda, on_device, strict
from perelom.mechanisms.steps import Step
from perelom.parameters import values
from perelom.scenarios import load
from perelom.world import run
from toy_country import HOUSEHOLDS, months_of, toy_country

# the simulator runs plain Python
COUNTRY: dict[str, Any] = {"country": toy_country(), "households": HOUSEHOLDS, "exact": SIMULATED}


def difference(a: np.ndarray, b: np.ndarray) -> float:
    """Largest relative difference of two tables of records or two arrays; what is no number counts as equal
    where both are."""
    columns = [(a[name], b[name]) for name in a.dtype.names] if a.dtype.names else [(a, b)]
    worst = 0.0
    for x, y in columns:
        same = (x == y) | ((x != x) & (y != y))
        far = np.abs(np.subtract(x, y, dtype=float)) / np.maximum(np.abs(np.asarray(x, float)), 1e-9)
        found = np.where(same, 0.0, far).max(initial=0.0)
        worst = max(worst, found if found == found else np.inf)
    return worst


def pass_by_pass(start: run.Checkpoint) -> dict[str, tuple[float, bool]]:
    """One month on the host; each household pass is also run on the device from the same state. By name: the
    largest difference in any table, and whether the pass changed anything."""
    found: dict[str, tuple[float, bool]] = {}

    def both(step: Step, arrays: tuple[np.ndarray, ...]) -> None:
        n_blocks = len(arrays[0])
        for kernel in step.kernels:
            before = [a.copy() for a in arrays]
            kernel.run(*arrays, 0, n_blocks)
            if kernel.scope == "households":
                there = [cuda.to_device(aligned(a)) for a in before]
                with strict():
                    on_device(kernel)[-(-n_blocks // TOGETHER), TOGETHER](*there)
                worst = max(difference(a, t.copy_to_host()) for a, t in zip(arrays, there, strict=True))
                changed = any(difference(a, b) > 0.0 for a, b in zip(arrays, before, strict=True))
                found[kernel.run.py_func.__name__] = worst, changed

    levers, end = load("history").levers(values()), start.month + 1
    run.simulate(levers, values(), start=start, months=end, threads=1, through=months_of(both), **COUNTRY)
    return found


def main(months: list[int]) -> None:
    """Each pass in some months, counted from January 1921, and a run of two months from the last named."""
    levers, end = load("history").levers(values()), months[-1] + 2
    host = run.simulate(levers, values(), months=1 + max(*months, end), keep=months, threads=1, **COUNTRY)
    passes = {month: pass_by_pass(host.checkpoints[month]) for month in months}
    start = host.checkpoints[months[-1]]
    there, copies = simulate_on_gpu(levers, values(), start=start, months=end, **COUNTRY)
    runs = difference(host.record[start.month : end], there.record[start.month :])
    found = {"passes": passes, "run": runs, "moved": copies.moved, "state": start.world.blocks.nbytes}
    print(json.dumps(found))


def one_thread_after_another() -> None:
    """The simulator polls for the end of its threads, which takes half of the processor; no pass waits for
    another thread."""
    from numba.cuda.simulator.kernel import BlockThread

    def start(thread: threading.Thread) -> None:
        threading.Thread.start(thread)
        thread.join()

    BlockThread.start = start


if __name__ == "__main__":
    if SIMULATED:
        one_thread_after_another()
    np.seterr(all="ignore")
    main([int(month) for month in sys.argv[1:]])
