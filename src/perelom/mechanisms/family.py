"""Unions, divorce, conceptions and the wish to avert births (society §5, §8; C49, C50, C57; event E13).

Births follow couples: marriages by the unmarried of both sexes, food, wages and husbands away at work; a part
of the conceptions is averted, by what women do, where people live and what they eat. No path of births is
given.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, diminishing, positive
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.scratch import scratch
from perelom.world.sums import total

MARRIED_AT_MOST = 0.97  # share of the women of a household in unions
LIVING_SPACE = 6.0  # square metres of living space a head that towns of the 1920s were used to (Sosnovy 1954)


@compiled
def willingness(means, apart, p):
    """Readiness to marry, 1 = as usual. means: food, and in towns wages, over what people are used to;
    apart: share of the men away at work."""
    return clip(1.0 - p.marriage_means * positive(1.0 - means), 0.1, 1.2) * (1.0 - clip(apart, 0.0, 1.0))


@compiled
def marriages(women, men, readiness, p):
    """Unions formed in a month by unmarried women and men (harmonic mean of the two: the scarcer sex
    counts)."""
    return p.marriage_rate / 12.0 * readiness * 2.0 * women * men / max(women + men, 1e-9)


@compiled
def divorce_rate(ease, fee, monthly_wage, town, p):
    """Divorces per couple and month were all unions that would part still there. fee: rub."""
    level = p.divorce_town if town else p.divorce_village
    price = (1.0 + 10.0 * fee / max(monthly_wage, 1.0)) ** p.divorce_fee_response
    return level / 12000.0 * np.exp(p.divorce_ease_response * (ease - 1.0)) / price


@compiled
def unsettled_step(unsettled, rate, p):
    """Stock of unions that would part next month, 1 = nobody may part. rate: divorces per couple and month at
    a full stock. Some unsettle and settle again every month, some part."""
    return unsettled + p.unsettling * (1.0 - unsettled) - min(rate / p.unsettled_couples, 0.5) * unsettled


@compiled
def crowding(people, living_space):
    """How much less room towns have than they were used to: 0 = as in the 1920s, 1 = half of it."""
    return clip(LIVING_SPACE * people / max(living_space, 1.0) - 1.0, 0.0, 2.0)


@compiled
def wish_to_avert(base, work, crowded, norm, means, allowance, p):
    """Share of conceptions that couples would avert. work: part of it that comes from women's work; norm:
    share of paid work held for normal; allowance: real roubles a child and year, from the seventh child."""
    wish = base + work + p.averting_crowding * crowded + p.averting_norm * norm
    wish += p.averting_need * positive(1.0 - means)
    return clip(wish - p.allowance_effect * p.seventh_children * allowance / 100.0, 0.0, 0.7)


@compiled
def abortions_per_conception(wish, legal, clandestine):
    """Abortions over conceptions: all who wish, under a ban those whom clandestine help reaches."""
    return wish * (legal + (1.0 - legal) * clandestine)


@compiled
def clandestine_step(clandestine, legal, p):
    """Reach of clandestine help next month: spreads under a ban, falls back where abortion is legal."""
    goal = legal * p.clandestine_legal + (1.0 - legal) * p.clandestine_most
    return clandestine + p.clandestine_spread * (goal - clandestine)


@compiled
def fecundity(body, response):
    """Conceptions over those of the well fed: 1 at a full body reserve, none at an exhausted one."""
    return diminishing(body, response)


@compiled
def fertility(level, recent, apart, p):
    """Conceptions that come to birth per couple and year if none is averted. level: of old couples; recent:
    share of unions not older than two years; apart: share of husbands away."""
    return level * (1.0 + p.newlywed_fertility * recent) * (1.0 - clip(apart, 0.0, 1.0))


@kernel
def build(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Living space of towns, clandestine help, the wage that people are used to."""
    p, n = par[0], nation[0]
    n.living_space += p.housing_built * n.investment - p.housing_wear / 12.0 * n.living_space
    people = 0.0
    for r in range(len(regions)):
        people += regions[r].town_eaters
    n.crowding = crowding(people, n.living_space)
    n.clandestine = clandestine_step(n.clandestine, lev[0].family_abortion_legal, p)
    n.wage_used_to += (n.real_wage - n.wage_used_to) / 48.0


@kernel
def unite(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Marriages, divorces and conceptions of the month."""
    p, n = par[0], nation[0]
    a = lev[0]
    wage_month = n.wage / 12.0
    wage_means = n.real_wage / max(n.wage_used_to, 0.05)
    allowance = a.family_allowance / max(n.cost_of_living, 0.02)
    away_per_hand = n.offfarm_rate / max(0.8 * wage_month, 1.0)
    legal, hunger_births = a.family_abortion_legal, p.fecundity_hunger
    in_town = divorce_rate(a.family_divorce_ease, a.family_divorce_fee, wage_month, True, p)
    in_village = divorce_rate(a.family_divorce_ease, a.family_divorce_fee, wage_month, False, p)
    would = scratch()
    for b in range(first, last):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        town = v.kind == 1
        women, men, couples = total(v.women), total(v.men), total(v.couples)
        if couples > MARRIED_AT_MOST * men:  # husbands arrested, fled or dead
            for s in range(64):
                v.couples[s] *= MARRIED_AT_MOST * men / couples
            couples = MARRIED_AT_MOST * men
        # what people eat over the year, and in towns what they earn, over what they are used to
        v.means += (v.energy / max(v.mouths, 1.0) / p.table_usual - v.means) / 12.0
        means, apart = v.means, 0.0
        if town:
            means = min(v.means, 1.0) * clip(wage_means, 0.5, 1.1)
            work = p.averting_work * v.paid_share
        else:
            apart = clip(p.married_away * v.hands * away_per_hand / max(couples * v.weight, 1.0), 0.0, 0.4)
            work = p.averting_field * regions[v.region].collectivized
        unmarried, single_men = positive(women - couples), positive(men - couples)
        formed = marriages(unmarried, single_men, willingness(means, apart, p), p)
        joined = formed / max(unmarried, 1e-6)
        free = in_town if town else in_village
        parting = free * v.unsettled
        v.unsettled = unsettled_step(v.unsettled, free, p)
        v.recent += formed - v.recent / 24.0
        v.lone += 0.6 * parting * couples / max(women, 1e-6) - v.lone / 60.0
        # the wish to avert births
        base = p.averting_town if town else p.averting_village
        crowded = n.crowding if town else 0.0
        wish = wish_to_avert(base, work, crowded, v.norm, means, allowance, p)
        ended = abortions_per_conception(wish, legal, n.clandestine)
        v.averted = p.averted_per_abortion * ended
        level = p.fertility_town if town else p.fertility_village
        recent = min(v.recent / max(couples, 1e-6), 0.5)
        monthly = fertility(level, recent, apart, p) / 12.0
        borne = 1.0 - v.averted
        for s in range(64):
            had = v.couples[s]
            now = min(had + joined * (v.women[s] - had) - parting * had, MARRIED_AT_MOST * v.women[s])
            v.couples[s] = now
            would[s] = now * monthly * fecundity(v.body[s], hunger_births)
            v.conceived[s] += would[s] * borne
        conceived = total(would)
        v.married = formed * v.weight
        v.divorced = parting * couples * v.weight
        v.aborted = ended * conceived * v.weight
        clandestine = wish * (1.0 - legal) * n.clandestine * conceived
        v.maternal_risk = (0.003 * clandestine + 0.0001 * wish * legal * conceived) / max(women, 1e-6)


@kernel
def add_up(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Unions formed and ended, abortions, in the country."""
    n = nation[0]
    n.marriages, n.divorces, n.abortions = 0.0, 0.0, 0.0
    for b in range(len(blocks)):
        v = blocks[b]
        n.marriages += v.married
        n.divorces += v.divorced
        n.abortions += v.aborted


STEP = Step(
    name="family",
    does="marriages and divorces; conceptions, averted or not; housing of towns",
    kernels=(Kernel(build, "country"), Kernel(unite, "households"), Kernel(add_up, "country")),
    reads=(
        "household.women",
        "household.men",
        "household.couples",
        "household.body",
        "household.conceived",
        "block.weight",
        "block.households_sum",
        "block.energy",
        "block.mouths",
        "block.hands",
        "region.collectivized",
        "block.norm",
        "block.paid_share",
        "block.means",
        "block.unsettled",
        "block.recent",
        "block.lone",
        "block.married",
        "block.divorced",
        "block.aborted",
        "region.town_eaters",
        "nation.living_space",
        "nation.investment",
        "nation.clandestine",
        "nation.wage",
        "nation.wage_used_to",
        "nation.real_wage",
        "nation.cost_of_living",
        "nation.offfarm_rate",
        "lever.family.abortion_legal",
        "lever.family.allowance",
        "lever.family.divorce_ease",
        "lever.family.divorce_fee",
    ),
    writes=(
        "household.couples",
        "household.conceived",
        "block.means",
        "block.unsettled",
        "block.recent",
        "block.lone",
        "block.averted",
        "block.married",
        "block.divorced",
        "block.aborted",
        "block.maternal_risk",
        "nation.living_space",
        "nation.crowding",
        "nation.clandestine",
        "nation.wage_used_to",
        "nation.marriages",
        "nation.divorces",
        "nation.abortions",
    ),
)
