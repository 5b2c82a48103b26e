"""The farm levy: tax in kind from the crop, and the money tax shared out by assessment (economy §3.1-2)."""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.classes import KULAK
from perelom.mechanisms.needs import food_need
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.scratch import scratch
from perelom.world.sums import total

BINS = 40
IN_KIND, MIXED = 1, 2


@compiled
def tax_in_kind_due(harvest, eaters, rate, progression):
    """Yearly tax in kind, t: a share of what the crop leaves above subsistence, steeper for the
    better-off."""
    return 1.6 * rate * progression * positive(harvest - 0.14 * eaters)


@compiled
def tax_in_kind_paid(due, grain, food_to_harvest, reach):
    """Collected in a month, t: the collector finds the share `reach` and leaves half of the food need."""
    return min(due, 0.85 * positive(grain - 0.5 * food_to_harvest)) * reach


@compiled
def share_found(reach, p):
    """Share of what is due that collectors of the money tax find in a month. reach: of the state in the
    village."""
    return p.collected_unreached + (1.0 - p.collected_unreached) * reach


@compiled
def progression(relative, slope):
    """Rate over the village mean for a farm with `relative` times the mean crop per head."""
    return clip(relative, 0.1, 4.0) ** slope


@compiled
def assessed(crop, relative, slope, surcharge):
    """What the money tax is shared out by. relative: crop per head over the region's mean; surcharge: on
    households classed as kulaks, doubled because it falls on all of their income (assumption)."""
    return crop * progression(relative, slope) * (1.0 + 2.0 * surcharge)


@kernel
def assess(blocks, regions, nation, lev, tot, par, clock, first, last):
    """August: the year's tax is assessed by the crop that stands or is cut; the poorest share is freed."""
    c, n = clock[0], nation[0]
    if c.moy != 8:
        return
    crop, eaters = np.zeros(len(regions)), np.zeros(len(regions))
    count = np.zeros((len(regions), BINS))
    place, relative = scratch(), scratch()
    for b in range(len(blocks)):
        v = blocks[b]
        if v.kind == 0:
            crop[v.region] += total(v.crop) * v.weight
            eaters[v.region] += total(v.eaters) * v.weight
    for r in range(len(regions)):
        regions[r].crop_per_head = crop[r] / max(eaters[r], 1.0)
    for b in range(len(blocks)):
        v = blocks[b]
        if v.kind == 0:
            mean = max(regions[v.region].crop_per_head, 1e-6)
            for s in range(64):
                place[s] = min(v.crop[s] / max(v.eaters[s], 1e-6) / mean * 10.0, BINS - 1.0)
            for s in range(64):
                if v.eaters[s] > 0.0:
                    count[v.region, int(place[s])] += v.weight
    for r in range(len(regions)):
        farms, freed, line = count[r].sum(), 0.0, 0.0
        for k in range(BINS):
            if freed + count[r, k] > lev[r].levy_exempt_share * farms:
                line = (k + (lev[r].levy_exempt_share * farms - freed) / max(count[r, k], 1e-9)) / 10.0
                break
            freed += count[r, k]
        regions[r].exempt_below = line
    base = 0.0
    for b in range(len(blocks)):
        v = blocks[b]
        if v.kind != 0:
            continue
        g, a = regions[v.region], lev[v.region]
        per_crop = 1.0 / max(g.crop_per_head, 1e-6)
        for s in range(64):
            relative[s] = v.crop[s] / max(v.eaters[s], 1e-6) * per_crop
            v.tax_due[s] = 0.0
        for s in range(64):
            if v.eaters[s] > 0.0 and relative[s] >= g.exempt_below:
                surcharge = a.levy_kulak_surcharge if v.social[s] == KULAK else 0.0
                v.tax_due[s] = assessed(v.crop[s], relative[s], a.levy_progressivity, surcharge)
        base += total(v.tax_due) * v.weight
    # the sum decreed, or where none is each region's rate on the value of the crop
    decreed = tot[0].levy_money_sum > 0.0
    for b in range(len(blocks)):
        v = blocks[b]
        if v.kind == 0:
            a = lev[v.region]
            scale = tot[0].levy_money_sum / max(base, 1.0) if decreed else a.levy_rate * n.price_received
            scale *= 1.0 if a.levy_regime >= MIXED else 0.0
            for s in range(64):
                v.tax_due[s] *= scale


@kernel
def collect(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, c = par[0], clock[0]
    kind_month = c.moy >= 8 or c.moy == 1
    money_share = 1.0 / (8 - c.moy) if c.moy < 8 else 1.0 / (20 - c.moy)  # months left of the tax year
    if c.moy >= 10 or c.moy == 1:
        money_share *= 1.8
    money_share = min(money_share, 1.0)
    grain, money = scratch(), scratch()
    for b in range(first, last):
        v = blocks[b]
        v.tax_grain = 0.0
        v.tax_money = 0.0
        if v.kind != 0:
            continue
        g = regions[v.region]
        a = lev[v.region]
        in_kind = kind_month and (a.levy_regime == IN_KIND or a.levy_regime == MIXED) and a.levy_rate > 0.0
        if in_kind:
            for s in range(64):
                grain[s] = 0.0
            for s in range(64):
                if v.eaters[s] > 0.0:
                    crop = v.crop[s]
                    relative = crop / v.eaters[s] / max(g.crop_per_head, 1e-6)
                    if relative >= g.exempt_below:
                        slope = progression(relative, a.levy_progressivity)
                        due = tax_in_kind_due(crop, v.eaters[s], a.levy_rate, slope) / 6.0
                        food = food_need(v.eaters[s], g.diet_weight, p.food_norm) * c.rem
                        grain[s] = tax_in_kind_paid(due, v.grain[s], food, v.village_reach)
                        v.grain[s] -= grain[s]
                        v.unpaid[s] += p.tax_felt * grain[s]
            v.tax_grain = total(grain) * v.weight
        found = money_share * share_found(v.village_reach, p)
        for s in range(64):
            money[s] = min(positive(v.cash[s]) * 0.9, v.tax_due[s] * found)
            v.cash[s] -= money[s]
            v.tax_due[s] -= money[s]
        v.tax_money = total(money) * v.weight
        v.to_state += v.tax_money


STEP = Step(
    name="levy",
    does="assesses in August, collects tax in kind from August to January and the money tax in every month",
    kernels=(Kernel(assess, "country"), Kernel(collect, "households")),
    reads=(
        "household.eaters",
        "household.social",
        "household.tax_due",
        "household.grain",
        "household.cash",
        "household.unpaid",
        "region.crop_per_head",
        "region.exempt_below",
        "region.diet_weight",
        "block.village_reach",
        "lever.levy.*",
        "block.weight",
        "block.to_state",
        "household.crop",
        "nation.price_received",
    ),
    writes=(
        "household.tax_due",
        "household.grain",
        "household.unpaid",
        "household.cash",
        "region.crop_per_head",
        "region.exempt_below",
        "block.tax_grain",
        "block.tax_money",
        "block.to_state",
    ),
)
