"""Every function of single numbers that is compiled into kernels equals its plain twin, itself in Python.

The functions that take tables are compared all together, month by month, in test_declared.py.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numba import njit

import perelom.mechanisms
from perelom.parameters import values
from perelom.world.run import parameter_record

TABLES = {
    "blocks",
    "regions",
    "v",
    "g",
    "column",
    "people",
    "one",
    "wanted",
    "count",
    "crop",
    "out",
    "weights",
    "pulls",
    "values",
    "leaving",
    "heap",
}
# whole numbers of 64 bits: tested in test_random.py; and what no kernel calls
PLAIN = {"uniform", "mixed", "as_uniform", "stream", "lay_out"}
MODULES = [
    *(f"perelom.mechanisms.{name}" for _, name, _ in pkgutil.iter_modules(perelom.mechanisms.__path__)),
    "perelom.world.random",
    "perelom.world.identities",
    "perelom.world.first_month",
]
WHOLE = {"moy": (1, 12), "method": (0, 3)}
DRAWS = 200


def names_of(function: Any) -> list[str]:
    return list(inspect.signature(function).parameters)


def scalar_functions() -> Iterator[Any]:
    """Functions of numbers and parameters that kernels are compiled of, each where it is written."""
    for module in map(importlib.import_module, MODULES):
        for item in vars(module).values():
            own = inspect.isfunction(item) and item.__module__ == module.__name__
            if (
                own
                and item.__name__ not in PLAIN
                and item.__name__[0] != "_"
                and not TABLES & set(names_of(item))
            ):
                yield item


def arguments(function: Any, rng: np.random.Generator, record: Any) -> list[Any]:
    """Random arguments: shares, small numbers and large ones; whole where the month or a choice is meant."""
    given = []
    for name in names_of(function):
        if name == "p":
            given.append(record)
        elif name in WHOLE:
            given.append(int(rng.integers(WHOLE[name][0], WHOLE[name][1] + 1)))
        elif name == "weight":  # households that a row stands for
            given.append(np.float64(rng.uniform(1, 1200)))
        elif name in ("u", "u_village", "u_household"):
            given.append(np.float64(rng.uniform()))
        else:
            given.append(
                np.float64(rng.choice([rng.uniform(), rng.uniform(0, 12), rng.lognormal(3, 2), 0.0]))
            )
    return given


@pytest.mark.parametrize("function", list(scalar_functions()), ids=lambda f: f.__name__)
def test_the_compiled_function_equals_its_plain_twin(function):
    machine_code = njit(error_model="numpy")(function)
    record = parameter_record(values())
    compiled_record, plain_record = record[0], record.view(np.recarray)[0]
    rng = np.random.default_rng(len(function.__name__))
    with np.errstate(all="ignore"):
        for _ in range(DRAWS):
            given = arguments(function, rng, compiled_record)
            plain = [plain_record if a is compiled_record else a for a in given]
            np.testing.assert_allclose(
                machine_code(*given), function(*plain), rtol=1e-12, atol=1e-300, err_msg=str(given[:-1])
            )


def test_the_twins_are_not_few():
    assert len(list(scalar_functions())) > 60
