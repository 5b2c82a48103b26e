"""Harvest: factors of the yield, the reward of work, and a crop that reaches the barn whole."""

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

from perelom.mechanisms.harvest import (
    adoption_chance,
    crops_above_rotation,
    cut_grain,
    draft_quality,
    learn_from_the_crop,
    local_luck,
    organisation,
    practice,
    reward_of_work,
    take_up_practice,
    tired_land,
    worth_of_sales,
)


@given(pairs(shares), parameters)
@quick
def test_better_practice_never_lowers_the_yield(adopted, p):
    assert practice(adopted[0], p) <= practice(adopted[1], p)
    assert close(practice(1.0, p) / practice(0.0, p), 1 + p.practice_gain)


@given(pairs(st.floats(0, 5)), parameters)
@quick
def test_more_draft_never_lowers_the_yield_and_normal_draft_leaves_it(draft, p):
    assert 0 < draft_quality(draft[0], p) <= draft_quality(draft[1], p)
    assert draft_quality(1.0, p) == 1


@given(pairs(st.floats(0, 3)), pairs(st.floats(0.5, 3)), pairs(shares), parameters)
@quick
def test_land_tires_of_crops_above_rotation_and_new_land_spares_it(grain, land, collective, p):
    above = crops_above_rotation(grain[0], land[0], collective[0])
    assert above >= 0
    assert crops_above_rotation(land[0], land[0], 0.0) == 0
    assert not_above(above, crops_above_rotation(grain[1], land[0], collective[0]))
    assert not_above(above, crops_above_rotation(grain[0], land[0], collective[1]))
    assert not_above(crops_above_rotation(grain[0], land[1], collective[0]), above)
    assert 0 < tired_land(above, p) <= tired_land(0.0, p) == 1


@given(shares, pairs(shares))
@quick
def test_common_work_weighs_by_its_share_and_effort(chi, effort):
    assert organisation(0.0, effort[0]) == 1
    assert close(organisation(1.0, effort[0]), effort[0])
    assert organisation(chi, effort[0]) <= organisation(chi, effort[1]) <= 1


@given(parameters)
@quick
def test_luck_of_village_and_household_has_mean_one(p):
    u = (np.arange(400) + 0.5) / 400
    for sd in (p.village_weather_sd, p.household_weather_sd):
        assert np.isclose(np.mean([local_luck(x, sd) for x in u]), 1, rtol=5e-3)
        assert local_luck(0.9, sd) > local_luck(0.1, sd) > 0


@given(
    st.floats(0, 2),
    pairs(st.floats(0, 5)),
    st.floats(0.1, 10),
    pairs(st.floats(0, 3)),
    pairs(shares),
)
@quick
def test_grain_taken_dear_goods_and_empty_shops_lower_the_reward(before, unpaid, crop, terms, famine):
    worth = worth_of_sales(terms[1], famine[0])
    base = reward_of_work(before, unpaid[0], crop, worth)
    assert base >= 0
    assert not_above(reward_of_work(before, unpaid[1], crop, worth), base)
    assert not_above(worth_of_sales(terms[0], famine[0]), worth)
    assert not_above(worth_of_sales(terms[1], famine[1]), worth)
    assert not_above(reward_of_work(before, unpaid[0], crop, 0.5 * worth), base)


def test_a_normal_reward_stays_normal():
    assert close(reward_of_work(1.0, 0.0, 4.0, worth_of_sales(1.0, 0.0)), 1)


@given(seeds, parameters)
@few
def test_the_standing_crop_of_july_is_in_the_barns_by_the_end_of_september(seed, p):
    arrays = in_month(stopped_before("harvest", 7, parameters=p), 7)
    shaken(arrays, seed, {"winter": (0, 2), "spring": (0, 2), "horses": (0, 2)})
    blocks = arrays[0]
    before, brought = blocks["grain"].copy(), 0.0
    for moy in (7, 8, 9):
        blocks["harvested"] = 0
        run(cut_grain, in_month(arrays, moy))
        brought += blocks["harvested"].sum()
    assert (blocks["crop"] >= 0).all()
    assert close(blocks["harvest"], blocks["crop"])
    assert close(blocks["grain"], before + blocks["crop"])
    assert close(brought, weighted(blocks, "crop"), brought)
    sown = blocks["winter"] + blocks["spring"] > 0
    assert (blocks["crop"] > 0).any() and (blocks["crop"][~sown | ~live(blocks)] == 0).all()


@pytest.mark.parametrize("moy", [m for m in range(1, 13) if m not in (7, 8, 9)])
def test_no_grain_is_cut_outside_the_harvest(moy):
    arrays = in_month(stopped_before("harvest", 60), moy)
    before = arrays[0].copy()
    run(cut_grain, arrays)
    assert np.array_equal(before, arrays[0])


@pytest.mark.parametrize(
    ("column", "table", "change"),
    [("weather", 1, -0.3), ("member", 0, 1.0), ("horses", 0, None), ("spring", 0, None)],
)
def test_drought_dead_draft_and_work_of_little_effort_lower_the_crop(column, table, change):
    usual = in_month(stopped_before("harvest", 60), 7)
    usual[0]["effort"] = 0.7
    worse = copied(usual)
    if change is None:
        worse[table][column] *= 0.5
    else:
        worse[table][column] += change
    run(cut_grain, usual), run(cut_grain, worse)
    assert (worse[0]["crop"] <= usual[0]["crop"] + 1e-12).all()
    assert worse[0]["crop"].sum() < usual[0]["crop"].sum()


def test_the_region_learns_its_yield_from_its_crop():
    arrays = in_month(stopped_before("harvest", 60), 7)
    run(cut_grain, arrays)
    before = arrays[1].copy()
    run(learn_from_the_crop, arrays)
    for r, region in enumerate(arrays[1]):
        own = villages(arrays[0])
        own = own[own["region"] == r]
        area = ((own["winter"] + own["spring"]).sum(axis=1) * own["weight"]).sum()
        crop = (own["crop"].sum(axis=1) * own["weight"]).sum()
        assert close(region["sown_grain"], area, area) and close(region["crop"], crop, crop)
        assert close(region["grain_yield"], crop / area)
        low, high = sorted((before["expected_yield"][r], region["grain_yield"]))
        assert low <= region["expected_yield"] <= high
        assert region["expected_before"] == before["expected_yield"][r]


@given(pairs(shares), st.floats(0.3, 1.2), parameters)
@quick
def test_neighbours_and_service_in_the_army_teach_practice(share, terms, p):
    low = adoption_chance(0.0, share[0], terms, p)
    assert 0 < low <= adoption_chance(0.0, share[1], terms, p)
    assert low < adoption_chance(1.0, share[0], terms, p)


def test_practice_is_taken_up_in_september_and_kept():
    arrays = in_month(stopped_before("harvest", 60), 9)
    arrays[5]["practice_first"] = 0.5
    before = arrays[0]["technique"].copy()
    there = live(arrays[0]) & (arrays[0]["kind"] == 0)[:, None]
    run(take_up_practice, arrays)
    after = arrays[0]["technique"]
    assert (after >= before).all() and (after[there] > before[there]).any()
    assert set(np.unique(after)) <= {0.0, 1.0} and (after[~there] == before[~there]).all()
    rest = in_month(stopped_before("harvest", 60), 10)
    again = rest[0].copy()
    run(take_up_practice, rest)
    assert np.array_equal(again, rest[0])


def test_better_practice_raises_the_crop_of_who_has_it_and_of_members_by_their_village():
    def crop(**columns):
        arrays = in_month(stopped_before("harvest", 60), 7)
        for name, value in ({"member": 0.0, "effort": 1.0, "common_horses": 0.0} | columns).items():
            arrays[0][name] = value
        run(cut_grain, arrays)
        own = villages(arrays[0])
        return own["crop"], live(own), arrays[5]["practice_gain"][0]

    none, there, gain = crop(technique=0.0)
    half = np.arange(64) % 2.0
    mixed = crop(technique=half)[0]
    assert close(mixed[:, 1::2], (1 + gain) * none[:, 1::2], 1.0) and close(mixed[:, ::2], none[:, ::2], 1.0)
    common = crop(technique=half, member=1.0)[0]
    share = (half * there).sum(axis=1) / there.sum(axis=1)
    assert close(common, none * (1 + gain * share)[:, None], 1.0)
