"""Grain a peasant household offers for sale (economy §2.3-4).

The labour-consumer balance (Chayanov 1925): what stands above food, feed and seed is sold up to the money
the household can use, less of it the worse the terms of trade and the emptier the shops; a money tax forces
the poor to sell in autumn.
"""

from __future__ import annotations

from perelom.mechanisms.calendar_of_farming import MARKET_SEASON, clip, positive
from perelom.mechanisms.kolkhoz import carried_off
from perelom.mechanisms.needs import common_feed, feed_need, food_need, reserve, seed_need, stall_feeding
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.sums import total


@compiled
def drawn_by_terms(terms, p):
    """Share of the season's surplus that the terms of trade draw to market, 1 at even terms."""
    return clip(terms, 0.05, 3.0) ** p.offer_terms


@compiled
def willingness(drawn, trust, p):
    """Share of the season's surplus brought to market. drawn: of `drawn_by_terms`; trust in the state counts
    from 0.4."""
    return drawn * (1.0 + p.trust_marketing * (trust - 0.4))


@compiled
def pocket_money(price_goods, goods_famine, p):
    """Money a person has use for, rub: what the shops have to sell in the months to come."""
    return p.cash_wanted * price_goods * (1.0 - clip(goods_famine, 0.0, 0.95)) ** p.offer_goods


@compiled
def appetite(cash, wanted, surplus, food_month, borne):
    """Wish to sell, 0.05-1.2. cash, wanted: rub in hand and of use; surplus: t; borne: surplus that is kept
    without a use for the money, years of food.

    A household sells for money it can use: the more it holds already of what it wants, the less it offers. A
    barn that holds far more than a bad year would take is sold from all the same: grain spoils, money keeps.
    """
    for_money = clip(2.0 * (1.0 - cash / max(wanted, 1e-9)), 0.05, 1.2)
    from_plenty = clip(surplus / max(12.0 * food_month, 1e-9) - borne, 0.0, 1.0)
    return max(for_money, from_plenty)


@compiled
def grain_offer(surplus, eagerness, tax_due, cash, per_tonne, grain, food_month, seed):
    """Offered this month, t. eagerness: season, willingness and appetite; tax_due, cash: rub; per_tonne: one
    over the price that the seller receives."""
    free = surplus * clip(eagerness, 0.0, 0.9)
    forced = min(
        positive(0.5 * tax_due - 0.5 * cash) * per_tonne, 0.30 * positive(grain - seed - 2.0 * food_month)
    )
    return max(free, forced)


@compiled
def left_to_peasants(pressure, member, p):
    """Share of the need to the harvest that collectors leave; it shrinks with pressure, more so where
    threshing is in common."""
    return 0.90 - p.protection_slope * pressure * (0.45 + 0.55 * member)


@compiled
def guarded_seed(pressure, member, confiscation):
    """Share of the seed that collectors do not reach: the store is guarded where the state keeps it itself
    and has not opened it to collection."""
    return (0.6 * member + 0.4 * (1.0 - member) * (1.0 - pressure)) * (1.0 - confiscation)


@compiled
def grasp(pressure, reach, member, out_of_sight, p):
    """Share of the grain above what is left that collectors find and take in a month."""
    found = reach * (1.0 - member) + p.reach_kolkhoz * (1.0 - out_of_sight) * member
    return 0.75 * min(1.0, 1.15 * pressure) * found


@compiled
def within_reach(member, v, pressure, a, p):
    """Of a household of village v outside (member = 0) or in (1) the collective farm: the share of its need
    and of its seed that collectors leave, and the share of the rest that they take."""
    out_of_sight = carried_off(v.paid, a.repression_level, p)
    left = left_to_peasants(pressure, member, p)
    seed = guarded_seed(pressure, member, a.seed_confiscation)
    return left, seed, grasp(pressure, v.village_reach, member, out_of_sight, p)


@kernel
def offers(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, c, n = par[0], clock[0], nation[0]
    pocket = pocket_money(n.price_goods, n.goods_famine, p)
    food_norm, seed_rate, rem, moy, borne = p.food_norm, p.seed_rate, c.rem, c.moy, p.hoard_borne
    for b in range(first, last):
        v = blocks[b]
        v.offered, v.reachable, v.need_month, v.seed_owed = 0.0, 0.0, 0.0, 0.0
        if v.kind != 0:
            continue
        g, a = regions[v.region], lev[v.region]
        season = MARKET_SEASON[moy - 1] * drawn_by_terms(g.terms, p)
        stall = stall_feeding(g.graze, p.feed_level)
        per_tonne, diet = 1.0 / max(g.price_received, 1.0), g.diet_weight
        herd_share = stall * common_feed(v) / max(total(v.member), 1e-9)
        for s in range(64):
            food = food_need(v.eaters[s], diet, food_norm)
            feed = feed_need(v.horses[s], v.cattle[s], v.pigs[s], v.sheep[s], stall)
            feed += herd_share * v.member[s]
            seed = seed_need(v.intended[s], v.winter[s], moy, seed_rate)
            surplus = positive(v.grain[s] - reserve(food, feed, seed, rem))
            wanted = v.tax_due[s] + pocket * v.eaters[s]
            wish = willingness(season, v.trust[s], p)
            wish *= appetite(v.cash[s], wanted, surplus, food, borne)
            v.offer[s] = grain_offer(
                surplus, wish, v.tax_due[s], v.cash[s], per_tonne, v.grain[s], food, seed
            )
            v.food[s], v.feed[s], v.seed[s] = food, feed, seed
            v.reachable_grain[s] = 0.0
        if g.pressure > 0.0:
            # of a household outside, and what a member's differs by
            left, seed_kept, taken = within_reach(0.0, v, g.pressure, a, p)
            left_in, seed_in, taken_in = within_reach(1.0, v, g.pressure, a, p)
            left_in, seed_in, taken_in = left_in - left, seed_in - seed_kept, taken_in - taken
            for s in range(64):
                member = v.member[s]
                kept = (left + left_in * member) * rem * (v.food[s] + 0.5 * v.feed[s])
                kept += (seed_kept + seed_in * member) * v.seed[s]
                v.reachable_grain[s] = (taken + taken_in * member) * positive(v.grain[s] - v.offer[s] - kept)
            v.reachable = total(v.reachable_grain) * v.weight
        v.offered = total(v.offer) * v.weight
        v.need_month = (total(v.food) + 0.75 * total(v.feed)) * v.weight
        v.seed_owed = seed_rate * total(v.intended) * v.weight


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
        "block.village_reach",
        "nation.goods_famine",
        "nation.price_goods",
        "household.trust",
        "lever.seed.confiscation",
        "lever.repression.level",
        "household.member",
        "block.paid",
        "block.common_horses",
        "block.common_cattle",
        "block.common_pigs",
        "block.common_sheep",
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
