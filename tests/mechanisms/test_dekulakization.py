"""Dekulakization: quotas are met in whole rows whatever the weight, and nothing is lost on the way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_months import (
    close,
    copied,
    few,
    live,
    not_above,
    numbers,
    pairs,
    parameters,
    quick,
    run,
    seeds,
    shaken,
    shares,
    stopped_before,
    villages,
    weighted,
)

from perelom.mechanisms.dekulakization import FEWEST, fill_quotas, highest, on_the_list, ordered, rows_to_take

BANDS = ("infants", "young", "children", "women", "men", "old_women", "old_men")
ANIMALS = ("horses", "cattle", "pigs", "sheep")
MARCH_1930 = 110


@given(pairs(st.sampled_from((0.0, 1.0, 2.0, 3.0))), pairs(numbers(0, 6)), numbers(-3, 3), parameters)
@quick
def test_class_and_draft_bring_a_household_on_the_list_and_a_veteran_is_shielded(social, horses, feud, p):
    base = on_the_list(social[0], horses[0], feud, 0.0, p)
    assert not_above(base, on_the_list(social[1], horses[0], feud, 0.0, p))
    assert not_above(base, on_the_list(social[0], horses[1], feud, 0.0, p))
    assert not_above(base, on_the_list(social[0], horses[0], feud + 0.1, 0.0, p))
    assert on_the_list(social[0], horses[0], feud, 1.0, p) < base


@given(numbers(0, 1e5), pairs(shares), parameters)
@quick
def test_zeal_adds_to_the_quota(quota, drive, p):
    assert quota == ordered(quota, 0.0, p) <= ordered(quota, drive[0], p) <= ordered(quota, drive[1], p)


@given(st.floats(1, 2e5), st.lists(st.floats(0, 5e4), min_size=1, max_size=30))
@quick
def test_the_sum_over_the_months_is_right_at_any_weight(weight, months):
    due, taken = 0.0, 0.0
    for quota in months:
        due += quota
        rows = rows_to_take(due, weight)
        due -= rows * weight
        taken += rows * weight
    assert abs(taken - sum(months)) <= 0.5 * weight * (1 + 1e-9)


@given(seeds, st.integers(1, 50))
@quick
def test_the_highest_are_taken_in_order(seed, count):
    z = np.random.default_rng(seed).normal(size=60)
    assert np.array_equal(highest(z, count), np.argsort(-z)[:count])


def spring_of_1930(quotas=(0.0, 0.0, 0.0), p=None, seed=0, collective=0.0):
    arrays = stopped_before("dekulakization", MARCH_1930, parameters=p)
    for k, quota in enumerate(quotas, 1):
        arrays[3][f"dekulakization_quota_{k}"] = quota
        arrays[4][f"dekulakization_quota_{k}"] = quota * len(arrays[1])
    arrays[1]["quota_due"] = 0.0
    arrays[0]["collective"] = np.where(arrays[0]["kind"] == 0, collective, 0.0)
    return shaken(arrays, seed, {"grain": (0, 3), "horses": (0, 2), "cash": (0, 2)})


ROW = 125e3  # households of a row of the toy country's villages
some_quotas = st.tuples(*(st.floats(0, 4 * ROW) for _ in range(3)))


@given(seeds, some_quotas, st.sampled_from((0.0, 0.4)), parameters)
@few
def test_nobody_and_nothing_is_lost(seed, quotas, collective, p):
    arrays = spring_of_1930(quotas, p, seed, collective)
    before = copied(arrays)
    run(fill_quotas, arrays)
    b, g = arrays[0], arrays[1]
    for k, band in enumerate(BANDS):
        gone = weighted(before[0], band) - weighted(b, band)
        assert close(gone, b["driven"][:, k].sum(), 1e6)
        assert close(gone, g["received"][:, k].sum(), 1e6)
    held = g["exile"].sum() + g["camps"].sum() - before[1]["exile"].sum() - before[1]["camps"].sum()
    assert close(held, b["driven"].sum(), 1e6)
    assert close(weighted(b, "grain"), weighted(before[0], "grain"), 1e6)
    for name in ("intended", "winter", "spring", "crop", "bought_goods"):
        assert close(weighted(b, name), weighted(before[0], name), 1e6)
    paid = b["to_state"].sum() - before[0]["to_state"].sum()
    assert close(weighted(before[0], "cash") - weighted(b, "cash"), paid, 1e6)
    for name in ANIMALS:
        was, now = (weighted(x, name) + (x[f"common_{name}"] * x["weight"]).sum() for x in (before[0], b))
        lost = b[f"{name}_lost"].sum() - before[0][f"{name}_lost"].sum()
        assert lost >= 0 and close(was - now, lost, 1e6)
        if collective == 0.0:
            assert np.array_equal(b[f"common_{name}"], before[0][f"common_{name}"])


@given(seeds, some_quotas)
@few
def test_whole_rows_go_and_the_rest_stays_due(seed, quotas):
    arrays = spring_of_1930(quotas, seed=seed)
    before = copied(arrays)
    run(fill_quotas, arrays)
    b, g = arrays[0], arrays[1]
    weight = villages(b)["weight"][0]
    for r in range(len(g)):
        for k in range(3):
            wanted = ordered(quotas[k], g["drive"][r], arrays[5].view(np.recarray)[0])
            assert close(g["dekulakized"][r, k] % weight, 0.0, 1e6)
            assert close(g["dekulakized"][r, k] + g["quota_due"][r, k], wanted, 1e6)
            assert abs(g["quota_due"][r, k]) <= 0.5 * weight + 1e-6
    emptied = (live(before[0]).sum() - live(b).sum()) * weight
    assert close(emptied, g["dekulakized"][:, :2].sum(), 1e6)
    assert close(b["dekulakized"].max() > 0, g["dekulakized"].any())
    # who is gone leaves nothing behind in the slot
    gone = live(before[0]) & ~live(b)
    for name in (*BANDS, *ANIMALS, "grain", "cash", "crop", "conceived", "carried", "food", "feed"):
        assert not b[name][gone].any(), name


def test_only_the_men_of_the_first_category_go_to_camps():
    for k, camps in ((0, True), (1, False), (2, False)):
        quotas = [0.0, 0.0, 0.0]
        quotas[k] = 3 * ROW
        arrays = spring_of_1930(tuple(quotas))
        before = copied(arrays)
        run(fill_quotas, arrays)
        new = arrays[1]["camps"] - before[1]["camps"]
        assert (new[:, 1].sum() > 0) == camps and not new[:, 0].any()
        assert (arrays[0]["driven"].sum() > 0) == (k < 2)
        if camps:
            assert close(new[:, 1].sum(), arrays[0]["driven"][:, 4].sum(), 1e6)


def test_the_resettled_stay_without_stock_on_less_land():
    arrays = spring_of_1930((0.0, 0.0, ROW))
    before = copied(arrays)
    run(fill_quotas, arrays)
    b = arrays[0]
    moved = (b["land"] < before[0]["land"]) & live(b)
    assert moved.sum() == 2  # one of each region
    for name in (*ANIMALS, "implements"):
        assert not b[name][moved].any()
    assert np.array_equal(live(b), live(before[0]))


@pytest.mark.parametrize("moved", [0.0, 1.0])
def test_without_an_order_nothing_happens(moved):
    arrays = spring_of_1930()
    arrays[1]["quota_due"] = moved * ROW
    before = copied(arrays)
    run(fill_quotas, arrays)
    for name in ("eaters", "grain", "cash", "horses", "land"):
        assert np.array_equal(arrays[0][name], before[0][name])
    assert not arrays[1]["dekulakized"].any() and not arrays[0]["driven"].any()


def test_no_quota_empties_a_village():
    arrays = spring_of_1930((0.0, 1e9, 0.0))
    run(fill_quotas, arrays)
    rows = live(villages(arrays[0])).sum(axis=1)
    assert (rows >= FEWEST).all() and (rows == FEWEST).any()
