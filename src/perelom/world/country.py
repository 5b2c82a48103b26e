"""A country: the regions and what they had in January 1921. The engine runs on any such table."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from perelom.vocabulary import REGION_INDEX


@dataclass(frozen=True)
class RegionOfCountry:
    """One region at the start. Persons, households in thousands; areas in million ha; herds per household
    of 1926-29.

    lever: which of the fourteen regions' levers it obeys (a toy region borrows one).
    """

    name: str
    lever: int
    numbers: dict[str, float]


@dataclass(frozen=True)
class Country:
    """Regions in order, and the households a village and a workplace start with."""

    name: str
    regions: tuple[RegionOfCountry, ...]

    @property
    def households(self) -> float:
        """Households at the start, town and village."""
        return sum(
            1e3 * r.numbers["households_thousand"] + 1e3 * r.numbers["urban_thousand"] / 3.9
            for r in self.regions
        )


def read_country(path: Path, name: str) -> Country:
    """A country from a CSV with the columns of `country_1921.csv`."""
    regions = []
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        numbers = {key: float(value) for key, value in row.items() if key not in ("region", "lever")}
        regions.append(RegionOfCountry(row["region"], REGION_INDEX[row["lever"]], numbers))
    return Country(name, tuple(regions))


@cache
def soviet_country() -> Country:
    """The fourteen regions in January 1921 (economy specification §12: population verified, the rest
    recalled or assumed)."""
    return read_country(Path(str(files("perelom.world").joinpath("country_1921.csv"))), "USSR")
