"""What the month meant for people: inequality, welfare, length of life, surplus carried from farming
(economy §10-11).

Nothing here is read by another mechanism.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip
from perelom.mechanisms.demography import M0, M1, M7, M16, M60, ordinary_factor
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.scratch import scratch

AVERSION = 1.5  # inequality aversion of Atkinson's index (society §10)
GROUPS = 600  # of income, see `group`


@compiled
def life_expectancy(factor):
    """Years at birth when every age keeps `factor` times the risks of 1926-27."""
    years, alive = 0.0, 1.0
    for width, risk in ((1.0, M0), (6.0, M1), (9.0, M7), (44.0, M16)):
        h = risk * factor
        years += alive * (1.0 - np.exp(-h * width)) / h
        alive *= np.exp(-h * width)
    return years + alive / (M60 * factor)


@compiled
def decile_ratio(spread, differential):
    """Ninth over first decile of log-normal wages."""
    return np.exp(2.0 * 1.2815515655446004 * spread * (0.5 + 0.5 * differential))


@compiled
def group(income):
    """The group that an income (above zero) belongs to: steps of 2 % of income."""
    return int(clip(np.log(income) * 50.0, 0.0, GROUPS - 1.0))


@compiled
def gini(people, received):
    """Gini coefficient of incomes per head. people, received: persons and their income by group; they are
    taken as equal within a group, which lowers it by less than 0.0001."""
    seen, area = 0.0, 0.0
    for k in range(len(people)):
        area += people[k] * (2.0 * seen + received[k])
        seen += received[k]
    return 1.0 - area / max(people.sum() * received.sum(), 1e-9)


@compiled
def defence_capacity(heavy, armed, freight):
    """Index, 1928 = 100: heavy industry, spending that is not worn out, railways."""
    return 100.0 * (0.5 * heavy + 0.3 * armed + 0.2 * freight)


@kernel
def weigh(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, c, n = par[0], clock[0], nation[0]
    died, excess, delivered, product, goods = 0.0, 0.0, 0.0, 0.0, 0.0
    ordinary = 0.0
    for r in range(len(regions)):
        g = regions[r]
        excess += g.held_excess + g.executed[0] + g.executed[1]
    for b in range(len(blocks)):
        v = blocks[b]
        died += v.died
        excess += v.died_excess
        ordinary += v.died_ordinary
        if v.kind == 0:
            delivered += v.bought + v.taken + v.tax_grain + v.market_sold - v.market_bought - v.helped
            product += 0.26 * v.product / 12.0
            goods += v.goods_sum
    n.excess_total += excess
    n.net_flow = (
        62.0 * delivered + product + n.technical / 12.0 * p.raw_value - goods - 2500.0 * n.tractors_new
    )
    n.wage_decile_ratio = decile_ratio(p.wage_spread, n.pay_differential)
    risk = ordinary_factor(n.health, n.aftermath) * clip(died / max(ordinary, 1.0), 0.5, 20.0)
    n.life_expectancy = life_expectancy(risk)
    n.defence_capacity = defence_capacity(n.output_a / 8.4e9, n.defence_stock / 2.6e9, n.freight)
    if c.moy != 12 and c.month > 0:
        return
    people, received = np.zeros(GROUPS), np.zeros(GROUPS)
    everyone, power = 0.0, 0.0
    income, weight, welfare = scratch(), scratch(), scratch()
    for b in range(len(blocks)):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        price = regions[v.region].price_received if v.kind == 0 else 0.0
        for s in range(64):
            income[s] = max(12.0 * v.income[s] + v.harvest[s] * price, 1.0)
            income[s] = income[s] / max(v.eaters[s], 0.2) / max(n.cost_of_living, 0.02)
            weight[s] = v.eaters[s] * v.weight
            welfare[s] = weight[s] / np.sqrt(clip(income[s], 5.0, 1e6))  # to the power of 1 - AVERSION
        for s in range(64):
            if v.eaters[s] > 0.0:
                k = group(income[s])
                people[k] += weight[s]
                received[k] += weight[s] * income[s]
                everyone += weight[s]
                power += welfare[s]
    n.gini = gini(people, received)
    n.welfare = (power / everyone) ** (1.0 / (1.0 - AVERSION))


STEP = Step(
    name="living",
    does="inequality, welfare, length of life, the surplus carried from farming; read by no other step",
    kernels=(Kernel(weigh, "country"),),
    reads=(
        "household.eaters",
        "household.income",
        "household.harvest",
        "block.died",
        "block.died_excess",
        "block.died_ordinary",
        "block.bought",
        "block.taken",
        "block.tax_grain",
        "block.market_sold",
        "block.market_bought",
        "block.helped",
        "block.product",
        "block.goods_sum",
        "block.weight",
        "block.households_sum",
        "region.price_received",
        "region.held_excess",
        "region.executed",
        "nation.excess_total",
        "nation.technical",
        "nation.tractors_new",
        "nation.health",
        "nation.aftermath",
        "nation.output_a",
        "nation.defence_stock",
        "nation.freight",
        "nation.cost_of_living",
        "nation.pay_differential",
    ),
    writes=(
        "nation.excess_total",
        "nation.net_flow",
        "nation.wage_decile_ratio",
        "nation.life_expectancy",
        "nation.defence_capacity",
        "nation.gini",
        "nation.welfare",
    ),
)
