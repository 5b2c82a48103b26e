"""One draw with its household passes on a CUDA device and the country's passes on the host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from perelom.gpu.copies import TOGETHER, Copies
from perelom.gpu.translate import on_device, strict
from perelom.mechanisms.steps import Kernel, Step
from perelom.world import run
from perelom.world.identities import residuals
from perelom.world.month import STEPS
from perelom.world.order import Columns, named_in, touched
from perelom.world.passes import Books, Crew, Months, run_step, step_by_step
from perelom.world.schema import block_dtype


def simulate_on_gpu(
    levers: run.LeverPaths, parameters: Mapping[str, float], **options: Any
) -> tuple[run.Outcome, Copies]:
    """As `world.run.simulate`, which it calls; takes its options but `keep`, `threads` and `through`.

    Returns the outcome and the copies, with the bytes that passed and the seconds of each kernel. Raises what
    `simulate` raises, and numba's errors where there is no device.
    """
    if {"keep", "threads"} & options.keys():
        raise ValueError("on a device a run keeps no checkpoints (keep) and has no threads on the host")
    copies = Copies()
    steps = _month(copies)

    def through(months: Months, books: Books, crew: Crew) -> int:
        return step_by_step(months._replace(blocks=copies.hold(months.blocks)), books, run_step, steps)

    return run.simulate(levers, parameters, threads=1, through=through, **options), copies


def _month(copies: Copies) -> tuple[Step, ...]:
    """The steps with other kernels; at the end all that the identities read is on the host."""
    checked = frozenset(named_in(residuals.py_func) & set(block_dtype().names or ()))

    def bring_home(*_: Any) -> None:
        copies.update("host", checked)

    steps = [replace(step, kernels=tuple(_kernel(copies, step, k) for k in step.kernels)) for step in STEPS]
    steps[-1] = replace(steps[-1], kernels=(*steps[-1].kernels, Kernel(bring_home, "country")))
    return tuple(steps)


def _kernel(copies: Copies, step: Step, kernel: Kernel) -> Kernel:
    needed, changed = (_of_blocks(columns) for columns in touched(step, kernel))
    name = f"{step.name}: {kernel.run.py_func.__name__}"

    launches: list[Any] = []  # made at the first call

    def for_households(blocks: np.ndarray, *rest: Any) -> None:
        copies.update("device", needed)
        with copies.spent_on("moving"):
            tables = copies.tables(rest[:6])
        if not launches:
            with strict():
                compiled = on_device(kernel).specialize(copies.device, *tables)
            launches.append(compiled[-(-len(blocks) // TOGETHER), TOGETHER])
        with copies.spent_on(name):
            launches[0](copies.device, *tables)
        copies.written("device", changed)

    def for_the_country(blocks: np.ndarray, *rest: Any) -> None:
        copies.update("host", needed)
        with copies.spent_on(f"{name} (host)"):
            kernel.run(blocks, *rest)
        copies.written("host", changed)

    return Kernel(for_households if kernel.scope == "households" else for_the_country, kernel.scope)


def _of_blocks(columns: Columns) -> frozenset[str]:
    return frozenset(name for table, name in columns if table == "block")
