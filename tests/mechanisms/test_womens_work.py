"""Women's paid work: wages, care and neighbours draw into it; the husband's pay and children hold."""

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
    take,
    villages,
)

from perelom.mechanisms.womens_work import (
    burden,
    care_used,
    housework_of_men,
    housework_of_women,
    leaning,
    norm_step,
    seek_paid_work,
    wish_to_work,
)


@given(pairs(shares), pairs(shares))
@quick
def test_care_counts_by_places_and_quality(places, quality):
    base = care_used(places[0], quality[0])
    assert 0 <= base <= care_used(places[1], quality[0]) <= 1
    assert base <= care_used(places[0], quality[1])


@given(pairs(shares), pairs(st.floats(0, 0.3)), shares, parameters)
@quick
def test_a_child_holds_less_in_good_care_and_more_where_the_mother_is_alone(care, lone, liability, p):
    base = burden(care[0], lone[0], liability, p)
    assert base > 0
    assert not_above(burden(care[1], lone[0], liability, p), base)
    assert not_above(base, burden(care[0], lone[1], liability, p))
    assert burden(0.0, 0.0, 0.0, p) == 1


@given(pairs(shares), pairs(shares), pairs(shares), pairs(shares), pairs(st.floats(-0.4, 0.2)), parameters)
@quick
def test_rights_dining_advocacy_neighbours_and_vacancies_draw_women_to_work(
    rights, dining, talk, norm, jobs, p
):
    lower = (rights[0], dining[0], talk[0], norm[0], jobs[0])
    for k, pair in enumerate((rights, dining, talk, norm, jobs)):
        higher = list(lower)
        higher[k] = pair[1]
        assert not_above(leaning(*lower, p), leaning(*higher, p))


@given(st.floats(-2, 2), pairs(st.floats(0.05, 3)), pairs(st.floats(0, 3)), pairs(shares), parameters)
@quick
def test_a_husband_who_earns_children_and_pressure_hold_women_at_home(shared, husband, kids, pressed, p):
    base = wish_to_work(shared, husband[0], kids[0], pressed[0], p)
    assert 0 < base < 1
    assert wish_to_work(shared, husband[1], kids[0], pressed[0], p) <= base
    assert wish_to_work(shared, husband[0], kids[1], pressed[0], p) <= base
    assert wish_to_work(shared, husband[0], kids[0], pressed[1], p) <= base


@given(shares, pairs(shares), pairs(shares), pairs(shares), parameters)
@quick
def test_norms_follow_practice_and_campaigns(norm, practice, talk, home, p):
    base = norm_step(norm, practice[0], talk[0], home[0], p)
    assert 0 <= base <= 1
    assert base <= norm_step(norm, practice[1], talk[0], home[0], p)
    assert base <= norm_step(norm, practice[0], talk[1], home[0], p)
    assert norm_step(norm, practice[0], talk[0], home[1], p) <= base
    assert close(norm_step(norm, norm, talk[0], talk[0], p), norm)


@given(pairs(shares), pairs(shares), pairs(st.floats(0, 3)), pairs(shares), parameters)
@quick
def test_canteens_and_nurseries_take_work_off_women_at_home(dining, care, kids, soft, p):
    base = housework_of_women(dining[0], care[0], kids[0], p)
    assert base > 0
    assert housework_of_women(dining[1], care[0], kids[0], p) <= base
    assert housework_of_women(dining[0], care[1], kids[0], p) <= base
    assert base <= housework_of_women(dining[0], care[0], kids[1], p)
    men = housework_of_men(dining[0], soft[0], p)
    assert 0 < housework_of_men(dining[0], soft[1], p) <= men


def working(month: int, seed: int, p=None, **levers: float):
    arrays = stopped_before("women's work", month, levers, p)
    shaken(arrays, seed, {"women_paid": (0.2, 1), "young": (0, 2)})
    return in_month(arrays, 4)


def share(arrays) -> float:
    towns = arrays[0][arrays[0]["kind"] == 1]
    return float(towns["women_paid"].sum() / towns["women"].sum())


@given(seeds, some_months, parameters)
@few
def test_no_more_women_work_than_there_are_and_free_slots_stay_empty(seed, month, p):
    arrays = working(month, seed, p)
    run(seek_paid_work, arrays)
    v = arrays[0]
    assert (v["women_paid"] >= 0).all() and (v["women_paid"] <= v["women"] + 1e-12).all()
    assert not v["women_paid"][~live(v)].any()
    assert not villages(v)["women_paid"].any()
    assert ((v["norm"] >= 0) & (v["norm"] <= 1)).all()


@pytest.mark.parametrize("moy", [2, 3, 5, 6, 8, 9, 11, 12])
def test_between_the_quarters_nobody_moves(moy):
    arrays = in_month(stopped_before("women's work", 110), moy)
    before = copied(arrays)
    take("women's work", arrays)
    assert all(a.tobytes() == b.tobytes() for a, b in zip(arrays, before, strict=True))


@given(
    seeds,
    some_months,
    pairs(shares),
    st.sampled_from(
        (
            ("family.equal_rights", 1),
            ("family.public_dining", 1),
            ("family.childcare_places", 1),
            ("family.childcare_quality", 1),
            ("family.advocacy", 1),
            ("family.home_pressure", -1),
        )
    ),
)
@few
def test_each_decision_moves_womens_work_to_its_side(seed, month, levels, decision):
    name, sign = decision
    low, high = (working(month, seed, None, **{name: x}) for x in levels)
    run(seek_paid_work, low), run(seek_paid_work, high)
    assert sign * (share(high) - share(low)) >= -1e-12


@given(seeds, some_months)
@few
def test_pressure_sends_home_the_wives_of_the_best_paid_alone(seed, month):
    free, pressed = (working(month, seed, None, **{"family.home_pressure": x}) for x in (0.0, 1.0))
    run(seek_paid_work, free), run(seek_paid_work, pressed)
    towns = free[0]["kind"] == 1
    assert (pressed[0]["wives_high_paid"] <= free[0]["wives_high_paid"] + 1e-12).all()
    assert pressed[0]["wives_high_paid"][towns].sum() < free[0]["wives_high_paid"][towns].sum()
    assert np.array_equal(pressed[0]["wives_low_paid"], free[0]["wives_low_paid"])


@given(some_months)
@few
def test_the_country_counts_women_by_the_thirds_of_their_husbands(month):
    arrays = working(month, 1)
    take("women's work", arrays)
    n = arrays[2][0]
    assert close(n["women_participation"], _by_weight(arrays[0]))
    assert 0 < n["women_husband_high"] <= n["women_husband_low"] < 1
    assert 0 < n["women_share"] < 1
    assert n["hours_home_women"] > n["hours_home_men"] > 0
    assert 0 <= n["childcare"] <= 1


def _by_weight(blocks) -> float:
    towns = blocks[blocks["kind"] == 1]
    paid, women = ((towns[c].sum(axis=1) * towns["weight"]).sum() for c in ("women_paid", "women"))
    return float(paid / women)
