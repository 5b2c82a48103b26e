"""Accounts: counts are the sums of what they count, income adds up from its parts."""

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
    seeds,
    shaken,
    some_months,
    stopped_before,
    take,
    weighted,
)

from perelom.mechanisms.accounts import (
    a_month_of_defence,
    add_up,
    cost_of_living,
    national_income,
    village_crafts,
)
from perelom.mechanisms.counting import count_towns, count_villages

BANDS = ("infants", "young", "children", "women", "men", "old_women", "old_men")
rub = st.floats(0, 1e11)


@given(pairs(rub), pairs(rub), pairs(rub), pairs(rub), parameters)
@quick
def test_income_rises_with_each_of_its_sources(farm, industry, invested, crafts, p):
    base = national_income(farm[0], industry[0], invested[0], crafts[0], p)
    assert base >= p.income_other
    assert base <= national_income(farm[1], industry[0], invested[0], crafts[0], p)
    assert base <= national_income(farm[0], industry[1], invested[0], crafts[0], p)
    assert base <= national_income(farm[0], industry[0], invested[1], crafts[0], p)
    assert base <= national_income(farm[0], industry[0], invested[0], crafts[1], p)


@given(pairs(st.floats(0, 1.5)), pairs(st.floats(0, 1)), parameters)
@quick
def test_crafts_want_materials_and_households_of_their_own(materials, outside, p):
    base = village_crafts(materials[0], outside[0], p)
    assert 0 <= base <= village_crafts(materials[1], outside[0], p)
    assert base <= village_crafts(materials[0], outside[1], p)
    assert village_crafts(1.0, 1.0, p) == p.crafts


@given(st.floats(0, 30), st.floats(0, 30))
@quick
def test_the_basket_of_1926_costs_one_and_follows_its_prices(food, goods):
    assert close(cost_of_living(1.0, 1.0), 1)
    low, high = sorted((food, goods))
    assert not_above(low, cost_of_living(food, goods)) and not_above(cost_of_living(food, goods), high)
    assert close(cost_of_living(2 * food, 2 * goods), 2 * cost_of_living(food, goods))


@given(st.floats(0, 0.5), rub)
@quick
def test_a_year_of_defence_is_its_share(share, income):
    assert close(12 * a_month_of_defence(share, income), share * income, 1)


@given(seeds, some_months, parameters)
@few
def test_counts_are_the_sums_of_what_they_count(seed, month, p):
    arrays = stopped_before("accounts", month, parameters=p)
    arrays[0]["bought_goods"] = arrays[0]["eaters"]  # villages' have been counted and are nought
    stocks = dict.fromkeys(("grain", "horses", "sheep", "bought_goods"), (0, 2))
    shaken(arrays, seed, {**stocks, **dict.fromkeys(BANDS, (0.5, 1))})
    goods = weighted(arrays[0], "bought_goods")
    run(count_villages, arrays)  # a month counts them before, in the step of migration
    take("accounts", arrays)
    blocks, g, n = arrays[0], arrays[1], arrays[2][0]
    there = sum(weighted(blocks, band) for band in BANDS)
    assert np.isclose(g["village_eaters"].sum() + g["town_eaters"].sum(), there, rtol=1e-6)
    assert close(g["village_grain"].sum(), weighted(blocks, "grain", 0), 1e7)
    assert close(g["town_grain"].sum(), weighted(blocks, "grain", 1), 1e7)
    for kind in ("horses", "cattle", "pigs", "sheep"):
        common = float((blocks[f"common_{kind}"] * blocks["weight"]).sum())
        assert close(g[kind].sum(), weighted(blocks, kind) + common, 1e7)
    assert close(g["goods_village"].sum() + g["goods_town"].sum(), goods, goods + 1)
    assert (blocks["bought_goods"] == 0).all()
    classes = g["kulaks"] + g["poor"] + g["labourers"]
    assert (classes <= g["village_households"] * (1 + 1e-9)).all()
    assert close(g["births"].sum(), blocks["born"].sum() + g["held_born"].sum(), 1e6)
    dead = blocks["died"].sum() + g["held_died"].sum() + g["executed"].sum()
    assert close(g["deaths"].sum(), dead, 1e6)
    assert close(g["people_by_band"].sum(), g["village_eaters"].sum() + g["town_eaters"].sum(), 1e6)
    assert close(n["issue"], blocks["from_state"].sum() - blocks["to_state"].sum(), 1e8)
    purses = n["trade_purse"] + n["farm_purse"] + g["pool_cash"].sum()
    assert close(n["money"], blocks["cash_sum"].sum() + purses, 1e9)


@given(some_months)
@few
def test_the_ring_of_a_year_moves_by_a_month(month):
    arrays = stopped_before("accounts", month)
    before = copied(arrays)[2][0]
    run(count_villages, arrays), run(count_towns, arrays), run(add_up, arrays)
    n = arrays[2][0]
    for ring, newest in (
        ("output_ring", n["output_a"] + n["output_b"]),
        ("employment_ring", n["employment"]),
    ):
        assert n[ring][-1] == newest
        assert np.array_equal(n[ring][:-1], before[ring][1:])


@given(some_months, st.floats(1.01, 3))
@few
def test_dearer_goods_lower_the_real_wage(month, factor):
    cheap, dear = stopped_before("accounts", month), stopped_before("accounts", month)
    dear[2]["price_goods"] *= factor
    take("accounts", cheap), take("accounts", dear)
    assert dear[2]["cost_of_living"][0] > cheap[2]["cost_of_living"][0]
    assert dear[2]["real_wage"][0] < cheap[2]["real_wage"][0]


@given(some_months, parameters)
@few
def test_health_never_worsens_and_the_aftermath_of_war_fades(month, p):
    arrays = stopped_before("accounts", month, parameters=p)
    before = copied(arrays)[2][0]
    take("accounts", arrays)
    assert before["health"] <= arrays[2]["health"][0] < 1
    assert 0 <= arrays[2]["aftermath"][0] <= before["aftermath"]
