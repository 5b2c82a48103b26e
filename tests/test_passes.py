"""The passes of a month, called by their addresses: the numbers of its steps, for any number of threads."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from perelom.parameters import values
from perelom.scenarios import load
from perelom.world import passes, run, simulate
from perelom.world.passes import run_months, run_step
from toy_country import HOUSEHOLDS, months_of, toy_country

LEVERS = load("history").levers(values())


def record(threads: int, months: int = 30, **options) -> np.ndarray:
    return simulate(LEVERS, values(), months=months, threads=threads, **options).record


@pytest.mark.parametrize("threads", [1, 2, 3, 5])
@pytest.mark.parametrize("tile", [1, 16])
def test_any_number_of_threads_and_of_blocks_at_a_time_gives_the_same_bytes(threads, tile, monkeypatch):
    """Five threads on five blocks, more than there are processors, and a country of two thousand."""
    for options in ({"country": toy_country(), "households": HOUSEHOLDS}, {"households": 2000}):
        all_at_once = record(1, **options)
        with monkeypatch.context() as patched:
            patched.setattr(passes, "TILE", tile)
            patched.setattr(passes, "AS_ONE", 0)
            assert record(threads, **options).tobytes() == all_at_once.tobytes()


def test_a_month_is_its_steps_one_by_one():
    """In another order, and a few blocks at a time, for all the months of the model."""
    whole = record(2, months=240, households=2000)
    stepped = record(1, months=240, households=2000, through=months_of(run_step))
    assert stepped.tobytes() == whole.tobytes()


def test_stretches_of_any_length_give_the_same_bytes(monkeypatch):
    """How many months run without Python decides nothing; a large country comes back after each."""
    whole, lengths = record(1, households=2000), []

    def counted(months, books, crew):
        lengths.append(len(months.clock))
        return run_months(months, books, crew)

    monkeypatch.setattr(run, "BLOCK_MONTHS", 7 * 62)
    assert record(1, households=2000, through=counted).tobytes() == whole.tobytes()
    assert set(lengths) <= set(range(1, 8)) and sum(lengths) == 30
    monkeypatch.setattr(run, "BLOCK_MONTHS", 1)
    lengths.clear()
    assert record(1, households=2000, through=counted).tobytes() == whole.tobytes()
    assert lengths == [1] * 30


ERROR = """
import numpy as np
from perelom.world import order
from perelom.world.compiled import kernel
from perelom.mechanisms.steps import Kernel, Step
from perelom.parameters import values
from perelom.scenarios import load
from perelom.world import run, simulate

@kernel
def fails(blocks, regions, nation, lev, tot, par, clock, first, last):
    if first == 16 and clock[0].month == 3:  # the second few blocks
        raise ValueError("the second thread fails")

failing = Step("failing", "raises in one thread of two", (Kernel(fails, "households"),), (), ())
order.STEPS = (*order.STEPS[:3], failing, *order.STEPS[3:])
simulate(load("history").levers(values()), values(), households=2000, months=12, threads=2)
"""


def test_an_error_in_one_thread_is_raised_and_nobody_waits_for_ever(tmp_path):
    program = tmp_path / "failing.py"
    program.write_text(ERROR, encoding="utf-8")
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert "ValueError: the second thread fails" in done.stderr
