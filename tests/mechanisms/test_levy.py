"""The levy: nothing from subsistence, never more than is due or in the barn; the money tax adds up."""

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
    live,
    not_above,
    pairs,
    quick,
    run,
    seeds,
    shaken,
    shares,
    stopped_before,
    villages,
    weighted,
)

from perelom.mechanisms.classes import KULAK
from perelom.mechanisms.levy import (
    IN_KIND,
    MIXED,
    assess,
    collect,
    progression,
    tax_in_kind_due,
    tax_in_kind_paid,
)

MONEY = 3  # position of money_tax among the choices of levy.regime
TAX_YEAR = (8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7)


@given(pairs(st.floats(0, 60)), st.floats(0, 15), pairs(st.floats(0, 0.6)), st.floats(0.1, 4))
@quick
def test_tax_in_kind_spares_subsistence_and_rises_with_crop_and_rate(crop, eaters, rate, steep):
    due = tax_in_kind_due(crop[0], eaters, rate[0], steep)
    assert 0 <= due <= 1.6 * rate[0] * steep * crop[0]
    assert not_above(due, tax_in_kind_due(crop[1], eaters, rate[0], steep))
    assert not_above(due, tax_in_kind_due(crop[0], eaters, rate[1], steep))
    assert tax_in_kind_due(0.14 * eaters, eaters, rate[1], steep) == 0


@given(st.floats(0, 10), st.floats(0, 30), st.floats(0, 5), pairs(shares))
@quick
def test_collectors_take_no_more_than_is_due_and_leave_half_of_the_food(due, grain, food, reach):
    paid = tax_in_kind_paid(due, grain, food, reach[1])
    assert 0 <= paid <= due
    assert not_above(min(grain, 0.5 * food), grain - paid)
    assert not_above(tax_in_kind_paid(due, grain, food, reach[0]), paid)
    assert tax_in_kind_paid(due, grain, food, 0.0) == 0


@given(pairs(st.floats(0, 10)), st.floats(0, 2))
@quick
def test_a_progressive_rate_rises_with_the_crop_and_a_flat_one_stays(relative, slope):
    assert 0 < progression(relative[0], slope) <= progression(relative[1], slope)
    assert progression(1.0, slope) == 1 and progression(relative[0], 0.0) == 1


def assessed(seed: int, **levers: float):
    named = {"levy_money_sum": 3e8, "levy_regime": MONEY, "levy_exempt_share": 0.0, **levers}
    arrays = in_month(stopped_before("levy", 60), 8)
    shaken(arrays, seed, {"crop": (0, 3)})
    for name, value in named.items():
        arrays[3][name] = arrays[4][name] = value
    return arrays


@given(seeds, st.sampled_from((MIXED, MONEY)), st.floats(0, 2), st.floats(0, 0.6), shares)
@few
def test_the_sum_decreed_is_the_sum_assessed(seed, regime, slope, exempt, surcharge):
    arrays = assessed(
        seed,
        levy_regime=regime,
        levy_progressivity=slope,
        levy_exempt_share=exempt,
        levy_kulak_surcharge=surcharge,
    )
    run(assess, arrays)
    assert (arrays[0]["tax_due"] >= 0).all()
    assert close(weighted(arrays[0], "tax_due"), 3e8, 3e8)
    assert weighted(arrays[0], "tax_due", kind=1) == 0


@given(seeds)
@few
def test_without_a_money_tax_nothing_is_due_in_money(seed):
    arrays = assessed(seed, levy_regime=IN_KIND)
    run(assess, arrays)
    assert (arrays[0]["tax_due"] == 0).all()


@given(seeds, st.floats(0.05, 0.6))
@few
def test_it_is_the_poorest_farms_that_are_freed(seed, exempt):
    arrays = run(assess, assessed(seed, levy_exempt_share=exempt))
    own = villages(arrays[0])
    for r in range(len(arrays[1])):
        here = own[own["region"] == r]
        there, weight = live(here), np.broadcast_to(here["weight"][:, None], here["eaters"].shape)
        head = here["crop"][there] / here["eaters"][there]
        freed = here["tax_due"][there] == 0
        assert head[freed].max(initial=0) <= head[~freed].min()
        assert abs(weight[there][freed].sum() / weight[there].sum() - exempt) < 0.1


def test_a_surcharge_falls_on_households_classed_as_kulaks():
    plain, heavy = assessed(1), assessed(1, levy_kulak_surcharge=1.0)
    classed = np.zeros_like(live(plain[0]))
    classed[:, ::16] = live(plain[0])[:, ::16] & (plain[0]["kind"] == 0)[:, None]
    for arrays in (plain, heavy):
        arrays[0]["social"] = np.where(classed, KULAK, 2.0)
        run(assess, arrays)
    pays = classed & (plain[0]["tax_due"] > 0)
    assert pays.any()
    assert (heavy[0]["tax_due"][pays] > plain[0]["tax_due"][pays]).all()
    assert (heavy[0]["tax_due"][~classed] <= plain[0]["tax_due"][~classed]).all()


@given(seeds, st.integers(1, 12), st.sampled_from((IN_KIND, MIXED, MONEY)), st.floats(0, 0.3))
@few
def test_what_is_collected_left_barns_and_purses(seed, moy, regime, rate):
    arrays = stopped_before("levy", 60, {"levy.rate": rate})
    arrays[3]["levy_regime"] = regime
    shaken(in_month(arrays, moy), seed, {"grain": (0, 2), "cash": (0, 2), "tax_due": (0, 5), "crop": (0, 2)})
    before = copied(arrays)[0]
    run(collect, arrays)
    blocks = arrays[0]
    assert (blocks["grain"] >= 0).all() and (blocks["tax_due"] >= -1e-9).all()
    assert (blocks["cash"] >= np.minimum(before["cash"], 0)).all()
    grain = ((before["grain"] - blocks["grain"]).sum(axis=1)) * blocks["weight"]
    money = ((before["cash"] - blocks["cash"]).sum(axis=1)) * blocks["weight"]
    assert close(blocks["tax_grain"], grain, 1e6) and (grain >= 0).all()
    assert close(blocks["tax_money"], money, 1e8) and (money >= 0).all()
    assert close(blocks["to_state"] - before["to_state"], money, 1e8)
    assert close(before["tax_due"] - blocks["tax_due"], before["cash"] - blocks["cash"], 1e2)
    if regime == MONEY or moy in range(2, 8):
        assert (blocks["tax_grain"] == 0).all()


@pytest.mark.parametrize("reach", [1.0, 0.3])
def test_who_has_the_money_has_paid_by_the_end_of_july_what_collectors_found(reach):
    arrays = assessed(3)
    arrays[0]["village_reach"] = reach
    arrays[3]["levy_rate"] = 0
    arrays[0]["cash"] = np.where(live(arrays[0]), 1e5, 0)
    run(assess, arrays)
    due, paid = weighted(arrays[0], "tax_due"), 0.0
    for moy in TAX_YEAR:
        run(collect, in_month(arrays, moy))
        paid += arrays[0]["tax_money"].sum()
    if reach == 1.0:
        assert close(paid, due, due)
    else:
        assert 0.8 * due < paid < 0.99 * due
    assert close(weighted(arrays[0], "tax_due"), due - paid, due)


@pytest.mark.parametrize("moy", [m for m in range(1, 13) if m != 8])
def test_taxes_are_assessed_in_august(moy):
    arrays = in_month(assessed(2), moy)
    due = arrays[0]["tax_due"].copy()
    run(assess, arrays)
    assert np.array_equal(arrays[0]["tax_due"], due)
