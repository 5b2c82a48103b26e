"""The toy country: two regions, three villages, two towns (tests/toy/README.md), and single steps on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from perelom.mechanisms.calendar_of_farming import REMAINING
from perelom.mechanisms.steps import Step
from perelom.parameters import values
from perelom.vocabulary import FIRST_YEAR
from perelom.world.country import Country, read_country
from perelom.world.first_month import lay_out
from perelom.world.month import STEPS
from perelom.world.passes import Books, Crew, Months, run_step, step_by_step
from perelom.world.run import lever_dtype, parameter_record, random_key
from perelom.world.schema import World, clock_dtype

Through = Callable[[Months, Books, Crew], int]
HOUSEHOLDS = (
    192  # one row stands for 125,000 households of the villages: two villages, one village, two towns
)


def toy_country() -> Country:
    """The table of tests/toy as a country."""
    return read_country(Path(__file__).parent / "toy" / "country.csv", "toy")


def toy_world() -> World:
    """January 1921 in the toy country, each column in eight bytes."""
    return lay_out(toy_country(), HOUSEHOLDS, random_key(1921, 0), exact=True)


def emptied_world() -> World:
    """The toy country's blocks, regions and nation with all their numbers at zero, but weights at one and
    a household counted in each block, as steps pass by a block that no one lives in."""
    world = toy_world()
    for table in (world.blocks, world.regions, world.nation):
        for name in table.dtype.names or ():
            if name not in ("region", "kind", "id", "lever"):
                table[name] = 0.0
    world.blocks["weight"] = world.blocks["households_sum"] = 1.0
    return world


def by_hand(
    world: World, month: int, levers: Mapping[str, float], parameters: Mapping[str, float]
) -> tuple[np.ndarray, ...]:
    """What a kernel takes: levers not named are 0 in every region and in the country's total.

    month: from January 1921; parameters: those not named stand at the reference.
    """
    lev = np.zeros(len(world.regions), lever_dtype())
    tot = np.zeros(1, lever_dtype())
    for name, value in levers.items():
        lev[name.replace(".", "_")] = tot[name.replace(".", "_")] = value
    clock = np.zeros(1, clock_dtype())
    clock["month"], clock["moy"], clock["year"] = month, month % 12 + 1, FIRST_YEAR + month // 12
    clock["rem"], clock["key"] = REMAINING[month % 12], random_key(1921, 0)
    par = parameter_record(values("reference", overrides=parameters))
    return (world.blocks, world.regions, world.nation, lev, tot, par, clock)


def step_named(name: str) -> Step:
    """A step of the month by its name."""
    return next(step for step in STEPS if step.name == name)


def take_step(name: str, arrays: tuple[np.ndarray, ...]) -> None:
    """Runs all kernels of one step."""
    run_step(step_named(name), arrays)


def months_of(take: Callable[[Step, tuple], None]) -> Through:
    """Months that run their steps one by one through a function, in place of `run_months`."""
    return lambda months, books, crew: step_by_step(months, books, take)
