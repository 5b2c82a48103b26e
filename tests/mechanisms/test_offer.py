"""What peasants offer, and what collectors could reach: within the barn, above what is kept or left."""

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
    shares,
    some_months,
    stopped_before,
    villages,
)

from perelom.mechanisms.needs import reserve
from perelom.mechanisms.offer import (
    appetite,
    drawn_by_terms,
    grain_offer,
    grasp,
    guarded_seed,
    left_to_peasants,
    offers,
    pocket_money,
    willingness,
)

rub = st.floats(0, 500)
tonnes = st.floats(0, 20)


@given(pairs(st.floats(0, 4)), pairs(shares), parameters)
@quick
def test_peasants_sell_more_at_better_terms_and_more_trust(terms, trust, p):
    low, high = (drawn_by_terms(x, p) for x in terms)
    base = willingness(low, trust[0], p)
    assert 0 < base <= willingness(high, trust[0], p)
    assert base <= willingness(low, trust[1], p)
    assert close(willingness(drawn_by_terms(1.0, p), 0.4, p), 1)


@given(st.floats(0.1, 20), pairs(shares), parameters)
@quick
def test_empty_shops_leave_no_use_for_money(price, famine, p):
    full, empty = (pocket_money(price, x, p) for x in famine)
    assert 0 < empty <= full
    assert close(pocket_money(2 * price, famine[0], p), 2 * full)


@given(pairs(rub), pairs(rub), pairs(tonnes), st.floats(0.001, 2), st.floats(0.1, 2))
@quick
def test_money_in_hand_slows_sales_and_a_full_barn_hastens_them(cash, wanted, surplus, food, borne):
    wish = appetite(cash[0], wanted[0], surplus[0], food, borne)
    assert 0.05 <= wish <= 1.2
    assert appetite(cash[1], wanted[0], surplus[0], food, borne) <= wish
    assert appetite(cash[0], wanted[1], surplus[0], food, borne) >= wish
    assert appetite(cash[0], wanted[0], surplus[1], food, borne) >= wish
    assert close(appetite(2 * cash[0], 2 * wanted[0], surplus[0], food, borne), wish)
    assert appetite(cash[0], wanted[0], 12 * food * (1 + borne), food, borne) >= 1 - 1e-12


@given(
    tonnes, pairs(st.floats(0, 1.5)), pairs(rub), pairs(rub), st.floats(0.001, 0.2), st.floats(0, 2), tonnes
)
@quick
def test_an_offer_lies_in_the_barn_and_grows_with_the_wish_and_the_tax(
    surplus, eager, tax, cash, paid, food, seed
):
    grain = surplus + 3 * food + seed
    offer = grain_offer(surplus, eager[0], tax[0], cash[0], paid, grain, food, seed)
    assert 0 <= offer <= grain
    assert not_above(grain_offer(surplus, eager[0], tax[0], cash[1], paid, grain, food, seed), offer)
    assert not_above(offer, grain_offer(surplus, eager[0], tax[1], cash[0], paid, grain, food, seed))
    assert not_above(offer, grain_offer(surplus, eager[1], tax[0], cash[0], paid, grain, food, seed))


@given(tonnes, st.floats(0, 1.5), rub, st.floats(0.001, 0.2), tonnes, st.floats(0, 2), tonnes)
@quick
def test_who_owes_no_tax_sells_from_the_surplus_alone(surplus, eager, cash, paid, grain, food, seed):
    assert grain_offer(surplus, eager, 0.0, cash, paid, grain, food, seed) <= 0.9 * surplus


@given(rub, rub, st.floats(0.001, 0.2), tonnes, st.floats(0, 2), tonnes)
@quick
def test_a_tax_forces_no_sale_into_seed_and_daily_bread(tax, cash, paid, grain, food, seed):
    offer = grain_offer(0.0, 0.5, tax, cash, paid, grain, food, seed)
    assert offer == 0 or grain - offer >= 2 * food + seed


@given(st.floats(0.1, 30), rub, rub, st.floats(1, 500), tonnes, st.floats(0, 2), tonnes)
@quick
def test_twice_the_money_at_twice_the_prices_offers_as_much(surplus, tax, cash, price, grain, food, seed):
    once = grain_offer(surplus, 0.3, tax, cash, 1 / price, grain, food, seed)
    twice = grain_offer(surplus, 0.3, 2 * tax, 2 * cash, 1 / (2 * price), grain, food, seed)
    assert close(once, twice)


@given(pairs(shares), pairs(shares), parameters)
@quick
def test_pressure_eats_into_what_is_left_most_where_threshing_is_in_common(pressure, chi, p):
    base = left_to_peasants(pressure[0], chi[0], p)
    assert 0 <= base <= 0.9
    assert left_to_peasants(pressure[1], chi[0], p) <= base
    assert left_to_peasants(pressure[0], chi[1], p) <= base


@given(pairs(shares), shares, pairs(shares))
@quick
def test_seed_is_guarded_the_less_the_more_force_and_not_at_all_once_confiscated(pressure, chi, confiscated):
    base = guarded_seed(pressure[0], chi, confiscated[0])
    assert 0 <= base <= 1
    assert guarded_seed(pressure[1], chi, confiscated[0]) <= base
    assert guarded_seed(pressure[0], chi, confiscated[1]) <= base
    assert guarded_seed(pressure[0], chi, 1.0) == 0


@given(pairs(shares), pairs(shares), shares, parameters)
@quick
def test_more_force_and_reach_find_more_never_all(pressure, reach, chi, p):
    base = grasp(pressure[0], reach[0], chi, 0.1, p)
    assert 0 <= base <= 0.75
    assert base <= grasp(pressure[1], reach[0], chi, 0.1, p)
    assert base <= grasp(pressure[0], reach[1], chi, 0.1, p)
    assert grasp(pressure[0], reach[0], chi, 0.3, p) <= base
    assert grasp(0.0, reach[1], chi, 0.1, p) == 0


stores = {"grain": (0, 3), "cash": (0, 3), "tax_due": (0, 3), "horses": (0, 2), "winter": (0, 1)}


@given(seeds, some_months, st.integers(1, 12), parameters, shares)
@few
def test_offer_and_what_collectors_reach_lie_in_the_barn(seed, month, moy, p, pressure):
    arrays = in_month(stopped_before("offer", month, parameters=p), moy)
    arrays[1]["pressure"] = pressure
    run(offers, shaken(arrays, seed, stores))
    own = villages(arrays[0])
    assert (own["offer"] >= 0).all() and (own["reachable_grain"] >= 0).all()
    assert (own["offer"] + own["reachable_grain"] <= own["grain"] + 1e-12).all()
    assert close(own["offered"], own["offer"].sum(axis=1) * own["weight"], 1e6)
    assert close(own["reachable"], own["reachable_grain"].sum(axis=1) * own["weight"], 1e6)
    if pressure == 0:
        assert (own["reachable_grain"] == 0).all()
    if 4 <= moy <= 7:
        assert (own["seed"] == 0).all()


@given(seeds, some_months, st.integers(1, 12))
@few
def test_nobody_without_a_tax_sells_seed_or_food(seed, month, moy):
    arrays = in_month(stopped_before("offer", month), moy)
    shaken(arrays, seed, stores)
    arrays[0]["tax_due"] = 0
    run(offers, arrays)
    own = villages(arrays[0])
    kept = reserve(own["food"], own["feed"], own["seed"], arrays[6]["rem"][0])
    sells = own["offer"] > 0
    assert (own["grain"] - own["offer"] >= kept - 1e-12)[sells].all()


@given(seeds, some_months, shares)
@few
def test_collectors_leave_what_is_protected(seed, month, pressure):
    arrays = stopped_before("offer", month)
    arrays[1]["pressure"] = pressure
    run(offers, shaken(arrays, seed, stores))
    p, rem = arrays[5].view(np.recarray)[0], arrays[6]["rem"][0]
    for r in range(len(arrays[1])):
        own = villages(arrays[0])
        own = own[own["region"] == r]
        left = left_to_peasants(pressure, own["member"], p) * rem
        guarded = guarded_seed(pressure, own["member"], arrays[3]["seed_confiscation"][r])
        kept = left * (own["food"] + 0.5 * own["feed"]) + guarded * own["seed"]
        after = own["grain"] - own["offer"] - own["reachable_grain"]
        assert (after >= kept - 1e-9)[own["reachable_grain"] > 0].all()


@pytest.mark.parametrize("month", (60, 81))
def test_the_month_is_the_same_in_kopeks(month):
    once = stopped_before("offer", month)
    twice = copied(once)
    for column in ("cash", "tax_due"):
        twice[0][column] *= 2
    twice[1]["price_received"] *= 2
    twice[2]["price_goods"] *= 2
    run(offers, once), run(offers, twice)
    assert close(once[0]["offer"], twice[0]["offer"])
