"""Joining and leaving: animals are conserved, wishes are obeyed, force and its end have the right signs."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from small_months import (
    close,
    copied,
    few,
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
    take,
    villages,
    weighted,
)

from perelom.mechanisms.classes import KULAK, LABOURER, MIDDLE, POOR
from perelom.mechanisms.collectivization import (
    ARTEL,
    COMMUNE,
    TOZ,
    class_wish,
    driven,
    fear,
    held,
    large_farm_gain,
    measure,
    meet,
    pooled,
    remembered,
    surrender,
)

ANIMALS = ("horses", "cattle", "pigs", "sheep")


@given(pairs(st.floats(0, 1.2)), pairs(st.floats(0, 0.05)), shares, parameters)
@quick
def test_fear_rises_with_force_and_falls_where_unrest_is_widespread(drive, unrest, reach, p):
    assert (
        0
        <= fear(drive[0], 0.3, reach, unrest[0], 0.0, p)
        <= fear(drive[1], 0.3, reach, unrest[0], 0.0, p)
        <= 1
    )
    assert not_above(
        fear(drive[1], 0.3, reach, unrest[1], 0.0, p), fear(drive[1], 0.3, reach, unrest[0], 0.0, p)
    )
    assert fear(0.0, 0.0, reach, unrest[0], 0.0, p) == 0


@given(st.floats(0.1, 1), shares, parameters)
@quick
def test_a_proclaimed_retreat_lifts_fear_and_a_closed_door_does_not_add_to_it(drive, reach, p):
    still = fear(drive, 0.3, reach, 0.0, 0.0, p)
    assert not_above(fear(drive, 0.3, reach, 0.0, 0.8, p), still)
    assert fear(drive, 0.3, reach, 0.0, -0.8, p) == still


@given(shares, shares, parameters)
@quick
def test_fear_falls_at_once_and_comes_back_slowly(before, felt, p):
    now = remembered(before, felt, p)
    if felt <= before:
        assert now == felt
    else:
        assert before <= now <= felt + 1e-12


@given(pairs(shares), pairs(shares), parameters)
@quick
def test_officials_hold_more_the_harder_they_are_pressed_and_the_shorter_of_their_target(force, gap, p):
    assert 0 <= held(force[0], gap[0], p) <= held(force[1], gap[0], p) <= held(force[1], gap[1], p) <= 1
    assert held(0.0, gap[1], p) == held(force[1], 0.0, p) == 0


@given(shares, pairs(shares), pairs(shares), parameters)
@quick
def test_who_is_behind_presses_harder_but_nobody_without_an_order(pressure, gap, behind, p):
    low, high = driven(pressure, gap[0], behind[0], p), driven(pressure, gap[1], behind[1], p)
    assert pressure <= low <= high <= 1.25
    assert driven(0.0, gap[1], behind[1], p) == 0


@given(st.floats(0.5, 3), st.floats(0.5, 3), shares)
@quick
def test_nomads_are_measured_by_their_own_herds(country, region, nomads):
    assert measure(country, region, 0.0) == country
    assert close(measure(country, region, 1.0), region)
    at = measure(country, region, nomads)
    assert min(country, region) - 1e-9 <= at <= max(country, region) + 1e-9


@given(pairs(st.floats(0.5, 10)), st.floats(1, 6))
@quick
def test_larger_farms_and_tractors_promise_more(land, mean):
    low, high = (large_farm_gain(x, mean, 0.0, 0.2, 0.0) for x in land)
    assert -0.8 <= low <= high <= 1.6
    assert not_above(high, large_farm_gain(land[1], mean, 0.05, 0.2, 0.0))
    assert large_farm_gain(land[1], mean, 0.05, 0.2, 1.0) == 0


@given(parameters)
@quick
def test_the_poorer_a_class_the_more_it_wishes_to_join_at_the_reference(p):
    of = p.join_labourer, p.join_poor, p.join_middle, p.join_kulak
    wishes = [class_wish(c, *of) for c in (LABOURER, POOR, MIDDLE, KULAK)]
    assert wishes[3] == min(wishes)
    assert wishes[2] == p.join_middle


@given(pairs(st.floats(0, 5)), st.floats(0, 5), pairs(shares))
@quick
def test_who_has_more_surrenders_more_and_a_spared_cow_counts_less(horses, cattle, counts):
    base = surrender(horses[0], cattle, 0.5, counts[1], 0.0, 1.0)
    assert base <= surrender(horses[1], cattle, 0.5, counts[1], 0.0, 1.0)
    assert surrender(horses[0], cattle, 0.5, counts[0], 0.0, 1.0) <= base
    assert surrender(horses[0], cattle, 0.5, counts[0], 1.0, 1.0) == 0.8


@given(shares, shares)
@quick
def test_a_commune_pools_more_than_an_artel_and_an_artel_more_than_a_toz(plot, kept):
    toz, artel, commune = (pooled(form, plot, kept) for form in (TOZ, ARTEL, COMMUNE))
    assert 0 <= toz <= artel <= commune <= 1


@given(seeds, st.sampled_from([110, 130, 143]))
@few
def test_no_animal_is_made_or_lost_on_entry_or_exit(seed, month):
    arrays = stopped_before("collectivization", month, {"collectivization.exit": 0.9})
    shaken(arrays, seed, dict.fromkeys(ANIMALS, (0.2, 2.0)))
    arrays[0]["taste"] += np.random.default_rng(seed).normal(0.0, 2.0, arrays[0]["taste"].shape)
    before = {kind: weighted(arrays[0], kind) + common(arrays[0], kind) for kind in ANIMALS}
    take("collectivization", arrays)
    for kind in ANIMALS:
        assert close(before[kind], weighted(arrays[0], kind) + common(arrays[0], kind), before[kind])
        assert (arrays[0][f"common_{kind}"] >= -1e-9).all()


def common(blocks: np.ndarray, kind: str) -> float:
    return float((blocks[f"common_{kind}"] * blocks["weight"]).sum())


@given(seeds)
@few
def test_the_share_of_a_village_is_that_of_its_members_and_only_the_living_are_members(seed):
    arrays = stopped_before("collectivization", 110)
    arrays[0]["taste"] += np.random.default_rng(seed).normal(0.0, 2.0, arrays[0]["taste"].shape)
    take("collectivization", arrays)
    for v in villages(arrays[0]):
        assert close(v["collective"], v["member"][v["eaters"] > 0].sum() / (v["eaters"] > 0).sum())
        assert (v["coerced"] <= v["member"]).all()
        assert 0 <= v["forced"] <= 1 and 0 <= v["left"] <= 1


def test_nobody_leaves_where_leaving_is_forbidden_and_nobody_is_forced_without_a_drive():
    arrays = stopped_before("collectivization", 130, {"collectivization.exit": 0.0})
    before = arrays[0]["member"].copy()
    take("collectivization", arrays)
    assert (arrays[0]["member"] >= before).all()
    arrays = stopped_before(
        "collectivization",
        130,
        {"collectivization.pressure": 0.0, "levy.individual_surcharge": 0.0, "collectivization.exit": 1.0},
    )
    take("collectivization", arrays)
    assert (arrays[0]["forced"] == 0).all()


@given(st.floats(0.05, 0.6), seeds)
@few
def test_a_harder_drive_brings_no_fewer_members(extra, seed):
    soft = stopped_before("collectivization", 130, {"collectivization.pressure": 0.2})
    soft[0]["taste"] += np.random.default_rng(seed).normal(0.0, 2.0, soft[0]["taste"].shape)
    hard = copied(soft)
    hard[3]["collectivization_pressure"] += extra
    for arrays in (soft, hard):
        take("collectivization", arrays)
    assert (hard[0]["member"] >= soft[0]["member"]).all()


def test_a_village_without_households_holds_no_meeting():
    arrays = stopped_before("collectivization", 110)
    arrays[0]["households_sum"] = 0.0
    before = arrays[0]["member"].copy()
    run(meet, arrays)
    assert (arrays[0]["member"] == before).all()
    assert live(arrays[0]).any()
