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

from perelom.mechanisms.goods import food_money, shop, spend


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
    wanted = arrays[1]["goods_wanted"].sum()
    assert 0 <= n["goods_delivered"] <= min(wanted * (1 + 1e-12), before)
    assert close(n["inventory"], before - n["goods_delivered"], before)
    assert n["inventory"] >= 0
    for name in ("goods_famine", "famine_0", "private_share"):
        assert 0 <= n[name] <= 1
    g = arrays[1]
    for name in ("goods_share", "private_share", "distribution_gap"):
        assert (g[name] >= 0).all() and (g[name] <= 1 + 1e-12).all()
    assert close((g["goods_wanted"] * g["goods_share"]).sum(), n["goods_delivered"], n["goods_delivered"] + 1)
    assert not_above(g["private_turnover"].sum(), n["goods_delivered"] * n["price_goods"])


@given(seeds, some_months, pairs(st.floats(0, 3)))
@few
def test_fuller_stores_never_leave_more_wants_unmet(seed, month, inventory):
    poor, full = (stocked(month, seed, None, x) for x in inventory)
    run(shop, poor), run(shop, full)
    assert (poor[1]["goods_share"] <= full[1]["goods_share"] + 1e-12).all()
    assert full[2]["goods_famine"][0] <= poor[2]["goods_famine"][0]


@given(seeds, some_months, pairs(shares))
@few
def test_fewer_traders_never_bring_more_goods_to_buyers(seed, month, left):
    fewer, more = (stocked(month, seed) for _ in left)
    for arrays, x in ((fewer, left[0]), (more, left[1])):
        arrays[1]["traders_capacity"] *= x
        run(shop, arrays)
    assert not_above(fewer[2]["goods_delivered"][0], more[2]["goods_delivered"][0])
    assert not_above(fewer[2]["private_share"][0], more[2]["private_share"][0])
    assert (fewer[1]["distribution_gap"] >= more[1]["distribution_gap"] - 1e-12).all()


@given(seeds, some_months, pairs(shares))
@few
def test_what_the_tax_on_trade_takes_from_traders_the_state_has(seed, month, tax):
    light, heavy = (stocked(month, seed) for _ in tax)
    for arrays, x in ((light, tax[0]), (heavy, tax[1])):
        arrays[3]["trade_private_tax"] = x
        run(shop, arrays), run(spend, arrays)
    assert np.array_equal(light[0]["cash"], heavy[0]["cash"])
    lost = light[0]["to_purse"].sum() - heavy[0]["to_purse"].sum()
    assert lost >= -1e-6
    assert close(heavy[0]["to_state"].sum() - light[0]["to_state"].sum(), lost, 1e8)


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
    assert (blocks["cash"] >= np.minimum(before["cash"], 0) - 1e-12 * before["cash"].max()).all()
    assert (blocks["other_food"] >= 0).all()


@pytest.mark.parametrize("month", (60, 81, 130))
def test_twice_the_money_at_twice_the_prices_buys_the_same_goods(month):
    once = stocked(month, 1)
    twice = copied(once)
    twice[0]["cash"] *= 2
    for column in ("price_goods", "food_price"):
        twice[2][column] *= 2
    take("goods", once), take("goods", twice)
    assert close(once[0]["bought_goods"], twice[0]["bought_goods"])
    assert close(once[0]["other_food"], twice[0]["other_food"])
    assert close(once[2]["inventory"], twice[2]["inventory"], once[2]["inventory"][0])
    assert close(2 * once[0]["cash"], twice[0]["cash"])


@given(st.floats(0, 500), pairs(st.floats(-50, 500)), pairs(st.floats(-50, 500)), parameters)
@quick
def test_money_that_shops_lack_buys_food_in_part_and_never_more_than_is_left(cash, lacked, left, p):
    spent = food_money(cash, lacked[0], left[0], p)
    assert 0 <= spent <= max(left[0], 0.0)
    assert not_above(spent, food_money(cash, lacked[1], left[0], p))
    assert not_above(spent, food_money(cash, lacked[0], left[1], p))
    assert food_money(cash, lacked[1], 1e9, p) - food_money(cash, 0.0, 1e9, p) <= max(lacked[1], 0) + 1e-6
