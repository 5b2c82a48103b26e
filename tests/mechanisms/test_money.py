"""Money: the inflation tax while paper circulates, nothing after the reform, and no rouble lost."""

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
    weighted,
)

from perelom.mechanisms.money import (
    loan_service,
    loans_placed,
    melted,
    paper_wanted,
    rate_of_tax,
    sound_held,
    tax_holdings,
)

rub = st.floats(1, 1e10)


@given(pairs(rub), pairs(st.floats(0, 2)), parameters)
@quick
def test_people_flee_from_money_that_melts(income, inflation, p):
    base = paper_wanted(income[0], inflation[0], p)
    assert base > 0
    assert not_above(base, paper_wanted(income[1], inflation[0], p))
    assert not_above(paper_wanted(income[0], inflation[1], p), base)


@given(pairs(rub), pairs(shares), pairs(rub), parameters)
@quick
def test_sound_money_is_held_as_far_as_it_circulates_and_is_wanted(income, reform, held, p):
    base = sound_held(income[0], reform[0], held[0], p)
    assert 0 <= base <= reform[0] * held[0] * (1 + 1e-12)
    assert not_above(base, sound_held(income[1], reform[0], held[0], p))
    assert not_above(base, sound_held(income[0], reform[1], held[0], p))
    assert not_above(base, sound_held(income[0], reform[0], held[1], p))
    assert sound_held(income[0], 0.0, held[0], p) == 0


@given(pairs(rub), pairs(rub), pairs(shares), parameters)
@quick
def test_prices_take_the_paper_held_beyond_what_is_wanted(wanted, paper, reform, p):
    base = melted(wanted[1], paper[0], reform[0], p)
    assert 0 <= base <= 0.6
    assert base <= melted(wanted[0], paper[0], reform[0], p)
    assert base <= melted(wanted[1], paper[1], reform[0], p)
    assert base <= melted(wanted[1], paper[0], reform[1], p)
    assert melted(wanted[0], wanted[0], 0.0, p) == 0
    assert melted(wanted[0], 0.0, 0.0, p) == 0


@given(seeds, some_months, shares, parameters)
@few
def test_what_inflation_takes_from_holders_goes_to_the_state(seed, month, reform, p):
    arrays = stopped_before("money", month, {"money.reform": reform}, parameters=p)
    shaken(arrays, seed, {"cash": (-0.2, 5)})
    before = copied(arrays)
    take("money", arrays)
    blocks, old = arrays[0], before[0]
    taken = weighted(old, "cash") - weighted(blocks, "cash")
    to_state = (blocks["to_state"] - old["to_state"]).sum()
    from_state = (blocks["from_state"] - old["from_state"]).sum()
    assert close(to_state - from_state, taken, 1e9)
    loans = arrays[2]["state_loans"][0] - before[2]["state_loans"][0]
    interest = before[2]["state_loans"][0] * p.loan_interest / 12.0
    assert close(loans, to_state - blocks["inflation_paid"].sum() + interest - from_state, 1e9)
    assert close(blocks["cash_sum"].sum(), weighted(blocks, "cash"), 1e9)
    assert (blocks["cash"] >= np.minimum(old["cash"], 0)).all()
    assert arrays[2]["paper_rate"][0] >= before[2]["paper_rate"][0]
    if reform == 1:
        assert blocks["inflation_paid"].sum() == 0
        assert arrays[2]["paper_rate"][0] == before[2]["paper_rate"][0]


@given(pairs(st.floats(-1e9, 1e9)), pairs(shares), pairs(st.floats(0, 1e9)), parameters)
@quick
def test_loans_meet_what_issue_is_not_to_meet_as_far_as_people_sign(deficit, issue, income, p):
    base = loans_placed(deficit[0], issue[1], income[0], p)
    assert 0 <= base <= p.loan_most * income[0] and base <= max(deficit[0], 0)
    assert base <= loans_placed(deficit[1], issue[1], income[0], p)
    assert base <= loans_placed(deficit[0], issue[0], income[0], p)
    assert base <= loans_placed(deficit[0], issue[1], income[1], p)
    assert loans_placed(deficit[1], 1.0, income[1], p) == 0


@given(rub, parameters)
@quick
def test_a_loan_left_to_itself_is_repaid_within_its_term_but_for_a_tail(debt, p):
    left = debt
    for _ in range(int(12 * p.loan_years)):
        left += left * p.loan_interest / 12.0 - loan_service(left, p)
    assert 0 < left < 0.4 * debt


@given(some_months, pairs(shares))
@few
def test_the_less_is_issued_the_less_money_people_hold_and_the_more_bonds(month, issue):
    less, more = (stopped_before("money", month, {"money.issue": x}) for x in issue)
    take("money", less), take("money", more)
    assert not_above(less[0]["cash_sum"].sum(), more[0]["cash_sum"].sum())
    assert not_above(more[2]["state_loans"][0], less[2]["state_loans"][0])


@given(some_months, shares)
@few
def test_a_sound_money_beside_it_hurries_the_paper_and_the_finished_reform_ends_the_tax(month, reform):
    paper, both, sound = (stopped_before("money", month, {"money.reform": x}) for x in (0, 0.9 * reform, 1))
    for arrays in (paper, both, sound):
        arrays[0]["cash"] *= 3
        run(rate_of_tax, arrays)
    assert not_above(paper[2]["paper_rate"][0], both[2]["paper_rate"][0])
    assert sound[2]["inflation_tax"][0] == 0


@given(some_months)
@few
def test_expectations_follow_and_forget(month):
    arrays = stopped_before("money", month, {"money.reform": 1.0})
    arrays[2]["inflation_expected"] = 0.5
    run(rate_of_tax, arrays), run(tax_holdings, arrays)
    assert close(arrays[2]["inflation_expected"][0], 0.4)
