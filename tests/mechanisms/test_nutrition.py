"""Eating and feeding: nothing comes from nowhere, more grain never means a smaller meal, hunger wastes."""

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

from perelom.mechanisms.nutrition import (
    barn_cover,
    body_reserve,
    eat,
    fed,
    kcal_town,
    kcal_village,
    least_feed,
    meal,
    meal_wanted,
    seed_spared,
    spoiled,
)


def cover(grain, seed, food, feed, left, chi):
    return barn_cover(grain, seed, food, feed, left, chi, seed_spared(grain, food, left))


def eaten(wanted, grain, seed, food, left, chi):
    return meal(wanted, grain, seed, food, chi, seed_spared(grain, food, left))


tonnes = st.floats(0, 20)
month_food = st.floats(0.005, 0.3)
rem = st.floats(1, 11.5)


@given(pairs(tonnes), st.floats(0, 5), month_food, st.floats(0, 0.5), rem, pairs(shares))
@quick
def test_a_fuller_barn_covers_more_and_common_seed_less(grain, seed, food, feed, left, chi):
    base = cover(grain[0], seed, food, feed, left, chi[0])
    assert base >= 0
    assert not_above(base, cover(grain[1], seed, food, feed, left, chi[0]))
    assert not_above(cover(grain[0], seed, food, feed, left, chi[1]), base)
    assert not_above(base * (food * left + 0.2 * feed * left), grain[0])


@given(pairs(st.floats(0, 3)), parameters)
@quick
def test_people_eat_more_where_there_is_more_to_eat_up_to_plenty(cover, p):
    less, more = (meal_wanted(x, p.eating_haste) for x in cover)
    assert 0.12 <= less <= more <= 1.08
    assert meal_wanted(1.0, p.eating_haste) == 1


@given(pairs(st.floats(0, 1.1)), pairs(tonnes), st.floats(0, 5), month_food, rem, shares)
@quick
def test_a_meal_is_in_the_barn_and_no_smaller_from_a_fuller_one(wanted, grain, seed, food, left, chi):
    base = eaten(wanted[0], grain[0], seed, food, left, chi)
    assert 0 <= base <= min(grain[0], wanted[0] * food)
    assert not_above(base, eaten(wanted[1], grain[0], seed, food, left, chi))
    assert not_above(base, eaten(wanted[0], grain[1], seed, food, left, chi))


@given(tonnes, st.floats(0, 5), month_food, rem)
@quick
def test_a_household_on_its_own_never_starves_beside_a_barn(grain, seed, food, left):
    assert eaten(1.0, grain, seed, food, left, 0.0) >= min(food, 0.12 * grain)


@given(
    pairs(tonnes),
    pairs(st.floats(0, 5)),
    pairs(month_food),
    st.floats(0, 0.5),
    rem,
    pairs(st.floats(0, 1)),
    pairs(st.floats(1, 2)),
)
@quick
def test_animals_get_what_is_over_after_food_and_seed(grain, seed, food, feed, left, least, plenty):
    base = fed(grain[1], seed[0], food[0], feed, left, least[0], plenty[0])
    assert 0 <= base <= min(plenty[0] * feed, 0.5 * grain[1]) + 1e-15
    assert base >= min(least[0] * feed, 0.5 * grain[1]) - 1e-15
    assert fed(grain[0], seed[0], food[0], feed, left, least[0], plenty[0]) <= base
    assert fed(grain[1], seed[1], food[0], feed, left, least[0], plenty[0]) <= base
    assert fed(grain[1], seed[0], food[1], feed, left, least[0], plenty[0]) <= base
    assert base <= fed(grain[1], seed[0], food[0], feed, left, least[1], plenty[0])
    assert base <= fed(grain[1], seed[0], food[0], feed, left, least[0], plenty[1])


@given(pairs(shares), parameters)
@quick
def test_a_collective_farm_lays_fodder_apart(member, p):
    less, more = (least_feed(m, p) for m in member)
    assert 0 < least_feed(0.0, p) <= less <= more <= max(p.fodder_first, 0.16) + 1e-12


@given(pairs(tonnes), tonnes)
@quick
def test_only_what_lies_long_spoils(grain, kept):
    assert 0 <= spoiled(grain[0], kept) <= spoiled(grain[1], kept) <= 0.008 * grain[1]
    assert spoiled(1.1 * kept, kept) == 0


@given(
    pairs(st.floats(0, 0.3)), pairs(st.floats(0, 20)), st.floats(0.2, 12), st.floats(0, 900), st.floats(1, 3)
)
@quick
def test_grain_cows_and_gardens_feed_a_villager(eaten, cattle, eaters, garden, cap):
    base = kcal_village(eaten[0], cattle[0], eaters, garden, cap)
    assert base >= garden
    assert not_above(base, kcal_village(eaten[1], cattle[0], eaters, garden, cap))
    assert not_above(base, kcal_village(eaten[0], cattle[1], eaters, garden, cap))


def test_the_energy_of_a_tonne_of_grain_over_a_year():
    assert close(kcal_town(1 / 12, 1.0, 1.0) - kcal_town(0.0, 1.0, 1.0), 2.9e6 / 365)


@given(pairs(st.floats(0, 0.3)), pairs(st.floats(0, 2)), st.floats(0.2, 12))
@quick
def test_a_townsman_is_fed_by_grain_and_by_other_food(eaten, other, eaters):
    base = kcal_town(eaten[0], eaters, other[0])
    assert base > 0
    assert not_above(base, kcal_town(eaten[1], eaters, other[0]))
    assert not_above(base, kcal_town(eaten[0], eaters, other[1]))


@given(pairs(shares), pairs(st.floats(0, 2)), parameters)
@quick
def test_the_body_wastes_below_its_need_and_mends_above_it(before, ratio, p):
    base = body_reserve(before[0], ratio[0], p.wasting, p.recovery_body)
    assert 0 <= base <= 1
    assert base <= body_reserve(before[1], ratio[0], p.wasting, p.recovery_body)
    assert base <= body_reserve(before[0], ratio[1], p.wasting, p.recovery_body)
    assert body_reserve(before[0], 1.0, p.wasting, p.recovery_body) == before[0]
    assert (base <= before[0]) if ratio[0] < 1 else (base >= before[0])


@given(seeds, some_months, st.integers(1, 12), parameters)
@few
def test_what_left_the_barn_was_eaten_fed_or_spoiled(seed, month, moy, p):
    arrays = in_month(stopped_before("nutrition", month, parameters=p), moy)
    shaken(arrays, seed, {"grain": (0, 3), "horses": (0, 2), "body": (0, 1)})
    before = copied(arrays)[0]
    run(eat, arrays)
    blocks = arrays[0]
    gone = (before["grain"].sum(axis=1) - blocks["grain"].sum(axis=1)) * blocks["weight"]
    assert close(blocks["eaten"] + blocks["fed"] + blocks["spoiled"], gone, 1e7)
    for name in ("grain", "cover", "eaten", "fed", "spoiled", "energy"):
        assert (blocks[name] >= 0).all()
    assert (blocks["body"] >= 0).all() and (blocks["body"] <= 1).all()
    assert (blocks["fed"][blocks["kind"] == 1] == 0).all()


@given(seeds, some_months, st.floats(0.2, 0.9))
@few
def test_less_grain_in_every_barn_never_feeds_anybody_better(seed, month, left):
    full = shaken(stopped_before("nutrition", month), seed, {"grain": (0, 2)})
    poor = copied(full)
    poor[0]["grain"] *= left
    run(eat, full), run(eat, poor)
    for name in ("body", "fed_ratio"):
        assert (poor[0][name] <= full[0][name] + 1e-9).all()
    for name in ("eaten", "fed", "energy"):
        assert (poor[0][name] <= full[0][name] * (1 + 1e-9)).all()


@given(seeds, some_months)
@few
def test_sharing_moves_grain_within_a_village_from_full_barns_to_empty_ones(seed, month):
    alone = stopped_before("nutrition", month)
    alone[0]["member"] = alone[0]["collective"] = 0
    shaken(alone, seed, {"grain": (0, 3)})
    shared = copied(alone)
    alone[5]["mutual_aid"], shared[5]["mutual_aid"] = 0.0, 0.05
    own = villages(alone[0])
    head = own["grain"] / np.maximum(own["eaters"], 1e-9)
    poorest = head <= (own["grain"].sum(axis=1) / own["eaters"].sum(axis=1))[:, None]
    run(eat, alone), run(eat, shared)
    fed = villages(shared[0])["body"] - villages(alone[0])["body"]
    assert (fed[poorest] >= -1e-12).all() and (fed[~poorest] <= 1e-12).all()
    assert (fed > 0).any(), "nobody was fed by the others"


@pytest.mark.parametrize("month", (60, 143))
def test_who_has_more_cows_drinks_more_milk(month):
    few_cows = stopped_before("nutrition", month)
    many = copied(few_cows)
    many[0]["cattle"] *= 1.5
    run(eat, few_cows), run(eat, many)
    assert (many[0]["body"] >= few_cows[0]["body"]).all()
    assert (many[0]["energy"] >= few_cows[0]["energy"]).all()
    assert (many[0]["energy"] > few_cows[0]["energy"])[many[0]["cattle"].any(axis=1)].all()
    assert (many[0]["eaten"] == few_cows[0]["eaten"]).all()
