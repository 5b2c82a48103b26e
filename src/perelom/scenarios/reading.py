"""A scenario file read whole: its words, its decisions, its rules. Every problem is told at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from perelom.errors import did_you_mean
from perelom.vocabulary import N_MONTHS, instruments, month_text

from .courses import Decision
from .deciding import Origin, Reading, decisions, origin
from .document import Node, Report, Table, parse
from .rules import Rule, read_rules
from .values import items, month, number, table, text

KEYS = (
    "title",
    "question",
    "context",
    "extends",
    "from",
    "until",
    "set",
    "rules",
    "parameters",
    "sources",
)


@dataclass(frozen=True)
class Content:
    """What one file says, without its parents. start, end : its months [start, end) as indices."""

    title: str
    question: str = ""
    context: str = ""
    extends: str = ""
    start: int = 0
    end: int = N_MONTHS
    decisions: tuple[Decision, ...] = ()
    rules: tuple[Rule, ...] = ()
    parameters: dict[str, float] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()

    def canonical(self) -> dict[str, object]:
        """What decides, as plain data, whatever the order of keys, the comments and the units written."""
        return {
            "from": self.start,
            "until": self.end,
            "set": {decision.lever: decision.canonical() for decision in self.decisions},
            "rules": [rule.canonical() for rule in self.rules],
            "parameters": self.parameters,
        }


def read(source: str, report: Report) -> tuple[Content, Table | None]:
    """The content of a file's text and its tree. Problems stand in `report`, whose path names the file."""
    root = parse(source, report)
    if root is None:
        return Content(""), None
    _top_keys(root, report)
    words = {
        key: text(node, key, report)
        for key in ("title", "question", "context", "extends")
        if (node := root.get(key)) is not None
    }
    if root.key("title") is None:
        report.add(root.pairs[0][0].place if root.pairs else None, "the scenario has no 'title'")
    reading = _window(root, report)
    content = Content(
        title=words.get("title", ""),
        question=words.get("question", ""),
        context=words.get("context", ""),
        extends=words.get("extends", ""),
        start=reading.start,
        end=reading.end,
        decisions=tuple(decisions(root.get("set"), reading)),
        rules=tuple(read_rules(root.get("rules"), reading)),
        parameters=_parameters(root.get("parameters"), reading),
        sources=_sources(root.get("sources"), report),
        origins=tuple(reading.origins),
    )
    return content, root


def _top_keys(root: Table, report: Report) -> None:
    """Refuse unknown keys; an instrument that slipped out of `set` is told so."""
    for key, _ in root.pairs:
        if key.text in KEYS:
            continue
        if key.text in instruments():
            hint = "an instrument stands under 'set', two spaces further in"
        else:
            hint = did_you_mean(key.text, KEYS) or f"known here: {', '.join(KEYS)}"
        report.add(key.place, f"unknown key '{key.text}'", hint)


def _window(root: Table, report: Report) -> Reading:
    """The file's own months: from `from` (else the first) up to and without `until` (else the end)."""
    reading = Reading(report)
    first, last = root.get("from"), root.get("until")
    if first is not None:
        reading.start = month(first, report) or 0
    if last is not None:
        end = month(last, report)
        if end is not None and end <= reading.start:
            report.add(last.place, f"until must lie after from, {month_text(reading.start)}")
        elif end is not None:
            reading.end = end
    return reading


def _parameters(node: Node | None, reading: Reading) -> dict[str, float]:
    """Overrides of declared parameters, each a number or a number with its origin."""
    found = table(node, "parameters", reading.report) if node is not None else None
    if found is None or not found.pairs:
        return {}
    from perelom.parameters import declared

    known = declared()
    overrides = {}
    for key, item in found.pairs:
        if key.text not in known:
            hint = did_you_mean(key.text, known) or "'perelom show parameters' lists them"
            reading.report.add(key.place, f"unknown parameter '{key.text}'", hint)
            continue
        inner = origin(item, key.text, None, None, reading)
        value = number(inner, known[key.text].unit, reading.report)
        if value is not None:
            overrides[key.text] = value
    return overrides


def _sources(node: Node | None, report: Report) -> tuple[str, ...]:
    found = [] if node is None else items(node, "sources", report)
    sources: list[str] = []
    for item in found:
        source = text(item, "sources", report)
        if source and source in sources:
            report.add(item.place, f"source '{source}' stands twice")
        sources.append(source)
    return tuple(sources)
