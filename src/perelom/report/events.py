"""Turning points: the few months in which the scenarios decided most, numbered on every chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from perelom.scenarios import Scenario
from perelom.scenarios.decrees import decrees
from perelom.vocabulary import (
    FIRST_YEAR,
    N_MONTHS,
    N_REGIONS,
    REGION_INDEX,
    instruments,
    lever_index,
    month_text,
)

# a change of these is a change of course, whatever its size
COURSES = ("levy.regime", "procurement.method", "planner.preference", "collectivization.form")
WEIGHT_OF_COURSE = 4.0  # as much as the strongest decree that reaches the whole country
LEAST, MOST, APART = 3.0, 12, 4  # weight of a turning point, how many, months between two


@dataclass(frozen=True)
class Event:
    """A turning point.

    number : counted from 1 in order of date; scenarios : whose decision it is, () for all; words : what was
    decided, with its source
    """

    number: int
    month: int
    scenarios: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def x(self) -> float:
        """Decimal year."""
        return FIRST_YEAR + self.month / 12

    @property
    def date(self) -> str:
        return month_text(self.month)


@dataclass(frozen=True)
class _Decided:
    """One decision of one scenario with its weight."""

    month: int
    scenario: str
    weight: float
    words: str


def events(scenarios: Sequence[Scenario], months: int, parameters: dict[str, float]) -> tuple[Event, ...]:
    """The turning points of scenarios within the first `months`, at most twelve.

    A decree weighs its strength (0-4) by the share of regions it reaches, a change of course four; the month
    in which a scenario leaves its parent is always among them.
    """
    found = [item for s in scenarios for item in _decided(s, parameters) if 0 < item.month < months]
    leaving: dict[int, list[Scenario]] = {}
    for s in scenarios:
        if s.parent is not None and 0 < s.first_change < months:
            leaving.setdefault(s.first_change, []).append(s)
    weights: dict[int, float] = {}
    for item in found:
        mine = sum(
            other.weight for other in found if (other.month, other.scenario) == (item.month, item.scenario)
        )
        weights[item.month] = max(weights.get(item.month, 0.0), mine)
    chosen = sorted(leaving)
    for month in sorted(weights, key=lambda m: (-weights[m], m)):
        apart = all(abs(month - other) >= APART for other in chosen)
        if weights[month] >= LEAST and apart and len(chosen) < MOST:
            chosen.append(month)
    names = tuple(s.name for s in scenarios)
    told = [_event(month, found, leaving, names) for month in sorted(chosen)]
    return tuple(Event(i, month, whose, words) for i, (month, whose, words) in enumerate(told, start=1))


def _event(
    month: int, found: Sequence[_Decided], leaving: dict[int, list[Scenario]], names: tuple[str, ...]
) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Whose decisions a month holds and their words, each once, the weightiest first."""
    here = sorted((item for item in found if item.month == month), key=lambda item: -item.weight)
    leaves = {f"{s.title}: from here on its own decisions": {s.name} for s in leaving.get(month, [])}
    whose: dict[str, set[str]] = {words: set(named) for words, named in leaves.items()}
    for item in here:
        whose.setdefault(item.words, set()).add(item.scenario)
    concerned = set().union(*whose.values())
    shared = all(named == concerned for named in whose.values())
    words = [
        text if shared or named == set(names) or text in leaves else _told(text, named, names)
        for text, named in whose.items()
    ]
    scenarios = () if concerned == set(names) else tuple(name for name in names if name in concerned)
    return month, scenarios, tuple(words)


def _told(words: str, named: set[str], names: Sequence[str]) -> str:
    """Words with the scenarios that they belong to."""
    return f"{', '.join(name for name in names if name in named)}: {words}"


def _decided(scenario: Scenario, parameters: dict[str, float]) -> list[_Decided]:
    """The decrees and changes of course that hold in a scenario: those that no child of theirs replaced."""
    levers = scenario.levers(parameters)
    decided_in = levers.decided_in
    found = []
    for depth, item in enumerate(reversed(scenario.lineage)):
        for decision in item.content.decisions:
            column = lever_index()[decision.lever]
            for family in sorted({course.decrees for course in decision.courses() if course.decrees}):
                found += _campaign(scenario.name, family, decided_in[:, column] == depth)
            if decision.lever in COURSES:
                in_force = (decided_in[:, column] == depth).any(axis=1)
                path = levers.values[:, column, 0]
                found += _courses(scenario.name, item, decision.lever, in_force, path)
    return found


def _campaign(scenario: str, family: str, in_force: np.ndarray) -> list[_Decided]:
    """A family's decrees. in_force : [240, 14]"""
    found = []
    for decree in decrees():
        if decree.family != family or not 0 <= decree.month < N_MONTHS:
            continue
        reached = [REGION_INDEX[name] for name in decree.regions]
        if in_force[decree.month, reached].any():
            weight = decree.strength * len(reached) / N_REGIONS
            found.append(_Decided(decree.month, scenario, weight, f"{decree.words} ({decree.source})"))
    return found


def _courses(
    scenario: str, item: Scenario, lever: str, in_force: np.ndarray, path: np.ndarray
) -> list[_Decided]:
    """Changes of a lever whose value is a choice. in_force, path (the value that holds) : [240]"""
    found = []
    decision = item.decision(lever)
    course = decision.country if decision else None
    for point in course.points if course else ():
        changes = point.month == 0 or path[point.month - 1] != point.value
        if changes and in_force[point.month]:
            choice = instruments()[lever].choices[int(point.value)]
            sources = [
                o.source for o in item.origins if (o.lever, o.month) == (lever, point.month) and o.source
            ]
            words = f"{lever} becomes {choice.replace('_', ' ')}" + (f" ({sources[0]})" if sources else "")
            found.append(_Decided(point.month, scenario, WEIGHT_OF_COURSE, words))
    return found
