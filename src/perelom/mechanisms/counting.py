"""Sums of each block at a month's end: people, stocks, herds, classes, for accounts and next month's steps.

Villages are counted when those who leave them have left, workplaces when those who come have come: nothing in
between touches a village's people, grain or animals.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.classes import KULAK, LABOURER, POOR
from perelom.mechanisms.demography import by_band
from perelom.world.compiled import compiled, kernel
from perelom.world.scratch import scratch
from perelom.world.sums import total, total_product

# what is written of a village
COUNTED = (
    "household.eaters",
    "household.bought_goods",
    "block.households_sum",
    "block.body_sum",
    "block.people",
    "block.people_by_band",
    "block.grain_sum",
    "block.goods_sum",
    "block.claims",
    "block.need_sum",
    "block.area_sum",
    "block.horses_sum",
    "block.cattle_sum",
    "block.pigs_sum",
    "block.sheep_sum",
    "block.kulaks",
    "block.poor",
    "block.labourers",
)


@compiled
def count_people(v, one, persons):
    """Households, people and stocks of a block; rows whose people are gone are closed by the mouths they
    still have. one, persons: room for a number of each row and band"""
    w = v.weight
    for s in range(64):
        e = v.infants[s] + v.young[s] + v.children[s] + v.women[s] + v.men[s]
        e += v.old_women[s] + v.old_men[s]
        live = v.eaters[s] > 0.0
        v.eaters[s] = max(e, 1e-6) if live else 0.0
        one[s] = 1.0 if live else 0.0
    v.households_sum = total(one) * w
    v.body_sum = total_product(v.body, v.eaters) * w
    by_band(v, persons)
    v.people = 0.0  # by band, as `eaters` is never quite nought in a row that was not closed
    for k in range(7):
        v.people_by_band[k] = persons[k] * w
        v.people += v.people_by_band[k]
    v.grain_sum, v.goods_sum = total(v.grain) * w, total(v.bought_goods) * w
    for s in range(64):
        v.bought_goods[s] = 0.0


@kernel
def count_villages(blocks, regions, nation, lev, tot, par, clock, first, last):
    one, persons = scratch(), np.empty(7)
    for b in range(first, last):
        v = blocks[b]
        if v.kind != 0 or v.households_sum <= 0.0:
            continue
        w = v.weight
        count_people(v, one, persons)
        v.claims = total_product(v.eaters, v.land) * w
        v.need_sum = (total(v.food) + 0.75 * total(v.feed)) * w
        v.area_sum = (total(v.winter) + total(v.spring)) * w
        v.horses_sum = (total(v.horses) + v.common_horses) * w
        v.cattle_sum = (total(v.cattle) + v.common_cattle) * w
        v.pigs_sum = (total(v.pigs) + v.common_pigs) * w
        v.sheep_sum = (total(v.sheep) + v.common_sheep) * w
        v.kulaks = of_class(v, KULAK) * w
        v.poor = of_class(v, POOR) * w
        v.labourers = of_class(v, LABOURER) * w


@kernel
def count_towns(blocks, regions, nation, lev, tot, par, clock, first, last):
    one, persons = scratch(), np.empty(7)
    for b in range(first, last):
        v = blocks[b]
        if v.kind == 1 and v.households_sum > 0.0:
            count_people(v, one, persons)


@compiled
def of_class(v, social):
    """Households of a class in a block."""
    found = 0
    for s in range(64):
        found += int(v.social[s] == social and v.eaters[s] > 0.0)
    return found
