"""Price scissors: the solved cases, the theorem against differences, the budget of the whole economy."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize_scalar

from perelom.replications import Refused, solve
from perelom.replications.scissors import ces, slopes, welfare

from .trying import quick

CASE = {"N1": 100.0, "N2": 25.0, "X": 1.0, "k": 1.5, "sigma": 1.93, "Y": 4.0, "gamma2": 0.4, "b2": 0.5}
prices = st.floats(0.5, 2)
# sigma of 1 and more: supply does not bend back
economies = st.fixed_dictionaries(
    {
        "N1": st.floats(50, 200),
        "N2": st.floats(10, 40),
        "X": st.floats(0.5, 2),
        "k": st.floats(0.5, 3),
        "sigma": st.just(1.0) | st.floats(1.1, 3),
        "Y": st.floats(1, 10),
        "gamma2": st.floats(0.1, 0.9),
        "b2": st.floats(0, 0.6),
    }
)


@pytest.mark.parametrize(
    ("p", "Q", "x2", "w", "saved", "U1", "V2"),
    [
        (1.0, 0.4, 1.6, 3.25, 18.75, 2.67850513, 1.01160091),
        (0.9, 0.37673016, 1.50692063, 2.71557142, 32.11071441, 2.57112868, 0.85997122),
        # V2 printed as 0.68314908; with the printed w, ln((w - p b2) / p^gamma2) = 0.68314878
        (0.8, 0.35137776, 1.40551103, 2.21102206, 44.72444856, 2.46322880, 0.68314878),
    ],
)
def test_solved_cases(p, Q, x2, w, saved, U1, V2):
    found = ces(p, **CASE)
    expected = {"Q": Q, "x2": x2, "w": w, "I": saved, "U1": U1, "V2": V2}
    assert {key: found[key] for key in expected} == pytest.approx(expected, abs=1.1e-8)


def test_solved_slopes():
    found = slopes(1.0, **CASE)
    expected = {"eQ": 0.558, "dlnw_dlnp": 1.686769, "dI_dp": -137.05, "dV2_dp": 1.411636}
    assert {key: found[key] for key in expected} == pytest.approx(expected, abs=1e-6)
    assert brentq(lambda p: ces(p, **CASE)["I"], 0.9, 1.3) == pytest.approx(1.132764, abs=1e-6)


@quick
@given(prices, economies)
def test_goods_add_up_and_peasants_choose_what_they_like_best(p, economy):
    assume(_fed(p, economy))
    e = ces(p, **economy)
    made, eaten = economy["N2"] * economy["Y"], economy["N1"] * e["y1"] + economy["N2"] * e["y2"]
    assert e["I"] == pytest.approx(made - eaten, rel=1e-9, abs=1e-9 * made)
    assert economy["N1"] * e["Q"] == pytest.approx(economy["N2"] * e["x2"])
    k, sigma, X = economy["k"], economy["sigma"], economy["X"]

    def worse(x1):
        y1 = p * (X - x1)
        if sigma == 1:
            return -(x1 ** (k / (1 + k)) * y1 ** (1 / (1 + k)))
        power = (sigma - 1) / sigma
        return -((k ** (1 / sigma) * x1**power + y1**power) ** (1 / power))

    best = minimize_scalar(
        worse, bounds=(1e-9 * X, (1 - 1e-9) * X), method="bounded", options={"xatol": 1e-10}
    )
    assert e["x1"] == pytest.approx(best.x, rel=1e-4)
    assert e["U1"] == pytest.approx(-best.fun, rel=1e-9)


@quick
@given(prices, economies)
def test_the_theorem_agrees_with_differences(p, economy):
    assume(_fed(p * 0.999, economy) and _fed(p, economy))
    step = 1e-5 * p
    up, down, at = ces(p + step, **economy), ces(p - step, **economy), slopes(p, **economy)
    for slope, result in (("dI_dp", "I"), ("dV2_dp", "V2"), ("dV1_dp", "U1")):
        assert at[slope] == pytest.approx((up[result] - down[result]) / (2 * step), rel=1e-5, abs=1e-6)
    growth = (math.log(up["w"]) - math.log(down["w"])) / (math.log(p + step) - math.log(p - step))
    assert at["dlnw_dlnp"] == pytest.approx(growth, rel=1e-5)


@quick
@given(prices, economies)
def test_a_squeeze_raises_accumulation_and_harms_both(p, economy):
    assume(_fed(p, economy))
    at = slopes(p, **economy)
    assert at["dI_dp"] < 0
    assert at["dV2_dp"] > 0
    assert at["dV1_dp"] > 0
    if economy["sigma"] == 1:
        assert at["eQ"] == 0


values = st.floats(0, 2)


@quick
@given(prices, economies, values, values, values)
def test_what_a_planner_wants(p, economy, delta, beta1, beta2):
    assume(_fed(p, economy))
    at, wants = slopes(p, **economy), welfare(p, **economy, delta=delta, beta1=beta1, beta2=beta2)
    e = ces(p, **economy)
    # a peasant gains Q goods by a price higher by 1, a worker dw/dp - x2
    town = economy["N2"] * (e["w"] / p * at["dlnw_dlnp"] - e["x2"])
    whole = economy["N1"] * beta1 * e["Q"] + beta2 * town + delta * at["dI_dp"]
    assert wants["dW_dp"] == pytest.approx(whole, rel=1e-9, abs=1e-6)
    if delta > max(beta1, beta2):
        assert wants["better"] == "lower"
    if delta < min(beta1, beta2):
        assert wants["better"] == "higher"


def test_less_food_than_a_worker_needs_is_refused():
    with pytest.raises(
        Refused, match=r"inputs\.b2: found 2, while peasants sell 1\.6 of food for each worker"
    ):
        solve("scissors.ces", {**CASE, "p": 1, "b2": 2})


def _fed(p, economy):
    """Whether peasants sell clearly more than workers need."""
    sold = economy["X"] / (1 + economy["k"] * p ** (1 - economy["sigma"]))
    return economy["N1"] * sold / economy["N2"] > economy["b2"] * 1.01 + 1e-6
