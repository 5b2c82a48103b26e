"""What a scenario file decides of one lever: bare or dated values, ramps, regions, campaigns, sources."""

from __future__ import annotations

from dataclasses import dataclass, field

from perelom.errors import InputError, did_you_mean
from perelom.vocabulary import (
    N_MONTHS,
    REGION_INDEX,
    REGIONS,
    Instrument,
    instruments,
    month_text,
)

from .courses import Course, Decision, Point, monthly
from .decrees import FAMILIES, decrees
from .document import Node, Place, Report, Scalar, Table, written
from .values import lever_value, measured_in, month, shown, table, text, unknown_keys

STATUSES = ("verified", "recalled", "assumption")
ORIGIN_KEYS = ("value", "source", "note", "status")
FORMS = ("by_region", "ramp", "decrees", "value")

Dated = tuple[Point, Scalar]  # a point and the word in the file that dates it


@dataclass(frozen=True)
class Origin:
    """Where one value comes from. month : index, None for a parameter; region : None for the country;
    value : as written in the file."""

    lever: str
    month: int | None
    region: str | None
    value: str
    source: str
    status: str
    note: str


@dataclass
class Reading:
    """One file while it is read: its months [start, end), its problems and the origins found so far."""

    report: Report
    start: int = 0
    end: int = N_MONTHS
    origins: list[Origin] = field(default_factory=list)

    def month(self, key: Scalar) -> int | None:
        """A month that lies within the file's own; None if refused."""
        index = month(key, self.report)
        if index is None:
            return None
        if index < self.start:
            self.report.add(key.place, f"{key.text} lies before this file's from, {month_text(self.start)}")
            return None
        if index >= self.end:
            until = month_text(self.end)
            hint = f"until {until} means: up to and without {until}"
            self.report.add(key.place, f"{key.text} does not lie before this file's until, {until}", hint)
            return None
        return index


def origin(node: Node, lever: str, when: int | None, region: str | None, reading: Reading) -> Node:
    """The value within `{value: ..., source: ..., note: ..., status: ...}`, its origin noted; or the node."""
    if not isinstance(node, Table) or node.key("value") is None:
        return node
    unknown_keys(node, ORIGIN_KEYS, "a value with its origin", reading.report)
    words = {}
    for key, value in node.pairs:
        if key.text in ORIGIN_KEYS[1:]:
            words[key.text] = text(value, key.text, reading.report)
    status = words.get("status", "")
    status_node = node.get("status")
    if status and status_node is not None and status not in STATUSES:
        reading.report.add(status_node.place, f"unknown status '{status}'", f"known: {', '.join(STATUSES)}")
    inner = node.get("value")
    assert inner is not None
    source, note = words.get("source", ""), words.get("note", "")
    reading.origins.append(Origin(lever, when, region, written(inner), source, status, note))
    return inner


def decisions(node: Node | None, reading: Reading) -> list[Decision]:
    """Everything under `set`. Unknown names get a hint."""
    found = table(node, "set", reading.report) if node is not None else None
    result = []
    for word, value in found.pairs if found else ():
        lever = known_lever(word, reading.report)
        decided = _decision(lever, word.place, value, reading) if lever else None
        if decided is not None:
            result.append(decided)
    return result


def known_lever(word: Scalar, report: Report) -> Instrument | None:
    """The instrument of this name, or None with the nearest name as a hint."""
    levers = instruments()
    if word.text in levers:
        return levers[word.text]
    hint = did_you_mean(word.text, levers)
    near = hint.removeprefix("did you mean '").removesuffix("'?")
    unit = measured_in(levers[near]) if near else ""
    hint = f"{hint} Its unit is {unit}." if hint else "'perelom show instruments' lists them"
    report.add(word.place, f"unknown instrument '{word.text}'", hint)
    return None


def _decision(lever: Instrument, place: Place, node: Node, reading: Reading) -> Decision | None:
    before = len(reading.report.problems)
    regions: list[tuple[str, Course]] = []
    rest = node
    if isinstance(node, Table) and (by_region := node.get("by_region")) is not None:
        regions = _by_region(lever, node, by_region, reading)
        rest = Table(tuple(pair for pair in node.pairs if pair[0].text != "by_region"), node.place)
    named_only = isinstance(rest, Table) and not rest.pairs and rest is not node
    country = None if named_only else _course(lever, rest, None, reading)
    if len(reading.report.problems) > before:
        return None
    decision = Decision(lever.id, country, tuple(regions))
    _sum_within_total(lever, decision, place, reading)
    return decision


def _by_region(lever: Instrument, node: Table, named: Node, reading: Reading) -> list[tuple[str, Course]]:
    word = node.key("by_region")
    assert word is not None
    if not lever.regional:
        reading.report.add(word.place, f"'{lever.id}' is decided for the whole country, not by region")
        return []
    regions = table(named, "by_region", reading.report)
    if regions is None or not regions.pairs:
        reading.report.add(word.place, "'by_region' names no region")
        return []
    courses = []
    for key, value in regions.pairs:
        if known_region(key, reading.report):
            course = _course(lever, value, key.text, reading)
            if course:
                courses.append((key.text, course))
    return courses


def known_region(word: Scalar, report: Report) -> bool:
    """True for one of the fourteen regions; else the nearest name is offered."""
    if word.text in REGION_INDEX:
        return True
    hint = did_you_mean(word.text, REGIONS) or f"regions: {', '.join(REGIONS)}"
    report.add(word.place, f"unknown region '{word.text}'", hint)
    return False


def _course(lever: Instrument, node: Node, region: str | None, reading: Reading) -> Course | None:
    """The course of a lever for the country (region None) or one region; None if refused."""
    if isinstance(node, Table) and node.key("decrees") is not None:
        return _campaigns(lever, node, reading)
    if not isinstance(node, Table) or node.key("value") is not None:
        value = _value(lever, node, reading.start, region, reading)
        return None if value is None else Course(reading.start, (Point(reading.start, value),))
    if not node.pairs:
        reading.report.add(node.place, f"'{lever.id}' has no value; expected {measured_in(lever)}")
        return None
    ramp: list[Dated] = []
    dated: list[Dated] = []
    for key, value in node.pairs:
        if key.text == "ramp":
            ramp = _ramp(lever, key, value, region, reading)
        elif key.text in FORMS:
            reading.report.add(key.place, f"'{key.text}' may not stand within a region")
        elif not key.text[:1].isdigit():
            hint = did_you_mean(key.text, FORMS) or "dated values are written {1928-10: 0.19, 1932-10: 0.22}"
            if key.text in REGION_INDEX:
                hint = f"regions stand within by_region: {{by_region: {{{key.text}: ...}}}}"
            reading.report.add(key.place, f"'{key.text}' is neither a month nor a form of value", hint)
        else:
            dated += _dated(lever, key, value, region, reading)
    ordered = _in_order(dated, ramp, reading.report)
    return Course(ordered[0].month, ordered) if ordered else None


def _value(lever: Instrument, node: Node, when: int, region: str | None, reading: Reading) -> float | None:
    return lever_value(origin(node, lever.id, when, region, reading), lever, reading.report)


def _dated(lever: Instrument, key: Scalar, node: Node, region: str | None, reading: Reading) -> list[Dated]:
    when = reading.month(key)
    if isinstance(node, Table) and node.key("value") is None:
        hint = "regions and ramps stand outside the months: {by_region: {ukraine: {1930-01: 0.3}}}"
        reading.report.add(node.place, f"found a mapping; one value stands at {key.text}", hint)
        return []
    value = _value(lever, node, 0 if when is None else when, region, reading)
    return [] if when is None or value is None else [(Point(when, value), key)]


def _ramp(lever: Instrument, word: Scalar, node: Node, region: str | None, reading: Reading) -> list[Dated]:
    """Points of a ramp, each but the last sloped to the next."""
    if lever.kind in ("enum", "set", "class"):
        reading.report.add(word.place, f"'{lever.id}' has no values between its choices and takes no ramp")
        return []
    found = table(node, "ramp", reading.report)
    if found is None or len(found.pairs) < 2:
        hint = "write {ramp: {1928-10: 0.19, 1932-10: 0.22}}"
        reading.report.add(word.place, "a ramp needs two dates or more", hint)
        return []
    points = [point for key, value in found.pairs for point in _dated(lever, key, value, region, reading)]
    points.sort(key=lambda pair: pair[0].month)
    last = len(points) - 1
    return [(Point(p.month, p.value, sloped=i < last), key) for i, (p, key) in enumerate(points)]


def _in_order(dated: list[Dated], ramp: list[Dated], report: Report) -> tuple[Point, ...]:
    """Points by month; two for one month, or a date inside the ramp, are refused."""
    for point, key in dated:
        if ramp and ramp[0][0].month < point.month < ramp[-1][0].month:
            report.add(key.place, f"{key.text} lies inside the ramp")
    seen: dict[int, Scalar] = {}
    for point, key in sorted(dated + ramp, key=lambda pair: (pair[1].place.line, pair[1].place.column)):
        if point.month in seen:
            first = seen[point.month].place
            report.add(key.place, f"two values for {key.text}; the first stands in line {first.line}")
        seen.setdefault(point.month, key)
    return tuple(sorted((point for point, _ in dated + ramp), key=lambda p: p.month))


def _campaigns(lever: Instrument, node: Table, reading: Reading) -> Course | None:
    report = reading.report
    unknown_keys(node, ("decrees",), "a path made from decrees", report)
    value = node.get("decrees")
    assert value is not None
    family = text(value, "decrees", report)
    if not family:
        return None
    if family not in FAMILIES:
        hint = did_you_mean(family, FAMILIES) or f"families: {', '.join(FAMILIES)}"
        report.add(value.place, f"unknown family of decrees '{family}'", hint)
        return None
    if FAMILIES[family] != lever.id:
        report.add(value.place, f"decrees of '{family}' press '{FAMILIES[family]}', not '{lever.id}'")
        return None
    try:
        decrees()
    except InputError as error:
        report.problems += error.problems
        return None
    return Course(reading.start, decrees=family)


def _sum_within_total(lever: Instrument, decision: Decision, place: Place, reading: Reading) -> None:
    """Regions of a quantity may not add up to more than the country's total in the same file."""
    if not lever.extensive or decision.country is None or not decision.regions:
        return
    for index in range(decision.country.first, reading.end):
        parts = [monthly(c)[index - c.first] for _, c in decision.regions if c.first <= index]
        total = monthly(decision.country)[index - decision.country.first]
        if sum(parts) > total * (1 + 1e-9):
            reading.report.add(
                place,
                f"the regions of '{lever.id}' add up to {shown(sum(parts))} in {month_text(index)}, "
                f"more than the country's {shown(total)}",
            )
            return
