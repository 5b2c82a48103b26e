"""Joining and leaving the collective farm (society §3.1): a threshold cascade with memory.

A household weighs what it would gain and surrender, what its neighbours do (Granovetter 1978), and what
staying out costs under pressure; once in, it leaves only if it is worse off by a margin (Kuran 1989). The
share of a village, the peak of a drive and the exodus after it follow; no share is put in.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.classes import KULAK, LABOURER, POOR
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.random import normal, stream, uniform
from perelom.world.scratch import scratch
from perelom.world.sums import total

TASTE_VILLAGE, TASTE_HOUSEHOLD = stream("taste.village"), stream("taste.household")
MEETING, LEAVING = stream("meeting"), stream("leaving")
TOZ, ARTEL, COMMUNE = 0, 1, 2
ROUNDS = 4  # times that a meeting looks round at who has joined
SURRENDERED_BY_MEMBERS = 0.8  # what those already in have given up, on the scale of `surrender`


@compiled
def fear(drive, police, reach, unrest, relaxation, p):
    """How far people believe that force will reach them, 0-1 (Epstein 2002): forces are spread over the
    places in unrest, and a proclaimed retreat is read as permission. drive: force of the campaign; police:
    level of repression; reach: of the state; unrest: disturbances a village last month; relaxation: rise of
    the ease of leaving."""
    active = 1000.0 * unrest + p.fear_spread
    force = min(drive + p.fear_police * police, 1.0)
    felt = 1.0 - np.exp(-p.fear_force * force * 2.0 * reach / active)
    return felt * (1.0 - p.fear_permission * positive(relaxation))


@compiled
def remembered(before, felt, p):
    """Fear of the month. It falls at once where force is seen to fail and comes back by a part of the gap a
    month: who has seen officials driven out believes in their force again only slowly (Kuran 1989)."""
    return felt if felt < before else before + p.fear_return * (felt - before)


@compiled
def held(force, gap, p):
    """Share of those who want to leave whom officials hold in: land apart or none until the harvest, animals
    not given back. They hold as hard as they are pressed and feared (force) and as their region is short of
    the target in force (gap), 0-1."""
    return min(p.exit_held * force * gap, 1.0)


@compiled
def large_farm_gain(land, country_land, tractor_draft, draft_normal, nomad_share):
    """Gain expected from farming in large fields, in the units of the wish to join: farm size of the region
    and tractors (decision 2); nomads have no fields to lay together. land: ha of grain a household;
    tractor_draft, draft_normal: horses a ha."""
    settled = 1.0 - nomad_share
    return settled * clip(np.log(land / country_land) + tractor_draft / draft_normal, -0.8, 1.6)


@compiled
def class_wish(social, labourer, poor, middle, kulak):
    """What the class adds to the wish to join, of the four that are given."""
    of_rest = kulak if social == KULAK else middle
    of_poor = poor if social == POOR else of_rest
    return labourer if social == LABOURER else of_poor


@compiled
def surrender(horses, cattle, a_horse, a_cow, member, usual):
    """What a household would give up, 1 = the mean farm of the country without plot and cow, so that where
    farms are rich in animals more is at stake. a_horse, a_cow: what one animal counts for; a cow less where
    members may keep one; usual: what the mean farm of the region has."""
    stock = a_horse * horses + a_cow * cattle
    return SURRENDERED_BY_MEMBERS * usual * member + (1.0 - member) * min(stock, 3.0)


@compiled
def measure(of_country, of_region, nomad_share):
    """Animals a household by which a surrender is measured: the country's mean, among nomads their own, for
    whom a herd is what a field is to others."""
    return of_country + nomad_share * (of_region - of_country)


@compiled
def pooled(form, plot, kept):
    """Share of an animal that is surrendered on entry. kept: how far the plot covers this animal."""
    of_form = 0.3 if form == TOZ else (1.0 if form == ARTEL else 1.3)
    left = 0.0 if form == COMMUNE else 0.6 * plot * kept
    return min(of_form * (1.0 - left), 1.0)


@compiled
def taste(v, s, key, p):
    """Persistent taste for the collective farm of slot s: a village part and a household part."""
    village = p.taste_village * normal(uniform(key, TASTE_VILLAGE, 0, v.id, 0, 0))
    u = uniform(key, TASTE_HOUSEHOLD, 0, v.id * 64 + s, v.tenure[s], 0)
    return village + p.taste_household * np.log(u / (1.0 - u))


@compiled
def driven(pressure, gap, behind, p):
    """Force of the drive in a region: what the centre orders, and what local officials add as they are short
    of the target in force (gap) and behind the foremost region (behind), whose reports the others are shown
    (Davies 1980)."""
    return min(pressure * (1.0 + p.zeal * gap + p.zeal_rivalry * behind), 1.25)


@kernel
def press(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Force of the drive and fear of the month, by region, and what a farm is measured by."""
    p = par[0]
    land, households, horses, cattle, foremost = 0.0, 0.0, 0.0, 0.0, 0.0
    for r in range(len(regions)):
        g = regions[r]
        land += g.area_base
        households += g.village_households
        horses += g.horses_hh * g.village_households
        cattle += g.cattle_hh * g.village_households
        foremost = max(foremost, g.collectivized)
    mean = land / max(households, 1.0)
    horses, cattle = horses / max(households, 1.0), cattle / max(households, 1.0)
    for r in range(len(regions)):
        g, a = regions[r], lev[r]
        gap = positive(a.collectivization_target - g.collectivized)
        g.drive = driven(a.collectivization_pressure, gap, foremost - g.collectivized, p)
        eased = a.collectivization_exit - g.exit_before
        felt = fear(g.drive, a.repression_level, g.reach, g.unrest, eased, p)
        g.fear = remembered(g.fear, felt, p)
        g.exit_held = held(g.drive * g.fear, gap, p)
        g.exit_before = a.collectivization_exit
        own = g.area_base / max(g.village_households, 1.0)
        g.large_farm_gain = large_farm_gain(own, mean, g.tractor_draft, g.draft_normal, g.nomad_share)
        g.horses_measure = measure(horses, g.horses_hh, g.nomad_share)
        g.cattle_measure = measure(cattle, g.cattle_hh, g.nomad_share)


@kernel
def meet(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Meetings, entries, exits, and the herds that go with them."""
    p, c = par[0], clock[0]
    wish, want = scratch(), scratch()
    labourer, poor, middle, kulak = p.join_labourer, p.join_poor, p.join_middle, p.join_kulak
    cost, by_trust = p.join_surrender, p.join_trust
    for b in range(first, last):
        v = blocks[b]
        if v.kind != 0:
            continue
        if c.month == 0:
            for s in range(64):
                v.taste[s] = taste(v, s, c.key, p)
        v.forced, v.left = 0.0, 0.0
        g, a = regions[v.region], lev[v.region]
        quiet = g.drive <= 0.0 and v.collective < 0.01
        if v.households_sum <= 0.0 or (quiet and c.moy % 3 != 0):
            continue
        living = v.households_sum / v.weight
        plot = a.collectivization_plot
        common = p.join_base + p.join_gain * g.large_farm_gain + p.join_tax * a.levy_individual_surcharge
        pressed = p.join_pressure * g.drive * g.fear * (0.6 + 0.8 * v.village_reach)
        members = total(v.member)
        a_horse, a_cow = 0.5 / g.horses_measure, 0.5 / g.cattle_measure * (1.0 - plot)
        usual = 0.5 * (g.horses_hh / g.horses_measure + g.cattle_hh / g.cattle_measure)
        for s in range(64):
            given = surrender(v.horses[s], v.cattle[s], a_horse, a_cow, v.member[s], usual)
            own = common + v.taste[s] - cost * given + by_trust * (v.trust[s] - 0.45)
            wish[s] = own + class_wish(v.social[s], labourer, poor, middle, kulak)
        u = uniform(c.key, MEETING, c.month, v.id, 0, 0)
        met = u < p.meeting_base + p.meeting_pressure * g.drive * v.village_reach
        if met:
            for s in range(64):
                want[s] = v.member[s]
            inside = members
            for _ in range(ROUNDS):
                push = p.join_neighbours * inside / living + pressed
                for s in range(64):
                    ready = 1.0 if v.eaters[s] > 0.0 and wish[s] + push > 0.0 else 0.0
                    want[s] = max(ready, v.member[s])
                inside = total(want)
            settle = p.join_neighbours * inside / living
            if inside > members:
                for s in range(64):
                    if want[s] > v.member[s]:
                        enter(v, s, a.collectivization_form, plot)
                        v.forced += (1.0 if wish[s] + settle < 0.0 else 0.0) / living
            members = inside
        if members > 0.0:
            push = p.join_neighbours * members / living + pressed
            going = p.leaving_rate * a.collectivization_exit * (1.0 - g.exit_held)
            worse_off = 0
            for s in range(64):
                worse_off += int(v.member[s] > 0.0 and wish[s] + push < -p.stickiness)
            for s in range(64 if worse_off > 0 else 0):
                if v.member[s] > 0.0 and wish[s] + push < -p.stickiness:
                    u = uniform(c.key, LEAVING, c.month, v.id * 64 + s, v.tenure[s], 0)
                    if u < going:
                        leave(v, s, members)
                        v.left += 1.0 / living
                        members -= 1.0
        v.collective = members / living
        settle = p.join_neighbours * v.collective
        for s in range(64):
            v.coerced[s] = v.member[s] if wish[s] + settle < -p.stickiness else 0.0
        v.coerced_sum = total(v.coerced) * v.weight
        v.members_sum = members * v.weight
        v.kolkhoz_months += v.collective
        if members <= 0.0:
            v.kolkhoz_months = 0.0
            dissolve(v, living)


@compiled
def enter(v, s, form, plot):
    """The household of slot s joins: its animals go to the common herd as far as the form of farm asks."""
    v.member[s] = 1.0
    horses = pooled(form, plot, 0.0) * v.horses[s]
    cattle = 0.65 * pooled(form, plot, 1.0) * v.cattle[s]
    pigs = 0.50 * pooled(form, plot, 1.0) * v.pigs[s]
    sheep = 0.55 * pooled(form, plot, 1.0) * v.sheep[s]
    v.horses[s] -= horses
    v.cattle[s] -= cattle
    v.pigs[s] -= pigs
    v.sheep[s] -= sheep
    v.common_horses += horses
    v.common_cattle += cattle
    v.common_pigs += pigs
    v.common_sheep += sheep


@compiled
def leave(v, s, members):
    """The household of slot s leaves with its share of what is left of the common herd."""
    share = 1.0 / max(members, 1.0)
    v.member[s] = 0.0
    v.horses[s] += share * v.common_horses
    v.cattle[s] += share * v.common_cattle
    v.pigs[s] += share * v.common_pigs
    v.sheep[s] += share * v.common_sheep
    v.common_horses -= share * v.common_horses
    v.common_cattle -= share * v.common_cattle
    v.common_pigs -= share * v.common_pigs
    v.common_sheep -= share * v.common_sheep


@compiled
def dissolve(v, living):
    """A collective farm whose last members are gone: its herd goes to the households of the village."""
    for s in range(64):
        if v.eaters[s] > 0.0:
            v.horses[s] += v.common_horses / living
            v.cattle[s] += v.common_cattle / living
            v.pigs[s] += v.common_pigs / living
            v.sheep[s] += v.common_sheep / living
    v.common_horses = v.common_cattle = v.common_pigs = v.common_sheep = 0.0


@kernel
def count_members(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Share in collective farms by region, and of those who would not be in without pressure."""
    R = len(regions)
    members, coerced, households = np.zeros(R), np.zeros(R), np.zeros(R)
    for b in range(len(blocks)):
        v = blocks[b]
        if v.kind == 0:
            members[v.region] += v.members_sum
            coerced[v.region] += v.coerced_sum
            households[v.region] += v.households_sum
    for r in range(R):
        regions[r].collectivized = members[r] / max(households[r], 1.0)
        regions[r].coerced = coerced[r] / max(members[r], 1.0)


STEP = Step(
    name="collectivization",
    does="meetings, entries and exits of the collective farm, with the animals that go in and come back",
    kernels=(
        Kernel(press, "country"),
        Kernel(meet, "households"),
        Kernel(count_members, "country", writes=("region.collectivized", "region.coerced")),
    ),
    reads=(
        "household.eaters",
        "household.tenure",
        "household.taste",
        "household.trust",
        "household.social",
        "household.member",
        "household.horses",
        "household.cattle",
        "household.pigs",
        "household.sheep",
        "block.common_horses",
        "block.common_cattle",
        "block.common_pigs",
        "block.common_sheep",
        "block.collective",
        "block.kolkhoz_months",
        "block.members_sum",
        "block.coerced_sum",
        "block.village_reach",
        "block.households_sum",
        "block.weight",
        "region.area_base",
        "region.village_households",
        "region.collectivized",
        "region.reach",
        "region.unrest",
        "region.exit_before",
        "region.fear",
        "region.nomad_share",
        "region.tractor_draft",
        "region.draft_normal",
        "region.horses_hh",
        "region.cattle_hh",
        "lever.collectivization.target",
        "lever.collectivization.pressure",
        "lever.collectivization.exit",
        "lever.collectivization.form",
        "lever.collectivization.plot",
        "lever.levy.individual_surcharge",
        "lever.repression.level",
    ),
    writes=(
        "household.taste",
        "household.member",
        "household.coerced",
        "household.horses",
        "household.cattle",
        "household.pigs",
        "household.sheep",
        "block.common_horses",
        "block.common_cattle",
        "block.common_pigs",
        "block.common_sheep",
        "block.collective",
        "block.kolkhoz_months",
        "block.forced",
        "block.left",
        "block.members_sum",
        "block.coerced_sum",
        "region.drive",
        "region.fear",
        "region.exit_held",
        "region.horses_measure",
        "region.cattle_measure",
        "region.exit_before",
        "region.large_farm_gain",
        "region.collectivized",
        "region.coerced",
    ),
    draws=("taste.village", "taste.household", "meeting", "leaving"),
)
