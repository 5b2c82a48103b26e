"""Values as a scenario writes them, turned into the numbers that a lever holds."""

from __future__ import annotations

import math
from collections.abc import Iterable

from perelom.errors import did_you_mean
from perelom.vocabulary import Instrument, allowed_suffixes, month_index, parse_quantity

from .document import Items, Node, Report, Scalar, Table


def significant(value: float) -> float:
    """A number to twelve significant digits, so that `35 %` and `0.35` are one number."""
    return float(f"{value:.12g}") + 0.0


def shown(value: float) -> str:
    """A number for people: `0.4`, `60,000,000`."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}"


def measured_in(lever: Instrument) -> str:
    """Unit or choices of a lever, for a message: `t per year, by region`."""
    unit = " | ".join(lever.choices) if lever.choices else lever.unit
    return f"{unit}, by region" if lever.regional else unit


def unit_of(lever: Instrument) -> str:
    """The unit whose suffixes a lever takes: every share may be written in per cent."""
    return "share" if lever.kind == "share" and not lever.unit.startswith("share") else lever.unit


def start_value(lever: Instrument) -> float:
    """The value that holds in 1921-01 before any scenario speaks; NaN where nothing is set."""
    if lever.kind == "enum":
        return float(lever.choices.index(lever.start))
    if lever.kind == "set":
        return float(_mask(lever, lever.start.split("|") if lever.start else []))
    return float(lever.start) if lever.start else math.nan


def spelled(lever: Instrument, value: float) -> str:
    """A lever's number as a scenario writes it: `purchase`, `[kulak, trader]`, `0.4`."""
    if math.isnan(value):
        return "not set"
    if lever.kind == "enum":
        return lever.choices[int(value)]
    if lever.kind == "set":
        return f"[{', '.join(c for i, c in enumerate(lever.choices) if int(value) >> i & 1)}]"
    return f"{significant(value):.12g}"


def lever_value(node: Node, lever: Instrument, report: Report) -> float | None:
    """The number of one value: enums as the index of the choice, sets as a bit mask. None if refused."""
    if lever.kind == "set":
        return _choices(node, lever, report)
    if not isinstance(node, Scalar):
        what = "a list" if isinstance(node, Items) else "a mapping"
        report.add(node.place, f"found {what}; '{lever.id}' takes one value ({measured_in(lever)})")
        return None
    if node.empty:
        report.add(node.place, f"'{lever.id}' has no value; expected {measured_in(lever)}")
        return None
    if lever.kind == "enum":
        if node.text not in lever.choices:
            hint = did_you_mean(node.text, lever.choices)
            report.add(node.place, f"'{node.text}' is no choice of '{lever.id}' ({measured_in(lever)})", hint)
            return None
        return float(lever.choices.index(node.text))
    return _quantity(node, lever, report)


def number(node: Node, unit: str, report: Report) -> float | None:
    """A finite number with an optional suffix, in the base of `unit`. None if refused."""
    if not isinstance(node, Scalar):
        report.add(node.place, f"expected one number in {unit or 'plain units'}")
        return None
    if node.empty:
        report.add(node.place, f"there is no value here; expected a number in {unit or 'plain units'}")
        return None
    if node.truth:
        report.add(node.place, f"found {node.text}; expected a number in {unit or 'plain units'}")
        return None
    try:
        value = parse_quantity(node.text, unit)
    except ValueError as error:
        hint = "write the decimals after a point" if "," in node.text else ""
        report.add(node.place, str(error), hint)
        return None
    if not math.isfinite(value):
        report.add(node.place, f"'{node.text}' is not a finite number")
        return None
    return significant(value)


def month(node: Node, report: Report) -> int | None:
    """Index of a month written `1930-03`. None if refused."""
    if not isinstance(node, Scalar):
        report.add(node.place, "expected a month such as 1930-03")
        return None
    try:
        return month_index(node.text)
    except ValueError as error:
        report.add(node.place, str(error))
        return None


def text(node: Node, name: str, report: Report) -> str:
    """A text that is not empty; "" if refused."""
    if not isinstance(node, Scalar) or node.empty or not node.text.strip():
        report.add(node.place, f"'{name}' takes a text")
        return ""
    return node.text.strip()


def table(node: Node, name: str, report: Report) -> Table | None:
    """A mapping, None where it is left empty; anything else is refused."""
    if isinstance(node, Table):
        return node
    if not (isinstance(node, Scalar) and node.empty):
        report.add(node.place, f"'{name}' takes a mapping, one 'name: value' in each line")
    return None


def items(node: Node, name: str, report: Report) -> tuple[Node, ...]:
    """The items of a list, none where it is left empty; anything else is refused."""
    if isinstance(node, Items):
        return node.items
    if not (isinstance(node, Scalar) and node.empty):
        report.add(node.place, f"'{name}' takes a list, each item after a dash")
    return ()


def unknown_keys(node: Table, known: Iterable[str], where: str, report: Report) -> None:
    """Refuse every key that is not among the known ones."""
    known = list(known)
    for key, _ in node.pairs:
        if key.text not in known:
            hint = did_you_mean(key.text, known) or f"known here: {', '.join(known)}"
            report.add(key.place, f"unknown key '{key.text}' in {where}", hint)


def _quantity(node: Scalar, lever: Instrument, report: Report) -> float | None:
    value = number(node, unit_of(lever), report)
    if value is None:
        return None
    low = -math.inf if lever.low is None else lever.low
    high = math.inf if lever.high is None else lever.high
    if not low <= value <= high:
        suffixes = allowed_suffixes(unit_of(lever))
        percent = "%" in suffixes and "%" not in node.text and high <= 1 < value <= 100
        hint = f"did you mean {node.text} %?" if percent else ""
        report.add(
            node.place, f"{node.text} is outside {shown(low)} … {shown(high)}; the unit is {lever.unit}", hint
        )
        return None
    if lever.kind == "class" and value != round(value):
        report.add(node.place, f"{node.text} is not a whole class; '{lever.id}' takes {lever.unit}")
        return None
    return value


def _choices(node: Node, lever: Instrument, report: Report) -> float | None:
    if not isinstance(node, Items):
        report.add(node.place, f"'{lever.id}' takes a list, such as [{', '.join(lever.choices[:2])}]")
        return None
    chosen: list[str] = []
    before = len(report.problems)
    for item in node.items:
        word = item.text if isinstance(item, Scalar) else ""
        if word not in lever.choices:
            hint = did_you_mean(word, lever.choices)
            report.add(item.place, f"'{word}' is no choice of '{lever.id}' ({measured_in(lever)})", hint)
        elif word in chosen:
            report.add(item.place, f"'{word}' stands twice in the list")
        chosen.append(word)
    return None if len(report.problems) > before else float(_mask(lever, chosen))


def _mask(lever: Instrument, chosen: Iterable[str]) -> int:
    return sum(1 << lever.choices.index(word) for word in chosen)
