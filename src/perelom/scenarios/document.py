"""YAML read into a tree that remembers the place of every word.

The tree is built from the parser's events, so each key and value keeps its line, column and width, and text
keeps the way it was written. Anchors, aliases, tags and several documents in one file are no part of the
language. Nothing is converted here: `1928-10`, `12 Mt` and `0.2` are text until an instrument reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from perelom.errors import InputError, Problem


@dataclass(frozen=True)
class Place:
    """Where a word stands: line and column from 1, and its width in characters."""

    line: int
    column: int
    width: int = 1


@dataclass(frozen=True)
class Scalar:
    """One word or number, as written. `plain` is False for quoted text."""

    text: str
    plain: bool
    place: Place

    @property
    def empty(self) -> bool:
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")

    @property
    def truth(self) -> bool:
        """True for a YAML boolean (true or false, unquoted)."""
        return self.plain and self.text.lower() in ("true", "false")


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True)
class Table:
    """A mapping; a key that is written twice stands here once, the second being a problem already told."""

    pairs: tuple[tuple[Scalar, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        return next((node for word, node in self.pairs if word.text == key), None)

    def key(self, key: str) -> Scalar | None:
        return next((word for word, _ in self.pairs if word.text == key), None)


Node = Scalar | Items | Table
FORM = "a scenario is a mapping that starts with 'title:'"
FIRST = "'perelom new NAME --extends history' writes a first scenario"
DEEPEST = 20  # levels of nesting; a scenario needs seven


@dataclass
class Report:
    """Collects the problems of one file, so that all are told at once."""

    path: str
    lines: list[str]
    problems: list[Problem] = field(default_factory=list)

    def add(self, place: Place | None, message: str, hint: str = "") -> None:
        """Note a problem at a place, or about the whole file."""
        if place is None:
            self.problems.append(Problem(self.path, None, None, message, hint))
            return
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        self.problems.append(Problem(self.path, place.line, place.column, message, hint, line, place.width))

    def refuse(self) -> None:
        """Raise InputError if there was any problem: this file's in its order, then those of others."""
        if self.problems:
            raise InputError(sorted(self.problems, key=self._order))

    def _order(self, problem: Problem) -> tuple[bool, str, int, int]:
        return problem.path != self.path, problem.path, problem.line or 0, problem.column or 0


def written(node: Node) -> str:
    """A value as it stands in the file: `12 Mt`; a list as `kulak|trader`."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return "|".join(written(item) for item in node.items)
    return "{" + ", ".join(f"{key.text}: {written(value)}" for key, value in node.pairs) + "}"


def read_text(path: Path, shown: str) -> str:
    """A file's text. InputError for a folder, a missing or unreadable file, or one that is not UTF-8."""
    if path.is_dir():
        raise InputError([Problem(shown, None, None, "this is a folder; name a scenario file in it")])
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError([Problem(shown, None, None, "there is no such file")]) from None
    except OSError as error:
        raise InputError([Problem(shown, None, None, f"cannot be read: {error.strerror}")]) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise InputError([Problem(shown, line, column, message, "save the file as UTF-8")]) from None


def parse(text: str, report: Report, *, form: str = FORM, first_hint: str = FIRST) -> Table | None:
    """The tree of a YAML text whose top level is a mapping; None where there is none, the reason reported.

    form : what such a file is, for a text that is none; first_hint : for an empty one
    """
    root, problems = _read(text)
    for place, message, hint in problems:
        report.add(place, message, hint)
    if root is None and problems:
        return None
    if root is None or (isinstance(root, Scalar) and root.empty):
        report.add(None, "the file is empty", first_hint)
        return None
    if not isinstance(root, Table):
        what = "a list" if isinstance(root, Items) else "a word"
        report.add(root.place, f"the file holds {what}; {form}")
        return None
    return root


Found = tuple[Place, str, str]


@dataclass
class _Notes:
    """Problems of a text as they are found: place, message, hint."""

    found: list[Found] = field(default_factory=list)

    def add(self, place: Place, message: str, hint: str = "") -> None:
        self.found.append((place, message, hint))


@lru_cache(maxsize=64)
def _read(text: str) -> tuple[Node | None, tuple[Found, ...]]:
    """The tree of a text and its problems; a library scenario is read by many others, and parsed once."""
    from ruamel.yaml.error import YAMLError

    notes, root = _Notes(), None
    try:
        events = _events(text, notes)
        root = None if events is None else _document(iter(events), notes)
    except YAMLError as error:
        notes.add(*_syntax(error, text))
    return root, tuple(notes.found)


def _events(text: str, notes: _Notes) -> list[Any] | None:
    """The parser's events; None for aliases, which could repeat without end, and nesting beyond all sense."""
    from ruamel.yaml import YAML
    from ruamel.yaml import events as kinds

    found, depth, aliases = [], 0, 0
    for event in YAML(typ="safe", pure=True).parse(text):
        found.append(event)
        depth += isinstance(event, kinds.CollectionStartEvent)
        depth -= isinstance(event, kinds.CollectionEndEvent)
        if depth > DEEPEST:
            notes.add(_place(event), "lists and mappings are nested too deeply here")
            return None
        if isinstance(event, kinds.AliasEvent):
            aliases += 1
            message = f"alias '*{event.anchor}' is no part of the language; write the value out"
            notes.add(_place(event), message)
    return None if aliases else found


def _document(events: Iterator[Any], notes: _Notes) -> Node | None:
    """The first document's tree; a further one is a problem."""
    from ruamel.yaml import events as kinds

    root: Node | None = None
    documents = 0
    for event in events:
        if isinstance(event, kinds.DocumentStartEvent):
            documents += 1
            if documents == 2:
                notes.add(_place(event), "a second document begins here; one file holds one scenario")
        elif isinstance(event, kinds.NodeEvent):
            node = _node(event, events, notes)
            root = node if documents == 1 else root
    return root


def _node(event: Any, events: Iterator[Any], notes: _Notes) -> Node:
    """The tree that begins with an event; takes its further events from the stream."""
    from ruamel.yaml import events as kinds

    place = _place(event)
    if event.anchor is not None:
        notes.add(place, f"anchor '&{event.anchor}' is no part of the language; write the value out")
    if event.tag is not None:
        tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
        notes.add(place, f"tag '{tag}' is no part of the language; leave it out")
    if isinstance(event, kinds.ScalarEvent):
        return Scalar(event.value, event.style is None, place)
    if isinstance(event, kinds.SequenceStartEvent):
        items = []
        while not isinstance(event := next(events), kinds.SequenceEndEvent):
            items.append(_node(event, events, notes))
        return Items(tuple(items), place)
    pairs: dict[str, tuple[Scalar, Node]] = {}
    while not isinstance(event := next(events), kinds.MappingEndEvent):
        key, value = _node(event, events, notes), _node(next(events), events, notes)
        if not isinstance(key, Scalar):
            notes.add(key.place, "a key must be a word, not a list or a mapping")
        elif key.text in pairs:
            first = pairs[key.text][0].place
            notes.add(key.place, f"'{key.text}' is written twice; the first stands in line {first.line}")
        else:
            pairs[key.text] = (key, _beside(key, value))
    return Table(tuple(pairs.values()), place)


def _beside(key: Scalar, value: Node) -> Node:
    """A value left out has no place of its own: it is told at its key."""
    return Scalar("", True, key.place) if isinstance(value, Scalar) and value.empty else value


def _place(event: Any) -> Place:
    start, end = event.start_mark, event.end_mark
    width = end.column - start.column if end.line == start.line else 1
    return Place(start.line + 1, start.column + 1, max(1, width))


def _syntax(error: Any, text: str) -> tuple[Place, str, str]:
    """Place, message and hint of a text that is not YAML."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        position = getattr(error, "position", 0)
        before = text[:position]
        place = Place(before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
        return place, f"character U+{getattr(error, 'character', 0):04X} may not stand in a scenario", ""
    place = Place(mark.line + 1, mark.column + 1)
    problem = str(error.problem)
    if "'\\t'" in problem:
        return place, "a tab where only spaces may stand", "indent with spaces"
    if "end of stream" in problem or "<stream end>" in problem:
        lines = text.rstrip().splitlines()
        return Place(len(lines), len(lines[-1])), "the file ends before something is closed", _begun(error)
    hint = "a colon inside a text needs quotes around it" if "mapping values" in problem else _begun(error)
    return place, f"not YAML: {problem}", hint


def _begun(error: Any) -> str:
    """Where that begins which was being read."""
    mark = getattr(error, "context_mark", None)
    if mark is None or mark.line >= error.problem_mark.line:
        return ""
    return f"look at what begins in line {mark.line + 1}"
