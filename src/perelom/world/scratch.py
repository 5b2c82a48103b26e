"""Room for a number of each of a block's 64 households while a pass looks at the block.

NumPy's own arrays come from the heap, counted and freed; of these the compiler knows that nothing else can
reach them, so it keeps apart what loops read and write, and takes several households at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_builtin
from numba.extending import type_callable
from numba.np.arrayobj import make_array, populate_array

from perelom.world.sums import SLOTS

WIDTH, VECTOR = 8, 64  # bytes of a number and of the longest vector, eight numbers
KIND = types.Array(types.float64, 1, "C")


def scratch() -> np.ndarray:
    """An array of 64 numbers without values, gone when the function that asks for it returns."""
    return np.empty(SLOTS)


@type_callable(scratch)
def _kind_of(context: Any) -> Any:
    return lambda: KIND


@lower_builtin(scratch)
def _on_the_stack(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    room = cgutils.alloca_once(builder, ir.ArrayType(ir.DoubleType(), SLOTS))
    room.align = VECTOR
    made = make_array(KIND)(context, builder)
    populate_array(
        made,
        data=builder.bitcast(room, ir.DoubleType().as_pointer()),
        shape=cgutils.pack_array(builder, [context.get_constant(types.intp, SLOTS)]),
        strides=cgutils.pack_array(builder, [context.get_constant(types.intp, WIDTH)]),
        itemsize=context.get_constant(types.intp, WIDTH),
        meminfo=None,
    )
    return made._getvalue()
