"""Trusts' prices: unit cost, mark-up, the syndicates' power and the state's list price (economy §4;
decision 7).

In 1921-22 trusts without cash sell at any price. Syndicates form while they sell at a loss; with bank
credit they can hold goods back and the price leaves cost behind. An ordered cut sets a list price that
trusts come down to over months.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel


@compiled
def unit_cost(wage, productivity, grain_price, used, p):
    """Cost of a unit of consumer goods, 1926/27 roubles. wage: rub/year; productivity: 1928 = 1; used:
    share of capacity."""
    materials = 0.22 * (0.6 * grain_price / 75.0 + 0.4)
    return 0.26 * wage / 650.0 / max(productivity, 0.2) + materials + p.overhead / max(used, 0.12)


@compiled
def market_power(syndicates, credit):
    """How far trusts set the price: share in syndicates times what bank credit lets them hold back."""
    return syndicates * clip(0.15 + 0.85 * credit, 0.0, 1.0)


@compiled
def syndicates_step(syndicates, price, target, trade_free, p):
    """Share of trusts in syndicates next month: spreads by contact, faster while prices lie below the
    target."""
    loss = clip(np.log(max(target, 1e-6) / max(price, 1e-6)), 0.0, 1.0)
    return clip(
        syndicates + p.syndicate_rate * trade_free * syndicates * (1.0 - syndicates) * (1.0 + 2.0 * loss),
        0.0,
        0.98,
    )


@compiled
def free_price_change(price, target, power, excess_demand):
    """Monthly log change of an uncontrolled wholesale price."""
    dumping = (1.0 - power) * 0.22 * excess_demand
    return dumping + power * (0.22 * clip(np.log(target / price), -0.5, 0.5) + 0.06 * excess_demand)


@compiled
def list_price_change(price, listed, p):
    """Monthly log change towards the ordered list price."""
    return clip(p.compliance * np.log(listed / price), -0.10, 0.05)


@compiled
def list_price_answer(goods_famine, credit, p):
    """Monthly log change by which the price office answers empty shops: through the turnover tax where
    industry is financed softly, by its lists where it is not: what cannot be held is given up."""
    by_tax = clip(p.turnover_tax_speed * (goods_famine - 0.18), -0.01, 0.06)
    by_list = p.list_price_speed * positive(goods_famine - p.famine_borne)
    return credit * by_tax + (1.0 - credit) * by_list


@kernel
def wholesale(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, n = par[0], nation[0]
    a = lev[0]
    free = 0.0
    for r in range(len(regions)):
        free += lev[r].trade_free / len(regions)
    cost = unit_cost(n.wage, n.productivity, n.price_received, n.use_b, p)
    power = market_power(n.syndicates, a.credit_trusts)
    target = 0.98 * (1.0 + p.markup + p.markup_power * power) * cost
    excess = clip(n.excess_demand, -0.5, 0.5)
    order = a.prices_industrial_cut - n.cut_ordered
    if order > 1e-12:
        n.list_price = n.price_wholesale * (1.0 - order)
    n.cut_ordered = a.prices_industrial_cut
    n.list_price *= np.exp(list_price_answer(n.goods_famine, a.credit_enterprise, p))
    if a.prices_industrial_control <= 0.0:
        n.list_price = n.price_wholesale
    control = a.prices_industrial_control
    change = (1.0 - control) * free_price_change(n.price_wholesale, target, power, excess)
    change += control * list_price_change(n.price_wholesale, max(n.list_price, 0.02), p)
    n.price_wholesale = clip(n.price_wholesale * np.exp(change), 0.05, 60.0)
    n.syndicates = syndicates_step(n.syndicates, n.price_wholesale, target, free, p)
    n.unit_cost = cost
    n.market_power = power


STEP = Step(
    name="industrial price",
    does="moves the trusts' wholesale price between cost, market power and the list price",
    kernels=(Kernel(wholesale, "country"),),
    reads=(
        "nation.wage",
        "nation.productivity",
        "nation.price_received",
        "nation.use_b",
        "nation.syndicates",
        "nation.excess_demand",
        "nation.price_wholesale",
        "nation.list_price",
        "nation.cut_ordered",
        "nation.goods_famine",
        "lever.credit.trusts",
        "lever.credit.enterprise",
        "lever.prices.industrial_cut",
        "lever.prices.industrial_control",
        "lever.trade.free",
    ),
    writes=(
        "nation.list_price",
        "nation.cut_ordered",
        "nation.price_wholesale",
        "nation.syndicates",
        "nation.unit_cost",
        "nation.market_power",
    ),
)
