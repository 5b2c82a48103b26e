"""The run that stands in for a comparison until its draws are there goes on from another's course.

Whoever moves a lever of 1932 changes nothing before: the country of January 1932 is that of the scenario he
began with. So a course that was run from 1921 keeps its state of every January, and a new one starts from the
last January until which it decides the same; it keeps those before. The numbers are those of a run from 1921,
to the last bit.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from perelom.ensembles.plan import first_difference
from perelom.ensembles.tasks import Simulate
from perelom.scenarios import Scenario
from perelom.scenarios.levers import Levers
from perelom.vocabulary import N_MONTHS
from perelom.world import Outcome

JANUARIES = frozenset(range(12, N_MONTHS, 12))
COURSES = 6  # kept, some 20 MB each


@dataclass(frozen=True)
class _Course:
    """A preview that was computed. fixed : what else has to be the same"""

    scenario: Scenario
    parameters: Mapping[str, float]
    fixed: tuple[Any, ...]
    outcome: Outcome


class Courses:
    """The courses of the last previews, those used longest ago let go."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], _Course] = OrderedDict()
        self._lock = threading.Lock()

    def simulate(
        self,
        engine: Simulate,
        scenario: Scenario,
        levers: Levers,
        parameters: Mapping[str, float],
        **options: Any,
    ) -> Outcome:
        """What the engine makes of a scenario, begun where a kept course may be gone on with."""
        fixed = tuple(sorted(options.items()))
        base, month = self._nearest(scenario, parameters, fixed)
        if base is None:
            outcome = engine(levers, parameters, keep=JANUARIES, **options)
        else:
            record = base.outcome.record
            start = replace(
                base.outcome.checkpoints[month], rules=levers.start_rules(), last=record[month - 1]
            )
            outcome = engine(levers, parameters, start=start, **options)
            outcome.record[:month] = record[:month]
            before = {m: state for m, state in base.outcome.checkpoints.items() if m <= month}
            outcome = replace(outcome, checkpoints=before)
        with self._lock:
            self._kept[(scenario.hash, fixed)] = _Course(scenario, parameters, fixed, outcome)
            while len(self._kept) > COURSES:
                self._kept.popitem(last=False)
        return outcome

    def _nearest(
        self, scenario: Scenario, parameters: Mapping[str, float], fixed: tuple[Any, ...]
    ) -> tuple[_Course | None, int]:
        """The course that can be gone on with from the latest January, and that month."""
        with self._lock:
            kept = list(self._kept.items())
        best, at, of = None, 0, None
        for key, course in kept:
            if course.fixed == fixed and course.parameters == parameters:
                since = first_difference(course.scenario, scenario)
                month = max((m for m in course.outcome.checkpoints if m <= since), default=0)
                if month > at:
                    best, at, of = course, month, key
        if of is not None:
            with self._lock:
                if of in self._kept:
                    self._kept.move_to_end(of)
        return best, at
