"""Mass disturbances of the villages (society §3.2): grievance, fear, and the capacity to rise.

Grievance that force has kept silent comes out when force is eased, and drains only as people leave; each wave
costs the villages their leaders. The month of a peak is therefore not the month of the pressure.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import UNREST_SEASON, positive
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled
from perelom.world.random import counted, stream, uniform
from perelom.world.sums import total

DISTURBANCE = stream("disturbance")


@compiled
def anger_left(anger, forced, left, p):
    """Entries not wanted that people have neither settled into nor undone, as a share of the village."""
    return positive((1.0 - p.anger_fade) * anger + forced - left)


@compiled
def grievance(before, after, dekulakized, taken, outside, p):
    """What a village has against the state this month. before, after: `anger` around the month's entries and
    exits; dekulakized: households driven out; taken: grain taken without equivalent over the crop; outside:
    share of households that farm for themselves."""
    return (
        0.5 * (before + after)
        + p.anger_dekulakized * min(8.0 * dekulakized, 1.0)
        + p.anger_procurement * taken * outside
    )


@compiled
def disturbance_rate(grievance, cohesion, capacity, fear, season, unrest, p):
    """Disturbances a village and month. Neighbouring villages' disturbances of last month carry over
    (Hawkes 1971). cohesion: of the village; capacity: to rise, 0-1; unrest: of the region last month."""
    own = capacity * p.unrest_rate * cohesion / 0.65 * grievance**p.unrest_slope
    return own * (1.0 - 0.92 * fear) * season + p.unrest_spread * unrest * grievance


@compiled
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
        taken = min(total(v.unpaid) / max(total(v.harvest), 1e-9), 1.0)
        felt = grievance(before, v.anger, v.dekulakized, taken, 1.0 - v.collective, p)
        rate = disturbance_rate(felt, v.cohesion, g.capacity_to_rise, g.fear, season, g.unrest, p)
        u = uniform(c.key, DISTURBANCE, c.month, v.id, 0, 0)
        v.disturbances = counted(rate, v.weight, u) * v.weight


@compiled
def wear_down(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Sums by region; the capacity to rise falls as leaders are arrested or gone, and renews slowly (Viola
    1996)."""
    p = par[0]
    events, villages = np.zeros(len(regions)), np.zeros(len(regions))
    for b in range(len(blocks)):
        v = blocks[b]
        if v.kind == 0 and v.households_sum > 0.0:
            events[v.region] += v.disturbances
            villages[v.region] += v.weight
    for r in range(len(regions)):
        g = regions[r]
        g.disturbances = events[r]
        g.unrest = events[r] / max(villages[r], 1e-9)
        g.capacity_to_rise *= np.exp(-p.capacity_worn * g.unrest)
        g.capacity_to_rise += p.capacity_renewed * (1.0 - g.capacity_to_rise)


STEP = Step(
    name="unrest",
    does="grievance against fear: disturbances of the villages, and what they cost the capacity to rise",
    kernels=(Kernel(rise, "households"), Kernel(wear_down, "country")),
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
