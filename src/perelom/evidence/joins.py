"""Which published series measures which indicator: the table `joins.csv`, never equal names alone.

Columns of the table
indicator : id of the vocabulary
file, series, source : the series; `source` picks the rows whose source begins with it, where rivals differ
regions : `country`, `all` (the country and every region that the series has) or ids joined by |
first, last : months; only figures that begin within them belong
factor : the value times this stands in the indicator's unit, or, with a `rebase`, is a ratio
rebase : a period. The series' level is not comparable with the model's: value × factor is the ratio to the
    level of that period, so that it is shown as the model's own value of the period times the ratio
stands : when a figure that covers a period is taken: `start` or `end` of the period, or a month of its year
    as `07`; empty: over the whole period, unless the figure itself is a moment
use : fit or check, as long as the rule of `held_out.py` does not keep a figure away from fitting; none: told
    in `perelom data`, never held against the model
reason : why this use
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from perelom.errors import InputError, Problem, did_you_mean
from perelom.vocabulary import REGIONS, declared_indicators

from .figures import FOLDER, Figure, Series, series_by_place, split_year_of
from .periods import Period, month_number, parse_period

TABLE = Path(__file__).parent / "joins.csv"
USES = ("fit", "check", "none")
TOLERANCE = 1e-4  # relative; factors are written with six figures
OWN = ("", "start", "end")


@dataclass(frozen=True)
class Join:
    """One row of the table, its series found and its unit checked. regions : None stands for the country."""

    indicator: str
    series: Series
    source: str
    regions: tuple[str | None, ...]
    first: int | None
    last: int | None
    factor: float
    rebase: str
    stands: str
    use: str
    reason: str

    def figures(self) -> Iterator[Figure]:
        """The figures that belong, in the order of the file, usable or not."""
        for figure in self.series.figures:
            begins = figure.period.first
            if (
                figure.source.startswith(self.source)
                and figure.region in self.regions
                and (self.first is None or begins >= self.first)
                and (self.last is None or begins <= self.last)
            ):
                yield figure


@cache
def joins(table: Path = TABLE) -> tuple[Join, ...]:
    """Every join. InputError with each row that names what is not there or does not fit in its unit."""
    problems: list[Problem] = []
    found: list[Join] = []
    with table.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            try:
                found.append(_join(row))
            except ValueError as error:
                problems.append(Problem(table.name, reader.line_num, None, str(error)))
    if problems:
        raise InputError(problems)
    return tuple(found)


@cache
def joined_to(indicator: str) -> tuple[Join, ...]:
    """The joins of one indicator, in the table's order."""
    return tuple(join for join in joins() if join.indicator == indicator)


@cache
def rebase_period(join: Join) -> Period:
    """The months of the period to which a rebased series is a ratio."""
    return parse_period(join.rebase, split_year_of(join.series.file, join.series.id))


def _join(row: dict[str, str]) -> Join:
    if row["indicator"] not in declared_indicators():
        raise ValueError(_unknown("indicator", row["indicator"], list(declared_indicators())))
    series = series_by_place().get((row["file"], row["series"]))
    if series is None:
        known = [name for file, name in series_by_place() if file == row["file"]]
        if not known:
            raise ValueError(f"no file '{row['file']}' below {FOLDER.name}/")
        raise ValueError(_unknown("series", row["series"], known))
    if row["use"] not in USES:
        raise ValueError(f"unknown use '{row['use']}'; allowed: {', '.join(USES)}")
    if not row["reason"].strip():
        raise ValueError(f"{row['indicator']}: the row gives no reason")
    stands = row["stands"]
    if stands not in OWN and not (stands.isdigit() and 1 <= int(stands) <= 12):
        raise ValueError(f"'{stands}' is no moment; allowed: start, end, a month as 07, or nothing")
    join = Join(
        row["indicator"],
        series,
        row["source"],
        _regions(row["regions"], series),
        _bound(row["first"]),
        _bound(row["last"]),
        float(row["factor"]),
        row["rebase"],
        stands,
        row["use"],
        row["reason"],
    )
    _check_unit(join)
    if not any(True for _ in join.figures()):
        raise ValueError(f"{join.indicator}: no figure of '{series.id}' fits source, regions and months")
    return join


def _unknown(what: str, word: str, known: list[str]) -> str:
    hint = did_you_mean(word, known)
    return f"unknown {what} '{word}'" + (f"; {hint}" if hint else "")


def _regions(text: str, series: Series) -> tuple[str | None, ...]:
    if text == "country":
        return (None,)
    if text == "all":
        return tuple(dict.fromkeys(figure.region for figure in series.figures))
    found = tuple(text.split("|"))
    for region in found:
        if region not in REGIONS:
            raise ValueError(_unknown("region", region, list(REGIONS)))
    return found


def _bound(text: str) -> int | None:
    if not text:
        return None
    year, month = text.split("-")
    return month_number(int(year), int(month))


def _check_unit(join: Join) -> None:
    """A factor is the ratio of the units; a rebased series is 1 in its period, if given there."""
    unit = declared_indicators()[join.indicator].unit
    if join.use == "none":
        return
    if not join.rebase:
        expected = join.series.unit.factor_to(unit)
        if expected is None:
            raise ValueError(f"{join.indicator}: {join.series.unit.text} cannot be turned into {unit}")
        if not math.isclose(join.factor, expected, rel_tol=TOLERANCE):
            words = f"{join.series.unit.text} to {unit} is {expected:g}, not {join.factor:g}"
            raise ValueError(f"{join.indicator}: {words}")
        return
    period = rebase_period(join)
    if not period.in_horizon:
        raise ValueError(f"{join.indicator}: the model has no value in {join.rebase} to rebase on")
    for figure in join.figures():
        if figure.period == period and not math.isclose(figure.value * join.factor, 1, rel_tol=TOLERANCE):
            raise ValueError(
                f"{join.indicator}: {figure.value:g} in {join.rebase} × {join.factor:g} is not 1"
            )
