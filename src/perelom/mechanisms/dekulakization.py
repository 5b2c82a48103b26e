"""Dekulakization: households classed as kulaks are driven from their farms by quota (society §3.3, C36).

Three categories: arrest of the men and exile of the others, exile of all, resettlement on poor land of the
region. Quotas are decisions; who is put on the lists, what becomes of the farm and what the village is left
with are worked out here. The deaths of those exiled follow in `exile.py` from what they are given to eat.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import positive
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.random import normal, stream, uniform
from perelom.world.sums import total

DENUNCIATION = stream("denunciation")
FEWEST = 5  # rows below which a village is left alone: with fewer the row is the village
ARREST, EXILE, RESETTLEMENT = 0, 1, 2


@compiled
def on_the_list(social, horses, denounced, protected, p):
    """How high a household stands on a region's list: class and draft, denunciations and feuds (standard
    normal), less the shield of a Red Army veteran or a party member (0 or 1)."""
    return social + p.list_draft * horses + p.list_denounced * denounced - p.list_protected * protected


@compiled
def ordered(quota, drive, p):
    """Households to be driven out this month where the drive adds zeal to the quota of the plan."""
    return quota * (1.0 + p.dekulakization_zeal * drive)


@compiled
def rows_to_take(due, weight):
    """Whole rows for the households due; what is over or short stays due. weight: households a row stands
    for."""
    return int(np.floor(positive(due) / weight + 0.5))


@compiled
def give_to_others(column, s, amount, eaters, others):
    """What the household of slot s had goes to the others of its village by heads. others: their heads."""
    column[s] -= amount
    for t in range(64):
        if t != s:
            column[t] += amount * eaters[t] / others


@compiled
def hand_over(v, s, others, kept):
    """Animals of slot s: the share `kept` goes into the common herd where there is one, else to the
    neighbours; the rest is slaughtered, sold away or dies. others: heads of the other households."""
    lost = 1.0 - kept
    v.horses_lost += lost * v.horses[s] * v.weight
    v.cattle_lost += lost * v.cattle[s] * v.weight
    v.pigs_lost += lost * v.pigs[s] * v.weight
    v.sheep_lost += lost * v.sheep[s] * v.weight
    if v.collective > 0.0:
        v.common_horses += kept * v.horses[s]
        v.common_cattle += kept * v.cattle[s]
        v.common_pigs += kept * v.pigs[s]
        v.common_sheep += kept * v.sheep[s]
    else:
        give_to_others(v.horses, s, kept * v.horses[s], v.eaters, others)
        give_to_others(v.cattle, s, kept * v.cattle[s], v.eaters, others)
        give_to_others(v.pigs, s, kept * v.pigs[s], v.eaters, others)
        give_to_others(v.sheep, s, kept * v.sheep[s], v.eaters, others)
    v.horses[s] = v.cattle[s] = v.pigs[s] = v.sheep[s] = 0.0
    v.implements[s] = 0.0


@compiled
def leave_fields(v, s, others):
    """Sown land with what stands on it goes to the others of the village."""
    give_to_others(v.intended, s, v.intended[s], v.eaters, others)
    give_to_others(v.winter, s, v.winter[s], v.eaters, others)
    give_to_others(v.spring, s, v.spring[s], v.eaters, others)
    give_to_others(v.crop, s, v.crop[s], v.eaters, others)


@compiled
def vacate(v, s):
    """The people of slot s are gone: the slot is free. What they owned must have found its heirs."""
    v.infants[s] = v.young[s] = v.children[s] = v.women[s] = v.men[s] = 0.0
    v.old_women[s] = v.old_men[s] = v.eaters[s] = 0.0
    v.conceived[s] = v.carried[s] = 0.0
    v.harvest[s] = v.unpaid[s] = v.sold[s] = v.tax_due[s] = v.income[s] = 0.0
    v.hired[s] = v.leased[s] = v.couples[s] = v.women_paid[s] = 0.0
    v.member[s] = v.coerced[s] = v.veteran[s] = v.party[s] = v.technique[s] = 0.0
    # what the month has counted already and later steps sum up
    v.food[s] = v.feed[s] = v.seed[s] = v.offer[s] = v.want[s] = v.reachable_grain[s] = 0.0


@compiled
def drive_out(v, s, category, p):
    """The household of slot s is taken to camps and exile, or resettled."""
    others = max(total(v.eaters) - v.eaters[s], 1e-9)
    hand_over(v, s, others, p.stock_kept)
    leave_fields(v, s, others)
    if category == RESETTLEMENT:
        v.land[s] *= p.resettled_land
        v.member[s] = v.coerced[s] = 0.0
        return
    give_to_others(v.grain, s, v.grain[s], v.eaters, others)
    give_to_others(v.bought_goods, s, v.bought_goods[s], v.eaters, others)
    v.to_state += v.cash[s] * v.weight
    v.cash[s] = 0.0
    v.driven[0] += v.infants[s] * v.weight
    v.driven[1] += v.young[s] * v.weight
    v.driven[2] += v.children[s] * v.weight
    v.driven[3] += v.women[s] * v.weight
    v.driven[4] += v.men[s] * v.weight
    v.driven[5] += v.old_women[s] * v.weight
    v.driven[6] += v.old_men[s] * v.weight
    vacate(v, s)


@compiled
def taken_rows(v):
    """Rows of a block in which a household lives."""
    rows = 0
    for s in range(64):
        rows += int(v.eaters[s] > 0.0)
    return rows


@compiled
def sink(heap, z, i, size):
    """Lets the place at i of a heap of places sink below those with smaller values; of equal ones the later
    place counts as smaller."""
    while True:
        least = i
        for child in (2 * i + 1, 2 * i + 2):
            if child < size:
                a, b = heap[child], heap[least]
                if z[a] < z[b] or (z[a] == z[b] and a > b):
                    least = child
        if least == i:
            return
        heap[i], heap[least] = heap[least], heap[i]
        i = least


@compiled
def highest(z, count):
    """Places of the `count` largest values of z, the largest first."""
    heap = np.empty(count, np.int64)
    for i in range(count):
        heap[i] = i
    for i in range(count // 2 - 1, -1, -1):
        sink(heap, z, i, count)
    for i in range(count, len(z)):
        if z[i] > z[heap[0]]:
            heap[0] = i
            sink(heap, z, 0, count)
    for size in range(count - 1, 0, -1):
        heap[0], heap[size] = heap[size], heap[0]
        sink(heap, z, 0, size)
    return heap


@kernel
def fill_quotas(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Whole rows are taken, the highest on the list first; what a quota is short of or over by less than a
    row stays due, so that the sum over the months is right at any weight."""
    p, c = par[0], clock[0]
    R = len(regions)
    named, unnamed = np.zeros(3), np.zeros(3)
    quota = np.empty((R, 3))
    last_month = 0.0
    for r in range(R):
        quota[r, ARREST] = lev[r].dekulakization_quota_1
        quota[r, EXILE] = lev[r].dekulakization_quota_2
        quota[r, RESETTLEMENT] = lev[r].dekulakization_quota_3
        for k in range(3):
            last_month += regions[r].dekulakized[k]
            regions[r].dekulakized[k] = 0.0
            if quota[r, k] == quota[r, k]:
                named[k] += quota[r, k]
            else:
                unnamed[k] += regions[r].village_households
    if last_month > 0.0:
        for b in range(len(blocks)):
            blocks[b].dekulakized = 0.0
            for k in range(7):
                blocks[b].driven[k] = 0.0
    whole = (tot[0].dekulakization_quota_1, tot[0].dekulakization_quota_2, tot[0].dekulakization_quota_3)
    exiled, arrested = np.zeros(7), 0.0
    for r in range(R):
        g = regions[r]
        planned = 0.0
        for k in range(3):
            if quota[r, k] != quota[r, k]:  # what the plan names no region for is shared out by households
                quota[r, k] = positive(whole[k] - named[k]) * g.village_households / max(unnamed[k], 1.0)
            planned += quota[r, k]
            g.quota_due[k] += ordered(quota[r, k], g.drive, p)
        if planned <= 0.0:
            continue
        arrested += take_from_region(blocks, g, r, exiled, p, c)
    send(regions, exiled, arrested)


@compiled
def take_from_region(blocks, g, r, exiled, p, c):
    """Drives out what is due in region r; adds those taken by band to `exiled`, returns the men arrested."""
    weight, rows = 0.0, 0
    for b in range(len(blocks)):
        v = blocks[b]
        if v.region == r and v.kind == 0:
            weight = v.weight  # of one size in a region's villages
            live = taken_rows(v)
            rows += live if live > FEWEST else 0
    if rows == 0:
        return 0.0
    z, place = np.empty(rows), np.empty(rows, np.int64)
    n = 0
    for b in range(len(blocks)):
        v = blocks[b]
        if v.region != r or v.kind != 0 or taken_rows(v) <= FEWEST:
            continue
        for s in range(64):
            if v.eaters[s] > 0.0:
                u = uniform(c.key, DENUNCIATION, c.month, v.id * 64 + s, v.tenure[s], 0)
                shield = max(v.veteran[s], v.party[s])
                z[n], place[n] = on_the_list(v.social[s], v.horses[s], normal(u), shield, p), b * 64 + s
                n += 1
    wanted = np.zeros(3, np.int64)
    for k in range(3):
        wanted[k] = rows_to_take(g.quota_due[k], weight)
    count = min(wanted.sum(), rows)
    if count == 0:
        return 0.0
    arrested, category = 0.0, 0
    for i in highest(z, count):
        v, s = blocks[place[i] // 64], place[i] % 64
        live = taken_rows(v)
        if live <= FEWEST:
            continue
        while wanted[category] == 0:
            category += 1
        wanted[category] -= 1
        for k in range(7):
            exiled[k] -= v.driven[k]
        before = v.driven[4]
        drive_out(v, s, category, p)
        for k in range(7):
            exiled[k] += v.driven[k]
        if category == ARREST:
            arrested += v.driven[4] - before
        g.quota_due[category] -= weight
        g.dekulakized[category] += weight
        v.dekulakized += 1.0 / live
    return arrested


@compiled
def send(regions, exiled, arrested):
    """The exiled reach the settlements, the arrested men the camps. exiled: all who were taken, by band."""
    exiled[4] -= arrested
    people = exiled.sum()
    for r in range(len(regions)):
        g = regions[r]
        there = 0.0
        for k in range(7):
            there += g.exile[k]
        come = g.exile_weight * people
        if come > 0.0:
            g.exile_months *= there / (there + come)
            g.exile_body += come / (there + come) * (g.body_reserve - g.exile_body)
        for k in range(7):
            g.received[k] = g.exile_weight * exiled[k]
            g.exile[k] += g.received[k]
        g.camps[1] += g.camps_weight * arrested
        g.received[4] += g.camps_weight * arrested


STEP = Step(
    name="dekulakization",
    does="drives households from their farms by quota: arrest, exile, resettlement; their stock is divided",
    kernels=(Kernel(fill_quotas, "country"),),
    reads=(
        "household.*",
        "block.weight",
        "block.collective",
        "block.dekulakized",
        "block.driven",
        "block.common_horses",
        "block.common_cattle",
        "block.common_pigs",
        "block.common_sheep",
        "block.horses_lost",
        "block.cattle_lost",
        "block.pigs_lost",
        "block.sheep_lost",
        "block.to_state",
        "region.village_households",
        "region.drive",
        "region.body_reserve",
        "region.quota_due",
        "region.dekulakized",
        "region.exile",
        "region.exile_months",
        "region.exile_body",
        "region.exile_weight",
        "region.camps",
        "region.camps_weight",
        "lever.dekulakization.*",
    ),
    writes=(
        "household.*",
        "block.common_horses",
        "block.common_cattle",
        "block.common_pigs",
        "block.common_sheep",
        "block.horses_lost",
        "block.cattle_lost",
        "block.pigs_lost",
        "block.sheep_lost",
        "block.to_state",
        "block.dekulakized",
        "block.driven",
        "region.quota_due",
        "region.dekulakized",
        "region.received",
        "region.exile",
        "region.exile_months",
        "region.exile_body",
        "region.camps",
    ),
    draws=("denunciation",),
)
