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

from perelom.mechanisms.money import balances_wanted, inflation_tax, rate_of_tax, tax_holdings

rub = st.floats(1, 1e10)


@given(pairs(rub), pairs(shares), pairs(st.floats(0, 2)), parameters)
@quick
def test_people_flee_from_money_that_melts(income, reform, inflation, p):
    base = balances_wanted(income[0], reform[0], inflation[0], p)
    assert base > 0
    assert not_above(base, balances_wanted(income[1], reform[0], inflation[0], p))
    assert not_above(base, balances_wanted(income[0], reform[1], inflation[0], p))
    assert not_above(balances_wanted(income[0], reform[0], inflation[1], p), base)


@given(pairs(rub), pairs(rub), shares)
@quick
def test_the_tax_takes_what_is_held_beyond_what_is_wanted(wanted, held, reform):
    base = inflation_tax(wanted[1], held[0], 0.99 * reform)
    assert 0 <= base <= 0.27 + 1e-12
    assert base <= inflation_tax(wanted[0], held[0], 0.99 * reform)
    assert base <= inflation_tax(wanted[1], held[1], 0.99 * reform)
    assert inflation_tax(wanted[0], wanted[0], 0.0) == 0
    assert inflation_tax(wanted[0], held[1], 1.0) == 0
    assert inflation_tax(wanted[0], 0.0, 0.0) == 0


@given(seeds, some_months, shares, parameters)
@few
def test_what_inflation_takes_from_holders_goes_to_the_state(seed, month, reform, p):
    arrays = stopped_before("money", month, {"money.reform": reform}, parameters=p)
    shaken(arrays, seed, {"cash": (-0.2, 5)})
    before = copied(arrays)
    take("money", arrays)
    blocks, old = arrays[0], before[0]
    taken = weighted(old, "cash") - weighted(blocks, "cash")
    assert close(blocks["inflation_paid"].sum(), taken, 1e9)
    assert close((blocks["to_state"] - old["to_state"]).sum(), taken, 1e9)
    assert close(blocks["cash_sum"].sum(), weighted(blocks, "cash"), 1e9)
    assert (blocks["cash"] >= np.minimum(old["cash"], 0)).all()
    assert arrays[2]["paper_rate"][0] >= before[2]["paper_rate"][0]
    if reform == 1:
        assert taken == 0 and arrays[2]["paper_rate"][0] == before[2]["paper_rate"][0]


@given(some_months, pairs(shares))
@few
def test_the_further_the_reform_the_smaller_the_tax(month, reform):
    early, late = (stopped_before("money", month, {"money.reform": x}) for x in reform)
    for arrays in (early, late):
        arrays[0]["cash"] *= 3
        run(rate_of_tax, arrays)
    assert late[2]["inflation_tax"][0] <= early[2]["inflation_tax"][0] + 1e-12


@given(some_months)
@few
def test_expectations_follow_and_forget(month):
    arrays = stopped_before("money", month, {"money.reform": 1.0})
    arrays[2]["inflation_expected"] = 0.5
    run(rate_of_tax, arrays), run(tax_holdings, arrays)
    assert close(arrays[2]["inflation_expected"][0], 0.4)
