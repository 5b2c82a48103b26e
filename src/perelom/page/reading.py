"""Scenarios that readers write: read by the rules of a file, but never from the file system.

A file may extend any other file; a text from outside extends scenarios of the library only, by name.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from perelom.errors import InputError, Problem, did_you_mean
from perelom.scenarios import Scenario, load, names
from perelom.scenarios.document import Report
from perelom.scenarios.reading import read

from .texts import in_russian


@cache
def of_library(name: str) -> Scenario:
    """One of the library, always the same object: its levers are kept for those who extend it. InputError"""
    return load(name)


def scenario_of(text: str, name: str) -> Scenario:
    """A scenario from a text. name : how results call it. InputError with every problem of the text."""
    report = Report(name, text.splitlines())
    content, root = read(text, report)
    parent = None
    if root is not None and content.extends:
        if content.extends in names():
            parent = of_library(content.extends)
        else:
            node = root.get("extends")
            hint = did_you_mean(content.extends, names()) or "only scenarios of the library, by their name"
            words = f"unknown scenario '{content.extends[:60]}'"
            report.add(node.place if node is not None else None, words, hint)
    report.refuse()
    return Scenario(name, content, parent, text)


def as_problem(problem: Problem) -> dict[str, Any]:
    """A problem for the page. found : the words underlined in the line"""
    found = ""
    if problem.line is not None and problem.column is not None:
        found = problem.source_line[problem.column - 1 : problem.column - 1 + problem.width]
    return {
        "line": problem.line,
        "column": problem.column,
        "path": problem.path,
        "found": found,
        "text": problem.message,
        "hint": problem.hint,
        "russian": in_russian(problem.message, problem.hint),
    }


def problems_of(error: InputError) -> list[dict[str, Any]]:
    """Every problem of refused input, for the page."""
    return [as_problem(problem) for problem in error.problems]
