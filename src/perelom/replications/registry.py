"""The published models by name, and the case runner: full name of a function and inputs in, a dict out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from perelom.errors import did_you_mean, refusal

from .headline import Headline, Status
from .inputs import Fault, Refused, no_answer, read, shown

MODELS = (  # in the order of the documents; a module is imported when it is asked for
    "cggt",
    "allen",
    "feldman",
    "scissors",
    "kaprost",
    "procurement",
    "chayanov",
    "cascade",
    "surplus",
    "nepmacro",
    "extras",
)


@dataclass(frozen=True)
class Model:
    """A published model: what its module exports."""

    name: str
    title: str
    source: str
    status: Status
    cases: dict[str, Callable[..., dict[str, Any]]]
    headlines: tuple[Headline, ...]


def model(name: str) -> Model:
    """One model by its name. InputError where it is not known."""
    if name not in MODELS:
        hint = did_you_mean(name, MODELS) or f"known: {', '.join(MODELS)}"
        raise refusal(f"unknown model '{name}'", hint)
    module = import_module(f"perelom.replications.{name}")
    return Model(
        name, module.TITLE, module.SOURCE, module.STATUS, dict(module.CASES), tuple(module.HEADLINES)
    )


def models(names: Iterable[str] = ()) -> list[Model]:
    """The models asked for, all where none is named. InputError names every unknown one."""
    from perelom.errors import InputError

    asked, problems, found = list(names) or list(MODELS), [], []
    for name in asked:
        try:
            found.append(model(name))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def functions() -> dict[str, Callable[..., dict[str, Any]]]:
    """Every case function by its full name, as `feldman.closed_form` or `harris_todaro`."""
    return {full: function for name in MODELS for full, function in model(name).cases.items()}


def solve(name: object, inputs: object) -> dict[str, Any]:
    """Solves one case: the result of the function of that full name, in plain numbers and lists.

    Refused holds every fault at once: an unknown name, unknown, missing or unfit inputs, or inputs that fit
    one by one and have no finite answer together.
    """
    known = functions()
    within, _, short = str(name).partition(".")
    if within in MODELS and short in model(within).cases:
        name = short  # `extras.ratchet` is the `ratchet` that lives in extras
    if not isinstance(name, str) or name not in known:
        near = did_you_mean(name, known) if isinstance(name, str) else ""
        raise Refused([Fault("model", shown(name) if name else "nothing", ", ".join(known), near)])
    function = known[name]
    arguments = read(function, inputs)
    try:
        with np.errstate(all="ignore"):  # what is not finite is refused below
            result = plain(function(**arguments))
    except Refused:
        raise
    except (ArithmeticError, ValueError, RuntimeError) as error:  # far from every economy a solver gives up
        no_answer(name, f"a number that cannot be computed ({error})")
    for key, value in result.items():
        if not finite(value):
            no_answer(name, f"no finite value of {key}")
    return result


def plain(value: Any) -> Any:
    """Numbers and lists of Python in place of those of NumPy."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value.tolist() if hasattr(value, "tolist") else value


def finite(value: Any) -> bool:
    """Whether no number in a result is infinite or undefined."""
    if isinstance(value, dict):
        return all(map(finite, value.values()))
    if isinstance(value, list):
        return all(map(finite, value))
    return not isinstance(value, complex) and (not isinstance(value, float) or math.isfinite(value))
