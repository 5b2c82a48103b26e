"""Industry: output from what is at work, capital that adds up, haste that costs."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from small_months import (
    close,
    copied,
    few,
    not_above,
    pairs,
    parameters,
    quick,
    run,
    shares,
    some_months,
    stopped_before,
)

from perelom.mechanisms.industry import (
    CAPITAL_A,
    CAPITAL_B,
    SPECIALISTS,
    building_lag,
    make_steel,
    mills_worked_in,
    output,
    produce,
    productivity,
    raw_limit,
    reactivation,
    want_of_specialists,
    waste_of_haste,
    workers_wanted,
    worn_out,
)

ratio = st.floats(0.05, 5)
running = st.floats(0.01, 1)


@given(pairs(running), pairs(ratio), pairs(ratio), st.floats(0.3, 2), parameters)
@quick
def test_more_plant_hands_and_capital_at_work_make_more(at_work, capital, workers, tfp, p):
    base = output(1.0, at_work[0], capital[0], workers[0], p.capital_share, tfp)
    assert base > 0
    assert not_above(base, output(1.0, at_work[1], capital[0], workers[0], p.capital_share, tfp))
    assert not_above(base, output(1.0, at_work[0], capital[1], workers[0], p.capital_share, tfp))
    assert not_above(base, output(1.0, at_work[0], capital[0], workers[1], p.capital_share, tfp))
    doubled = output(1.0, at_work[0], 2 * capital[0], 2 * workers[0], p.capital_share, tfp)
    assert close(doubled, 2 * base)
    assert output(8.4e9, 1.0, 1.0, 1.0, p.capital_share, 1.0) == 8.4e9
    assert output(1.0, 0.0, capital[0], workers[0], p.capital_share, tfp) == 0


@given(pairs(shares), pairs(shares), pairs(st.floats(0.5, 1)), parameters)
@quick
def test_new_plant_teaches_green_hands_and_hunger_cost(new, green, fed, p):
    base = productivity(new[0], green[0], fed[1], p)
    assert base > 0
    assert base <= productivity(new[1], green[0], fed[1], p)
    assert productivity(new[0], green[1], fed[1], p) <= base
    assert productivity(new[0], green[0], fed[0], p) <= base
    assert productivity(0.0, 0.16, 1.0, p) == 1


@given(pairs(st.floats(1e4, 1e6)), pairs(st.floats(1e9, 1e11)), parameters)
@quick
def test_fewer_specialists_for_the_plant_waste_more(specialists, capital, p):
    base = want_of_specialists(specialists[1], capital[0], p)
    assert 0.5 <= base <= want_of_specialists(specialists[0], capital[0], p) <= 1.5
    assert base <= want_of_specialists(specialists[1], capital[1], p)
    assert want_of_specialists(SPECIALISTS, CAPITAL_A + CAPITAL_B, p) == 1


@given(pairs(st.floats(0, 2)), pairs(st.floats(0, 2)))
@quick
def test_crops_and_hides_limit_consumer_goods(crops, hides):
    base = raw_limit(crops[0], hides[0])
    assert 0 <= base <= raw_limit(crops[1], hides[0]) <= 1
    assert base <= raw_limit(crops[0], hides[1])
    assert raw_limit(0.0, 0.0) == 0 and raw_limit(1.0, 1.0) == 1


@given(shares, pairs(st.floats(0.4, 1)), pairs(st.floats(0.12, 1)), pairs(shares), parameters)
@quick
def test_idle_plant_comes_back_with_food_sales_and_trains(at_work, fed, sales, freight, p):
    base = reactivation(at_work, fed[0], sales[0], freight[0], 1.0, p)
    assert base >= 0
    assert not_above(base, reactivation(at_work, fed[1], sales[0], freight[0], 1.0, p))
    assert not_above(base, reactivation(at_work, fed[0], sales[1], freight[0], 1.0, p))
    assert not_above(base, reactivation(at_work, fed[0], sales[0], freight[1], 1.0, p))
    assert at_work + base <= 1 + 1e-12
    assert reactivation(1.0, fed[1], sales[1], freight[1], 1.0, p) == 0


@given(pairs(st.floats(0, 5e9)), pairs(st.floats(1e9, 3e10)), pairs(st.floats(0.5, 1.5)), parameters)
@quick
def test_haste_wastes_and_lengthens_building(invested, capital, want, p):
    waste = waste_of_haste(invested[0], capital[0], want[0], p)
    assert 0 <= waste < 1
    assert not_above(waste, waste_of_haste(invested[1], capital[0], want[0], p))
    assert not_above(waste, waste_of_haste(invested[0], capital[0], want[1], p))
    assert not_above(waste_of_haste(invested[0], capital[1], want[0], p), waste)
    assert waste_of_haste(0.99 * p.haste_free * capital[0], capital[0], want[1], p) == 0
    lag = building_lag(invested[0], capital[0], p)
    assert p.building_lag <= lag <= building_lag(invested[1], capital[0], p)
    # what a site takes in a month is less than stands on it
    assert lag > 1


@given(st.floats(0, 1e5), st.floats(0, 1e5), st.floats(1e8, 1e9), st.floats(0.5, 1.5), parameters)
@quick
def test_useful_investment_never_falls_when_more_is_spent(a, b, capital, want, p):
    """Waste is a share of all investment, yet the last rouble still adds something."""
    low, high = sorted((a * 1e5, b * 1e5))
    useful = [x * (1 - waste_of_haste(x, capital, want, p)) for x in (low, high)]
    assert not_above(useful[0], useful[1])


@given(pairs(ratio), pairs(running), pairs(shares), parameters)
@quick
def test_soft_credit_hoards_labour(capital, at_work, credit, p):
    base = workers_wanted(1e6, capital[0], at_work[0], credit[0], p)
    assert not_above(base, workers_wanted(1e6, capital[1], at_work[0], credit[0], p))
    assert not_above(base, workers_wanted(1e6, capital[0], at_work[1], credit[0], p))
    assert not_above(base, workers_wanted(1e6, capital[0], at_work[0], credit[1], p))
    assert workers_wanted(1e6, 1.0, 1.0, 0.0, p) == 1e6


def works(month: int, p=None, **levers: float):
    arrays = stopped_before("industry", month, parameters=p)
    for name, value in levers.items():
        arrays[3][name] = arrays[4][name] = value
    return arrays


def stock(n) -> float:
    return float(n["capital_a"] + n["capital_b"] + n["site_a"] + n["site_b"])


@given(some_months, st.floats(0, 0.5), shares, shares, parameters)
@few
def test_capital_and_sites_grow_by_useful_investment_less_wear(month, invested, industrial, heavy, p):
    arrays = works(
        month, p, plan_investment_share=invested, plan_industry_share=industrial, plan_heavy_share=heavy
    )
    before = copied(arrays)[2][0]
    run(produce, arrays)
    n = arrays[2][0]
    assert close(stock(n), stock(before) + n["invested_useful"] - n["worn"], stock(before))
    assert close(n["inventory"], before["inventory"] + n["goods_made"], before["inventory"])
    assert not_above(0.6 * n["output_b"] / 12, n["goods_made"])
    assert not_above(n["investment"], invested * before["income_smooth"] / 12)
    assert close(n["invested_useful"], n["investment"] * industrial * (1 - n["waste"]), 1e7)
    for name in ("run_a", "run_b", "raw_ratio", "new_share", "use_b", "freight", "waste"):
        assert 0 <= n[name] <= 1
    for name in ("site_a", "site_b", "raw_stock", "output_a", "output_b", "investment"):
        assert n[name] >= 0


@given(some_months, pairs(shares))
@few
def test_the_heavy_share_goes_to_sites_of_group_a(month, heavy):
    light, hard = (works(month, plan_heavy_share=x) for x in heavy)
    run(produce, light), run(produce, hard)
    assert not_above(light[2]["site_a"][0], hard[2]["site_a"][0])
    assert not_above(hard[2]["site_b"][0], light[2]["site_b"][0])
    assert light[2]["investment"][0] == hard[2]["investment"][0]


@given(some_months, st.sampled_from(("imports_machines", "run_a")), st.floats(0.2, 0.9))
@few
def test_investment_is_bounded_by_machines(month, of, left):
    rich, poor = (works(month, plan_investment_share=0.5) for _ in range(2))
    poor[2][of] *= left
    run(produce, rich), run(produce, poor)
    assert not_above(poor[2]["investment"][0], rich[2]["investment"][0])


@given(some_months, pairs(st.floats(1200, 2600)))
@few
def test_hunger_lowers_output(month, kcal):
    worse, better = works(month), works(month)
    for arrays, value in ((worse, kcal[0]), (better, kcal[1])):
        arrays[2]["kcal_town"] = value
        run(produce, arrays)
    for group in ("output_a", "output_b"):
        assert not_above(worse[2][group][0], better[2][group][0])


@given(some_months, pairs(st.floats(0, 1e9)))
@few
def test_what_coercion_costs_is_not_invested(month, cost):
    cheap, dear = works(month), works(month)
    for arrays, value in ((cheap, cost[0]), (dear, cost[1])):
        arrays[2]["coercion_cost"] = value
        run(produce, arrays)
    assert not_above(dear[2]["investment"][0], cheap[2]["investment"][0])
    dear[2]["coercion_cost"] = 1e12
    run(produce, dear)
    assert dear[2]["investment"][0] == 0


def test_a_plan_that_looks_back_moves_with_the_last_result():
    targets = []
    for ratchet in (0.0, 0.5, 1.0):
        arrays = works(81, plan_ratchet=ratchet, plan_growth_target=0.1)
        arrays[6]["moy"] = 10
        arrays[2]["output_year_ago"] = 0.8 * (arrays[2]["output_a"] + arrays[2]["output_b"])
        run(produce, arrays)
        grown = arrays[2]["plan_output"][0] / arrays[2]["output_year_ago"][0] - 1
        targets.append(arrays[2]["plan_growth"][0])
        assert np.isclose(targets[-1], 0.1 + ratchet * np.clip(grown - 0.1, -0.3, 0.3))
    assert targets[0] == 0.1


@given(running, pairs(shares), pairs(st.floats(0.5, 1)), parameters)
@quick
def test_steel_mills_are_worked_in_with_trains_and_fed_crews(at_work, freight, fed, p):
    base = mills_worked_in(at_work, freight[0], fed[0], p)
    assert 0 <= base <= 1 - at_work
    assert not_above(base, mills_worked_in(at_work, freight[1], fed[0], p))
    assert not_above(base, mills_worked_in(at_work, freight[0], fed[1], p))
    assert mills_worked_in(1.0, freight[1], fed[1], p) == 0


@given(some_months, pairs(shares), parameters)
@few
def test_steel_follows_what_was_spent_years_before(month, heavy, p):
    light, hard = (works(month, p, plan_heavy_share=x) for x in heavy)
    for arrays in (light, hard):
        before = copied(arrays)[2][0]
        run(make_steel, arrays)
        n = arrays[2][0]
        started = n["invested_useful"] * arrays[3]["plan_heavy_share"][0] / p.steel_cost
        worn = worn_out(before["steel_capacity"], before["steel_running"])
        stock = before["steel_capacity"] + before["steel_sites"].sum()
        assert close(n["steel_capacity"] + n["steel_sites"].sum(), stock + started - worn, stock)
        assert 0 <= n["steel_running"] <= 1 and (n["steel_sites"] >= 0).all()
    assert light[2]["steel_made"][0] == hard[2]["steel_made"][0]  # nothing is made with this month's spending
    assert not_above(light[2]["steel_sites"][0].sum(), hard[2]["steel_sites"][0].sum())
