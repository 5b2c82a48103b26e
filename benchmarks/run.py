"""Measures the forms against each other: `python run.py --help`.

Every form runs on one thread and is timed by the seconds of the processor that its process takes, so that
other work on the machine disturbs it less; five rounds by turns, medians. What a form needs to lay out its
state is not counted.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
import time
import warnings
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import rules
from forms import FORMS
from perelom.commands.rounds import Work, by_turns, triad

LEAST = 0.3  # seconds of a form's turn; shorter runs are repeated
# what one household's month must move at least: each column that changes every month read and written once
BYTES = 8 * 2 * (len(rules.COLUMNS) - len(rules.SELDOM))
BIG = 409_600  # households whose state (59 MB) no cache of a core holds
FAST = ("numba", "NumPy", "polars")  # forms that are run on the big country too
TARGETS = {"Mesa": 500, "polars": 30, "NumPy": 8}


def work_of(form: Any, villages: int, months: int) -> Work:
    """A run of a form from the same first households; tells the processor's seconds."""
    start = rules.households(villages)

    def timed() -> float:
        state = form.prepare(start)
        began = time.process_time()
        form.run(state, months)
        return time.process_time() - began

    return timed


def measure(names: list[str], households: int, months: int, rounds: int) -> dict[str, Any]:
    """Rates of the forms on a country, their ratios to numba's, and the share of the memory's bandwidth."""
    villages = max(households // rules.SLOTS, 1)
    household_months = villages * rules.SLOTS * months
    stream, moved = triad(time.process_time)
    works: dict[str, Work] = {"triad": stream}
    for name in names:
        works[name] = work_of(importlib.import_module(FORMS[name]), villages, months)
    for name in names:
        work_of(importlib.import_module(FORMS[name]), 1, 12)()  # compiled and imported, not timed
    seconds = by_turns(works, rounds, LEAST)
    bandwidth = moved / seconds.pop("triad")
    rates = {name: household_months / took for name, took in seconds.items()}
    return {
        "households": villages * rules.SLOTS,
        "months": months,
        "rounds": rounds,
        "bandwidth_gb_per_second": bandwidth / 1e9,
        "forms": {
            name: {
                "household_months_per_second": rate,
                "numba_over_this": rates["numba"] / rate if "numba" in rates else None,
                "share_of_bandwidth": rate * BYTES / bandwidth,
            }
            for name, rate in rates.items()
        },
    }


def machine() -> dict[str, str]:
    """Processor and versions."""
    known = {"processor": platform.processor() or platform.machine(), "python": sys.version.split()[0]}
    for package in ("mesa", "mesa-frames", "polars", "numpy", "numba"):
        try:
            known[package] = version(package)
        except PackageNotFoundError:
            known[package] = "not installed"
    return known


def tell(measured: dict[str, Any]) -> None:
    """Prints one country's table."""
    print(
        f"\n{measured['households']:,} households, {measured['months']} months, one thread, median of "
        f"{measured['rounds']} rounds by turns; memory {measured['bandwidth_gb_per_second']:.1f} GB/s"
    )
    print(f"{'form':12} {'household-months/s':>20} {'numba over it':>14} {'share of bandwidth':>19}")
    for name, row in measured["forms"].items():
        ratio = row["numba_over_this"]
        times = "–" if ratio is None else f"{ratio:,.1f}"
        goal = f"   (target {TARGETS[name]})" if name in TARGETS and ratio is not None else ""
        rate, share = row["household_months_per_second"], row["share_of_bandwidth"]
        print(f"{name:12} {rate:20,.0f} {times:>14} {share:18.1%}{goal}")


def main() -> int:
    """Reads the command line, measures, prints."""
    asked = argparse.ArgumentParser(description="Household-months a second of the same rules in five forms.")
    asked.add_argument("--households", type=int, default=20_480, help="of the country that every form runs")
    asked.add_argument("--months", type=int, default=12)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--forms", nargs="+", choices=FORMS, default=list(FORMS), metavar="FORM")
    asked.add_argument("--small-only", action="store_true", help=f"leave out the country of {BIG:,}")
    asked.add_argument("--json", action="store_true", help="one JSON document in place of the tables")
    given = asked.parse_args()
    for name in ("households", "months", "rounds"):
        if getattr(given, name) < 1:
            asked.error(f"--{name} is {getattr(given, name)}; a whole number from 1 is allowed")
    os.environ["POLARS_MAX_THREADS"] = "1"  # read when polars is imported; the other forms have one thread
    warnings.filterwarnings("ignore", category=DeprecationWarning)  # mesa-frames uses what polars gives up
    countries = [measure(given.forms, given.households, given.months, given.rounds)]
    fast = [name for name in given.forms if name in FAST]
    if fast and not given.small_only:
        countries.append(measure(fast, BIG, given.months, given.rounds))
    if given.json:
        print(json.dumps({"machine": machine(), "bytes_a_household_month": BYTES, "countries": countries}))
        return 0
    print(", ".join(f"{key} {value}" for key, value in machine().items()))
    for measured in countries:
        tell(measured)
    return 0


if __name__ == "__main__":
    sys.exit(main())
