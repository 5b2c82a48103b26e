"""Women's paid work in towns, what the neighbourhood takes for normal, child care, and the hours of women and
men at home (society §8; claims C48, C51-C56, C58)."""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.incomes import at_work, pay_skill
from perelom.mechanisms.labour import self_employed
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.scratch import scratch
from perelom.world.sums import total, total_product

THIRD = 0.4307  # standard normal that leaves a third of the husbands above it
DOLE = 0.15  # income of a husband without a state job over the mean wage, for the choice of his wife
WORK_WEEK = 46.0  # paid hours of one employed, h/week (seven-hour day, overtime and meetings: assumption)


@compiled
def care_used(places, quality):
    """Share of the young children whose care frees a mother: places, the less so the poorer they are."""
    return clip(places, 0.0, 1.0) * clip(quality, 0.0, 1.0)


@compiled
def burden(care, lone, liability, p):
    """How much a child under seven holds a mother at home, 1 = a married mother without care.

    care: share of the children in care that frees her; lone: share of women left alone with children by
    divorce, whom the father supports more often where parents are held liable; liability: 0-1, mothers
    answer for what children do unwatched.
    """
    support = 0.35 + 0.3 * liability
    alone = 1.0 + p.lone_burden * lone * (1.0 - support)
    return (1.0 - p.care_frees * care) * alone * (1.0 + p.liability_burden * liability * (1.0 - care))


@compiled
def leaning(equal_rights, dining, advocacy, norm, vacancy, p):
    """Log odds of paid work that all women of a neighbourhood share. vacancy: jobs beyond the labour force,
    over it; norm: share of paid work among women that the neighbourhood takes for normal."""
    wage = p.women_wage * (0.7 + 0.3 * equal_rights)
    shared = p.women_base + p.women_by_wage * np.log(wage) + p.women_by_dining * dining
    shared += p.women_by_advocacy * advocacy + p.women_by_norm * (norm - 0.3)
    return shared + p.women_by_vacancies * clip(vacancy, -0.3, 0.1)


@compiled
def wish_to_work(shared, husband, children, home_pressure, p):
    """Share of a household's women who have or seek paid work (logit; income of the husband lowers it:
    Killingsworth & Heckman 1986).

    shared: log odds common to the neighbourhood; husband: his real income over a wage of 1927;
    children: under 7 a couple, each weighed by the burden; home_pressure: 0-1, on wives of the better paid.
    """
    odds = shared - p.women_by_husband * np.log(husband) - p.women_by_children * children
    return 1.0 / (1.0 + np.exp(home_pressure * p.women_by_pressure - odds))


@compiled
def norm_step(norm, practice, advocacy, home_pressure, p):
    """The norm next quarter: follows what neighbours do; moved a little by campaigns."""
    drift = 0.004 * (advocacy - home_pressure)
    return clip(norm + (p.norm_speed * (practice - norm) + drift) / 4.0, 0.0, 1.0)


@compiled
def housework_of_women(dining, care, children, p):
    """Hours a week that an employed woman works at home. children: under seven a couple."""
    kept = p.housework * (1.0 - 0.35 * clip(dining, 0.0, 1.0)) - 6.0 * care
    return max(kept + 3.5 * (children - 1.0), 5.0)


@compiled
def housework_of_men(dining, soft, p):
    """Hours a week that an employed man works at home: fewer where enterprises that hire at any cost claim
    his evenings (overtime, study, meetings)."""
    return p.housework_men * (1.0 - 0.10 * clip(dining, 0.0, 1.0)) - p.evenings_claimed * clip(soft, 0.0, 1.0)


@kernel
def seek_paid_work(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Every quarter women of towns decide anew, and norms move."""
    p, n = par[0], nation[0]
    if clock[0].moy % 3 != 1:
        return
    a = lev[0]
    advocacy, home_pressure = a.family_advocacy, a.family_home_pressure
    top = pay_skill(THIRD, n.pay_differential, p.wage_spread)
    low = pay_skill(-THIRD, n.pay_differential, p.wage_spread)
    rate, wage, turnover = n.employment_rate, n.real_wage, p.women_turnover
    husband, children, pressed, share = scratch(), scratch(), scratch(), scratch()
    here, well, badly = scratch(), scratch(), scratch()
    for s in range(64):
        share[s] = 0.0
    for b in range(first, last):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        r = lev[v.region]
        if v.kind == 0:
            v.paid_share = regions[v.region].collectivized * p.field_work
        else:
            care = care_used(r.family_childcare_places, r.family_childcare_quality)
            weight = burden(care, v.lone, a.family_parent_liability, p)
            shared = leaning(a.family_equal_rights, r.family_public_dining, advocacy, v.norm, n.vacancy, p)
            for s in range(64):
                work = at_work(v.rank[s], rate)
                husband[s] = max(wage * (v.pay[s] * work + DOLE * (1.0 - work)), 0.05)
                young = min((v.infants[s] + v.young[s]) / max(v.couples[s], 0.3), 3.0)
                children[s] = weight * young
                pressed[s] = home_pressure if v.pay[s] > top else 0.0
            for s in range(64):
                if v.eaters[s] > 0.0:
                    share[s] = wish_to_work(shared, husband[s], children[s], pressed[s], p)
            for s in range(64):
                # who came since the last quarter decides at once, others as places turn over
                speed = turnover if v.women_paid[s] > 0.0 else 1.0
                paid = min(v.women_paid[s] + speed * (share[s] * v.women[s] - v.women_paid[s]), v.women[s])
                v.women_paid[s] = paid if v.eaters[s] > 0.0 else v.women_paid[s]
                here[s] = 1.0 if v.eaters[s] > 0.0 else 0.0
                well[s] = here[s] if v.pay[s] > top else 0.0
                badly[s] = here[s] if v.pay[s] < low else 0.0
            v.wives_high, v.wives_high_paid = total_product(v.women, well), total_product(v.women_paid, well)
            v.wives_low, v.wives_low_paid = total_product(v.women, badly), total_product(v.women_paid, badly)
            v.paid_share = total_product(v.women_paid, here) / max(total_product(v.women, here), 1e-6)
        v.norm = norm_step(v.norm, v.paid_share, advocacy, home_pressure, p)


@kernel
def add_up(blocks, regions, nation, lev, tot, par, clock, first, last):
    """The towns' women at work, their share of employment, hours and child care."""
    p, n = par[0], nation[0]
    if clock[0].moy % 3 != 1:
        return
    people, women, men, paid, couples, children = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    cared, fed, used, villages, field = 0.0, 0.0, 0.0, 0.0, 0.0
    low, low_paid, high, high_paid = 0.0, 0.0, 0.0, 0.0
    for b in range(len(blocks)):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        if v.kind == 0:
            villages += v.people
            field += v.people * v.paid_share
            continue
        r = lev[v.region]
        young = (total(v.infants) + total(v.young)) * v.weight
        here = total(v.women) * v.weight
        people += total(v.eaters) * v.weight
        women += here
        men += total(v.men) * v.weight
        paid += here * v.paid_share
        couples += total(v.couples) * v.weight
        children += young
        cared += young * r.family_childcare_places
        used += young * care_used(r.family_childcare_places, r.family_childcare_quality)
        fed += here * r.family_public_dining
        low += v.wives_low * v.weight
        low_paid += v.wives_low_paid * v.weight
        high += v.wives_high * v.weight
        high_paid += v.wives_high_paid * v.weight
    n.men_per_head = men / max(people, 1.0)
    n.women_per_head = women / max(people, 1.0)
    n.women_participation = paid / max(women, 1.0)
    n.women_participation_village = field / max(villages, 1.0)
    n.women_husband_low = low_paid / max(low, 1.0)
    n.women_husband_high = high_paid / max(high, 1.0)
    traders = 0.0
    for r in range(len(regions)):
        traders += regions[r].traders
    own = p.women_own_account * self_employed(traders, p)
    in_town = positive(paid - own) * n.employment_rate
    n.women_share = (in_town + p.women_commuting * n.villagers_employed) / max(n.employment, 1.0)
    n.childcare = cared / max(children, 1.0)
    dining, care = fed / max(women, 1.0), used / max(children, 1.0)
    n.hours_home_women = housework_of_women(dining, care, children / max(couples, 1.0), p)
    n.hours_home_men = housework_of_men(dining, lev[0].credit_enterprise, p)
    n.hours_paid_women = WORK_WEEK * in_town / max(women, 1.0)


STEP = Step(
    name="women's work",
    does="women of towns take up or leave paid work; norms, child care, hours at home",
    kernels=(Kernel(seek_paid_work, "households"), Kernel(add_up, "country")),
    reads=(
        "household.eaters",
        "household.infants",
        "household.young",
        "household.women",
        "household.men",
        "household.couples",
        "household.women_paid",
        "household.rank",
        "household.pay",
        "block.weight",
        "block.households_sum",
        "block.people",
        "block.norm",
        "block.lone",
        "region.collectivized",
        "nation.vacancy",
        "nation.pay_differential",
        "nation.real_wage",
        "nation.employment_rate",
        "region.traders",
        "nation.villagers_employed",
        "nation.employment",
        "lever.credit.enterprise",
        "lever.family.equal_rights",
        "lever.family.childcare_places",
        "lever.family.childcare_quality",
        "lever.family.public_dining",
        "lever.family.advocacy",
        "lever.family.home_pressure",
        "lever.family.parent_liability",
    ),
    writes=(
        "household.women_paid",
        "block.norm",
        "block.paid_share",
        "block.wives_low",
        "block.wives_low_paid",
        "block.wives_high",
        "block.wives_high_paid",
        "nation.men_per_head",
        "nation.women_per_head",
        "nation.women_participation",
        "nation.women_participation_village",
        "nation.women_husband_low",
        "nation.women_husband_high",
        "nation.women_share",
        "nation.childcare",
        "nation.hours_home_women",
        "nation.hours_home_men",
        "nation.hours_paid_women",
    ),
)
