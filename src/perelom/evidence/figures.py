"""Published series: one row of a file is one figure, kept as its source gives it.

Each file below `series/` has the columns series, region, period, value, unit, source, url, status, note.
`verified` says that the number was read at the address given: it is there, it need not be right. `recalled`
says that it is from memory of the work named and was not checked. Rows of one series and period with
different sources are rival estimates: never averaged, never added.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Literal, cast

from perelom.errors import InputError, Problem, did_you_mean
from perelom.vocabulary import COUNTRY, PLACES

from .borders import Borders, borders_of, in_model_borders
from .periods import Period, SplitYear, parse_period
from .published_units import PublishedUnit, published_units

FOLDER = Path(__file__).parent / "series"
COLUMNS = ("series", "region", "period", "value", "unit", "source", "url", "status", "note")
STATUSES = ("verified", "recalled")


@dataclass(frozen=True)
class Figure:
    """One published number.

    region : one of the fourteen, None for the whole country
    value : in `unit`, as printed
    moment : `start` or `end` where the row says that a stock stands on the first or last day of its period
    line : line of the file, counted from 1
    """

    series: str
    file: str
    line: int
    region: str | None
    period: Period
    value: float
    unit: PublishedUnit
    borders: Borders
    moment: Literal["", "start", "end"]
    source: str
    url: str
    status: str
    note: str

    @property
    def usable(self) -> bool:
        """False for what mixes annexed land or measures another territory (decision 14)."""
        return in_model_borders(self.borders, self.region or COUNTRY, self.period)


@dataclass(frozen=True)
class Series:
    """The figures of one series in one file, in the order of the file; one unit throughout."""

    id: str
    file: str
    unit: PublishedUnit
    figures: tuple[Figure, ...]

    @property
    def verified(self) -> int:
        return sum(figure.status == "verified" for figure in self.figures)


@cache
def all_series(folder: Path = FOLDER) -> tuple[Series, ...]:
    """Every series of every file. InputError with every row that cannot be read, as file:line."""
    problems: list[Problem] = []
    found: list[Series] = []
    for path in sorted(folder.glob("*/*.csv")):
        found += _read(path, path.relative_to(folder).as_posix(), problems)
    if problems:
        raise InputError(problems)
    return tuple(found)


@cache
def series_by_place() -> dict[tuple[str, str], Series]:
    """The series by (file, id): nine ids stand in two files."""
    return {(series.file, series.id): series for series in all_series()}


def _read(path: Path, shown: str, problems: list[Problem]) -> list[Series]:
    reading = _Reading(shown, problems)
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        header = next(reader, [])
        if tuple(header) != COLUMNS:
            reading.refuse(1, f"columns are {', '.join(header)}", f"expected: {', '.join(COLUMNS)}")
            return []
        for cells in reader:
            if len(cells) != len(COLUMNS):
                reading.refuse(reader.line_num, f"{len(cells)} cells, expected {len(COLUMNS)}")
            else:
                reading.row(reader.line_num, dict(zip(COLUMNS, cells, strict=True)))
    return [Series(name, shown, figures[0].unit, tuple(figures)) for name, figures in reading.series.items()]


@dataclass
class _Reading:
    """One file while it is read."""

    file: str
    problems: list[Problem]
    series: dict[str, list[Figure]] = field(default_factory=dict)
    lines: dict[tuple[str, str, str, str], int] = field(default_factory=dict)

    def refuse(self, line: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.file, line, None, message, hint))

    def row(self, line: int, row: dict[str, str]) -> None:
        before = len(self.problems)
        value, unit, period = self._value(line, row), self._unit(line, row), self._period(line, row)
        self._words(line, row)
        key = (row["series"], row["region"], row["period"], row["source"])
        if self.lines.setdefault(key, line) != line:
            first = self.lines[key]
            self.refuse(line, f"'{row['series']}' {row['period']} of the same source stands in line {first}")
        if len(self.problems) > before or unit is None or period is None:
            return
        self.series.setdefault(row["series"], []).append(
            Figure(
                row["series"],
                self.file,
                line,
                None if row["region"] == COUNTRY else row["region"],
                period,
                value,
                unit,
                borders_of(row["series"], f"{row['source']}; {row['note']}", period),
                _moment(row["series"], row["note"], period),
                row["source"],
                row["url"],
                row["status"],
                row["note"],
            )
        )

    def _value(self, line: int, row: dict[str, str]) -> float:
        try:
            value = float(row["value"])
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self.refuse(line, f"'{row['value']}' is not a number")
        return value

    def _unit(self, line: int, row: dict[str, str]) -> PublishedUnit | None:
        unit = published_units().get(row["unit"])
        if unit is None:
            hint = did_you_mean(row["unit"], published_units()) or "units.csv lists the known units"
            self.refuse(line, f"unknown unit '{row['unit']}'", hint)
        others = self.series.get(row["series"], [])
        if unit is not None and others and others[0].unit != unit:
            words = (
                f"'{row['series']}' is in {unit.text}, but in {others[0].unit.text} in line {others[0].line}"
            )
            self.refuse(line, words, "one series has one unit in a file")
        return unit

    def _period(self, line: int, row: dict[str, str]) -> Period | None:
        try:
            return parse_period(row["period"], split_year_of(self.file, row["series"]))
        except ValueError as error:
            self.refuse(line, str(error))
            return None

    def _words(self, line: int, row: dict[str, str]) -> None:
        if not row["series"].strip():
            self.refuse(line, "the row names no series")
        if row["region"] not in PLACES:
            hint = did_you_mean(row["region"], PLACES) or f"known: {', '.join(PLACES)}"
            self.refuse(line, f"unknown region '{row['region']}'", hint)
        if row["status"] not in STATUSES:
            self.refuse(line, f"unknown status '{row['status']}'", f"allowed: {', '.join(STATUSES)}")
        if not row["source"].strip():
            self.refuse(line, "the row names no source")
        if row["status"] == "verified" and not row["url"].strip():
            self.refuse(line, "a verified row needs the address at which it was read")


@cache
def _split_years() -> tuple[tuple[str, str, str], ...]:
    text = (Path(__file__).parent / "split_years.csv").read_text(encoding="utf-8")
    return tuple((row["file"], row["series"], row["covers"]) for row in csv.DictReader(text.splitlines()))


@cache
def split_year_of(file: str, series: str) -> SplitYear:
    """What `1928/29` means in a series: the first row of `split_years.csv` that fits, else the plan year."""
    for found, pattern, covers in _split_years():
        if file == found and fnmatchcase(series, pattern):
            return cast(SplitYear, covers)
    return "plan"


def _moment(series: str, note: str, period: Period) -> Literal["", "start", "end"]:
    if series.endswith("_year_end") or "end of year" in note or note.startswith("31 December"):
        return "end"
    if series.endswith("_1jan") or note.startswith("1 January"):
        return "start"
    return "start" if period.kind == "day" else ""
