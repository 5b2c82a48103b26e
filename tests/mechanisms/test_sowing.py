"""Sowing: the wish, what feeds the house, what draft and seed allow, and seed that leaves the barn once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_months import (
    close,
    few,
    in_month,
    live,
    not_above,
    pairs,
    parameters,
    quick,
    run,
    seeds,
    shaken,
    shares,
    stopped_before,
    villages,
)

from perelom.mechanisms.sowing import (
    area_for_food,
    intended_area,
    sow_villages,
    strength_to_sow,
    wished_area,
)

capacity = st.floats(0.1, 40)
mouths = st.floats(0.5, 15)
workers = st.floats(0.2, 8)
reward = st.floats(0, 2)


@given(capacity, pairs(mouths), pairs(workers), pairs(reward), parameters)
@quick
def test_more_mouths_a_worker_and_a_better_reward_mean_more_land(land, eaters, hands, pay, p):
    base = wished_area(land, eaters[0], hands[0], pay[0], p)
    assert not_above(base, wished_area(land, eaters[1], hands[0], pay[0], p))
    assert not_above(wished_area(land, eaters[0], hands[1], pay[0], p), base)
    assert not_above(base, wished_area(land, eaters[0], hands[0], pay[1], p))
    assert close(wished_area(2 * land, eaters[0], hands[0], pay[0], p), 2 * base)


@given(st.floats(0.001, 1), st.floats(0, 1), st.floats(0.3, 2), parameters)
@quick
def test_the_area_for_food_feeds_for_a_year_after_seed(food, feed, crop, p):
    area = area_for_food(food, feed, crop, p)
    assert close(area * (crop - p.seed_rate), 12 * food + 6 * feed)
    assert not_above(area_for_food(food, feed, crop + 0.1, p), area)


@given(
    st.floats(0, 40),
    capacity,
    st.floats(0, 40),
    st.floats(0, 40),
    shares,
    st.floats(0, 3),
    st.floats(0, 3),
    parameters,
)
@quick
def test_area_moves_towards_the_wish_within_draft(before, land, wish, floor, chi, draft, virgin, p):
    after = intended_area(before, land, wish, floor, chi, draft, virgin, p)
    assert after >= 0
    assert not_above(after, p.sowing_draft * land * draft)
    goals = [before, max(wish, min(floor, land)), land * 1.03 * (1 + p.plough_up * virgin)]
    assert after <= max(goals) * (1 + 1e-9)
    if after < p.sowing_draft * land * draft * (1 - 1e-9):
        assert after >= min(goals) * (1 - 1e-9)


@given(st.floats(0, 40), capacity, pairs(st.floats(0, 40)), st.floats(0, 40), parameters)
@quick
def test_in_a_collective_farm_the_plan_stands_for_the_wish(before, land, wish, floor, p):
    own, other = (intended_area(before, land, w, floor, 1.0, 2.0, 1.0, p) for w in wish)
    assert close(own, other)


@given(st.floats(0, 40), capacity, st.floats(0, 40), shares, pairs(st.floats(0, 3)), parameters)
@quick
def test_plans_add_no_land_where_none_is_left(before, land, wish, chi, virgin, p):
    less, more = (intended_area(before, land, wish, 0.0, chi, 2.0, v, p) for v in virgin)
    assert not_above(less, more)
    assert close(less, more) or (chi > 0 and virgin[0] < virgin[1])


@given(
    pairs(st.floats(0, 20)), st.floats(0, 3), st.floats(0.001, 1), st.floats(1, 7), pairs(shares), parameters
)
@quick
def test_hunger_leaves_land_unsown_never_all_of_it(grain, seed, food, rem, chi, p):
    hungry, fed = (strength_to_sow(g, seed, food, rem, chi[0], p) for g in grain)
    assert 0.15 - 1e-12 <= hungry <= fed <= 1
    assert hungry <= strength_to_sow(grain[0], seed, food, rem, chi[1], p)
    assert strength_to_sow(0.8 * seed + food * rem, seed, food, rem, chi[0], p) == 1


@given(seeds, st.sampled_from((4, 9)), parameters)
@few
def test_what_is_sown_left_the_barn_and_only_that(seed, moy, p):
    arrays = in_month(stopped_before("sowing", 60, parameters=p), moy)
    shaken(arrays, seed, {"grain": (0, 2), "horses": (0, 2), "intended": (0, 2)})
    blocks = arrays[0]
    before = blocks.copy()
    run(sow_villages, arrays)
    area = blocks["winter"] if moy == 9 else blocks["spring"]
    rural = (blocks["kind"] == 0)[:, None] & live(blocks)
    used = np.where(rural, area * p.seed_rate, 0)
    assert close(before["grain"] - blocks["grain"], used)
    assert close(blocks["seed_used"] - before["seed_used"], used.sum(axis=1) * blocks["weight"], 1e6)
    assert (blocks["grain"] >= 0.15 * before["grain"] - 1e-12).all()
    assert (area[rural] >= 0).all() and (blocks["intended"] >= 0).all()
    untouched = "spring" if moy == 9 else "winter"
    assert np.array_equal(before[untouched], blocks[untouched])


@pytest.mark.parametrize("moy", [m for m in range(1, 13) if m not in (4, 9)])
def test_outside_april_and_september_nothing_is_sown(moy):
    arrays = in_month(stopped_before("sowing", 60), moy)
    before = arrays[0].copy()
    run(sow_villages, arrays)
    assert np.array_equal(before, arrays[0])


@pytest.mark.parametrize("moy", [4, 9])
def test_without_seed_no_land_is_sown_and_towns_never_sow(moy):
    arrays = in_month(stopped_before("sowing", 60), moy)
    arrays[0]["grain"] = 0
    towns = arrays[0][arrays[0]["kind"] == 1].copy()
    run(sow_villages, arrays)
    assert (villages(arrays[0])["winter" if moy == 9 else "spring"] == 0).all()
    assert np.array_equal(towns, arrays[0][arrays[0]["kind"] == 1])


def test_fewer_horses_in_a_village_never_mean_more_land():
    many, none = (in_month(stopped_before("sowing", 60), 9) for _ in range(2))
    none[0]["horses"] *= 0.2
    run(sow_villages, many), run(sow_villages, none)
    assert (none[0]["intended"] <= many[0]["intended"] + 1e-12).all()
