"""Labour: employed and seekers make the labour force; wages follow contracts or scarcity."""

from __future__ import annotations

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
    shares,
    some_months,
    stopped_before,
)

from perelom.mechanisms.labour import (
    come_in_spring,
    hire,
    participation,
    season_of_building,
    wage_by_contract,
    wage_by_scramble,
)


@given(pairs(st.floats(0, 0.4)), pairs(st.floats(0, 0.4)), pairs(shares), parameters)
@quick
def test_those_who_seek_work_are_men_and_the_women_who_wish_to(men, women, working, p):
    base = participation(men[0], women[0], working[0], p)
    assert 0 <= base <= participation(men[1], women[0], working[0], p) <= 1
    assert base <= participation(men[0], women[1], working[0], p)
    assert base <= participation(men[0], women[0], working[1], p)
    assert participation(0.0, women[0], 0.0, p) == 0


@given(st.floats(50, 5000), pairs(st.floats(0.1, 3)), pairs(st.floats(0.05, 20)))
@quick
def test_contracts_follow_output_and_prices(wage, made, prices):
    base = wage_by_contract(wage, made[0], prices[0])
    assert -0.05 <= base <= 0.05
    assert base <= wage_by_contract(wage, made[1], prices[0])
    assert base <= wage_by_contract(wage, made[0], prices[1])
    assert wage_by_contract(2 * wage, made[0], prices[0]) <= base
    assert close(wage_by_contract(0.98 * 650.0, 1.0, 1.0), 0)


@given(shares, parameters)
@quick
def test_sites_rest_in_winter_and_villagers_come_in_spring(soft, p):
    seasons = [season_of_building(float(month), soft, p) for month in range(1, 13)]
    assert close(sum(seasons), 12.0)
    assert seasons[1] <= 1.0 <= seasons[7]
    assert season_of_building(2.0, 1.0, p) == 1.0
    came = [come_in_spring(float(month), 1.2e8, soft, p) for month in range(1, 13)]
    assert min(came) >= 0 and max(came) == came[3]


@given(pairs(st.floats(0, 1)), parameters)
@quick
def test_scarce_hands_are_bid_for(shortage, p):
    assert 0 < wage_by_scramble(shortage[0], p) <= wage_by_scramble(shortage[1], p)


def hired(month: int, p=None, **levers: float):
    arrays = stopped_before("labour", month, parameters=p)
    for name, value in levers.items():
        arrays[3][name] = arrays[4][name] = value
    return arrays


@given(some_months, shares, parameters)
@few
def test_employed_and_seekers_make_the_labour_force(month, soft, p):
    arrays = hired(month, p, credit_enterprise=soft)
    before = copied(arrays)[2][0]
    run(hire, arrays)
    n = arrays[2][0]
    assert close(n["employment"] + n["seekers"], n["labour_force"], n["labour_force"])
    assert n["unemployed"] >= 0
    for name in ("green", "exchange", "budget_felt", "employment_rate", "participation"):
        assert 0 <= n[name] <= 1
    assert n["hoarded"] >= 0 and n["wage"] > 0
    for group in ("workers_a", "workers_b"):
        growth = n[group] / before[group] - 1
        assert -0.021 - 1e-12 <= growth <= 0.0315 + 1e-12


@given(some_months, pairs(shares))
@few
def test_soft_credit_never_wants_fewer_hands(month, soft):
    hard, loose = (hired(month, credit_enterprise=x) for x in soft)
    run(hire, hard), run(hire, loose)
    for name in ("workers_a", "workers_b"):
        assert not_above(hard[2][name][0], loose[2][name][0])


@given(some_months, st.floats(0.1, 0.9))
@few
def test_hiring_slows_where_nobody_seeks_work(month, left):
    many, scarce = hired(month), hired(month)
    scarce[2]["seekers"] *= left
    run(hire, many), run(hire, scarce)
    for name in ("workers_a", "workers_b"):
        assert not_above(scarce[2][name][0], many[2][name][0])


@given(some_months)
@few
def test_new_hands_are_green_hands(month):
    still, hiring = hired(month), hired(month)
    still[2]["run_a"] *= 0.3
    still[2]["run_b"] *= 0.3
    hiring[2]["seekers"] = 1e7
    run(hire, still), run(hire, hiring)
    assert still[2]["green"][0] <= hiring[2]["green"][0]
