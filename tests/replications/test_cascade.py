"""Cascades: the published list, points of rest against plain iteration, the spring of 1930."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from perelom.replications import Refused, solve
from perelom.replications.cascade import (
    critical_sigma,
    exit_game,
    from_list,
    linear,
    normal_from_zero,
    spring_of_1930,
)

from .trying import quick

means, spreads = st.floats(-0.2, 1.2), st.floats(0.02, 1.5)


def F(r, mu, sd):
    return math.erfc(-(r - mu) / sd / math.sqrt(2)) / 2


@pytest.mark.parametrize(
    ("thresholds", "final"),
    [
        (list(range(100)), 100),
        ([0, 2, *range(2, 100)], 1),
        ([0, 2, 2, 3, 4, 5, 6, 7, 8, 10], 1),
        ([0, 1, 2, 3, 4, 5, 6, 7, 8, 10], 9),
        ([], 0),
        ([1], 0),
    ],
)
def test_solved_lists(thresholds, final):
    assert solve("threshold.list", {"thresholds": thresholds}) == {"final": final}


@quick
@given(st.lists(st.integers(0, 30), max_size=30))
def test_a_list_ends_where_step_by_step_counting_ends(thresholds):
    n = 0
    while (joined := sum(t <= n for t in thresholds)) != n:
        n = joined
    assert from_list([float(t) for t in thresholds]) == {"final": n}


@pytest.mark.parametrize(
    ("sd", "r", "tolerance"),
    [
        (0.10, 0.00769551, 1e-8),
        (0.12, 0.04021134, 1e-8),
        (0.122, 0.05479220, 1e-8),
        (0.123, 1, 1e-8),
        (0.13, 1, 1e-5),
        (0.20, 0.99991143, 1e-8),
    ],
)
def test_solved_points_of_rest(sd, r, tolerance):
    assert normal_from_zero(0.25, sd)["r"] == pytest.approx(r, abs=tolerance)


def test_solved_tangency():
    assert critical_sigma(0.25) == pytest.approx({"sigma": 0.12222087, "r": 0.06200325}, abs=1e-8)


@quick
@given(means, spreads)
def test_the_point_of_rest_is_where_iteration_ends(mu, sd):
    if 0 < mu < 0.5:
        assume(abs(sd - critical_sigma(mu)["sigma"]) > 1e-3)
    r = 0.0
    for _ in range(200_000):
        r, before = F(r, mu, sd), r
        if abs(r - before) < 1e-14:
            break
    assert normal_from_zero(mu, sd)["r"] == pytest.approx(r, abs=1e-9)


@quick
@given(st.floats(0.01, 0.49))
def test_at_the_critical_spread_the_curve_touches(mu):
    sigma, r = critical_sigma(mu).values()
    assert F(r, mu, sigma) == pytest.approx(r, abs=1e-12)
    assert (F(r + 1e-6, mu, sigma) - F(r - 1e-6, mu, sigma)) / 2e-6 == pytest.approx(1, abs=1e-4)
    assert normal_from_zero(mu, sigma * 0.99)["r"] < mu < normal_from_zero(mu, sigma * 1.01)["r"]


@quick
@given(means, spreads, st.floats(-0.5, 0.5), st.floats(0, 1))
def test_exit_rests_at_a_fixed_point_on_the_side_it_moves_to(mu, sd, safety, start):
    r = exit_game(mu, sd, safety, start)["r"]
    assert F(r, mu - safety, sd) == pytest.approx(r, abs=1e-9)
    assert (r >= start - 1e-12) if F(start, mu - safety, sd) >= start else (r <= start + 1e-12)
    assert exit_game(mu, sd, safety + 0.1, start)["r"] >= r - 1e-12


def test_safety_turns_a_standing_crowd_into_an_exit_and_its_end_does_not_bring_it_back():
    before = exit_game(0.4, 0.1)["r"]
    after = exit_game(0.4, 0.1, safety=0.2, start=before)["r"]
    back = exit_game(0.4, 0.1, safety=0.0, start=after)["r"]
    assert before < 0.01
    assert after > 0.99
    assert back > 0.99


def test_the_spring_of_1930():
    shares = spring_of_1930()
    found = linear(shares)
    expected = {"a": 0.334306, "b": 0.470283, "r_star": 0.631103}
    assert {key: found[key] for key in expected} == pytest.approx(expected, abs=1e-5)
    assert found["trough"] == pytest.approx(21.10, abs=5e-3)
    assert found["half_life"] < 1
    left = 1 - np.array(shares) / shares[0]
    b, a = np.polyfit(left[:-1], left[1:], 1)
    assert (found["a"], found["b"]) == pytest.approx((a, b))


def test_refusals_in_words():
    with pytest.raises(Refused, match=r"inputs\.mu: found 0\.6; allowed: a number above 0 and below 0\.5"):
        solve("threshold.critical_sigma", {"mu": 0.6})
    with pytest.raises(Refused, match=r"inputs\.sd: found 0; allowed: a number above 0"):
        solve("threshold.normal_from_zero", {"mu": 0.2, "sd": 0})
    with pytest.raises(Refused, match="three shares at least"):
        solve("threshold.linear", {"shares": [50, 40]})
    with pytest.raises(Refused, match="three shares at least"):
        solve("threshold.linear", {"shares": []})
