"""The pool in transit of a region: movers with their grain, money and reserve, between village and town.

`migration` fills it with those who leave a village and empties it where workplaces open households or take
movers in; a part of those who flee hunger near a border leave the country instead.
"""

from __future__ import annotations

from perelom.mechanisms.calendar_of_farming import clip
from perelom.world.compiled import compiled
from perelom.world.sums import total


@compiled
def emigrate(v, g, share, moved):
    """A share of those who left a village this month goes abroad instead of to a town. moved: persons on the
    way by band, their money, grain and reserve; of the reserve those who go take their part."""
    for k, left in enumerate(
        (
            v.left_infants,
            v.left_young,
            v.left_children,
            v.left_women,
            v.left_men,
            v.left_old_women,
            v.left_old_men,
        )
    ):
        g.emigrated_by_band[k] += share * left
        moved[k] -= share * left
    moved[9] -= share * v.left_body
    moved[10] -= share * v.left_couples


@compiled
def take_in(v, g, share):
    """A workplace's households take in a share of the pool where no room of their own is left."""
    rows, mean_body = total(v.eaters), body_of_movers(g)
    newcomers = share * waiting(g) / rows / v.weight  # per person who lives there
    v.settled_grain += share * g.pool_grain
    for s in range(64):
        v.body[s] += newcomers / (1.0 + newcomers) * (mean_body - v.body[s])
        part = share * v.eaters[s] / rows / v.weight
        v.infants[s] += g.pool_infants * part
        v.young[s] += g.pool_young * part
        v.children[s] += g.pool_children * part
        v.women[s] += g.pool_women * part
        v.men[s] += g.pool_men * part
        v.old_women[s] += g.pool_old_women * part
        v.old_men[s] += g.pool_old_men * part
        v.couples[s] += g.pool_couples * part
        v.cash[s] += g.pool_cash * part
        v.grain[s] += g.pool_grain * part


@compiled
def empty_pool(g, left):
    """What stays in a pool after a share has found a home."""
    g.pool_infants *= left
    g.pool_young *= left
    g.pool_children *= left
    g.pool_women *= left
    g.pool_men *= left
    g.pool_old_women *= left
    g.pool_old_men *= left
    g.pool_cash *= left
    g.pool_grain *= left
    g.pool_body *= left
    g.pool_couples *= left


@compiled
def body_of_movers(g):
    """Mean body reserve of a region's pool, 0-1, as its adults have it."""
    return clip(g.pool_body / max(g.pool_women + g.pool_men, 1e-9), 0.0, 1.0)


@compiled
def waiting(g):
    """Persons in a region's pool in transit."""
    return (
        g.pool_infants
        + g.pool_young
        + g.pool_children
        + g.pool_women
        + g.pool_men
        + g.pool_old_women
        + g.pool_old_men
    )
