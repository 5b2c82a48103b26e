"""What `perelom bench` measures: draws, a pass beside its plain twin, the memory, import, the first call."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from perelom.ensembles.plan import Item, Plan
from perelom.mechanisms.calendar_of_farming import REMAINING
from perelom.mechanisms.nutrition import STEP as NUTRITION
from perelom.mechanisms.nutrition import eat
from perelom.world import simulate
from perelom.world.compiled import entry
from perelom.world.run import Checkpoint, parameter_record
from perelom.world.schema import SLOTS, block_dtype, clock_dtype, columns, lever_dtype

from . import eating_in_numpy
from .printing import say
from .rounds import Work, by_turns, triad, wall

JANUARY = 12  # months of a run after which the pass is measured: January 1922, barns half empty


def cases(asked: Plan, households: int, rounds: int) -> list[dict[str, Any]]:
    """Every case but the first call: name, seconds (median), household-months a second, peak memory (MB),
    speed over plain NumPy, share of the memory's bandwidth; None where a figure has no meaning."""
    parameters = asked.parameters(Item(0, 0, 0))
    levers = asked.scenarios[0].levers(parameters)
    threads = os.cpu_count() or 1

    def draw(workers: int, months: int = asked.months, **more: Any) -> Any:
        return simulate(
            levers,
            parameters,
            seed=asked.root_seed,
            households=households,
            months=months,
            threads=workers,
            **more,
        )

    def side_by_side() -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(draw, [1] * threads))

    say("one draw first, so that everything is compiled")
    state = draw(1, JANUARY + 1, keep=(JANUARY,)).checkpoints[JANUARY]
    compiled_pass, plain_pass, rows = _eating(state, parameters)
    stream, moved = triad()
    works: dict[str, Work] = {
        "one": wall(lambda: draw(1)),
        "all": wall(lambda: draw(threads)),
        "side": wall(side_by_side),
        "pass": compiled_pass,
        "plain": plain_pass,
        "triad": stream,
        "import": wall(lambda: subprocess.run([sys.executable, "-c", "import perelom"], check=True)),
    }
    seconds = by_turns(works, rounds)
    bandwidth = moved / seconds["triad"]
    of_draw = households * asked.months
    # a yardstick: the whole state read and written once a month
    state_bytes = 2 * block_dtype().itemsize / SLOTS
    stored = {c.key: np.dtype(c.storage).itemsize for c in columns() if c.table == "household"}
    moved_by_pass = [*{*NUTRITION.reads, *NUTRITION.writes}, *NUTRITION.writes]  # fetched, then written
    pass_bytes = sum(stored.get(name, 0) for name in moved_by_pass)
    sample = f"of {households} households, {asked.months} months"

    def case(
        name: str, key: str, work: int | None = None, memory: bool = False, per_household: float = 0.0
    ) -> dict[str, Any]:
        rate = work / seconds[key] if work else None
        return {
            "name": name,
            "seconds": seconds[key],
            "household_months_per_second": rate,
            "peak_memory_mb": _peak() if memory else None,
            "ratio_to_numpy": seconds["plain"] / seconds[key] if key in ("pass", "plain") else None,
            "share_of_bandwidth": rate * per_household / bandwidth if rate and per_household else None,
        }

    memory_case = case("memory: a = b + 3 c on columns of 64 MiB, one thread", "triad")
    return [
        case(f"one draw {sample}", "one", of_draw, True, state_bytes),
        case(f"one draw {sample}, {threads} threads", "all", of_draw, True, state_bytes),
        case(f"{threads} draws at once {sample}", "side", threads * of_draw, True, state_bytes),
        case(f"the pass `nutrition` alone, {rows} households, one month", "pass", rows, False, pass_bytes),
        case("the same in plain NumPy", "plain", rows, False, pass_bytes),
        {**memory_case, "gb_per_second": bandwidth / 1e9, "share_of_bandwidth": 1.0},
        case("import perelom, the interpreter's start included", "import"),
    ]


def _eating(state: Checkpoint, parameters: Any) -> tuple[Work, Work, int]:
    """The compiled pass and its plain twin on the same January, each from a fresh copy; rows they run."""
    regions, nation = state.world.regions, state.world.nation
    clock = np.zeros(1, clock_dtype())
    moy = state.month % 12 + 1
    clock["month"], clock["moy"], clock["rem"] = state.month, moy, REMAINING[moy - 1]
    levers, par = np.zeros(len(regions), lever_dtype()), parameter_record(parameters)
    plain_par = par.view(np.recarray)[0]

    def compiled_pass() -> float:
        blocks = state.world.blocks.copy()
        run = entry(eat)
        began = time.perf_counter()
        run(blocks, regions, nation, levers, levers[:1], par, clock, 0, len(blocks))
        return time.perf_counter() - began

    def plain_pass() -> float:
        villages, workplaces = eating_in_numpy.laid_out(state.world)
        began = time.perf_counter()
        eating_in_numpy.eat(villages, workplaces, nation[0], plain_par, moy, float(clock["rem"][0]))
        return time.perf_counter() - began

    return compiled_pass, plain_pass, int((state.world.blocks["households_sum"] > 0.0).sum()) * SLOTS


def first_call_case() -> dict[str, Any]:
    """Two months in a process whose cache of machine code is empty: seconds, and what it says meanwhile."""
    code = "from perelom.commands.measuring import compiled_engine; compiled_engine()"
    with tempfile.TemporaryDirectory() as folder:
        env = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
        env["PERELOM_CACHE_DIR"] = folder
        began = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
        seconds = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(f"the first call failed:\n{done.stderr}")
    return {
        "name": "first call of a fresh install: compilation and two months of 500 households",
        "seconds": seconds,
        "household_months_per_second": None,
        "peak_memory_mb": None,
        "ratio_to_numpy": None,
        "share_of_bandwidth": None,
        "message": done.stderr.strip(),
    }


def _peak() -> float:
    """Most memory this process has held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
