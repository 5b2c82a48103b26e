"""`python -m perelom.gpu`: one draw of history on the processor and on a CUDA device, side by side."""

from __future__ import annotations

import argparse
import json
import sys
import time

import numpy as np


def measure(households: int | None, months: int) -> dict[str, float | str]:
    """Seconds of a second run each (the first compiles), bytes moved, largest relative difference of the
    record."""
    from numba import cuda

    from perelom.gpu.run import simulate_on_gpu
    from perelom.parameters import values
    from perelom.scenarios import load
    from perelom.world.run import simulate

    levers, moved = load("history").levers(values()), 0
    seconds, records = {}, {}
    for place in ("device", "host", "device", "host"):
        before = time.perf_counter()
        if place == "device":
            outcome, moved = simulate_on_gpu(levers, values(), households=households, months=months)
        else:
            outcome = simulate(levers, values(), households=households, months=months)
        seconds[place], records[place] = time.perf_counter() - before, outcome.record
    a, b = records["host"], records["device"]
    far = np.abs(a - b) / np.maximum(np.abs(a), 1e-9)
    return {
        "device": str(cuda.get_current_device().name),
        "seconds_device": seconds["device"],
        "seconds_host": seconds["host"],
        "gigabytes_moved": moved / 1e9,
        "largest_relative_difference": float(np.nanmax(far)),
    }


def main() -> int:
    ask = argparse.ArgumentParser(prog="python -m perelom.gpu", description=__doc__)
    ask.add_argument("--households", default="20000", help="of the sample, or all (40 GiB on each side)")
    ask.add_argument("--months", type=int, default=24, help="months from January 1921")
    asked = ask.parse_args()
    try:
        from numba import cuda
    except ImportError:
        print("numba has no CUDA target here: pip install 'perelom[gpu]'", file=sys.stderr)
        return 2
    if not cuda.is_available():
        print("no CUDA device here: nothing is measured", file=sys.stderr)
        return 2
    households = None if asked.households == "all" else int(asked.households)
    print(json.dumps(measure(households, asked.months), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
