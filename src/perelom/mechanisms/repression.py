"""Arrests, executions, specialists and what coercion costs (society §9; claims C40, C60; decision 13).

Arrests follow the level of repression and the groups it aims at. Executions are given, month by month, and
are kept apart in every account: the model does not explain them, and no verdict is attributed to them.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip
from perelom.mechanisms.classes import KULAK
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.scratch import scratch
from perelom.world.sums import total


@compiled
def arrests_of_group(kulak, party, p):
    """Arrests of a household's men over those of the lightest group. kulak, party: 0 or 1."""
    return 1.0 + (p.arrests_kulak - 1.0) * kulak + (p.arrests_party - 1.0) * party


@compiled
def release_rate(sentences, p):
    """Share of prisoners who are released in a month. sentences: mean level of repression, 0-1, under which
    those held were sentenced: the higher it was the longer they stay."""
    return p.releases * (1.0 - p.long_sentences * sentences)


@compiled
def specialists_next(specialists, graduates, promoted, arrested, p):
    """Specialists at work after a month. Those promoted from the bench count in part; arrested: share of a
    year."""
    return (
        specialists * (1.0 - (p.specialists_leave + arrested) / 12.0)
        + graduates
        + p.promoted_skill * promoted
    )


@compiled
def forces(drive, unrest, passports, prisoners, exiles, p):
    """Persons employed to coerce. drive: peasant households times the force of the drive; unrest:
    disturbances a month; passports: town persons under passports; prisoners, exiles: persons."""
    return (
        p.forces_drive * drive
        + p.forces_unrest * unrest
        + p.forces_passports * passports
        + p.forces_camps * prisoners
        + p.forces_exile * exiles
    )


@compiled
def cost_of_forces(persons, p):
    """Rub of 1926/27 a month."""
    return p.cost_of_force / 12.0 * persons


@kernel
def rates(blocks, regions, nation, lev, tot, par, clock, first, last):
    """How many are arrested, shot and released in a month, from the numbers of last month."""
    p, n = par[0], nation[0]
    women, men, held_women, held_men = 0.0, 0.0, 0.0, 0.0
    for r in range(len(regions)):
        g = regions[r]
        women += g.people_by_band[3]
        men += g.people_by_band[4]
        held_women += g.camps[0]
        held_men += g.camps[1]
    exposed = max(men + p.arrests_women * women, 1.0)
    n.execution_rate = min(tot[0].repression_executions / 12.0 / exposed, 0.05)
    free = release_rate(n.sentences, p)
    n.return_rate_women = min(free * held_women / max(women, 1.0), 0.05)
    n.return_rate_men = min(free * held_men / max(men, 1.0), 0.05)


@kernel
def arrest(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Men and women are taken from their households; others come back to theirs."""
    p, n = par[0], nation[0]
    shot = n.execution_rate
    back_w, back_m = n.return_rate_women, n.return_rate_men
    w, taken_w, taken_m = p.arrests_women, scratch(), scratch()
    for b in range(first, last):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        rate = p.arrests / 12.0 * lev[v.region].repression_level
        village = 1.0 if v.kind == 0 else 0.0
        if v.kind == 1:
            g = regions[v.region]
            rate *= 1.0 + (p.arrests_trader - 1.0) * clip(g.traders / max(g.town_eaters, 1.0), 0.0, 1.0)
        for s in range(64):
            kulak = village if v.social[s] == KULAK else 0.0
            risk = min(rate * arrests_of_group(kulak, v.party[s], p) + shot, 0.2)
            taken_w[s], taken_m[s] = w * risk * v.women[s], risk * v.men[s]
        v.arrested[0], v.arrested[1] = total(taken_w) * v.weight, total(taken_m) * v.weight
        v.returned[0], v.returned[1] = back_w * total(v.women) * v.weight, back_m * total(v.men) * v.weight
        for s in range(64):
            v.women[s] += back_w * v.women[s] - taken_w[s]
            v.men[s] += back_m * v.men[s] - taken_m[s]


@kernel
def account_for(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Of those arrested, as many are shot as is given, the others go to camps."""
    p, n = par[0], nation[0]
    R = len(regions)
    taken, back = np.zeros((R, 2)), np.zeros(2)
    for b in range(len(blocks)):
        v = blocks[b]
        for k in range(2):
            taken[v.region, k] += v.arrested[k]
            back[k] += v.returned[k]
    everyone = max(taken.sum(), 1e-9)
    shot = min(tot[0].repression_executions / 12.0 / everyone, 1.0)
    held = np.zeros(2)
    for r in range(R):
        for k in range(2):
            regions[r].executed[k] = shot * taken[r, k]
            held[k] += regions[r].camps[k]
    level, men = 0.0, 0.0
    for r in range(R):
        level += lev[r].repression_level * regions[r].people_by_band[4]
        men += regions[r].people_by_band[4]
    arriving = (1.0 - shot) * taken.sum()
    share = arriving / max(arriving + held.sum(), 1e-9)
    n.sentences += share * (level / max(men, 1.0) - n.sentences)
    for r in range(R):
        g = regions[r]
        for k in range(2):
            g.discharged[k] = back[k] * g.camps[k] / max(held[k], 1e-9)
            came = g.camps_weight * (1.0 - shot) * taken[:, k].sum()
            g.received[3 + k] += came
            g.camps[k] += came - g.discharged[k]
    # specialists: trained by investment, promoted from the bench, arrested
    n.students += p.study * n.investment - n.students / p.study_months
    arrested = p.arrests * p.arrests_specialist * lev[0].specialists_repression
    n.specialists = specialists_next(
        n.specialists, n.students / p.study_months, lev[0].labour_promotion / 12.0, arrested, p
    )
    # what coercion costs, paid next month out of what could be invested
    drive, unrest, passports, exiles = 0.0, 0.0, 0.0, 0.0
    for r in range(R):
        g = regions[r]
        drive += g.drive * g.village_households
        unrest += g.unrest * g.village_households / 64.0
        passports += lev[r].labour_passports * g.town_eaters
        for k in range(7):
            exiles += g.exile[k]
    persons = forces(drive, unrest, passports, held.sum(), exiles, p)
    n.coercion_cost = cost_of_forces(persons, p)


STEP = Step(
    name="repression",
    does="arrests and releases by the level of repression; given executions; specialists; cost of coercion",
    kernels=(Kernel(rates, "country"), Kernel(arrest, "households"), Kernel(account_for, "country")),
    reads=(
        "household.women",
        "household.men",
        "household.social",
        "household.party",
        "block.households_sum",
        "block.weight",
        "block.arrested",
        "block.returned",
        "region.people_by_band",
        "region.camps",
        "region.camps_weight",
        "region.received",
        "region.traders",
        "region.town_eaters",
        "region.village_households",
        "region.drive",
        "region.unrest",
        "region.exile",
        "nation.investment",
        "nation.sentences",
        "nation.students",
        "nation.specialists",
        "lever.repression.*",
        "lever.specialists.repression",
        "lever.labour.promotion",
        "lever.labour.passports",
    ),
    writes=(
        "household.women",
        "household.men",
        "block.arrested",
        "block.returned",
        "region.executed",
        "region.discharged",
        "region.received",
        "region.camps",
        "nation.execution_rate",
        "nation.return_rate_women",
        "nation.return_rate_men",
        "nation.sentences",
        "nation.students",
        "nation.specialists",
        "nation.coercion_cost",
    ),
)
