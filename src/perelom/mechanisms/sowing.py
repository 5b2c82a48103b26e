"""Sowing: how much land a household wants under grain, and how much draft and seed allow (economy §1).

The wish is Chayanov's labour-consumer balance in reduced form: more mouths per worker and a better reward
per unit of work mean more land sown (Chayanov 1925; Millar 1970). In a collective farm the sowing plan
replaces the wish.
"""

from __future__ import annotations

from perelom.mechanisms.calendar_of_farming import clip, diminishing, positive
from perelom.mechanisms.needs import common_feed, draft_ratio, feed_need, food_need, stall_feeding
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.scratch import scratch
from perelom.world.sums import total, total_product

ALL_CROPS = 1.226  # sown area of all crops over that of grain (1928: 113 and 92.2 million ha)
# what plans of collective farms add to that in technical and fodder crops: other crops over grain were .23 in
# 1928, .30, .35 and .28 in 1931-33, when six in ten households were in (assumption, with these years in view)
COLLECTIVE_CROPS = 0.14


@compiled
def opened(ploughed, open_land):
    """Arable land over that of the late 1920s in a region. ploughed: in the country; open_land: land that can
    still be ploughed up, 1 = the country."""
    return max(1.0 + (ploughed - 1.0) * open_land, 0.5)


@compiled
def wished_area(capacity, eaters, workers, reward, p):
    """Area the household would sow, ha. capacity: its share of the commune's land; reward: 1 = a normal
    year."""
    mouths = clip(eaters / max(workers, 0.1) / 1.9, 0.5, 2.0)
    drive = diminishing(clip(reward / p.reward_normal, 0.3, 1.06), p.sowing_elasticity)
    return capacity * diminishing(mouths, 0.3) * drive


@compiled
def area_for_food(food_month, feed_month, expected_yield, p):
    """Area that feeds the household and its animals for a year, ha."""
    return (12.0 * food_month + 6.0 * feed_month) / max(expected_yield - p.seed_rate, 0.1)


@compiled
def intended_area(before, capacity, wish, floor, member, draft, open_land, p):
    """Next season's area: a slow move to the wish, never below need, a faster one to the plan of a collective
    farm, never above what draft can plough, ha. draft: of `draft_ratio`; open_land: land that can still be
    ploughed up, 1 = the country."""
    planned = capacity * 1.03 * (1.0 + p.plough_up * open_land)
    own = before + p.sowing_speed * (max(wish, min(floor, capacity)) - before)
    ordered = before + p.order_speed * (planned - before)
    return min((1.0 - member) * own + member * ordered, p.sowing_draft * capacity * draft)


@compiled
def strength_to_sow(grain, seed, food_month, rem, member, p):
    """Share of the intended area that hungry people manage to sow in spring (dead draft, flight,
    weakness)."""
    cover = positive(grain - 0.8 * seed) / max(food_month * rem, 1e-9)
    return 1.0 - (1.0 - p.sown_by_order * member) * clip(p.weakness * positive(0.85 - cover), 0.0, 0.85)


@kernel
def sow_villages(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, c = par[0], clock[0]
    if c.moy != 4 and c.moy != 9:
        return
    food, meant, used = scratch(), scratch(), scratch()
    for b in range(first, last):
        v = blocks[b]
        if v.kind != 0:
            continue
        g = regions[v.region]
        horses = v.common_horses + total(v.horses)
        area, common_area = total(v.intended) + 1e-9, total_product(v.member, v.intended) + 1e-9
        horse = p.horse_power * v.horse_strength
        common_draft = horse * v.common_horses / common_area
        stall = stall_feeding(g.graze, p.feed_level)
        village_draft = horse * horses / area + g.tractor_draft
        herd_share = stall * common_feed(v) / max(total(v.member), 1e-9)
        winter_share, seed_rate, open_land = g.winter_share, p.seed_rate, g.open_land
        for s in range(64):
            capacity = g.land_per_claim * v.eaters[s] * v.land[s]
            own = horse * v.horses[s] / max(v.intended[s], 0.1) + v.member[s] * common_draft
            draft = draft_ratio(own + g.tractor_draft, village_draft, g.draft_normal, p)
            food[s] = food_need(v.eaters[s], g.diet_weight, p.food_norm)
            feed = feed_need(v.horses[s], v.cattle[s], v.pigs[s], v.sheep[s], stall)
            feed += herd_share * v.member[s]
            workers = v.women[s] + v.men[s]
            wish = wished_area(capacity, v.eaters[s], workers, v.reward[s], p)
            floor = area_for_food(food[s], feed, g.expected_yield, p)
            meant[s] = intended_area(v.intended[s], capacity, wish, floor, v.member[s], draft, open_land, p)
            v.intended[s] = meant[s] if v.eaters[s] > 0.0 else v.intended[s]
        if c.moy == 9:
            for s in range(64):
                sown = min(winter_share * meant[s], 0.85 * v.grain[s] / seed_rate)
                v.winter[s] = sown if v.eaters[s] > 0.0 else v.winter[s]
                used[s] = seed_rate * sown if v.eaters[s] > 0.0 else 0.0
                v.grain[s] -= used[s]
        else:
            for s in range(64):
                wanted = positive(meant[s] - v.winter[s])
                can = strength_to_sow(v.grain[s], seed_rate * wanted, food[s], c.rem, v.member[s], p)
                sown = min(wanted * can, 0.85 * v.grain[s] / seed_rate)
                v.spring[s] = sown if v.eaters[s] > 0.0 else v.spring[s]
                used[s] = seed_rate * sown if v.eaters[s] > 0.0 else 0.0
                v.grain[s] -= used[s]
        v.seed_used += total(used) * v.weight


STEP = Step(
    name="sowing",
    does="sows winter grain in September and spring grain in April",
    kernels=(Kernel(sow_villages, "households"),),
    reads=(
        "household.intended",
        "household.horses",
        "household.cattle",
        "household.pigs",
        "household.sheep",
        "household.eaters",
        "household.women",
        "household.men",
        "household.land",
        "household.reward",
        "household.grain",
        "household.winter",
        "household.spring",
        "region.tractor_draft",
        "region.draft_normal",
        "region.open_land",
        "region.land_per_claim",
        "region.diet_weight",
        "region.graze",
        "region.expected_yield",
        "household.member",
        "block.common_horses",
        "block.horse_strength",
        "block.common_cattle",
        "block.common_pigs",
        "block.common_sheep",
        "region.winter_share",
        "block.weight",
        "block.seed_used",
    ),
    writes=(
        "household.intended",
        "household.winter",
        "household.spring",
        "household.grain",
        "block.seed_used",
    ),
)
