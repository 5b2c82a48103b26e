"""A scenario as lanes: what each instrument stands at over time, by which source, and what is changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np

from perelom.parameters import values as parameter_values
from perelom.scenarios import Scenario
from perelom.scenarios.deciding import Origin
from perelom.scenarios.decrees import FAMILIES
from perelom.scenarios.levers import Levers
from perelom.scenarios.values import significant, spelled
from perelom.vocabulary import N_MONTHS, REGIONS, Instrument, instruments, lever_index, month_text

Lane = dict[str, Any]
CAMPAIGNS = {lever: family for family, lever in FAMILIES.items()}


def lanes(scenario: Scenario) -> list[Lane]:
    """Every instrument as a lane of the country, and a lane of each region that departs from it.

    A step holds from its month to the next step's: value (a number; of an enum the choice's index, of a set a
    bit mask; None where nothing is set), the words a scenario would write, source and status as its file or
    the nearest parent gives them, and whether the parent decides otherwise in its months. Campaigns of
    decrees (`campaign`) are shown at the reference parameters, for the country as the mean of the regions:
    their height is a parameter of each draw. Rules act on the course of a simulation and are in no lane.
    """
    reference = parameter_values("reference")
    own = scenario.levers({**reference, **scenario.parameters})
    before = None
    if scenario.parent is not None:
        before = scenario.parent.levers({**reference, **scenario.parent.parameters})
    origins = _origins(scenario)
    found = []
    for name, instrument in instruments().items():
        campaign = _campaign(scenario, name)
        paths = _paths(own, instrument, campaign is not None)
        others = _paths(before, instrument, campaign is not None) if before else {}
        unnamed = np.full(N_MONTHS, np.nan) if instrument.extensive else None
        for region in {**paths, **others}:  # one that the parent alone sets apart is a change too
            path = paths.get(region, paths[None] if unnamed is None else unnamed)
            other = others.get(region, others.get(None) if unnamed is None else unnamed)
            if before is None:
                other = None
            lane: Lane = {"instrument": name, "region": region}
            if campaign:
                lane["campaign"] = campaign
            lane["steps"] = _steps(
                instrument, path, other, origins.get((name, region), origins.get((name, None), []))
            )
            found.append(lane)
    return found


def _paths(levers: Levers, instrument: Instrument, campaign: bool) -> dict[str | None, np.ndarray]:
    """Paths [240] by region, None for the country.

    The country's is the total of a quantity; of all else the path that most regions have, and a region is
    named where its own differs.
    """
    column = lever_index()[instrument.id]
    values = levers.values[:, column]
    if instrument.extensive:
        named = {r: values[:, i] for i, r in enumerate(REGIONS) if np.isfinite(values[:, i]).any()}
        return {None: levers.totals[:, column], **named}
    if campaign:
        return {None: values.mean(axis=1)}
    alike = [path.tobytes() for path in values.T + 0.0]  # 0.0 and -0.0 are the same
    counts = Counter(alike)
    if len(counts) == 1:
        return {None: values[:, 0]}
    most = max(counts.values())
    usual = min(
        (values[:, alike.index(k)] for k in counts if counts[k] == most), key=lambda path: path.tolist()
    )
    apart = {r: values[:, i] for i, r in enumerate(REGIONS) if not _same(values[:, i], usual).all()}
    return {None: usual, **apart}


def _steps(
    instrument: Instrument, path: np.ndarray, other: np.ndarray | None, origins: list[Origin]
) -> list[dict[str, Any]]:
    """The steps of a path; a ramp or a fading campaign has one in each month."""
    begins = [0, *(np.flatnonzero(~_same(path[1:], path[:-1])) + 1).tolist()]
    differs = np.zeros(N_MONTHS, dtype=bool) if other is None else ~_same(path, other)
    found = []
    for first, end in zip(begins, [*begins[1:], N_MONTHS], strict=True):
        value = float(path[first])
        origin = _origin(origins, first)
        found.append(
            {
                "from": month_text(first),
                "value": None if np.isnan(value) else significant(value),
                "text": spelled(instrument, value),
                "source": origin.source if origin else "",
                "status": origin.status if origin else "",
                "changed": bool(differs[first:end].any()),
            }
        )
    return found


def _origin(origins: list[Origin], month: int) -> Origin | None:
    """The origin of the value that holds in a month: that of the last date up to it."""
    dated = [o for o in origins if o.month is not None and o.month <= month]
    return max(dated, key=lambda o: o.month or 0) if dated else None


def _origins(scenario: Scenario) -> dict[tuple[str, str | None], list[Origin]]:
    """Origins of values by lever and region, None for the country; a value without one has an empty origin.

    A file speaks over its parents in its months, a course of the country over all regions; where the file
    ends, the parents' origin holds again.
    """
    found: dict[tuple[str, str | None], list[Origin]] = {}
    for item in reversed(scenario.lineage):
        stated_of: dict[tuple[str, str | None], list[Origin]] = {}
        for origin in item.origins:
            stated_of.setdefault((origin.lever, origin.region), []).append(origin)
        for decision in item.content.decisions:
            courses = [(None, decision.country), *decision.regions]
            for region, course in courses:
                if course is None:
                    continue
                stated = stated_of.get((decision.lever, region), [])
                dates = {course.first, *(point.month for point in course.points)} - {o.month for o in stated}
                own = [*stated, *(Origin(decision.lever, m, region, "", "", "", "") for m in dates)]
                over = [key for key in found if key[0] == decision.lever and region in (None, key[1])]
                for key in {*over, (decision.lever, region)}:
                    held = found.get(key, found.get((decision.lever, None), []))
                    found[key] = _laid(held, own, course.first, item.content.end)
    return found


def _laid(held: list[Origin], own: list[Origin], first: int, end: int) -> list[Origin]:
    """Origins after a file has spoken from `first` up to and without `end`."""
    before = [o for o in held if (o.month or 0) < first]
    after = [o for o in held if (o.month or 0) >= end]
    returned = _origin(held, end) if end < N_MONTHS else None
    return [*before, *own, *([replace(returned, month=end)] if returned else []), *after]


def _campaign(scenario: Scenario, lever: str) -> str | None:
    """The family of decrees whose campaigns move a lever in this scenario; None where none does."""
    for item in scenario.lineage:
        decision = item.decision(lever)
        if decision is not None and any(course.decrees for course in decision.courses()):
            return CAMPAIGNS.get(lever)
    return None


def _same(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Elementwise equality in which NaN equals NaN."""
    return (a == b) | (np.isnan(a) & np.isnan(b))
