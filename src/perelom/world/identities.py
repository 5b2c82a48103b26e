"""Identities of the month: what must balance, and by how much it does not.

Residual = |imbalance| / max(opening stock, gross flow, 1), the largest over regions.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.demography import GIRLS
from perelom.world.compiled import compiled, kernel

IDENTITIES = ("grain", "goods", "money", "capital", "people", "animals", "people by age")
TOLERANCE = 1e-9
# columns whose change an identity accounts for
PEOPLE = ("household.infants", "household.women", "region.pool_women", "region.exile", "region.camps")
MOVED_BY = {
    "grain": ("household.grain", "nation.state_grain", "nation.grain_in_transit", "region.pool_grain"),
    "goods": ("household.bought_goods", "nation.inventory"),
    "money": ("household.cash", "nation.trade_purse", "nation.farm_purse", "region.pool_cash"),
    "capital": ("nation.capital_a", "nation.capital_b", "nation.site_a", "nation.site_b"),
    "animals": ("household.horses", "household.cattle", "household.pigs", "household.sheep"),
    "people": PEOPLE,
    "people by age": PEOPLE,
}


@compiled
def relative(imbalance, opening, gross):
    return abs(imbalance) / max(abs(opening), max(abs(gross), 1.0))


@compiled
def worse(so_far, found):
    """The larger residual; one that is no number outweighs all others."""
    return so_far if found <= so_far or so_far != so_far else found


@kernel
def close_books(blocks, regions, nation):
    """Stocks at the end of the month are written down as the next month's opening."""
    n = nation[0]
    for r in range(len(regions)):
        g = regions[r]
        g.village_grain_before, g.town_grain_before = g.village_grain, g.town_grain
        g.horses_before, g.cattle_before, g.pigs_before, g.sheep_before = g.horses, g.cattle, g.pigs, g.sheep
        g.people_before, g.pool_grain_before = people_of(g), g.pool_grain
        g.collectivized_before, g.coerced_before = g.collectivized, g.coerced
        g.prisoners_before, g.exiles_before = g.camps[0] + g.camps[1], exiles_of(g)
        for k in range(7):
            g.people_by_band_before[k] = people_of_band(g, k)
    n.state_grain_before, n.transit_before = n.state_grain, n.grain_in_transit
    n.money_before, n.inventory_before = n.money, n.inventory
    n.capital_before = n.capital_a + n.capital_b + n.site_a + n.site_b


@compiled
def people_of(g):
    """Everyone of a region: villages, towns, the pool in transit, exile settlements and camps."""
    pool = g.pool_infants + g.pool_young + g.pool_children + g.pool_women + g.pool_men
    held = exiles_of(g) + g.camps[0] + g.camps[1]
    return g.village_eaters + g.town_eaters + pool + g.pool_old_women + g.pool_old_men + held


@compiled
def exiles_of(g):
    """People in a region's exile settlements."""
    people = 0.0
    for k in range(7):
        people += g.exile[k]
    return people


@compiled
def people_of_band(g, k):
    """Everyone of a region in band k (0, 1-6, 7-15, women and men of 16-59, women and men of 60 and over)."""
    pool = (
        g.pool_infants,
        g.pool_young,
        g.pool_children,
        g.pool_women,
        g.pool_men,
        g.pool_old_women,
        g.pool_old_men,
    )
    held = g.camps[k - 3] if k == 3 or k == 4 else 0.0
    return g.people_by_band[k] + pool[k] + g.exile[k] + held


@compiled
def aged(leaving, k):
    """Persons a band gains by birthdays less those it loses. leaving: those who left each of the first five
    bands."""
    if k == 0:
        return -leaving[0]
    if k < 3:
        return leaving[k - 1] - leaving[k]
    if k == 3:
        return GIRLS * leaving[2] - leaving[3]
    if k == 4:
        return (1.0 - GIRLS) * leaving[2] - leaving[4]
    return leaving[k - 2]


@compiled
def left_of_band(v, k):
    """Persons of band k who left a village for a town this month."""
    return (
        v.left_infants,
        v.left_young,
        v.left_children,
        v.left_women,
        v.left_men,
        v.left_old_women,
        v.left_old_men,
    )[k]


@compiled
def moved_of_block(v, k):
    """Net change of band k in a block by births, deaths, birthdays, arrests, exile and moves this month."""
    change = aged(v.aged_by_band, k) - v.died_by_band[k] - v.driven[k] - left_of_band(v, k)
    if k == 0:
        change += v.born
    if k == 3 or k == 4:
        change += v.returned[k - 3] - v.arrested[k - 3]
    return change


@compiled
def moved_of_region(g, k):
    """Net change of band k in a region's pool, exile settlements and camps this month."""
    change = g.came[k] + g.received[k] - g.held_died[k] + aged(g.held_aged, k)
    if k == 0:
        change += g.held_born
    if k == 3 or k == 4:
        change -= g.discharged[k - 3]
    return change


@kernel
def residuals(blocks, regions, nation, out):
    """Largest relative residual of each identity this month, into `out` (order of IDENTITIES)."""
    n = nation[0]
    R = len(regions)
    village, village_gross = np.zeros(R), np.zeros(R)
    town, town_gross = np.zeros(R), np.zeros(R)
    people, people_gross = np.zeros((R, 7)), np.zeros(R)
    on_the_way, placed = np.zeros(7), np.zeros(7)  # who left a place and came to none, and who came to one
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
        people_gross[r] += v.born + v.died
        for k in range(7):
            people[r, k] += moved_of_block(v, k)
            on_the_way[k] += left_of_band(v, k) + v.driven[k]
            if k == 3 or k == 4:
                on_the_way[k] += v.arrested[k - 3] - v.returned[k - 3]
    for k in range(7):
        out[k] = 0.0
    for r in range(R):
        g = regions[r]
        e = relative(
            g.village_grain - g.village_grain_before - village[r], g.village_grain_before, village_gross[r]
        )
        out[0] = worse(out[0], e)
        e = relative(g.town_grain - g.town_grain_before - town[r], g.town_grain_before, town_gross[r])
        out[0] = worse(out[0], e)
        everyone = 0.0
        for k in range(7):
            people[r, k] += moved_of_region(g, k)
            everyone += people[r, k]
            before = g.people_by_band_before[k]
            out[6] = worse(out[6], relative(people_of_band(g, k) - before - people[r, k], before, 0.0))
            placed[k] += g.came[k] + g.emigrated_by_band[k] + g.received[k]
            on_the_way[k] -= g.came[k] + g.emigrated_by_band[k] + g.received[k]
            if k == 3 or k == 4:
                on_the_way[k] += g.discharged[k - 3] - g.executed[k - 3]
        out[4] = worse(
            out[4], relative(people_of(g) - g.people_before - everyone, g.people_before, people_gross[r])
        )
        pool += g.pool_grain
        pool_before += g.pool_grain_before
        out[5] = worse(out[5], relative(g.horses - g.horses_before - animals[r, 0], g.horses_before, 0.0))
        out[5] = worse(out[5], relative(g.cattle - g.cattle_before - animals[r, 1], g.cattle_before, 0.0))
        out[5] = worse(out[5], relative(g.pigs - g.pigs_before - animals[r, 2], g.pigs_before, 0.0))
        out[5] = worse(out[5], relative(g.sheep - g.sheep_before - animals[r, 3], g.sheep_before, 0.0))
    state = n.procured + n.grain_gift + n.grain_imported
    for k in range(7):
        out[6] = worse(out[6], relative(on_the_way[k], 0.0, placed[k]))
    state -= n.state_grain_lost + helped + n.grain_exported + n.grain_other + n.grain_held
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
