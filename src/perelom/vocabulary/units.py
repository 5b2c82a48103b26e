"""Units as written in scenario files: numbers with an optional suffix (`12 Mt`, `40 %`, `180 rub`)."""

from __future__ import annotations

import re

# suffix -> (dimension, factor to the base unit of that dimension)
SUFFIXES: dict[str, tuple[str, float]] = {
    "t": ("grain", 1.0),
    "kt": ("grain", 1e3),
    "Mt": ("grain", 1e6),
    "%": ("share", 0.01),
    "rub": ("money", 1.0),
    "M rub": ("money", 1e6),
    "bn rub": ("money", 1e9),
    "persons": ("count", 1.0),
    "k persons": ("count", 1e3),
    "M persons": ("count", 1e6),
    "households": ("count", 1.0),
    "k households": ("count", 1e3),
    "units": ("count", 1.0),
    "events": ("count", 1.0),
    "head": ("count", 1.0),
    "M head": ("count", 1e6),
    "ha": ("area", 1.0),
    "Mha": ("area", 1e6),
    "months": ("time", 1.0),
    "month": ("time", 1.0),
}

_NUMBER = re.compile(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*")


def dimension(unit: str) -> str:
    """Dimension of a declared unit: which suffixes may follow a number measured in it."""
    for start, name in (
        ("rub", "money"),
        ("t/", "yield"),
        ("t", "grain"),
        ("ha", "area"),
        ("head", "count"),
        ("persons", "count"),
        ("households", "count"),
        ("units", "count"),
        ("events", "count"),
        ("share", "share"),
    ):
        if unit == start or unit.startswith((start + " ", start + "/", start + "_")):
            return name
    return "number"


def allowed_suffixes(unit: str) -> list[str]:
    """Suffixes that may follow a number of this unit."""
    return [name for name, (dim, _) in SUFFIXES.items() if dim == dimension(unit)]


def parse_quantity(value: object, unit: str) -> float:
    """A number, or text of a number with a suffix, in the base of `unit`. ValueError says what is allowed."""
    if isinstance(value, bool):
        raise ValueError(f"found {value}; expected a number in {unit or 'plain units'}")
    if isinstance(value, (int, float)):
        return float(value)
    match = _NUMBER.fullmatch(str(value))
    if match is None:
        raise ValueError(f"'{value}' is not a number")
    number, suffix = float(match[1]), match[2]
    if not suffix:
        return number
    if suffix not in SUFFIXES or SUFFIXES[suffix][0] != dimension(unit):
        allowed = ", ".join(allowed_suffixes(unit)) or "none"
        raise ValueError(
            f"unit '{suffix}' does not fit; the unit is {unit or 'a plain number'} (suffixes: {allowed})"
        )
    return number * SUFFIXES[suffix][1]
