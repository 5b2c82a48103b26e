"""Eating, feeding and the body's reserve (economy §2.6-9, §8; society §4).

Households eat from the barn, cut feed before the table, and when hungry eat their seed. Food energy below the
maintenance need wears down the body reserve; the reserve, not the month's meal, decides deaths.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import (
    GARDEN_SEASON,
    clip,
    diminishing,
    positive,
)
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.scratch import scratch
from perelom.world.sums import total, total_product

KCAL_PER_TONNE = 2.9e6  # bread and porridge from a tonne of grain
KCAL_A_DAY = KCAL_PER_TONNE * 12.0 / 365.0  # of a tonne a month
PLENTY = 1.08  # cover at which nobody saves food


@compiled
def seed_spared(grain, food, rem):
    """How far a household spares its seed, 0.25-1: the less, the emptier the barn."""
    return clip(grain / max(0.75 * food * rem, 1e-9), 0.25, 1.0)


@compiled
def barn_cover(grain, seed, food, feed, rem, member, sparing):
    """Grain in the barn over what the table needs until the harvest. Seed that is not spared is counted as
    food. sparing: of `seed_spared`"""
    spared = (0.70 + 0.15 * member) * sparing * seed
    return positive(grain - spared) / max(food * rem + 0.2 * feed * rem, 1e-9)


@compiled
def meal_wanted(cover, haste):
    """Share of the norm that is eaten: 1 at full cover, falling with the slope `haste` there. Below one it
    means that people do not spread a shortage evenly: hunger deepens towards June."""
    return diminishing(clip(cover, 0.12, PLENTY), haste)


@compiled
def meal(wanted, grain, seed, food, member, sparing):
    """Grain eaten in a month, t: what is wanted, but for the part of the seed that is guarded; a household
    farming for itself eats the last of it. sparing: of `seed_spared`"""
    guarded = (0.5 + 0.45 * member) * seed * max(sparing, member)
    return min(wanted * food, max(positive(grain - guarded), 0.12 * (1.0 - member) * grain))


@compiled
def least_feed(member, p):
    """Share of the norm that animals get however short food is: little in a household of its own; collective
    farms lay fodder apart before they share out by labour-days (statute of 1930)."""
    return 0.16 + member * (p.fodder_first - 0.16)


@compiled
def fed(grain_after_meal, seed, food, feed, rem, least, plenty):
    """Grain fed to animals in a month, t: what is over after food to the harvest and seed. least: feed over
    the norm that is given before people have enough; plenty: where the barn is full."""
    over = grain_after_meal - 0.75 * seed - 0.97 * food * (rem - 1.0)
    share = clip(over / max(feed * rem, 1e-12), least, plenty)
    return min(feed * share, 0.5 * positive(grain_after_meal))


@compiled
def feed_of_a_full_barn(terms, p):
    """Feed over the norm where the barn is full: the less the dearer grain is against goods, for what is fed
    is not sold."""
    return max(p.feed_plenty * clip(terms, 1.0, 2.5) ** -p.feed_price, 0.5)


@compiled
def spoiled(grain, reserve):
    """Grain lost to damp and mice in a month, t: 0.8 % of what is held above the household's reserve."""
    return 0.008 * positive(grain - 1.1 * reserve)


@compiled
def kcal_village(eaten, cattle, eaters, garden, milk_cap):
    """Food energy of a villager, kcal/day. garden: other food of the season, kcal; milk_cap: how far herds
    may carry a diet."""
    each = 1.0 / max(eaters, 0.1)
    milk = 264.0 * clip(cattle * each * (1.0 / 0.42), 0.15, milk_cap)
    return eaten * each * KCAL_A_DAY + milk + garden


@compiled
def kcal_town(eaten, eaters, other_food):
    """Food energy of a townsman, kcal/day. other_food: share of a normal supply of food other than grain."""
    return eaten / max(eaters, 0.1) * KCAL_A_DAY + 190.0 + 370.0 * clip(other_food, 0.3, 1.15)


@compiled
def body_reserve(before, kcal_ratio, wasting, recovery):
    """Body reserve (1 = full, 0 = exhausted) after a month. kcal_ratio: food energy over the maintenance
    need; wasting is faster than recovery is slow."""
    gap = kcal_ratio - 1.0
    return clip(before + (wasting * gap if gap < 0.0 else recovery * min(gap, 0.25)), 0.0, 1.0)


@compiled
def eat_in_village(v, g, p, c, season):
    """The village shares, eats, feeds; each household's means to the harvest are left in `cover`."""
    wanted, eaten, given, lost, kcal = scratch(), scratch(), scratch(), scratch(), scratch()
    sparing = scratch()
    graze, rem, aid, pay = g.graze, c.rem, p.mutual_aid, p.common_pay
    aid_each = aid * total(v.grain) / max(total(v.eaters), 1e-9)
    pay_each = 0.0
    if v.collective > 0.0:  # members are paid in kind from a common store, by eaters
        for s in range(64):
            wanted[s] = v.member[s] * v.grain[s]
        store = pay * total(wanted)
        for s in range(64):
            wanted[s] = v.member[s] * v.eaters[s]
        pay_each = store / max(total(wanted), 1e-9)
    per_tonne = 1.0 / max(g.price_free, 1.0)
    earning = 0.35 * (rem - 1.0)
    left_months = max(rem - 1.0, 0.5)
    garden = g.other_food * season * np.exp(0.35 * g.weather)
    milk_cap, need = g.milk_cap, 1.0 / p.maintenance_kcal
    plenty = feed_of_a_full_barn(g.terms, p)
    wasting, recovery, haste = p.wasting, p.recovery_body, p.eating_haste
    for s in range(64):
        share = aid + pay * v.member[s]
        v.grain[s] = v.grain[s] * (1.0 - share) + (aid_each + pay_each * v.member[s]) * v.eaters[s]
        sparing[s] = seed_spared(v.grain[s], v.food[s], rem)
        cover = barn_cover(v.grain[s], v.seed[s], v.food[s], v.feed[s], rem, v.member[s], sparing[s])
        wanted[s] = meal_wanted(cover, haste)
    for s in range(64):
        food, feed, seed = v.food[s], v.feed[s], v.seed[s]
        eaten[s] = meal(wanted[s], v.grain[s], seed, food, v.member[s], sparing[s])
        least = least_feed(v.member[s], p)
        given[s] = fed(v.grain[s] - eaten[s], seed, food, feed, rem, least, plenty)
        after = v.grain[s] - eaten[s] - given[s]
        lost[s] = spoiled(after, 1.06 * (food + 0.75 * feed) * rem + seed)
        v.grain[s] = after - lost[s]
        fullness = given[s] / feed if feed > 0.0 else 1.0
        v.fed_ratio[s] = graze + (1.0 - graze) * fullness
        means = v.grain[s] + (0.5 * positive(v.cash[s]) + earning * v.income[s]) * per_tonne
        v.cover[s] = means / max(food * left_months, 1e-9)
        kcal[s] = kcal_village(eaten[s], v.cattle[s], v.eaters[s], garden, milk_cap)
        v.body[s] = body_reserve(v.body[s], kcal[s] * need, wasting, recovery)
    v.fed, v.feed_wanted = total(given) * v.weight, total(v.feed) * v.weight
    sum_up(v, eaten, lost, kcal)


@compiled
def eat_in_town(v, herd_supply, p):
    """A workplace's households eat from the larder; they keep neither seed nor animals."""
    wanted, eaten, lost, kcal = scratch(), scratch(), scratch(), scratch()
    need, wasting, recovery = 1.0 / p.maintenance_kcal, p.wasting, p.recovery_body
    haste = p.eating_haste
    for s in range(64):
        wanted[s] = meal_wanted(barn_cover(v.grain[s], 0.0, v.food[s], 0.0, 1.0, 0.0, 1.0), haste)
    for s in range(64):
        eaten[s] = meal(wanted[s], v.grain[s], 0.0, v.food[s], 0.0, 1.0)
        after = v.grain[s] - eaten[s]
        lost[s] = spoiled(after, 2.0 * v.food[s])
        v.grain[s] = after - lost[s]
        kcal[s] = kcal_town(eaten[s], v.eaters[s], herd_supply * v.other_food[s])
        v.body[s] = body_reserve(v.body[s], kcal[s] * need, wasting, recovery)
    v.fed = v.feed_wanted = 0.0
    sum_up(v, eaten, lost, kcal)


@compiled
def sum_up(v, eaten, lost, kcal):
    """A block's sums of what its households ate and lost, t, and of their food energy, kcal/day."""
    v.eaten = total(eaten) * v.weight
    v.spoiled = total(lost) * v.weight
    v.energy = total_product(kcal, v.eaters) * v.weight
    v.reserve_sum = total_product(v.body, v.eaters) * v.weight
    v.mouths = total(v.eaters) * v.weight


@kernel
def eat(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, c, n = par[0], clock[0], nation[0]
    season = GARDEN_SEASON[c.moy - 1]
    herd_supply = clip(n.cattle / 57e6, 0.3, 1.15)
    for b in range(first, last):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        if v.kind == 0:
            eat_in_village(v, regions[v.region], p, c, season)
        else:
            eat_in_town(v, herd_supply, p)


STEP = Step(
    name="nutrition",
    does="shares within the village, eats, feeds, and moves the body reserve",
    kernels=(Kernel(eat, "households"),),
    reads=(
        "household.eaters",
        "household.grain",
        "household.seed",
        "household.food",
        "household.feed",
        "household.cattle",
        "household.cash",
        "household.income",
        "household.body",
        "region.price_free",
        "region.terms",
        "household.other_food",
        "household.member",
        "block.collective",
        "region.graze",
        "region.weather",
        "region.other_food",
        "region.milk_cap",
        "nation.cattle",
        "block.weight",
        "block.households_sum",
    ),
    writes=(
        "household.grain",
        "household.fed_ratio",
        "household.cover",
        "household.body",
        "block.eaten",
        "block.fed",
        "block.spoiled",
        "block.energy",
        "block.reserve_sum",
        "block.mouths",
        "block.feed_wanted",
    ),
)
