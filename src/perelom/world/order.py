"""The order in which the machine takes a month's kernels: with the numbers of the story, and fewer sweeps.

What touches nothing in common may change places. So passes over households are gathered in sweeps: a few
blocks go through all passes of a sweep while they are in the processor's cache, then the next few. Kernels
that see the whole country run between sweeps.
"""

from __future__ import annotations

import dis
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from types import FunctionType
from typing import Any

from perelom.mechanisms.steps import Kernel, Step
from perelom.world.month import STEPS
from perelom.world.schema import names

Columns = frozenset[tuple[str, str]]
SCOPES = ("households", "country")
LOOKS_UP, LONGER = dis.opmap["LOAD_GLOBAL"], dis.opmap["EXTENDED_ARG"]


@dataclass(frozen=True)
class Stage:
    """Kernels between two gates. scope: as of a kernel, the same for all of them"""

    scope: str
    kernels: tuple[Kernel, ...]


@cache
def stages() -> tuple[Stage, ...]:
    """A month: sweeps over households and, between them, what sees the whole country."""
    found: list[tuple[Kernel, int, Columns, Columns]] = []
    for step in STEPS:
        for kernel in step.kernels:
            reads, writes = touched(step, kernel)
            # the sweep that it is in or, for the country's, follows
            at = 0 if kernel.scope == "households" else -1
            for before, place, its_reads, its_writes in found:
                if not (writes.isdisjoint(its_reads) and reads.isdisjoint(its_writes)):
                    between = before.scope == "country" and kernel.scope == "households"
                    at = max(at, place + between)
            found.append((kernel, at, reads, writes))
    keys = sorted({(place, SCOPES.index(kernel.scope)) for kernel, place, _, _ in found})
    made = {key: [k for k, place, _, _ in found if (place, SCOPES.index(k.scope)) == key] for key in keys}
    return tuple(Stage(SCOPES[scope], tuple(kernels)) for (_, scope), kernels in made.items())


def touched(step: Step, kernel: Kernel) -> tuple[Columns, Columns]:
    """Columns that a kernel may read or write, and those it may write, as (table, column): what its step
    declares, less what its code never names. Columns of households are in the table of their blocks."""
    named = named_in(getattr(kernel.run, "py_func", kernel.run))
    may_write = step.writes if kernel.writes is None else kernel.writes
    writes = frozenset(c for c in _declared(may_write) if c[1] in named)
    return frozenset(c for c in _declared(step.reads + step.writes) if c[1] in named), writes


def _declared(patterns: Iterable[str]) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        table, _, column = pattern.partition(".")
        if table != "lever":
            own = "block" if table == "household" else table
            yield from ((own, name) for name in (names(table) if column == "*" else (column,)))


@cache
def named_in(function: FunctionType) -> frozenset[str]:
    """Every name that a function or a part of it takes of a record. It sees plain functions that code calls
    by name, no functions within functions: mechanisms have none (tests/test_order.py)."""
    found = set(function.__code__.co_names)
    for value in looked_up(function).values():
        if isinstance(value, FunctionType):
            found |= named_in(value)
    return frozenset(found)


def looked_up(function: FunctionType) -> dict[str, Any]:
    """The globals that a function's own code reads, by name."""
    code, found, longer = function.__code__, set(), 0
    for operation, argument in zip(code.co_code[::2], code.co_code[1::2], strict=True):  # dis takes .2 s
        argument |= longer
        longer = argument << 8 if operation == LONGER else 0
        if operation == LOOKS_UP:
            found.add(code.co_names[argument >> 1])
    return {name: function.__globals__[name] for name in found if name in function.__globals__}
