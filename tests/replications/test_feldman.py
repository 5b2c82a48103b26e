"""Feldman and Domar: the solved cases, and what must hold for any shares."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from perelom.replications import Refused, solve
from perelom.replications.feldman import best_share, closed_form, crossing

from .trying import quick

CASE = {"V1": 3.0, "V2": 3.0, "I0": 10.0, "C0": 90.0}
shares = st.floats(0.01, 0.95)
years = st.floats(0.5, 30)


@pytest.mark.parametrize(
    ("gamma", "t", "made", "eaten"),
    [
        (0.2, 5, 13.956124, 105.824497),
        (0.2, 10, 19.477340, 127.909362),
        (0.2, 20, 37.936679, 201.746716),
        (0.5, 5, 23.009759, 103.009759),
        (0.5, 10, 52.944901, 132.944901),
        (0.5, 20, 280.316249, 360.316249),
    ],
)
def test_solved_cases(gamma, t, made, eaten):
    assert closed_form(gamma, t=t, **CASE) == pytest.approx({"I": made, "C": eaten}, abs=1e-6)


def test_solved_crossing():
    assert crossing(0.2, 0.5, **CASE)["t"] == pytest.approx(8.135368, abs=1e-6)


@quick
@given(shares, years, st.floats(0.5, 8), st.floats(0.5, 8))
def test_the_closed_form_solves_the_differential_equations(gamma, t, V1, V2):
    assume(gamma * t / V1 < 20)
    path = solve_ivp(
        lambda _, y: [gamma / V1 * y[0], (1 - gamma) / V2 * y[0]], (0, t), [10, 90], rtol=1e-10, atol=1e-10
    )
    found = closed_form(gamma, V1, V2, 10.0, 90.0, t)
    assert [found["I"], found["C"]] == pytest.approx(path.y[:, -1], rel=1e-6)


@quick
@given(shares, years)
def test_a_list_of_years_is_the_years_one_by_one(gamma, t):
    both = closed_form(gamma, t=[0.0, t], **CASE)
    assert both["C"] == [90.0, closed_form(gamma, t=t, **CASE)["C"]]


@quick
@given(years)
def test_without_a_share_consumption_grows_by_a_straight_line(t):
    near = closed_form(1e-9, t=t, **CASE)["C"]
    assert closed_form(0.0, t=t, **CASE)["C"] == pytest.approx(near, rel=1e-7)


@quick
@given(shares, shares)
def test_consumption_starts_alike_and_grows_more_slowly_at_first_with_the_larger_share(one, other):
    assume(abs(one - other) > 0.01)
    small, large = (closed_form(gamma, t=[0.0, 1e-4], **CASE)["C"] for gamma in sorted((one, other)))
    assert small[0] == large[0]
    assert small[1] > large[1]


@quick
@given(shares, shares, st.floats(0, 1000), st.floats(0.5, 8))
def test_the_crossing_hangs_on_neither_consumption_at_the_start_nor_v2(one, other, C0, V2):
    assume(abs(one - other) > 0.01)
    t = crossing(one, other, 3.0, 3.0, 10.0, 90.0)["t"]
    assert crossing(other, one, 3.0, V2, 1.0, C0)["t"] == t
    flows = [closed_form(gamma, 3.0, V2, 10.0, C0, t)["C"] - C0 for gamma in (one, other)]
    assert flows[0] == pytest.approx(flows[1], rel=1e-6)


@quick
@given(st.floats(0.2, 60), st.one_of(st.none(), st.floats(0, 0.2)))
def test_no_share_gives_more_than_the_best(H, rho):
    gamma = best_share(H=H, rho=rho, **CASE)["gamma"]
    times = [H] if rho is None else [float(t) for t in range(int(H) + 1)]
    weights = np.exp(-(rho or 0) * np.array(times))

    def worth(share):
        return float(weights @ closed_form(share, t=times, **CASE)["C"])

    assert worth(gamma) >= max(worth(share) for share in np.linspace(0, 1, 101)) * (1 - 1e-9)
    if rho is None and H <= 6:
        assert gamma < 1e-6


def test_refusals_in_words():
    with pytest.raises(Refused, match=r"gamma2: found 0\.3; allowed: another share"):
        crossing(0.3, 0.3, **CASE)
    assert crossing(0.3, 1.0, **CASE) == {"t": None}
    with pytest.raises(Refused) as caught:
        solve("feldman.closed_form", {"gamma": 1.2, "V1": 0, "V2": 3, "I0": 10, "C0": 90})
    assert [fault.field for fault in caught.value.faults] == ["inputs.t", "inputs.gamma", "inputs.V1"]
    with pytest.raises(Refused, match="a number that cannot be computed"):
        solve("feldman.closed_form", {**CASE, "gamma": 1, "t": 1e6})
