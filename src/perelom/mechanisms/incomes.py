"""Incomes of the month: wages, traders and artisans, off-farm work, raw materials, milk and meat (economy
§2.8, §7)."""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.random import normal, stream, uniform
from perelom.world.scratch import scratch
from perelom.world.sums import total

SKILL = stream("skill")


@compiled
def at_work(rank, employment_rate):
    """Share of a town household's workers that has a job. rank: its place in the queue for jobs, 0-1."""
    return clip((employment_rate + 0.05 - rank) / 0.10, 0.0, 1.0)


@compiled
def pay_skill(skill, differential, spread):
    """Wage over the mean. skill: standard normal; spread: sd of log wages at differential 1 (1928)."""
    sd = spread * (0.5 + 0.5 * differential)
    return np.exp(sd * skill - 0.5 * sd * sd)


@compiled
def farm_product_value(cattle, pigs, sheep, eaters):
    """Yearly value of animal and garden products at 1926/27 prices, rub."""
    return 56.0 * cattle + 88.0 * pigs + 9.6 * sheep + 12.0 * eaters


@compiled
def common_product(v):
    """Yearly value of the common herd's products at 1926/27 prices, rub a village of the sample."""
    worked = 1.0 if total(v.member) > 0.0 else 0.0
    return worked * farm_product_value(v.common_cattle, v.common_pigs, v.common_sheep, 0.0)


@compiled
def seeking_work(eaters, horses):
    """Persons looking for work off the farm, more of them where there is no horse."""
    return eaters * (1.5 if horses < 0.5 else 0.8)


@kernel
def count_claims(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Who shares the purses: those without a state job in towns, farm products and off-farm hands in
    villages."""
    rate = nation[0].employment_rate
    product, hands = scratch(), scratch()
    for b in range(first, last):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        v.idle, v.product, v.hands, v.technical_land = 0.0, 0.0, 0.0, 0.0
        g = regions[v.region]
        if v.kind == 0:
            for s in range(64):
                product[s] = farm_product_value(v.cattle[s], v.pigs[s], v.sheep[s], v.eaters[s])
                hands[s] = seeking_work(v.eaters[s], v.horses[s])
            v.product = (total(product) + common_product(v)) * v.weight
            v.hands = total(hands) * g.offfarm_weight * v.weight
            v.technical_land = total(v.intended) * g.technical_weight * v.weight
        else:
            for s in range(64):
                hands[s] = v.eaters[s] * (1.02 - at_work(v.rank[s], rate))
            v.idle = total(hands) * v.weight


@kernel
def rates(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, n = par[0], nation[0]
    idle, product, hands, land, other, purse = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for b in range(len(blocks)):
        v = blocks[b]
        idle += v.idle
        product += v.product
        hands += v.hands
        land += v.technical_land
        other += v.other_paid
        purse += v.to_purse
    n.trade_purse += purse
    n.farm_purse += other
    n.purse_paid = 0.5 * n.trade_purse
    n.farm_paid = n.farm_purse
    n.trade_purse -= n.purse_paid
    n.farm_purse -= n.farm_paid
    n.purse_rate = n.purse_paid / max(idle, 1.0)
    n.farm_rate = n.farm_paid / max(product, 1.0)
    n.farm_product = product
    volume = 0.26 * product / 12.0
    if n.farm_paid > 0.0:
        n.food_price += 0.2 * (clip(n.farm_paid / max(volume, 1.0), 0.05, 60.0) - n.food_price)
    n.offfarm_rate = 0.8 * n.wage / 12.0 * n.villagers_employed / max(hands, 1.0)
    raw = n.technical / 12.0 * p.raw_value * (0.6 * n.price_received / 75.0 + 0.4)
    n.raw_paid = raw
    n.raw_rate = raw / max(land, 1.0)
    # where enterprises may hire at any cost the register closes: work is offered instead of a benefit
    benefit = p.benefit * (1.0 - lev[0].credit_enterprise)
    n.benefit_rate = benefit * n.wage / 12.0 * n.exchange


@kernel
def pay(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, n = par[0], nation[0]
    differential = n.pay_differential
    monthly = 1.0 / 12.0
    rate, wage_each, benefit_each = n.employment_rate, n.wage * n.participation / 12.0, n.benefit_rate
    purse, farm_rate = n.purse_rate, n.farm_rate
    state, other = scratch(), scratch()
    for b in range(first, last):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        if v.kind == 0:
            g = regions[v.region]
            off_farm, raw = g.offfarm_weight * n.offfarm_rate, g.technical_weight * n.raw_rate
            of_common = common_product(v) / max(total(v.member), 1e-9)
            for s in range(64):
                state[s] = seeking_work(v.eaters[s], v.horses[s]) * off_farm + v.intended[s] * raw
                product = farm_product_value(v.cattle[s], v.pigs[s], v.sheep[s], v.eaters[s])
                other[s] = (product + of_common * v.member[s]) * farm_rate
        else:
            benefit = benefit_each * n.participation
            if clock[0].moy == 1:  # wage scales are set anew in January
                for s in range(64):
                    skill = normal(uniform(clock[0].key, SKILL, 0, v.id * 64 + s, v.tenure[s], 0))
                    v.pay[s] = pay_skill(skill, differential, p.wage_spread)
            for s in range(64):
                work = at_work(v.rank[s], rate)
                state[s] = v.eaters[s] * (wage_each * work * v.pay[s] + benefit * (1.0 - work))
                other[s] = purse * v.eaters[s] * (1.02 - work)
        for s in range(64):
            earned = state[s] + other[s]
            v.cash[s] += earned
            v.income[s] += (earned - v.income[s]) * monthly
        from_state = total(state) * v.weight
        v.from_state += from_state
        v.income_sum = from_state + total(other) * v.weight


STEP = Step(
    name="incomes",
    does="pays wages, traders and artisans, off-farm work, raw materials, and food other than grain",
    kernels=(Kernel(count_claims, "households"), Kernel(rates, "country"), Kernel(pay, "households")),
    reads=(
        "household.eaters",
        "household.cattle",
        "household.pigs",
        "household.sheep",
        "household.horses",
        "household.intended",
        "household.member",
        "block.common_cattle",
        "block.common_pigs",
        "block.common_sheep",
        "household.rank",
        "household.tenure",
        "household.pay",
        "household.cash",
        "household.income",
        "region.offfarm_weight",
        "region.technical_weight",
        "nation.employment_rate",
        "nation.participation",
        "nation.trade_purse",
        "nation.farm_purse",
        "nation.food_price",
        "nation.wage",
        "nation.villagers_employed",
        "nation.technical",
        "nation.price_received",
        "nation.exchange",
        "nation.pay_differential",
        "block.weight",
        "block.households_sum",
        "block.other_paid",
        "block.to_purse",
        "block.from_state",
        "lever.credit.enterprise",
        "block.hands",
        "block.idle",
        "block.product",
        "block.technical_land",
    ),
    writes=(
        "household.pay",
        "household.cash",
        "household.income",
        "block.idle",
        "block.product",
        "block.hands",
        "block.technical_land",
        "block.from_state",
        "block.income_sum",
        "nation.trade_purse",
        "nation.farm_purse",
        "nation.purse_paid",
        "nation.farm_paid",
        "nation.purse_rate",
        "nation.farm_rate",
        "nation.farm_product",
        "nation.food_price",
        "nation.offfarm_rate",
        "nation.raw_paid",
        "nation.raw_rate",
        "nation.benefit_rate",
    ),
    draws=("skill",),
)
