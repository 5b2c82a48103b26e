"""Decrees and turning points 1917-1940 as the sources date them: the table `policy_timeline.csv`.

It is read beside the scenarios, which have their own dated values with sources; no value is taken from it.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from perelom.errors import InputError, Problem

TABLE = Path(__file__).parent / "policy_timeline.csv"
STATUSES = ("verified", "recalled")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True)
class Event:
    """One decree or turning point. date : year, month or day; instrument : what it is about."""

    date: str
    instrument: str
    event: str
    magnitude: str
    source: str
    url: str
    status: str


@cache
def policy_timeline(table: Path = TABLE) -> tuple[Event, ...]:
    """Every event in the order of the table. InputError with each row that cannot be read."""
    problems: list[Problem] = []
    events: list[Event] = []
    with table.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            wrong = [
                f"'{row['date']}' is not a date" if not _DATE.fullmatch(row["date"]) else "",
                f"unknown status '{row['status']}'" if row["status"] not in STATUSES else "",
                "the row names no event or no source" if not row["event"] or not row["source"] else "",
            ]
            problems += [Problem(table.name, reader.line_num, None, words) for words in wrong if words]
            events.append(Event(**row))
    if problems:
        raise InputError(problems)
    return tuple(events)
