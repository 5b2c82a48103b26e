"""What words are called in English and Russian: the table `labels.csv`."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

Label = dict[str, str]  # en, ru
EVENT, UNIT, SECTION, CHOICE = "event:", "unit:", "section:", ":"


@cache
def labels() -> dict[str, Label]:
    """Labels by id.

    An id is that of an indicator, a region, USSR or an instrument; `INSTRUMENT:CHOICE` for a choice of an
    instrument, `event:E1` for an event, `section:HEADING` for a heading of curves,
    `unit:share` for a unit.
    """
    text = files("perelom.page").joinpath("labels.csv").read_text(encoding="utf-8")
    return {row["id"]: {"en": row["en"], "ru": row["ru"]} for row in csv.DictReader(text.splitlines())}


def label(name: str) -> Label:
    """The label of an id. KeyError where the table has none."""
    return labels()[name]


@cache
def _scenarios_ru() -> dict[str, dict[str, str]]:
    """Title and question in Russian of the library's scenarios, by name: the table `scenarios_ru.csv`."""
    text = files("perelom.page").joinpath("scenarios_ru.csv").read_text(encoding="utf-8")
    return {row.pop("id"): row for row in csv.DictReader(text.splitlines())}


def scenario_label(name: str, key: str, own: str) -> Label:
    """What a scenario is called, in both languages; one that a reader wrote speaks as he did.

    key : title or question; own : the words of its file
    """
    return {"en": own, "ru": _scenarios_ru().get(name, {}).get(key, own)}


def unit_label(unit: str) -> Label:
    """A unit in both languages; a unit that is written alike in both stands in no table."""
    return labels().get(UNIT + unit, {"en": unit, "ru": unit})
