"""Every household of 1921 through all months, beside samples of the country: times, identities, indicators.

    python docs/whole_country.py [--households N] [--months 240] [--samples 24]

Writes docs/verification/whole-country.log. All 28 million households and 240 months take 15 GB of memory and
twenty minutes or more on two threads.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from perelom.ensembles.plan import EVERY_HOUSEHOLD, Item, plan
from perelom.vocabulary import FIRST_YEAR, indicators
from perelom.world import simulate
from perelom.world.passes import Books, Crew, Months, run_months

# years of indicators that docs/speed.md tells
TOLD = (
    ("population", 1939),
    ("deaths", 1933),
    ("grain_procured", 1932),
    ("livestock_cattle", 1933),
    ("disturbances", 1930),
    ("real_wage", 1937),
    ("divorce_rate", 1931),
)
LOG = Path(__file__).parent / "verification" / "whole-country.log"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the country and the samples and writes the log."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--households", type=int, default=None, help="all, if not told")
    asked.add_argument("--months", type=int, default=240)
    asked.add_argument(
        "--samples", type=int, default=24, help="of 20,000 households, with seeds of their own"
    )
    asked.add_argument("--threads", type=int, default=2)
    given = asked.parse_args(arguments)
    work = plan(["history"], draws=1, households=20_000)
    parameters = work.parameters(Item(0, 0, 0))
    levers = work.scenarios[0].levers(parameters)
    simulate(levers, parameters, households=500, months=1)  # compiled and loaded
    seconds: list[float] = []

    def timed(months: Months, books: Books, crew: Crew) -> int:
        began = time.perf_counter()
        done = run_months(months, books, crew)
        seconds.extend([(time.perf_counter() - began) / len(months.clock)] * len(months.clock))
        return done

    options = {"months": given.months, "threads": given.threads}
    began = time.perf_counter()
    whole = simulate(levers, parameters, households=given.households, through=timed, **options)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**30 if sys.platform == "darwin" else 2**20)
    households = given.households or EVERY_HOUSEHOLD
    told = [
        f"# history at the centre of the posterior, {households:,} households, {given.months} months, "
        f"{given.threads} threads; {date.today()}",
        f"# {took:.0f} s, of which {took - sum(seconds):.0f} outside the months; a month: median "
        f"{np.median(seconds):.2f}, shortest {min(seconds):.2f}, longest {max(seconds):.2f}; "
        f"{sum(seconds) / given.months / households * 1e9:.0f} ns a household-month; "
        f"peak memory {peak:.1f} GB",
        "# largest relative residual of each identity over all months: "
        + ", ".join(f"{name} {worst:.1e}" for name, worst in whole.identities.items()),
        "# seconds of each month, a line a year:",
        *(
            f"{FIRST_YEAR + month // 12} " + " ".join(f"{x:.2f}" for x in seconds[month : month + 12])
            for month in range(0, given.months, 12)
        ),
    ]
    samples = np.array(
        [
            yearly(simulate(levers, parameters, seed=seed, households=20_000, months=given.months).record)
            for seed in range(1, given.samples + 1)
        ]
    )
    told += beside(yearly(whole.record), samples)
    LOG.write_text("\n".join(told) + "\n", encoding="utf-8")
    return 0


def yearly(record: np.ndarray) -> np.ndarray:
    """Means of the country's years, [years, indicators]."""
    country = record[..., -1]
    return country.reshape(-1, 12, country.shape[1]).mean(axis=1)


def beside(whole: np.ndarray, samples: np.ndarray) -> list[str]:
    """Lines on how far the whole country is from its samples, indicator by indicator, the farthest first."""
    middle, spread = samples.mean(axis=0), samples.std(axis=0, ddof=1)
    differs = np.isfinite(whole) & (spread > 1e-9 * np.abs(middle))  # samples differ there
    with np.errstate(all="ignore"):
        far = np.where(differs, np.abs(whole - middle) / spread, np.nan)
        off, wide = 100 * np.abs(whole / middle - 1), 100 * spread / np.abs(middle)
    found = far[differs]
    rows = []
    for k, name in enumerate(indicators()):
        here = differs[:, k]
        if here.any():
            medians = [np.median(x[here, k]) for x in (far, off, wide)]
            rows.append((far[here, k].max(), name, medians))
    near, nearly = 100 * (found <= 1).mean(), 100 * (found <= 2).mean()
    return [
        f"# beside {len(samples)} samples of 20,000 households, same parameters and decisions, yearly means "
        f"of the country, {len(rows)} indicators that differ from sample to sample:",
        f"# of {len(found)} values {near:.1f}% of the whole country lie within one standard deviation of the "
        f"samples, {nearly:.1f}% within two; the farthest {found.max():.1f}",
        "# indicator: largest and median distance in standard deviations of one sample, median distance and "
        "median standard deviation in per cent",
        *(
            f"{name} {largest:.2f} " + " ".join(f"{x:.2f}" for x in medians)
            for largest, name, medians in sorted(rows, reverse=True)
        ),
        "# some years: whole, mean of the samples, standard deviation of one sample",
        *(
            f"{name} {year} {whole[year - FIRST_YEAR, k]:.6g} {middle[year - FIRST_YEAR, k]:.6g} "
            f"{spread[year - FIRST_YEAR, k]:.2g}"
            for name, year in TOLD
            for k in (list(indicators()).index(name),)
            if year - FIRST_YEAR < len(whole)
        ),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
