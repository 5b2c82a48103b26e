"""Procurement: buyers take a share of the offer, quotas share out a plan, force stays within reach."""

from __future__ import annotations

import numpy as np
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

from perelom.mechanisms.offer import offers
from perelom.mechanisms.procurement import (
    REQUISITION,
    appetite,
    deliver,
    effective_crop,
    set_quotas,
    state_share_of_offer,
)

PURCHASE = 0  # position among the choices of procurement.method
price = st.floats(1, 1000)


@given(pairs(shares), pairs(price), price, shares, st.booleans())
@quick
def test_the_state_gets_more_of_the_offer_the_better_it_pays(outlets, state, free, trade, contract):
    base = state_share_of_offer(outlets[0], state[0], free, trade, contract)
    assert 0 <= base <= 1
    assert base <= state_share_of_offer(outlets[1], state[0], free, trade, contract)
    assert base <= state_share_of_offer(outlets[0], state[1], free, trade, contract)
    assert base <= state_share_of_offer(outlets[0], state[0], free, trade, True)
    dearer = state_share_of_offer(outlets[0], state[0], state[1] + free, trade, contract)
    assert dearer <= base
    twice = state_share_of_offer(outlets[0], 2 * state[0], 2 * free, trade, contract)
    assert close(base, twice)


@given(shares, price, price, pairs(shares))
@quick
def test_closing_trade_drives_sellers_to_the_state(outlets, state, free, trade):
    closed, open_ = (state_share_of_offer(outlets, state, free, x, False) for x in trade)
    assert open_ <= closed
    assert closed >= 0.5 * (1 - trade[0])


@given(st.floats(0, 1e8), st.floats(0, 1e8), shares)
@quick
def test_a_quota_is_set_between_the_crop_expected_and_the_crop(expected, actual, flexibility):
    crop = effective_crop(expected, actual, flexibility)
    assert not_above(min(expected, actual), crop) and not_above(crop, max(expected, actual))
    assert effective_crop(expected, actual, 0.0) == expected
    assert effective_crop(expected, actual, 1.0) == actual


@given(
    pairs(st.floats(0, 5e6)), st.floats(0, 1e6), pairs(st.floats(0, 2e7)), st.floats(0, 5e6), st.floats(1, 12)
)
@quick
def test_buyers_want_less_the_fuller_the_store(want, need, stock, reserve, rem):
    base = appetite(want[1], need, stock[0], reserve, rem)
    assert 0 <= base <= 2 * want[1]
    assert appetite(want[0], need, stock[0], reserve, rem) <= base
    assert appetite(want[1], need, stock[1], reserve, rem) <= base
    assert base <= appetite(want[1], need, stock[0], reserve + 1e6, rem)


def ready(month: int, **levers: float):
    arrays = stopped_before("procurement", month)
    for name, value in levers.items():
        arrays[3][name] = arrays[4][name] = value
    return arrays


def unnamed(arrays, quota: float):
    """The plan for the country, no region named."""
    arrays[3]["procurement_quota"] = np.nan
    arrays[4]["procurement_quota"] = quota
    return arrays


@given(some_months, st.floats(0, 3e7), shares, parameters)
@few
def test_the_regions_share_out_the_plan(month, quota, flexibility, p):
    arrays = unnamed(ready(month, procurement_quota_flexibility=flexibility), quota)
    arrays[5][0] = p
    run(set_quotas, arrays)
    region = arrays[1]
    assert (region["quota"] >= 0).all()
    assert 0.3 * quota <= region["quota"].sum() * (1 + 1e-9) and not_above(region["quota"].sum(), 1.5 * quota)
    if flexibility == 0:
        assert close(region["quota"].sum(), quota, quota)
    for share in (region["buy_share"], arrays[0]["take_share"], arrays[2]["quota_cut"]):
        assert (share >= 0).all() and (share <= 1).all()


def test_a_region_named_in_the_plan_has_its_own_quota():
    arrays = unnamed(ready(81, procurement_quota_flexibility=0.0), 1e7)
    arrays[3]["procurement_quota"][0] = 4e6
    run(set_quotas, arrays)
    assert arrays[1]["quota"][0] == 4e6 and close(arrays[1]["quota"][1], 6e6)


@given(st.floats(0.2, 0.9), pairs(shares))
@few
def test_a_flexible_rule_asks_less_of_a_region_whose_crop_failed(failure, flexibility):
    asked = []
    for f in flexibility:
        arrays = unnamed(ready(143, procurement_quota_flexibility=f), 1.5e7)
        arrays[1]["crop"][0] = failure * arrays[1]["expected_before"][0] * arrays[1]["sown_grain"][0]
        arrays[1]["crop"][1] = arrays[1]["expected_before"][1] * arrays[1]["sown_grain"][1]
        run(set_quotas, arrays)
        asked.append(arrays[1]["quota"].copy())
    rigid, flexible = asked
    assert not_above(flexible[0], rigid[0])
    assert not_above(flexible.sum(), rigid.sum())


@given(seeds, some_months, shares, parameters)
@few
def test_what_is_delivered_left_the_barns_and_was_paid_for(seed, month, pressure, p):
    arrays = stopped_before("offer", month, parameters=p)
    arrays[3]["procurement_method"] = REQUISITION
    arrays[1]["pressure"] = pressure
    shaken(arrays, seed, {"grain": (0, 3), "cash": (0, 2)})
    run(set_quotas, run(offers, arrays))
    before = copied(arrays)[0]
    run(deliver, arrays)
    blocks = arrays[0]
    own, old = villages(blocks), villages(before)
    gone = (old["grain"] - own["grain"]).sum(axis=1) * own["weight"]
    assert close(own["bought"] + own["taken"], gone, 1e6)
    assert (own["grain"] >= -1e-12).all() and (own["offer"] >= 0).all()
    assert (own["bought"] <= old["offered"] * (1 + 1e-9)).all()
    assert (own["taken"] <= old["reachable"] * (1 + 1e-9)).all()
    paid = arrays[1]["price_state"][own["region"]] * gone
    assert close((own["cash"] - old["cash"]).sum(axis=1) * own["weight"], paid, 1e8)
    assert close(own["from_state"] - old["from_state"], paid, 1e8)
    assert (own["deficit"] >= 0).all() and (own["seed_gap"] >= 0).all()
    assert (own["kulak_sold"] - old["kulak_sold"] <= own["bought"] * (1 + 1e-9)).all()
    towns = blocks[blocks["kind"] == 1]
    assert (towns["bought"] == 0).all() and (towns["taken"] == 0).all()


@given(some_months)
@few
def test_no_force_where_none_is_ordered(month):
    arrays = ready(month, procurement_method=PURCHASE, procurement_pressure=0.0)
    arrays[1]["pressure"] = 0
    run(set_quotas, arrays), run(deliver, arrays)
    assert (arrays[0]["take_share"] == 0).all() and (arrays[0]["taken"] == 0).all()


def test_the_state_takes_no_more_than_it_still_wants():
    arrays = unnamed(ready(143, procurement_method=REQUISITION), 1e7)
    run(set_quotas, arrays)
    g = arrays[1]
    offered = np.array([arrays[0]["offered"][arrays[0]["region"] == r].sum() for r in range(len(g))])
    taken = arrays[0]["take_share"] * arrays[0]["reachable"]
    taken = np.array([taken[arrays[0]["region"] == r].sum() for r in range(len(g))])
    assert (taken <= np.maximum(g["quota"] - g["buy_share"] * offered, 0) + 1e-3).all()


def test_a_village_whose_crop_failed_gives_a_larger_part_of_what_can_be_reached():
    """A rigid plan owes by the crop that was expected, a flexible one by the crop that came."""
    arrays = unnamed(ready(143, procurement_method=REQUISITION, procurement_quota_flexibility=0.0), 3e7)
    arrays[5]["counter_plans"] = 0.0
    arrays[0]["offered"], arrays[1]["collected"] = 0.0, 0.0
    failed = arrays[0]["id"] == villages(arrays[0])[0]["id"]
    arrays[0]["reachable"] = np.where(arrays[0]["kind"] == 0, 1e9, 0.0)
    run(set_quotas, arrays)
    arrays[0]["reachable"][failed] = 0.6 * arrays[0]["owes"][failed]
    arrays[0]["crop_sum"][failed] = 0.1 * arrays[1]["expected_before"][0] * arrays[0]["grain_area"][failed]
    flexible = copied(arrays)
    flexible[3]["procurement_quota_flexibility"] = 1.0
    run(set_quotas, arrays), run(set_quotas, flexible)
    assert arrays[0]["take_share"][failed] == 1
    assert flexible[0]["take_share"][failed] < 1


def test_a_planner_who_reacts_cuts_what_january_shows_to_be_missing():
    cuts = []
    for reaction in (0.0, 0.5, 1.0):
        arrays = in_month(unnamed(ready(143), 2e7), 1)
        arrays[1]["collected"] = 3e6
        arrays[5]["quota_reaction"] = reaction
        run(set_quotas, arrays)
        cuts.append(arrays[2]["quota_cut"][0])
    assert cuts[0] == 0 < cuts[1] < cuts[2] <= 1


def test_july_opens_the_year_with_an_empty_account():
    arrays = in_month(ready(143), 7)
    arrays[1]["collected"], arrays[2]["quota_cut"] = 9e6, 0.4
    run(set_quotas, arrays)
    tax = np.array([arrays[0]["tax_grain"][arrays[0]["region"] == r].sum() for r in range(2)])
    assert close(arrays[1]["collected"], tax, 1e6) and arrays[2]["quota_cut"][0] == 0
