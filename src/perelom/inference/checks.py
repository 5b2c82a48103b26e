"""Checks against history as data: `evidence/checks.yaml`, read and validated, every problem with its line.

A check is a statistic of the model's record (`statistics.py`) beside rival published estimates of it. Rivals
are never averaged: what passes is the range of them, widened by the measurement error that the file declares.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from perelom.errors import refusal
from perelom.evidence.held_out import held_out, of_second_posterior
from perelom.vocabulary import COUNTRY, month_text

from .reading import Entry, Error, File, read
from .statistics import MONTHS, TOTALS

TABLE = Path(__file__).parent.parent / "evidence" / "checks.yaml"
HASH = TABLE.parent / "held_out.sha256"
EVENTS = (*(f"E{i}" for i in range(1, 15)), "series")
SPLITS = ("fit", "held_out")
BAND = 1.645  # a measurement error is half of a 90 % interval: so many standard deviations


@dataclass(frozen=True)
class Rival:
    """One published estimate: a value (low = high) or a range, in the statistic's unit; months as indices."""

    low: float
    high: float
    source: str
    status: str
    note: str = ""


@dataclass(frozen=True)
class Check:
    """One check.

    regions : places of the vocabulary, `USSR` for the country; of several the sum (`leading`: those named)
    over : "" or the indicator by which the first is divided; first, last : months of the window, 0 = 1921-01
    base : months of the second window, where the statistic has one
    low, high : what passes; centre : the middle of the rivals' range (not a mean of them)
    sd : standard deviation of the observation: the rivals' range and the measurement error together
    split : fit or held_out; second_posterior : a held-out total that the second posterior may use
    """

    id: str
    event: str
    indicator: str
    over: str
    regions: tuple[str, ...]
    statistic: str
    first: int
    last: int
    base: tuple[int, int] | None
    threshold: float
    below: bool
    smooth: int
    among: int
    error: str
    observed: tuple[Rival, ...]
    low: float
    high: float
    centre: float
    sd: float
    split: str
    second_posterior: bool
    likely_reason: str = ""

    @property
    def months(self) -> bool:
        """Whether its value is a month, counted from 1921-01."""
        return self.statistic in MONTHS

    @property
    def recalled(self) -> bool:
        """Whether no rival was read at its source."""
        return all(rival.status == "recalled" for rival in self.observed)


@cache
def all_checks(table: Path = TABLE) -> tuple[Check, ...]:
    """Every check of a file, in its order. InputError with every entry that cannot be read, as file:line."""
    return checks_of(read(table.read_text(encoding="utf-8"), table.name))


def checks(split: str | None = None) -> tuple[Check, ...]:
    """The shipped checks: all, those of one split (`fit`, `held_out`), or `second_posterior`.

    Whoever fits asks for `fit` and gets no held-out check. InputError for another word.
    """
    if split not in (None, *SPLITS, "second_posterior"):
        raise refusal(f"unknown split '{split}'", f"known: {', '.join((*SPLITS, 'second_posterior'))}")
    if split == "second_posterior":
        return tuple(check for check in all_checks() if check.second_posterior)
    return tuple(check for check in all_checks() if split in (None, check.split))


def definitions_sha256(found: Iterable[Check]) -> str:
    """SHA-256 over the ids and definitions of checks; reasons of failing and the order do not matter."""
    return hashlib.sha256("\n".join(sorted(map(_definition, found))).encode()).hexdigest()


def held_out_sha256(found: Iterable[Check] | None = None) -> str:
    """SHA-256 over the definitions of the held-out checks."""
    return definitions_sha256(
        check for check in (checks() if found is None else found) if check.split != "fit"
    )


def _definition(check: Check) -> str:
    fields = {name: value for name, value in vars(check).items() if name not in ("likely_reason", "observed")}
    fields["observed"] = [vars(rival) for rival in check.observed]
    return json.dumps(fields, sort_keys=True, ensure_ascii=False)


def checks_of(file: File) -> tuple[Check, ...]:
    """Checks of a file that was read; each split is held against the rule of `evidence/held_out.py`."""
    made = []
    for entry, refuse in file.entries():
        check = _check(entry, file.errors)
        kept = "held_out" if _held_out(check) else "fit"
        if check.split != kept:
            refuse("split", f"'{check.id}' is {kept} by the rule of evidence/held_out.py, not {check.split}")
        total = check.statistic in TOTALS and not check.over
        country = check.regions == (COUNTRY,)
        second = of_second_posterior(check.indicator, country, total, check.first, check.last)
        if check.second_posterior != second:
            words = "may" if second else "may not"
            refuse("second_posterior", f"'{check.id}' {words} be used by the second posterior, by that rule")
        made.append(check)
    file.report.refuse()
    return tuple(made)


def _held_out(check: Check) -> bool:
    windows = [(check.first, check.last), *([check.base] if check.base else [])]
    names = [check.indicator, *([check.over] if check.over else [])]
    return any(held_out(name, *window) for name in names for window in windows)


def _check(entry: Entry, errors: dict[str, Error]) -> Check:
    rivals = tuple(Rival(*r.range(), r.source, r.status, r.note) for r in entry.observed)
    low, high, centre, sd = passing(rivals, errors[entry.error], entry.at_least)
    return Check(
        id=entry.id,
        event=entry.event,
        indicator=entry.indicator,
        over=entry.over,
        regions=entry.regions(),
        statistic=entry.statistic,
        first=entry.window[0],
        last=entry.window[1],
        base=entry.base,
        threshold=entry.threshold or 0.0,
        below=entry.below,
        smooth=entry.smooth,
        among=entry.among or 0,
        error=entry.error,
        observed=rivals,
        low=low,
        high=high,
        centre=centre,
        sd=sd,
        split=entry.split,
        second_posterior=entry.second_posterior,
        likely_reason=entry.likely_reason,
    )


def passing(
    rivals: tuple[Rival, ...], error: Error, at_least: float = 0.0
) -> tuple[float, float, float, float]:
    """low, high, centre and sd of rival estimates under a declared measurement error.

    Each rival is widened by its own error, twice as wide where it is recalled; what passes lies between the
    extremes. sd : sqrt(half range ² + (error / 1.645)²), the error being that of a rival that
    was read, if there is one.
    """
    lows = [(r.low, error.of(r.low, r.status, at_least)) for r in rivals]
    highs = [(r.high, error.of(r.high, r.status, at_least)) for r in rivals]
    least, most = min(r.low for r in rivals), max(r.high for r in rivals)
    status = "verified" if any(r.status == "verified" for r in rivals) else "recalled"
    centre = (least + most) / 2
    spread = error.of(centre, status, at_least) / BAND
    sd = (((most - least) / 2) ** 2 + spread**2) ** 0.5
    return min(x - e for x, e in lows), max(x + e for x, e in highs), centre, sd


def written_value(check: Check, value: float) -> str:
    """A value of a check as people read it: a month as 1930-03, else four figures."""
    if check.months and 0 <= round(value) < 240:
        return month_text(round(value))
    return f"{value:.4g}"
