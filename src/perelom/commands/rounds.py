"""How to measure: pieces of work by turns in one run, medians, and what the machine's memory moves.

A machine is seldom quiet: what is compared is measured by turns, so that what disturbs one disturbs all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median

import numpy as np

Work = Callable[[], float]
TRIAD = 1 << 23  # numbers in each of the triad's three columns: 64 MiB, more than the caches hold


def wall(do: Callable[[], object]) -> Work:
    """A piece of work that tells its seconds by the clock."""

    def timed() -> float:
        began = time.perf_counter()
        do()
        return time.perf_counter() - began

    return timed


def by_turns(works: Mapping[str, Work], rounds: int, least: float = 0.0) -> dict[str, float]:
    """Median seconds of each piece of work over rounds in which all take their turn.

    works: each tells the seconds it took, what it prepared left out; least: seconds that a piece is repeated
    for in each round, its mean being the round's value.
    """
    seen: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            took = [work()]
            while sum(took) < least:
                took.append(work())
            seen[name].append(sum(took) / len(took))
    return {name: median(times) for name, times in seen.items()}


def triad(clock: Callable[[], float] = time.perf_counter) -> tuple[Work, int]:
    """The work a = b + 3 c over columns of 64 MiB on one thread, and the bytes that it reads and writes.

    The measure of STREAM (McCalpin 1995): two columns read and one written; that a processor may first load
    what it overwrites is not counted.
    """
    from perelom.world.compiled import kernel

    run = kernel(_triad)
    a, b, c = np.zeros(TRIAD), np.ones(TRIAD), np.full(TRIAD, 2.0)
    run(a[:64], b[:64], c[:64], 3.0)

    def timed() -> float:
        began = clock()
        run(a, b, c, 3.0)
        return clock() - began

    return timed, 3 * a.nbytes


def _triad(a, b, c, factor):
    for i in range(len(a)):
        a[i] = b[i] + factor * c[i]
