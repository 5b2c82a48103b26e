"""Workplaces: who is aggrieved strikes and leaves, who is heard or frightened does not, and sums add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_months import (
    close,
    copied,
    few,
    pairs,
    parameters,
    quick,
    shares,
    some_months,
    stopped_before,
    take,
)

from perelom.mechanisms.workplaces import (
    absence,
    accidents,
    arrears,
    aspiration,
    effort,
    grievance,
    party_workers,
    pay_differential,
    scarcity,
    separations,
    shock_workers,
    shortfall,
    strike_rate,
    strike_size,
    trust,
    wage_that_buys,
)
from perelom.parameters import values
from perelom.scenarios import load
from perelom.vocabulary import indicator_index
from perelom.world import simulate

wage = st.floats(0.1, 2)
index = st.floats(0, 5)


@given(wage, st.floats(0.5, 2), pairs(shares), parameters)
@quick
def test_money_for_which_nothing_is_to_be_had_is_no_wage(real_wage, pay, famine, p):
    full, empty = (wage_that_buys(real_wage, pay, x, p) for x in famine)
    assert 0 <= empty <= full <= real_wage * pay


@given(wage, wage, parameters)
@quick
def test_aspiration_moves_towards_the_wage_and_falls_slower_than_it_rises(aspired, paid, p):
    after = aspiration(aspired, paid, p)
    assert min(aspired, paid) <= after <= max(aspired, paid)
    up, down = aspiration(1.0, 1.1, p) - 1.0, 1.0 - aspiration(1.0, 0.9, p)
    assert close(up, 3 * down)


@given(pairs(wage), wage, parameters)
@quick
def test_no_wage_short_of_what_is_due_above_it(paid, aspired, p):
    assert 0 <= shortfall(aspired, paid[1]) <= shortfall(aspired, paid[0])
    assert shortfall(1.0, 1.1) == 0 and shortfall(1.0, 1.0) > 0


@given(pairs(shares), pairs(st.floats(0, 12)), parameters)
@quick
def test_pay_comes_late_where_paper_falls_and_goods_lie_unsold(inflation, unsold, p):
    base = arrears(inflation[0], unsold[0], p)
    assert 0 <= base <= arrears(inflation[1], unsold[0], p) <= 1
    assert base <= arrears(inflation[0], unsold[1], p) <= 1
    assert arrears(0.0, 2.0, p) == 0


@given(shares, shares, pairs(shares), pairs(shares), pairs(shares), pairs(shares), parameters)
@quick
def test_grievance_grows_with_what_presses_and_falls_where_workers_are_heard(
    late, short, power, norms, heard, promoted, p
):
    base = grievance(late, short, power[0], norms[0], heard[0], promoted[0], p)
    assert base >= 0
    assert base <= grievance(late, short, power[1], norms[0], heard[0], promoted[0], p)
    assert base <= grievance(late, short, power[0], norms[1], heard[0], promoted[0], p)
    assert grievance(late, short, power[0], norms[0], heard[1], promoted[0], p) <= base
    assert grievance(late, short, power[0], norms[0], heard[0], promoted[1], p) <= base


@given(shares, pairs(index), pairs(st.floats(0, 3)), pairs(st.floats(0, 0.02)), parameters)
@quick
def test_trust_answers_to_grievance_bread_and_levies(held, resented, bread, levied, p):
    base = trust(held, resented[0], bread[0], levied[0], 0.0, p)
    assert 0 <= base <= 1
    assert trust(held, resented[1], bread[0], levied[0], 0.0, p) <= base
    assert trust(held, resented[0], bread[1], levied[0], 0.0, p) <= base
    assert base <= trust(held, resented[0], bread[0], levied[1], 0.0, p) <= 1
    assert base <= trust(held, resented[0], bread[0], levied[0], levied[1], p) <= 1


@given(pairs(index), pairs(shares), pairs(shares), pairs(shares), pairs(st.floats(0, 3)), parameters)
@quick
def test_strikes_need_grievance_and_are_held_down_by_trust_hunger_for_work_and_force(
    resented, trusted, unemployment, repression, law, p
):
    base = strike_rate(resented[0], trusted[0], unemployment[0], repression[0], law[0], p)
    assert base >= 0
    assert base <= strike_rate(resented[1], trusted[0], unemployment[0], repression[0], law[0], p)
    assert strike_rate(resented[0], trusted[1], unemployment[0], repression[0], law[0], p) <= base
    assert strike_rate(resented[0], trusted[0], unemployment[1], repression[0], law[0], p) <= base
    assert strike_rate(resented[0], trusted[0], unemployment[0], repression[1], law[0], p) <= base
    assert strike_rate(resented[0], trusted[0], unemployment[0], repression[0], law[1], p) <= base
    assert strike_rate(0.0, trusted[0], unemployment[0], repression[0], law[0], p) == 0


@given(pairs(shares), pairs(shares), parameters)
@quick
def test_strikes_shrink_to_a_shop_where_workers_are_heard_and_the_party_is_among_them(heard, party, p):
    base = strike_size(heard[0], party[0], p)
    assert 0 < strike_size(heard[1], party[0], p) <= base
    assert 0 < strike_size(heard[0], party[1], p) <= base


@given(pairs(shares), pairs(st.floats(-0.3, 0.3)), shares, pairs(shares), pairs(st.floats(0, 3)), parameters)
@quick
def test_workers_leave_where_hands_are_scarce_unless_papers_or_the_law_hold_them(
    unemployment, growth, short, passports, discipline, p
):
    scarce = scarcity(unemployment[1]), scarcity(unemployment[0])
    assert 0 <= scarce[0] <= scarce[1] <= 1
    base = separations(scarce[0], growth[0], short, passports[0], discipline[0], 0.5, p)
    assert 0 < base <= 0.5
    assert base <= separations(scarce[1], growth[0], short, passports[0], discipline[0], 0.5, p)
    assert base <= separations(scarce[0], growth[1], short, passports[0], discipline[0], 0.5, p)
    assert separations(scarce[0], growth[0], short, passports[1], discipline[0], 0.5, p) <= base
    assert separations(scarce[0], growth[0], short, passports[0], discipline[1], 0.5, p) <= base
    assert base <= separations(scarce[0], growth[0], short, passports[0], discipline[0], 0.9, p)


@given(shares, pairs(st.floats(0, 3)), parameters)
@quick
def test_the_law_on_absence_bites_when_it_is_severe(scarce, law, p):
    assert 0 < absence(scarce, law[1], p) <= absence(scarce, law[0], p) < 31
    mild = 1 - absence(scarce, 0.3, p) / absence(scarce, 0.0, p)
    severe = 1 - absence(scarce, 1.0, p) / absence(scarce, 0.0, p)
    assert severe > 3 * mild


@given(shares, shares, pairs(index), parameters)
@quick
def test_shock_work_follows_the_call_less_where_workers_are_aggrieved(share, called, resented, p):
    willing, aggrieved = (shock_workers(share, called, x, p) for x in resented)
    assert 0 <= aggrieved <= willing <= 1
    assert willing <= max(share, called) + 1e-12


@given(pairs(st.floats(0.3, 2)), pairs(st.floats(0.2, 1.5)), shares, pairs(shares), pairs(shares), parameters)
@quick
def test_effort_rises_with_reward_trust_and_campaigns_and_falls_with_unfair_pay(
    differential, spread, shock, trusted, norms, p
):
    base = effort(differential[0], spread[0], shock, trusted[0], norms[0], p)
    assert base > 0
    assert base <= effort(differential[1], spread[0], shock, trusted[0], norms[0], p)
    assert effort(differential[0], spread[1], shock, trusted[0], norms[0], p) <= base
    assert base <= effort(differential[0], spread[0], shock, trusted[1], norms[0], p)
    assert base <= effort(differential[0], spread[0], shock, trusted[0], norms[1], p)
    assert effort(1.0, 0.0, 0.0, p.worker_trust_usual, 0.0, p) == 1
    assert effort(1.0, 0.0, 1.0, p.worker_trust_usual, 0.0, p) == 1  # a title that all hold rewards no one


@given(st.floats(0.3, 2), pairs(shares), parameters)
@quick
def test_managers_who_set_pay_widen_it(decreed, power, p):
    assert pay_differential(decreed, power[0], p) <= pay_differential(decreed, power[1], p)
    assert pay_differential(decreed, 0.4, p) == decreed


@given(pairs(shares), pairs(shares), pairs(shares), parameters)
@quick
def test_accidents_rise_with_green_hands_haste_and_shock_work(green, waste, shock, p):
    base = accidents(green[0], waste[0], shock[0], p)
    assert 0 < base <= accidents(green[1], waste[0], shock[0], p)
    assert base <= accidents(green[0], waste[1], shock[0], p)
    assert base <= accidents(green[0], waste[0], shock[1], p)


@given(st.floats(0, 1e6), pairs(st.floats(0, 2e6)), st.floats(0, 2e4), parameters)
@quick
def test_a_levy_adds_members_and_posts_take_them_from_the_bench(members, levy, promoted, p):
    base = party_workers(members, levy[0], promoted, 3e6, p)
    assert 0 <= base <= party_workers(members, levy[1], promoted, 3e6, p) <= members + 0.02 * 3e6
    assert base <= party_workers(members, levy[0], 0.0, 3e6, p)


@given(some_months, parameters)
@few
def test_what_workplaces_count_adds_up_to_the_country(month, p):
    arrays = stopped_before("workplaces", month, parameters=p)
    before = copied(arrays)
    take("workplaces", arrays)
    blocks, n = arrays[0], arrays[2][0]
    works = blocks[(blocks["kind"] == 1) & (blocks["households_sum"] > 0)]
    assert close(works["workers"].sum(), n["workers_a"] + n["workers_b"], n["workers_a"])
    assert close(works["strikes"].sum(), n["strikes"]) and close(works["strikers"].sum(), n["strikers"])
    assert (works["strikes"] == np.floor(works["strikes"])).all()
    for name in ("worker_trust", "shock", "turnover"):
        assert ((works[name] >= 0) & (works[name] <= 1)).all()
    assert works["work_effort"].min() > 0 and 0.5 < n["effort"] < 1.5
    villages = blocks["kind"] == 0
    assert blocks[villages].tobytes() == before[0][villages].tobytes()


@given(some_months)
@few
def test_a_workplace_not_yet_opened_starts_as_the_others_are(month):
    arrays = stopped_before("workplaces", month)
    arrays[2]["aspiration"], arrays[2]["worker_trust"] = 0.7, 0.3
    closed = (arrays[0]["kind"] == 1) & (arrays[0]["households_sum"] <= 0)
    closed[np.flatnonzero(arrays[0]["kind"] == 1)[-1]] = True
    arrays[0]["households_sum"][closed] = 0.0
    take("workplaces", arrays)
    assert (arrays[0]["aspiration"][closed] == 0.7).all() and (arrays[0]["worker_trust"][closed] == 0.3).all()
    assert (arrays[0]["strikes"][closed] == 0).all()


def test_workplaces_differ():
    arrays = stopped_before("workplaces", 81)
    take("workplaces", arrays)
    works = arrays[0][(arrays[0]["kind"] == 1) & (arrays[0]["households_sum"] > 0)]
    assert len(works) > 1
    assert np.ptp(works["grievance"]) > 0.001 and np.ptp(works["work_effort"]) > 0.0001


HISTORY = load("history")


def run_with(first: str, months: int, **levers: float) -> np.ndarray:
    """History to a month, with some decisions from `first` on: yearly values are taken by the caller."""
    changes = {name.replace("_", ".", 1): value for name, value in levers.items()}
    scenario = HISTORY.extend("changed", from_=first, set=changes) if changes else HISTORY
    return simulate(scenario.levers(values()), values(), households=1500, months=months).record


def mean(record: np.ndarray, name: str, first: int, last: int) -> float:
    return float(record[first:last, indicator_index()[name], -1].mean())


@pytest.fixture(scope="module")
def history() -> np.ndarray:
    return run_with("1924-01", 96)


def test_without_levies_and_promotion_workers_trust_less_and_strike_more(history):
    """Claims C10, C11."""
    without = run_with("1924-01", 72, labour_party_levy=0, labour_promotion=0)
    assert mean(without, "trust_workers", 36, 72) < mean(history, "trust_workers", 36, 72)
    assert mean(without, "party_members_workers", 36, 72) < mean(history, "party_members_workers", 36, 72)
    assert mean(without, "strikers", 36, 72) > mean(history, "strikers", 36, 72)
    assert mean(without, "strikes", 36, 72) > mean(history, "strikes", 36, 72)
    kept = run_with("1924-01", 72, labour_promotion=0)
    assert mean(kept, "green_labour", 36, 72) < mean(history, "green_labour", 36, 72)


def test_where_workers_are_not_heard_strikes_are_more_and_larger(history):
    """Claim C12."""
    unheard = run_with("1924-01", 96, labour_consultation=0)
    assert mean(unheard, "strikes", 36, 96) > mean(history, "strikes", 36, 96)
    assert mean(unheard, "strikers", 36, 96) > 1.5 * mean(history, "strikers", 36, 96)


def test_managers_with_power_dismiss_more_and_pay_more_unequally(history):
    """Claims C08, C21."""
    mighty = run_with("1924-01", 60, labour_manager_power=0.9)
    for name in ("labour_turnover", "wage_dispersion", "strikes"):
        assert mean(mighty, name, 36, 60) > mean(history, name, 36, 60)


def test_discipline_keeps_workers_at_work_and_differentials_raise_effort_and_inequality(history):
    """Claims C19, C20."""
    strict = run_with("1926-01", 84, labour_discipline=1)
    for name in ("truancy_days", "labour_turnover"):
        assert mean(strict, name, 60, 84) < mean(history, name, 60, 84)
    unequal = run_with("1926-01", 84, labour_wage_differential=1.25)
    for name in ("industrial_output_index", "wage_dispersion"):
        assert mean(unequal, name, 60, 84) > mean(history, name, 60, 84)
