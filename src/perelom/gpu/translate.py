"""CUDA code of a household pass, made of the pass's own plain functions.

A pass and its parts keep their bytecode; the names they look up are bound anew: parts to device functions,
`scratch`, `np.empty` and `np.zeros` to memory of the thread, sums to their eight lanes (world/sums.py)
without vectors. One thread takes one block of 64 households.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

import numpy as np
from numba import cuda as numba_cuda
from numba import float64, typeof
from numba.core import config

from perelom.mechanisms.steps import Kernel
from perelom.world import sums
from perelom.world.order import looked_up
from perelom.world.scratch import scratch
from perelom.world.warming import kernels

cuda: Any = numba_cuda  # which of two packages it is, and so its types, is known only where it is installed
SIMULATED = bool(vars(config)["ENABLE_CUDASIM"])


# inlined before types are known, so that each call is an array of its own in the frame of its caller
@cuda.jit(device=True, inline="always")
def _empty(n):
    return cuda.local.array(n, float64)


@cuda.jit(device=True, inline="always")
def _zeros(n):
    column = cuda.local.array(n, float64)
    for s in range(n):
        column[s] = 0.0
    return column


@cuda.jit(device=True, inline="always")
def _scratch():
    return cuda.local.array(64, float64)


@cuda.jit(device=True)
def _floor(x):
    return float(math.floor(x))


@cuda.jit(device=True)
def _lane(column, k):
    x = 0.0
    for s in range(k, 64, 8):
        x += column[s]
    return x


@cuda.jit(device=True)
def _total(c):
    left = (_lane(c, 0) + _lane(c, 1)) + (_lane(c, 2) + _lane(c, 3))
    return left + ((_lane(c, 4) + _lane(c, 5)) + (_lane(c, 6) + _lane(c, 7)))


@cuda.jit(device=True)
def _lane_of_products(a, b, k):
    x = 0.0
    for s in range(k, 64, 8):
        x += a[s] * b[s]
    return x


@cuda.jit(device=True)
def _total_product(a, b):
    left = (_lane_of_products(a, b, 0) + _lane_of_products(a, b, 1)) + (
        _lane_of_products(a, b, 2) + _lane_of_products(a, b, 3)
    )
    return left + (
        (_lane_of_products(a, b, 4) + _lane_of_products(a, b, 5))
        + (_lane_of_products(a, b, 6) + _lane_of_products(a, b, 7))
    )


# numba knows the functions of `math` on a device; the simulator runs plain Python, where those of NumPy raise
# no error for log(0)
_FUNCTIONS: dict[str, Any] = (
    {} if SIMULATED else {f: getattr(math, f) for f in ("exp", "log", "sqrt", "cos")} | {"floor": _floor}
)
_NUMPY = ModuleType("numpy")
vars(_NUMPY).update(vars(np) | _FUNCTIONS | {"empty": _empty, "zeros": _zeros})
_INSTEAD = {sums.total: _total, sums.total_product: _total_product, scratch: _scratch}


def with_globals(function: FunctionType, found: dict[str, Any]) -> FunctionType:
    """The same code with other globals."""
    found = {"__builtins__": __builtins__, "__name__": function.__module__} | found
    other = FunctionType(function.__code__, found, function.__name__, function.__defaults__)
    other.__kwdefaults__ = function.__kwdefaults__
    return other


def _bound_anew(function: FunctionType) -> FunctionType:
    found = looked_up(function)
    for name, value in found.items():
        if value is np:
            found[name] = _NUMPY
        elif isinstance(value, FunctionType):
            found[name] = _part(value)
    return with_globals(function, found)


@cache
def _part(function: FunctionType) -> Any:
    """Device function of a part of the passes."""
    return _INSTEAD.get(function) or cuda.jit(device=True)(_bound_anew(function))


@cache
def on_device(kernel: Kernel) -> Any:
    """CUDA kernel of a household pass: (blocks, regions, nation, lev, tot, par, clock), a thread a block."""
    of_block = cuda.jit(device=True)(_bound_anew(kernel.run.py_func))

    def over_blocks(blocks, regions, nation, lev, tot, par, clock):
        b = cuda.grid(1)
        if b < len(blocks):
            of_block(blocks, regions, nation, lev, tot, par, clock, b, b + 1)

    # no optimization across PTX when it is linked: it would contract what `strict` has kept apart
    return cuda.jit(over_blocks) if SIMULATED else cuda.jit(over_blocks, lto=False)


def aligned(table: np.ndarray) -> np.ndarray:
    """The same records, told to be aligned, as all columns are: numba would load one whose place it is not
    sure of byte by byte."""
    return table.view(np.dtype(table.dtype.descr, align=True))


@contextmanager
def strict(capability: tuple[int, int] | None = None) -> Iterator[None]:
    """While it lasts, what is compiled for a device rounds after each multiplication, as the processor's
    code does; numba-cuda has no option for that. capability: compiles for it though no such device is there.
    """
    if SIMULATED:
        yield
        return
    from numba.cuda import dispatcher
    from numba.cuda.cudadrv import nvvm

    plain = nvvm.compile_ir

    def compile_ir(ir: Any, **options: Any) -> Any:
        return plain(ir, **options | {"fma": False})

    with patch.object(nvvm, "compile_ir", compile_ir):
        if capability is None:
            yield
            return
        absent = SimpleNamespace(compute_capability=capability)
        with patch.object(dispatcher, "get_current_device", lambda: absent):
            yield


def ptx(kernel: Kernel, capability: tuple[int, int] = (9, 0)) -> str:
    """PTX of a household pass with all columns in eight bytes; needs NVVM, and no device."""
    types = tuple(typeof(aligned(a)) for a in dict(kernels(exact=True))[kernel.run][:7])
    with strict(capability):
        return cuda.compile_ptx(on_device(kernel).py_func, types, cc=capability)[0]
