"""Feasibility of the first plan: ratios, Kondratiev's balance, and a small linear programme."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perelom.replications import Refused, kaprost, solve

SMALL = {
    "A": [[0.15, 0.02, 0.25], [0.05, 0.20, 0.10], [0.03, 0.05, 0.10]],
    "k": [1.2, 1.5, 1.0],
    "delta": 0.04,
    "x0": [15, 8, 14],
    "T": 5,
    "basket": [0.4, 0.05, 0.55],
}


@pytest.mark.parametrize(
    ("function", "inputs", "key", "expected"),
    [
        ("max_KT", {}, "KT", 113.688044),
        ("max_KT", {"c_floor": 15}, "KT", 85.401592),
        ("lp", {"KT_min": 52}, "sumC", 117.790220),
        ("lp", {"KT_min": 52, "ag_capacity_loss": 0.2}, "sumC", 108.238597),
        ("lp", {"KT_min": 70, "c_floor": [18] * 5}, "sumC", 103.562805),
    ],
)
def test_programmes_solved_beforehand(function, inputs, key, expected):
    found = solve(f"kaprost_mini.{function}", {**SMALL, **inputs})
    assert found["feasible"] and found[key] == pytest.approx(expected, abs=1e-6)


def test_what_capital_cannot_do_is_infeasible():
    assert solve("kaprost_mini.lp", {**SMALL, "KT_min": 114}) == {"feasible": False}
    assert solve("kaprost_mini.max_KT", {**SMALL, "c_floor": 40}) == {"feasible": False}


def test_the_most_capital_is_the_border_of_what_a_plan_can_ask_for():
    most = kaprost.max_KT(**SMALL, c_floor=15.0)["KT"]
    assert kaprost.lp(**SMALL, KT_min=most - 1e-5, c_floor=15.0)["sumC"] == pytest.approx(75, abs=1e-3)
    assert not kaprost.lp(**SMALL, KT_min=most + 1e-3, c_floor=15.0)["feasible"]


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 100), st.floats(0, 15), st.floats(0, 0.5), st.floats(0, 3))
def test_a_harder_task_never_leaves_more_to_consume(KT_min, floor, loss, defence):
    easy = kaprost.lp(**SMALL, KT_min=KT_min, c_floor=floor)
    for harder in (
        {"KT_min": KT_min + 5, "c_floor": floor},
        {"KT_min": KT_min, "c_floor": floor + 1},
        {"KT_min": KT_min, "c_floor": floor, "ag_capacity_loss": loss},
        {"KT_min": KT_min, "c_floor": floor, "defence": defence},
    ):
        hard = kaprost.lp(**SMALL, **harder)
        assert not hard["feasible"] or hard["sumC"] <= easy["sumC"] + 1e-6
    if easy["feasible"]:
        assert easy["KT"] >= KT_min - 1e-6 and min(easy["c"]) >= floor - 1e-6
        assert sum(easy["c"]) == pytest.approx(easy["sumC"])


def test_one_year_by_hand():
    """Ten of each good: a basket takes one and a half of them, what is not eaten of the second is built."""
    one = {"A": [[0, 0], [0, 0]], "k": [1, 1], "delta": 0, "x0": [10, 10], "T": 1, "basket": [1, 0.5]}
    assert solve("kaprost_mini.lp", one)["sumC"] == pytest.approx(10)
    assert solve("kaprost_mini.lp", {**one, "KT_min": 26})["sumC"] == pytest.approx(8)  # 6 built, 4 left
    assert solve("kaprost_mini.max_KT", {**one, "c_floor": 4})["KT"] == pytest.approx(28)
    lost = {**one, "T": 2, "ag_capacity_loss": 0.3}
    assert solve("kaprost_mini.max_KT", {**lost, "basket": [1, 0]})["KT"] == pytest.approx(7 + 10 + 10 + 20)


def test_kondratiev_shows_that_the_draft_of_1927_cannot_feed_its_people():
    found = solve("kaprost.kondratiev", kaprost.KONDRATIEV)
    assert found["need"] == pytest.approx([7690, 11162], abs=1)
    assert found["balance"] == pytest.approx([318, -1308], abs=1)
    one = {k: v[1] for k, v in kaprost.KONDRATIEV.items()}
    assert solve("kaprost.kondratiev", one)["balance"] == pytest.approx(found["balance"][1])


def test_ratios_of_the_first_plan_come_from_the_evidence():
    found = kaprost.first_plan()
    assert found["icor"] == pytest.approx(2.5534, abs=5e-5)
    assert found["growth"]["national_income"] == pytest.approx(0.1529, abs=5e-5)
    assert found["share_reached"]["employment"] > 1 > found["share_reached"]["agricultural_output"]
    assert found["per_worker_reached"] < 0 < found["per_worker_planned"]


def test_a_plan_that_asks_for_nothing_and_a_missing_figure_are_refused():
    base = {"national_income": 24.4, "employment": 11.3, "steel": 4}
    inputs = {
        "base": base,
        "plan": {"national_income": 49.7, "employment": 11.3, "steel": 10.4},
        "outcome": {"national_income": 45.5, "employment": 22.8},
        "investment": 64.6,
    }
    with pytest.raises(Refused) as error:
        solve("kaprost.ratios", inputs)
    told = [(fault.field, fault.found) for fault in error.value.faults]
    assert told == [("inputs.outcome", "no steel"), ("inputs.plan.employment", "11.3")]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"x0": [15, 8]}, "inputs.x0: found 2 entries; allowed: 3, as k has"),
        ({"A": [[0.1] * 3] * 2}, "inputs.A: found 2 entries"),
        ({"A": [[0.1] * 3] * 2 + [[0.1]]}, "inputs.A[2]: found 1 entries"),
        ({"basket": [0, 0, 0]}, "inputs.basket: found zeros only"),
        ({"c_floor": [1, 2]}, "inputs.c_floor: found 2 years; allowed: one number, or a list of T = 5"),
        ({"k": [1.2, 0, 1]}, "inputs.k[1]: found 0; allowed: a number above 0"),
    ],
)
def test_unfit_programmes_are_refused_in_words(changes, words):
    with pytest.raises(Refused) as error:
        solve("kaprost_mini.lp", {**SMALL, **changes})
    assert words in str(error.value)
