"""Living: inequality between nothing and one, lives shortened by risk; no mechanism reads what is here."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_months import (
    close,
    copied,
    few,
    in_month,
    not_above,
    pairs,
    parameters,
    quick,
    run,
    seeds,
    shaken,
    some_months,
    stopped_before,
)

from perelom.mechanisms.living import (
    GROUPS,
    decile_ratio,
    defence_capacity,
    gini,
    group,
    life_expectancy,
    weigh,
)
from perelom.world.month import STEPS


@given(pairs(st.floats(0.2, 20)))
@quick
def test_lives_shorten_as_risk_rises(factor):
    long, short = (life_expectancy(x) for x in factor)
    assert 0 < short <= long < 110


def test_a_risk_that_is_the_same_at_every_age_leaves_its_inverse():
    """Far above the table's ages the mean life is one over the risk of the first year."""
    assert np.isclose(life_expectancy(1000.0), 1 / (1000.0 * 0.2536), rtol=1e-6)


@given(pairs(st.floats(0.3, 2)), parameters)
@quick
def test_a_wider_differential_spreads_the_deciles(differential, p):
    narrow, wide = (decile_ratio(p.wage_spread, x) for x in differential)
    assert 1 < narrow <= wide
    assert decile_ratio(0.0, differential[0]) == 1


def exact_gini(incomes, weights) -> float:
    """Half the mean difference over the mean."""
    difference = np.abs(incomes[:, None] - incomes[None, :]) * weights[:, None] * weights[None, :]
    return float(difference.sum() / weights.sum() ** 2 / 2 / np.average(incomes, weights=weights))


def gini_of(incomes, weights) -> float:
    """Of incomes one by one, each above zero."""
    places = [group(income) for income in incomes]
    return gini(*(np.bincount(places, x, GROUPS) for x in (weights, weights * incomes)))


@given(st.integers(200, 400), seeds, st.floats(0.2, 1.2))
@few
def test_inequality_is_half_the_mean_difference_whatever_the_rouble(count, seed, spread):
    noise = np.random.default_rng(seed)
    incomes, weights = noise.lognormal(5, spread, count), noise.uniform(0.1, 5, count)
    found = gini_of(incomes, weights)
    assert 0 <= found < 1
    assert abs(found - exact_gini(incomes, weights)) < 3e-4
    assert abs(gini_of(7 * incomes, weights) - found) < 3e-4
    assert close(gini_of(incomes, 3 * weights), found)
    # a tax in proportion, paid back by the head, brings all nearer
    assert gini_of(0.5 * incomes + 0.5 * np.average(incomes, weights=weights), weights) < found


@given(st.floats(2, 1e5), st.integers(1, 100))
@quick
def test_equals_are_equal(income, count):
    assert abs(gini_of(np.full(count, income), np.ones(count))) < 1e-9


def test_one_who_has_nearly_all_among_many():
    incomes = np.ones(1000)
    incomes[17] = 1e5
    assert np.isclose(gini_of(incomes, np.ones(1000)), exact_gini(incomes, np.ones(1000)), atol=1e-4)


@given(pairs(st.floats(0, 5)), pairs(st.floats(0, 5)), pairs(st.floats(0, 1)))
@quick
def test_defence_rests_on_heavy_industry_arms_and_railways(heavy, armed, freight):
    base = defence_capacity(heavy[0], armed[0], freight[0])
    assert base <= defence_capacity(heavy[1], armed[0], freight[0])
    assert base <= defence_capacity(heavy[0], armed[1], freight[0])
    assert base <= defence_capacity(heavy[0], armed[0], freight[1])
    assert close(defence_capacity(1.0, 1.0, 1.0), 100)


@given(seeds, some_months)
@few
def test_deaths_of_hunger_add_up_and_lives_are_counted_in_years(seed, month):
    arrays = in_month(shaken(stopped_before("living", month), seed, {"income": (0, 3)}), 12)
    before = copied(arrays)[2][0]
    run(weigh, arrays)
    n = arrays[2][0]
    held = arrays[1]["held_excess"].sum() + arrays[1]["executed"].sum()
    assert close(n["excess_total"] - before["excess_total"], arrays[0]["died_excess"].sum() + held, 1e6)
    assert 0 <= n["gini"] < 1 and n["welfare"] > 0
    assert 3 < n["life_expectancy"] < 90


@given(some_months)
@few
def test_more_deaths_mean_shorter_lives(month):
    fewer, more = stopped_before("living", month), stopped_before("living", month)
    more[0]["died"] *= 1.5
    run(weigh, fewer), run(weigh, more)
    assert more[2]["life_expectancy"][0] <= fewer[2]["life_expectancy"][0]


def test_unequal_incomes_are_worth_less_than_equal_ones_of_the_same_sum():
    apart, even = (in_month(stopped_before("living", 60), 12) for _ in range(2))
    for arrays in (apart, even):
        arrays[0]["harvest"] = 0
        arrays[0]["income"] = 20.0 * arrays[0]["eaters"]
    noise = np.random.default_rng(1).choice((0.5, 1.5), apart[0]["income"].shape)
    apart[0]["income"] *= noise
    run(weigh, apart), run(weigh, even)
    assert even[2]["gini"][0] < 1e-9 < apart[2]["gini"][0]
    assert apart[2]["welfare"][0] < even[2]["welfare"][0]


@pytest.mark.parametrize("step", [s.name for s in STEPS if s.name not in ("living", "accounts")])
def test_nobody_reads_a_verdict(step):
    verdicts = {"nation.gini", "nation.welfare", "nation.excess_total", "nation.life_expectancy"}
    assert not verdicts & set(next(s for s in STEPS if s.name == step).reads)


def test_it_reads_but_moves_no_household():
    arrays = in_month(stopped_before("living", 60), 12)
    before = copied(arrays)
    run(weigh, arrays)
    for old, new in zip(before[:2], arrays[:2], strict=True):
        assert np.array_equal(old, new)
    assert not_above(0.0, arrays[2]["wage_decile_ratio"][0])
