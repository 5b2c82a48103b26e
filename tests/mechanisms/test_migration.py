"""Moves: who leaves a village arrives, in a pool or in a town household; bans and passports hold people."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from small_months import (
    close,
    copied,
    few,
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
    take,
    villages,
    weighted,
)

from perelom.mechanisms.migration import (
    arrive,
    flight_rate,
    gone,
    leave,
    leaving_rate,
    places_open,
    pull,
    turned_back,
)

BANDS = ("infants", "young", "children", "women", "men", "old_women", "old_men")


@given(
    pairs(st.floats(-3, 6)),
    pairs(st.floats(0.2, 3)),
    pairs(st.floats(0, 20)),
    parameters,
)
@quick
def test_jobs_and_wages_draw_the_jobless(jobs, ratio, wait, p):
    base = leaving_rate(jobs[0], ratio[0], wait[0], p)
    assert 0 <= base < 0.05
    assert not_above(base, leaving_rate(jobs[1], ratio[0], wait[0], p))
    assert not_above(base, leaving_rate(jobs[0], ratio[1], wait[0], p))
    assert not_above(leaving_rate(jobs[0], ratio[0], wait[1], p), base)


@given(pairs(shares), pairs(st.floats(-0.5, 0.5)), parameters)
@quick
def test_passports_turn_back_those_for_whom_there_is_no_place(passports, vacancy, p):
    base = turned_back(passports[0], vacancy[0], p)
    assert 0 <= base <= turned_back(passports[1], vacancy[0], p) <= 1
    assert not_above(turned_back(passports[0], vacancy[1], p), base)
    assert turned_back(0.0, vacancy[0], p) == turned_back(1.0, 0.0, p) == 0
    assert 0 <= places_open(vacancy[0], p) <= places_open(vacancy[1], p) <= 1


@given(pairs(shares), pairs(shares), pairs(shares), parameters)
@quick
def test_the_hungry_flee_unless_they_are_held(body, ban, listed, p):
    base = flight_rate(body[1], p.flight, ban[0], listed[0])
    assert base >= 0
    assert base <= flight_rate(body[0], p.flight, ban[0], listed[0])
    assert flight_rate(body[1], p.flight, ban[1], listed[0]) <= base
    assert flight_rate(body[1], p.flight, ban[0], listed[1]) <= base
    held, full = (body[0], 1.0), (1.0, ban[0])
    assert all(flight_rate(reserve, p.flight, by_law, listed[0]) == 0 for reserve, by_law in (held, full))


@given(seeds, shares)
@quick
def test_those_who_go_are_gone(seed, share):
    noise = np.random.default_rng(seed)
    people, rate = noise.uniform(0, 5, 64), noise.uniform(0, 0.2, 64)
    before = people.copy()
    left = gone(people, rate, share)
    assert close(left, (before * rate * share).sum())
    assert close(people, before * (1 - rate * share))


def moving(month: int, seed: int, p=None, **levers: float):
    arrays = stopped_before("migration", month, parameters=p)
    for name, value in levers.items():
        arrays[3][name] = arrays[4][name] = value
    return shaken(arrays, seed, {"body": (0.1, 1), "cash": (-0.5, 3)})


def everyone(arrays) -> float:
    people = sum(weighted(arrays[0], band) for band in BANDS)
    return people + sum(arrays[1][f"pool_{band}"].sum() for band in BANDS)


@given(seeds, some_months, parameters)
@few
def test_nobody_and_no_rouble_is_lost_on_the_way(seed, month, p):
    arrays = moving(month, seed, p)
    people = everyone(arrays)
    money = weighted(arrays[0], "cash") + arrays[1]["pool_cash"].sum()
    before = copied(arrays)[0]
    take("migration", arrays)
    g = arrays[1]
    assert close(everyone(arrays) + g["emigrated"].sum(), people, people)
    assert close(weighted(arrays[0], "cash") + g["pool_cash"].sum(), money, 1e9)
    assert close(g["moved"].sum(), g["came"].sum(), 1e6)
    assert close(g["emigrated"], g["emigrated_by_band"].sum(axis=1), 1e6)
    for band in BANDS:
        assert (arrays[0][band] >= 0).all() and (arrays[1][f"pool_{band}"] >= -1e-6).all()
        assert close(
            weighted(before, band, 0) - weighted(arrays[0], band, 0), arrays[0][f"left_{band}"].sum(), 1e6
        )
    assert (villages(arrays[0])["cash"] >= np.minimum(villages(before)["cash"], 0)).all()


@given(seeds, some_months)
@few
def test_no_adult_leaves_faster_than_a_fifth_in_a_month(seed, month):
    arrays = moving(month, seed)
    arrays[1]["leaving"] = 5.0
    before = copied(arrays)[0]
    run(leave, arrays)
    for band in BANDS:
        assert (arrays[0][band] >= 0.8 * before[band] - 1e-12).all()
    assert (arrays[0]["left_women"] > 0).any()


@given(seeds, some_months, pairs(shares), st.sampled_from(("movement_peasant_ban", "blacklists")))
@few
def test_a_ban_holds_the_hungry_where_they_are(seed, month, ban, lever):
    free, held = (moving(month, seed, None, **{lever: x}) for x in ban)
    run(leave, free), run(leave, held)
    for band in BANDS:
        assert not_above(held[0][f"left_{band}"].sum(), free[0][f"left_{band}"].sum())


@given(seeds, st.sampled_from((7, 143)), pairs(shares))
@few
def test_only_flight_near_a_border_leaves_the_country(seed, month, weight):
    gone = []
    for border in weight:
        arrays = moving(month, seed)
        arrays[1]["border_weight"] = [border, 0.0]
        take("migration", arrays)
        gone.append(arrays[1]["emigrated"].copy())
        assert gone[-1][1] == 0
    assert not_above(gone[0][0], gone[1][0])
    arrays[0]["body"] = 1.0
    take("migration", arrays)
    assert arrays[1]["emigrated"].sum() == 0


@given(some_months, pairs(shares), pairs(st.floats(0, 2e6)))
@few
def test_passports_hold_and_recruitment_draws(month, passports, recruits):
    for lever, pair, sign in (("labour_passports", passports, -1), ("labour_recruitment", recruits, 1)):
        less, more = (moving(month, 1, None, **{lever: x}) for x in pair)
        run(pull, less), run(pull, more)
        assert (sign * (more[1]["leaving"] - less[1]["leaving"]) >= -1e-15).all()


@given(seeds, some_months)
@few
def test_a_town_household_is_founded_by_people_of_the_pool(seed, month):
    arrays = moving(month, seed)
    for name in arrays[0].dtype.names:
        if name.startswith("left_"):
            arrays[0][name] = 0
    weight = arrays[0][arrays[0]["kind"] == 1]["weight"].mean()
    for band in BANDS:
        arrays[1][f"pool_{band}"] = 1.3 * weight
    people, before = everyone(arrays), copied(arrays)[0]
    run(arrive, arrays)
    new = (arrays[0]["eaters"] > 0) & (before["eaters"] == 0)
    assert new.any() and (arrays[0]["kind"][new.any(axis=1)] == 1).all()
    assert close(everyone(arrays), people, people)
    members = sum(arrays[0][band] for band in BANDS)
    assert close(members[new], arrays[0]["eaters"][new])
    assert (arrays[0]["tenure"][new] == before["tenure"][new] + 1).all()
    assert ((arrays[0]["rank"][new] > 0) & (arrays[0]["rank"][new] < 1)).all()
