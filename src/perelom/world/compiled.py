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
from numba.core import config
from numba.core.compiler import Compiler
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


class _Apart(Compiler):
    """Tells the compiler that the arrays which a function takes share no memory."""

    def __init__(
        self, typing: Any, target: Any, library: Any, args: Any, returns: Any, flags: Any, local: Any
    ):
        flags.noalias = True
        super().__init__(typing, target, library, args, returns, flags, local)


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
