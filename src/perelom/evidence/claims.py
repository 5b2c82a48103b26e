"""The essay's claims, and how each is to be audited: the table `claims.csv`.

Columns of the table
id, system, claim, essay_figure, evidence_test, model_test : the claim and what could test it
indicators : ids of the vocabulary that bear on it, joined by |
a, b : two scenarios of the library whose difference b − a can test it
reading : how that difference is to be read, and what it cannot tell
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Claim:
    """One claim of the essay and the plan of its audit; fields as the columns of the table."""

    id: str
    system: str
    text: str
    essay_figure: str
    evidence_test: str
    model_test: str
    indicators: tuple[str, ...]
    a: str
    b: str
    reading: str


@cache
def claims() -> tuple[Claim, ...]:
    """Every claim, in the order of the table."""
    text = files("perelom.evidence").joinpath("claims.csv").read_text(encoding="utf-8")
    return tuple(
        Claim(
            row["id"],
            row["system"],
            row["claim"],
            row["essay_figure"],
            row["evidence_test"],
            row["model_test"],
            tuple(row["indicators"].split("|")),
            row["a"],
            row["b"],
            row["reading"],
        )
        for row in csv.DictReader(text.splitlines())
    )
