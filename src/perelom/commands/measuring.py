"""`perelom bench`, `doctor`: how fast it is here, and what is installed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Annotated, Any

from cyclopts import Parameter

from perelom.ensembles.plan import SAMPLE, Item, plan
from perelom.errors import refusal
from perelom.vocabulary import LAST_MONTH

from .printing import print_json, show, table
from .running import Json, To

RESERVED_MB = 1024  # free space under which doctor warns: a comparison of 16 draws needs about a tenth


def bench(
    *,
    repeats: Annotated[int, Parameter(help="Rounds of which the median is told.")] = 3,
    households: Annotated[int, Parameter(help="Households of the sample.")] = SAMPLE,
    to: To = LAST_MONTH,
    first_call: Annotated[
        bool, Parameter(negative="", help="Also compile everything anew, as a fresh install does (minutes).")
    ] = False,
    json: Json = False,
) -> int:
    """Measure this machine: draws of `history`, a pass against plain NumPy, memory, import.

    All cases take their turn in each round, so that what else the machine does disturbs all of them.
    """
    if repeats < 1:
        raise refusal(f"repeats is '{repeats}'; expected a whole number from 1")
    from .bench_cases import cases, first_call_case

    asked = plan(["history"], draws=1, households=households, to=to)
    measured = cases(asked, households, repeats)
    if first_call:
        measured.append(first_call_case())
    if json:
        print_json({"cases": measured})
        return 0
    headings = ["case", "seconds", "household-months per second", "peak memory, MB", "times plain NumPy"]
    made = table(f"Median of {repeats} by turns", [*headings, "share of memory bandwidth"], numbers=5)
    for case in measured:
        made.add_row(
            case["name"],
            f"{case['seconds']:.4g}",
            _told(case["household_months_per_second"], ",.0f"),
            _told(case["peak_memory_mb"], ",.0f"),
            _told(case["ratio_to_numpy"], ".1f"),
            _told(case["share_of_bandwidth"], ".1%"),
        )
    show(made)
    for case in measured:
        if "message" in case:
            show(f"what the first call says:\n{case['message']}")
    return 0


def _told(number: float | None, form: str) -> str:
    return "–" if number is None else format(number, form)


def doctor(*, json: Json = False) -> int:
    """Say what is installed and whether it works; 1 where something does not."""
    checks = {
        "libraries": _libraries,
        "library of scenarios": _scenarios,
        "parameters": _parameters,
        "engine": compiled_engine,
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


def compiled_engine() -> str:
    """Two months of a small sample, compiled first where need be; the largest residual of an identity."""
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
