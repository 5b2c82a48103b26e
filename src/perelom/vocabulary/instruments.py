"""Instruments: what a government can decide. The table `instruments.csv` is binding."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Instrument:
    """One lever of policy.

    kind: share, rate, level, ratio, exponent, class, price, flow, stock, enum or set.
    Enums are stored as the index of the choice, sets as a bit mask over the choices.
    `given`: why its path in history is fed in and not decided; empty for a decision.
    A bare value of a regional flow or stock is the country's total; `by_region` names parts of it.
    """

    id: str
    kind: str
    unit: str
    choices: tuple[str, ...]
    low: float | None
    high: float | None
    regional: bool
    start: str
    meaning: str
    given: str = ""

    @property
    def extensive(self) -> bool:
        """True where a bare value is a total to be shared out among regions."""
        return self.regional and self.kind in ("flow", "stock")


@cache
def instruments() -> dict[str, Instrument]:
    """All instruments by id, in the table's order."""
    text = files("perelom.vocabulary").joinpath("instruments.csv").read_text(encoding="utf-8")
    table = {}
    for row in csv.DictReader(text.splitlines()):
        coded = row["kind"] in ("enum", "set")
        table[row["id"]] = Instrument(
            id=row["id"],
            kind=row["kind"],
            unit="" if coded else row["unit"],
            choices=tuple(row["unit"].split("|")) if coded else (),
            low=float(row["low"]) if row["low"] else None,
            high=float(row["high"]) if row["high"] else None,
            regional=row["regional"] == "yes",
            start=row["start_1921"],
            meaning=row["meaning"],
            given=row["given"] or "",
        )
    return table


@cache
def fed_in() -> dict[str, Instrument]:
    """Instruments whose path in history is neither decided nor weather, by id; `given` says why."""
    return {name: item for name, item in instruments().items() if item.given}


@cache
def lever_index() -> dict[str, int]:
    """Position of each instrument in the arrays of levers."""
    return {name: i for i, name in enumerate(instruments())}
