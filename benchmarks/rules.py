"""The rules that every form of the benchmark keeps, and the households that each starts with.

A faithful part of the model's month for peasant households that farm for themselves, with the model's own
functions, parameters and order; README.md tells the rules in words. What other parts of the month would set
(prices, grass, norms of herds) stands here as constants: assumptions of the benchmark alone, near those of
1926.

State: float64 columns of shape [villages, 64]; units as in the model (t, rub, persons, heads, ha).
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from perelom.parameters import values
from perelom.world.random import stream

SLOTS = 64
BANDS = ("infants", "young", "children", "women", "men", "old_women", "old_men")
HERDS = ("horses", "cattle", "pigs", "sheep")
COLUMNS = (*BANDS, *HERDS, "grain", "cash", "body", "area", "winter", "spring", "crop")
SELDOM = ("area", "winter", "spring", "crop")  # not written, and mostly not read, in an ordinary month
SUMS = (
    "grain",
    "cash",
    "people",
    "horses",
    "cattle",
    "pigs",
    "sheep",
    "sold",
    "eaten",
    "fed",
    "born",
    "died",
)

KEY = np.uint64(0x70657265)  # of the random numbers
VILLAGE_WEATHER, HOUSEHOLD_WEATHER = stream("weather.village"), stream("weather.household")

YIELD = 0.72  # t/ha in a middling year
WINTER_SHARE = 0.35  # of the area
PRICE = 62.0  # rub/t, what sellers get
TERMS = 0.95  # of trade, 1 = 1913
TRUST = 0.45
PRICE_GOODS, GOODS_FAMINE = 1.0, 0.15
SPENT = 0.25  # of the cash in hand, on goods in a month
DIET = 1.0
OTHER_FOOD = 330.0  # kcal a head and day in a middling month
MILK_CAP = 1.2
NORMS = (0.20, 0.42, 0.13, 0.75)  # heads a person that pasture and hay carry
MARRIED = 0.62  # of the women
# share of an animal's need that grass gives
GRAZE = np.array([0.05, 0.05, 0.05, 0.15, 0.60, 0.85, 0.85, 0.85, 0.75, 0.50, 0.15, 0.05])


def parameters() -> SimpleNamespace:
    """The model's reference parameters as plain numbers, by name."""
    return SimpleNamespace(**{name.replace(".", "_"): float(value) for name, value in values().items()})


def households(villages: int, seed: int = 6) -> dict[str, np.ndarray]:
    """The state of 1 January: unlike households, some of them too poor to last until the harvest.

    villages: of 64 households each. Returns the columns, each [villages, 64].
    """
    rng = np.random.default_rng(seed)
    shape = (villages, SLOTS)
    size = rng.uniform(2.5, 8.5, shape)
    shares = (0.035, 0.17, 0.21, 0.255, 0.24, 0.05, 0.04)
    start = {
        name: size * share * rng.uniform(0.7, 1.3, shape) for name, share in zip(BANDS, shares, strict=True)
    }
    wealth = np.exp(rng.normal(-0.1, 0.55, shape))
    for name, norm in zip(HERDS, NORMS, strict=True):
        start[name] = size * norm * wealth * rng.uniform(0.3, 1.3, shape)
    start["grain"] = size * wealth * rng.uniform(0.04, 0.30, shape)
    start["cash"] = size * wealth * rng.uniform(1.0, 12.0, shape)
    start["body"] = rng.uniform(0.5, 1.0, shape)
    start["area"] = size * np.clip(wealth, 0.3, 2.0) * rng.uniform(0.5, 0.8, shape)
    start["winter"] = WINTER_SHARE * start["area"]
    start["spring"] = np.zeros(shape)
    start["crop"] = np.zeros(shape)
    return start
