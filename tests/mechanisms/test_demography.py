"""Births and deaths: every person is born and dies once, ages in order; hunger kills and is counted apart."""

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
    some_months,
    stopped_before,
    villages,
    weighted,
)

from perelom.mechanisms.demography import (
    divide,
    famine_hazard,
    halve,
    live_and_die,
    ordinary_factor,
)
from perelom.world.schema import names

BANDS = ("infants", "young", "children", "women", "men", "old_women", "old_men")


@given(pairs(shares), pairs(shares), parameters)
@quick
def test_the_risk_of_hunger_rises_as_the_body_wastes_and_epidemics_spread(body, epidemics, p):
    base = famine_hazard(body[1], epidemics[0], p)
    assert base >= 0
    assert not_above(base, famine_hazard(body[0], epidemics[0], p))
    assert not_above(base, famine_hazard(body[1], epidemics[1], p))
    assert famine_hazard(1.0, epidemics[1], p) == 0


@given(pairs(st.floats(-0.1, 0.9)), pairs(st.floats(0, 1)))
@quick
def test_health_lowers_and_the_aftermath_of_war_raises_ordinary_risk(health, aftermath):
    base = ordinary_factor(health[0], aftermath[0])
    assert base > 0
    assert ordinary_factor(health[1], aftermath[0]) <= base <= ordinary_factor(health[0], aftermath[1])
    assert ordinary_factor(0.0, 0.0) == 1


def alive(month: int, seed: int, p=None):
    arrays = stopped_before("births and deaths", month, parameters=p)
    shaken(arrays, seed, {"body": (0.2, 1), "carried": (0, 2)})
    return arrays


def people(blocks, kind=None) -> float:
    return sum(weighted(blocks, band, kind) for band in BANDS)


@given(seeds, some_months, parameters)
@few
def test_people_change_by_births_less_deaths(seed, month, p):
    arrays = alive(month, seed, p)
    before = copied(arrays)[0]
    run(live_and_die, arrays)
    blocks = arrays[0]
    change = sum((blocks[band] - before[band]).sum(axis=1) for band in BANDS) * blocks["weight"]
    assert close(change, blocks["born"] - blocks["died"], 1e7)
    for name in (*BANDS, "conceived", "carried"):
        assert (blocks[name] >= 0).all()
    for name in ("born", "died", "died_excess", "died_ordinary"):
        assert (blocks[name] >= 0).all()
    assert (blocks["died_excess"] <= blocks["died"] * (1 + 1e-9)).all()


@given(seeds, some_months, st.floats(0.3, 0.9))
@few
def test_wasted_bodies_never_mean_fewer_deaths(seed, month, left):
    fed = alive(month, seed)
    hungry = copied(fed)
    hungry[0]["body"] *= left
    run(live_and_die, fed), run(live_and_die, hungry)
    # the same uniform decides the count, which may fall by its rounding to whole persons
    assert hungry[0]["died"].sum() >= fed[0]["died"].sum() - len(fed[0])
    assert hungry[0]["died_excess"].sum() >= fed[0]["died_excess"].sum() - len(fed[0])


@given(some_months)
@few
def test_full_bodies_know_no_excess_deaths(month):
    arrays = stopped_before("births and deaths", month)
    arrays[0]["body"], arrays[1]["body_reserve"] = 1.0, 1.0
    run(live_and_die, arrays)
    assert arrays[0]["died_excess"].sum() <= 1e-9 * arrays[0]["died"].sum()
    expected, counted = arrays[0]["died_ordinary"].sum(), arrays[0]["died"].sum()
    assert abs(counted - expected) < 6 * np.sqrt(expected) + len(arrays[0])


@given(seeds, some_months)
@few
def test_the_dead_leave_widowed_couples_behind_and_no_couple_outlives_its_women(seed, month):
    arrays = alive(month, seed)
    before = copied(arrays)[0]
    run(live_and_die, arrays)
    v = arrays[0]
    lived = live(before) & (before["couples"] > 0)
    couples = (v["couples"] / np.where(lived, before["couples"], 1))[lived]
    assert (couples > 0).all()
    # a union ends with either of the two; those who come of age are unmarried
    grown = 0.51 / 100.8 * before["children"]
    for side in ("women", "men"):
        left = (v[side] - grown) / np.where(live(before), before[side], 1)
        assert (couples <= left[lived] * (1 + 1e-9)).all()


@given(some_months)
@few
def test_the_risk_of_abortion_falls_on_women_alone(month):
    safe, risky = stopped_before("births and deaths", month), stopped_before("births and deaths", month)
    safe[0]["maternal_risk"], risky[0]["maternal_risk"] = 0.0, 0.01
    run(live_and_die, safe), run(live_and_die, risky)
    assert weighted(risky[0], "women") < weighted(safe[0], "women")
    assert risky[0]["died"].sum() > safe[0]["died"].sum()
    assert close(weighted(risky[0], "men"), weighted(safe[0], "men"), 2e-3 * weighted(safe[0], "men") / 1e-9)


@given(seeds)
@few
def test_a_household_that_divides_halves_everything_it_counts(seed):
    arrays = shaken(stopped_before("births and deaths", 60), seed, {"grain": (0, 3), "horses": (0, 3)})
    v = arrays[0].view(np.recarray)[0]
    s, t = int(np.argmax(v["eaters"])), int(np.argmin(v["eaters"]))
    assert v["eaters"][t] == 0
    before = v.copy()
    halve(v, s, t)
    shared = (
        *BANDS,
        "eaters",
        "grain",
        "cash",
        "horses",
        "cattle",
        "pigs",
        "sheep",
        "intended",
        "winter",
        "spring",
        "crop",
        "harvest",
        "tax_due",
        "conceived",
        "carried",
        "couples",
    )
    for name in shared:
        assert v[name][s] == v[name][t] == 0.5 * before[name][s], name
    for name in ("body", "land", "social", "trust", "reward"):
        assert v[name][s] == v[name][t] == before[name][s], name
    others = [k for k in range(64) if k not in (s, t)]
    for name in names("household"):
        assert np.array_equal(v[name][others], before[name][others]), name


@given(seeds, parameters)
@few
def test_division_neither_makes_nor_loses_anything(seed, p):
    arrays = in_month(stopped_before("births and deaths", 60, parameters=p), 1)
    arrays[5]["division_rate"] = 0.5
    shaken(arrays, seed, {"grain": (0, 3)})
    before = copied(arrays)[0]
    run(divide, arrays)
    blocks = arrays[0]
    assert live(villages(blocks)).sum() > live(villages(before)).sum()
    for name in (*BANDS, "eaters", "grain", "cash", "horses", "cattle", "pigs", "sheep", "intended"):
        assert close(weighted(blocks, name), weighted(before, name), weighted(before, name) + 1)
    towns = blocks["kind"] == 1
    assert np.array_equal(blocks["eaters"][towns], before["eaters"][towns])


@pytest.mark.parametrize("moy", range(2, 13))
def test_households_divide_in_january(moy):
    arrays = in_month(stopped_before("births and deaths", 60), moy)
    arrays[5]["division_rate"] = 1.0
    before = arrays[0].copy()
    run(divide, arrays)
    assert np.array_equal(before, arrays[0])
