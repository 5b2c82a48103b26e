"""Periods as sources write them, and the months they cover.

`1928` a calendar year; `1928/29` a split year; `1930-03` a month; `1926-12-17` a day; `1909/1913`,
`1928-1933`, `1936-01/1936-06` and `1924/25-1926/27` spans. A split year is the agricultural year, July to
June, where a series counts grain, and the plan year, October to September, elsewhere; the table
`split_years.csv` names the series of the first kind, and the files in which a slash joins calendar years.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from perelom.vocabulary import FIRST_YEAR, N_MONTHS

Kind = Literal["year", "split_year", "month", "day", "span"]
SplitYear = Literal["agricultural", "plan", "calendar"]
FIRST_MONTH_OF: dict[str, int] = {"agricultural": 7, "plan": 10}
KNOWN = "1928, 1928/29, 1930-03, 1926-12-17, 1909/1913, 1928-1933, 1936-01/1936-06 or 1924/25-1926/27"

_SPLIT = re.compile(r"(\d{4})/(\d{2})")
_SPAN_OF_YEARS = re.compile(r"(\d{4})[/-](\d{4})")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Period:
    """A period of a published figure.

    first, last : months that it covers, both included, counted from 1921-01 = 0 (below 0 before it)
    A day has the month at whose start it lies nearest: 17 December 1926 counts as the start of 1927-01.
    """

    text: str
    kind: Kind
    first: int
    last: int

    @property
    def in_horizon(self) -> bool:
        """Whether some month of the period lies within 1921-01 … 1940-12."""
        return self.last >= 0 and self.first < N_MONTHS


def month_number(year: int, month: int) -> int:
    """Months from 1921-01 to a month that may lie outside the model's; ValueError for a month 0 or 13."""
    if not 1 <= month <= 12:
        raise ValueError(f"{month} is no month of a year")
    return (year - FIRST_YEAR) * 12 + month - 1


def parse_period(text: str, split_year: SplitYear = "plan") -> Period:
    """A period from the words of a source. ValueError, with the forms allowed, for anything else."""
    try:
        kind, first, last = _months(text, split_year)
    except ValueError as error:
        raise ValueError(f"'{text}' is not a period ({error}); allowed: {KNOWN}") from None
    if last < first:
        raise ValueError(f"the period '{text}' ends before it begins")
    return Period(text, kind, first, last)


def _months(text: str, split_year: SplitYear) -> tuple[Kind, int, int]:
    if re.fullmatch(r"\d{4}", text):
        return "year", month_number(int(text), 1), month_number(int(text), 12)
    if match := _SPLIT.fullmatch(text):
        return _split_year(int(match[1]), int(match[2]), split_year)
    if match := _SPAN_OF_YEARS.fullmatch(text):
        return "span", month_number(int(match[1]), 1), month_number(int(match[2]), 12)
    if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
        month = month_number(int(match[1]), int(match[2]))
        return "month", month, month
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{4}-\d{2})/(\d{4}-\d{2})", text):
        return "span", _months(match[1], split_year)[1], _months(match[2], split_year)[2]
    if match := re.fullmatch(r"(\d{4}/\d{2})-(\d{4}/\d{2})", text):
        return "span", _months(match[1], split_year)[1], _months(match[2], split_year)[2]
    raise ValueError("unknown form")


def _split_year(year: int, end: int, split_year: SplitYear) -> tuple[Kind, int, int]:
    last_year = year - year % 100 + end + (100 if end < year % 100 else 0)
    if split_year == "calendar":
        return "span", month_number(year, 1), month_number(last_year, 12)
    if last_year != year + 1:
        raise ValueError("a split year joins two years that follow each other")
    first = month_number(year, FIRST_MONTH_OF[split_year])
    return "split_year", first, first + 11


def _day(year: int, month: int, day: int) -> tuple[Kind, int, int]:
    start = month_number(year, month)
    if not 1 <= day <= _DAYS[month - 1]:
        raise ValueError(f"{day} is no day of the month")
    nearest = start + (day > 15)
    return "day", nearest, nearest
