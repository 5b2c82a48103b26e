"""Two households of a block become one, where a new one needs a slot and none is free.

The weight belongs to the block, so what adds up is added and what is a state of each person is averaged by
persons. Nothing is lost: people, grain, cash and animals of the block stay what they were.
"""

from __future__ import annotations

import numpy as np

from perelom.world.compiled import compiled
from perelom.world.scratch import scratch


@compiled
def unlikeness(eaters, other_eaters, place, other_place, body, other_body):
    """How unlike two households are: small ones of like standing and like hunger join first.
    place: claim on the commune's land per eater."""
    return 0.15 * (eaters + other_eaters) + abs(place - other_place) + 2.0 * abs(body - other_body)


@compiled
def most_alike(v, keep):
    """The two taken slots that are most alike, (-1, -1) where there are not two. keep: a slot left alone."""
    first, second, least = -1, -1, np.inf
    far = scratch()
    for s in range(64):
        if s == keep or v.eaters[s] <= 0.0 or 0.15 * v.eaters[s] >= least:
            continue
        closer, eaters, land, body = 0, v.eaters[s], v.land[s], v.body[s]
        for t in range(64):
            apart = unlikeness(eaters, v.eaters[t], land, v.land[t], body, v.body[t])
            far[t] = apart if v.eaters[t] > 0.0 and t > s and t != keep else np.inf
            closer += int(far[t] < least)
        if closer > 0:
            for t in range(s + 1, 64):
                if far[t] < least:
                    first, second, least = s, t, far[t]
    return first, second


@compiled
def add(column, s, t):
    """What the household of slot t had goes to that of slot s."""
    column[s] += column[t]
    column[t] = 0.0


@compiled
def average(column, s, t, share):
    """A state of persons: the mean, `share` of them from slot t."""
    column[s] += share * (column[t] - column[s])


@compiled
def join(v, s, t):
    """The household of slot t joins that of slot s; slot t is free."""
    share = v.eaters[t] / max(v.eaters[s] + v.eaters[t], 1e-9)
    average(v.land, s, t, share)
    average(v.reward, s, t, share)
    average(v.body, s, t, share)
    average(v.fed_ratio, s, t, share)
    average(v.cover, s, t, share)
    average(v.other_food, s, t, share)
    average(v.trust, s, t, share)
    average(v.rank, s, t, share)
    average(v.pay, s, t, share)
    v.implements[s] = max(v.implements[s], v.implements[t])
    v.technique[s] = max(v.technique[s], v.technique[t])
    v.veteran[s] = max(v.veteran[s], v.veteran[t])
    v.party[s] = max(v.party[s], v.party[t])
    v.social[s] = v.social[s] if share < 0.5 else v.social[t]
    v.member[s] = v.member[s] if share < 0.5 else v.member[t]
    v.coerced[s] = v.coerced[s] if share < 0.5 else v.coerced[t]
    v.taste[s] = v.taste[s] if share < 0.5 else v.taste[t]
    v.member[t] = v.coerced[t] = 0.0
    add(v.eaters, s, t)
    add(v.infants, s, t)
    add(v.young, s, t)
    add(v.children, s, t)
    add(v.women, s, t)
    add(v.men, s, t)
    add(v.old_women, s, t)
    add(v.old_men, s, t)
    add(v.conceived, s, t)
    add(v.carried, s, t)
    add(v.couples, s, t)
    add(v.women_paid, s, t)
    add(v.grain, s, t)
    add(v.cash, s, t)
    add(v.horses, s, t)
    add(v.cattle, s, t)
    add(v.pigs, s, t)
    add(v.sheep, s, t)
    add(v.intended, s, t)
    add(v.winter, s, t)
    add(v.spring, s, t)
    add(v.crop, s, t)
    add(v.harvest, s, t)
    add(v.unpaid, s, t)
    add(v.sold, s, t)
    add(v.tax_due, s, t)
    add(v.income, s, t)
    add(v.bought_goods, s, t)
    add(v.hired, s, t)
    add(v.leased, s, t)


@compiled
def free_slot(v, keep):
    """Lowest free slot; where none is free the two most alike join first. -1 where that can't be.
    keep: the slot of the household that divides; it joins no other."""
    for t in range(64):
        if v.eaters[t] <= 0.0:
            return t
    s, t = most_alike(v, keep)
    if s >= 0:
        join(v, s, t)
    return t
