"""Identities of the month: what must balance, and by how much it does not.

Residual = |imbalance| / max(opening stock, gross flow, 1), the largest over regions.
"""

from __future__ import annotations

import numpy as np

from perelom.world.compiled import compiled

IDENTITIES = ("grain", "goods", "money", "capital", "people", "animals")
TOLERANCE = 1e-9
# columns whose change an identity accounts for
MOVED_BY = {
    "grain": ("household.grain", "nation.state_grain", "nation.grain_in_transit", "region.pool_grain"),
    "goods": ("household.bought_goods", "nation.inventory"),
    "money": ("household.cash", "nation.trade_purse", "nation.farm_purse", "region.pool_cash"),
    "capital": ("nation.capital_a", "nation.capital_b", "nation.site_a", "nation.site_b"),
    "people": ("household.infants", "household.women", "region.pool_women"),
    "animals": ("household.horses", "household.cattle", "household.pigs", "household.sheep"),
}


@compiled
def relative(imbalance, opening, gross):
    return abs(imbalance) / max(abs(opening), max(abs(gross), 1.0))


@compiled
def worse(so_far, found):
    """The larger residual; one that is no number outweighs all others."""
    return so_far if found <= so_far or so_far != so_far else found


@compiled
def close_books(blocks, regions, nation):
    """Stocks at the end of the month are written down as the next month's opening."""
    n = nation[0]
    for r in range(len(regions)):
        g = regions[r]
        g.village_grain_before, g.town_grain_before = g.village_grain, g.town_grain
        g.horses_before, g.cattle_before, g.pigs_before, g.sheep_before = g.horses, g.cattle, g.pigs, g.sheep
        g.people_before, g.pool_grain_before = people_of(g), g.pool_grain
        g.collectivized_before, g.coerced_before = g.collectivized, g.coerced
    n.state_grain_before, n.transit_before = n.state_grain, n.grain_in_transit
    n.money_before, n.inventory_before = n.money, n.inventory
    n.capital_before = n.capital_a + n.capital_b + n.site_a + n.site_b


@compiled
def people_of(g):
    """Everyone of a region: villages, towns and the pool in transit."""
    pool = g.pool_infants + g.pool_young + g.pool_children + g.pool_women + g.pool_men
    return g.village_eaters + g.town_eaters + pool + g.pool_old_women + g.pool_old_men


@compiled
def residuals(blocks, regions, nation, out):
    """Largest relative residual of each identity this month, into `out` (order of IDENTITIES)."""
    n = nation[0]
    R = len(regions)
    village, village_gross = np.zeros(R), np.zeros(R)
    town, town_gross = np.zeros(R), np.zeros(R)
    people, people_gross = np.zeros(R), np.zeros(R)
    animals = np.zeros((R, 4))
    helped, goods, from_state, to_state = 0.0, 0.0, 0.0, 0.0
    sent, arrived, pool, pool_before, left, settled = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for b in range(len(blocks)):
        v = blocks[b]
        r = v.region
        helped += v.helped
        sent += v.market_sold
        arrived += v.market_bought
        left += v.left_grain
        settled += v.settled_grain
        goods += v.goods_sum
        from_state += v.from_state
        to_state += v.to_state
        if v.kind == 0:
            into = v.harvested + v.helped + v.meat_grain + v.market_bought
            out_of = v.seed_used + v.tax_grain + v.bought + v.taken + v.market_sold
            out_of += v.eaten + v.fed + v.spoiled + v.left_grain
            village[r] += into - out_of
            village_gross[r] += into + out_of
            animals[r, 0] += v.horses_born - v.horses_lost
            animals[r, 1] += v.cattle_born - v.cattle_lost
            animals[r, 2] += v.pigs_born - v.pigs_lost
            animals[r, 3] += v.sheep_born - v.sheep_lost
        else:
            town[r] += v.helped + v.market_bought + v.settled_grain - v.eaten - v.spoiled
            town_gross[r] += v.helped + v.market_bought + v.settled_grain + v.eaten + v.spoiled
        people[r] += v.born - v.died
        people_gross[r] += v.born + v.died
    for k in range(6):
        out[k] = 0.0
    for r in range(R):
        g = regions[r]
        e = relative(
            g.village_grain - g.village_grain_before - village[r], g.village_grain_before, village_gross[r]
        )
        out[0] = worse(out[0], e)
        e = relative(g.town_grain - g.town_grain_before - town[r], g.town_grain_before, town_gross[r])
        out[0] = worse(out[0], e)
        e = relative(
            people_of(g) - g.people_before - people[r] + g.moved - g.came, g.people_before, people_gross[r]
        )
        out[4] = worse(out[4], e)
        pool += g.pool_grain
        pool_before += g.pool_grain_before
        out[5] = worse(out[5], relative(g.horses - g.horses_before - animals[r, 0], g.horses_before, 0.0))
        out[5] = worse(out[5], relative(g.cattle - g.cattle_before - animals[r, 1], g.cattle_before, 0.0))
        out[5] = worse(out[5], relative(g.pigs - g.pigs_before - animals[r, 2], g.pigs_before, 0.0))
        out[5] = worse(out[5], relative(g.sheep - g.sheep_before - animals[r, 3], g.sheep_before, 0.0))
    state = n.procured + n.grain_gift + n.grain_imported
    state -= n.state_grain_lost + helped + n.grain_exported + n.grain_other
    out[0] = worse(
        out[0], relative(n.state_grain - n.state_grain_before - state, n.state_grain_before, helped)
    )
    in_transit = n.grain_in_transit - n.transit_before - sent + arrived
    out[0] = worse(out[0], relative(in_transit, n.transit_before, sent + arrived))
    out[0] = worse(out[0], relative(pool - pool_before - left + settled, pool_before, left + settled))
    out[1] = relative(
        n.inventory - n.inventory_before - n.goods_made + n.goods_delivered, n.inventory_before, n.goods_made
    )
    out[1] = worse(out[1], relative(goods - n.goods_delivered, n.inventory_before, goods))
    out[2] = relative(n.money - n.money_before - from_state + to_state, n.money_before, from_state + to_state)
    capital = n.capital_a + n.capital_b + n.site_a + n.site_b
    out[3] = relative(
        capital - n.capital_before - n.invested_useful + n.worn, n.capital_before, n.invested_useful
    )
