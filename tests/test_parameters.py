"""Parameters: each with unit, prior and source; a draw depends on its key alone."""

import csv
import math
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perelom.parameters import declared, values
from perelom.parameters.declared import parse_prior
from perelom.parameters.draws import draw, keyed_uniform, quantile

PARAMETERS = list(declared().values())
TABLE = files("perelom.parameters").joinpath("parameters.csv").read_text(encoding="utf-8")
UNIFORM = st.floats(1e-9, 1 - 1e-9)


@pytest.mark.parametrize("p", PARAMETERS, ids=lambda p: p.id)
def test_each_parameter_says_its_unit_ground_and_meaning(p):
    assert p.unit and p.source and p.meaning
    assert p.mark in ("recalled", "fitted", "assumption")
    assert math.isfinite(p.reference)


def test_every_row_of_the_table_has_the_columns_of_its_head():
    rows = list(csv.reader(TABLE.splitlines(), delimiter=";"))
    assert {len(row) for row in rows} == {7}


@pytest.mark.parametrize("p", PARAMETERS, ids=lambda p: p.id)
def test_the_reference_is_believable_under_the_prior(p):
    family, a, b = p.prior
    if family in ("uniform", "pert"):
        assert a < b and a <= p.reference <= b
    else:
        assert quantile(p, 0.002) <= p.reference <= quantile(p, 0.998)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PARAMETERS), UNIFORM, UNIFORM)
def test_a_larger_uniform_never_gives_a_smaller_value(p, u, v):
    low, high = sorted((u, v))
    assert quantile(p, low) <= quantile(p, high)


@given(UNIFORM)
def test_values_stay_within_the_prior(u):
    for p in PARAMETERS:
        family, a, b = p.prior
        value = quantile(p, u)
        if family in ("uniform", "pert"):
            assert a <= value <= b
        elif family == "normal":
            assert abs(value - a) <= 2.5 * b * (1 + 1e-12)
        elif family in ("lognormal", "beta"):
            assert value >= 0


def test_pert_has_its_mode_at_the_reference():
    p = replace(PARAMETERS[0], prior=("pert", 0.0, 1.0), reference=0.2)
    step = 1e-3
    density = [step / (quantile(p, u + step) - quantile(p, u)) for u in (0.001, 0.35, 0.95)]
    assert density[1] > density[0] and density[1] > density[2]
    middle = replace(p, reference=0.5)
    assert quantile(middle, 0.5) == pytest.approx(0.5)
    at_the_end = replace(p, reference=0.0)
    assert 0 < quantile(at_the_end, 0.5) < 0.2


def test_medians():
    p = PARAMETERS[0]
    assert quantile(replace(p, prior=("uniform", 2.0, 4.0)), 0.5) == 3.0
    assert quantile(replace(p, prior=("normal", 2.0, 4.0)), 0.5) == pytest.approx(2.0)
    assert quantile(replace(p, prior=("lognormal", 2.0, 0.3)), 0.5) == pytest.approx(2.0)


def test_a_draw_depends_on_seed_member_and_name_alone():
    assert draw(1921, 3) == draw(1921, 3)
    assert draw(1921, 3) != draw(1921, 4) and draw(1921, 3) != draw(1922, 3)
    names = list(declared())
    assert len({keyed_uniform(1, 1, name) for name in names}) == len(names)


def test_overrides_replace_single_values_and_unknown_ones_are_refused():
    base = values("reference")
    changed = values("reference", overrides={"food_norm": 0.2})
    assert changed["food_norm"] == 0.2
    assert {k: v for k, v in changed.items() if k != "food_norm"} == {
        k: v for k, v in base.items() if k != "food_norm"
    }
    with pytest.raises(ValueError, match="unknown parameter 'food'"):
        values("reference", overrides={"food": 1.0})
    with pytest.raises(ValueError, match="there is no 'posterior:without-E99'"):
        values("posterior:without-E99")


@pytest.mark.parametrize("text", ["gamma(1,2)", "uniform(1)", "normal", "fixed(1,2)", "uniform(1,2"])
def test_what_is_no_prior_is_refused(text):
    with pytest.raises(ValueError, match="is not a prior"):
        parse_prior(text)
