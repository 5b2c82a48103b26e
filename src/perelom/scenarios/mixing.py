"""A scenario between two others: for some instruments what the one decides, for the rest what the other does.

The path of an instrument rests on what files say of this instrument alone, so two scenarios can be mixed
instrument by instrument without loss: with none taken it is the first, with all the second. A rule belongs
to the instruments it sets; one that sets several is cut into a rule for each side, both with its conditions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from perelom.vocabulary import instruments, lever_index

from .rules import Rule
from .scenario import COMPARED_AT, Scenario

if TYPE_CHECKING:
    import numpy as np

    from .levers import Levers


@dataclass(frozen=True, eq=False)
class Mixed:
    """Scenario `a` with what `b` decides of some instruments.

    taken : ids of the instruments whose courses and rules are b's
    with_parameters : whether b's assumptions about parameters hold, else a's
    """

    name: str
    a: Scenario
    b: Scenario
    taken: frozenset[str]
    with_parameters: bool = False

    @property
    def parameters(self) -> dict[str, float]:
        """Overrides of parameters by id."""
        return (self.b if self.with_parameters else self.a).parameters

    def levers(self, parameters: Mapping[str, float]) -> Levers:
        """All paths and rules, ready for the months; see `Scenario.levers`."""
        return mixed_levers(self.a.levers(parameters), self.b.levers(parameters), self.taken)


def mixed_levers(a: Levers, b: Levers, taken: Collection[str]) -> Levers:
    """Levers of which those taken are b's, with b's rules for them, and the rest a's, with a's rules.

    taken : ids of instruments. A rule yields to files below its own as in its own scenario: the depth of
    files is compared within one instrument, whose path and rules are of one side.
    """
    import numpy as np

    from .levers import Levers

    from_b = np.zeros(len(lever_index()), dtype=bool)
    from_b[[lever_index()[name] for name in taken]] = True
    rows = [
        (part, levers.depth[i], levers.windows[i])
        for levers, ids in ((a, set(lever_index()) - set(taken)), (b, set(taken)))
        for i, rule in enumerate(levers.rules)
        if (part := restricted(rule, ids)) is not None
    ]
    values = np.where(from_b[None, :, None], b.values, a.values)
    totals = np.where(from_b[None, :], b.totals, a.totals)
    values.setflags(write=False)
    totals.setflags(write=False)
    return Levers(
        values=values,
        totals=totals,
        rules=tuple(rule for rule, _, _ in rows),
        depth=tuple(depth for _, depth, _ in rows),
        windows=tuple(window for _, _, window in rows),
        decided_in=np.where(from_b[None, :, None], b.decided_in, a.decided_in),
        files=max(a.files, b.files),
    )


def restricted(rule: Rule, ids: Collection[str]) -> Rule | None:
    """A rule with its effects on these instruments only; None where it has none."""
    effects = tuple(effect for effect in rule.effects if effect.lever in ids)
    return replace(rule, effects=effects) if effects else None


def differing(a: Scenario, b: Scenario) -> tuple[str, ...]:
    """Ids of the instruments of which two scenarios decide otherwise, by their paths or by their rules."""
    one, other = a.levers(COMPARED_AT), b.levers(COMPARED_AT)
    return tuple(
        name
        for name in instruments()
        if not _same_path(one, other, lever_index()[name]) or _ruled(one, name) != _ruled(other, name)
    )


def _same_path(one: Levers, other: Levers, column: int) -> bool:
    import numpy as np

    return np.array_equal(one.values[:, column], other.values[:, column], equal_nan=True) and np.array_equal(
        one.totals[:, column], other.totals[:, column], equal_nan=True
    )


def _ruled(levers: Levers, name: str) -> list[object]:
    """What the rules of a scenario may do to one instrument: rule, months, where it may act."""
    found: list[object] = []
    for i, rule in enumerate(levers.rules):
        part = restricted(rule, (name,))
        if part is not None:
            first, end = levers.windows[i]
            may: np.ndarray = levers.decided_in[first:end, lever_index()[name]] <= levers.depth[i]
            found.append((part.canonical(), first, end, may.tobytes()))
    return found
