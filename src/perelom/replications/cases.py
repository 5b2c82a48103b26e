"""Case files: `{"model": "feldman.crossing", "inputs": {...}}`, or a list of such."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from perelom.errors import InputError, Problem

from .inputs import Fault, Refused, shown
from .registry import solve

KEYS = ("model", "inputs")


def solve_file(path: Path) -> Any:
    """The results of a file of cases: one dict, or a list of them in the order of the file.

    InputError with every fault of every case; nothing is returned where one case is refused.
    """
    text = _text(path)
    document = _parsed(path, text)
    listed = isinstance(document, list)
    cases = document if listed else [document]
    problems: list[Problem] = []
    results = []
    if not cases:
        problems.append(Problem(str(path), 1, 1, "a list of no cases", "one case at least"))
    for i, case in enumerate(cases):
        try:
            results.append(_solve(case))
        except Refused as refused:
            place: tuple[str | int, ...] = (i,) if listed else ()
            problems += [_problem(path, text, place, fault) for fault in refused.faults]
    if problems:
        raise InputError(problems)
    return results if listed else results[0]


def further_keys(path: Path) -> list[str]:
    """Keys of the cases that are neither `model` nor `inputs`: labels that are not read."""
    document = _parsed(path, _text(path))
    cases = document if isinstance(document, list) else [document]
    return sorted({key for case in cases if isinstance(case, dict) for key in case if key not in KEYS})


def _solve(case: object) -> dict[str, Any]:
    allowed = 'an object as {"model": "feldman.crossing", "inputs": {...}}'
    if not isinstance(case, dict):
        raise Refused([Fault("case", shown(case), allowed)])
    missing = [
        Fault(key, "nothing", allowed, _written_otherwise(key, case)) for key in KEYS if key not in case
    ]
    if missing:
        raise Refused(missing)
    return solve(case["model"], case["inputs"])


def _written_otherwise(key: str, case: dict[str, Any]) -> str:
    """The hint for a missing key: another one that looks like it."""
    near = get_close_matches(key, [other for other in case if other not in KEYS], n=1)
    return f"'{near[0]}' is not read: write '{key}'" if near else ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError([Problem(str(path), None, None, f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        words = f"not UTF-8 text: byte {error.start} is {error.object[error.start]:#04x}"
        raise InputError([Problem(str(path), None, None, words)]) from None


def _parsed(path: Path, text: str) -> Any:
    twice: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in items]
        twice.extend({key for key in keys if keys.count(key) > 1})
        return dict(items)

    try:
        document = json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        lines = text.splitlines() or [""]
        line = lines[error.lineno - 1] if error.lineno <= len(lines) else ""
        hint = "a case file is JSON: names and text in double quotes, no comma at the end of a list"
        words = f"not JSON: {error.msg}"
        raise InputError([Problem(str(path), error.lineno, error.colno, words, hint, line)]) from None
    except (RecursionError, ValueError) as error:
        raise InputError([Problem(str(path), None, None, f"not read: {error}")]) from None
    if twice:
        raise InputError(
            [Problem(str(path), None, None, f"'{key}' stands twice in one object") for key in twice]
        )
    return document


def _problem(path: Path, text: str, place: tuple[str | int, ...], fault: Fault) -> Problem:
    """A fault with the line of the field, or of the nearest thing around it that is there."""
    label = f"case {place[0] + 1}: " if place and isinstance(place[0], int) else ""
    words = f"{label}{fault.message}"
    line, column = _position(text, (*place, *_steps(fault.field)))
    lines = text.splitlines()
    source = lines[line - 1] if line is not None and line <= len(lines) else ""
    return Problem(str(path), line, column, words, fault.hint, source)


def _steps(field: str) -> Iterator[str | int]:
    """`inputs.X[2]` as the steps inputs, X, 2."""
    for part in field.split("."):
        name, *indices = part.split("[")
        yield name
        yield from (int(index.rstrip("]")) for index in indices if index.rstrip("]").isdigit())


def _position(text: str, steps: tuple[str | int, ...]) -> tuple[int | None, int | None]:
    """Line and column, from 1, of the last step that the file has; None where YAML reads it otherwise."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    node: Any
    try:
        node = YAML().load(text)
    except (YAMLError, ValueError, RecursionError):
        return None, None
    found: tuple[int | None, int | None] = (None, None)
    for step in steps:
        try:
            inner, marks = node[step], node.lc  # lines and columns that ruamel.yaml keeps
        except (KeyError, IndexError, TypeError, AttributeError):  # the file does not have this step
            break
        line, column = marks.key(step) if isinstance(step, str) else marks.item(step)
        found, node = (line + 1, column + 1), inner
    return found
