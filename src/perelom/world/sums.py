"""Sums over the 64 slots of a block, in eight partial sums whose order is fixed.

Strict arithmetic keeps the compiler from adding eight numbers at once; here the eight lanes are written out
as a vector, so that the compiled sum is the plain one to the last bit and takes half its time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic, overload

SLOTS, LANES = 64, 8


def total(column: Any) -> float:
    """Sum over the 64 slots of a block."""
    lanes = [0.0] * LANES
    for s in range(SLOTS):
        lanes[s % LANES] += column[s]
    return _joined(lanes)


def total_product(first: Any, second: Any) -> float:
    """Sum of products over the 64 slots of a block."""
    lanes = [0.0] * LANES
    for s in range(SLOTS):
        lanes[s % LANES] += first[s] * second[s]
    return _joined(lanes)


def _joined(x: list[float]) -> float:
    return ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]))


@overload(total)
def _compiled_total(column):
    return lambda column: _in_lanes((column,))


@overload(total_product)
def _compiled_total_product(first, second):
    return lambda first, second: _in_lanes((first, second))


def _lanes(context: Any, columns: Any) -> tuple[Any, Callable[..., Any]]:
    """Sum over the slots of the product of columns (contiguous, of any storage), eight slots at a time."""

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vector = ir.VectorType(ir.DoubleType(), LANES)
        starts = []
        for k, kind in enumerate(signature.args[0].types):
            data = context.make_array(kind)(context, builder, builder.extract_value(arguments[0], k)).data
            stored = ir.VectorType(data.type.pointee, LANES)
            starts.append(builder.bitcast(data, stored.as_pointer()))
        lanes = ir.Constant(vector, [0.0] * LANES)
        for k in range(SLOTS // LANES):
            term = None
            for start in starts:
                loaded = builder.load(builder.gep(start, [ir.Constant(ir.IntType(64), k)]), align=1)
                if isinstance(loaded.type.element, ir.IntType):
                    loaded = builder.sitofp(loaded, vector)
                elif loaded.type.element != vector.element:
                    loaded = builder.fpext(loaded, vector)
                term = loaded if term is None else builder.fmul(term, loaded)
            lanes = builder.fadd(lanes, term)
        parts = [builder.extract_element(lanes, ir.Constant(ir.IntType(32), k)) for k in range(LANES)]
        while len(parts) > 1:
            parts = [builder.fadd(a, b) for a, b in zip(parts[::2], parts[1::2], strict=True)]
        return parts[0]

    return types.float64(columns), emit


_in_lanes: Any = intrinsic(_lanes)
