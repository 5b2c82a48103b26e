"""Goods: what is delivered is in stock, wanted and paid for; shops and mark-ups within their bounds."""

from __future__ import annotations

import numpy as np
import pytest
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
    seeds,
    shaken,
    shares,
    some_months,
    stopped_before,
    take,
    weighted,
)

from perelom.mechanisms.goods import outlets_step, private_capacity, reached, retail_markup, shop, spend


@given(shares, pairs(shares), parameters)
@quick
def test_the_network_of_state_shops_grows_with_what_is_put_into_it(outlets, building, p):
    part = 0.995 * outlets
    slow, fast = (outlets_step(part, x, p) for x in building)
    assert part <= slow <= fast <= 0.995


@given(pairs(shares), pairs(shares), pairs(shares))
@quick
def test_traders_carry_less_the_less_they_are_licensed_and_the_more_taxed_and_chased(licence, tax, chased):
    base = private_capacity(licence[1], tax[0], chased[0])
    assert 0 <= base <= 1
    assert private_capacity(licence[0], tax[0], chased[0]) <= base
    assert private_capacity(licence[1], tax[1], chased[0]) <= base
    assert private_capacity(licence[1], tax[0], chased[1]) <= base
    assert private_capacity(1.0, 1.0, 0.0) == private_capacity(1.0, 0.0, 1.0) == 0


@given(pairs(shares), pairs(shares))
@quick
def test_more_shops_of_either_kind_reach_more_people(outlets, private):
    base = reached(outlets[0], private[0])
    assert 0 < base <= 1
    assert base <= reached(outlets[1], private[0]) and base <= reached(outlets[0], private[1])


@given(pairs(shares), pairs(shares), pairs(shares), parameters)
@quick
def test_mark_ups_are_high_where_shops_are_few_and_goods_short(outlets, private, famine, p):
    base = retail_markup(outlets[1], private[0], famine[0], p)
    assert base > 0
    assert not_above(base, retail_markup(outlets[0], private[0], famine[0], p))
    assert not_above(base, retail_markup(outlets[1], private[1], famine[0], p))
    assert not_above(base, retail_markup(outlets[1], private[0], famine[1], p))


def stocked(month: int, seed: int, p=None, inventory: float = 1.0):
    arrays = stopped_before("goods", month, parameters=p)
    shaken(arrays, seed, {"cash": (0, 3)})
    arrays[2]["inventory"] *= inventory
    return arrays


@given(seeds, some_months, st.floats(0, 3), parameters)
@few
def test_no_more_is_delivered_than_is_wanted_and_in_stock(seed, month, inventory, p):
    arrays = stocked(month, seed, p, inventory)
    before = arrays[2]["inventory"][0]
    run(shop, arrays)
    n = arrays[2][0]
    assert 0 <= n["goods_delivered"] <= min(n["goods_wanted"], before)
    assert close(n["inventory"], before - n["goods_delivered"], before)
    assert n["inventory"] >= 0
    for name in ("goods_famine", "famine_0", "private_share", "outlets", "goods_share"):
        assert 0 <= n[name] <= 1
    assert n["price_goods"] > n["price_wholesale"]


@given(seeds, some_months, pairs(st.floats(0, 3)))
@few
def test_fuller_stores_never_leave_more_wants_unmet(seed, month, inventory):
    poor, full = (stocked(month, seed, None, x) for x in inventory)
    run(shop, poor), run(shop, full)
    assert poor[2]["goods_share"][0] <= full[2]["goods_share"][0]
    assert full[2]["goods_famine"][0] <= poor[2]["goods_famine"][0]


@given(seeds, some_months, pairs(shares))
@few
def test_driving_traders_out_never_brings_more_goods_to_buyers(seed, month, chased):
    calm, hunted = stocked(month, seed), stocked(month, seed)
    for arrays, x in ((calm, chased[0]), (hunted, chased[1])):
        arrays[3]["trade_repression"] = x
        arrays[2]["goods_famine"] = 0
        run(shop, arrays)
    wanted = calm[2]["goods_wanted"][0]
    if close(wanted, hunted[2]["goods_wanted"][0], wanted):
        assert not_above(hunted[2]["goods_delivered"][0], calm[2]["goods_delivered"][0])
    assert hunted[2]["private_share"][0] <= calm[2]["private_share"][0]


@given(seeds, some_months, st.floats(0.1, 3), parameters)
@few
def test_goods_paid_for_are_goods_delivered_and_every_rouble_arrives(seed, month, inventory, p):
    arrays = stocked(month, seed, p, inventory)
    before = copied(arrays)[0]
    bought = weighted(before, "bought_goods")
    run(shop, arrays), run(spend, arrays)
    blocks, n = arrays[0], arrays[2][0]
    assert close(weighted(blocks, "bought_goods") - bought, n["goods_delivered"], n["goods_delivered"] + 1)
    assert close(blocks["goods_paid"].sum(), n["goods_delivered"] * n["price_goods"], 1e8)
    spent = weighted(before, "cash") - weighted(blocks, "cash")
    state = (blocks["to_state"] - before["to_state"]).sum()
    assert close(spent, state + blocks["to_purse"].sum() + blocks["other_paid"].sum(), 1e9)
    for name in ("goods_paid", "services_paid", "other_paid", "to_purse"):
        assert (blocks[name] >= 0).all()
    assert (blocks["cash"] >= np.minimum(before["cash"], 0)).all()
    assert (blocks["other_food"] >= 0).all()


@pytest.mark.parametrize("month", (60, 81, 130))
def test_twice_the_money_at_twice_the_prices_buys_the_same_goods(month):
    once = stocked(month, 1)
    twice = copied(once)
    twice[0]["cash"] *= 2
    for column in ("price_wholesale", "food_price"):
        twice[2][column] *= 2
    take("goods", once), take("goods", twice)
    assert close(once[0]["bought_goods"], twice[0]["bought_goods"])
    assert close(once[0]["other_food"], twice[0]["other_food"])
    assert close(once[2]["inventory"], twice[2]["inventory"], once[2]["inventory"][0])
    assert close(2 * once[0]["cash"], twice[0]["cash"])
