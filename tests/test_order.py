"""The order of a month's kernels: the story's, but for what touches nothing in common."""

from __future__ import annotations

import dis
from itertools import pairwise

from perelom.mechanisms.steps import Kernel
from perelom.world.month import STEPS
from perelom.world.order import looked_up, stages, touched

STORY = [(step, kernel) for step in STEPS for kernel in step.kernels]


def test_every_kernel_runs_once_a_month():
    taken = [id(kernel) for stage in stages() for kernel in stage.kernels]
    assert sorted(taken) == sorted(id(kernel) for _, kernel in STORY)
    assert all(kernel.scope == stage.scope for stage in stages() for kernel in stage.kernels)
    assert all(a.scope != b.scope for a, b in pairwise(stages()))


def test_what_touches_the_same_column_keeps_the_order_of_the_story():
    place = {id(k): i for i, k in enumerate(k for stage in stages() for k in stage.kernels)}
    moved = 0
    for i, (step, kernel) in enumerate(STORY):
        reads, writes = touched(step, kernel)
        for before, earlier in STORY[:i]:
            its_reads, its_writes = touched(before, earlier)
            if writes & its_reads or reads & its_writes:
                assert place[id(earlier)] < place[id(kernel)], (before.name, step.name)
            moved += place[id(earlier)] > place[id(kernel)]
    assert moved, "the order is no longer another one than the story's"


def test_passes_over_households_are_gathered_in_few_sweeps():
    """What a sweep saves is memory gone through; ten was measured, and more of them would be slower."""
    sweeps = [stage for stage in stages() if stage.scope == "households"]
    assert len(sweeps) <= 10


def test_a_kernel_reads_what_it_may_write():
    for step, kernel in STORY:
        reads, writes = touched(step, kernel)
        assert writes <= reads and reads, step.name


def test_the_globals_that_code_reads_are_those_that_dis_finds():
    def of_dis(function):
        found = {i.argval for i in dis.get_instructions(function) if i.opname == "LOAD_GLOBAL"}
        return found & set(function.__globals__)

    for _, kernel in STORY:
        assert set(looked_up(kernel.run.py_func)) == of_dis(kernel.run.py_func)


def test_a_name_that_many_others_precede_is_found():
    """Past 128 names an instruction carries a longer argument."""
    names = "; ".join(f"x.a{i}" for i in range(400))
    space: dict = {"last": Kernel}
    exec(f"def f(x):\n    {names}\n    return last", space)
    assert looked_up(space["f"]) == {"last": Kernel}
