"""Levers: what every instrument stands at, month by month and region by region.

Files of a chain are laid over one another, the furthest parent first. An intensive lever (a share, a price,
an enum) has a value in each region. An extensive one (a regional flow or stock) has a total for the country,
which the model shares out, and values only where a file names a region.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from perelom.vocabulary import (
    N_MONTHS,
    N_REGIONS,
    REGION_INDEX,
    instruments,
    lever_index,
)

from .courses import Course, monthly
from .decrees import pressure
from .reading import Content
from .rules import Effect, Rule
from .values import start_value

Laid = Mapping[int | None, Course]  # courses by region index, None for the whole country


@dataclass(frozen=True)
class Levers:
    """The paths of all levers of one scenario, and its rules.

    values : [240, n_levers, 14], enums as index, sets as bit mask; extensive levers NaN where not named
    totals : [240, n_levers], the country's total of extensive levers, NaN for the others
    rules : in order of their force, the last being the strongest; depth : the file each stands in (0 = root)
    windows : first month and end of each rule's file
    decided_in : [240, n_levers, 14], the file that last set a lever; a rule yields to files below its own
    files : how many are laid over one another
    """

    values: np.ndarray
    totals: np.ndarray
    rules: tuple[Rule, ...]
    depth: tuple[int, ...]
    windows: tuple[tuple[int, int], ...]
    decided_in: np.ndarray
    files: int

    @property
    def watched(self) -> frozenset[str]:
        """Indicators that rules look at."""
        return frozenset(c.indicator for rule in self.rules for c in (*rule.when, *rule.until))

    def start_rules(self) -> np.ndarray:
        """State of the rules before the first month, [n_rules, 2]: active 0/1, months the condition held."""
        return np.zeros((len(self.rules), 2))

    def free_until(self, month: int) -> int:
        """First month from `month` on in which a rule may act; those before it are decided whatever comes."""
        return min((max(first, month) for first, end in self.windows if end > month), default=N_MONTHS)

    def at(
        self, month: int, indicators: np.ndarray | None, rule_state: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Values [n_levers, 14], totals [n_levers] and the new state of the rules in a month.

        indicators : [n_indicators, 15], last month's; None in the first month, when no rule acts.
        """
        values, totals = self.values[month], self.totals[month]
        if not self.rules or indicators is None:
            return values, totals, rule_state
        values, totals, state = values.copy(), totals.copy(), rule_state.copy()
        for i, rule in enumerate(self.rules):
            first, end = self.windows[i]
            if not first <= month < end:
                state[i] = 0.0
                continue
            active, held = rule.step(bool(state[i, 0]), int(state[i, 1]), indicators)
            state[i] = active, held
            if active:
                for effect in rule.effects:
                    _apply(effect, values, totals, self.decided_in[month] <= self.depth[i])
        return values, totals, state


def build(above: Levers | None, content: Content, parameters: Mapping[str, float]) -> Levers:
    """Levers of a file laid over those of its parent. `parameters` scales campaigns (see decrees.pressure).

    above : None where the file is a root: every lever is held at its value of 1921-01 before
    """
    above = above or _start()
    values, totals, decided_in = above.values.copy(), above.totals.copy(), above.decided_in.copy()
    own = above.files
    levers = instruments()
    for decision in content.decisions:
        column = lever_index()[decision.lever]
        regions = {REGION_INDEX[name]: course for name, course in decision.regions}
        country: dict[int | None, Course] = {None: decision.country} if decision.country else {}
        laid: Laid = {**country, **regions}
        lay = _lay_quantity if levers[decision.lever].extensive else _lay_everywhere
        lay(values, totals, column, laid, content.end, parameters)
        for region, course in laid.items():
            where = slice(None) if region is None else region
            decided_in[course.first : content.end, column, where] = own
    for array in (values, totals, decided_in):
        array.setflags(write=False)
    return Levers(
        values=values,
        totals=totals,
        rules=(*above.rules, *content.rules),
        depth=(*above.depth, *(own for _ in content.rules)),
        windows=(*above.windows, *((content.start, content.end) for _ in content.rules)),
        decided_in=decided_in,
        files=own + 1,
    )


@cache
def _start() -> Levers:
    """Every lever held at its value of 1921-01, no file laid over it."""
    values, totals = _starting_paths()
    decided_in = np.zeros(values.shape, dtype=np.int8)
    return Levers(values, totals, (), (), (), decided_in, files=0)


def _starting_paths() -> tuple[np.ndarray, np.ndarray]:
    """Every lever held at its value of 1921-01."""
    table = instruments()
    values = np.full((N_MONTHS, len(table), N_REGIONS), np.nan)
    totals = np.full((N_MONTHS, len(table)), np.nan)
    for column, lever in enumerate(table.values()):
        target = totals if lever.extensive else values
        target[:, column] = start_value(lever)
    return values, totals


def _path(course: Course, end: int, region: int | None, parameters: Mapping[str, float]) -> np.ndarray:
    """Values of a course in its months, [n, 1] or, for the campaigns of the whole country, [n, 14]."""
    if not course.decrees:
        return np.array(monthly(course)[: end - course.first])[:, None]
    table = pressure(course.decrees, parameters)[course.first : end]
    return table if region is None else table[:, [region]]


def _lay_everywhere(
    values: np.ndarray, totals: np.ndarray, column: int, laid: Laid, end: int, parameters: Mapping[str, float]
) -> None:
    """Lay the courses of an intensive lever over its path: the country first, then the regions named."""
    for region, course in laid.items():
        where = slice(None) if region is None else slice(region, region + 1)
        values[course.first : end, column, where] = _path(course, end, region, parameters)


def _lay_quantity(
    values: np.ndarray, totals: np.ndarray, column: int, laid: Laid, end: int, parameters: Mapping[str, float]
) -> None:
    """Lay the courses of an extensive lever: a total clears the regions named before it."""
    country_from = end
    before = values[:, column].copy()
    for region, course in laid.items():
        path = _path(course, end, region, parameters)[:, 0]
        if region is None:
            country_from = course.first
            totals[course.first : end, column] = path
            values[course.first : end, column] = np.nan
        else:
            values[course.first : end, column, region] = path
    own = [course.first for region, course in laid.items() if region is not None]
    if own and min(own) < country_from:
        months = slice(min(own), country_from)
        totals[months, column] = new_total(totals[months, column], before[months], values[months, column])


def new_total(total: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """The country's total after single regions were set: the regions not named keep what they had.

    total : [n], inherited; before, after : [n, 14], NaN where a region is not named.
    A region whose inherited part is known changes the total by its difference; where no total is inherited
    the part is 0. Where the inherited total was shared out by the model the total stands, unless the regions
    named exceed it, and the others share the rest. With all fourteen named the total is their sum.
    """
    inherited = np.nan_to_num(total)[:, None]
    known = np.where(np.isnan(before) & (inherited == 0), 0.0, before)
    change = np.where(np.isnan(known) | np.isnan(after), 0.0, after - known).sum(axis=1)
    named = np.where(np.isnan(after), 0.0, after).sum(axis=1)
    all_named = ~np.isnan(after).any(axis=1)
    return np.where(all_named, named, np.maximum(inherited[:, 0] + change, named))


def _apply(effect: Effect, values: np.ndarray, totals: np.ndarray, allowed: np.ndarray) -> None:
    """Set what a rule says, in place. allowed : [n_levers, 14], False where a later file decided."""
    column = lever_index()[effect.lever]
    extensive = instruments()[effect.lever].extensive
    before = values[column].copy()
    if effect.country is not None and allowed[column].any():
        values[column, allowed[column]] = np.nan if extensive else effect.country
        if extensive:
            totals[column] = effect.country
    named = [(REGION_INDEX[name], value) for name, value in effect.regions]
    named = [(region, value) for region, value in named if allowed[column, region]]
    for region, value in named:
        values[column, region] = value
    if extensive and named:
        totals[column] = new_total(totals[column : column + 1], before[None], values[column][None])[0]
