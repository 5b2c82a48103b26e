"""Mass disturbances of the villages (society §3.2): grievance, fear, and the capacity to rise.

Grievance that force has kept silent comes out when force is eased, and drains only as people leave; each wave
costs the villages their leaders. The month of a peak is therefore not the month of the pressure.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import UNREST_SEASON, positive
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.random import counted, stream, uniform
from perelom.world.sums import total

DISTURBANCE = stream("disturbance")


@compiled
def anger_left(anger, forced, left, p):
    """Entries not wanted that people have neither settled into nor undone, as a share of the village. Leaving
    undoes the part `anger_undone`: who left got back other land and not all of his animals (Davies 1980)."""
    return positive((1.0 - p.anger_fade) * anger + forced - p.anger_undone * left)


@compiled
def grievance(before, after, dekulakized, p):
    """What a village has against the collective farm this month. before, after: `anger` around the month's
    entries and exits; dekulakized: households driven out."""
    return 0.5 * (before + after) + p.anger_dekulakized * min(8.0 * dekulakized, 1.0)


@compiled
def clash_rate(taken, outside, cohesion, capacity, repression, season, p):
    """Disturbances over grain a village and month: women and men who bar the barn to collectors. They rise
    with what has been taken since the harvest and not with the wish of many villages at once, and they are
    rarer where arrests are sure. taken: without equivalent, over the crop; outside: share of households that
    farm for themselves; repression: level, 0-1."""
    barred = p.clash_grain * min(taken, 1.0) * outside
    return capacity * cohesion / 0.65 * barred * np.exp(-p.clash_deterred * repression) * season


@compiled
def strength(body, p):
    """Part of the capacity to rise that hunger leaves. body: reserve, 0-1."""
    return body**p.unrest_hungry


@compiled
def capacity_left(capacity, unrest, removed, p):
    """Capacity to rise after a month: it falls as leaders are arrested after disturbances and as households
    are driven out, and renews slowly (Viola 1996). unrest: disturbances a village; removed: share of
    households driven out this month."""
    worn = capacity * np.exp(-p.capacity_worn * unrest - p.capacity_removed * removed)
    return worn + p.capacity_renewed * (1.0 - worn)


@compiled
def disturbance_rate(grievance, cohesion, capacity, fear, season, unrest, p):
    """Disturbances a village and month. Neighbouring villages' disturbances of last month carry over
    (Hawkes 1971). cohesion: of the village; capacity: to rise, 0-1; unrest: of the region last month."""
    own = capacity * p.unrest_rate * cohesion / 0.65 * grievance**p.unrest_slope
    return own * (1.0 - 0.92 * fear) * season + p.unrest_spread * unrest * grievance


@kernel
def rise(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Counts the disturbances of the villages that each block stands for."""
    p, c = par[0], clock[0]
    season = UNREST_SEASON[c.moy - 1]
    for b in range(first, last):
        v = blocks[b]
        v.disturbances = 0.0
        if v.kind != 0 or v.households_sum <= 0.0:
            continue
        g = regions[v.region]
        before = v.anger
        v.anger = anger_left(before, v.forced, v.left, p)
        felt = grievance(before, v.anger, v.dekulakized, p)
        # the hungry do not rise: they have neither strength nor people left to lead them
        able = g.capacity_to_rise * strength(g.body_reserve, p)
        rate = disturbance_rate(felt, v.cohesion, able, g.fear, season, g.unrest, p)
        taken = total(v.unpaid) / max(total(v.harvest), 1e-9)
        repression = lev[v.region].repression_level
        rate += clash_rate(taken, 1.0 - v.collective, v.cohesion, able, repression, season, p)
        u = uniform(c.key, DISTURBANCE, c.month, v.id, 0, 0)
        v.disturbances = counted(rate, v.weight, u) * v.weight


@kernel
def wear_down(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Sums by region, and what is left of the capacity to rise."""
    p = par[0]
    events, villages = np.zeros(len(regions)), np.zeros(len(regions))
    removed, living = np.zeros(len(regions)), np.zeros(len(regions))
    for b in range(len(blocks)):
        v = blocks[b]
        if v.kind == 0 and v.households_sum > 0.0:
            events[v.region] += v.disturbances
            villages[v.region] += v.weight
            removed[v.region] += v.dekulakized * v.households_sum
            living[v.region] += v.households_sum
    for r in range(len(regions)):
        g = regions[r]
        g.disturbances = events[r]
        g.unrest = events[r] / max(villages[r], 1e-9)
        gone = removed[r] / max(living[r], 1e-9)
        g.capacity_to_rise = capacity_left(g.capacity_to_rise, g.unrest, gone, p)


STEP = Step(
    name="unrest",
    does="grievance against fear: disturbances of the villages, and what they cost the capacity to rise",
    kernels=(
        Kernel(rise, "households"),
        Kernel(
            wear_down, "country", writes=("region.disturbances", "region.unrest", "region.capacity_to_rise")
        ),
    ),
    reads=(
        "household.unpaid",
        "household.harvest",
        "block.anger",
        "block.forced",
        "block.left",
        "block.dekulakized",
        "block.collective",
        "block.cohesion",
        "block.households_sum",
        "block.weight",
        "region.capacity_to_rise",
        "region.fear",
        "region.body_reserve",
        "lever.repression.level",
        "region.unrest",
    ),
    writes=(
        "block.anger",
        "block.disturbances",
        "region.disturbances",
        "region.unrest",
        "region.capacity_to_rise",
    ),
    draws=("disturbance",),
)
