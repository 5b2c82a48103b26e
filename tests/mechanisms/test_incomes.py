"""Incomes: what is paid out is what a purse held or the state spent; purses never give what they lack."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from small_months import (
    close,
    copied,
    few,
    pairs,
    parameters,
    quick,
    run,
    seeds,
    shaken,
    shares,
    some_months,
    stopped_before,
    take,
    villages,
    weighted,
)

from perelom.mechanisms.incomes import at_work, farm_product_value, pay_skill, rates, seeking_work

head = st.floats(0, 20)


@given(pairs(shares), pairs(shares))
@quick
def test_the_first_in_the_queue_are_the_last_without_work(rank, rate):
    base = at_work(rank[0], rate[0])
    assert 0 <= base <= 1
    assert at_work(rank[1], rate[0]) <= base <= at_work(rank[0], rate[1])


@given(st.floats(0.05, 0.95))
@quick
def test_the_share_at_work_is_the_employment_rate(rate):
    ranks = (np.arange(2000) + 0.5) / 2000
    assert np.isclose(np.mean([at_work(x, rate) for x in ranks]), rate, atol=1e-4)


@given(st.floats(0.3, 2), parameters)
@quick
def test_skill_spreads_wages_about_their_mean(differential, p):
    z, weight = np.polynomial.hermite_e.hermegauss(41)
    wages = np.array([pay_skill(x, differential, p.wage_spread) for x in z])
    assert (np.diff(wages) > 0).all()
    assert close((weight * wages).sum() / weight.sum(), 1)


@given(pairs(st.floats(0.3, 2)), st.floats(0, 3), parameters)
@quick
def test_a_wider_differential_widens_wages(differential, skill, p):
    narrow, wide = (
        pay_skill(skill, d, p.wage_spread) / pay_skill(-skill, d, p.wage_spread) for d in differential
    )
    assert narrow <= wide * (1 + 1e-12)


@given(head, head, head, head, head)
@quick
def test_products_are_worth_their_animals_and_mouths(cattle, pigs, sheep, eaters, horses):
    value = farm_product_value(cattle, pigs, sheep, eaters)
    assert value >= 12 * eaters
    assert close(farm_product_value(2 * cattle, 2 * pigs, 2 * sheep, 2 * eaters), 2 * value)
    assert seeking_work(eaters, horses) <= seeking_work(eaters, 0.0)
    assert seeking_work(0.0, horses) == 0


@given(seeds, some_months, parameters)
@few
def test_what_is_paid_came_from_a_purse_or_from_the_state(seed, month, p):
    arrays = stopped_before("incomes", month, parameters=p)
    shaken(arrays, seed, {"cash": (0, 2), "horses": (0, 2), "cattle": (0, 2), "intended": (0, 2)})
    before = copied(arrays)
    collected = arrays[0]["to_purse"].sum() + arrays[0]["other_paid"].sum()
    take("incomes", arrays)
    blocks, old, n, was = arrays[0], before[0], arrays[2][0], before[2][0]
    got = weighted(blocks, "cash") - weighted(old, "cash")
    state = (blocks["from_state"] - old["from_state"]).sum()
    purses = n["trade_purse"] + n["farm_purse"] - was["trade_purse"] - was["farm_purse"]
    assert close(got, state + collected - purses, 1e9)
    assert close(blocks["income_sum"].sum(), got, 1e9)
    assert (blocks["cash"] >= old["cash"]).all() and (blocks["income"] >= 0).all()
    assert n["trade_purse"] >= 0 and n["farm_purse"] >= 0


@given(some_months)
@few
def test_the_wage_bill_of_villagers_in_state_jobs_is_paid_in_full(month):
    arrays = stopped_before("incomes", month)
    arrays[1]["technical_weight"] = 0
    state = villages(arrays[0])["from_state"].sum()
    take("incomes", arrays)
    paid = villages(arrays[0])["from_state"].sum() - state
    n = arrays[2][0]
    assert close(paid, 0.8 * n["wage"] / 12 * n["villagers_employed"], 1e8)


@given(some_months, pairs(shares))
@few
def test_fewer_jobs_never_mean_a_larger_wage_bill(month, rate):
    few_jobs, many = (stopped_before("incomes", month, {"credit.enterprise": 1.0}) for _ in rate)
    for arrays, x in ((few_jobs, rate[0]), (many, rate[1])):
        arrays[2]["employment_rate"] = x
        take("incomes", arrays)
    towns = few_jobs[0]["kind"] == 1
    assert (few_jobs[0]["from_state"][towns] <= many[0]["from_state"][towns] * (1 + 1e-12)).all()


@given(some_months, st.floats(0, 5))
@few
def test_dearer_food_is_more_money_paid_for_the_same_food(month, factor):
    arrays = stopped_before("incomes", month)
    once = copied(arrays)
    for each, times in ((once, 1.0), (arrays, 1.0 + factor)):
        each[0]["other_paid"] *= times
        run(rates, each)
    assert arrays[2]["food_price"][0] >= once[2]["food_price"][0] - 1e-12
