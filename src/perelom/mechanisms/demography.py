"""Births, deaths, ageing, household division (society §4, §5).

Deaths follow from age, epidemics and the body's reserve; no death is put in by hand. Excess deaths are
those that hunger and its epidemics add to the ordinary risk.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import positive
from perelom.mechanisms.joining import free_slot
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.random import counted, stream, uniform
from perelom.world.scratch import scratch
from perelom.world.sums import total

DEATHS, BIRTHS, DIVISION = stream("deaths"), stream("births"), stream("division")

# ordinary deaths a year by band (0, 1-6, 7-15, 16-59, 60+): life table of 1926-27, corrected for deaths not
# registered (recalled)
M0, M1, M7, M16, M60 = 0.2536, 0.0389, 0.0050, 0.0099, 0.0734
# birthdays: share of a band that passes into the next in a month, and of girls among those of 16
TURN_ONE, TURN_SEVEN, TURN_SIXTEEN, TURN_SIXTY, GIRLS = (
    1.0 / 12.0,
    1.0 / 62.4,
    1.0 / 100.8,
    0.0142 / 12.0,
    0.495,
)
# relative risk in famine by band and sex (Livi-Bacci; Rudnytskyi et al. 2015; recalled)
F0, F1, F7, F16, F60, MALE, FEMALE = 2.0, 1.5, 0.75, 0.90, 2.3, 1.18, 0.84


@compiled
def famine_hazard(body, epidemics, p):
    """Monthly risk of death from hunger at relative risk 1. body: reserve 0-1; epidemics: 0-1 in the
    region."""
    if body >= 0.97:
        return 0.0
    return p.famine_hazard * (1.0 - body) ** p.famine_exponent * (1.0 + p.famine_epidemics * epidemics)


@compiled
def ordinary_factor(health, aftermath):
    """Ordinary mortality over that of 1926-27. health: progress of public health; aftermath: epidemics of
    the civil war."""
    return (1.0 - health) * (1.0 + aftermath)


@compiled
def ordinary_deaths(people):
    """Persons who die in a year of 1926-27's risks. people: persons by band (7)."""
    young = M0 * people[0] + M1 * people[1] + M7 * people[2]
    return young + M16 * (people[3] + people[4]) + M60 * (people[5] + people[6])


@compiled
def deaths_at_full_count(v, s, usual, hungry, maternal):
    """Persons of slot s expected to die this month. usual, hungry: yearly-table factor a month, and monthly
    risk of hunger, at relative risk 1; maternal: risk that abortion adds to a woman."""
    young = v.infants[s] * min(usual * M0 + hungry * F0, 0.5) + v.young[s] * min(
        usual * M1 + hungry * F1, 0.5
    )
    adults = v.women[s] * min(usual * M16 + hungry * F16 * FEMALE + maternal, 0.5)
    adults += v.men[s] * min(usual * M16 + hungry * F16 * MALE, 0.5)
    old = v.old_women[s] * min(usual * M60 + hungry * F60 * FEMALE, 0.5)
    old += v.old_men[s] * min(usual * M60 + hungry * F60 * MALE, 0.5)
    return young + v.children[s] * min(usual * M7 + hungry * F7, 0.5) + adults + old


@compiled
def dying_share(risk, counted_over_expected):
    """Share of a band that dies in a month in which the block's count differs from what was expected."""
    return min(min(risk, 0.5) * counted_over_expected, 0.95)


@compiled
def by_band(v, persons):
    """Persons of a block's rows by band, into `persons` (7), as one household of each row."""
    persons[0], persons[1], persons[2] = total(v.infants), total(v.young), total(v.children)
    persons[3], persons[4] = total(v.women), total(v.men)
    persons[5], persons[6] = total(v.old_women), total(v.old_men)


@kernel
def live_and_die(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Deaths and births are counted for the people a block stands for and shared out by risk (a sum of
    Poisson counts is a Poisson count); a row holds the expected part of its block's count."""
    p, c, n = par[0], clock[0], nation[0]
    factor = ordinary_factor(n.health, n.aftermath) / 12.0
    hungry, born, expected = scratch(), scratch(), scratch()
    before, living = np.empty(7), np.empty(7)
    hunger_ordinary = p.hunger_ordinary
    for b in range(first, last):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        epidemics = min(1.0, 1.5 * (1.0 - regions[v.region].body_reserve))
        maternal = v.maternal_risk
        for s in range(64):
            hungry[s] = famine_hazard(v.body[s], epidemics, p)
        for s in range(64):
            usual = factor * (1.0 + hunger_ordinary * (1.0 - v.body[s]))
            expected[s] = deaths_at_full_count(v, s, usual, hungry[s], maternal)
        by_band(v, before)
        dead, coming = total(expected), total(v.carried) / 4.5
        ordinary = factor * ordinary_deaths(before) + maternal * before[3]
        u = uniform(c.key, DEATHS, c.month, v.id, 0, 0)
        dying = counted(dead, v.weight, u) / max(dead, 1e-12)
        u = uniform(c.key, BIRTHS, c.month, v.id, 0, 0)
        bearing = min(counted(coming, v.weight, u) / max(coming, 1e-12), 4.5)
        for s in range(64):
            h = hungry[s]
            o = factor * (1.0 + hunger_ordinary * (1.0 - v.body[s]))
            v.infants[s] *= 1.0 - dying_share(o * M0 + h * F0, dying)
            v.young[s] *= 1.0 - dying_share(o * M1 + h * F1, dying)
            v.children[s] *= 1.0 - dying_share(o * M7 + h * F7, dying)
            wives = 1.0 - dying_share(o * M16 + h * F16 * FEMALE + maternal, dying)
            husbands = 1.0 - dying_share(o * M16 + h * F16 * MALE, dying)
            v.women[s] *= wives
            v.men[s] *= husbands
            v.couples[s] *= wives * husbands * (1.0 - TURN_SIXTY)  # widowed, or past the age of bearing
            v.old_women[s] *= 1.0 - dying_share(o * M60 + h * F60 * FEMALE, dying)
            v.old_men[s] *= 1.0 - dying_share(o * M60 + h * F60 * MALE, dying)
        by_band(v, living)
        died = 0.0
        for k in range(7):
            died += before[k] - living[k]
            v.died_by_band[k] = (before[k] - living[k]) * v.weight
        v.aged_by_band[0] = living[0] * TURN_ONE * v.weight
        v.aged_by_band[1] = living[1] * TURN_SEVEN * v.weight
        v.aged_by_band[2] = living[2] * TURN_SIXTEEN * v.weight
        v.aged_by_band[3] = living[3] * TURN_SIXTY * v.weight
        v.aged_by_band[4] = living[4] * TURN_SIXTY * v.weight
        # births, some nine months after conception (mechanisms/family.py), and birthdays
        for s in range(64):
            early = v.conceived[s] * (1.0 / 4.5)
            born[s] = v.carried[s] * (1.0 / 4.5) * bearing
            v.carried[s] += early - born[s]
            v.conceived[s] -= early
            a0, a1, a7 = v.infants[s] * TURN_ONE, v.young[s] * TURN_SEVEN, v.children[s] * TURN_SIXTEEN
            aw, am = v.women[s] * TURN_SIXTY, v.men[s] * TURN_SIXTY
            v.infants[s] += born[s] - a0
            v.young[s] += a0 - a1
            v.children[s] += a1 - a7
            v.women[s] += GIRLS * a7 - aw
            v.men[s] += (1.0 - GIRLS) * a7 - am
            v.old_women[s] += aw
            v.old_men[s] += am
        v.born = total(born) * v.weight
        v.died = died * v.weight
        v.died_excess = positive(died - ordinary * died / max(dead, 1e-12)) * v.weight
        v.died_ordinary = ordinary * v.weight


@compiled
def halve(v, s, t):
    """The household in slot s divides; the young half takes the free slot t."""
    v.infants[t] = v.infants[s] = 0.5 * v.infants[s]
    v.young[t] = v.young[s] = 0.5 * v.young[s]
    v.children[t] = v.children[s] = 0.5 * v.children[s]
    v.women[t] = v.women[s] = 0.5 * v.women[s]
    v.men[t] = v.men[s] = 0.5 * v.men[s]
    v.old_women[t] = v.old_women[s] = 0.5 * v.old_women[s]
    v.old_men[t] = v.old_men[s] = 0.5 * v.old_men[s]
    v.conceived[t] = v.conceived[s] = 0.5 * v.conceived[s]
    v.carried[t] = v.carried[s] = 0.5 * v.carried[s]
    v.couples[t] = v.couples[s] = 0.5 * v.couples[s]
    v.grain[t] = v.grain[s] = 0.5 * v.grain[s]
    v.cash[t] = v.cash[s] = 0.5 * v.cash[s]
    v.horses[t] = v.horses[s] = 0.5 * v.horses[s]
    v.cattle[t] = v.cattle[s] = 0.5 * v.cattle[s]
    v.pigs[t] = v.pigs[s] = 0.5 * v.pigs[s]
    v.sheep[t] = v.sheep[s] = 0.5 * v.sheep[s]
    v.intended[t] = v.intended[s] = 0.5 * v.intended[s]
    v.winter[t] = v.winter[s] = 0.5 * v.winter[s]
    v.spring[t] = v.spring[s] = 0.5 * v.spring[s]
    v.crop[t] = v.crop[s] = 0.5 * v.crop[s]
    v.harvest[t] = v.harvest[s] = 0.5 * v.harvest[s]
    v.unpaid[t] = v.unpaid[s] = 0.5 * v.unpaid[s]
    v.sold[t] = v.sold[s] = 0.5 * v.sold[s]
    v.tax_due[t] = v.tax_due[s] = 0.5 * v.tax_due[s]
    v.income[t] = v.income[s] = 0.5 * v.income[s]
    v.bought_goods[t] = v.bought_goods[s] = 0.5 * v.bought_goods[s]
    v.land[t] = v.land[s]
    v.implements[t] = 0.0
    v.reward[t] = v.reward[s]
    v.body[t] = v.body[s]
    v.fed_ratio[t] = v.fed_ratio[s]
    v.cover[t] = v.cover[s]
    v.social[t] = v.social[s]
    v.trust[t] = v.trust[s]
    v.member[t] = v.member[s]
    v.coerced[t] = v.coerced[s]
    v.taste[t] = v.taste[s]
    v.technique[t] = v.technique[s]
    v.veteran[t] = 0.0  # one of the two keeps the veteran and the party member
    v.party[t] = 0.0
    v.eaters[t] = v.eaters[s] = 0.5 * v.eaters[s]
    v.tenure[t] += 1.0


@kernel
def divide(blocks, regions, nation, lev, tot, par, clock, first, last):
    """January: large households divide as the young marry; the new one takes the lowest free slot. Where none
    is free the two most alike of the village join."""
    p, c = par[0], clock[0]
    for b in range(first, last):
        v = blocks[b]
        if c.moy == 1 and v.kind == 0:
            for s in range(64):
                if v.eaters[s] <= p.division_size or v.women[s] + v.men[s] < 2.5:
                    continue
                chance = uniform(c.key, DIVISION, c.month, v.id * 64 + s, v.tenure[s], 0)
                if chance < p.division_rate:
                    t = free_slot(v, s)
                    if t >= 0:
                        halve(v, s, t)


STEP = Step(
    name="births and deaths",
    does="deaths by age and body reserve, births, ageing; large households divide in January",
    kernels=(Kernel(divide, "households"), Kernel(live_and_die, "households")),
    reads=(
        "household.*",
        "region.body_reserve",
        "nation.health",
        "nation.aftermath",
        "block.maternal_risk",
        "block.weight",
        "block.households_sum",
    ),
    writes=(
        "household.*",
        "block.born",
        "block.died",
        "block.died_excess",
        "block.died_ordinary",
        "block.died_by_band",
        "block.aged_by_band",
    ),
    draws=("deaths", "births", "division"),
)
