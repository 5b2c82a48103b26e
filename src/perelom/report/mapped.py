"""What a map shows: an indicator in every region, in a month, over a year, or over a span of years."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perelom.errors import refusal
from perelom.results import samples, yearly
from perelom.results.bands import years_of
from perelom.results.comparison import Pair
from perelom.results.labels import BY_REGION, PER_HEAD, readable
from perelom.vocabulary import MONTHS, indicators, month_index

if TYPE_CHECKING:
    import xarray

# a quantity of a large region says little: it is shown by inhabitant. unit -> (factor, words)
BY_INHABITANT = {
    "persons": (1e3, "for each 1,000 inhabitants"),
    "households": (1e3, "households for each 1,000 inhabitants"),
    "head": (1e2, "head for each 100 inhabitants"),
    "t": (1e3, "kg an inhabitant"),
    "ha": (1.0, "ha an inhabitant"),
    "events": (1e6, "for each million inhabitants"),
}
PEOPLE = "population"
_YEAR, _MONTH = re.compile(r"\d{4}"), re.compile(r"\d{4}(-\d{2})?")


@dataclass(frozen=True)
class Span:
    """Months `first` to `last`, as index, and how they are called."""

    first: int
    last: int
    words: str

    @property
    def months(self) -> slice:
        return slice(self.first, self.last + 1)


@dataclass(frozen=True)
class Mapped:
    """An indicator in every place over a span, in the unit that `unit` names.

    scenario : "" where results name none; against : the scenario it was subtracted from, "" for a level
    values : [draws, 15], the fourteen regions in their order, then the country
    """

    indicator: str
    span: Span
    scenario: str
    against: str
    unit: str
    values: np.ndarray

    @property
    def median(self) -> np.ndarray:
        """[15]; NaN where there is no value."""
        return np.median(self.values, axis=0)

    @property
    def band(self) -> tuple[np.ndarray, np.ndarray]:
        """The 90 % band of the draws, low and high, each [15]."""
        low, high = np.quantile(self.values, [0.05, 0.95], axis=0)
        return low, high

    @property
    def heading(self) -> str:
        """`1928-01: history`; a difference says what was subtracted."""
        whose = f"{self.scenario} less {self.against}" if self.against else self.scenario
        return f"{self.span.words}{': ' if whose else ''}{whose}"

    @property
    def title(self) -> str:
        """`Cattle, 1928-01: history`"""
        return f"{indicators()[self.indicator].label}, {self.heading}"


def span_of(text: str, months: int) -> Span:
    """The span of a month `1930-03` or a year `1930`. InputError where a run of so many months lacks it."""
    try:
        first = month_index(f"{text}-01" if _YEAR.fullmatch(text) else text)
    except ValueError as error:
        told = f"'{text}' is neither a month as 1930-03 nor a year as 1930"
        raise refusal(str(error) if _MONTH.fullmatch(text) else told) from None
    last = first + 11 if _YEAR.fullmatch(text) else first
    if last >= months:
        raise refusal(f"{text} is outside the run, {MONTHS[0]} … {MONTHS[months - 1]}")
    return Span(first, last, text)


def last_span(months: int) -> Span:
    """The last whole year of a run, or its last month where it has none."""
    years = years_of(months)
    return span_of(str(years[-1]) if years else MONTHS[months - 1], months)


def level(dataset: xarray.Dataset, indicator: str, span: Span, scenario: str | None = None) -> Mapped:
    """An indicator of one scenario in every place."""
    values = _places(lambda variable: samples(dataset, variable, scenario), indicator, span)
    return Mapped(indicator, span, scenario or "", "", unit(indicator, span), values)


def difference(pair: Pair, indicator: str, span: Span) -> Mapped:
    """b - a of a pair in every place, draw by draw, the mean over seeds."""
    sides = [
        _places(lambda variable, side=side: pair.values(variable)[side], indicator, span) for side in (0, 1)
    ]
    values = (sides[1] - sides[0]).mean(axis=1)
    return Mapped(indicator, span, pair.b, pair.a, unit(indicator, span), values)


def unit(indicator: str, span: Span) -> str:
    """The unit of a map, with the time over which a flow was summed."""
    item = indicators()[indicator]
    words = (_by_inhabitant(indicator) or readable(indicator))[1]
    if not item.summed_over_year:
        return words
    months = span.last - span.first + 1
    time = {1: "in this month", 12: "in this year"}.get(months, "in these years")
    return f"{words} {time}"


def _by_inhabitant(indicator: str) -> tuple[float, str] | None:
    if indicator == PEOPLE or readable(indicator) == PER_HEAD:
        return None
    return BY_INHABITANT.get(indicators()[indicator].unit)


def every_time(
    dataset: xarray.Dataset, indicator: str, years: bool, scenario: str | None = None
) -> np.ndarray:
    """Medians of the draws in every region, [years or months, 14], in the map's unit."""
    values, people = (samples(dataset, name + BY_REGION, scenario) for name in (indicator, PEOPLE))
    return np.median(_over_time(indicator, values, people, years), axis=0)


def every_difference(pair: Pair, indicator: str, years: bool) -> np.ndarray:
    """Medians of the draws' differences b - a in every region, [years or months, 14], in the map's unit."""
    sides = []
    for side in (0, 1):
        values, people = (pair.values(name + BY_REGION)[side] for name in (indicator, PEOPLE))
        flat, inhabitants = (x.reshape(-1, *x.shape[2:]) for x in (values, people))
        found = _over_time(indicator, flat, inhabitants, years)
        sides.append(found.reshape(*values.shape[:2], *found.shape[1:]))
    return np.median((sides[1] - sides[0]).mean(axis=1), axis=0)


def _over_time(indicator: str, values: np.ndarray, people: np.ndarray, years: bool) -> np.ndarray:
    """Values [runs, months, 14] by year or by month, in the map's unit."""
    if years:
        values = yearly(values, indicators()[indicator].summed_over_year)
        people = people[:, : 12 * values.shape[1] : 12]
    return _in_unit(indicator, values, people)


def _places(get: Callable[[str], np.ndarray], indicator: str, span: Span) -> np.ndarray:
    """Values [..., 15] over a span. get : values of a variable, [..., months[, regions]]"""
    found = []
    for ending, axis in ((BY_REGION, -2), ("", -1)):
        values, people = (np.moveaxis(get(name + ending), axis, 0) for name in (indicator, PEOPLE))
        over = values[span.months]
        taken = over.sum(axis=0) if indicators()[indicator].summed_over_year else over.mean(axis=0)
        made = _in_unit(indicator, taken, people[span.first])
        found.append(made if ending else made[..., None])
    return np.concatenate(found, axis=-1)


def _in_unit(indicator: str, values: np.ndarray, people: np.ndarray) -> np.ndarray:
    told = _by_inhabitant(indicator)
    return told[0] * values / people if told else readable(indicator)[0] * values
