"""What words are called in English and Russian: the table `labels.csv`."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

Label = dict[str, str]  # en, ru
EVENT, UNIT, CHOICE = "event:", "unit:", ":"


@cache
def labels() -> dict[str, Label]:
    """Labels by id.

    An id is that of an indicator, a region, USSR or an instrument; `INSTRUMENT:CHOICE` for a choice of an
    instrument, `event:E1` for an event, `unit:share` for a unit.
    """
    text = files("perelom.page").joinpath("labels.csv").read_text(encoding="utf-8")
    return {row["id"]: {"en": row["en"], "ru": row["ru"]} for row in csv.DictReader(text.splitlines())}


def label(name: str) -> Label:
    """The label of an id. KeyError where the table has none."""
    return labels()[name]


def unit_label(unit: str) -> Label:
    """A unit in both languages; a unit that is written alike in both stands in no table."""
    return labels().get(UNIT + unit, {"en": unit, "ru": unit})
