"""Where a draw's time goes, kernel by kernel, from the declared steps; fills the table of docs/speed.md.

    python docs/where_time_goes.py [--households 20000] [--draws 3] [--write]

Seconds are of the processor, on one thread: the kernels of every step are timed inside ordinary draws of
`history`, the median over the draws is told. What is left of a draw is Python's part: levers, identities,
observing.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

from perelom.ensembles.plan import Item, plan
from perelom.mechanisms.steps import Step
from perelom.world import run
from perelom.world.compiled import entry
from perelom.world.passes import Books, Crew, Months, step_by_step

PAGE = Path(__file__).parent / "speed.md"
BEGIN, END = "<!-- table of steps: docs/where_time_goes.py -->", "<!-- end of the table -->"


def one_draw(households: int) -> tuple[float, dict[tuple[str, str, str], float]]:
    """Seconds of a draw, and of each kernel in it by (step, kernel, scope)."""
    spent: dict[tuple[str, str, str], float] = defaultdict(float)

    def timed(step: Step, arrays: tuple) -> None:
        for kernel in step.kernels:
            began = time.thread_time()
            entry(kernel.run)(*arrays, 0, len(arrays[0]))
            spent[step.name, kernel.run.py_func.__name__, kernel.scope] += time.thread_time() - began

    asked = plan(["history"], draws=1, households=households)
    parameters = asked.parameters(Item(0, 0, 0))
    levers = asked.scenarios[0].levers(parameters)
    run.simulate(levers, parameters, seed=asked.root_seed, households=500, months=1)  # machine code is loaded

    def through(months: Months, books: Books, crew: Crew) -> int:
        return step_by_step(months, books, timed)

    options = {"seed": asked.root_seed, "households": households, "threads": 1, "through": through}
    began = time.thread_time()
    run.simulate(levers, parameters, **options)
    return time.thread_time() - began, spent


def table(households: int, draws: int) -> str:
    """The table in Markdown: kernels by their share, the longest first."""
    one_draw(households)  # loads the machine code
    seen = [one_draw(households) for _ in range(draws)]
    whole = median(seconds for seconds, _ in seen)
    spent = {key: median(of_draw[key] for _, of_draw in seen) for key in seen[0][1]}
    spent["", "outside the steps (levers, identities, observing)", ""] = whole - sum(spent.values())
    rows = [
        f"{households:,} households, 240 months: {whole:.2f} s of one processor, median of {draws} draws.\n",
        "| step | kernel | runs over | share | ns a household-month |",
        "| --- | --- | --- | ---: | ---: |",
    ]
    for (step, kernel, scope), seconds in sorted(spent.items(), key=lambda item: -item[1]):
        if seconds >= 0.005 * whole:
            each = seconds / (households * 240) * 1e9
            rows.append(f"| {step} | {kernel} | {scope} | {seconds / whole:.1%} | {each:.1f} |")
    rest = sum(seconds for seconds in spent.values() if seconds < 0.005 * whole)
    rows.append(f"| all others | | | {rest / whole:.1%} | {rest / (households * 240) * 1e9:.1f} |")
    return "\n".join(rows)


def main() -> None:
    """Prints the table, or writes it into the page."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--households", type=int, default=20_000)
    asked.add_argument("--draws", type=int, default=3)
    asked.add_argument("--write", action="store_true", help="into docs/speed.md")
    given = asked.parse_args()
    made = table(given.households, given.draws)
    if not given.write:
        print(made)
        return
    page = PAGE.read_text(encoding="utf-8")
    filled = re.sub(f"{BEGIN}.*?{END}", lambda _: f"{BEGIN}\n{made}\n{END}", page, flags=re.DOTALL)
    PAGE.write_text(filled, encoding="utf-8")


if __name__ == "__main__":
    main()
