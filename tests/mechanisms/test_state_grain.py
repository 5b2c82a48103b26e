"""The state's grain: every tonne that comes is somewhere, claims in their order, no claim above the stock."""

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
    shares,
    some_months,
    stopped_before,
)

from perelom.mechanisms.state_grain import (
    other_state_uses,
    share_covered_by_state,
    starving,
    use_state_grain,
)


@given(pairs(st.floats(0, 4e7)), pairs(shares), parameters)
@quick
def test_army_and_industry_eat_more_the_more_are_employed(employed, credit, p):
    base = other_state_uses(employed[0], credit[0], p)
    assert 0 < base <= other_state_uses(employed[1], credit[0], p)
    assert base <= other_state_uses(employed[0], credit[1], p)


@given(pairs(st.floats(0, 1e6)), pairs(shares))
@quick
def test_gifts_go_where_more_is_lacking_and_bodies_are_weaker(deficit, body):
    base = starving(deficit[0], body[1])
    assert 0 <= base <= starving(deficit[1], body[1])
    assert base <= starving(deficit[0], body[0])


@given(pairs(shares), pairs(shares), parameters)
@quick
def test_rations_and_shops_each_cover_a_share(rationing, outlets, p):
    base = share_covered_by_state(rationing[0], outlets[0], p)
    assert 0 <= base <= 1
    assert base <= share_covered_by_state(rationing[1], outlets[0], p)
    assert base <= share_covered_by_state(rationing[0], outlets[1], p)


def stocked(seed: int, month: int, moy: int, p=None):
    """A month with a random stock, random deficits, gifts and orders."""
    arrays = in_month(stopped_before("state grain", month, parameters=p), moy)
    noise = np.random.default_rng(seed)
    blocks, nation = arrays[0], arrays[2]
    nation["state_grain"] = noise.uniform(0, 1) ** 3 * 1.5e7
    nation["grain_wanted_abroad"] = noise.choice([0, 2e5])
    arrays[3]["relief_foreign"] = arrays[4]["relief_foreign"] = noise.choice([0, 1e5])
    arrays[4]["exports_grain"] = noise.uniform(0, 5e6)
    arrays[4]["relief_grain"] = noise.choice([0, 1e5])
    arrays[4]["reserve_target"] = noise.uniform(0, 4e6)
    blocks["deficit"] *= noise.choice([0, 1, 3])
    blocks["seed_gap"] *= noise.choice([0, 1, 3])
    return arrays


@given(seeds, some_months, parameters)
@few
def test_a_lower_bread_norm_cuts_the_towns_in_proportion_and_leaves_more_to_others(seed, month, p):
    whole = stocked(seed, month, 1, p)
    whole[2]["state_grain"] = 2e7  # enough for every claim
    cut = copied(whole)
    cut[3]["rationing_norm"] = 0.75
    run(use_state_grain, whole)
    run(use_state_grain, cut)
    bread, less = whole[1]["bread"].sum(), cut[1]["bread"].sum()
    assert less <= 0.75 * cut[2]["town_need"][0] * (1 + 1e-9)
    assert less < bread
    assert cut[2]["state_grain"][0] + cut[2]["grain_relief"][0] >= whole[2]["state_grain"][0]


def given_out(arrays) -> float:
    """Tonnes that go to households this month by the rates written: bread, relief, seed, flour."""
    blocks, regions = arrays[0], arrays[1]
    r = blocks["region"]
    return float(
        regions["bread"].sum()
        + regions["flour"].sum()
        + (blocks["deficit"] * regions["relief_rate"][r]).sum()
        + (blocks["seed_gap"] * regions["seed_loan_rate"][r]).sum()
    )


@given(seeds, some_months, st.integers(1, 12), parameters)
@few
def test_every_tonne_of_the_state_is_somewhere(seed, month, moy, p):
    arrays = stocked(seed, month, moy, p)
    before = copied(arrays)[2][0]
    run(use_state_grain, arrays)
    blocks, regions, n = arrays[0], arrays[1], arrays[2][0]
    came = blocks["bought"].sum() + blocks["taken"].sum() + blocks["tax_grain"].sum()
    assert close(n["procured"], came, 1e6)
    inflow = came + n["grain_gift"] + n["grain_imported"]
    out = n["state_grain_lost"] + n["grain_exported"] + n["grain_other"]
    out += n["grain_held"] + given_out(arrays)
    assert close(n["state_grain"], before["state_grain"] + inflow - out, 1e7)
    assert n["state_grain"] >= -1e-6
    for name in ("bread", "relief", "flour"):
        assert (regions[name] >= 0).all()
    for name in ("relief_rate", "seed_loan_rate"):
        assert (regions[name] >= 0).all() and (regions[name] <= 1).all()
    assert n["grain_exported"] <= arrays[4]["exports_grain"][0] / 12


@given(seeds, some_months, st.integers(1, 12), pairs(st.floats(0, 6e6)))
@few
def test_more_exports_never_leave_more_for_towns_or_the_hungry(seed, month, moy, exports):
    few_, many = stocked(seed, month, moy), stocked(seed, month, moy)
    for arrays, yearly in ((few_, exports[0]), (many, exports[1])):
        arrays[4]["exports_grain"] = yearly
        run(use_state_grain, arrays)
    # villages may get the flour of bread that towns were not sold: a plan to export is kept back for
    names = ("bread", "relief", "flour")
    left = [sum(arrays[1][name].sum() for name in names) for arrays in (few_, many)]
    assert not_above(left[1], left[0])
    assert not_above(many[1]["bread"].sum(), few_[1]["bread"].sum())
    assert not_above(many[2]["seed_loans"][0], few_[2]["seed_loans"][0])
    assert not_above(few_[2]["grain_exported"][0], many[2]["grain_exported"][0])


@given(seeds, some_months, st.integers(1, 12), pairs(st.floats(0, 3e5)))
@few
def test_relief_decreed_reaches_the_hungry_and_only_them(seed, month, moy, relief):
    less, more = stocked(seed, month, moy), stocked(seed, month, moy)
    for arrays, tonnes in ((less, relief[0]), (more, relief[1])):
        arrays[4]["relief_grain"] = tonnes
        run(use_state_grain, arrays)
    assert not_above(less[1]["relief"].sum(), more[1]["relief"].sum())
    fed = more[1]["relief"] > 0
    for r in range(len(more[1])):
        assert not fed[r] or more[0]["deficit"][more[0]["region"] == r].sum() > 0


@given(some_months, st.integers(1, 12))
@few
def test_where_nobody_is_short_there_is_neither_relief_nor_a_loan(month, moy):
    arrays = stocked(5, month, moy)
    arrays[0]["deficit"] = arrays[0]["seed_gap"] = 0
    run(use_state_grain, arrays)
    assert (arrays[1]["relief"] == 0).all() and (arrays[1]["seed_loan_rate"] == 0).all()
    assert arrays[2]["seed_loans"][0] == 0


@given(some_months, st.integers(1, 12), pairs(st.floats(0, 2e7)))
@few
def test_towns_eat_no_less_from_a_fuller_store_and_never_above_their_need(month, moy, stock):
    low, high = stocked(7, month, moy), stocked(7, month, moy)
    for arrays, tonnes in ((low, stock[0]), (high, stock[1])):
        arrays[2]["state_grain"] = tonnes
        run(use_state_grain, arrays)
    assert not_above(low[1]["bread"].sum(), high[1]["bread"].sum())
    assert not_above(high[1]["bread"].sum(), high[2]["town_need"][0])
