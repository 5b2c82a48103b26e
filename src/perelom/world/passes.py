"""The passes of months one after another, without Python in between, on one thread or several.

Kernels are called by the address of their machine code, in the order of `world.order`. In a sweep a thread
takes the next few blocks that nobody has taken through all passes; between sweeps they wait
for one another, and the first of them does what sees the whole country. The numbers are the same for any
number of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.core.config import DISABLE_JIT  # type: ignore[attr-defined]
from numba.extending import intrinsic

from perelom.mechanisms.steps import Step
from perelom.world.compiled import compiled, shared
from perelom.world.identities import TOLERANCE, close_books, residuals
from perelom.world.month import STEPS
from perelom.world.order import stages
from perelom.world.schema import block_dtype, dtypes

TILE = 16  # blocks that go through a sweep together: what the passes need of them fits into a fast cache
AS_ONE = 2**25  # bytes of blocks below which one thread takes them all at once: caches hold most of them
SPINS = 2000  # looks at the gate before a thread that waits gives its processor to others
# places of the gate: how often it was reached, how often by all, an error, tiles taken
CAME, ROUND, BROKEN, TAKEN = range(4)


class Months(NamedTuple):
    """A world, and months in a row whose decisions are known.

    levers: [months, regions]; totals: [months, 1]; clock: [months, 1]
    """

    blocks: np.ndarray
    regions: np.ndarray
    nation: np.ndarray
    levers: np.ndarray
    totals: np.ndarray
    parameters: np.ndarray
    clock: np.ndarray

    def of(self, month: int) -> tuple[np.ndarray, ...]:
        """What the kernels of one of the months take."""
        world, par = (self.blocks, self.regions, self.nation), self.parameters
        return (*world, self.levers[month], self.totals[month], par, self.clock[month])


class Books(NamedTuple):
    """What months leave behind.

    balance: relative residual of each identity in the last month that was run; worst: the largest so far;
    regions, nation: [months, bytes], records as they stood at each month's end
    """

    balance: np.ndarray
    worst: np.ndarray
    regions: np.ndarray
    nation: np.ndarray


def run_months(months: Months, books: Books, crew: Crew) -> int:
    """Runs months and closes their books; how many there were before the first whose identities fail."""
    if DISABLE_JIT:
        return step_by_step(months, books, run_step)
    return crew.run(months, books)


def step_by_step(
    months: Months, books: Books, take: Callable[[Step, tuple], None], steps: Sequence[Step] = STEPS
) -> int:
    """As `run_months`, each step through a function."""
    for month in range(len(months.clock)):
        for step in steps:
            take(step, months.of(month))
        if not close_month(months, books, month):
            return month
    return len(months.clock)


def run_step(step: Step, arrays: tuple) -> None:
    """One step's kernels over all blocks. arrays: see `Months.of`"""
    for each in step.kernels:
        each.run(*arrays, 0, len(arrays[0]))


@dataclass(frozen=True)
class Crew:
    """The threads of a draw. pool: those beside the first, if any"""

    threads: int
    pool: ThreadPoolExecutor | None

    @classmethod
    def of(cls, threads: int) -> Crew:
        return cls(threads, ThreadPoolExecutor(threads - 1) if threads > 1 else None)

    def dismiss(self) -> None:
        """Ends the threads beside the first."""
        if self.pool is not None:
            self.pool.shutdown()

    def run(self, months: Months, books: Books) -> int:
        """As `run_months`."""
        gate = np.zeros(4, np.int64)
        exact = months.blocks.dtype == block_dtype(exact=True)
        alone = self.threads == 1 and months.blocks.nbytes < AS_ONE
        tile = len(months.blocks) if alone else TILE
        of_all = (*_table(exact), months, books, gate, tile, self.threads)
        others = []
        try:
            for thread in range(1, self.threads):
                assert self.pool is not None
                others.append(self.pool.submit(pass_through, *of_all, thread))
            done = pass_through(*of_all, 0)
        except BaseException:
            gate[BROKEN] = 1  # nobody waits at it for a thread that does not come
            raise
        for other in others:
            other.result()
        return done


@cache
def _table(exact: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Addresses of the month's kernels for one of the storages, in the order of the stages; where each stage
    ends; whether it is a sweep."""
    blocks, regions, nation, levers, parameters, clock = (numba.typeof(np.zeros(1, d)) for d in dtypes(exact))
    signature = (blocks, regions, nation, levers, levers, parameters, clock, types.int64, types.int64)
    addresses = []
    for each in (each for stage in stages() for each in stage.kernels):
        each.run.compile(signature)
        made = each.run.overloads[signature]
        addresses.append(made.library.get_pointer_to_function(made.fndesc.llvm_func_name))
    ends = np.cumsum([len(stage.kernels) for stage in stages()])
    return np.array(addresses, np.int64), ends, np.array([stage.scope == "households" for stage in stages()])


@shared
def close_month(months, books, month):
    """Weighs a month's identities, keeps the records of its end and opens the next; whether they hold."""
    residuals(months.blocks, months.regions, months.nation, books.balance)
    hold = True
    for k in range(len(books.balance)):
        books.worst[k] = max(books.worst[k], books.balance[k])
        hold = hold and books.balance[k] <= TOLERANCE
    if hold:
        books.regions[month] = months.regions.view(np.uint8)
        books.nation[month] = months.nation.view(np.uint8)
        close_books(months.blocks, months.regions, months.nation)
    return hold


@shared
def pass_through(addresses, ends, sweep, months, books, gate, tile, threads, thread):
    """One thread's part of some months; how many months hold their books.

    addresses: of the kernels; ends: of the stages among them; sweep: which stages are sweeps; tile: blocks
    that go through a sweep together
    """
    world, par, n_blocks = (
        (months.blocks, months.regions, months.nation),
        months.parameters,
        len(months.blocks),
    )
    tiles = (n_blocks + tile - 1) // tile
    swept = 0  # sweeps that are over; in each, every tile was taken once, and every thread once found none
    place = 0  # in the order of what the threads wait for
    for month in range(len(months.clock)):
        arrays = (*world, months.levers[month], months.totals[month], par, months.clock[month])
        begin = 0
        for stage in range(len(ends)):
            if sweep[stage]:
                while True:
                    turn = _add(gate, TAKEN, 1) - swept * (tiles + threads)
                    if turn >= tiles:
                        break
                    # forth and back, so that what was used last is still in a cache when it is used first
                    first = (turn if swept % 2 == 0 else tiles - 1 - turn) * tile
                    for k in range(begin, ends[stage]):
                        _call(addresses[k], arrays, first, min(first + tile, n_blocks), gate)
                swept += 1
            elif thread == 0:
                for k in range(begin, ends[stage]):
                    _call(addresses[k], arrays, 0, n_blocks, gate)
            begin = ends[stage]
            if threads > 1 and not _together(gate, place, threads):
                return month
            place += 1
        if thread == 0 and not close_month(months, books, month):
            _add(gate, BROKEN, 1)
            return month
        if threads > 1 and not _together(gate, place, threads):
            return month
        place += 1
    return len(months.clock)


@compiled
def _together(gate, place, threads):
    """Waits until every thread has come to a place; False where one of them failed."""
    if _add(gate, CAME, 1) == (place + 1) * threads - 1:
        _add(gate, ROUND, 1)
    spins = 0
    while _read(gate, ROUND) <= place:
        if _read(gate, BROKEN) > 0:
            return False
        spins += 1
        if spins > SPINS:
            _yield_processor()
    return True


def _calling(context: Any, address: Any, arrays: Any, first: Any, last: Any, gate: Any) -> Any:
    """Calls a kernel by its address. An error in it breaks the gate and is raised."""

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kinds = [*signature.args[1].types, types.int64, types.int64]
        calling = context.call_conv
        pointer = builder.inttoptr(arguments[0], calling.get_function_type(types.none, kinds).as_pointer())
        values = [_lent(builder, builder.extract_value(arguments[1], i)) for i in range(len(kinds) - 2)]
        status, _ = calling.call_function(builder, pointer, types.none, kinds, [*values, *arguments[2:4]])
        with builder.if_then(status.is_error, likely=False):
            place = _place(
                context, builder, signature.args[4], arguments[4], ir.Constant(ir.IntType(64), BROKEN)
            )
            builder.atomic_rmw("add", place, ir.Constant(ir.IntType(64), 1), "seq_cst")
            calling.return_status_propagate(builder, status)
        return context.get_dummy_value()

    return types.none(address, arrays, types.int64, types.int64, gate), emit


def _lent(builder: Any, array: Any) -> Any:
    """An array whose users are not counted: counting at once for all threads costs more than a short pass."""
    return builder.insert_value(array, ir.Constant(array.type.elements[0], None), 0)


def _adding(context: Any, gate: Any, at: Any, n: Any) -> Any:
    """Adds n to a place of the gate at once for all threads; returns what it was."""

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = _place(context, builder, signature.args[0], arguments[0], arguments[1])
        return builder.atomic_rmw("add", place, arguments[2], "seq_cst")

    return types.int64(gate, types.int64, types.int64), emit


def _reading(context: Any, gate: Any, at: Any) -> Any:
    """What a place of the gate is, as the other threads left it."""

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = _place(context, builder, signature.args[0], arguments[0], arguments[1])
        return builder.load_atomic(place, "seq_cst", 8)

    return types.int64(gate, types.int64), emit


def _yielding(context: Any) -> Any:
    """Gives the processor to whoever waits for one."""

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(ir.IntType(32), [])
        found = builder.module.globals.get("sched_yield") or ir.Function(builder.module, kind, "sched_yield")
        builder.call(found, [])
        return context.get_dummy_value()

    return types.none(), emit


def _place(context: Any, builder: Any, kind: Any, gate: Any, at: Any) -> Any:
    return builder.gep(context.make_array(kind)(context, builder, gate).data, [at])


_call: Any = intrinsic(_calling)
_add: Any = intrinsic(_adding)
_read: Any = intrinsic(_reading)
_yield_processor: Any = intrinsic(_yielding)
