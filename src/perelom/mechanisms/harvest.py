"""Harvest: area times yield; yield from practice, weather, draft and the organisation of work (economy
§1)."""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import HARVEST_SHARE, clip, positive
from perelom.mechanisms.needs import draft_ratio
from perelom.mechanisms.sowing import ALL_CROPS, COLLECTIVE_CROPS, opened
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.random import normal, stream, uniform
from perelom.world.scratch import scratch
from perelom.world.sums import total, total_product

VILLAGE_WEATHER = stream("weather.village")
HOUSEHOLD_WEATHER = stream("weather.household")
PRACTICE = stream("practice")


@compiled
def practice(adopted, p):
    """Yield factor of adopted practice: rotation, better seed, steel ploughs. adopted: share 0-1."""
    return p.yield_level * (1.0 + p.practice_gain * adopted)


@compiled
def draft_quality(draft, p):
    """Yield factor of timely ploughing and cutting. draft: a hectare, over that of 1927-29."""
    return clip(draft, 0.05, 1.35) ** p.draft_elasticity


@compiled
def crops_above_rotation(grain, land, collectivized):
    """Crops of all kinds above what the land carries in rotation, over it: they come out of the fallow.

    grain, land: grain area and arable land, both over those of the late 1920s; collectivized: share of
    households, whose plans add technical and fodder crops."""
    return positive(grain * (1.0 + COLLECTIVE_CROPS / ALL_CROPS * collectivized) / land - 1.0)


@compiled
def tired_land(overcropped, p):
    """Yield factor of land whose fallow has been sown: weeds, exhausted soil, no early ploughing."""
    return np.exp(-p.tired * overcropped)


@compiled
def organisation(member, effort):
    """Yield factor of work in common. effort: output of common work over own work at equal land and draft."""
    return 1.0 - member * (1.0 - effort)


@compiled
def strength(energy, p):
    """Yield factor of the strength people have for work: hungry people weed, cut and cart less of the crop.
    energy: food energy a head and day, kcal, in the month before the harvest."""
    return clip(energy / p.working_kcal, 0.4, 1.0) ** p.hunger_work


@compiled
def local_luck(u, sd):
    """Yield factor of a village, or of a household, within the weather of its region; mean one."""
    return np.exp(sd * normal(u) - 0.5 * sd * sd)


@compiled
def worth_of_sales(terms, goods_famine):
    """What a unit of grain is worth to its seller: the terms of trade, less when shops are empty."""
    return clip(terms, 0.1, 3.0) ** 0.25 * (1.0 - 0.4 * goods_famine)


@compiled
def reward_of_work(before, unpaid, harvest, worth):
    """Expected reward of a unit of farm work, 1 = normal. unpaid: grain taken without equivalent, t; worth:
    of a unit sold."""
    lost = clip(unpaid / max(0.30 * harvest, 1e-9), 0.0, 1.0)
    return 0.65 * before + 0.35 * (1.0 - lost) * worth


@kernel
def cut_grain(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, c = par[0], clock[0]
    share = HARVEST_SHARE[c.moy - 1]
    if share == 0.0:
        return
    year_key = c.month - (c.moy - 1)
    sown_area, brought = scratch(), scratch()
    for b in range(first, last):
        v = blocks[b]
        if v.kind != 0:
            continue
        g = regions[v.region]
        for s in range(64):
            sown_area[s] = v.winter[s] + v.spring[s]
        horses = v.common_horses + total(v.horses)
        area, common_area = total(sown_area) + 1e-9, total_product(v.member, sown_area) + 1e-9
        horse = p.horse_power * v.horse_strength
        common_draft = horse * v.common_horses / common_area
        village_draft = horse * horses / area + g.tractor_draft
        worth = worth_of_sales(g.terms, nation[0].goods_famine)
        level = g.yield_base * np.exp(g.weather) * tired_land(g.overcropped, p)
        level *= strength(v.energy / max(v.mouths, 1.0), p)
        level *= local_luck(uniform(c.key, VILLAGE_WEATHER, year_key, v.id, 0, 0), p.village_weather_sd)
        common = adopters(v)
        for s in range(64):
            if c.moy == 7 and v.eaters[s] > 0.0:
                sown = sown_area[s]
                v.reward[s] = reward_of_work(v.reward[s], v.unpaid[s], v.harvest[s], worth)
                v.harvest[s] = 0.0
                v.unpaid[s] = 0.0
                v.sold[s] = 0.0
                own = horse * v.horses[s] / max(sown, 0.1) + v.member[s] * common_draft
                draft = draft_ratio(own + g.tractor_draft, village_draft, g.draft_normal, p)
                u = uniform(c.key, HOUSEHOLD_WEATHER, year_key, v.id * 64 + s, v.tenure[s], 0)
                adopted = common if v.member[s] > 0.5 else v.technique[s]
                worked = level * practice(adopted, p) * organisation(v.member[s], v.effort)
                worked *= draft_quality(draft, p)
                v.crop[s] = sown * worked * local_luck(u, p.household_weather_sd)
        for s in range(64):
            brought[s] = share * v.crop[s] if v.eaters[s] > 0.0 else 0.0
            v.grain[s] += brought[s]
            v.harvest[s] += brought[s]
        v.harvested += total(brought) * v.weight


@compiled
def adopters(v):
    """Share of a village's households that farm with better practice."""
    here = scratch()
    for s in range(64):
        here[s] = 1.0 if v.eaters[s] > 0.0 else 0.0
    return total_product(v.technique, here) / (total(here) + 1e-9)


@compiled
def adoption_chance(veteran, share, terms, p):
    """Chance that a household takes up better practice in a year. veteran: 1 in households of Red Army
    veterans; share: of the village that has it; terms: terms of trade, 1926/27 = 1."""
    wish = (p.practice_first + p.practice_rate * share) * (1.0 + p.practice_veteran * veteran)
    return wish * clip(terms, 0.3, 1.2)


@kernel
def take_up_practice(blocks, regions, nation, lev, tot, par, clock, first, last):
    """September: households learn from neighbours whose crop they have seen (logistic, Griliches 1957)."""
    p, c = par[0], clock[0]
    if c.moy != 9:
        return
    for b in range(first, last):
        v = blocks[b]
        if v.kind != 0:
            continue
        share, terms = adopters(v), regions[v.region].terms
        for s in range(64):
            if v.eaters[s] > 0.0 and v.technique[s] == 0.0:
                u = uniform(c.key, PRACTICE, c.month, v.id * 64 + s, v.tenure[s], 0)
                if u < adoption_chance(v.veteran[s], share, terms, p):
                    v.technique[s] = 1.0


@kernel
def learn_from_the_crop(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, c = par[0], clock[0]
    if c.moy == 7:
        for r in range(len(regions)):
            g = regions[r]
            g.sown_grain = 0.0
            g.crop = 0.0
            g.practice = 0.0
        for b in range(len(blocks)):
            v = blocks[b]
            if v.kind != 0:
                continue
            area, crop, better = 0.0, 0.0, 0.0
            for s in range(64):
                area += v.winter[s] + v.spring[s]
                crop += v.crop[s]
                better += (v.winter[s] + v.spring[s]) * v.technique[s]
            v.grain_area, v.crop_sum = area * v.weight, crop * v.weight
            regions[v.region].practice += better * v.weight
            regions[v.region].sown_grain += v.grain_area
            regions[v.region].crop += v.crop_sum
        for r in range(len(regions)):
            g = regions[r]
            g.practice /= max(g.sown_grain, 1.0)
            g.grain_yield = g.crop / max(g.sown_grain, 1.0)
            land = opened(nation[0].ploughed, g.open_land) + p.plough_up * g.open_land * g.collectivized
            above = crops_above_rotation(g.sown_grain / g.area_base, land, g.collectivized)
            g.overcropped += (above - g.overcropped) / p.rotation_years
            g.expected_before = g.expected_yield
            g.expected_yield = 0.7 * g.expected_yield + 0.3 * g.grain_yield


STEP = Step(
    name="harvest",
    does="brings in the crop from July to September; practice spreads; expectations follow the crop",
    kernels=(
        Kernel(cut_grain, "households"),
        Kernel(learn_from_the_crop, "country"),
        Kernel(take_up_practice, "households"),
    ),
    reads=(
        "household.horses",
        "household.member",
        "household.winter",
        "household.spring",
        "household.eaters",
        "household.reward",
        "household.unpaid",
        "household.harvest",
        "household.crop",
        "household.grain",
        "household.tenure",
        "region.tractor_draft",
        "region.draft_normal",
        "region.yield_base",
        "household.technique",
        "household.veteran",
        "region.weather",
        "region.terms",
        "region.expected_yield",
        "region.overcropped",
        "region.area_base",
        "region.open_land",
        "region.collectivized",
        "nation.ploughed",
        "nation.goods_famine",
        "block.weight",
        "block.harvested",
        "block.common_horses",
        "block.horse_strength",
        "block.effort",
        "block.energy",
        "block.mouths",
    ),
    writes=(
        "household.reward",
        "household.harvest",
        "household.unpaid",
        "household.sold",
        "household.crop",
        "household.grain",
        "household.technique",
        "region.practice",
        "region.sown_grain",
        "region.crop",
        "region.grain_yield",
        "region.expected_before",
        "region.expected_yield",
        "region.overcropped",
        "block.grain_area",
        "block.crop_sum",
        "block.harvested",
    ),
    draws=("weather.village", "weather.household", "practice"),
)
