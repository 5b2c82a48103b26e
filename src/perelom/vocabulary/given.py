"""Given paths: what is fed in though it is neither a decision nor weather, until a mechanism replaces it."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from .instruments import Instrument, instruments


def _rows() -> list[dict[str, str]]:
    text = files("perelom.vocabulary").joinpath("given.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def given_paths() -> dict[str, Instrument]:
    """Given paths by id; they are dated in scenario files like instruments, under the key `given`."""
    return {
        row["id"]: Instrument(
            row["id"],
            row["kind"],
            row["unit"],
            (),
            float(row["low"]),
            float(row["high"]),
            row["regional"] == "yes",
            row["start_1921"],
            row["meaning"],
        )
        for row in _rows()
    }


@cache
def fed_in() -> dict[str, Instrument]:
    """All that is neither decided nor weather in history: the given paths, and instruments that are given."""
    return given_paths() | {name: lever for name, lever in instruments().items() if lever.given}


@cache
def emptied_by() -> dict[str, str]:
    """For all that is fed in, the mechanism that will replace it, or why it remains."""
    paths = {row["id"]: row["emptied_by"] for row in _rows()}
    return paths | {name: lever.given for name, lever in instruments().items() if lever.given}


@cache
def lever_index() -> dict[str, int]:
    """Position of each instrument and then of each given path in the arrays of levers."""
    return {name: i for i, name in enumerate((*instruments(), *given_paths()))}
