"""The tests of which the rules of claims are made: what is read of evidence and model, and the condition.

What each key means stands at the head of `evidence/claim_rules.yaml`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from perelom.errors import did_you_mean
from perelom.evidence import all_series
from perelom.scenarios import names as scenario_names
from perelom.vocabulary import COUNTRY, indicators

from .reading import IndicatorId, Region, months

WHOLE_FROM = 1e4


def _window(value: Any) -> tuple[int, int]:
    """Months of `1930`, `1930-03`, `1926-07..1927-06` or, of whole years, `1929..1932`."""
    begin, dots, end = str(value).partition("..")
    if dots and len(begin) == len(end) == 4:
        return months(f"{begin}-01..{end}-12")
    return months(value)


def _scenarios(value: Any) -> tuple[str, ...]:
    found = (value,) if isinstance(value, str) else tuple(value)
    for name in found:
        if name not in scenario_names():
            hint = did_you_mean(name, scenario_names())
            raise ValueError(f"unknown scenario '{name}'" + (f"; {hint}" if hint else ""))
    return found


def _spoken(value: Any) -> str:
    if not str(value).strip():
        raise ValueError("words are missing here")
    return " ".join(str(value).split())


Months = Annotated[tuple[int, int], BeforeValidator(_window)]
Scenarios = Annotated[tuple[str, ...], BeforeValidator(_scenarios)]
Words = Annotated[str, BeforeValidator(_spoken)]


def told(value: float | None) -> str:
    """A number for people: whole from a thousand on, else three figures."""
    if value is None or math.isnan(value):
        return "–"
    if abs(value) >= WHOLE_FROM:
        return f"{value:,.0f}"
    return f"{value:.6g}" if abs(value) >= WHOLE_FROM / 10 else f"{value:.3g}"


class Strict(BaseModel):
    """A part of the file: no key that is not known, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Expect(Strict):
    """A condition: above or below a threshold, or between two."""

    above: float | None = None
    below: float | None = None
    between: tuple[float, float] | None = None

    @model_validator(mode="after")
    def _one(self) -> Expect:
        if [self.above, self.below, self.between].count(None) != 2:
            raise ValueError("a condition is one of above, below and between")
        if self.between is not None and self.between[0] >= self.between[1]:
            raise ValueError("'between' has its lower end first")
        return self

    def met(self, value: float) -> bool:
        """Whether a value meets it; NaN never does."""
        if self.above is not None:
            return value > self.above
        if self.below is not None:
            return value < self.below
        assert self.between is not None
        return self.between[0] <= value <= self.between[1]

    def __str__(self) -> str:
        if self.between is not None:
            return f"between {told(self.between[0])} and {told(self.between[1])}"
        return f"above {told(self.above)}" if self.above is not None else f"below {told(self.below)}"


class Published(Strict):
    """Figures of one series: of one period, or of any. source, but_not : how sources begin, or do not."""

    series: str
    period: str = Field("", alias="in")
    region: Region | None = None
    source: str = ""
    but_not: str = ""

    @model_validator(mode="after")
    def _there(self) -> Published:
        known = {series.id for series in all_series()}
        if self.series not in known:
            hint = did_you_mean(self.series, known)
            raise ValueError(f"unknown series '{self.series}'" + (f"; {hint}" if hint else ""))
        return self


class Reading(Strict):
    """A number of the evidence: of × times / to × scale, or the year of an event of the timeline.

    timeline : the events' instrument; words : what their text holds, in whatever case
    """

    of: Published | Reading | None = None
    times: Published | None = None
    to: Published | Reading | None = None
    scale: float = 1.0
    timeline: str = ""
    words: str = ""

    @model_validator(mode="after")
    def _form(self) -> Reading:
        if (self.of is None) == (not self.timeline):
            raise ValueError("a reading has either 'of' or 'timeline'")
        return self


class EvidenceTest(Strict):
    """A condition on published figures. taken : `all` must agree, or the `median` of several things."""

    says: Words
    readings: tuple[Reading, ...] = Field(min_length=1)
    expect: Expect
    because: Words
    figure: bool = False
    taken: Literal["all", "median"] = "all"


class Read(Strict):
    """A number of one record: mean or total of an indicator (plus, less, per another) in a window.

    over : the ratio to the same in another window; minus : less the same in another window
    """

    mean: IndicatorId | None = None
    total: IndicatorId | None = None
    plus: IndicatorId | None = None
    less: IndicatorId | None = None
    per: IndicatorId | None = None
    region: Region = COUNTRY
    window: Months = Field(alias="in")
    over: Months | None = None
    minus: Months | None = None

    @model_validator(mode="after")
    def _form(self) -> Read:
        if (self.mean is None) == (self.total is None):
            raise ValueError("a statistic is one of mean and total")
        if self.over is not None and self.minus is not None:
            raise ValueError("a statistic has one of over and minus")
        if self.region != COUNTRY:
            for name in self.indicators:
                if not indicators()[name].regional:
                    raise ValueError(f"'{name}' has a value for the whole country only")
        return self

    @property
    def indicators(self) -> tuple[str, ...]:
        """What it reads, the first first."""
        return tuple(name for name in (self.mean or self.total, self.plus, self.less, self.per) if name)

    @property
    def unit(self) -> str:
        """Of the number; empty for a quotient."""
        return "" if self.per or self.over else indicators()[self.indicators[0]].unit

    @property
    def windows(self) -> tuple[tuple[int, int], ...]:
        return tuple(window for window in (self.window, self.over, self.minus) if window)


class Shown(Strict):
    """A number of the model: of scenarios alone (`in`), or b against a, as difference or ratio b / a."""

    says: Words
    alone: Scenarios = Field((), alias="in")
    a: Scenarios = ()
    b: Scenarios = ()
    how: Literal["difference", "ratio"] = Field("difference", alias="as")
    read: Read

    @model_validator(mode="after")
    def _form(self) -> Shown:
        if bool(self.alone) == bool(self.a and self.b):
            raise ValueError("it has either 'in' or 'a' and 'b'")
        if bool(self.a) != bool(self.b):
            raise ValueError("'a' and 'b' belong together")
        return self

    @property
    def unit(self) -> str:
        """Of what is told; empty for a ratio."""
        return "" if self.how == "ratio" else self.read.unit

    def cases(self) -> Iterator[tuple[str, str]]:
        """(a, b) of every comparison; a is empty for a scenario read alone."""
        return iter([("", name) for name in self.alone] or list(product(self.a, self.b)))


class ModelTest(Shown):
    """A condition on a number of the model. assumed : what was put in by assumption that bears on it."""

    expect: Expect
    because: Words
    figure: bool = False
    assumed: str = ""
