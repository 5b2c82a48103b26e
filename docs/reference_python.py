"""The generated page of the Python interface: public names with their signatures and docstrings."""

from __future__ import annotations

import dataclasses
import inspect
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from reference_tables import anchor

MODULES = (
    "perelom",
    "perelom.vocabulary",
    "perelom.evidence",
    "perelom.parameters",
    "perelom.scenarios",
    "perelom.world",
    "perelom.ensembles",
    "perelom.results",
)

TOP = """# Python

`import perelom as pl` gives the six functions a notebook needs; the modules below them are what these are
made of and what a program of your own may use. Made from the signatures and docstrings of the code. Shapes
are written in brackets, units in words; functions that refuse input raise `perelom.errors.InputError`, which
holds every problem at once.

"""


def python_page() -> str:
    """Every public name of the modules that a program may use."""
    return TOP + "\n".join(_module(import_module(name)) for name in MODULES)


def public(module: ModuleType) -> list[str]:
    """The names that a module offers, but for plain constants."""
    found = [name for name in getattr(module, "__all__", ()) if not name.startswith("__")]
    return [name for name in found if callable(getattr(module, name))]


def _module(module: ModuleType) -> str:
    title = f"## {module.__name__} {{ #{anchor(module.__name__)} }}\n\n"
    parts = [_entry(module.__name__, name, getattr(module, name)) for name in public(module)]
    constants = [
        n for n in getattr(module, "__all__", ()) if not n.startswith("__") and n not in public(module)
    ]
    told = f"Constants: {', '.join(f'`{name}`' for name in constants)}.\n\n" if constants else ""
    return title + _text(inspect.getdoc(module) or "") + told + "\n".join(parts)


def _entry(module: str, name: str, thing: Any) -> str:
    full = f"{module}.{name}"
    head = f"### `{name}` {{ #{anchor(full)} }}\n\n"
    kind = "class " if inspect.isclass(thing) else ""
    told = f"```python\n{kind}{name}{_signature(thing)}\n```\n\n" + _text(inspect.getdoc(thing) or "")
    if inspect.isclass(thing):
        for method, function in vars(thing).items():
            if not method.startswith("_") and inspect.isfunction(function) and function.__doc__:
                first = inspect.getdoc(function) or ""
                told += f"* `{method}{_signature(function)}`: {' '.join(first.split())}\n"
    return head + told


def _signature(thing: Any) -> str:
    """Signature as its author wrote it, one parameter a line where it is long."""
    try:
        found = inspect.signature(thing)
    except (TypeError, ValueError):
        return "(…)"
    words: list[str] = []
    for item in found.parameters.values():
        starred = any(word.startswith("*") for word in words)
        if item.kind is item.KEYWORD_ONLY and not starred:
            words.append("*")
        stars = {item.VAR_POSITIONAL: "*", item.VAR_KEYWORD: "**"}.get(item.kind, "")
        default = "" if item.default is item.empty else f" = {_default(item.default)}"
        words.append(f"{stars}{item.name}{_annotation(': ', item.annotation)}{default}")
    end = "" if dataclasses.is_dataclass(thing) else _annotation(" -> ", found.return_annotation)
    short = f"({', '.join(words)}){end}"
    if len(short) < 90:
        return short
    return "(\n" + "".join(f"    {word},\n" for word in words) + f"){end}"


def _annotation(mark: str, annotation: Any) -> str:
    if annotation is inspect.Signature.empty:
        return ""
    return mark + (annotation if isinstance(annotation, str) else inspect.formatannotation(annotation))


def _default(value: Any) -> str:
    return value.name if isinstance(value, Path) else repr(value) if not callable(value) else "…"


def _text(words: str) -> str:
    """A docstring as its author laid it out."""
    if not words:
        return ""
    first, _, rest = words.partition("\n\n")
    told = " ".join(first.split()) + "\n\n"
    return told + (f"```text\n{rest.rstrip()}\n```\n\n" if rest.strip() else "")
