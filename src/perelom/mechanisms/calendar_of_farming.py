"""The farming year: when grain is sown, cut and needed, and small arithmetic that every mechanism shares."""

from __future__ import annotations

import numpy as np

from perelom.world.compiled import compiled

# months of need until new grain, at the start of each month (index 0 = January)
REMAINING = np.array([7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 11.5, 10.5, 10.0, 9.0, 8.0])
# share of the crop brought in (July, August, September)
HARVEST_SHARE = np.array([0, 0, 0, 0, 0, 0, 0.30, 0.50, 0.20, 0, 0, 0])
# share of the agricultural year's deliveries that falls in each month
DELIVERY_PROFILE = np.array([0.10, 0.08, 0.06, 0.03, 0.03, 0.02, 0.04, 0.10, 0.15, 0.15, 0.12, 0.12])
# share of the surplus that peasants bring to market in each month at even terms
MARKET_SEASON = np.array([0.15, 0.15, 0.15, 0.14, 0.12, 0.10, 0.12, 0.16, 0.24, 0.28, 0.26, 0.22])
# garden, milk and gathering over the year
GARDEN_SEASON = np.array([1.05, 0.95, 0.85, 0.65, 0.45, 0.45, 0.80, 1.25, 1.5, 1.5, 1.35, 1.2])

# hands free for a quarrel: the spring meetings before sowing, least at harvest (society §3.2)
UNREST_SEASON = np.array([0.8, 0.9, 1.35, 1.25, 1.15, 1.1, 0.9, 0.7, 0.6, 0.7, 0.6, 0.6])


@compiled
def clip(x, low, high):
    x = low if x < low else x
    return high if x > high else x


@compiled
def positive(x):
    return x if x > 0.0 else 0.0


@compiled
def diminishing(x, slope):
    """A response that is 1 at x = 1, has the slope `slope` there and is 0 at 0 (x >= 0, slope 0-1): the
    shape of a power law at the cost of a division."""
    return x / (x + slope * (1.0 - x))


@compiled
def months_of_harvest_left(moy):
    """Share of the year's delivery profile from this month (1-12) to June."""
    total = 0.0
    m = moy - 1
    while True:
        total += DELIVERY_PROFILE[m]
        if m == 5:
            return total
        m = (m + 1) % 12
