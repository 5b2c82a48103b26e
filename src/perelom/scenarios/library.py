"""Scenarios by name or by file: the library, `extends` chains, and every problem of many files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from perelom.errors import InputError, Problem, did_you_mean, refusal

from .document import Place, Report, Table, read_text
from .reading import Content, read
from .scenario import Scenario

LIBRARY = Path(__file__).parent / "library"
SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Entry:
    """One line of the list of scenarios."""

    name: str
    title: str
    question: str
    extends: tuple[str, ...]
    start: int
    sources: tuple[str, ...]


def names() -> list[str]:
    """Names of the scenarios in the library."""
    return _names_in(LIBRARY)


def listing() -> list[Entry]:
    """The library: name, title, question, parents, first month and sources of each scenario."""
    found = [load(name) for name in names()]
    return [Entry(s.name, s.title, s.question, s.extends, s.start, s.sources) for s in found]


def load(ref: str | Path, *, folder: str | Path | None = None) -> Scenario:
    """A scenario of the library by its name, or of a YAML file by its path.

    folder : a folder whose scenarios go before those of the library
    InputError : unknown name or file, or every problem of the file and of its parents
    """
    place = None if folder is None else Path(folder)
    ref = os.fspath(ref)
    if _is_path(ref):
        return _load(Path(ref), ref, place, ())
    path = _find(ref, place, None)
    if path is not None:
        return _load(path, path.name, place, ())
    if Path(ref).exists():
        return _load(Path(ref), ref, place, ())
    raise refusal(f"unknown scenario '{ref}'", _name_hint(ref, place, None))


def validate(paths: Iterable[str | Path]) -> list[Problem]:
    """Every problem of any number of files (or names of the library), parents included, each told once."""
    problems: list[Problem] = []
    for path in paths:
        try:
            load(path)
        except InputError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    return problems


def _load(path: Path, shown: str, folder: Path | None, below: Sequence[tuple[str, Path]]) -> Scenario:
    """A file and its parents. below : names and files from the one asked for down to this one's child."""
    text = read_text(path, shown)
    content, root, problems = _contents(text, shown)
    report = Report(shown, text.splitlines(), list(problems))
    name = path.stem
    parent = None
    if root is not None and content.extends:
        parent = _parent(content.extends, root, path, folder, [*below, (name, path.resolve())], report)
    report.refuse()
    return Scenario(name, content, parent, text)


@lru_cache(maxsize=64)
def _contents(text: str, shown: str) -> tuple[Content, Table | None, tuple[Problem, ...]]:
    """A text read once in a process, however many scenarios extend it."""
    report = Report(shown, text.splitlines())
    content, root = read(text, report)
    return content, root, tuple(report.problems)


def _parent(
    ref: str,
    root: Table,
    path: Path,
    folder: Path | None,
    chain: list[tuple[str, Path]],
    report: Report,
) -> Scenario | None:
    """The scenario that `extends` names; None with the reason reported."""
    node = root.get("extends")
    where: Place | None = node.place if node is not None else None
    found = _find(ref, folder, path.parent)
    if found is None:
        report.add(where, f"unknown scenario '{ref}'", _name_hint(ref, folder, path.parent))
        return None
    files = [file for _, file in chain]
    if found.resolve() in files:
        words = [name for name, _ in chain[files.index(found.resolve()) :]]
        report.add(where, f"extends goes round in a circle: {' → '.join([*words, words[0]])}")
        return None
    try:
        return _load(found, _shown(found, path, report.path), folder, chain)
    except InputError as error:
        report.problems += error.problems
        return None


def _find(ref: str, folder: Path | None, beside: Path | None) -> Path | None:
    """The file of a name: in `folder`, in the library, beside the child; a path is taken from the child."""
    if _is_path(ref):
        path = (beside or Path()) / ref
        return path if path.is_file() else None
    for place in (folder, LIBRARY, beside):
        for suffix in SUFFIXES:
            if place is not None and (path := place / f"{ref}{suffix}").is_file():
                return path
    return None


def _is_path(ref: str) -> bool:
    return ref.endswith(SUFFIXES) or "/" in ref or os.sep in ref


def _names_in(folder: Path | None) -> list[str]:
    if folder is None or not folder.is_dir():
        return []
    return sorted(path.stem for path in folder.iterdir() if path.suffix in SUFFIXES)


def _name_hint(ref: str, folder: Path | None, beside: Path | None) -> str:
    if beside is None:
        for suffix in SUFFIXES:
            if Path(f"{ref}{suffix}").is_file():
                return f"did you mean the file '{ref}{suffix}'?"
    known = [*names(), *_names_in(folder), *_names_in(beside)]
    return did_you_mean(ref, known) or "'perelom scenarios' lists the library; a file is named with .yaml"


def _shown(found: Path, child: Path, child_shown: str) -> str:
    """A parent's path as the user would write it, seen from the child's."""
    if found.parent == child.parent:
        return child_shown[: len(child_shown) - len(child.name)] + found.name
    return found.name if found.parent == LIBRARY else str(found)
