"""`python -m perelom.gpu`: one draw of history on the processor and on a CUDA device, side by side."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

import numpy as np

try:
    from numba import cuda
except ImportError:
    print("numba has no CUDA target here: pip install 'perelom[gpu]'", file=sys.stderr)
    sys.exit(2)
from perelom.gpu.run import simulate_on_gpu
from perelom.parameters import values
from perelom.scenarios import load
from perelom.world.run import simulate


def make_ready() -> None:
    """A year of a small country: compiles for both sides."""
    options: dict[str, Any] = {"households": 1000, "months": 12}
    levers = load("history").levers(values())
    simulate_on_gpu(levers, values(), **options)
    simulate(levers, values(), **options)


def measure(households: int | None, months: int) -> dict[str, Any]:
    """Seconds of a run each, of what they went to on the device, bytes moved, differences of the record."""
    levers = load("history").levers(values())
    began = time.perf_counter()
    there, copies = simulate_on_gpu(levers, values(), households=households, months=months)
    between = time.perf_counter()
    here = simulate(levers, values(), households=households, months=months)
    ended = time.perf_counter()
    a, b = here.record, there.record
    far = np.abs(a - b) / np.maximum(np.abs(a), 1e-9)
    kernels = sorted(copies.seconds.items(), key=lambda item: -item[1])
    return {
        "device": str(cuda.get_current_device().name),
        "households": households,
        "months": months,
        "seconds_device": between - began,
        "seconds_host": ended - between,
        "gigabytes_moved": copies.moved / 1e9,
        "largest_relative_difference": float(np.nanmax(far)),
        "median_relative_difference": float(np.nanmedian(far)),
        "seconds_of": {name: round(seconds, 4) for name, seconds in kernels},
    }


def main() -> int:
    ask = argparse.ArgumentParser(prog="python -m perelom.gpu", description=__doc__)
    ask.add_argument(
        "--households", nargs="+", default=["20000"], help="of the sample, or all (16 GB there, 32 GB here)"
    )
    ask.add_argument("--months", type=int, default=24, help="months from January 1921")
    asked = ask.parse_args()
    if not cuda.is_available():
        print("no CUDA device here: nothing is measured", file=sys.stderr)
        return 2
    make_ready()
    for households in asked.households:
        n = None if households == "all" else int(households)
        print(json.dumps(measure(n, asked.months), indent=1), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
