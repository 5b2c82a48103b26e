"""Families: unions need both sexes, births need couples; law, hardship and work away move both."""

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
    some_months,
    stopped_before,
    take,
    villages,
    weighted,
)

from perelom.mechanisms.family import (
    MARRIED_AT_MOST,
    abortions_per_conception,
    build,
    clandestine_step,
    crowding,
    divorce_rate,
    fecundity,
    fertility,
    marriages,
    unite,
    unsettled_step,
    willingness,
    wish_to_avert,
)

people = numbers(0, 60)


@given(pairs(people), pairs(people), pairs(st.floats(0, 1.2)), parameters)
@quick
def test_a_union_takes_one_of_each_sex(women, men, readiness, p):
    base = marriages(women[0], men[0], readiness[0], p)
    assert 0 <= base <= min(women[0], men[0]) + 1e-12
    assert not_above(base, marriages(women[1], men[0], readiness[0], p))
    assert not_above(base, marriages(women[0], men[1], readiness[0], p))
    assert not_above(base, marriages(women[0], men[0], readiness[1], p))
    assert marriages(women[1], 0.0, 1.0, p) == marriages(0.0, men[1], 1.0, p) == 0


@given(pairs(st.floats(0, 1.5)), pairs(shares), parameters)
@quick
def test_hardship_and_husbands_away_put_marriage_off(means, apart, p):
    base = willingness(means[1], apart[0], p)
    assert 0 <= willingness(means[0], apart[0], p) <= base <= 1.2
    assert willingness(means[1], apart[1], p) <= base
    assert willingness(1.0, 0.0, p) == willingness(1.5, 0.0, p) == 1


@given(pairs(shares), pairs(st.floats(0, 300)), pairs(st.floats(5, 300)), st.booleans(), parameters)
@quick
def test_ease_adds_and_a_fee_over_the_wage_takes_from_divorces(ease, fee, wage, town, p):
    base = divorce_rate(ease[0], fee[0], wage[0], town, p)
    assert base > 0
    assert base <= divorce_rate(ease[1], fee[0], wage[0], town, p)
    assert not_above(divorce_rate(ease[0], fee[1], wage[0], town, p), base)
    assert not_above(base, divorce_rate(ease[0], fee[0], wage[1], town, p))


@given(shares, pairs(st.floats(0, 0.05)), parameters)
@quick
def test_divorces_use_up_the_unions_that_would_part(stock, rate, p):
    few_part, many_part = (unsettled_step(stock, r, p) for r in rate)
    assert 0 <= many_part <= few_part <= 1
    assert unsettled_step(1.0, 0.0, p) == 1


@given(pairs(st.floats(1e6, 1e8)), pairs(st.floats(1e7, 1e9)))
@quick
def test_towns_are_crowded_by_people_and_relieved_by_building(persons, space):
    base = crowding(persons[0], space[0])
    assert 0 <= base <= crowding(persons[1], space[0])
    assert crowding(persons[0], space[1]) <= base


terms = st.tuples(st.floats(0, 0.3), st.floats(0, 0.4), st.floats(0, 1), shares, st.floats(0.3, 1.2))


@given(terms, st.integers(0, 3), st.floats(0, 0.5), st.floats(0, 2000), parameters)
@quick
def test_work_crowding_norm_and_want_add_to_the_wish_to_avert_and_allowances_take(t, which, more, aid, p):
    base = wish_to_avert(*t, 0.0, p)
    assert 0 <= base <= 0.7
    raised = list(t)
    raised[which] += more
    assert not_above(base, wish_to_avert(*raised, 0.0, p))
    assert not_above(base, wish_to_avert(*t[:4], 0.5 * t[4], 0.0, p))
    assert not_above(wish_to_avert(*t, aid, p), base)


@given(shares, pairs(shares), pairs(shares))
@quick
def test_a_ban_leaves_what_clandestine_help_reaches(wish, legal, help_):
    assert close(abortions_per_conception(wish, 1.0, help_[0]), wish)
    assert close(abortions_per_conception(wish, 0.0, help_[0]), wish * help_[0])
    base = abortions_per_conception(wish, legal[0], help_[0])
    assert not_above(base, abortions_per_conception(wish, legal[1], help_[0]))
    assert not_above(base, abortions_per_conception(wish, legal[0], help_[1]))


@given(parameters)
@quick
def test_clandestine_help_spreads_under_a_ban_and_falls_back(p):
    reach = p.clandestine_legal
    course = []
    for legal in [0.0] * 60 + [1.0] * 60:
        reach = clandestine_step(reach, legal, p)
        course.append(reach)
    up = p.clandestine_most >= p.clandestine_legal
    assert (course[59] >= p.clandestine_legal) == up
    assert (course[119] <= course[59]) == up


@given(pairs(shares), st.floats(0.1, 1))
@quick
def test_wasted_bodies_do_not_conceive(body, response):
    assert 0 <= fecundity(body[0], response) <= fecundity(body[1], response) <= 1
    assert fecundity(1.0, response) == 1 and fecundity(0.0, response) == 0


@given(pairs(shares), pairs(shares), parameters)
@quick
def test_the_newly_wed_bear_more_and_the_parted_none(recent, apart, p):
    base = fertility(0.2, recent[0], apart[0], p)
    assert 0 <= base <= fertility(0.2, recent[1], apart[0], p)
    assert fertility(0.2, recent[0], apart[1], p) <= base
    assert fertility(0.2, recent[0], 1.0, p) == 0


def living(month: int, seed: int, p=None, **levers: float):
    arrays = stopped_before("family", month, levers, p)
    return shaken(arrays, seed, {"body": (0.2, 1), "couples": (0.2, 1)})


@given(seeds, some_months, parameters)
@few
def test_couples_are_never_more_than_their_women_nor_unborn_negative(seed, month, p):
    arrays = living(month, seed, p)
    before = copied(arrays)[0]
    run(unite, arrays)
    v = arrays[0]
    assert (v["couples"] >= 0).all()
    assert (v["couples"] <= MARRIED_AT_MOST * v["women"] + 1e-12).all()
    assert (v["conceived"] >= before["conceived"]).all()
    assert np.array_equal(v["conceived"][~live(v)], before["conceived"][~live(v)])
    for name in ("married", "divorced", "aborted", "maternal_risk", "averted"):
        assert (v[name] >= 0).all()
    assert (v["averted"] <= 1).all()
    for name in ("women", "men", "infants", "carried", "cash"):
        assert np.array_equal(v[name], before[name]), name


@given(seeds, some_months)
@few
def test_without_divorce_couples_grow_by_the_unions_formed(seed, month):
    arrays = living(month, seed)
    arrays[5]["divorce_town"] = arrays[5]["divorce_village"] = 0.0
    before = weighted(arrays[0], "couples")
    run(unite, arrays)
    v = arrays[0]
    assert close(weighted(v, "couples") - before, v["married"].sum(), before)
    assert v["divorced"].sum() == 0


@given(seeds, some_months)
@few
def test_where_the_men_are_gone_so_are_the_couples(seed, month):
    arrays = living(month, seed)
    arrays[0]["men"] *= 0.2
    run(unite, arrays)
    v = arrays[0]
    assert (v["couples"].sum(axis=1) <= MARRIED_AT_MOST * v["men"].sum(axis=1) * 1.05 + 1e-9).all()


@given(seeds, some_months, pairs(shares))
@few
def test_abortion_that_is_legal_never_adds_births_to_come(seed, month, legal):
    banned, allowed = (living(month, seed, None, **{"family.abortion_legal": x}) for x in legal)
    run(unite, banned), run(unite, allowed)
    assert not_above(weighted(allowed[0], "conceived"), weighted(banned[0], "conceived"))
    assert not_above(banned[0]["aborted"].sum(), allowed[0]["aborted"].sum())


@given(seeds, some_months, st.sampled_from((("body", 0.5), ("means", 0.7))))
@few
def test_hunger_means_fewer_conceptions(seed, month, want):
    fed, hungry = living(month, seed), living(month, seed)
    hungry[0][want[0]] *= want[1]
    run(unite, fed), run(unite, hungry)
    assert weighted(hungry[0], "conceived") < weighted(fed[0], "conceived")


@given(seeds, some_months)
@few
def test_men_away_at_work_mean_fewer_conceptions_in_villages_alone(seed, month):
    home, away = living(month, seed), living(month, seed)
    home[2]["offfarm_rate"] = 0.0
    run(unite, home), run(unite, away)
    assert weighted(away[0], "conceived", 0) < weighted(home[0], "conceived", 0)
    assert weighted(away[0], "conceived", 1) == weighted(home[0], "conceived", 1)


@given(seeds, some_months, pairs(st.floats(1e7, 1e9)))
@few
def test_crowded_towns_avert_more_and_villages_do_not_notice(seed, month, space):
    tight, roomy = living(month, seed), living(month, seed)
    for arrays, x in ((tight, space[0]), (roomy, space[1])):
        arrays[2]["living_space"] = x
        run(build, arrays), run(unite, arrays)
    town = tight[0]["kind"] == 1
    assert (tight[0]["averted"][town] >= roomy[0]["averted"][town] - 1e-12).all()
    assert np.array_equal(villages(tight[0])["averted"], villages(roomy[0])["averted"])


@pytest.mark.parametrize("investment", [0.0, 5e8])
def test_living_space_is_built_from_investment_and_wears(investment):
    arrays = living(81, 1)
    n, p = arrays[2], arrays[5][0]
    n["investment"] = investment
    before = float(n["living_space"][0])
    run(build, arrays)
    made = p["housing_built"] * investment - p["housing_wear"] / 12.0 * before
    assert close(n["living_space"][0] - before, made, before)


@given(some_months)
@few
def test_the_country_counts_what_its_blocks_do(month):
    arrays = stopped_before("family", month)
    take("family", arrays)
    v, n = arrays[0], arrays[2][0]
    for total, part in (("marriages", "married"), ("divorces", "divorced"), ("abortions", "aborted")):
        assert close(n[total], v[part].sum(), 1e6)
        assert n[total] > 0
