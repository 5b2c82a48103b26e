"""Births, deaths, ageing, household division (society §4, §5, §8).

Deaths follow from age, epidemics and the body's reserve; no death is put in by hand. Excess deaths are
those that hunger and its epidemics add to the ordinary risk.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled
from perelom.world.random import counted, stream, uniform

DEATHS, BIRTHS, DIVISION = stream("deaths"), stream("births"), stream("division")

# ordinary deaths a year by band (0, 1-6, 7-15, 16-59, 60+): life table of 1926-27 (recalled)
M0, M1, M7, M16, M60 = 0.2536, 0.0389, 0.0050, 0.0099, 0.0734
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
def conceptions(women, men, fertility, averted, body, p):
    """Conceptions of a household in a month that come to birth."""
    partners = clip(men / max(women, 1e-6) / 0.92, 0.3, 1.08)
    fed = body**p.fecundity_hunger if body < 0.999 else 1.0
    return women * fertility / 12.0 * (1.0 - 0.9 * averted) * fed * partners


@compiled
def live_and_die(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Deaths and births are counted for the people a block stands for: household by household where a row
    is one household, else for the block as a whole, shared out by risk (a sum of Poisson counts is a Poisson
    count)."""
    p, c, n = par[0], clock[0], nation[0]
    factor = ordinary_factor(n.health, n.aftermath) / 12.0
    hungry, usual = np.empty(64), np.empty(64)
    for b in range(first, last):
        v = blocks[b]
        g = regions[v.region]
        town = v.kind == 1
        averted = lev[v.region].births_averted_town if town else lev[v.region].births_averted_village
        fertility = p.fertility_town if town else p.fertility_village
        epidemics = min(1.0, 1.5 * (1.0 - g.body_reserve))
        risk_sum, coming_sum, ordinary_sum = 0.0, 0.0, 0.0
        for s in range(64):
            if v.eaters[s] <= 0.0:
                continue
            h = famine_hazard(v.body[s], epidemics, p)
            o = factor * (1.0 + p.hunger_ordinary * (1.0 - v.body[s]))
            hungry[s], usual[s] = h, o
            base = M0 * v.infants[s] + M1 * v.young[s] + M7 * v.children[s] + M16 * (v.women[s] + v.men[s])
            base += M60 * (v.old_women[s] + v.old_men[s])
            risk_sum += o * base
            if h > 0.0:
                starving = F0 * v.infants[s] + F1 * v.young[s] + F7 * v.children[s]
                starving += FEMALE * (F16 * v.women[s] + F60 * v.old_women[s])
                starving += MALE * (F16 * v.men[s] + F60 * v.old_men[s])
                risk_sum += h * starving
            ordinary_sum += factor * base
            coming_sum += v.carried[s] / 4.5
        by_household = v.weight < 2.0
        dying, bearing = 1.0, 1.0
        if not by_household and risk_sum > 0.0:
            u = uniform(c.key, DEATHS, c.month, v.id, 0, 0)
            dying = min(counted(risk_sum, v.weight, u) / risk_sum, 1.9)
            u = uniform(c.key, BIRTHS, c.month, v.id, 0, 0)
            bearing = min(counted(coming_sum, v.weight, u) / max(coming_sum, 1e-12), 1.9)
        born_sum, died_sum = 0.0, 0.0
        for s in range(64):
            if v.eaters[s] <= 0.0:
                continue
            h, o = hungry[s], usual[s]
            d0 = v.infants[s] * min(o * M0 + h * F0, 0.5)
            d1 = v.young[s] * min(o * M1 + h * F1, 0.5)
            d7 = v.children[s] * min(o * M7 + h * F7, 0.5)
            dw = v.women[s] * min(o * M16 + h * F16 * FEMALE, 0.5)
            dm = v.men[s] * min(o * M16 + h * F16 * MALE, 0.5)
            dow = v.old_women[s] * min(o * M60 + h * F60 * FEMALE, 0.5)
            dom = v.old_men[s] * min(o * M60 + h * F60 * MALE, 0.5)
            expected = d0 + d1 + d7 + dw + dm + dow + dom
            coming = v.carried[s] / 4.5
            born = coming * bearing
            scale = dying
            if by_household:
                key = v.id * 64 + s
                died = counted(expected, v.weight, uniform(c.key, DEATHS, c.month, key, v.tenure[s], 0))
                scale = min(died / max(expected, 1e-12), 1.9)
                born = counted(coming, v.weight, uniform(c.key, BIRTHS, c.month, key, v.tenure[s], 0))
                born = min(born, v.carried[s])
            v.infants[s] -= d0 * scale
            v.young[s] -= d1 * scale
            v.children[s] -= d7 * scale
            v.women[s] -= dw * scale
            v.men[s] -= dm * scale
            v.old_women[s] -= dow * scale
            v.old_men[s] -= dom * scale
            died_sum += expected * scale
            # births, some nine months after conception
            early = v.conceived[s] / 4.5
            v.carried[s] += early - born
            v.conceived[s] += conceptions(v.women[s], v.men[s], fertility, averted, v.body[s], p) - early
            born_sum += born
            # ageing
            a0, a1, a7 = v.infants[s] / 12.0, v.young[s] / 62.4, v.children[s] / 100.8
            aw, am = v.women[s] * (0.0142 / 12.0), v.men[s] * (0.0142 / 12.0)
            v.infants[s] += born - a0
            v.young[s] += a0 - a1
            v.children[s] += a1 - a7
            v.women[s] += 0.495 * a7 - aw
            v.men[s] += 0.505 * a7 - am
            v.old_women[s] += aw
            v.old_men[s] += am
        v.born = born_sum * v.weight
        v.died = died_sum * v.weight
        v.died_excess = positive(died_sum - ordinary_sum * dying) * v.weight
        v.died_ordinary = ordinary_sum * v.weight


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
    v.kcal[t] = v.kcal[s]
    v.fed_ratio[t] = v.fed_ratio[s]
    v.cover[t] = v.cover[s]
    v.social[t] = v.social[s]
    v.trust[t] = v.trust[s]
    v.eaters[t] = v.eaters[s] = 0.5 * v.eaters[s]
    v.tenure[t] += 1.0


@compiled
def divide(blocks, regions, nation, lev, tot, par, clock, first, last):
    """January: large households divide as the young marry; the new one takes the lowest free slot.
    Where none is free the large household stays together."""
    p, c = par[0], clock[0]
    for b in range(first, last):
        v = blocks[b]
        if c.moy == 1 and v.kind == 0:
            for s in range(64):
                large = v.eaters[s] > p.division_size and v.women[s] + v.men[s] >= 2.5
                chance = uniform(c.key, DIVISION, c.month, v.id * 64 + s, v.tenure[s], 0)
                if large and chance < p.division_rate:
                    for t in range(64):
                        if v.eaters[t] <= 0.0:
                            halve(v, s, t)
                            break


STEP = Step(
    name="births and deaths",
    does="deaths by age and body reserve, births, ageing; large households divide in January",
    kernels=(Kernel(divide, "households"), Kernel(live_and_die, "households")),
    reads=(
        "household.*",
        "region.body_reserve",
        "nation.health",
        "nation.aftermath",
        "lever.births_averted.town",
        "lever.births_averted.village",
        "block.weight",
    ),
    writes=("household.*", "block.born", "block.died", "block.died_excess", "block.died_ordinary"),
    draws=("deaths", "births", "division"),
)
