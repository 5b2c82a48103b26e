"""Money: issue covers the state's deficit; before the reform inflation taxes every holding (economy §5).

Accounts run in reform roubles throughout; the paper rouble is an index beside them.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive, total
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled


@compiled
def balances_wanted(money_income, reform, expected_inflation, p):
    """Real balances people want to hold, rub (Cagan 1956). expected_inflation: per month."""
    return (
        (p.balances_paper + p.balances_reform * reform) * money_income * np.exp(-p.cagan * expected_inflation)
    )


@compiled
def inflation_tax(wanted, held, reform):
    """Share of each holding that the month's inflation takes while paper circulates."""
    if reform >= 1.0 or held <= 0.0:
        return 0.0
    return 0.6 * clip(1.0 - wanted / held, 0.0, 0.45)


@compiled
def rate_of_tax(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, n = par[0], nation[0]
    held, income = 0.0, 0.0
    for b in range(len(blocks)):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        income += v.income_sum
        held += total(v.cash) * v.weight
    n.money_income += (12.0 * income - n.money_income) / 6.0
    reform = lev[0].money_reform
    tax = inflation_tax(balances_wanted(n.money_income, reform, n.inflation_expected, p), held, reform)
    n.inflation_tax = tax
    inflation = tax / (1.0 - tax)
    n.inflation_expected = 0.8 * n.inflation_expected + 0.2 * inflation
    if reform < 1.0:
        n.paper_rate *= 1.0 + inflation


@compiled
def tax_holdings(blocks, regions, nation, lev, tot, par, clock, first, last):
    n, taken = nation[0], np.empty(64)
    for b in range(first, last):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        v.inflation_paid = 0.0
        if n.inflation_tax > 0.0:
            for s in range(64):
                taken[s] = n.inflation_tax * positive(v.cash[s])
                v.cash[s] -= taken[s]
            v.inflation_paid = total(taken) * v.weight
        v.to_state += v.inflation_paid
        v.cash_sum = total(v.cash) * v.weight


STEP = Step(
    name="money",
    does="sets the inflation tax while paper circulates and counts holdings",
    kernels=(Kernel(rate_of_tax, "country"), Kernel(tax_holdings, "households")),
    reads=(
        "household.cash",
        "block.weight",
        "block.households_sum",
        "block.income_sum",
        "block.to_state",
        "nation.money_income",
        "nation.inflation_expected",
        "nation.paper_rate",
        "lever.money.reform",
    ),
    writes=(
        "household.cash",
        "block.inflation_paid",
        "block.to_state",
        "block.cash_sum",
        "nation.money_income",
        "nation.inflation_tax",
        "nation.inflation_expected",
        "nation.paper_rate",
    ),
)
