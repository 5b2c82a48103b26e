"""Work in the collective farm (society §3.5; Sen 1966, Putterman 1985, Lin 1990).

A member who gets only a part of what his work brings works less of it: what is delivered below its worth and
what is shared by heads are taxes on effort. Reckoning by labour-days is learned. Low pay is also lost in the
field: late cutting, and grain carried off before it is counted.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.scratch import scratch
from perelom.world.sums import total

HOUSEHOLDS = 64.0  # members that share the product


@compiled
def reckoning(months, p):
    """Accuracy with which work is reckoned, 0 = shared by eaters, 1 = piece rate; learned in the months of
    common work."""
    return p.reckoning_start + (p.reckoning_end - p.reckoning_start) * (
        1.0 - np.exp(-months / p.reckoning_months)
    )


@compiled
def effort(paid, accuracy, p):
    """Effort at common work over effort on an own farm. paid: share of the product that stays with those who
    made it or is paid for at its worth."""
    return (clip(paid, 0.02, 1.0) * (accuracy + (1.0 - accuracy) / HOUSEHOLDS)) ** p.effort_response


@compiled
def output_of_effort(effort, p):
    """Output of common work over own work at equal land and draft: less work done, and grain lost in the
    field where it is done late and badly."""
    return effort**p.effort_output * (1.0 - p.field_losses * (1.0 - effort))


@compiled
def carried_off(paid, repression, p):
    """Share of a member's grain that is out of the collectors' sight: taken from the field before it was
    counted, the more the less is paid, the less the harder theft is punished."""
    return p.theft * (1.0 - clip(paid, 0.0, 1.0)) * (1.0 - 0.5 * repression)


@kernel
def motivate(blocks, regions, nation, lev, tot, par, clock, first, last):
    """June: effort for the coming crop, from what the last one brought to its members."""
    p, c = par[0], clock[0]
    if c.moy != 6:
        return
    grown, lost = scratch(), scratch()
    for b in range(first, last):
        v = blocks[b]
        if v.kind != 0:
            continue
        v.effort = 1.0
        v.paid = 1.0
        if v.collective <= 0.0:
            continue
        for s in range(64):
            grown[s] = v.member[s] * v.harvest[s]
            lost[s] = v.member[s] * v.unpaid[s]
        v.paid = clip(1.0 - total(lost) / max(total(grown), 1e-9), 0.0, 1.0)
        v.effort = output_of_effort(effort(v.paid, reckoning(v.kolkhoz_months, p), p), p)


STEP = Step(
    name="kolkhoz",
    does="effort at common work from what the last crop paid and how work is reckoned",
    kernels=(Kernel(motivate, "households"),),
    reads=(
        "household.member",
        "household.harvest",
        "household.unpaid",
        "block.collective",
        "block.kolkhoz_months",
    ),
    writes=("block.paid", "block.effort"),
)
