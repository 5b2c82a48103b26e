"""Ratchet, town labour, repressed inflation, shortage."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import brentq

from perelom.replications import Refused, solve
from perelom.replications.extras import harris_todaro, holzman, kornai, ratchet

from .trying import quick

TOWN = {"w": 2.0, "A": 20.0, "exponent": 0.7, "L": 100.0}


@pytest.mark.parametrize(("lam", "reward"), [(0, 1), (0.5, 0.16666667), (1, 0.09090909)])
def test_solved_ratchet(lam, reward):
    assert solve("ratchet", {"b": 1, "lam": lam, "r": 0.1})["marginal_reward"] == pytest.approx(
        reward, abs=1e-8
    )


@quick
@given(st.floats(0.1, 2), st.floats(0, 1), st.floats(0.02, 0.5))
def test_the_ratchet_takes_back_what_later_targets_cost(b, lam, r):
    """A unit more in one year raises the target of the k-th year after it by lam (1 - lam)^(k - 1)."""
    taken = sum(b * lam * (1 - lam) ** (k - 1) * (1 + r) ** -k for k in range(1, 2000))
    assert ratchet(b, lam, r)["marginal_reward"] == pytest.approx(b - taken, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("E", "expected"),
    [
        (10, {"LA": 78.74932259, "unemployed": 11.25067741, "rate": 0.52942677}),
        # LA printed as 75.28886146, with which people would not add up to 100
        (12, {"LA": 75.28886140, "unemployed": 12.71113860, "rate": 0.51438903}),
    ],
)
def test_solved_towns(E, expected):
    assert solve("harris_todaro", {**TOWN, "E": E}) == pytest.approx(expected, abs=1e-8)


@quick
@given(st.floats(1, 50), st.floats(1, 6), st.floats(5, 40), st.floats(0.1, 0.95))
def test_what_the_town_promises_is_what_the_field_pays(E, w, A, exponent):
    assume(A * (100 - E) ** -exponent < w * 0.999)
    found = harris_todaro(E, w, A, exponent, 100.0)
    LA = found["LA"]
    assert w * E / (100 - LA) == pytest.approx(A * LA**-exponent)
    assert LA + found["unemployed"] + E == pytest.approx(100)
    assert found["unemployed"] >= 0
    root = brentq(lambda x: A * x**-exponent * (100 - x) - w * E, 1e-9, 100 - E)
    assert found["LA"] == pytest.approx(root, rel=1e-6)


def test_a_wage_below_what_the_land_pays_is_refused():
    with pytest.raises(Refused, match=r"inputs\.w: found 0\.1, while the land pays 0\.857157"):
        solve("harris_todaro", {**TOWN, "E": 10, "w": 0.1})
    with pytest.raises(Refused, match="fewer posts than people, here below 100"):
        solve("harris_todaro", {**TOWN, "E": 100})


def test_solved_free_price():
    inputs = {"E": 100, "p_s": 1, "S": 60, "S_m": 10}
    assert solve("holzman", inputs) == {"p_m": 4, "repressed_index": 4}
    assert solve("holzman", {**inputs, "S": 100}) == {"p_m": 0, "repressed_index": 0}


@quick
@given(st.floats(0, 200), st.floats(0, 100), st.floats(0.5, 2), st.floats(1, 50))
def test_all_money_is_spent_at_the_two_prices(E, S, p_s, S_m):
    p_m = holzman(E, S, p_s, S_m)["p_m"]
    if p_s * S < E:
        assert p_m * S_m + p_s * S == pytest.approx(E)
    else:
        assert p_m == 0


@quick
@given(st.floats(0.1, 1), st.floats(0, 0.3))
def test_reserves_settle_at_the_shortage_they_make(adaptation, lacking):
    found = kornai(100.0, 100 * (1 - lacking), adaptation, 0.5, 3000)
    hoard = found["hoard"][-1]
    assert hoard == pytest.approx(1 - (1 - lacking) / (1 + hoard), abs=1e-3)
    assert found["forced"][0] == pytest.approx(0.5 * 100 * lacking)
