"""Which mechanism uses a parameter and makes an indicator, read off the steps and the source files."""

from __future__ import annotations

import ast
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from perelom import mechanisms
from perelom.mechanisms.steps import Step
from perelom.parameters import declared
from perelom.vocabulary import indicators
from perelom.world.month import STEPS
from perelom.world.observe import NATIONAL, REGIONAL

from .texts import both

SOURCES = Path(mechanisms.__file__).parent
OURS = "perelom.mechanisms."
PAGES = "docs/mechanisms"  # in the repository
SERVED = "mechanisms"  # beside the page, from a server and in a site


@cache
def steps_by_file() -> dict[str, Step]:
    """Every step of the month by the name of its mechanism's file, in the month's order."""
    found = {}
    for path in SOURCES.glob("*.py"):
        step = getattr(import_module(f"{OURS}{path.stem}"), "STEP", None)
        if step in STEPS:
            found[path.stem] = step
    return dict(sorted(found.items(), key=lambda item: STEPS.index(item[1])))


class Source:
    """What one file of the mechanisms says: its functions, and which names come from which other file."""

    def __init__(self, path: Path):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        self.functions = {f.name: f for f in body if isinstance(f, ast.FunctionDef)}
        self.imported = {
            alias.asname or alias.name: ((statement.module or "").removeprefix(OURS), alias.name)
            for statement in body
            if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith(OURS)
            for alias in statement.names
        }


@cache
def _sources() -> dict[str, Source]:
    return {path.stem: Source(path) for path in SOURCES.glob("*.py")}


@cache
def parameters_of(name: str) -> tuple[str, ...]:
    """The declared parameters that the functions of a file, and those that they call, use, in order."""
    sources, known = _sources(), declared()
    waiting = [(name, function) for function in sources[name].functions]
    seen, used = set(waiting), set()
    while waiting:
        file, function = waiting.pop()
        for node in ast.walk(sources[file].functions[function]):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in known
                and ast.unparse(node.value) in ("p", "par[0]")
            ):
                used.add(node.attr)
            if isinstance(node, ast.Name):
                target = sources[file].imported.get(node.id, (file, node.id))
                if target not in seen and target[1] in sources[target[0]].functions:
                    seen.add(target)
                    waiting.append(target)
    return tuple(parameter for parameter in known if parameter in used)


@cache
def mechanisms_in_order() -> list[dict[str, Any]]:
    """Every mechanism of the month, in its order, with what it reads, its parameters and its page."""
    return [
        {
            "id": name,
            "name": step.name,
            "does": both(step.does),
            "instruments": sorted(r.removeprefix("lever.") for r in step.reads if r.startswith("lever.")),
            "parameters": list(parameters_of(name)),
            "indicators": [id for id in indicators() if name in mechanisms_of_indicator(id)],
            "page": f"{PAGES}/{name}.md",
            "address": f"{SERVED}/{name}.html",
        }
        for name, step in steps_by_file().items()
    ]


@cache
def _by_parameter() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in steps_by_file():
        for parameter in parameters_of(name):
            found.setdefault(parameter, name)
    return found


def mechanism_of_parameter(name: str) -> str | None:
    """The first mechanism of the month that uses a parameter; None for those that act on decrees or when the
    first month is laid out."""
    return _by_parameter().get(name)


@cache
def mechanisms_of_indicator(name: str) -> list[str]:
    """The mechanisms that write the column which an indicator shows; none where it is a sum of many."""
    named = [REGIONAL[name][0]] if name in REGIONAL else []
    named += [NATIONAL[name]] if name in NATIONAL else []
    columns = {column for full in named for column in (full, full.removesuffix("_before"))}
    return [
        file
        for file, step in steps_by_file().items()
        if columns & {written.partition(".")[2] for written in step.writes}
    ]
