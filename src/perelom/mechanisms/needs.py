"""What a peasant household needs: grain for food, feed, seed and reserve (economy §2.1-2), and draft."""

from __future__ import annotations

from perelom.world.compiled import compiled

# grain feed of an animal in full stall feeding, tonnes a head and year (economy §1, herds)
FEED_HORSE, FEED_CATTLE, FEED_PIG, FEED_SHEEP = 0.34, 0.065, 0.20, 0.003


@compiled
def food_need(eaters, diet_weight, food_norm):
    """Grain eaten in a month at the norm, t. eaters: persons; diet_weight: 1 = grain-eating region;
    food_norm: t a head and year."""
    return food_norm / 12.0 * eaters * diet_weight


@compiled
def stall_feeding(grazing, feed_level):
    """Grain given in a month over the yearly norms. grazing: share of feed that grass gives."""
    return feed_level * (1.0 - grazing) / 0.74 / 12.0


@compiled
def feed_need(horses, cattle, pigs, sheep, stall):
    """Grain fed in a month at the norm, t. stall: of `stall_feeding`."""
    return stall * (FEED_HORSE * horses + FEED_CATTLE * cattle + FEED_PIG * pigs + FEED_SHEEP * sheep)


@compiled
def common_feed(v):
    """Grain that the common herd of a village takes in full stall feeding, t a year."""
    return feed_need(v.common_horses, v.common_cattle, v.common_pigs, v.common_sheep, 1.0)


@compiled
def seed_need(intended, winter, moy, seed_rate):
    """Seed that must be in the barn for the sowings to come, t, once the month's own sowing is done: none
    from April to July."""
    if moy >= 4 and moy <= 7:
        return 0.0
    if moy == 8:
        return seed_rate * intended
    return seed_rate * max(intended - winter, 0.0)


@compiled
def reserve(food, feed, seed, rem):
    """Grain a household keeps back before it counts a surplus, t (6 % above need, feed at three quarters)."""
    return 1.06 * (food + 0.75 * feed) * rem + seed


@compiled
def draft_ratio(own, village, normal, p):
    """Draft a hectare over that of 1927-29, of which a quarter is a household's own. A field has use for
    `draft_enough` at most: the herds of horses that nomads keep for meat and milk till nothing, and their
    loss leaves no field untilled. All in horses a hectare."""
    enough = p.draft_enough
    return (0.25 * min(own, enough) + 0.75 * min(village, enough)) / min(normal, enough)
