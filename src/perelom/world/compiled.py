"""Two decorators for every mechanism: numba, strict arithmetic, without the lock, cached by source.

numba's own cache does not notice a change in a function imported from another file, so the cache folder
carries a hash of every source file of mechanisms and world, of numba, llvmlite and the processor.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numba
from llvmlite import ir
from numba.core import config
from numba.core.compiler import Compiler
from numba.core.compiler_machinery import register_pass
from numba.core.lowering import Lower
from numba.core.typed_passes import BaseNativeLowering, NativeLowering
from numba.extending import register_jitable

_PACKAGE = Path(__file__).resolve().parents[1]


def source_hash() -> str:
    """sha256 over the files whose code is compiled. Tables only name columns, which are part of the types."""
    digest = hashlib.sha256()
    for folder in ("mechanisms", "world"):
        for path in sorted((_PACKAGE / folder).glob("*.py")):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _cache_folder() -> Path:
    base = os.environ.get("PERELOM_CACHE_DIR")
    root = Path(base) if base else Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "perelom"
    tag = "|".join(
        (
            str(_PACKAGE),  # numba keeps machine code by the path of its source
            source_hash(),
            version("numba"),
            version("llvmlite"),
            platform.machine(),
            platform.python_version(),
        )
    )
    return root / hashlib.sha256(tag.encode()).hexdigest()[:24]


os.environ.setdefault("NUMBA_CACHE_DIR", str(_cache_folder()))
config.reload_config()


# strict arithmetic, so that differently arranged loops agree to the last bit; x / 0 is infinite, as in NumPy;
# no way in from C, which nobody uses
_OPTIONS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "fastmath": False,
    "no_cfunc_wrapper": True,
}


class _Lower(Lower):
    """Tells the compiler that values of different types (numbers of four and eight bytes, classes of one)
    share no memory. It would else do a loop over columns of different storage household by household."""

    def post_lower(self) -> None:
        super().post_lower()
        kinds: dict[str, Any] = {}
        nought = ir.Constant(ir.IntType(64), 0)
        root = self.module.add_metadata(["storage"])
        for function in self.module.functions:
            for step in (step for block in function.blocks for step in block.instructions):
                if step.opname not in ("load", "store"):
                    continue
                kind = str(step.type if step.opname == "load" else step.operands[0].type)
                if kind not in ("float", "double", "i8"):
                    continue
                if kind not in kinds:
                    node = self.module.add_metadata([kind, root, nought])
                    kinds[kind] = self.module.add_metadata([node, node, nought])
                step.set_metadata("tbaa", kinds[kind])


@register_pass(mutates_CFG=True, analysis_only=False)
class _Lowering(BaseNativeLowering):
    _name = "perelom_lowering"

    @property
    def lowering_class(self) -> type[Lower]:
        return _Lower


class _Apart(Compiler):
    """Tells the compiler what shares no memory: the arrays of a function, values of different types."""

    def __init__(
        self, typing: Any, target: Any, library: Any, args: Any, returns: Any, flags: Any, local: Any
    ):
        flags.noalias = True
        super().__init__(typing, target, library, args, returns, flags, local)

    def define_pipelines(self) -> list[Any]:
        pipelines = super().define_pipelines()
        for pipeline in pipelines:
            pipeline.passes = [
                (_Lowering if made is NativeLowering else made, does) for made, does in pipeline.passes
            ]
        return pipelines


def kernel(function: Callable[..., Any]) -> Any:
    """A pass that Python calls: compiled at the first call, kept on disk; `.py_func` is its plain twin.

    Its arrays share no memory, and nobody else writes to what it reads while it runs.
    """
    return numba.njit(cache=True, pipeline_class=_Apart, **_OPTIONS)(function)


def shared(function: Callable[..., Any]) -> Any:
    """As `kernel`, for what several threads run at once with the same arrays."""
    return numba.njit(cache=True, **_OPTIONS)(function)


def compiled(function: Callable[..., Any]) -> Any:
    """A part of kernels: compiled into those that call it. Called from Python it is the plain function.

    Compiled for itself it would need a way in from Python and a file of its own, a quarter of the time.
    """
    within = {"no_cpython_wrapper": True, **_OPTIONS}
    return register_jitable(**within)(function)


@cache
def entry(function: Callable[..., Any]) -> Callable[..., Any]:
    """The compiled function without numba's choice of types, which costs more than a short kernel.

    For arguments of the types that it has been called with before; plain Python is returned as it is.
    """
    known = list(getattr(function, "overloads", {}).values())
    return known[0].entry_point if len(known) == 1 else function
