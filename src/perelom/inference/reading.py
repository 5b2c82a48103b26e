"""A file of checks read with the place of every word, and validated: all problems at once, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from perelom.errors import did_you_mean
from perelom.scenarios.document import Items, Node, Place, Report, Scalar, Table, parse
from perelom.vocabulary import COUNTRY, PLACES, indicators, month_index

from .statistics import MONTHS, OF_TWO_WINDOWS, STATISTICS

_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"\d{4}-\d{2}")
WINDOW_FORMS = "1930, 1930-03 or 1926-07..1927-06"


def months(text: Any) -> tuple[int, int]:
    """First and last month of a window: a year, a month, or two months joined by `..`. ValueError else."""
    begin, _, end = str(text).partition("..")
    if _YEAR.fullmatch(begin) and not end:
        begin, end = f"{begin}-01", f"{begin}-12"
    try:
        first, last = month_index(begin), month_index(end or begin)
    except ValueError as error:
        raise ValueError(f"{error}; a window is {WINDOW_FORMS}") from None
    if last < first:
        raise ValueError(f"the window '{text}' ends before it begins")
    return first, last


def _amount(value: Any) -> float:
    """A number, or the month of a date as a number."""
    if isinstance(value, str) and _MONTH.fullmatch(value):
        return float(month_index(value))
    return float(value)


def _known(what: str, names: Callable[[], Any]) -> BeforeValidator:
    def check(value: Any) -> str:
        word = str(value)
        if word not in names():
            hint = did_you_mean(word, names())
            raise ValueError(f"unknown {what} '{word}'" + (f"; {hint}" if hint else ""))
        return word

    return BeforeValidator(check)


Window = Annotated[tuple[int, int], BeforeValidator(months)]
Amount = Annotated[float, BeforeValidator(_amount)]
IndicatorId = Annotated[str, _known("indicator", indicators)]
Region = Annotated[str, _known("region", lambda: PLACES)]
Statistic = Annotated[str, _known("statistic", lambda: STATISTICS)]
EVENT = r"^(E([1-9]|1[0-4])|series)$"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Error(_Strict):
    """A measurement error, half of a 90 % interval: a share of the value, or an amount.

    why : its ground; figures : indicators whose published figures have it
    """

    relative: float = 0.0
    absolute: float = 0.0
    why: str
    figures: tuple[IndicatorId, ...] = ()

    def of(self, value: float, status: str, at_least: float = 0.0) -> float:
        """The error of one value, twice as wide for what is recalled; never less than `at_least`."""
        width = self.relative * abs(value) + self.absolute
        return max(width * (2 if status == "recalled" else 1), at_least)


class Estimate(_Strict):
    """One published estimate as the file writes it."""

    value: Amount | None = None
    low: Amount | None = None
    high: Amount | None = None
    source: Annotated[str, BeforeValidator(str)]
    status: Literal["verified", "recalled"]
    note: str = ""

    @model_validator(mode="after")
    def _one_form(self) -> Estimate:
        if (self.value is None) == (self.low is None or self.high is None):
            raise ValueError("an estimate has either a value or low and high")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low:g} lies above high {self.high:g}")
        return self

    def range(self) -> tuple[float, float]:
        if self.value is not None:
            return self.value, self.value
        assert self.low is not None and self.high is not None
        return self.low, self.high


class Entry(_Strict):
    """One check as the file writes it; what each key means: the head of the file and `statistics.py`."""

    id: Annotated[str, BeforeValidator(str)]
    event: Annotated[str, BeforeValidator(str)]
    indicator: IndicatorId
    over: IndicatorId | Literal[""] = ""
    region: Region | tuple[Region, ...] = COUNTRY
    statistic: Statistic
    window: Window
    base: Window | None = None
    threshold: Amount | None = None
    below: bool = False
    smooth: int = 1
    among: int | None = None
    error: str
    at_least: float = 0.0
    observed: tuple[Estimate, ...]
    split: Literal["fit", "held_out"]
    second_posterior: bool = False
    likely_reason: str = ""

    @model_validator(mode="after")
    def _fits(self) -> Entry:
        if not re.match(EVENT, self.event):
            raise ValueError(f"unknown event '{self.event}'; E1 to E14, or series")
        if not self.observed:
            raise ValueError("a check needs at least one published estimate")
        if (self.base is None) == (self.statistic in OF_TWO_WINDOWS):
            raise ValueError(f"'base' belongs to {', '.join(OF_TWO_WINDOWS)} and to no other statistic")
        if (self.threshold is None) == (self.statistic == "crossing"):
            raise ValueError("'threshold' belongs to crossing, and to no other statistic")
        if (self.among is None) == (self.statistic == "leading"):
            raise ValueError("'among' belongs to leading, and to no other statistic")
        if self.statistic == "at" and self.window[0] != self.window[1]:
            raise ValueError("the window of 'at' is one month")
        if self.smooth < 1 or (self.smooth > 1 and self.statistic not in (*MONTHS, "lowest", "highest")):
            raise ValueError("'smooth' is a number of months, for dates, lowest and highest")
        regional = [r for r in self.regions() if r != COUNTRY]
        if regional and not indicators()[self.indicator].regional:
            raise ValueError(f"'{self.indicator}' has a value for the whole country only")
        if self.statistic == "leading" and not regional:
            raise ValueError("leading names the regions that are looked for")
        return self

    def regions(self) -> tuple[str, ...]:
        return (self.region,) if isinstance(self.region, str) else self.region


@dataclass(frozen=True)
class File:
    """A file of checks. rows : each entry with the node it stands in."""

    errors: dict[str, Error]
    rows: tuple[tuple[Entry, Node], ...]
    report: Report

    def entries(self) -> Iterator[tuple[Entry, Callable[[str, str], None]]]:
        """Each entry with a way to refuse it at one of its keys."""
        for entry, node in self.rows:
            yield entry, lambda key, words, node=node: self.report.add(place(node, (key,)), words)


def read(text: str, name: str) -> File:
    """The entries of a file. InputError with every problem; whoever goes on may refuse more by the report."""
    report = Report(name, text.splitlines())
    root = parse(text, report)
    errors: dict[str, Error] = {}
    rows: list[tuple[Entry, Node]] = []
    lines: dict[str, int] = {}
    for key in ("errors", "checks"):
        if root is not None and root.get(key) is None:
            report.add(None, f"the file has no '{key}'")
    table = root.get("errors") if root else None
    for key, node in table.pairs if isinstance(table, Table) else ():
        found = valid(Error, node, report)
        if isinstance(found, Error):
            errors[key.text] = found
    listed = root.get("checks") if root else None
    for node in listed.items if isinstance(listed, Items) else ():
        entry = valid(Entry, node, report)
        if not isinstance(entry, Entry):
            continue
        if entry.error not in errors:
            hint = did_you_mean(entry.error, errors) or f"declared: {', '.join(errors)}"
            report.add(place(node, ("error",)), f"unknown measurement error '{entry.error}'", hint)
        if entry.id in lines:
            report.add(node.place, f"'{entry.id}' stands in line {lines[entry.id]} already")
        lines[entry.id] = node.place.line
        rows.append((entry, node))
    report.refuse()
    return File(errors, tuple(rows), report)


def valid(model: type[BaseModel], node: Node, report: Report) -> BaseModel | None:
    """A node as a model; None where it is not one, with each reason at its place."""
    try:
        return model.model_validate(plain(node))
    except ValidationError as error:
        for problem in error.errors():
            words = problem["msg"].removeprefix("Value error, ")
            where = tuple(part for part in problem["loc"] if not str(part).startswith(("function-", "tuple")))
            named = f"{'.'.join(str(part) for part in where)}: " if where else ""
            report.add(place(node, where), named + words)
        return None


def plain(node: Node) -> Any:
    """Plain data of a node: text, numbers, booleans."""
    if isinstance(node, Items):
        return tuple(plain(item) for item in node.items)
    if isinstance(node, Table):
        return {key.text: plain(item) for key, item in node.pairs}
    if node.truth:
        return node.text.lower() == "true"
    return node.text


def place(node: Node, where: tuple[Any, ...]) -> Place:
    """The place of the word at a path of keys and positions, or of the last thing that is there."""
    for part in where:
        if isinstance(node, Table) and (key := node.key(str(part))) is not None:
            inner = node.get(str(part))
            node = inner if inner is not None else Scalar("", True, key.place)
        elif isinstance(node, Items) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
        else:
            break
    return node.place
