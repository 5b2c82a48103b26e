"""Exile and camps: people are born, grow older, die, flee and are released; hunger and newness kill."""

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
    seeds,
    shares,
    some_months,
    stopped_before,
    take,
)

from perelom.mechanisms.demography import GIRLS
from perelom.mechanisms.exile import (
    escape_rate,
    grain_for,
    newness,
    own_food,
    pardon_rate,
    risk_in_camps,
    risk_in_exile,
    supplied,
)

months_there = st.floats(0, 150)
BANDS = ("infants", "young", "children", "women", "men", "old_women", "old_men")


@given(pairs(months_there), pairs(shares), pairs(shares), parameters)
@quick
def test_newcomers_and_the_hungry_die_sooner(months, body, epidemics, p):
    base = risk_in_exile(months[1], body[1], epidemics[0], p)
    assert base >= 1
    assert not_above(base, risk_in_exile(months[0], body[1], epidemics[0], p))
    assert not_above(base, risk_in_exile(months[1], body[0], epidemics[0], p))
    assert not_above(base, risk_in_exile(months[1], body[1], epidemics[1], p))
    assert 0 < newness(months[1]) <= newness(months[0]) <= 1


@given(pairs(st.floats(-0.5, 2)), pairs(shares), shares, parameters)
@quick
def test_crowding_and_hunger_kill_in_camps(crowding, body, epidemics, p):
    base = risk_in_camps(crowding[0], body[1], epidemics, p)
    assert base >= p.camp_risk * (1 - 1e-12)
    assert not_above(base, risk_in_camps(crowding[1], body[1], epidemics, p))
    assert not_above(base, risk_in_camps(crowding[0], body[0], epidemics, p))


@given(pairs(st.floats(1000, 3000)), pairs(months_there), pairs(st.floats(0, 1.5)), parameters)
@quick
def test_rations_are_cut_as_towns_go_short_and_gardens_grow(kcal, months, village, p):
    assert 0 <= supplied(kcal[0], p) <= supplied(kcal[1], p) <= 1
    assert supplied(2450.0, p) == 1
    first, later = own_food(months[0], village[0], p), own_food(months[1], village[0], p)
    assert not_above(first, later) == (p.exile_food_settled >= p.exile_food_first) or first == later
    assert not_above(first, own_food(months[0], village[1], p))
    assert close(grain_for(12.0, 0.0, p) + grain_for(0.0, 12.0, p), p.exile_ration + p.camp_ration)


@given(pairs(months_there), pairs(shares), parameters)
@quick
def test_newcomers_flee_and_passports_hold(months, passports, p):
    base = escape_rate(months[0], passports[0], p)
    assert 0 < base < 1
    assert escape_rate(months[0], passports[1], p) <= base
    if p.escape_first >= p.escape_settled:
        assert not_above(escape_rate(months[1], passports[0], p), base)
    assert pardon_rate(months[1], p) <= pardon_rate(months[0], p)


def held(month: int, seed: int, p=None):
    arrays = stopped_before("exile and camps", month, parameters=p)
    noise = np.random.default_rng(seed)
    g = arrays[1]
    g["exile"] = noise.uniform(0, 1e5, g["exile"].shape)
    g["camps"] = noise.uniform(0, 1e5, g["camps"].shape)
    g["exile_body"], g["exile_months"] = noise.uniform(0, 1, len(g)), noise.uniform(0, 60, len(g))
    return arrays


def people(g) -> np.ndarray:
    """Exiles, prisoners and pools by band, [regions, 7]."""
    found = g["exile"].copy()
    found[:, 3:5] += g["camps"]
    return found + np.stack([g[f"pool_{band}"] for band in BANDS], axis=1)


@given(seeds, some_months, parameters)
@few
def test_everyone_is_accounted_for_by_age(seed, month, p):
    arrays = held(month, seed, p)
    before = people(arrays[1])
    take("exile and camps", arrays)
    g = arrays[1]
    aged = np.zeros_like(before)
    aged[:, :5] -= g["held_aged"]
    aged[:, 1:3] += g["held_aged"][:, :2]
    aged[:, 3] += GIRLS * g["held_aged"][:, 2]
    aged[:, 4] += (1 - GIRLS) * g["held_aged"][:, 2]
    aged[:, 5:] += g["held_aged"][:, 3:]
    expected = before - g["held_died"] + aged
    expected[:, 0] += g["held_born"]
    assert close(people(g), expected, 1e6)
    assert (g["exile"] >= 0).all() and (g["camps"] >= 0).all()
    assert (g["held_died"] >= 0).all() and (g["held_excess"] >= -1e-6).all()
    assert (g["held_excess"] <= g["held_died"].sum(axis=1) + 1e-6).all()


@given(seeds, some_months, pairs(shares))
@few
def test_less_grain_more_deaths(seed, month, share):
    short, full = held(month, seed), held(month, seed)
    need = grain_for(full[1]["exile"].sum(), full[1]["camps"].sum(), full[5].view(np.recarray)[0])
    for arrays, x in ((short, share[0]), (full, share[1])):
        arrays[2]["grain_held"] = x * need
        take("exile and camps", arrays)
    assert not_above(full[1]["held_died"].sum(), short[1]["held_died"].sum())
    assert (short[1]["exile_body"] <= full[1]["exile_body"] + 1e-12).all()
    assert not_above(short[1]["held_born"].sum(), full[1]["held_born"].sum())


@given(some_months)
@few
def test_empty_settlements_stay_empty(month):
    arrays = held(month, 0)
    arrays[1]["exile"] = arrays[1]["camps"] = 0.0
    before = copied(arrays)
    take("exile and camps", arrays)
    g = arrays[1]
    assert not g["exile"].any() and not g["camps"].any() and not g["held_died"].any()
    assert np.array_equal(people(g), people(before[1]))
