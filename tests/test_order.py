"""The order of a month's kernels: the story's, but for what touches nothing in common."""

from __future__ import annotations

import dis
from collections.abc import Iterator
from itertools import pairwise
from types import CodeType, FunctionType, ModuleType

import numpy as np

from perelom.mechanisms.steps import Kernel
from perelom.parameters import declared
from perelom.vocabulary import lever_index
from perelom.world.month import STEPS
from perelom.world.order import looked_up, stages, touched
from perelom.world.schema import clock_dtype, field_of, names

STORY = [(step, kernel) for step in STEPS for kernel in step.kernels]


def parts(function: FunctionType, found: dict[FunctionType, None]) -> dict[FunctionType, None]:
    """The function and all that it calls, each once."""
    if function not in found:
        found[function] = None
        for value in looked_up(function).values():
            if isinstance(value, FunctionType):
                parts(value, found)
    return found


PARTS: dict[FunctionType, None] = {}
for _, each in STORY:
    parts(each.run.py_func, PARTS)


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


def test_no_code_reaches_a_column_in_a_way_that_is_not_looked_at():
    """Functions within functions, closures, and what a module or a compiled kernel would call."""
    assert len(PARTS) > 200
    for function in PARTS:
        code = function.__code__
        assert not code.co_freevars and not any(isinstance(c, CodeType) for c in code.co_consts), function
        for name, value in looked_up(function).items():
            assert not hasattr(value, "py_func"), (function, name)
            assert not isinstance(value, ModuleType) or value is np, (function, name)


def test_every_column_that_code_names_is_declared():
    """What a branch that no test runs reads must be declared too. `names` are taken of some table."""
    columns = {name for table in ("household", "block", "region", "nation") for name in names(table)}
    others = {field_of(name) for name in (*lever_index(), *declared())} | set(clock_dtype().names or ())
    for step, kernel in STORY:
        named = set(of_records(kernel.run.py_func)) & columns
        known = {name for _, name in touched(step, kernel)[0]}
        assert named - known <= others, (step.name, sorted(named - known - others))


def of_records(function: FunctionType) -> Iterator[str]:
    """What the code of a function and of its parts takes of a record or puts there."""
    for part in parts(function, {}):
        for i in dis.get_instructions(part):
            if i.opname in ("LOAD_ATTR", "LOAD_METHOD", "STORE_ATTR"):
                yield i.argval


def test_the_globals_that_code_reads_are_those_that_dis_finds():
    def of_dis(function):
        found = {i.argval for i in dis.get_instructions(function) if i.opname == "LOAD_GLOBAL"}
        return found & set(function.__globals__)

    for function in PARTS:
        assert set(looked_up(function)) == of_dis(function)


def test_a_name_that_many_others_precede_is_found():
    """Past 128 names an instruction carries a longer argument."""
    names = "; ".join(f"x.a{i}" for i in range(400))
    space: dict = {"last": Kernel}
    exec(f"def f(x):\n    {names}\n    return last", space)
    assert looked_up(space["f"]) == {"last": Kernel}
