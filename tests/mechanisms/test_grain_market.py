"""The grain market: grain sold is grain bought, money paid is money received, price follows scarcity."""

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
    numbers,
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

from perelom.mechanisms.grain_market import (
    clear,
    demand,
    price_wanted,
    settle,
    town_demand,
    transport_limit,
    village_demand,
)

tonnes = st.floats(0, 20)
rub = numbers(-50, 1000)
per_rouble = st.floats(1e-4, 0.5)


@given(pairs(tonnes), shares, pairs(rub), per_rouble)
@quick
def test_a_short_village_buys_what_it_lacks_and_can_pay(lacking, hurry, cash, per_tonne):
    want = village_demand(lacking[0], hurry, cash[0], per_tonne)
    assert 0 <= want <= lacking[0]
    assert want / per_tonne <= 0.45 * max(cash[0], 0) * (1 + 1e-12)
    assert want <= village_demand(lacking[1], hurry, cash[0], per_tonne)
    assert want <= village_demand(lacking[0], hurry, cash[1], per_tonne)


@given(st.floats(0, 1), pairs(st.floats(0, 3)), shares, pairs(rub), per_rouble)
@quick
def test_a_town_household_buys_less_the_fuller_its_larder(need, stock, shy, cash, per_tonne):
    want = town_demand(need, stock[0], shy, cash[0], per_tonne)
    assert 0 <= want <= 1.6 * need
    assert want / per_tonne <= 0.5 * max(cash[0], 0) * (1 + 1e-12)
    assert town_demand(need, stock[1], shy, cash[0], per_tonne) <= want
    assert want <= town_demand(need, stock[0], shy, cash[1], per_tonne)


@given(pairs(st.floats(0.05, 10)), pairs(st.floats(-2, 3)), pairs(st.floats(-0.6, 0.6)), parameters)
@quick
def test_the_price_rises_with_income_scarcity_and_excess_demand(income, scarcity, excess, p):
    base = price_wanted(income[0], scarcity[0], excess[0], p)
    assert base > 0
    assert not_above(base, price_wanted(income[1], scarcity[0], excess[0], p))
    assert not_above(base, price_wanted(income[0], scarcity[1], excess[0], p))
    assert not_above(base, price_wanted(income[0], scarcity[0], excess[1], p))


@given(pairs(shares), parameters)
@quick
def test_sounder_railways_carry_more(freight, p):
    assert transport_limit(freight[0], p) <= transport_limit(freight[1], p)
    assert transport_limit(0.0, p) == 0


def market(month: int, seed: int, p=None, **levers: float):
    """The market just before it clears, with random offers and wants."""
    arrays = stopped_before("grain market", month, parameters=p)
    shaken(arrays, seed, {"offer": (0, 1), "cash": (0, 3)})
    run(demand, arrays)
    shaken(arrays, seed + 1, {"want": (0, 1)})
    blocks = arrays[0]
    blocks["wanted"] = blocks["want"].sum(axis=1) * blocks["weight"]
    for name, value in levers.items():
        arrays[3][name] = arrays[4][name] = value
    return arrays


def supply_and_demand(arrays):
    blocks, R = arrays[0], len(arrays[1])
    return tuple(
        np.array([blocks[name][blocks["region"] == r].sum() for r in range(R)])
        for name in ("supplied", "wanted")
    )


@given(seeds, some_months, shares, parameters)
@few
def test_grain_sold_is_grain_bought_and_within_offer_and_want(seed, month, free, p):
    arrays = market(month, seed, p, trade_free=free)
    supply, wanted = supply_and_demand(arrays)
    run(clear, arrays)
    g = arrays[1]
    for share in (g["sold_share"], g["got_share"]):
        assert (share >= 0).all() and (share <= 1).all()
    sold, bought = (g["sold_share"] * supply).sum(), (g["got_share"] * wanted).sum()
    assert close(sold, bought, 1e6)
    assert not_above(sold, min(supply.sum(), wanted.sum()))
    assert (g["price_free"] >= 5).all() and (g["price_free"] <= 6000).all()


@given(seeds, some_months)
@few
def test_a_region_cut_off_trades_the_shorter_side_of_its_own_market(seed, month):
    arrays = market(month, seed, trade_free=1.0)
    arrays[2]["freight"] = 0
    supply, wanted = supply_and_demand(arrays)
    run(clear, arrays)
    assert close(arrays[1]["marketed_private"], np.minimum(supply, wanted), 1e6)


@given(seeds, some_months, pairs(shares))
@few
def test_freer_trade_and_sounder_railways_never_move_less_grain(seed, month, free):
    less, more, carried = (market(month, seed, trade_free=x) for x in (*free, free[1]))
    carried[2]["freight"] = 1.0
    for arrays in (less, more, carried):
        run(clear, arrays)
    volumes = [arrays[1]["marketed_private"].sum() for arrays in (less, more, carried)]
    assert not_above(volumes[0], volumes[1]) and not_above(volumes[1], volumes[2])


@given(seeds, some_months, st.floats(0.1, 0.9))
@few
def test_an_empty_barn_makes_grain_dearer(seed, month, left):
    full, empty = market(month, seed), market(month, seed)
    empty[0]["stock_now"] *= left
    run(clear, full), run(clear, empty)
    assert (empty[1]["price_free"] >= full[1]["price_free"]).all()


@given(seeds, some_months, pairs(shares))
@few
def test_a_ceiling_that_binds_more_never_makes_grain_dearer(seed, month, control):
    loose, tight = (market(month, seed, prices_grain_control=x) for x in control)
    run(clear, loose), run(clear, tight)
    assert (tight[1]["price_free"] <= loose[1]["price_free"] * (1 + 1e-9)).all()


@given(seeds, some_months, parameters)
@few
def test_in_the_market_grain_and_money_only_change_hands(seed, month, p):
    arrays = market(month, seed, p)
    run(clear, arrays)
    before = copied(arrays)
    run(settle, arrays)
    blocks, old = arrays[0], before[0]
    assert close(weighted(blocks, "grain"), weighted(old, "grain"), weighted(old, "grain"))
    paid, received = blocks["grain_paid"].sum(), blocks["grain_received"].sum()
    assert close(weighted(old, "cash") - weighted(blocks, "cash"), paid - received, 1e9)
    assert (blocks["grain"] >= -1e-12).all()
    assert (blocks["cash"] >= np.minimum(old["cash"], 0) - 1e-9).all()
    assert close(blocks["market_sold"].sum(), blocks["market_bought"].sum(), 1e6)
    if (arrays[1]["price_trade"] == arrays[1]["price_trade"][0]).all():
        assert paid >= received


@given(seeds, some_months, parameters)
@few
def test_the_whole_step_moves_money_between_people_traders_and_state(seed, month, p):
    arrays = stopped_before("grain market", month, parameters=p)
    shaken(arrays, seed, {"cash": (0, 3), "offer": (0, 1)})
    before = copied(arrays)
    take("grain market", arrays)
    blocks, old, n, was = arrays[0], before[0], arrays[2][0], before[2][0]
    people = weighted(blocks, "cash") - weighted(old, "cash")
    traders = n["trade_purse"] - was["trade_purse"]
    state = (blocks["to_state"] - old["to_state"]).sum()
    assert close(people + traders + state, 0, 1e9)
    assert abs(n["grain_in_transit"]) <= 1e-6
    assert close(weighted(blocks, "grain") - weighted(old, "grain"), blocks["helped"].sum(), 1e7)


@given(seeds, some_months)
@few
def test_help_reaches_households_in_full(seed, month):
    arrays = stopped_before("grain market", month)
    g, blocks = arrays[1], arrays[0]
    promised = g["bread"].sum() + g["flour"].sum()
    promised += (blocks["deficit"] * g["relief_rate"][blocks["region"]]).sum()
    promised += (blocks["seed_gap"] * g["seed_loan_rate"][blocks["region"]]).sum()
    run(demand, arrays)
    assert close(blocks["helped"].sum(), promised, 1e6)
    assert (blocks["bread_paid"] >= 0).all() and (blocks["cash"] >= -1e-9).all()


@pytest.mark.parametrize("month", (60, 81))
def test_dearer_free_grain_with_wages_behind_it_is_wanted_less(month):
    cheap, dear = stopped_before("grain market", month), stopped_before("grain market", month)
    dear[1]["price_free"] *= 1.5
    run(demand, cheap), run(demand, dear)
    assert (dear[0]["want"] <= cheap[0]["want"] + 1e-12).all()


@pytest.mark.parametrize("month", (60, 81))
def test_twice_the_money_at_twice_the_prices_and_wages_buys_the_same(month):
    once = stopped_before("grain market", month)
    twice = copied(once)
    twice[0]["cash"] *= 2
    for column in ("price_free", "price_state"):
        twice[1][column] *= 2
    twice[2]["wage"] *= 2
    run(demand, once), run(demand, twice)
    assert close(once[0]["want"], twice[0]["want"])
    assert close(2 * once[0]["bread_paid"], twice[0]["bread_paid"], 1e8)
