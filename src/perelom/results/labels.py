"""Words that go with numbers: unit, label, kind and sources of an indicator, figures as people read them."""

from __future__ import annotations

import math

from perelom.evidence import published
from perelom.vocabulary import declared_indicators

MIXTURES = "mixtures"  # group of a file of results that holds mixtures of its scenarios
BY_REGION = "_by_region"  # ending of variables that have a value in each region
# unit -> (factor, words) for tables that people read; files and JSON keep the declared unit
READABLE = {
    "persons": (1e-6, "million"),
    "head": (1e-6, "million head"),
    "ha": (1e-6, "million ha"),
    "t": (1e-6, "Mt"),
    "rub": (1e-9, "bn rub"),
    "rub_1913": (1e-9, "bn rub of 1913"),
    "rub_1926_27": (1e-9, "bn rub of 1926/27"),
    "kWh": (1e-9, "bn kWh"),
    "units": (1e-3, "thousand"),
    "share": (100.0, "%"),
}
PER_HEAD = (1.0, "rub of 1926/27")


def attributes(indicator: str) -> dict[str, str]:
    """Attributes of a results variable: unit, long_name, kind, and published series to hold it against."""
    found = declared_indicators()[indicator]
    return {
        "unit": found.unit,
        "units": found.unit,
        "long_name": found.label,
        "kind": found.kind,
        "sources": "; ".join(published(indicator)) or "none: computed by the model only",
    }


def readable(indicator: str) -> tuple[float, str]:
    """Factor and unit in which a table shows an indicator: persons in millions, tonnes in Mt."""
    unit = declared_indicators()[indicator].unit
    if unit == "rub_1926_27" and ("per_head" in indicator or indicator == "welfare"):
        return PER_HEAD
    return READABLE.get(unit, (1.0, unit))


def counted(number: int, noun: str) -> str:
    """`1 draw`, `16 draws`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def figure(value: float | None, signed: bool = False) -> str:
    """A number with three figures that count, `–` where there is none."""
    if value is None or math.isnan(value):
        return "–"
    sign = "+" if signed else ""
    size = abs(value)
    if size >= 1000:
        return f"{value:{sign},.0f}"
    places = 0 if size >= 100 else 1 if size >= 10 else 2
    return f"{value:{sign}.{places}f}"
