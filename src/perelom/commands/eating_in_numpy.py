"""The pass of mechanisms/nutrition.py once more, in plain NumPy: what `perelom bench` measures it against.

Whole columns at once, villages and workplaces apart. A test holds the two equal; no result rests on this one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from perelom.mechanisms.calendar_of_farming import GARDEN_SEASON
from perelom.mechanisms.nutrition import KCAL_A_DAY, PLENTY
from perelom.world.schema import VILLAGE, World

READ = (
    *("grain", "seed", "food", "feed", "eaters", "member", "cash", "income", "cattle", "body"),
    *("other_food", "fed_ratio", "cover"),
)
WRITTEN = ("grain", "fed_ratio", "cover", "body")

Columns = dict[str, np.ndarray]


def laid_out(world: World) -> tuple[Columns, Columns]:
    """Columns of the villages and of the workplaces where anyone lives, each contiguous and in eight bytes,
    as machine code reckons: households [blocks, 64], blocks and what is read of their regions [blocks, 1]."""
    parts = []
    for village in (True, False):
        chosen = ((world.blocks["kind"] == VILLAGE) == village) & (world.blocks["households_sum"] > 0.0)
        blocks = world.blocks[chosen]
        columns = {name: np.ascontiguousarray(blocks[name], float) for name in READ}
        for name in ("collective", "weight"):
            columns[name] = blocks[name][:, None].copy()
        for name in ("graze", "price_free", "other_food", "weather", "milk_cap", "terms"):
            columns[f"region_{name}"] = world.regions[name][blocks["region"]][:, None]
        parts.append(columns)
    return parts[0], parts[1]


def eat(villages: Columns, workplaces: Columns, nation: Any, p: Any, moy: int, rem: float) -> list[Columns]:
    """A month's food and feed in both; the columns change as in the compiled pass. Returns sums by block."""
    _eat_in_villages(villages, p, moy, rem)
    _eat_in_towns(workplaces, float(np.clip(nation["cattle"] / 57e6, 0.3, 1.15)), p)
    return [_sums(villages), _sums(workplaces)]


def _eat_in_villages(v: Columns, p: Any, moy: int, rem: float) -> None:
    """Shares within the village, the meal, feed, spoiling, means, food energy and the body's reserve."""
    grain, member, eaters = v["grain"], v["member"], v["eaters"]
    aid_each = p.mutual_aid * _over(grain) / np.maximum(_over(eaters), 1e-9)
    store = p.common_pay * _over(member * grain) / np.maximum(_over(member * eaters), 1e-9)
    pay_each = np.where(v["collective"] > 0.0, store, 0.0)
    shared = p.mutual_aid + p.common_pay * member
    grain = grain * (1.0 - shared) + (aid_each + pay_each * member) * eaters
    food, feed, seed = v["food"], v["feed"], v["seed"]
    full = food * rem
    eats_seed = np.clip(grain / np.maximum(0.75 * full, 1e-9), 0.25, 1.0)
    spared = (0.70 + 0.15 * member) * eats_seed * seed
    cover = np.maximum(grain - spared, 0.0) / np.maximum(full + 0.2 * feed * rem, 1e-9)
    wanted = _diminishing(np.clip(cover, 0.12, PLENTY), p.eating_haste)
    guarded = (0.5 + 0.45 * member) * seed * np.maximum(eats_seed, member)
    open_to = np.maximum(np.maximum(grain - guarded, 0.0), 0.12 * (1.0 - member) * grain)
    meal = np.minimum(wanted * food, open_to)
    after = grain - meal
    plenty = np.maximum(p.feed_plenty * np.clip(v["region_terms"], 1.0, 2.5) ** -p.feed_price, 0.5)
    over = after - 0.75 * seed - 0.97 * food * (rem - 1.0)
    least = 0.16 + member * (p.fodder_first - 0.16)
    share = np.minimum(np.maximum(over / np.maximum(feed * rem, 1e-12), least), plenty)
    given = np.minimum(feed * share, 0.5 * np.maximum(after, 0.0))
    after = after - given
    lost = 0.008 * np.maximum(after - 1.1 * (1.06 * (food + 0.75 * feed) * rem + seed), 0.0)
    grain = after - lost
    fullness = np.divide(given, feed, out=np.ones_like(feed), where=feed > 0.0)
    money = 0.5 * np.maximum(v["cash"], 0.0) + 0.35 * (rem - 1.0) * v["income"]
    means = grain + money / np.maximum(v["region_price_free"], 1.0)
    each = 1.0 / np.maximum(eaters, 0.1)
    milk = 264.0 * np.minimum(np.maximum(v["cattle"] * each / 0.42, 0.15), v["region_milk_cap"])
    garden = v["region_other_food"] * GARDEN_SEASON[moy - 1] * np.exp(0.35 * v["region_weather"])
    v["grain"], v["meal"], v["given"], v["lost"] = grain, meal, given, lost
    v["fed_ratio"] = v["region_graze"] + (1.0 - v["region_graze"]) * fullness
    v["cover"] = means / np.maximum(food * max(rem - 1.0, 0.5), 1e-9)
    v["kcal"] = meal * each * KCAL_A_DAY + milk + garden
    v["body"] = _reserve(v["body"], v["kcal"], p)


def _eat_in_towns(v: Columns, herd_supply: float, p: Any) -> None:
    """The meal out of the larder, spoiling, food energy and the body's reserve."""
    grain, food = v["grain"], v["food"]
    cover = np.maximum(grain, 0.0) / np.maximum(food, 1e-9)
    wanted = _diminishing(np.clip(cover, 0.12, PLENTY), p.eating_haste)
    meal = np.minimum(wanted * food, np.maximum(np.maximum(grain, 0.0), 0.12 * grain))
    after = grain - meal
    lost = 0.008 * np.maximum(after - 1.1 * (2.0 * food), 0.0)
    supply = np.clip(herd_supply * v["other_food"], 0.3, 1.15)
    v["meal"], v["given"], v["lost"], v["grain"] = meal, np.zeros_like(meal), lost, after - lost
    v["kcal"] = meal / np.maximum(v["eaters"], 0.1) * KCAL_A_DAY + 190.0 + 370.0 * supply
    v["body"] = _reserve(v["body"], v["kcal"], p)


def _sums(v: Columns) -> Columns:
    """Sums of the month by block, for all the households that it stands for."""
    rows = {
        "eaten": v["meal"],
        "fed": v["given"],
        "spoiled": v["lost"],
        "energy": v["kcal"] * v["eaters"],
        "reserve_sum": v["body"] * v["eaters"],
        "mouths": v["eaters"],
    }
    return {name: (_over(column) * v["weight"])[:, 0] for name, column in rows.items()}


def _over(column: np.ndarray) -> np.ndarray:
    return column.sum(axis=1, keepdims=True)


def _diminishing(x: np.ndarray, slope: float) -> np.ndarray:
    return x / (x + slope * (1.0 - x))


def _reserve(before: np.ndarray, kcal: np.ndarray, p: Any) -> np.ndarray:
    gap = kcal / p.maintenance_kcal - 1.0
    change = np.where(gap < 0.0, p.wasting * gap, p.recovery_body * np.minimum(gap, 0.25))
    return np.clip(before + change, 0.0, 1.0)
