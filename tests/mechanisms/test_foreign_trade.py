"""Foreign trade: imports cost what exports and credit bring; stopping exports stops imports."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from small_months import (
    PARAMETERS,
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

from perelom.mechanisms.foreign_trade import (
    GRAIN_WORLD,
    borrowing,
    export_earnings,
    plants_share,
    trade_abroad,
    world_price_step,
)


@given(pairs(st.floats(0, 1e6)), pairs(st.floats(0, 2)), st.floats(0, 1e9), st.floats(0, 2), st.floats(0, 2))
@quick
def test_grain_earns_its_price(grain, price, other, other_price, activity):
    base = export_earnings(grain[0], price[0], other, other_price, activity)
    assert base >= 0
    assert not_above(base, export_earnings(grain[1], price[0], other, other_price, activity))
    assert not_above(base, export_earnings(grain[0], price[1], other, other_price, activity))
    more = export_earnings(grain[0] + 1000.0, 1.0, other, other_price, activity)
    less = export_earnings(grain[0], 1.0, other, other_price, activity)
    assert np.isclose(more - less, 1000 * GRAIN_WORLD, rtol=1e-3)


@given(st.integers(-3, 3), st.floats(0.2, 3), parameters)
@quick
def test_a_world_price_comes_to_that_of_its_class_and_never_passes_it(year_class, start, p):
    goal = np.exp(p.world_grain_slope * year_class)
    price = start
    for _ in range(60):
        before, price = price, world_price_step(price, year_class, p.world_grain_slope, p)
        assert not_above(min(before, goal), price) and not_above(price, max(before, goal))
    assert abs(np.log(price / goal)) <= 0.01 * abs(np.log(start / goal)) + 1e-12


def test_the_lowest_class_of_grain_is_less_than_half_of_the_price_of_the_base_years():
    p = PARAMETERS[0]
    price = 1.0
    for _ in range(24):
        price = world_price_step(price, -3, p.world_grain_slope, p)
    assert 0.25 < price < 0.5


@given(some_months, pairs(st.integers(-3, 3)))
@few
def test_a_better_world_market_never_earns_less(month, classes):
    low, high = (
        stopped_before("foreign trade", month, {"world.grain_market": c, "world.other_market": c})
        for c in classes
    )
    run(trade_abroad, low), run(trade_abroad, high)
    assert not_above(low[2]["exports_earned"][0], high[2]["exports_earned"][0])


@given(pairs(st.floats(0, 2e9)), st.floats(0, 1e9), pairs(st.floats(0, 2)), parameters)
@quick
def test_lenders_stop_at_their_limit(debt, exports, pull, p):
    base = borrowing(debt[0], exports, pull[0], p)
    assert base >= 0
    assert borrowing(debt[1], exports, pull[0], p) <= base
    assert base <= borrowing(debt[0], exports, pull[1], p)
    assert borrowing(p.credit_limit * exports, exports, 1.0, p) == 0


@given(pairs(st.floats(0, 5)), parameters)
@quick
def test_plants_that_grow_with_heavy_industry_replace_imports_of_tractors(output, p):
    assert 0 <= plants_share(output[0], p) <= plants_share(output[1], p) <= 1
    assert plants_share(p.tractor_plants_from, p) == 0


@given(some_months, st.floats(0, 2e6), shares, st.floats(0, 2e5), parameters)
@few
def test_what_is_imported_is_paid_for(month, exported, machinery, ordered, p):
    arrays = stopped_before("foreign trade", month, {"imports.machinery_share": machinery}, parameters=p)
    arrays[4]["mts_tractors"] = ordered
    arrays[2]["grain_exported"] = exported
    before = copied(arrays)[2][0]
    run(trade_abroad, arrays)
    n = arrays[2][0]
    interest = before["debt"] * 0.08 / 12
    # money in: earnings and new debt less interest; money out: imports
    assert n["imports"] <= (n["exports_earned"] + n["debt"] - before["debt"] - interest) * (1 + 1e-9) + 1
    home = ordered / 12 * plants_share(n["output_a"] / 8.4e9, p)
    spent = n["imports_machines"] + n["imports_raw"] + (n["tractors_new"] - home) * p.tractor_price
    assert not_above(spent, n["imports"])
    for name in ("imports_machines", "imports_raw", "debt", "tractors"):
        assert n[name] >= 0
    assert home - 1e-6 <= n["tractors_new"] <= ordered / 12 + 1e-6
    worn = before["tractors"] * p.tractor_scrap / 12
    assert close(n["tractors"], before["tractors"] + n["tractors_new"] - worn, 1e4)


@given(some_months, pairs(st.floats(0, 1e6)))
@few
def test_stopping_exports_costs_imports(month, exported):
    less, more = (stopped_before("foreign trade", month) for _ in exported)
    for arrays, tonnes in ((less, exported[0]), (more, exported[1])):
        arrays[2]["grain_exported"] = tonnes
        run(trade_abroad, arrays)
    assert not_above(less[2]["imports"][0], more[2]["imports"][0])
    assert not_above(less[2]["exports_earned"][0], more[2]["exports_earned"][0])


@given(some_months, parameters)
@few
def test_the_park_is_shared_out_among_the_regions(month, p):
    arrays = stopped_before("foreign trade", month, parameters=p)
    arrays[1]["sown_grain"] = np.maximum(arrays[1]["sown_grain"], 1e6)
    run(trade_abroad, arrays)
    g = arrays[1]
    tractors = (g["tractor_draft"] * g["sown_grain"]).sum() / p.tractor_horses
    assert close(tractors, arrays[2]["tractors"][0], 1e4)
