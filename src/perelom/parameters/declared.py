"""The table of parameters: what is believed, and on what ground."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_PRIOR = re.compile(r"(fixed|uniform|pert|normal|lognormal|beta)(?:\(([^,]+),([^)]+)\))?")


@dataclass(frozen=True)
class Parameter:
    """One declared parameter.

    prior: family and its two numbers: uniform(low, high); pert(low, high), the beta distribution of PERT
    whose mode is the reference (Malcolm et al. 1959); normal(mean, sd), lognormal(median, sd of log),
    beta(a, b), or fixed. mark: recalled, fitted or assumption (a fitted value says on what in `source`).
    """

    id: str
    unit: str
    reference: float
    prior: tuple[str, float, float]
    mark: str
    source: str
    meaning: str


def parse_prior(text: str) -> tuple[str, float, float]:
    """Family and two numbers of a prior. ValueError names what was found."""
    match = _PRIOR.fullmatch(text.strip())
    if match is None or (match[1] != "fixed") != (match[2] is not None):
        raise ValueError(
            f"'{text}' is not a prior: fixed, or uniform, pert, normal, lognormal or beta with (a,b)"
        )
    return (match[1], float(match[2] or 0), float(match[3] or 0))


@cache
def declared() -> dict[str, Parameter]:
    """All parameters by id, in the table's order."""
    text = files("perelom.parameters").joinpath("parameters.csv").read_text(encoding="utf-8")
    return {
        row["id"]: Parameter(
            row["id"],
            row["unit"],
            float(row["reference"]),
            parse_prior(row["prior"]),
            row["mark"],
            row["source"],
            row["meaning"],
        )
        for row in csv.DictReader(text.splitlines(), delimiter=";")
    }


FITTED = "value fitted by descent: decision 0008"
MOVED = "value moved into the ranges: decision 0010"


def with_references(found: Mapping[str, float], said: str = FITTED) -> str:
    """The text of the table with other references, four figures each; what moved says so in its source, in
    the words `said`."""
    text = files("perelom.parameters").joinpath("parameters.csv").read_text(encoding="utf-8")
    lines = []
    for line in text.splitlines():
        cells = line.split(";")
        if cells[0] in found and f"{found[cells[0]]:.4g}" != f"{float(cells[2]):.4g}":
            cells[2], cells[4] = f"{found[cells[0]]:.4g}", "fitted"
            if said not in cells[5]:
                cells[5] = f"{cells[5]} ({said})"
        lines.append(";".join(cells))
    return "\n".join(lines) + "\n"
