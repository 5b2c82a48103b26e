"""Procurement famine: the solved cases, grain that adds up, and the regression on a made panel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perelom.replications import Refused, solve
from perelom.replications.procurement import biased, mqy, panel

from .trying import quick

CASE = {"yhat": [300, 350, 400, 500, 600, 700], "pop": 1, "cbar": 250, "seed": 0.15, "need": 180, "mu": 0.5}
yields = st.lists(st.floats(100, 1000), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("theta", "c", "rigid", "corr", "flexible", "proportional"),
    [
        (0.87, [211, 204.5, 198, 185, 172, 159], 0.08055556, 0.86978402, 0, 0),
        (0.80, [190, 180, 170, 150, 130, 110], 0.44444444, 0.99301465, 0.41666667, 0.00277778),
        (1.00, [250, 250, 250, 250, 250, 250], 0, None, 0, 0),
    ],
)
def test_solved_cases(theta, c, rigid, corr, flexible, proportional):
    found = solve("procurement.mqy", {**CASE, "theta": theta})
    assert found["c_rigid"] == pytest.approx(c)
    assert found["G"] == pytest.approx(922.5)
    assert found["mean_c"] == pytest.approx(np.mean(c))
    assert found["deaths_rigid"] == pytest.approx(rigid, abs=1e-8)
    assert found["corr_rigid"] == (None if corr is None else pytest.approx(corr, abs=1e-8))
    assert found["deaths_flex"] == pytest.approx(flexible, abs=1e-8)
    assert found["deaths_proportional"] == pytest.approx(proportional, abs=1e-8)


@pytest.mark.parametrize(("theta", "level"), [(0.87, 188.25), (0.80, 155)])
def test_solved_grain_shared_anew(theta, level):
    inputs = {key: CASE[key] for key in ("yhat", "pop", "cbar", "seed")}
    found = solve("procurement.retained", inputs | {"theta": theta})
    assert found["flexible"] == pytest.approx([level] * 6)
    assert sum(found["rigid"]) == pytest.approx(6 * level)


@quick
@given(yields, st.floats(0.3, 1.2), st.data())
def test_sharing_anew_takes_the_same_and_never_kills_more_among_equals(yhat, theta, data):
    people = data.draw(st.lists(st.floats(0.1, 10), min_size=len(yhat), max_size=len(yhat)))
    found = mqy(yhat, people, theta, 250.0, 0.15, 180.0, 0.5)
    kept = np.maximum((theta - 0.15) * np.array(yhat), 0)
    # the plan in full is taken from those who have it, or all there is
    rigid_taken = people @ (kept - np.array(found["c_rigid"]))
    assert rigid_taken <= found["G"] + 1e-6
    if theta <= 1 and rigid_taken > found["G"] - 1e-6:
        assert found["deaths_flex"] <= found["deaths_rigid"] + 1e-6
    assert found["deaths_proportional"] <= found["deaths_rigid"] + 1e-9 or theta > 1


@quick
@given(yields)
def test_nobody_dies_when_the_harvest_is_as_expected_and_the_plan_leaves_enough(yhat):
    grown = [y + 300 for y in yhat]
    found = mqy(grown, 1.0, 1.0, 250.0, 0.15, 180.0, 0.5)
    assert found["deaths_rigid"] == found["deaths_proportional"] == found["deaths_flex"] == 0


@quick
@given(st.floats(0.5, 0.99), st.floats(0.5, 3))
def test_a_rigid_quota_leaves_the_more_productive_less(theta, more):
    yhat = sorted([400.0, 400 * (1 + more), 400 * (1 + more / 2)])
    c = mqy(yhat, 1.0, theta, 250.0, 0.15, 180.0, 0.5)["c_rigid"]
    assert c[0] >= c[1] >= c[2]


def test_more_regions_of_the_same_kind_change_the_sums_only():
    one = mqy([300.0, 700.0], [1.0, 2.0], 0.8, 250.0, 0.15, 180.0, 0.5)
    split = mqy([300.0, 700.0, 700.0], [1.0, 1.0, 1.0], 0.8, 250.0, 0.15, 180.0, 0.5)
    for key in ("G", "mean_c", "deaths_rigid", "deaths_flex", "deaths_proportional"):
        assert one[key] == pytest.approx(split[key])


@quick
@given(st.floats(-0.2, 0.3), st.floats(-2e-4, 3e-4), st.lists(st.floats(0, 0.01), min_size=6, max_size=6))
def test_the_regression_finds_what_was_put_in(B, G, effects):
    share, yhat = [0.1, 0.8, 0.3, 0.7, 0.2, 0.6], [300.0, 350.0, 400.0, 500.0, 600.0, 700.0]
    famine = [e + 0.4 + B * s + G * y for e, s, y in zip(effects, share, yhat, strict=True)]
    mortality = [[e, m, e + 0.01] for e, m in zip(effects, famine, strict=True)]
    assert panel(mortality, share, yhat, 2) == pytest.approx({"B": B, "G": G}, abs=1e-9)


def test_the_regression_is_the_one_with_effects_of_region_and_year():
    rng = np.random.default_rng(1)
    share, yhat, m = rng.random(7), rng.uniform(300, 700, 7), rng.random((7, 4))
    rows, answers = [], []
    for i in range(7):
        for t in range(4):
            in_famine = [share[i] * (t == 2), yhat[i] * (t == 2)]
            rows.append([*(j == i for j in range(7)), *(j == t for j in range(1, 4)), *in_famine])
            answers.append(m[i, t])
    full = np.linalg.lstsq(np.array(rows, float), np.array(answers), rcond=None)[0][-2:]
    assert list(panel(m.tolist(), share.tolist(), yhat.tolist(), 3).values()) == pytest.approx(full)


def test_a_biased_quota_takes_more_where_the_share_is_larger():
    c = biased([500.0, 500.0, 500.0], [0.0, 0.5, 1.0], 0.3, "proportional", 0.87, 250.0, 0.15, 180.0, 0.5)[
        "c"
    ]
    assert c[0] > c[1] > c[2]


def test_lists_that_do_not_fit_are_refused():
    with pytest.raises(
        Refused, match=r"inputs\.pop: found a list of 2 items; allowed: one number, or 6 numbers"
    ):
        solve("procurement.mqy", {**CASE, "theta": 0.9, "pop": [1, 2]})
    with pytest.raises(Refused, match="found a list of 0 items; allowed: at least one region"):
        solve("procurement.mqy", {**CASE, "theta": 0.9, "yhat": []})
    with pytest.raises(Refused, match=r"inputs\.yhat\[1\]: found null; allowed: a number above 0"):
        solve("procurement.mqy", {**CASE, "theta": 0.9, "yhat": [1, None]})
    with pytest.raises(Refused) as caught:
        panel([[0.1, 0.2], [0.1]], [0.1], [300.0, 400.0], 4)
    assert [f.field for f in caught.value.faults] == [
        "inputs.share",
        "inputs.mortality[1]",
        "inputs.mortality",
    ]
    with pytest.raises(Refused, match="cannot be told from yhat"):
        panel([[0.0, 0.1]] * 3, [0.5, 0.5, 0.5], [300.0, 400.0, 500.0], 2)
