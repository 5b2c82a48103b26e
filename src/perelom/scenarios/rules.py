"""Rules: decisions that wait for an indicator. Data only: no expression, no code.

A rule looks at last month's indicators. When all conditions of `when` have held for `for` months in a row it
becomes active and overrides `set`; with `until` it stays active until all conditions of `until` hold, without
`until` it stays while `when` holds. It lives in the months of its own file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perelom.errors import did_you_mean
from perelom.vocabulary import (
    COUNTRY,
    N_MONTHS,
    PLACES,
    declared_indicators,
    indicator_index,
)

from .deciding import Reading, known_lever, known_region
from .document import Node, Place, Report, Scalar, Table, written
from .values import items, lever_value, number, shown, table, text, unknown_keys

if TYPE_CHECKING:
    import numpy as np

RULE_KEYS = ("when", "for", "until", "set", "because")
CONDITION_KEYS = ("below", "above", "region")


@dataclass(frozen=True)
class Condition:
    """An indicator in a place, strictly below or above a threshold in the indicator's unit."""

    indicator: str
    place: str
    below: float | None
    above: float | None

    def holds(self, record: np.ndarray) -> bool:
        """record : [n_indicators, 15], last month's. An indicator without a value holds nothing."""
        value = record[indicator_index()[self.indicator], PLACES.index(self.place)]
        low_enough = self.below is None or value < self.below
        high_enough = self.above is None or value > self.above
        return bool(low_enough and high_enough and value == value)

    def words(self) -> str:
        """`grain_reserve below 500,000 t`."""
        unit = declared_indicators()[self.indicator].unit
        sides = [
            f"{side} {shown(v)} {unit}"
            for side, v in (("above", self.above), ("below", self.below))
            if v is not None
        ]
        place = "" if self.place == COUNTRY else f" in {self.place}"
        return f"{self.indicator}{place} {' and '.join(sides)}"


@dataclass(frozen=True)
class Effect:
    """What a rule sets of one lever while it is active: for the country, for regions, or both."""

    lever: str
    country: float | None
    regions: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Rule:
    """When all of `when` held `months` in a row, `effects` hold until all of `until` hold or `when` ends."""

    when: tuple[Condition, ...]
    months: int
    until: tuple[Condition, ...]
    effects: tuple[Effect, ...]
    because: str

    def step(self, active: bool, held: int, record: np.ndarray) -> tuple[bool, int]:
        """The rule's next state (active, months that `when` has held) given last month's indicators."""
        holds = all(condition.holds(record) for condition in self.when)
        ends = bool(self.until) and all(condition.holds(record) for condition in self.until)
        held = held + 1 if holds else 0
        if not active:
            return held >= self.months and not ends, held
        return not ends if self.until else holds, held

    def canonical(self) -> object:
        """What decides, as plain data; conditions and effects in any order are the same rule."""
        return {
            "when": sorted(_condition_data(c) for c in self.when),
            "for": self.months,
            "until": sorted(_condition_data(c) for c in self.until),
            "set": {
                e.lever: {"country": e.country, "regions": dict(sorted(e.regions))} for e in self.effects
            },
        }


def _condition_data(condition: Condition) -> list[str]:
    return [condition.indicator, condition.place, repr(condition.below), repr(condition.above)]


def read_rules(node: Node | None, reading: Reading) -> list[Rule]:
    """The rules of a file, in its order."""
    found = [] if node is None else items(node, "rules", reading.report)
    return [rule for item in found if (rule := _rule(item, reading.report)) is not None]


def _rule(node: Node, report: Report) -> Rule | None:
    if not isinstance(node, Table):
        report.add(node.place, "a rule is a mapping of when, for, until, set, because")
        return None
    before = len(report.problems)
    unknown_keys(node, RULE_KEYS, "a rule", report)
    first = node.pairs[0][0].place if node.pairs else node.place
    when = _conditions(node, "when", report, first, required=True)
    until = _conditions(node, "until", report, first, required=False)
    wait = node.get("for")
    months = 1 if wait is None else _months(wait, report)
    effects = _effects(node, report, first)
    because = node.get("because")
    reason = text(because, "because", report) if because is not None else ""
    if len(report.problems) > before:
        return None
    return Rule(when, months, until, effects, reason)


def _months(node: Node, report: Report) -> int:
    match = re.fullmatch(r"([0-9]{1,4})(\s+months?)?", written(node))
    if match is None or not 1 <= int(match[1]) <= N_MONTHS:
        hint = f"write a whole number from 1 to {N_MONTHS}, as in 'for: 2 months'"
        report.add(node.place, f"'{written(node)}' is not a number of months", hint)
        return 1
    return int(match[1])


def _conditions(
    node: Table, key: str, report: Report, first: Place, *, required: bool
) -> tuple[Condition, ...]:
    value = node.get(key)
    if value is None:
        if required:
            report.add(first, f"this rule has no '{key}'")
        return ()
    hint = f"write {key}: {{grain_reserve: {{below: 0.5 Mt}}}}"
    if not isinstance(value, Table) or not value.pairs:
        report.add(value.place, f"'{key}' takes conditions on indicators", hint)
        return ()
    return tuple(c for word, item in value.pairs if (c := _condition(word, item, report)) is not None)


def _condition(word: Scalar, node: Node, report: Report) -> Condition | None:
    indicator = declared_indicators().get(word.text)
    if indicator is None:
        hint = did_you_mean(word.text, declared_indicators()) or "'perelom show indicators' lists them"
        report.add(word.place, f"unknown indicator '{word.text}'", hint)
        return None
    if not indicator.computed:
        report.add(word.place, f"indicator '{word.text}' is declared, but no mechanism computes it yet")
        return None
    if not isinstance(node, Table):
        report.add(node.place, f"'{word.text}' needs 'below' or 'above'", f"its unit is {indicator.unit}")
        return None
    unknown_keys(node, CONDITION_KEYS, "a condition", report)
    sides: dict[str, float | None] = {}
    for side in ("below", "above"):
        threshold = node.get(side)
        if threshold is not None:
            sides[side] = number(threshold, indicator.unit, report)
    if not sides:
        report.add(word.place, f"'{word.text}' needs 'below' or 'above'", f"its unit is {indicator.unit}")
    below, above = sides.get("below"), sides.get("above")
    if below is not None and above is not None and above >= below:
        report.add(
            word.place, f"'{word.text}' cannot be above {shown(above)} and below {shown(below)} at once"
        )
    place = node.get("region")
    where = written(place) if place is not None else COUNTRY
    if (
        isinstance(place, Scalar)
        and where != COUNTRY
        and known_region(place, report)
        and not indicator.regional
    ):
        report.add(place.place, f"'{word.text}' is measured for the whole country only")
    return Condition(word.text, where, below, above)


def _effects(node: Table, report: Report, first: Place) -> tuple[Effect, ...]:
    value = node.get("set")
    found = table(value, "set", report) if value is not None else None
    if found is None or not found.pairs:
        report.add(first, "this rule sets nothing", "write set: {exports.grain: 0}")
        return ()
    return tuple(e for word, item in found.pairs if (e := _effect(word, item, report)) is not None)


def _effect(word: Scalar, node: Node, report: Report) -> Effect | None:
    """One lever's value in a rule: bare, or by region; a rule has no dates of its own."""
    lever = known_lever(word, report)
    if lever is None:
        return None
    if not isinstance(node, Table):
        value = lever_value(node, lever, report)
        return None if value is None else Effect(lever.id, value, ())
    named = node.get("by_region")
    if named is None or len(node.pairs) > 1 or not isinstance(named, Table) or not named.pairs:
        report.add(node.place, "a rule sets one value, or {by_region: {ukraine: 0.3}}; it has no dates")
        return None
    if not lever.regional:
        report.add(named.place, f"'{lever.id}' is decided for the whole country, not by region")
        return None
    regions = [
        (key.text, value)
        for key, item in named.pairs
        if known_region(key, report) and (value := lever_value(item, lever, report)) is not None
    ]
    return Effect(lever.id, None, tuple(regions))
