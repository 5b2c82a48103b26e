"""Indicators: what is measured. Ids, units and kinds stand in `indicators.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Indicator:
    """One measured thing.

    kind: flow (of the month; a year is its sum), stock (start of the month), index, share, rate, price
    (a year is the mean of each). `computed` is False for what no mechanism measures yet.
    Sector parts carry a suffix: `calories_per_head.town`.
    """

    id: str
    unit: str
    kind: str
    regional: bool
    computed: bool
    label: str

    @property
    def summed_over_year(self) -> bool:
        return self.kind == "flow"


@cache
def declared_indicators() -> dict[str, Indicator]:
    """Every declared indicator by id, computed or not."""
    text = files("perelom.vocabulary").joinpath("indicators.csv").read_text(encoding="utf-8")
    return {
        row["id"]: Indicator(
            row["id"],
            row["unit"],
            row["kind"],
            row["regional"] == "yes",
            row["computed"] == "yes",
            row["label"],
        )
        for row in csv.DictReader(text.splitlines())
    }


@cache
def indicators() -> dict[str, Indicator]:
    """The indicators that the model computes, in the order of the record's columns."""
    return {name: item for name, item in declared_indicators().items() if item.computed}


@cache
def indicator_index() -> dict[str, int]:
    """Position of each computed indicator in a record."""
    return {name: i for i, name in enumerate(indicators())}
