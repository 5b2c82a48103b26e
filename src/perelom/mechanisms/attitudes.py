"""Trust of peasant households in the state, cohesion of the village, reach of the state into it (society §2).

Trust moves to what the household lives through, to the mean of its village and, more weakly, to the mean of
its class in the region (Friedkin & Johnsen 1990). Reach grows where the state has people on the spot; no path
of it is given.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.classes import KULAK, MIDDLE, POOR
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.random import stream, uniform
from perelom.world.scratch import scratch
from perelom.world.sums import total, total_product

CELLS = stream("party cells")
FEW = 5  # living households below which a village has no opinion of its own


@compiled
def surplus_taken(unpaid, crop):
    """Share of the usual surplus (0.3 of the crop) taken without equivalent. unpaid, crop: t."""
    return clip(unpaid / max(0.30 * crop, 1e-9), 0.0, 1.0)


@compiled
def ground(cell, terms, p):
    """Trust that all households of a village come to, apart from what each lives through. cell: 1 with a
    party cell; terms: terms of trade of farmers, 1926/27 = 1."""
    return p.trust_normal + p.trust_cell * cell + p.trust_terms * clip(terms - 1.0, -0.5, 0.5)


@compiled
def weights_of_view(p):
    """What veterans keep of trust, and what takings, coercion, tax outside the collective and hunger cost."""
    return p.trust_veteran, p.trust_takings, p.trust_coerced, p.trust_levy, p.trust_hunger


@compiled
def own_view(ground, veteran, taken, coerced, outside_tax, body, weights):
    """Trust to which a household's own life leads it, 0-1. taken: share of its usual surplus; outside_tax:
    surcharge of the levy on a farm that is not in the collective; body: reserve 0-1; weights: of
    `weights_of_view`."""
    of_veteran, of_takings, of_coercion, of_tax, of_hunger = weights
    return clip(
        ground
        + of_veteran * veteran
        - of_takings * taken
        - of_coercion * coerced
        - of_tax * outside_tax
        - of_hunger * (1.0 - body),
        0.0,
        1.0,
    )


@compiled
def pulls(cohesion, households, p):
    """Shares of the gaps to the village, to the class in the region and to one's own view that close in a
    month. A village of a few households has no opinion of its own."""
    together = p.trust_village_pull * cohesion / p.cohesion_normal if households >= FEW else 0.0
    return together, p.trust_class_pull, p.trust_own_pull


@compiled
def moved(trust, village, of_class, own, pulls):
    """Trust a month later. village, of_class, own: what it moves to; pulls: of `pulls`."""
    to_village, to_class, to_own = pulls
    return trust + to_village * (village - trust) + to_class * (of_class - trust) + to_own * (own - trust)


@compiled
def closing_ranks(cohesion, anger, reach, inequality, p):
    """Cohesion of a village a month later: threatened villages close ranks. inequality: Gini of draft."""
    wanted = p.cohesion_normal + p.cohesion_anger * anger
    wanted -= p.cohesion_reach * (reach - 0.5) + p.cohesion_inequality * inequality
    return positive(cohesion + p.cohesion_speed * (wanted - cohesion))


@compiled
def reach_later(reach, cell, force, tractors, disturbances, p):
    """Share of households that the state's people on the spot know and can assess, a month later.

    cell: 1 with a party cell; force: of campaigns with plenipotentiaries, 0-1; tractors: their part of draft;
    disturbances: in the month, a village. Agents find others through those who are there, so that reach
    spreads logistically.
    """
    spread = p.reach_cell * cell + p.reach_force * force + p.reach_tractors * tractors
    grown = reach + reach * positive(p.reach_most - reach) * spread
    return clip(grown - p.reach_disturbed * disturbances * reach, 0.02, 0.98)


@compiled
def cell_chance(veterans_trust, p):
    """Chance that a party cell opens in a village in a year. veterans_trust: trust summed over its Red Army
    veterans."""
    return p.cell_rate * veterans_trust


@kernel
def share_and_think(blocks, regions, nation, lev, tot, par, clock, first, last):
    """A month of the attitudes of each village. What neighbours think is what they thought last month."""
    p, c = par[0], clock[0]
    own, view = scratch(), scratch()
    for b in range(first, last):
        v = blocks[b]
        if v.kind != 0 or v.households_sum <= 0.0:
            continue
        g, a = regions[v.region], lev[v.region]
        if c.month == 0:
            for s in range(64):
                v.trust[s] += p.veteran_start * v.veteran[s]
        households, mean = v.households_sum / v.weight, v.trust_mean
        disfranchised = int(a.rights_disfranchised_classes) % 2  # kulaks stand first in the list
        named = -p.trust_kulak - p.trust_disfranchised * disfranchised
        labourers, poor, middle, kulaks = g.trust_labourer, g.trust_poor, g.trust_middle, g.trust_kulak
        basis, tax = ground(v.party_cell, g.terms, p), a.levy_individual_surcharge
        weights, closing = weights_of_view(p), pulls(v.cohesion, households, p)
        shock = p.trust_dekulakized * v.dekulakized
        for s in range(64):
            social, member = v.social[s], v.member[s]
            taken = surplus_taken(v.unpaid[s], v.crop[s]) * (1.0 if social >= MIDDLE else member)
            start = basis + (named if social >= KULAK else 0.0)
            outside = tax * (1.0 - member)
            own[s] = own_view(start, v.veteran[s], taken, v.coerced[s], outside, v.body[s], weights)
        for s in range(64):
            social = v.social[s]
            better_off = middle if social < KULAK else kulaks
            of_class = better_off if social >= MIDDLE else (labourers if social < POOR else poor)
            trust = clip(moved(v.trust[s], mean, of_class, own[s], closing) - shock, 0.0, 1.0)
            v.trust[s] = trust
            view[s] = trust if v.eaters[s] > 0.0 else 0.0
        v.trust_mean = clip(total(view) / max(households, 1e-9), 0.0, 1.0)
        v.cohesion = closing_ranks(v.cohesion, v.anger, v.village_reach, v.inequality, p)
        force = max(g.pressure, min(g.drive, 1.0))
        mechanized = g.tractor_draft / max(g.draft_normal, 1e-9)
        unrest = v.disturbances / v.weight
        v.village_reach = reach_later(v.village_reach, v.party_cell, force, mechanized, unrest, p)


@kernel
def open_cells(blocks, regions, nation, lev, tot, par, clock, first, last):
    """January: where veterans trust the state a party cell opens, with those of them who trust it most."""
    p, c = par[0], clock[0]
    if c.moy != 1:
        return
    for b in range(first, last):
        v = blocks[b]
        if v.kind != 0 or v.party_cell > 0.0:
            continue
        trusting = 0.0
        for s in range(64):
            trusting += v.trust[s] * v.veteran[s] if v.eaters[s] > 0.0 else 0.0
        opened = 1.0 if uniform(c.key, CELLS, c.month, v.id, 0, 0) < cell_chance(trusting, p) else 0.0
        v.party_cell = opened
        for s in range(64):
            v.party[s] = opened * v.veteran[s] if v.trust[s] > v.trust_mean else 0.0


@kernel
def gather(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Means of the regions; each quarter also those of the classes, which move slowly."""
    R = len(regions)
    trust, cohesion, reach = np.zeros(R), np.zeros(R), np.zeros(R)
    households = np.zeros(R)
    for b in range(len(blocks)):
        v = blocks[b]
        if v.kind == 0:
            w = v.households_sum
            households[v.region] += w
            trust[v.region] += w * v.trust_mean
            cohesion[v.region] += w * v.cohesion
            reach[v.region] += w * v.village_reach
    for r in range(R):
        g = regions[r]
        per = 1.0 / max(households[r], 1e-9)
        g.trust, g.cohesion, g.reach = trust[r] * per, cohesion[r] * per, reach[r] * per
        g.disfranchised = g.kulaks * (int(lev[r].rights_disfranchised_classes) % 2)
    if clock[0].moy % 3 != 0 and clock[0].month > 0:
        return
    sums, counts, here = np.zeros((R, 4)), np.zeros((R, 4)), scratch()
    for b in range(len(blocks)):
        v = blocks[b]
        if v.kind == 0:
            for k in range(4):
                for s in range(64):
                    here[s] = 1.0 if v.eaters[s] > 0.0 and v.social[s] == k else 0.0
                sums[v.region, k] += total_product(v.trust, here) * v.weight
                counts[v.region, k] += total(here) * v.weight
    for r in range(R):
        g = regions[r]
        for k in range(4):
            if counts[r, k] <= 0.0:
                sums[r, k], counts[r, k] = g.trust, 1.0
        g.trust_labourer, g.trust_poor = sums[r, 0] / counts[r, 0], sums[r, 1] / counts[r, 1]
        g.trust_middle, g.trust_kulak = sums[r, 2] / counts[r, 2], sums[r, 3] / counts[r, 3]


STEP = Step(
    name="attitudes",
    does="trust of households, cohesion of villages, reach of the state; party cells open",
    kernels=(
        Kernel(share_and_think, "households"),
        Kernel(open_cells, "households"),
        Kernel(gather, "country"),
    ),
    reads=(
        "household.eaters",
        "household.social",
        "household.trust",
        "household.veteran",
        "household.member",
        "household.coerced",
        "household.unpaid",
        "household.crop",
        "household.body",
        "block.weight",
        "block.households_sum",
        "block.trust_mean",
        "block.cohesion",
        "block.village_reach",
        "block.party_cell",
        "block.inequality",
        "block.anger",
        "block.dekulakized",
        "block.disturbances",
        "region.kulaks",
        "region.terms",
        "region.pressure",
        "region.drive",
        "region.tractor_draft",
        "region.draft_normal",
        "region.trust_labourer",
        "region.trust_poor",
        "region.trust_middle",
        "region.trust_kulak",
        "lever.levy.individual_surcharge",
        "lever.rights.disfranchised_classes",
    ),
    writes=(
        "household.trust",
        "household.party",
        "block.trust_mean",
        "block.cohesion",
        "block.village_reach",
        "block.party_cell",
        "region.trust",
        "region.cohesion",
        "region.reach",
        "region.disfranchised",
        "region.trust_labourer",
        "region.trust_poor",
        "region.trust_middle",
        "region.trust_kulak",
    ),
    draws=("party cells",),
)
