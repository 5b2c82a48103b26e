"""The agricultural surplus at every price base."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perelom.replications import Refused, solve, surplus

CASE = {"X": [100, 90], "p_a": [1, 2.5], "M": [95, 105], "p_m": [1, 1.2]}


def test_the_case_solved_beforehand():
    found = solve("surplus.identity", CASE)
    assert found["net_current"] == pytest.approx([5, 99])
    assert found["net_base0"] == pytest.approx([5, -15])
    assert found["net_final"] == pytest.approx([136, 99])
    assert found["tot"] == pytest.approx([1, 2.0833333], abs=1e-7)
    assert found["transfer"] == pytest.approx([0, 97.5])


flows = st.lists(
    st.tuples(st.floats(0, 1e4), st.floats(0.1, 10), st.floats(0, 1e4), st.floats(0.1, 10)),
    min_size=1,
    max_size=8,
)


@given(flows)
def test_current_flow_is_the_flow_at_base_prices_and_what_prices_add(rows):
    X, p_a, M, p_m = (list(column) for column in zip(*rows, strict=True))
    found = surplus.identity(X, p_a, M, p_m)
    for t in range(len(rows)):
        deflated = found["net_current"][t] / p_m[t]
        assert deflated == pytest.approx(found["net_base0"][t] + found["transfer"][t], abs=1e-6)
    assert found["net_final"][-1] == found["net_current"][-1]


def test_both_sides_of_the_debate_can_be_right_on_the_same_volumes():
    found = surplus.identity(**surplus.EXAMPLE)
    assert found["net_base0"][1] < 0 < found["net_final"][1]


def test_what_prices_of_1937_say_depends_on_what_they_are_held_against():
    found = solve("surplus.terms_of_trade", {"received": 6.2, "consumer_goods": 4.22, "retail_food": 8})
    assert found["peasant_tot"] == pytest.approx(1.469, abs=5e-4)  # the village gained
    assert found["taken"] == pytest.approx(0.225)  # of what the town paid it got less


def test_investment_of_the_town_is_taken_apart():
    inputs = {
        "town_product": [100, 180],
        "town_consumption": [80, 110],
        "net_base0": [5, -15],
        "foreign": [0, 6],
    }
    found = solve("surplus.accumulation", inputs)
    assert found["investment"] == pytest.approx([25, 61])
    assert found["own"] + found["village"] + found["foreign"] == pytest.approx(found["change"])
    assert found["village_share"] == pytest.approx(-20 / 36)


def test_grain_left_and_income_not_accumulated_come_from_the_evidence():
    assert [surplus.grain_left(y) for y in (1929, 1930, 1931, 1932)] == pytest.approx(
        [47.1, 43.6, 33.2, 37.5]
    )
    found = solve("surplus.not_accumulated", {"accumulated": [3.6, 17.7], "share": [0.143, 0.442]})
    assert found["rest"] == pytest.approx([21.57, 22.35], abs=0.01)
    assert found["increment_share"] == pytest.approx(0.948, abs=1e-3)


def test_series_of_different_years_are_refused():
    with pytest.raises(Refused, match=r"inputs\.M: found 1 years; allowed: 2, as X has"):
        solve("surplus.identity", {**CASE, "M": [95]})
    with pytest.raises(Refused, match=r"inputs\.X: found an empty list"):
        solve("surplus.identity", {"X": [], "p_a": [], "M": [], "p_m": []})
