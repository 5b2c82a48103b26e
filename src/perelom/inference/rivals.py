"""Two forecasts that the model has to beat on held-out evidence: last value, growth of comparable countries.

Both begin from the latest figure that may be fitted of the same indicator, place and kind of statistic which
ends before the window begins. Where there is none (series held out as a whole) there is no such forecast.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from perelom.vocabulary import FIRST_YEAR

from .checks import Check

# incomes and outputs, which a forecaster might have let grow as income per head grew elsewhere
GROWING = (
    "national_income_per_head",
    "consumption_per_head",
    "real_wage",
    "industrial_output_index",
    "group_a_index",
    "group_b_index",
    "farm_output_index",
    "steel",
    "coal",
    "electricity",
    "employment",
    "grain_harvest",
)


@cache
def comparable_countries() -> dict[str, dict[int, float]]:
    """Income per head by country and year: agrarian and late industrial countries, 1921-40."""
    text = files("perelom.evidence").joinpath("comparable_growth.csv").read_text(encoding="utf-8")
    found: dict[str, dict[int, float]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["country"], {})[int(row["year"])] = float(row["value"])
    return found


def last_known(check: Check, known: Sequence[Check]) -> Check | None:
    """The latest of the known figures of the same kind that ends before a check's window begins."""
    earlier = [k for k in known if _kind(k) == _kind(check) and k.last < check.first]
    return max(earlier, key=lambda k: k.last, default=None)


def _kind(check: Check) -> tuple[object, ...]:
    length = check.last - check.first
    return check.indicator, check.over, check.regions, check.statistic, check.base, length


def carried_forward(check: Check, known: Sequence[Check]) -> np.ndarray:
    """The last value as the forecast: [1], or empty where there is none."""
    last = last_known(check, known)
    return np.array([] if last is None else [last.centre])


def grown(check: Check, known: Sequence[Check]) -> np.ndarray:
    """The last value grown as income per head grew in each comparable country: [countries], or empty."""
    last = last_known(check, known)
    if last is None or check.indicator not in GROWING:
        return np.array([])
    begin, end = _year(last), _year(check)
    growth = [c[end] / c[begin] for c in comparable_countries().values() if begin in c and end in c]
    return last.centre * np.array(growth)


def _year(check: Check) -> int:
    """The calendar year in which the middle of a window lies."""
    return FIRST_YEAR + (check.first + check.last) // 2 // 12


RIVALS = {"last value": carried_forward, "comparable countries": grown}
