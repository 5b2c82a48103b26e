"""The evidence of a claim: published figures read by its rule, each with its sources, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from perelom.errors import refusal
from perelom.evidence import Figure, all_series, policy_timeline
from perelom.vocabulary import COUNTRY

from .claim_rules import Rule
from .claim_tests import EvidenceTest, Published, Reading

MONTHS = 12


@dataclass(frozen=True)
class Number:
    """A number of the evidence. sources : (source, status) of every figure that it was made of."""

    value: float
    sources: tuple[tuple[str, str], ...]

    @property
    def recalled(self) -> bool:
        """Whether a figure in it was not read at its source."""
        return any(status == "recalled" for _, status in self.sources)

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        sources = [{"source": source, "status": status} for source, status in self.sources]
        return {"value": self.value, "sources": sources}


@dataclass(frozen=True)
class Answer:
    """What one test of the evidence says. numbers : the rivals, or the several things of a median."""

    test: EvidenceTest
    numbers: tuple[Number, ...]
    outcome: str

    @property
    def judged(self) -> tuple[float, ...]:
        """The values that were held against the condition."""
        found = tuple(number.value for number in self.numbers)
        return (median(found),) if self.test.taken == "median" else found

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "says": self.test.says,
            "numbers": [number.document() for number in self.numbers],
            "taken": self.test.taken,
            "expect": str(self.test.expect),
            "because": self.test.because,
            "figure": self.test.figure,
            "outcome": self.outcome,
        }


def answers(rule: Rule) -> tuple[Answer, ...]:
    """What each test of a rule's evidence says. InputError where a reading finds no figure."""
    return tuple(answer(test, tuple(n for r in test.readings for n in numbers(r))) for test in rule.evidence)


def answer(test: EvidenceTest, found: tuple[Number, ...]) -> Answer:
    """A test on numbers: all meet it, none does, or they are split."""
    made = Answer(test, found, "")
    met = [test.expect.met(value) for value in made.judged]
    outcome = "supports" if all(met) else "split" if any(met) else "contradicts"
    return Answer(test, found, outcome)


def numbers(reading: Reading) -> tuple[Number, ...]:
    """Every number that a reading can make of rival figures. InputError where there is none."""
    if reading.timeline:
        return tuple(_dated(reading))
    assert reading.of is not None
    found = _operand(reading.of)
    if reading.times is not None:
        found = _pairs(found, _operand(reading.times), lambda x, y: x * y)
    if reading.to is not None:
        found = _pairs(found, _operand(reading.to), lambda x, y: x / y)
    return tuple(Number(number.value * reading.scale, number.sources) for number in found)


def _operand(read: Published | Reading) -> list[Number]:
    if isinstance(read, Reading):
        return list(numbers(read))
    return [Number(f.value * f.unit.scale, ((f.source, f.status),)) for f in figures(read)]


def figures(read: Published) -> tuple[Figure, ...]:
    """The published figures that are meant, once each. InputError where there is none."""
    found = [
        figure
        for series in all_series()
        if series.id == read.series
        for figure in series.figures
        if figure.region == (read.region if read.region != COUNTRY else None)
        and (not read.period or figure.period.text == read.period)
        and figure.source.startswith(read.source)
        and not (read.but_not and figure.source.startswith(read.but_not))
    ]
    once = {(f.value, f.source, f.period.text): f for f in found}
    if not once:
        words = f"'{read.series}' has no figure of {read.period or 'any period'}"
        where = f" in {read.region}" if read.region else ""
        raise refusal(words + where, f"'perelom data {read.series}' lists them")
    return tuple(once.values())


def _pairs(above: list[Number], below: list[Number], how: Any) -> list[Number]:
    """Two figures of one source where one has both; else every combination."""
    every = [(x, y) for x in above for y in below]
    same = [(x, y) for x, y in every if set(x.sources) == set(y.sources)]
    made = (
        Number(how(x.value, y.value), tuple(dict.fromkeys(x.sources + y.sources))) for x, y in same or every
    )
    return list(dict.fromkeys(made))


def _dated(reading: Reading) -> Iterator[Number]:
    """The years, with their months as fractions, of the events that are meant."""
    said = re.compile(reading.words, re.IGNORECASE)
    found = [e for e in policy_timeline() if e.instrument == reading.timeline and said.search(e.event)]
    if not found:
        raise refusal(f"the timeline has no event of '{reading.timeline}' with the words '{reading.words}'")
    for event in found:
        year, month = int(event.date[:4]), int(event.date[5:7] or 1)
        yield Number(year + (month - 1) / MONTHS, ((event.source, event.status),))
