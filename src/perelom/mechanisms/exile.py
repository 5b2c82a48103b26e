"""Exile settlements and camps: rations, births, deaths, escapes, releases (society §3.3, §9).

People in exile keep their ages; prisoners are women and men of 16-59. Both live on the state's grain, which
is cut sooner and further for them than the towns' bread. Deaths follow from the ordinary risks of
each age, how new the place is, the body's reserve and the crowding of camps.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.demography import (
    GIRLS,
    M0,
    M1,
    M7,
    M16,
    M60,
    TURN_ONE,
    TURN_SEVEN,
    TURN_SIXTEEN,
    TURN_SIXTY,
    ordinary_factor,
)
from perelom.mechanisms.family import fecundity
from perelom.mechanisms.nutrition import KCAL_A_DAY, body_reserve
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel

TOWN_TABLE = 2450.0  # food energy of a townsman in 1928, kcal/day (society specification, section 13)
VILLAGE_TABLE = 2250.0  # and of a villager of the late 1920s


@compiled
def grain_for(exiles, prisoners, p):
    """Grain that the rations of exiles and prisoners take, t a month at full supply."""
    return (p.exile_ration * exiles + p.camp_ration * prisoners) / 12.0


@compiled
def supplied(kcal_town, p):
    """Share of the rations that is supplied. kcal_town: food energy of a townsman, kcal/day; a shortage is
    felt in exile and camps more than in towns."""
    return clip(1.0 - p.held_shortage * positive(1.0 - kcal_town / TOWN_TABLE), 0.0, 1.0)


@compiled
def newness(months):
    """1 for those who have just come, a third after a year. months: mean time since they came."""
    return np.exp(-months / 12.0)


@compiled
def own_food(months, village_table, p):
    """Food other than rations in exile, kcal a head and day: gardens and crops of their own come with time,
    and give no more than the region's villages have. village_table: food of the region's villagers over a
    normal year's."""
    grown = p.exile_food_settled + (p.exile_food_first - p.exile_food_settled) * np.exp(-months / 24.0)
    return grown * clip(village_table, 0.3, 1.0)


@compiled
def risk_of_hunger(body, epidemics, p):
    """Risk of death over that of the well fed. epidemics: 0-1 in the region."""
    return 1.0 + p.exile_hunger * (1.0 - body) * (1.0 + p.famine_epidemics * epidemics)


@compiled
def risk_in_exile(months, body, epidemics, p):
    """Risk of death over the ordinary risk of the same age."""
    return (1.0 + p.exile_first_year * newness(months)) * risk_of_hunger(body, epidemics, p)


@compiled
def risk_in_camps(crowding, body, epidemics, p):
    """Risk of death over the ordinary risk of the same age. crowding: prisoners over those for whom camps
    are built and staffed, less one."""
    return p.camp_risk * (1.0 + p.camp_crowding * positive(crowding)) * risk_of_hunger(body, epidemics, p)


@compiled
def escape_rate(months, passports, p):
    """Share of exiles who are gone for good in a month: the newcomers flee; towns under passports hide fewer.
    Those recaptured have not left."""
    rate = p.escape_settled + (p.escape_first - p.escape_settled) * np.exp(-months / 24.0)
    return rate * (1.0 - p.recaptured) * (1.0 - p.escape_passports * passports)


@compiled
def pardon_rate(months, p):
    """Share of exiles released in a month: at first also kin and those wrongly deported."""
    return p.pardons * (1.0 + newness(months))


@compiled
def to_pool(g, share):
    """A share of the exiles escapes or is released into the pool in transit of the region."""
    g.pool_infants += share * g.exile[0]
    g.pool_young += share * g.exile[1]
    g.pool_children += share * g.exile[2]
    g.pool_women += share * g.exile[3]
    g.pool_men += share * g.exile[4]
    g.pool_old_women += share * g.exile[5]
    g.pool_old_men += share * g.exile[6]
    g.pool_body += share * g.exile_body * (g.exile[3] + g.exile[4])
    for k in range(7):
        g.exile[k] *= 1.0 - share


@compiled
def birthdays(g):
    """Exiles grow older; who leaves a band is written down."""
    x = g.exile
    g.held_aged[0], g.held_aged[1], g.held_aged[2] = x[0] * TURN_ONE, x[1] * TURN_SEVEN, x[2] * TURN_SIXTEEN
    g.held_aged[3], g.held_aged[4] = x[3] * TURN_SIXTY, x[4] * TURN_SIXTY
    x[0] -= g.held_aged[0]
    x[1] += g.held_aged[0] - g.held_aged[1]
    x[2] += g.held_aged[1] - g.held_aged[2]
    x[3] += GIRLS * g.held_aged[2] - g.held_aged[3]
    x[4] += (1.0 - GIRLS) * g.held_aged[2] - g.held_aged[4]
    x[5] += g.held_aged[3]
    x[6] += g.held_aged[4]


@kernel
def live_in_exile(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, n = par[0], nation[0]
    R = len(regions)
    exiles, prisoners = 0.0, 0.0
    for r in range(R):
        prisoners += regions[r].camps[0] + regions[r].camps[1]
        for k in range(7):
            exiles += regions[r].exile[k]
    share = n.grain_held / max(grain_for(exiles, prisoners, p), 1e-9)
    share = min(share, 1.0)
    # camps
    kcal = share * p.camp_ration / 12.0 * KCAL_A_DAY + p.camp_food
    n.camps_body = body_reserve(n.camps_body, kcal / p.maintenance_kcal, p.wasting, p.recovery_body)
    n.camps_room += (prisoners - n.camps_room) / p.camp_building
    crowding = prisoners / max(n.camps_room, 1.0) - 1.0
    ordinary = ordinary_factor(n.health, n.aftermath) / 12.0
    table = (M0, M1, M7, M16, M16, M60, M60)
    for r in range(R):
        g = regions[r]
        g.held_excess = 0.0
        table_here = g.energy_village / max(g.mouths_village, 1.0) / VILLAGE_TABLE
        kcal = share * p.exile_ration / 12.0 * KCAL_A_DAY + own_food(g.exile_months, table_here, p)
        g.exile_body = body_reserve(g.exile_body, kcal / p.maintenance_kcal, p.wasting, p.recovery_body)
        epidemics = min(1.0, 1.5 * (1.0 - g.body_reserve))
        in_exile = risk_in_exile(g.exile_months, g.exile_body, epidemics, p)
        in_camps = risk_in_camps(crowding, n.camps_body, epidemics, p)
        for k in range(7):
            usual = ordinary * table[k]
            died = g.exile[k] * min(usual * in_exile, 0.5)
            g.held_excess += died - g.exile[k] * usual
            g.exile[k] -= died
            g.held_died[k] = died
        for k in range(2):
            usual = ordinary * M16
            died = g.camps[k] * min(usual * in_camps, 0.5)
            g.held_excess += died - g.camps[k] * usual
            g.camps[k] -= died
            g.held_died[3 + k] += died
        g.held_born = g.exile[3] * p.exile_fertility / 12.0 * fecundity(g.exile_body, p.fecundity_hunger)
        birthdays(g)
        g.exile[0] += g.held_born
        leaving = escape_rate(g.exile_months, lev[r].labour_passports, p) + pardon_rate(g.exile_months, p)
        to_pool(g, leaving)
        g.exile_months += 1.0


STEP = Step(
    name="exile and camps",
    does="rations, births, deaths and birthdays of exiles and prisoners; escapes and releases from exile",
    kernels=(Kernel(live_in_exile, "country"),),
    reads=(
        "region.energy_village",
        "region.mouths_village",
        "region.body_reserve",
        "region.exile",
        "region.camps",
        "region.exile_body",
        "region.exile_months",
        "region.pool_infants",
        "region.pool_young",
        "region.pool_children",
        "region.pool_women",
        "region.pool_men",
        "region.pool_old_women",
        "region.pool_old_men",
        "region.pool_body",
        "nation.grain_held",
        "nation.camps_body",
        "nation.camps_room",
        "nation.health",
        "nation.aftermath",
        "lever.labour.passports",
    ),
    writes=(
        "region.exile",
        "region.camps",
        "region.exile_body",
        "region.exile_months",
        "region.held_born",
        "region.held_died",
        "region.held_aged",
        "region.held_excess",
        "region.pool_infants",
        "region.pool_young",
        "region.pool_children",
        "region.pool_women",
        "region.pool_men",
        "region.pool_old_women",
        "region.pool_old_men",
        "region.pool_body",
        "nation.camps_body",
        "nation.camps_room",
    ),
)
