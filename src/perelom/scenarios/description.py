"""A scenario told to people: its chain, and lever by lever what differs from the parent, with sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perelom.vocabulary import (
    FIRST_YEAR,
    N_MONTHS,
    REGION_INDEX,
    Instrument,
    instruments,
    lever_index,
    month_text,
)

from .courses import Course, Decision
from .deciding import Origin
from .decrees import family_decrees, parameter_name
from .rules import Rule
from .scenario import COMPARED_AT, Scenario
from .values import measured_in, spelled, start_value

if TYPE_CHECKING:
    import numpy as np


def describe(scenario: Scenario) -> dict[str, Any]:
    """What a scenario is and decides, as plain data for printing or JSON.

    levers : for each lever of its own file, unit, months, its values as written here by month and region, the
    parent's value in the first of these months, and the origins. Campaigns list their decrees instead.
    """
    content = scenario.content
    return {
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "context": scenario.context,
        "extends": list(scenario.extends),
        "from": month_text(content.start),
        "until": month_text(content.end) if content.end < N_MONTHS else None,
        "first_change": month_text(scenario.first_change) if scenario.first_change < N_MONTHS else None,
        "hash": scenario.hash,
        "levers": _levers(scenario),
        "rules": [_rule(rule) for rule in content.rules],
        "parameters": dict(content.parameters),
        "parameter_origins": [_origin(o) for o in scenario.origins if o.month is None],
        "sources": list(scenario.sources),
        "inherited_sources": {item.name: list(item.sources) for item in scenario.lineage[1:]},
    }


def _levers(scenario: Scenario) -> dict[str, Any]:
    table = instruments()
    before = scenario.parent.levers(COMPARED_AT) if scenario.parent else None
    found = {}
    for decision in scenario.content.decisions:
        lever = table[decision.lever]
        first = min(course.first for course in decision.courses())
        paths = (before.values, before.totals) if before else None
        found[decision.lever] = {
            "unit": measured_in(lever),
            "meaning": lever.meaning,
            "from": month_text(first),
            "until": month_text(scenario.content.end) if scenario.content.end < N_MONTHS else None,
            "values": _values(decision, lever),
            "instead_of": _instead_of(decision, lever, first, paths),
            "origins": [_origin(o) for o in scenario.origins if o.lever == decision.lever],
        }
    return found


def _values(decision: Decision, lever: Instrument) -> list[dict[str, Any]]:
    """The dated values of a decision, the country's (region None) before the regions'."""
    country: list[tuple[str | None, Course]] = [(None, decision.country)] if decision.country else []
    return [row for region, course in [*country, *decision.regions] for row in _course(region, course, lever)]


def _course(region: str | None, course: Course, lever: Instrument) -> list[dict[str, Any]]:
    if course.decrees:
        return [
            {
                "month": _any_month(decree.month),
                "region": region or _named(decree.regions),
                "value": f"{decree.strength:g} × {parameter_name(course.decrees)}, "
                f"halved every {decree.fade:g} months",
                "source": decree.source,
                "words": decree.words,
            }
            for decree in family_decrees(course.decrees)
            if region is None or region in decree.regions
        ]
    return [
        {
            "month": month_text(point.month),
            "region": region,
            "value": spelled(lever, point.value),
            "to_next": "straight" if point.sloped else "held",
        }
        for point in course.points
    ]


def _instead_of(
    decision: Decision, lever: Instrument, first: int, paths: tuple[np.ndarray, np.ndarray] | None
) -> dict[str, str] | str:
    """What the parent has in the first month: one value, or one for each region where they differ."""
    if paths is None:
        return spelled(lever, start_value(lever))
    values, totals = paths
    column = lever_index()[decision.lever]
    if lever.extensive and decision.country:
        return spelled(lever, float(totals[first, column]))
    row = values[first, column]
    named = [name for name, _ in decision.regions] if not decision.country else list(REGION_INDEX)
    spellings = {name: spelled(lever, float(row[REGION_INDEX[name]])) for name in named}
    same = len(set(spellings.values())) == 1
    return next(iter(spellings.values())) if same else spellings


def _rule(rule: Rule) -> dict[str, Any]:
    table = instruments()
    settings = {}
    for effect in rule.effects:
        lever = table[effect.lever]
        if effect.country is not None:
            settings[effect.lever] = spelled(lever, effect.country)
        else:
            settings[effect.lever] = {region: spelled(lever, value) for region, value in effect.regions}
    return {
        "when": [condition.words() for condition in rule.when],
        "for": rule.months,
        "until": [condition.words() for condition in rule.until],
        "set": settings,
        "because": rule.because,
    }


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "month": None if origin.month is None else month_text(origin.month),
        "region": origin.region,
        "value": origin.value,
        "source": origin.source,
        "status": origin.status,
        "note": origin.note,
    }


def _named(regions: tuple[str, ...]) -> str:
    """Regions of a decree as its table writes them."""
    return "all" if len(regions) == len(REGION_INDEX) else "|".join(regions)


def _any_month(index: int) -> str:
    """A month that may lie before 1921-01, as decrees may."""
    return f"{FIRST_YEAR + index // 12}-{index % 12 + 1:02d}"
