"""Grain a peasant household offers for sale (economy §2.3-4).

The labour-consumer balance (Chayanov 1925): what stands above food, feed and seed is sold up to the money
the household can use, less of it the worse the terms of trade and the emptier the shops; a money tax forces
the poor to sell in autumn.
"""

from __future__ import annotations

from perelom.mechanisms.calendar_of_farming import MARKET_SEASON, clip, positive
from perelom.mechanisms.needs import feed_need, food_need, reserve, seed_need
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled


@compiled
def willingness(terms, trust, p):
    """Share of the season's surplus brought to market, 1 at even terms and trust 0.4."""
    return clip(terms, 0.05, 3.0) ** p.offer_terms * (1.0 + p.trust_marketing * (trust - 0.4))


@compiled
def money_wanted(eaters, tax_due, price_goods, goods_famine, p):
    """Money a household wants in hand, rub: taxes, and what the shops have to sell in the months to come."""
    return (
        tax_due
        + p.cash_wanted * eaters * price_goods * (1.0 - clip(goods_famine, 0.0, 0.95)) ** p.offer_goods
    )


@compiled
def grain_offer(surplus, season, willing, wanted, tax_due, cash, price, grain, food_month):
    """Offered this month, t. wanted, tax_due, cash: rub; price: rub/t that the seller receives.

    A household sells for money it can use: the more it holds already of what it wants, the less it offers.
    """
    appetite = clip(2.0 * (1.0 - cash / max(wanted, 1e-9)), 0.05, 1.2)
    free = surplus * clip(season * willing * appetite, 0.0, 0.9)
    forced = min(
        positive(0.5 * tax_due - 0.5 * cash) / max(price, 1.0), 0.30 * positive(grain - 2.0 * food_month)
    )
    return max(free, forced)


@compiled
def takeable(grain, need_to_harvest, seed, pressure, reach, collectivized, confiscation, p):
    """Grain that a requisition can reach this month, t.

    What is left to the household shrinks with pressure, more so where threshing is in common;
    the seed store is guarded where the state keeps it itself and has not opened it to collection.
    """
    left = need_to_harvest * (0.90 - p.protection_slope * pressure * (0.45 + 0.55 * collectivized))
    guarded = (
        (0.6 * collectivized + 0.4 * (1.0 - collectivized) * (1.0 - pressure)) * (1.0 - confiscation) * seed
    )
    found = reach * (1.0 - collectivized) + p.reach_kolkhoz * collectivized
    return 0.75 * min(1.0, 1.15 * pressure) * found * positive(grain - left - guarded)


@compiled
def offers(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, c = par[0], clock[0]
    for b in range(first, last):
        v = blocks[b]
        v.offered = 0.0
        v.reachable = 0.0
        v.need_month = 0.0
        v.seed_owed = 0.0
        if v.kind != 0:
            continue
        g = regions[v.region]
        a = lev[v.region]
        willing = willingness(g.terms, a.trust_state, p)
        pressure = max(g.pressure, 0.0)
        offered, reachable, needed, seeds = 0.0, 0.0, 0.0, 0.0
        for s in range(64):
            if v.eaters[s] <= 0.0:
                continue
            food = food_need(v.eaters[s], g.diet_weight, p)
            feed = feed_need(v.horses[s], v.cattle[s], v.pigs[s], v.sheep[s], g.graze, p)
            seed = seed_need(v.intended[s], v.winter[s], c.moy, p)
            surplus = positive(v.grain[s] - reserve(food, feed, seed, c.rem))
            wanted = money_wanted(v.eaters[s], v.tax_due[s], nation[0].price_goods, nation[0].goods_famine, p)
            q = grain_offer(
                surplus,
                MARKET_SEASON[c.moy - 1],
                willing,
                wanted,
                v.tax_due[s],
                v.cash[s],
                g.price_received,
                v.grain[s],
                food,
            )
            v.offer[s] = q
            v.food[s] = food
            v.feed[s] = feed
            v.seed[s] = seed
            offered += q
            needed += food + 0.75 * feed
            seeds += p.seed_rate * v.intended[s]
            v.reachable_grain[s] = 0.0
            if pressure > 0.0:
                grasp = takeable(
                    v.grain[s] - q,
                    (food + 0.5 * feed) * c.rem,
                    seed,
                    pressure,
                    g.reach,
                    g.collectivized,
                    a.seed_confiscation,
                    p,
                )
                v.reachable_grain[s] = grasp
                reachable += grasp
        v.offered = offered * v.weight
        v.reachable = reachable * v.weight
        v.need_month = needed * v.weight
        v.seed_owed = seeds * v.weight


STEP = Step(
    name="offer",
    does="what each household offers, and what a requisition could reach",
    kernels=(Kernel(offers, "households"),),
    reads=(
        "household.eaters",
        "household.horses",
        "household.cattle",
        "household.pigs",
        "household.sheep",
        "household.intended",
        "household.winter",
        "household.grain",
        "household.tax_due",
        "household.cash",
        "region.terms",
        "region.diet_weight",
        "region.graze",
        "region.price_received",
        "region.pressure",
        "region.reach",
        "region.collectivized",
        "nation.goods_famine",
        "nation.price_goods",
        "lever.trust_state",
        "lever.seed.confiscation",
        "block.weight",
    ),
    writes=(
        "household.offer",
        "household.food",
        "household.feed",
        "household.seed",
        "household.reachable_grain",
        "block.offered",
        "block.reachable",
        "block.need_month",
        "block.seed_owed",
    ),
)
