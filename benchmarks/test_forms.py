"""What the benchmark rests on: every form gives the same numbers, for each household and for the country."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

import rules
from forms import FORMS

VILLAGES, MONTHS = 4, 24


@pytest.fixture(scope="module")
def expected():
    return _run("numba")


def _run(name: str):
    form = importlib.import_module(FORMS[name])
    return form.run(form.prepare(rules.households(VILLAGES)), MONTHS)


@pytest.mark.parametrize("name", [name for name in FORMS if name != "numba"])
def test_a_form_gives_the_numbers_of_numba(name, expected):
    sums, state = _run(name)
    np.testing.assert_allclose(sums, expected[0], rtol=1e-9)
    for column in rules.COLUMNS:
        np.testing.assert_allclose(state[column], expected[1][column], rtol=1e-9, atol=1e-9, err_msg=column)


def test_the_rules_meet_hunger_plenty_and_distress(expected):
    """Every branch of the rules is walked: otherwise equal numbers would say little."""
    sums, state = expected
    start = rules.households(VILLAGES)
    born, died = (sums[:, rules.SUMS.index(name)] for name in ("born", "died"))
    assert (state["body"] < 0.97).any() and (state["body"] == 1.0).any()
    assert died.max() > 2.0 * died.min() > 0.0 and born.min() > 0.0
    assert (state["cattle"] < start["cattle"]).any() and (state["cattle"] > start["cattle"]).any()
    assert sums[:, rules.SUMS.index("sold")].min() > 0.0


def test_people_are_conserved(expected):
    sums, _ = expected
    people, born, died = (sums[:, rules.SUMS.index(name)] for name in ("people", "born", "died"))
    np.testing.assert_allclose(np.diff(people), (born - died)[1:], atol=1e-9)
