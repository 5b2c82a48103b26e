"""Eating, feeding and the body's reserve (economy §2.6-9, §8; society §4).

Households eat from the barn, cut feed before the table, and when hungry eat their seed. Food energy below the
maintenance need wears down the body reserve; the reserve, not the month's meal, decides deaths.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import GARDEN_SEASON, clip, positive
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled

KCAL_PER_TONNE = 2.9e6  # bread and porridge from a tonne of grain


@compiled
def eaten(grain, seed, food, feed, rem, collectivized, full_meal, p):
    """Grain eaten in a month, t: the norm, or less when the barn will not last to the harvest.

    `full_meal`: the meal where nothing is short, over the norm. The exponent below one means that people do
    not spread a shortage evenly: hunger deepens towards June.
    """
    full = food * rem
    eats_seed = clip(grain / max(0.75 * full, 1e-9), 0.25, 1.0)
    cover = positive(grain - (0.70 + 0.15 * collectivized) * eats_seed * seed) / max(
        full + 0.2 * feed * rem, 1e-9
    )
    wish = food * (full_meal if cover >= 1.08 else max(cover, 0.12) ** p.eating_exponent)
    guarded = (0.5 + 0.45 * collectivized) * seed * max(eats_seed, collectivized)
    return min(wish, max(positive(grain - guarded), 0.12 * (1.0 - collectivized) * grain))


@compiled
def fed(grain_after_meal, seed, food, feed, rem):
    """Grain fed to animals in a month, t: what is over after food to the harvest and seed."""
    if feed <= 0.0:
        return 0.0
    over = grain_after_meal - 0.75 * seed - 0.97 * food * (rem - 1.0)
    return min(feed * clip(over / (feed * rem), 0.16, 1.15), 0.5 * positive(grain_after_meal))


@compiled
def spoiled(grain, reserve):
    """Grain lost to damp and mice in a month, t: 0.8 % of what is held above the household's reserve."""
    return 0.008 * positive(grain - 1.1 * reserve)


@compiled
def kcal_village(eaten, eaters, cattle, garden, season, weather_factor, milk_cap):
    """Food energy of a villager, kcal/day. garden: other food of the region; milk_cap: how far herds may
    carry a diet."""
    per_head = eaten / max(eaters, 0.1)
    milk = 264.0 * clip(cattle / max(eaters, 0.1) / 0.42, 0.15, milk_cap)
    return per_head * KCAL_PER_TONNE * 12.0 / 365.0 + milk + garden * season * weather_factor


@compiled
def kcal_town(eaten, eaters, other_food):
    """Food energy of a townsman, kcal/day. other_food: share of a normal supply of food other than grain."""
    return (
        eaten / max(eaters, 0.1) * KCAL_PER_TONNE * 12.0 / 365.0 + 190.0 + 370.0 * clip(other_food, 0.3, 1.15)
    )


@compiled
def body_reserve(before, kcal, p):
    """Body reserve (1 = full, 0 = exhausted) after a month at `kcal`; wasting is faster than recovery is
    slow."""
    gap = kcal / p.maintenance_kcal - 1.0
    if gap < 0.0:
        return clip(before + p.wasting * gap, 0.0, 1.0)
    return clip(before + p.recovery_body * min(gap, 0.25), 0.0, 1.0)


@compiled
def eat(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, c, n = par[0], clock[0], nation[0]
    season = GARDEN_SEASON[c.moy - 1]
    full_meal = 1.08**p.eating_exponent
    herd_supply = clip(n.cattle / 57e6, 0.3, 1.15)
    for b in range(first, last):
        v = blocks[b]
        g = regions[v.region]
        ate, gave, bad, energy, reserve_sum, mouths, need_feed = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        if v.kind == 0:
            total, heads = 0.0, 1e-9
            for s in range(64):
                if v.eaters[s] > 0.0:
                    total += v.grain[s]
                    heads += v.eaters[s]
            share = p.mutual_aid + p.common_pay * g.collectivized
            per_head = share * total / heads
            luck = np.exp(0.35 * g.weather)
            for s in range(64):
                e = v.eaters[s]
                if e <= 0.0:
                    continue
                held = v.grain[s] * (1.0 - share) + per_head * e
                q = eaten(held, v.seed[s], v.food[s], v.feed[s], c.rem, g.collectivized, full_meal, p)
                f = fed(held - q, v.seed[s], v.food[s], v.feed[s], c.rem)
                lost = spoiled(held - q - f, 1.06 * (v.food[s] + 0.75 * v.feed[s]) * c.rem + v.seed[s])
                v.grain[s] = held - q - f - lost
                v.fed_ratio[s] = g.graze + (1.0 - g.graze) * (f / v.feed[s] if v.feed[s] > 0.0 else 1.0)
                money = 0.5 * positive(v.cash[s]) + 0.35 * v.income[s] * (c.rem - 1.0)
                means = v.grain[s] + money / max(g.price_free, 1.0)
                v.cover[s] = means / max(v.food[s] * max(c.rem - 1.0, 0.5), 1e-9)
                k = kcal_village(q, e, v.cattle[s], g.other_food, season, luck, g.milk_cap)
                v.kcal[s] = k
                v.body[s] = body_reserve(v.body[s], k, p)
                ate += q
                gave += f
                bad += lost
                energy += k * e
                reserve_sum += v.body[s] * e
                mouths += e
                need_feed += v.feed[s]
        else:
            for s in range(64):
                e = v.eaters[s]
                if e <= 0.0:
                    continue
                q = eaten(v.grain[s], 0.0, v.food[s], 0.0, 1.0, 0.0, full_meal, p)
                lost = spoiled(v.grain[s] - q, 2.0 * v.food[s])
                v.grain[s] -= q + lost
                k = kcal_town(q, e, herd_supply * v.other_food[s])
                v.kcal[s] = k
                v.body[s] = body_reserve(v.body[s], k, p)
                ate += q
                bad += lost
                energy += k * e
                reserve_sum += v.body[s] * e
                mouths += e
        v.eaten = ate * v.weight
        v.fed = gave * v.weight
        v.spoiled = bad * v.weight
        v.energy = energy * v.weight
        v.reserve_sum = reserve_sum * v.weight
        v.mouths = mouths * v.weight
        v.feed_wanted = need_feed * v.weight


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
        "household.other_food",
        "region.collectivized",
        "region.graze",
        "region.weather",
        "region.other_food",
        "region.milk_cap",
        "nation.cattle",
        "block.weight",
    ),
    writes=(
        "household.grain",
        "household.fed_ratio",
        "household.cover",
        "household.kcal",
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
