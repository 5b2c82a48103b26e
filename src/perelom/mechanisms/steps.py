"""What a step of the month is: a name, the kernels it runs, and what they read, write and draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kernel:
    """One compiled pass. scope: 'households' runs over a range of blocks and touches no other block;
    'country' runs once and sees all. All kernels take
    (blocks, regions, nation, lev, tot, par, clock, first, last). writes: which of its step's columns it
    writes, where that lets other passes go on (world/order.py); None: any that its code names."""

    run: Callable[..., Any]
    scope: str
    writes: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Step:
    """One step of the month. Names are `table.column`, a whole table as `table.*`, levers as `lever.id`."""

    name: str
    does: str
    kernels: tuple[Kernel, ...]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    draws: tuple[str, ...] = ()
