"""The tables of docs/cost.md, measured on this machine and filled in.

python docs/cost_tables.py                                  # small: minutes, sizes up to the default sample
python docs/cost_tables.py --largest 5000000 --repeats 5    # sizes up to this one, medians of five

Cost is told in core-seconds, the processor's time on one thread: what other programs do on the machine
changes it less than seconds of the clock. What is generated goes between a line such as `<!-- households -->`
and `<!-- end -->`.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from perelom.ensembles.plan import EVERY_HOUSEHOLD, SAMPLE, Item, Plan, plan

PAGE = Path(__file__).parent / "cost.md"
END = "<!-- end -->"
SIZES = (500, 2_000, SAMPLE, 200_000, 1_000_000, 5_000_000, EVERY_HOUSEHOLD)
MONTHS = (24, 60, 120, 240)
DRAWS = (4, 8, 16)
REGIONS = (2, 4, 7, 14)
TARGET_DRAWS = 10_000
CORES = (1, 16, 256)


@dataclass(frozen=True)
class Cost:
    """What a piece of work took: core-seconds, seconds, peak memory of the process so far, MB."""

    size: int
    core_seconds: float
    seconds: float
    memory: float


@dataclass(frozen=True)
class Posterior:
    """What many draws of the whole country take on so many cores, computed from measured parts.

    days : on the clock; memory : GiB, where every core is at a draw; disk : GiB of shards
    """

    cores: int
    days: float
    memory: float
    disk: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, and fills the page."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--largest", type=int, default=SAMPLE, help="households of the largest size")
    asked.add_argument("--repeats", type=int, default=3, help="repetitions of which the median is told")
    asked.add_argument(
        "--households", type=int, default=2_000, help="of the tables of months, draws, regions"
    )
    told = asked.parse_args(arguments)
    sizes = [size for size in SIZES if size <= told.largest]
    parts = measured(sizes, told.households, told.repeats)
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), parts), encoding="utf-8")
    return 0


def measured(sizes: Sequence[int], households: int, repeats: int) -> dict[str, str]:
    """The generated parts of the page, by the name of their place."""
    once(households, MONTHS[-1])  # compiled and loaded
    by_size = [cost(size, lambda size=size: once(size, MONTHS[-1]), repeats) for size in sizes]
    by_months = [cost(months, lambda months=months: once(households, months), repeats) for months in MONTHS]
    by_regions = [cost(n, lambda n=n: once(households, MONTHS[-1], regions=n), repeats) for n in REGIONS]
    by_draws = [cost(draws, lambda draws=draws: ensemble(draws, households), 1) for draws in DRAWS]
    shard = size_of_shard(households)
    largest = by_size[-1]
    bytes_each = bytes_a_household(by_size)
    posteriors = [posterior(cores, largest, bytes_each, shard) for cores in CORES]
    return {
        "machine": about(repeats),
        "households": growth("households", by_size, MONTHS[-1]),
        "months": growth("months", by_months, households),
        "draws": growth("draws", by_draws, households * MONTHS[-1]),
        "regions": table(
            ["regions", "core-seconds"], [[str(c.size), f"{c.core_seconds:.2f}"] for c in by_regions]
        ),
        "posterior": whole_country(posteriors, largest, bytes_each, shard),
    }


def once(households: int, months: int, regions: int | None = None) -> None:
    """One draw of history. regions : the first so many of the country alone, with as many households."""
    from perelom.world import simulate
    from perelom.world.country import Country, soviet_country

    asked = plan(["history"], draws=1, households=households)
    parameters = asked.parameters(Item(0, 0, 0))
    country = soviet_country()
    if regions is not None:
        country = Country(country.name, country.regions[:regions])
    levers = asked.scenarios[0].levers(parameters)
    simulate(levers, parameters, households=households, months=months, country=country, threads=1)


def ensemble(draws: int, households: int) -> None:
    """A run of so many draws from the first file to the last, on one thread."""
    from perelom.results.making import make

    with tempfile.TemporaryDirectory() as folder:
        make(planned(draws, households), Path(folder) / "run", command={"rerun": ""}, workers=1)


def planned(draws: int, households: int) -> Plan:
    return plan(["history"], draws=draws, households=households)


def size_of_shard(households: int) -> int:
    """Bytes of the file of one draw; they do not hang on the households."""
    from perelom.ensembles.store import create
    from perelom.ensembles.work import carry_out

    with tempfile.TemporaryDirectory() as folder:
        store = create(Path(folder) / "run", planned(1, households), {"rerun": ""})
        carry_out(store, workers=1)
        return sum(path.stat().st_size for path in (store.folder / "shards").iterdir())


def cost(size: int, work: Callable[[], None], repeats: int) -> Cost:
    """Medians of a piece of work."""
    cores, clock = [], []
    for _ in range(repeats):
        began = time.process_time(), time.perf_counter()
        work()
        cores.append(time.process_time() - began[0])
        clock.append(time.perf_counter() - began[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return Cost(size, median(cores), median(clock), peak)


def bytes_a_household(costs: Sequence[Cost]) -> float | None:
    """Bytes of a further household, from the two largest sizes; None where these have the plain storage."""
    if len(costs) < 2 or costs[-2].size < 400_000:
        return None
    one, other = costs[-2:]
    return max(0.0, other.memory - one.memory) * 2**20 / (other.size - one.size)


def posterior(cores: int, largest: Cost, bytes_each: float | None, shard: int) -> Posterior:
    """10,000 draws of the whole country, from the core-seconds a household of the largest size measured.

    Draws share nothing but the disk, so that cores divide the time; each core is at a draw of its own.
    """
    from perelom.ensembles.plan import BYTES_A_HOUSEHOLD

    a_draw = largest.core_seconds / largest.size * EVERY_HOUSEHOLD
    each = BYTES_A_HOUSEHOLD if bytes_each is None else bytes_each
    return Posterior(
        cores,
        TARGET_DRAWS * a_draw / cores / 86_400,
        cores * each * EVERY_HOUSEHOLD / 2**30,
        2 * TARGET_DRAWS * shard / 2**30,
    )


def growth(name: str, costs: Sequence[Cost], units: int) -> str:
    """Cost by size, a unit's, and the power of the size with which it grew from the row above."""
    rows = []
    for i, c in enumerate(costs):
        each = c.core_seconds / (c.size * units) * 1e9
        rows.append(
            [f"{c.size:,}", f"{c.core_seconds:.2f}", f"{each:,.0f}", power(costs, i), f"{c.memory:,.0f}"]
        )
    heads = [name, "core-seconds", "ns a household-month", "grows as", "peak memory so far, MB"]
    return table(heads, rows)


def power(costs: Sequence[Cost], i: int) -> str:
    """The exponent between a row and the one above it: 1 where cost is in proportion."""
    from math import log

    if i == 0:
        return "–"
    ((one, other),) = pairwise(costs[i - 1 : i + 1])
    return f"size^{log(other.core_seconds / one.core_seconds) / log(other.size / one.size):.2f}"


def whole_country(found: Sequence[Posterior], largest: Cost, bytes_each: float | None, shard: int) -> str:
    """The table of what nobody has run, and in words from what it was computed."""
    rows = [
        [
            f"{p.cores}",
            f"{p.days:,.1f}",
            f"{p.days * 24 * p.cores:,.0f}",
            f"{p.memory:,.0f}",
            f"{p.disk:,.0f}",
        ]
        for p in found
    ]
    each = largest.core_seconds / largest.size * 1e6
    memory = "the storage" if bytes_each is None else "what the two largest sizes measured"
    words = (
        f"**Computed, not measured.** From {each:.1f} core-seconds a million households × 240 months, "
        f"measured at {largest.size:,} households (the whole is {EVERY_HOUSEHOLD / largest.size:,.0f} times "
        f"that); {shard / 1e6:.2f} MB a draw in shards and as much in `results.nc`; bytes a household of "
        f"{memory}. Taken for granted: cost in proportion to households, a memory bus that is not full, a "
        "disk that keeps up."
    )
    heads = ["cores", "days", "core-hours", "memory, GiB, a draw on each core", "disk, GiB"]
    return f"{words}\n\n{table(heads, rows)}"


def about(repeats: int) -> str:
    """The machine, in a line."""
    import platform

    from perelom.ensembles.fingerprint import machine

    here = machine()
    return (
        f"Measured on {os.cpu_count()} × {here['cpu']} ({here['architecture']}), {platform.system()}, "
        f"Python {here['python']}, numba {here['numba']}; medians of {repeats}, one of the draws."
    )


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---:"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def filled(page: str, parts: dict[str, str]) -> str:
    """A page with its generated parts replaced. ValueError for a part that has no place in it."""
    for name, text in parts.items():
        place = re.compile(rf"(<!-- {name} -->\n).*?({re.escape(END)})", re.S)
        page, count = place.subn(lambda m, text=text: f"{m[1]}{text.strip()}\n{m[2]}", page)
        if count != 1:
            raise ValueError(f"the page has {count} places <!-- {name} -->, expected one")
    return page


if __name__ == "__main__":
    sys.exit(main())
