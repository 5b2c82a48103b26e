"""Money: issue and loans cover the state's deficit; before the reform inflation taxes every holding (economy
§5).

Accounts run in reform roubles throughout; the paper rouble is an index beside them.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.scratch import scratch
from perelom.world.sums import total


@compiled
def paper_wanted(money_income, expected_inflation, p):
    """Real balances in paper that people want to hold, rub (Cagan 1956). expected_inflation: per month."""
    return p.balances_paper * money_income * np.exp(-p.cagan * expected_inflation)


@compiled
def sound_held(money_income, reform, held, p):
    """Holdings in money that keeps its value (chervontsy beside the paper rouble), rub: what people want of
    it, as far as it circulates. reform: 0-1; held: all holdings, rub."""
    return reform * min(p.balances_reform * money_income, positive(held))


@compiled
def melted(wanted, paper, reform, p):
    """Share of the paper in people's hands that a month's rise of prices takes: they spend what they hold
    above what they want. No more can be shed in a month than markets take; more, where a sound money can be
    had for it (what is paid in paper is changed at once). wanted, paper: rub; reform: 0-1."""
    if paper <= 0.0:
        return 0.0
    most = min(p.paper_shed * (1.0 + p.paper_shunned * reform), 0.9)
    return min(0.6 * clip(1.0 - wanted / paper, 0.0, 1.0), most)


@compiled
def loans_placed(deficit, issue, income, p):
    """Bonds that households take this month, rub: the part of the state's deficit that is not to be met by
    issue, as far as people can be brought to sign. issue: 0-1; income: of all households this month, rub."""
    return min((1.0 - clip(issue, 0.0, 1.0)) * positive(deficit), p.loan_most * positive(income))


@compiled
def loan_service(debt, p):
    """Interest and repayment of a month on the loans that stand, rub."""
    return debt * (p.loan_interest + 1.0 / p.loan_years) / 12.0


@kernel
def rate_of_tax(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Shares of each holding that inflation and loans take and the service of loans brings."""
    p, n = par[0], nation[0]
    held, income, able, deficit, cash = 0.0, 0.0, 0.0, 0.0, scratch()
    for b in range(len(blocks)):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        income += v.income_sum
        held += total(v.cash) * v.weight
        deficit += v.from_state - v.to_state
        for s in range(64):
            cash[s] = positive(v.cash[s])
        able += total(cash) * v.weight
    n.money_income += (12.0 * income - n.money_income) / 6.0
    reform = lev[0].money_reform
    paper = positive(held - sound_held(n.money_income, reform, held, p)) if reform < 1.0 else 0.0
    taken = melted(paper_wanted(n.money_income, n.inflation_expected, p), paper, reform, p)
    n.inflation_tax = taken * paper / max(held, 1.0)
    inflation = taken / (1.0 - taken)
    n.inflation_expected = 0.8 * n.inflation_expected + 0.2 * inflation
    if reform < 1.0:
        n.paper_rate *= 1.0 + inflation
    # loans are signed, and their service is paid out, by what each household has in hand
    placed = min(loans_placed(deficit, lev[0].money_issue, income, p), 0.3 * able)
    service = loan_service(n.state_loans, p)
    n.state_loans += placed + n.state_loans * p.loan_interest / 12.0 - service
    n.loan_rate = placed / max(able, 1.0)
    n.loan_service_rate = service / max(able, 1.0)


@kernel
def tax_holdings(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Inflation, loans and their service move the cash of households."""
    n, taken, able = nation[0], scratch(), scratch()
    net = n.loan_service_rate - n.loan_rate
    for b in range(first, last):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        v.inflation_paid = 0.0
        for s in range(64):
            able[s] = positive(v.cash[s])
            v.cash[s] += net * able[s]
        base = total(able) * v.weight
        v.to_state += n.loan_rate * base
        v.from_state += n.loan_service_rate * base
        if n.inflation_tax > 0.0:
            for s in range(64):
                taken[s] = n.inflation_tax * positive(v.cash[s])
                v.cash[s] -= taken[s]
            v.inflation_paid = total(taken) * v.weight
        v.to_state += v.inflation_paid
        v.cash_sum = total(v.cash) * v.weight


STEP = Step(
    name="money",
    does="places and serves state loans, sets the inflation tax while paper circulates, counts holdings",
    kernels=(Kernel(rate_of_tax, "country"), Kernel(tax_holdings, "households")),
    reads=(
        "household.cash",
        "block.weight",
        "block.households_sum",
        "block.income_sum",
        "block.to_state",
        "block.from_state",
        "nation.money_income",
        "nation.inflation_expected",
        "nation.paper_rate",
        "nation.state_loans",
        "lever.money.issue",
        "lever.money.reform",
    ),
    writes=(
        "household.cash",
        "block.inflation_paid",
        "block.to_state",
        "block.from_state",
        "block.cash_sum",
        "nation.state_loans",
        "nation.loan_rate",
        "nation.loan_service_rate",
        "nation.money_income",
        "nation.inflation_tax",
        "nation.inflation_expected",
        "nation.paper_rate",
    ),
)
