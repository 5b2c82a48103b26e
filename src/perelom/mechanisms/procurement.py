"""Procurement: quotas, purchase at the decreed price, contract and requisition (economy §3.3-5, 3.8).

A quota is a plan. It is set from an expected or an actual crop (flexibility f; Meng, Qian & Yared 2015),
shared out by expected surplus, filled first by what peasants sell at the state's price, then by force where
force is ordered. Within a region each village owes by the crop it was expected to have: where the crop failed
collectors take all they can reach and the village keeps little, while a lucky one has met its plan.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import (
    DELIVERY_PROFILE,
    clip,
    months_of_harvest_left,
    positive,
)
from perelom.mechanisms.classes import KULAK
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.scratch import scratch
from perelom.world.sums import total

CONTRACT, REQUISITION = 1, 2


@compiled
def state_share_of_offer(outlets, price_state, price_free, trade_free, contract):
    """Share of what is offered that goes to state and co-operative buyers. outlets: their network, 0-1."""
    preference = 1.1 * (2.0 * outlets - 0.7) + 4.0 * np.log(max(price_state, 1.0) / max(price_free, 1.0))
    share = 1.0 / (1.0 + np.exp(-clip(preference, -30.0, 30.0)))
    return clip(max(share, 0.5 * (1.0 - trade_free)) + (0.2 if contract else 0.0), 0.0, 1.0)


@compiled
def effective_crop(expected, actual, flexibility):
    """Crop from which a quota is set, t."""
    return (1.0 - flexibility) * expected + flexibility * actual


@compiled
def appetite(want, town_need, stock, reserve_target, rem):
    """Grain the state's buyers will still take this month, t: the plan or the need to the next harvest,
    whichever is less."""
    cover = (
        (1.10 * town_need + 0.32e6) * rem + 2.0e6 + (1.2e6 if rem > 6 else 0.0) + 0.6 * reserve_target - stock
    )
    return positive(min(2.0 * want, cover))


@compiled
def taken_by_plan(owed, reachable):
    """Grain collectors take from a village this month, t: what it owes, if they can reach it."""
    return min(owed, reachable)


@kernel
def set_quotas(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, c, n = par[0], clock[0], nation[0]
    R = len(regions)
    offered, reachable = np.zeros(R), np.zeros(R)
    need, seed, tax = np.zeros(R), np.zeros(R), np.zeros(R)
    for b in range(len(blocks)):
        v = blocks[b]
        offered[v.region] += v.offered
        reachable[v.region] += v.reachable
        need[v.region] += v.need_month
        seed[v.region] += v.seed_owed
        tax[v.region] += v.tax_grain
    if c.moy == 7:
        n.quota_cut = 0.0
        for r in range(R):
            regions[r].collected = 0.0
    for r in range(R):
        regions[r].collected += tax[r]
        regions[r].procured = tax[r]
        regions[r].grain_offered = offered[r]
    # the plan, shared out by expected surplus; named regions keep their own
    surplus, expected, actual, named = np.zeros(R), 0.0, 0.0, 0.0
    for r in range(R):
        g = regions[r]
        guess = g.expected_before * g.sown_grain
        crop = effective_crop(guess, g.crop, lev[r].procurement_quota_flexibility)
        expected += guess
        actual += crop
        surplus[r] = max(0.12 * crop, crop - 12.0 * need[r] - seed[r])
        if lev[r].procurement_quota == lev[r].procurement_quota:
            named += lev[r].procurement_quota
            surplus[r] = 0.0
    total = positive(tot[0].procurement_quota - named) * clip(actual / max(expected, 1.0), 0.3, 1.5)
    share = surplus / max(surplus.sum(), 1.0)
    want = np.zeros(R)
    done, plan = 0.0, 0.0
    left = months_of_harvest_left(c.moy)
    for r in range(R):
        g = regions[r]
        fixed = lev[r].procurement_quota == lev[r].procurement_quota
        g.quota = lev[r].procurement_quota if fixed else total * share[r]
        if c.month == 0:  # the campaign of 1920/21 was on its plan when the story begins (assumption)
            g.collected = g.quota * (1.0 - left)
        want[r] = positive(g.quota * (1.0 - n.quota_cut) - g.collected) * DELIVERY_PROFILE[c.moy - 1] / left
        done += g.collected
        plan += g.quota
    if c.moy == 1 and plan > 0.0:
        n.quota_cut = p.quota_reaction * clip(1.0 - done / (plan * (1.0 - left)), 0.0, 1.0)
    # buyers first
    bought_wish = np.zeros(R)
    for r in range(R):
        g = regions[r]
        method = lev[r].procurement_method
        price = lev[r].procurement_price * (1.0 + g.emergency_price)
        share_state = state_share_of_offer(
            g.outlets, price, g.price_free, lev[r].trade_free, method == CONTRACT
        )
        g.price_state = price
        bought_wish[r] = share_state * offered[r]
    limit = appetite(want.sum(), n.town_need, n.state_grain, tot[0].reserve_target, c.rem)
    scale = min(1.0, limit / max(bought_wish.sum(), 1.0))
    still = np.zeros(R)
    for r in range(R):
        g = regions[r]
        g.buy_share = bought_wish[r] * scale / max(offered[r], 1e-9)
        force = (
            lev[r].procurement_method == REQUISITION
            or lev[r].procurement_pressure > 0.12
            or g.pressure > 0.12
        )
        still[r] = positive(want[r] - g.buy_share * offered[r]) if force else 0.0
    share_out(blocks, lev, regions, still, reachable, p)


@compiled
def share_out(blocks, lev, regions, still, reachable, p):
    """What is still to be taken by force, t by region, village by village: by the crop that was expected,
    then a part of what the failed villages lack from those that have more (counter-plans)."""
    R = len(regions)
    base, got = np.zeros(R), np.zeros(R)
    if still.sum() <= 0.0:
        for b in range(len(blocks)):
            blocks[b].owes = blocks[b].take_share = 0.0
        return
    for b in range(len(blocks)):
        v = blocks[b]
        if v.kind == 0:
            guess = regions[v.region].expected_before * v.grain_area
            v.owes = effective_crop(guess, v.crop_sum, lev[v.region].procurement_quota_flexibility)
            base[v.region] += v.owes
    for b in range(len(blocks)):
        v = blocks[b]
        if v.kind == 0:
            v.owes *= still[v.region] / max(base[v.region], 1e-9)
            got[v.region] += taken_by_plan(v.owes, v.reachable)
    for b in range(len(blocks)):
        v = blocks[b]
        v.take_share = 0.0
        if v.kind == 0 and v.reachable > 0.0:
            r = v.region
            plan = taken_by_plan(v.owes, v.reachable)
            more = p.counter_plans * (still[r] - got[r]) / max(reachable[r] - got[r], 1e-9)
            v.take_share = (plan + min(more, 1.0) * (v.reachable - plan)) / v.reachable


@kernel
def deliver(blocks, regions, nation, lev, tot, par, clock, first, last):
    c = clock[0]
    sold, force, kulak = scratch(), scratch(), scratch()
    short, unsown = scratch(), scratch()
    for b in range(first, last):
        v = blocks[b]
        v.bought = 0.0
        v.taken = 0.0
        v.deficit = 0.0
        v.seed_gap = 0.0
        if v.kind != 0:
            continue
        g = regions[v.region]
        below = clip(1.0 - g.price_state / max(g.price_free, 1.0), 0.0, 1.0)
        buy, take, price, rem = g.buy_share, v.take_share, g.price_state, c.rem
        for s in range(64):
            sold[s] = v.offer[s] * buy
            force[s] = v.reachable_grain[s] * take
            v.grain[s] -= sold[s] + force[s]
            v.offer[s] -= sold[s]
            v.cash[s] += (sold[s] + force[s]) * price
            v.sold[s] += sold[s]
            v.unpaid[s] += force[s] * below
            kulak[s] = sold[s] if v.social[s] == KULAK else 0.0
            short[s] = positive(v.food[s] * rem - v.grain[s])
            unsown[s] = positive(v.seed[s] - v.grain[s])
        v.bought = total(sold) * v.weight
        v.taken = total(force) * v.weight
        v.deficit = total(short) * v.weight
        v.seed_gap = total(unsown) * v.weight
        v.kulak_sold += total(kulak) * v.weight
        v.from_state += (v.bought + v.taken) * price


STEP = Step(
    name="procurement",
    does="sets and shares the quota, buys at the decreed price, requisitions where force is ordered",
    kernels=(Kernel(set_quotas, "country"), Kernel(deliver, "households")),
    reads=(
        "household.offer",
        "household.reachable_grain",
        "household.grain",
        "household.cash",
        "household.sold",
        "household.unpaid",
        "household.social",
        "household.food",
        "household.seed",
        "block.offered",
        "block.reachable",
        "block.need_month",
        "block.seed_owed",
        "block.tax_grain",
        "block.grain_area",
        "block.crop_sum",
        "block.weight",
        "block.kulak_sold",
        "block.from_state",
        "region.collected",
        "region.expected_before",
        "region.sown_grain",
        "region.crop",
        "region.price_free",
        "region.pressure",
        "nation.quota_cut",
        "region.emergency_price",
        "region.outlets",
        "nation.town_need",
        "nation.state_grain",
        "lever.procurement.*",
        "lever.trade.free",
        "lever.reserve.target",
    ),
    writes=(
        "household.grain",
        "household.offer",
        "household.cash",
        "household.sold",
        "household.unpaid",
        "block.bought",
        "block.taken",
        "block.deficit",
        "block.seed_gap",
        "block.kulak_sold",
        "block.from_state",
        "region.collected",
        "region.procured",
        "region.grain_offered",
        "region.quota",
        "region.price_state",
        "region.buy_share",
        "block.owes",
        "block.take_share",
        "nation.quota_cut",
    ),
)
