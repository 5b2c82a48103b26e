"""Compiles every kernel once for an installation, in as many processes as there are processors.

Numba compiles one function at a time within a process. Machine code lies on the disk (`world.compiled`), so
processes of their own can each compile a part, and the run then loads all of it.
"""

from __future__ import annotations

import gc
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core import config
from numba.core.codegen import CPUCodeLibrary
from numba.core.types import Record
from numba.core.types.functions import BaseFunction

from perelom.mechanisms.accounts import opening_sums
from perelom.world.first_month import AGES, AGES_TOWN, endow
from perelom.world.identities import IDENTITIES, close_books
from perelom.world.month import STEPS
from perelom.world.passes import Books, Months, pass_through
from perelom.world.schema import dtypes

try:
    import fcntl
except ImportError:  # not on Windows: two who start at once both compile
    fcntl = None


@cache
def _mark(exact: bool) -> Path:
    """A file that stands beside the machine code once all of it is there, for the columns as they now are."""
    types = hashlib.sha256("|".join(str(dtype) for dtype in dtypes(exact)).encode()).hexdigest()[:16]
    return Path(vars(config)["CACHE_DIR"]) / f"compiled-{types}"


def kernels(exact: bool) -> list[tuple[Any, tuple[Any, ...]]]:
    """Every kernel of a run with arguments of the types it is called with, the longest first."""
    blocks, regions, nation, levers, parameters, clock = (np.zeros(1, dtype) for dtype in dtypes(exact))
    of_step = (blocks, regions, nation, levers, levers, parameters, clock, 0, 0)
    runs = list(dict.fromkeys([kernel.run for step in STEPS for kernel in step.kernels] + [opening_sums]))
    work: list[tuple[Any, tuple[Any, ...]]] = [(run, of_step) for run in runs]
    levers, clock = np.zeros((1, 1), levers.dtype), np.zeros((1, 1), clock.dtype)
    months = Months(blocks, regions, nation, levers, levers, parameters, clock)
    balance, seen = np.zeros(len(IDENTITIES)), np.zeros((1, 1), np.uint8)
    books, gate = Books(balance, balance, seen, seen), np.zeros(4, np.int64)
    no, yes = np.zeros(1, np.int64), np.zeros(1, bool)
    work.append((pass_through, (no, no, yes, months, books, gate, 1, 1, 0)))
    work.append((endow, (blocks, regions, np.uint64(0), AGES, AGES_TOWN)))
    work.append((close_books, (blocks, regions, nation)))
    return sorted(work, key=lambda item: -len(item[0].py_func.__code__.co_code))


def compile_parts(exact: bool) -> Iterator[str]:
    """Compiles kernels whose numbers stand on stdin, a byte each; yields their names as they are done."""
    _know_numba()
    parts = kernels(exact)
    while number := os.read(sys.stdin.fileno(), 1):
        run, arguments = parts[number[0]]
        run.compile(tuple(numba.typeof(a) for a in arguments))
        yield run.py_func.__name__


def _know_numba() -> None:
    """What makes numba quicker in a process that compiles and does nothing else."""
    # it spells out the name of a record of some two hundred columns thousands of times
    Record.__repr__ = cache(Record.__repr__)
    _choose_once()
    # it works over each part alone, and again within the kernels that the part is compiled into
    CPUCodeLibrary._optimize_functions = _leave_alone
    # it makes millions of objects: looked through often, a fifth more time
    gc.set_threshold(500_000, 20, 100)


def _leave_alone(self: Any, ll_module: Any) -> None:
    ll_module.data_layout = self._codegen._data_layout


def _choose_once() -> None:
    """What a function of certain types was found to mean holds wherever it stands. Numba looks for it at each
    place anew, through all forms of `+` there are: a quarter of the time of compilation."""
    choose: Any = BaseFunction.get_call_type
    chosen: dict[tuple[Any, Any], tuple[Any, Any]] = {}

    def get_call_type(self: Any, context: Any, args: Any, kws: Any) -> Any:
        if kws:
            return choose(self, context, args, kws)
        key = self.typing_key, args
        if key not in chosen:
            found = choose(self, context, args, kws)
            chosen[key] = found, self._impl_keys[found.args]
        found, self._impl_keys[found.args] = chosen[key]
        return found

    BaseFunction.get_call_type = get_call_type


def warm(exact: bool = False) -> None:
    """Makes sure that all machine code of this version lies on the disk; says on stderr what takes so long.

    exact: see `schema.block_dtype`

    Who comes while others compile waits for them. RuntimeError where a process that compiles ends badly, with
    what it said.
    """
    mark = _mark(exact)
    if vars(config)["DISABLE_JIT"] or mark.exists():
        return
    mark.parent.mkdir(parents=True, exist_ok=True)
    with (mark.parent / "lock").open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            _compile_all(exact)
            mark.touch()


def _compile_all(exact: bool) -> None:
    total, processes = len(kernels(exact)), os.cpu_count() or 1
    what = "the model in its exact storage" if exact else "the model"
    say(f"compiling {what}, once for this version and machine: {total} parts in {processes} processes")
    numbers, give = os.pipe()
    os.write(give, bytes(range(total)))  # each process takes the next that nobody has
    os.close(give)
    out, into = os.pipe()
    # numba colours each error of a form that does not fit
    env = {**os.environ, "NUMBA_DISABLE_ERROR_MESSAGE_HIGHLIGHTING": "1"}
    command = [sys.executable, "-m", "perelom.world.warming", str(int(exact))]
    with tempfile.TemporaryFile("w+") as errors:
        crew = [
            subprocess.Popen(command, stdin=numbers, stdout=into, stderr=errors, env=env)
            for _ in range(processes)
        ]
        os.close(into)
        os.close(numbers)
        with os.fdopen(out) as names:
            for done, _ in enumerate(names, 1):
                if done * 4 // total > (done - 1) * 4 // total:
                    say(f"{done} of {total} parts compiled")
        if any([process.wait() for process in crew]):
            errors.seek(0)
            raise RuntimeError(f"compiling the model failed:\n{errors.read()}")


def say(words: str) -> None:
    print(f"perelom: {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    for name in compile_parts(exact=sys.argv[1] == "1"):
        print(name, flush=True)
