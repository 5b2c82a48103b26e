"""Trusts' prices: cost, power to hold back, and an order that brings them down once."""

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

from perelom.mechanisms.industrial_price import (
    free_price_change,
    list_price_change,
    market_power,
    syndicates_step,
    unit_cost,
    wholesale,
)

price = st.floats(0.05, 20)


@given(
    pairs(st.floats(50, 3000)),
    pairs(st.floats(0.2, 3)),
    pairs(st.floats(5, 1000)),
    pairs(st.floats(0.12, 1)),
    parameters,
)
@quick
def test_dear_labour_dear_crops_and_idle_plant_raise_the_cost(wage, output, grain, used, p):
    base = unit_cost(wage[0], output[1], grain[0], used[1], p)
    assert base > 0
    assert not_above(base, unit_cost(wage[1], output[1], grain[0], used[1], p))
    assert not_above(base, unit_cost(wage[0], output[0], grain[0], used[1], p))
    assert not_above(base, unit_cost(wage[0], output[1], grain[1], used[1], p))
    assert not_above(base, unit_cost(wage[0], output[1], grain[0], used[0], p))


@given(pairs(shares), pairs(shares))
@quick
def test_power_needs_syndicates_and_credit(syndicates, credit):
    base = market_power(syndicates[0], credit[0])
    assert 0 <= base <= 1
    assert base <= market_power(syndicates[1], credit[0])
    assert base <= market_power(syndicates[0], credit[1])
    assert market_power(0.0, credit[1]) == 0


@given(st.floats(0, 0.98), pairs(price), price, pairs(shares), parameters)
@quick
def test_syndicates_spread_under_free_trade_faster_while_prices_lie_below_target(part, low, target, free, p):
    base = syndicates_step(part, low[1], target, free[0], p)
    assert part <= base <= 0.98
    assert base <= syndicates_step(part, low[0], target, free[0], p)
    assert base <= syndicates_step(part, low[1], target, free[1], p)
    assert syndicates_step(part, low[1], target, 0.0, p) == part
    assert syndicates_step(0.0, low[1], target, free[1], p) == 0


@given(price, price, shares, pairs(st.floats(-0.5, 0.5)))
@quick
def test_a_free_price_goes_to_the_target_and_with_demand(now, target, power, excess):
    change = free_price_change(now, target, power, excess[0])
    assert change <= free_price_change(now, target, power, excess[1])
    assert close(free_price_change(target, target, power, 0.0), 0)
    assert free_price_change(now, target, power, 0.0) * (target - now) >= 0
    assert close(free_price_change(now, target, 0.0, excess[0]), 0.22 * excess[0])


@given(price, price, parameters)
@quick
def test_a_listed_price_is_approached_and_not_overshot(now, listed, p):
    change = list_price_change(now, listed, p)
    assert -0.10 <= change <= 0.05
    assert change * (listed - now) >= 0
    after = now * np.exp(change)
    assert min(now, listed) * (1 - 1e-12) <= after <= max(now, listed) * (1 + 1e-12)


def priced(month: int, p=None, **levers: float):
    arrays = stopped_before("industrial price", month, parameters=p)
    for name, value in levers.items():
        arrays[3][name] = arrays[4][name] = value
    return arrays


@given(some_months, parameters, pairs(st.integers(0, 60).map(lambda percent: percent / 100)))
@few
def test_a_deeper_cut_never_leaves_goods_dearer(month, p, cut):
    shallow, deep = (priced(month, p, prices_industrial_cut=x, prices_industrial_control=0.8) for x in cut)
    for arrays in (shallow, deep):
        arrays[2]["cut_ordered"] = 0
        for _ in range(6):
            run(wholesale, arrays)
    assert not_above(deep[2]["price_wholesale"][0], shallow[2]["price_wholesale"][0])


def test_an_order_is_given_once():
    arrays = priced(60, prices_industrial_cut=0.3, prices_industrial_control=1.0, credit_enterprise=0.0)
    arrays[2]["cut_ordered"] = arrays[2]["goods_famine"] = 0
    first = arrays[2]["price_wholesale"][0]
    for _ in range(60):
        run(wholesale, arrays)
    assert np.isclose(arrays[2]["list_price"][0], 0.7 * first)
    assert np.isclose(arrays[2]["price_wholesale"][0], 0.7 * first, rtol=1e-3)


@given(some_months, parameters, st.floats(0, 0.6))
@few
def test_without_control_a_list_price_follows_the_market(month, p, cut):
    held, free = (
        priced(month, p, prices_industrial_cut=x, prices_industrial_control=0.0, credit_enterprise=0.0)
        for x in (cut, 0.0)
    )
    opened = copied(held)[2]["price_wholesale"][0]
    run(wholesale, held), run(wholesale, free)
    assert held[2]["list_price"][0] == opened
    assert held[2]["price_wholesale"][0] == free[2]["price_wholesale"][0]


@given(some_months, parameters, pairs(shares))
@few
def test_syndicates_with_credit_never_sell_cheaper(month, p, credit):
    tight, loose = (priced(month, p, credit_trusts=x, prices_industrial_control=0.0) for x in credit)
    for arrays in (tight, loose):
        arrays[2]["price_wholesale"] = 0.5 * unit_cost(
            arrays[2]["wage"][0],
            arrays[2]["productivity"][0],
            arrays[2]["price_received"][0],
            arrays[2]["use_b"][0],
            p,
        )
        arrays[2]["excess_demand"] = 0
        run(wholesale, arrays)
    assert not_above(tight[2]["price_wholesale"][0], loose[2]["price_wholesale"][0])
    assert 0 <= tight[2]["market_power"][0] <= loose[2]["market_power"][0] <= 1


@given(some_months, parameters, pairs(st.integers(0, 60).map(lambda percent: percent / 100)))
@few
def test_under_soft_credit_empty_shops_raise_list_prices(month, p, famine):
    calm, empty = (
        priced(month, p, credit_enterprise=1.0, prices_industrial_control=1.0, prices_industrial_cut=0.0)
        for _ in famine
    )
    for arrays, unmet in ((calm, famine[0]), (empty, famine[1])):
        arrays[2]["goods_famine"] = unmet
        run(wholesale, arrays)
    assert calm[2]["list_price"][0] <= empty[2]["list_price"][0]
