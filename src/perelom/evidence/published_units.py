"""Units of published series: how many of what, at which prices. The table is `units.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

POOD = 0.0163805  # tonnes; 1 million poods = 16 380.5 t

# (thing that a source counts, unit of an indicator) -> factor, where the two differ
CONVERSIONS = {
    ("pood", "t"): POOD,
    ("pood/ha", "t/ha"): POOD,
    ("rub/pood", "rub/t"): 1 / POOD,
    ("count", "persons"): 1.0,
    ("share per year", "per year"): 1.0,
    ("share per year", "per month"): 1 / 12,
    ("share", "ratio"): 1.0,
    ("1913=1", "1913=100"): 100.0,
}


@dataclass(frozen=True)
class PublishedUnit:
    """A unit as a source writes it.

    scale : how many of `thing` one of it is
    thing : what is counted, the price basis being part of it: `rub` of the day, `rub_1926_27`, `rub_gold`
    of : the whole that a share is part of, where told
    """

    text: str
    scale: float
    thing: str
    of: str

    def factor_to(self, unit: str) -> float | None:
        """What a value is multiplied with to stand in an indicator's unit; None where it cannot."""
        if self.thing == unit:
            return self.scale
        factor = CONVERSIONS.get((self.thing, unit))
        return None if factor is None else self.scale * factor


@cache
def published_units() -> dict[str, PublishedUnit]:
    """Every declared unit of the published series by its text."""
    text = files("perelom.evidence").joinpath("units.csv").read_text(encoding="utf-8")
    return {
        row["unit"]: PublishedUnit(row["unit"], float(row["scale"]), row["thing"], row["of"])
        for row in csv.DictReader(text.splitlines())
    }
