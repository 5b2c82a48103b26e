"""The class label of a peasant household, read once a year from draft, land and labour (society §1).

No behaviour reads the label but the tax and the franchise: it is a definition, and it stands here as one.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled

LABOURER, POOR, MIDDLE, KULAK = 0.0, 1.0, 2.0, 3.0


@compiled
def ploughable(horses, implements, p):
    """Land a household can plough with its own draft, ha."""
    return p.ha_per_horse * horses * (1.0 + (p.implements_gain - 1.0) * implements)


@compiled
def label(horses, hired, leased, income, median, wages, p):
    """Class of a household. hired: workers; leased: ha leased in; income, median, wages: t of grain a
    year."""
    if (hired > p.kulak_hired or leased > p.kulak_leased) and income > p.kulak_income * median:
        return KULAK
    if horses < 0.5 and wages > p.labourer_wages * income:
        return LABOURER
    if horses < 0.5 or income < 0.45 * median:
        return POOR
    return MIDDLE


@compiled
def read_classes(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, c = par[0], clock[0]
    if c.moy != 9:
        return
    income, hired_out = np.zeros(64), np.zeros(64)
    op, spare = np.zeros(64), np.zeros(64)
    for b in range(first, last):
        v = blocks[b]
        if v.kind != 0:
            continue
        g, a = regions[v.region], lev[v.region]
        appetite = clip(1.0 - 1.6 * a.levy_kulak_surcharge, 0.0, 1.0)
        rest, room, idle, teams = 0.0, 0.0, 0.0, 0.0
        for s in range(64):
            e = v.eaters[s]
            if e <= 0.0:
                continue
            land = g.land_per_claim * e * v.land[s]
            can = ploughable(v.horses[s], v.implements[s], p)
            idle += positive(land - can)
            if v.horses[s] >= 0.5:
                teams += can
            if v.horses[s] >= 1.5:
                room += positive(can - land) * appetite
        service = min(p.hired_draft * idle, 0.55 * teams)
        rest = positive(idle - service)
        lease = a.land_leasing * min(rest, room)
        need_sum, spare_sum = 0.0, 1e-9
        for s in range(64):
            e = v.eaters[s]
            if e <= 0.0:
                continue
            land = g.land_per_claim * e * v.land[s]
            can = ploughable(v.horses[s], v.implements[s], p)
            gap = positive(land - can)
            leased = lease * positive(can - land) * appetite / max(room, 1e-9) if v.horses[s] >= 1.5 else 0.0
            v.leased[s] = leased
            op[s] = min(land, can) + leased + service * gap / max(idle, 1e-9)
            workers = v.women[s] + v.men[s]
            spare[s] = positive(workers - op[s] / p.ha_per_worker)
            v.hired[s] = a.land_hired_labour * appetite * positive(op[s] / p.ha_per_worker - workers)
            need_sum += v.hired[s]
            spare_sum += spare[s]
        met = min(1.0, spare_sum / max(need_sum, 1e-9))
        yield_now = max(g.grain_yield, 0.1)
        n = 0
        for s in range(64):
            e = v.eaters[s]
            if e <= 0.0:
                continue
            v.hired[s] *= met
            sold = spare[s] * need_sum * met / spare_sum
            outside = p.outside_work * g.offfarm_weight * spare[s]
            hired_out[s] = 0.9 * yield_now * (sold + outside)
            crop = op[s] * yield_now * (0.70 if v.horses[s] < 0.5 else 1.0)
            income[s] = crop - 0.33 * v.leased[s] * yield_now + hired_out[s] - 0.9 * yield_now * v.hired[s]
            n += 1
        if n == 0:
            continue
        sample = np.empty(n)
        k = 0
        for s in range(64):
            if v.eaters[s] > 0.0:
                sample[k] = income[s]
                k += 1
        median = np.median(sample)
        for s in range(64):
            if v.eaters[s] > 0.0:
                v.social[s] = label(v.horses[s], v.hired[s], v.leased[s], income[s], median, hired_out[s], p)


STEP = Step(
    name="classes",
    does="reads the class label in September from draft, land leased and labour hired",
    kernels=(Kernel(read_classes, "households"),),
    reads=(
        "household.eaters",
        "household.land",
        "household.horses",
        "household.implements",
        "household.women",
        "household.men",
        "region.land_per_claim",
        "region.grain_yield",
        "region.offfarm_weight",
        "lever.land.leasing",
        "lever.land.hired_labour",
        "lever.levy.kulak_surcharge",
    ),
    writes=("household.leased", "household.hired", "household.social"),
)
