"""`perelom bench`, `doctor`: how fast it is here, and what is installed."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, requires, version
from statistics import median
from typing import Annotated, Any

from cyclopts import Parameter

from perelom.ensembles.plan import SAMPLE, Item, plan
from perelom.errors import refusal

from .printing import print_json, say, show, table
from .running import Json

RESERVED_MB = 1024  # free space under which doctor warns: a comparison of 16 draws needs about a tenth


def bench(
    *,
    repeats: Annotated[int, Parameter(help="Repetitions of which the median is told.")] = 3,
    households: Annotated[int, Parameter(help="Households of the sample.")] = SAMPLE,
    json: Json = False,
) -> int:
    """Measure the time of one draw of `history` on this machine."""
    if repeats < 1:
        raise refusal(f"repeats is '{repeats}'; expected a whole number from 1")
    asked = plan(["history"], draws=1, households=households)
    from perelom.world import simulate

    parameters = asked.parameters(Item(0, 0, 0))
    levers = asked.scenarios[0].levers(parameters)

    def draw() -> None:
        simulate(levers, parameters, seed=asked.root_seed, households=households, months=asked.months)

    say("one draw first, so that everything is compiled")
    draw()
    seconds = _timed(draw, repeats)
    importing = _timed(lambda: subprocess.run([sys.executable, "-c", "import perelom"], check=True), repeats)
    cases = [
        _case(
            f"one draw of {households} households, {asked.months} months", seconds, households * asked.months
        ),
        _case("import perelom, the interpreter's start included", importing, None),
    ]
    if json:
        print_json({"cases": cases})
        return 0
    made = table(
        f"Median of {repeats}",
        ["case", "seconds", "household-months per second", "peak memory, MB"],
        numbers=3,
    )
    for case in cases:
        rate, memory = case["household_months_per_second"], case["peak_memory_mb"]
        words = "–" if rate is None else f"{rate:,.0f}", "–" if memory is None else f"{memory:,.0f}"
        made.add_row(case["name"], f"{case['seconds']:.3f}", *words)
    show(made)
    return 0


def _timed(work: Callable[[], Any], repeats: int) -> float:
    """Median seconds of a piece of work."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return median(times)


def _case(name: str, seconds: float, household_months: int | None) -> dict[str, Any]:
    """One case of the JSON; the ratio to a plain NumPy twin stays None where none was run."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "name": name,
        "seconds": seconds,
        "household_months_per_second": household_months / seconds if household_months else None,
        "peak_memory_mb": peak if household_months else None,
        "ratio_to_numpy": None,
    }


def doctor(*, json: Json = False) -> int:
    """Say what is installed and whether it works; 1 where something does not."""
    checks = {
        "libraries": _libraries,
        "library of scenarios": _scenarios,
        "parameters": _parameters,
        "engine": _engine,
        "free disk space": _disk,
    }
    found = {name: _tried(check) for name, check in checks.items()}
    about = {
        "perelom": version("perelom"),
        "python": sys.version.split()[0],
        "processors": os.cpu_count(),
    }
    fine = all(row["works"] for row in found.values())
    if json:
        print_json({**about, "checks": found, "works": fine})
    else:
        show(", ".join(f"{key} {value}" for key, value in about.items()))
        made = table("", ["check", "works", ""])
        for name, row in found.items():
            made.add_row(name, "yes" if row["works"] else "no", row["found"])
        show(made)
    return 0 if fine else 1


def _tried(check: Callable[[], str]) -> dict[str, Any]:
    """What a check found, or in words why it failed."""
    try:
        return {"works": True, "found": check()}
    except Exception as error:
        return {"works": False, "found": f"{type(error).__name__}: {error}"}


def _libraries() -> str:
    names = [
        text.split(";")[0].split(">")[0].strip() for text in requires("perelom") or [] if "extra" not in text
    ]
    told, missing = [], []
    for name in names:
        try:
            told.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        raise RuntimeError(f"not installed: {', '.join(missing)}")
    return ", ".join(told)


def _scenarios() -> str:
    from perelom.scenarios import names, validate

    problems = validate(names())
    if problems:
        raise RuntimeError(str(problems[0]))
    return f"{len(names())} scenarios, all valid"


def _parameters() -> str:
    from perelom.parameters import declared, draw

    draw(1, 0)
    return f"{len(declared())} declared, a draw works"


def _engine() -> str:
    from perelom.world import simulate

    asked = plan(["history"], draws=1, households=500, to="1921-02")
    parameters = asked.parameters(Item(0, 0, 0))
    outcome = simulate(asked.scenarios[0].levers(parameters), parameters, households=500, months=2)
    worst = max(outcome.identities.values())
    return f"two months of 500 households; largest residual of an identity {worst:.1e}"


def _disk() -> str:
    import shutil
    import tempfile

    free = shutil.disk_usage(tempfile.gettempdir()).free / 1e6
    if free < RESERVED_MB:
        raise RuntimeError(f"{free:,.0f} MB free in {tempfile.gettempdir()}, {RESERVED_MB} wanted")
    return f"{free:,.0f} MB free in {tempfile.gettempdir()}"
