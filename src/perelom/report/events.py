"""Turning points: the few months in which the scenarios decided most, numbered on every chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perelom.scenarios import Scenario
from perelom.scenarios.decrees import decrees
from perelom.vocabulary import (
    FIRST_YEAR,
    N_MONTHS,
    N_REGIONS,
    REGION_INDEX,
    REGION_LABELS,
    REGIONS,
    Instrument,
    instruments,
    lever_index,
    month_text,
)

if TYPE_CHECKING:
    from perelom.scenarios.levers import Levers

# a change of these is a change of course, whatever its size: its name and how much it weighs
PREFERENCE = "planner.preference"
COURSES = {
    "levy.regime": ("form of the farm levy", 3.0),
    "procurement.method": ("how grain is acquired", 4.0),
    PREFERENCE: ("what is done when grain for the towns falls short", 4.0),
    "collectivization.form": ("form of the collective farm", 3.0),
}
# decrees on dealers and on the tax of outsiders reach few people: they weigh less than those on all peasants
FAMILY_WEIGHTS = {"grain": 1.0, "collectivization": 1.0, "trade": 0.5, "outsiders_tax": 0.5}
# a rise of these is a measure that no decree of a campaign tells; in words
MEASURES = {
    "prices.industrial_cut": "trusts are ordered to cut their prices",
    "money.reform": "the reform of the currency goes forward",
    "collectivization.exit": "households may leave the collective farm",
    "dekulakization.quota.1": "households classed as kulaks are to be arrested by quota",
    "dekulakization.quota.2": "households classed as kulaks are to be exiled by quota",
    "blacklists": "villages in arrears are cut off from goods and collected from again",
    "movement.peasant_ban": "peasants are forbidden to leave",
}
WEIGHT_OF_MEASURE = (
    5.0  # of its largest rise; the strongest decree that reaches the whole country weighs four
)
ASSUMED = "(assumption)"  # a decree so marked stands for practice; it has no date to be told as an event
NAMED = 3  # regions that are named where a measure does not reach all
LEAST, MOST, APART = 3.0, 12, 3  # weight of a turning point, how many, months between two of one campaign


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
    """One decision of one scenario with its weight. campaign : the family of decrees, or the lever"""

    month: int
    scenario: str
    campaign: str
    weight: float
    words: str


def events(scenarios: Sequence[Scenario], months: int, parameters: dict[str, float]) -> tuple[Event, ...]:
    """The turning points of scenarios within the first `months`, at most twelve.

    A decree weighs its strength (0-4) by the share of regions it reaches, a change of course three or four,
    a measure five where it rises most and less in proportion. A month weighs the decisions of campaigns that
    have no turning point close by; of equal months the one goes first that stands furthest from those chosen.
    The month in which a scenario leaves its parent is always among them.
    """
    found = [item for s in scenarios for item in _decided(s, parameters) if 0 < item.month < months]
    leaving: dict[int, list[Scenario]] = {}
    for s in scenarios:
        if s.parent is not None and 0 < s.first_change < months:
            leaving.setdefault(s.first_change, []).append(s)
    chosen = set(leaving)
    while len(chosen) < MOST:
        weights = _weights(found, chosen)
        ranks = [
            (weight, min((abs(month - other) for other in chosen), default=0), -month)
            for month, weight in weights.items()
            if weight >= LEAST
        ]
        if not ranks:
            break
        chosen.add(-max(ranks)[2])
    names = tuple(s.name for s in scenarios)
    told = [_event(month, found, leaving, names) for month in sorted(chosen)]
    return tuple(Event(i, month, whose, words) for i, (month, whose, words) in enumerate(told, start=1))


def _weights(found: Sequence[_Decided], chosen: set[int]) -> dict[int, float]:
    """The weight of each month that is not chosen: of the scenario that decides most in it, without the
    campaigns of which a decision close by is told already."""
    told = {(item.campaign, item.month) for item in found if item.month in chosen}
    weights: dict[tuple[int, str], float] = {}
    for item in found:
        near = any((item.campaign, item.month + apart) in told for apart in range(1 - APART, APART))
        if item.month not in chosen and not near:
            key = item.month, item.scenario
            weights[key] = weights.get(key, 0.0) + item.weight
    return {
        month: max(weight for (other, _), weight in weights.items() if other == month) for month, _ in weights
    }


def _event(
    month: int, found: Sequence[_Decided], leaving: dict[int, list[Scenario]], names: tuple[str, ...]
) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Whose decisions a month holds and their words, each once, the weightiest campaign first."""
    of_month = [item for item in found if item.month == month]
    total: dict[str, float] = {}
    for item in of_month:
        total[item.campaign] = total.get(item.campaign, 0.0) + item.weight
    here = sorted(of_month, key=lambda item: -total[item.campaign])  # a campaign's decrees stay together
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
    """The decrees, changes of course and measures that hold in a scenario: no child replaced them."""
    levers = scenario.levers(parameters)
    found = []
    for depth, item in enumerate(reversed(scenario.lineage)):
        for decision in item.content.decisions:
            column = lever_index()[decision.lever]
            own = levers.decided_in[:, column] == depth
            full = np.column_stack([levers.values[:, column], levers.totals[:, column]])
            for family in sorted({course.decrees for course in decision.courses() if course.decrees}):
                found += _campaign(scenario.name, family, own)
            if decision.lever in COURSES and (decision.lever != PREFERENCE or _asked(levers)):
                found += _courses(scenario.name, item, decision.lever, own.any(axis=1), full[:, 0])
            if decision.lever in MEASURES:
                found += _measures(scenario.name, item, decision.lever, own, full)
    return found


def _asked(levers: Levers) -> bool:
    """Whether grain is ever acquired as the planner prefers: his preference decides nothing else."""
    method = instruments()["procurement.method"]
    return bool((levers.values[:, lever_index()[method.id]] == method.choices.index("planner")).any())


def _campaign(scenario: str, family: str, in_force: np.ndarray) -> list[_Decided]:
    """A family's decrees, the hardest of a month first. in_force : [240, 14]"""
    found = []
    for decree in sorted(decrees(), key=lambda d: -d.strength):
        if decree.family != family or not 0 <= decree.month < N_MONTHS or ASSUMED in decree.source:
            continue
        reached = [REGION_INDEX[name] for name in decree.regions]
        if in_force[decree.month, reached].any():
            weight = FAMILY_WEIGHTS[family] * decree.strength * len(reached) / N_REGIONS
            found.append(
                _Decided(decree.month, scenario, family, weight, f"{decree.words} ({decree.source})")
            )
    return found


def _courses(
    scenario: str, item: Scenario, lever: str, in_force: np.ndarray, path: np.ndarray
) -> list[_Decided]:
    """Changes of a lever whose value is a choice. in_force, path (the value that holds) : [240]"""
    found = []
    name, weight = COURSES[lever]
    decision = item.decision(lever)
    course = decision.country if decision else None
    for point in course.points if course else ():
        changes = point.month == 0 or path[point.month - 1] != point.value
        if changes and in_force[point.month]:
            choice = instruments()[lever].choices[int(point.value)].replace("_", " ")
            words = f"{name}: {choice}{_source(item, lever, point.month)}"
            found.append(_Decided(point.month, scenario, lever, weight, words))
    return found


def _measures(
    scenario: str, item: Scenario, lever: str, in_force: np.ndarray, full: np.ndarray
) -> list[_Decided]:
    """Rises of a lever that is a measure. in_force : [240, 14]; full : [240, 14 regions and a total]"""
    instrument = instruments()[lever]
    rises = np.diff(_national(full, instrument), prepend=np.nan)
    regional = np.nan_to_num(full[:, :-1])
    found = []
    for month in np.flatnonzero((rises > 0) & in_force.any(axis=1)).tolist():
        risen = np.flatnonzero(regional[month] > regional[month - 1])
        where = ""
        if 0 < len(risen) < N_REGIONS:
            named = [REGION_LABELS[REGIONS[i]] for i in risen]
            where = f": {', '.join(named) if len(named) <= NAMED else f'{len(named)} regions'}"
        words = f"{MEASURES[lever]}{where}{_source(item, lever, month)}"
        weight = WEIGHT_OF_MEASURE * float(rises[month] / np.nanmax(rises))
        found.append(_Decided(month, scenario, lever, weight, words))
    return found


def _source(item: Scenario, lever: str, month: int) -> str:
    """The source that a scenario names for a lever's value of a month, in brackets; of regions' sources the
    one named most often."""
    named = [o.source for o in item.origins if (o.lever, o.month) == (lever, month) and o.source]
    return f" ({Counter(named).most_common(1)[0][0]})" if named else ""


def _national(full: np.ndarray, instrument: Instrument) -> np.ndarray:
    """A lever's path for the country, [months], from [months, 14 regions and a total]: the total, or the sum
    of the regions named, or the regions' plain mean."""
    values, totals = full[:, :-1], full[:, -1]
    if instrument.extensive:
        named = np.where(np.isfinite(values).any(axis=1), np.nansum(values, axis=1), np.nan)
        return np.where(np.isfinite(totals), totals, named)
    if instrument.choices:
        return values[:, 0]
    return values.mean(axis=1)
