"""The rules in plain NumPy: whole columns at once."""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import GARDEN_SEASON, HARVEST_SHARE, MARKET_SEASON, REMAINING
from perelom.mechanisms.demography import (
    F0,
    F1,
    F7,
    F16,
    F60,
    FEMALE,
    GIRLS,
    M0,
    M1,
    M7,
    M16,
    M60,
    MALE,
    TURN_ONE,
    TURN_SEVEN,
    TURN_SIXTEEN,
    TURN_SIXTY,
)
from perelom.mechanisms.herds import (
    CARCASS_CATTLE,
    CARCASS_HORSE,
    CARCASS_PIG,
    CARCASS_SHEEP,
    GRAIN_OF_MEAT,
)
from perelom.mechanisms.needs import FEED_CATTLE, FEED_HORSE, FEED_PIG, FEED_SHEEP
from perelom.mechanisms.nutrition import KCAL_A_DAY, PLENTY
from rules import (
    BANDS,
    COLUMNS,
    DIET,
    GOODS_FAMINE,
    GRAZE,
    HERDS,
    HOUSEHOLD_WEATHER,
    KEY,
    MARRIED,
    MILK_CAP,
    NORMS,
    OTHER_FOOD,
    PRICE,
    PRICE_GOODS,
    SPENT,
    SUMS,
    TERMS,
    TRUST,
    VILLAGE_WEATHER,
    WINTER_SHARE,
    YIELD,
    parameters,
)

ORDINARY = (M0, M1, M7, M16, M16, M60, M60)
IN_FAMINE = (F0, F1, F7, F16 * FEMALE, F16 * MALE, F60 * FEMALE, F60 * MALE)
CARCASSES = (CARCASS_HORSE, CARCASS_CATTLE, CARCASS_PIG, CARCASS_SHEEP)
GOLDEN = 0x9E3779B97F4A7C15


def mixed(key: np.ndarray, word: np.ndarray) -> np.ndarray:
    """A round of the counter-based random numbers, on unsigned integers of 64 bits."""
    z = key ^ (word * np.uint64(GOLDEN))
    z = z + np.uint64(GOLDEN)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def uniform(stream: np.int64, month: int, slot: np.ndarray) -> np.ndarray:
    """Uniforms of slots."""
    word = np.array([int(stream) + (month << 32)], np.uint64)
    z = mixed(mixed(np.array([KEY]), word), slot.astype(np.uint64))
    z = mixed(z, np.zeros(1, np.uint64))
    return ((z >> np.uint64(12)).astype(float) + 0.5) * (1.0 / 4503599627370496.0)


CENTRE_TOP = (
    -3.969683028665376e01,
    2.209460984245205e02,
    -2.759285104469687e02,
    1.383577518672690e02,
    -3.066479806614716e01,
    2.506628277459239,
)
CENTRE_LOW = (
    -5.447609879822406e01,
    1.615858368580409e02,
    -1.556989798598866e02,
    6.680131188771972e01,
    -1.328068155288572e01,
    1.0,
)
TAIL_TOP = (
    -7.784894002430293e-03,
    -3.223964580411365e-01,
    -2.400758277161838,
    -2.549732539343734,
    4.374664141464968,
    2.938163982698783,
)
TAIL_LOW = (7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1.0)


def normal(u: np.ndarray) -> np.ndarray:
    """Standard normals of uniforms by Acklam's approximation, tails and centre apart."""
    q = u - 0.5
    z = q * np.polyval(CENTRE_TOP, q * q) / np.polyval(CENTRE_LOW, q * q)
    far = np.minimum(u, 1.0 - u) < 0.02425
    tail = np.sqrt(-2.0 * np.log(np.minimum(u[far], 1.0 - u[far])))
    z[far] = np.where(u[far] < 0.5, 1.0, -1.0) * np.polyval(TAIL_TOP, tail) / np.polyval(TAIL_LOW, tail)
    return z


def luck(u: np.ndarray, sd: float) -> np.ndarray:
    """Yield factor with mean one."""
    return np.exp(sd * normal(u) - 0.5 * sd * sd)


def diminishing(x: np.ndarray, slope: float) -> np.ndarray:
    """1 at 1 with the slope there, 0 at 0."""
    return x / (x + slope * (1.0 - x))


def farm(v: dict[str, np.ndarray], month: int, moy: int, p) -> None:
    """Weather and crop in July; grain is brought in from July, sown in September and April."""
    if moy == 7:
        villages, slots = v["grain"].shape
        numbers = np.arange(villages * slots).reshape(villages, slots)
        of_village = luck(uniform(VILLAGE_WEATHER, month - 6, np.arange(villages)), p.village_weather_sd)
        of_household = luck(uniform(HOUSEHOLD_WEATHER, month - 6, numbers), p.household_weather_sd)
        level = YIELD * p.yield_level * of_village[:, None]
        v["crop"] = (v["winter"] + v["spring"]) * level * of_household
    if HARVEST_SHARE[moy - 1] > 0.0:
        v["grain"] = v["grain"] + HARVEST_SHARE[moy - 1] * v["crop"]
    if moy == 9:
        v["winter"] = np.minimum(WINTER_SHARE * v["area"], 0.85 * v["grain"] / p.seed_rate)
        v["grain"] = v["grain"] - v["winter"] * p.seed_rate
    if moy == 4:
        unsown = np.maximum(v["area"] - v["winter"], 0.0)
        v["spring"] = np.minimum(unsown, 0.85 * v["grain"] / p.seed_rate)
        v["grain"] = v["grain"] - v["spring"] * p.seed_rate


def seed_kept(v: dict[str, np.ndarray], moy: int, rate: float) -> np.ndarray | float:
    """Seed that must be in the barn for the sowings to come."""
    if 4 <= moy <= 7:
        return 0.0
    return rate * (v["area"] if moy == 8 else np.maximum(v["area"] - v["winter"], 0.0))


def month_of(v: dict[str, np.ndarray], month: int, p) -> list[float]:
    """One month; what the country comes to."""
    moy = month % 12 + 1
    rem, graze = REMAINING[moy - 1], GRAZE[moy - 1]
    farm(v, month, moy, p)

    # needs, and what stands above the reserve is sold
    eaters = sum(v[name] for name in BANDS)
    food = p.food_norm / 12.0 * eaters * DIET
    stall = p.feed_level * (1.0 - graze) / 0.74 / 12.0
    feed = FEED_HORSE * v["horses"] + FEED_CATTLE * v["cattle"] + FEED_PIG * v["pigs"]
    feed = stall * (feed + FEED_SHEEP * v["sheep"])
    seed = seed_kept(v, moy, p.seed_rate)
    kept = 1.06 * (food + 0.75 * feed) * rem + seed
    surplus = np.maximum(v["grain"] - kept, 0.0)
    pocket = p.cash_wanted * PRICE_GOODS * (1.0 - GOODS_FAMINE) ** p.offer_goods
    for_money = np.clip(2.0 * (1.0 - v["cash"] / np.maximum(pocket * eaters, 1e-9)), 0.05, 1.2)
    from_plenty = np.clip(surplus / np.maximum(12.0 * food, 1e-9) - p.hoard_borne, 0.0, 1.0)
    wish = MARKET_SEASON[moy - 1] * TERMS**p.offer_terms * (1.0 + p.trust_marketing * (TRUST - 0.4))
    free = surplus * np.clip(wish * np.maximum(for_money, from_plenty), 0.0, 0.9)
    in_need = 0.30 * np.maximum(v["grain"] - seed - 2.0 * food, 0.0)
    sold = np.maximum(free, np.minimum(np.maximum(-0.5 * v["cash"], 0.0) / PRICE, in_need))
    grain = v["grain"] - sold
    cash = v["cash"] = (v["cash"] + sold * PRICE) * (1.0 - SPENT)

    # food, feed, the body's reserve
    full = food * rem
    seed_eaten = np.clip(grain / np.maximum(0.75 * full, 1e-9), 0.25, 1.0)
    cover = np.maximum(grain - 0.70 * seed_eaten * seed, 0.0) / np.maximum(full + 0.2 * feed * rem, 1e-9)
    wanted = diminishing(np.clip(cover, 0.12, PLENTY), p.eating_haste)
    open_to = np.maximum(np.maximum(grain - 0.5 * seed * seed_eaten, 0.0), 0.12 * grain)
    eaten = np.minimum(wanted * food, open_to)
    after = grain - eaten
    plenty = max(p.feed_plenty * min(max(TERMS, 1.0), 2.5) ** -p.feed_price, 0.5)
    over = after - 0.75 * seed - 0.97 * food * (rem - 1.0)
    share = np.clip(over / np.maximum(feed * rem, 1e-12), 0.16, plenty)
    given = np.minimum(feed * share, 0.5 * np.maximum(after, 0.0))
    after = after - given
    grain = after - 0.008 * np.maximum(after - 1.1 * kept, 0.0)
    fed = graze + (1.0 - graze) * np.divide(given, feed, out=np.ones_like(feed), where=feed > 0.0)
    means = (grain + 0.5 * np.maximum(cash, 0.0) / PRICE) / np.maximum(food * max(rem - 1.0, 0.5), 1e-9)
    each = 1.0 / np.maximum(eaters, 0.1)
    milk = 264.0 * np.clip(v["cattle"] * each / 0.42, 0.15, MILK_CAP)
    gap = (eaten * each * KCAL_A_DAY + milk + OTHER_FOOD * GARDEN_SEASON[moy - 1]) / p.maintenance_kcal - 1.0
    change = np.where(gap < 0.0, p.wasting * gap, p.recovery_body * np.minimum(gap, 0.25))
    body = v["body"] = np.clip(v["body"] + change, 0.0, 1.0)

    # herds
    people = eaters.sum(axis=1)
    bearing = np.clip(fed / 0.70, 0.1, 1.05)
    hungry_herd, distress = np.maximum(0.60 - fed, 0.0) / 6.0, np.maximum(0.62 - means, 0.0) / 12.0
    flesh = 0.0
    for name, norm, carcass in zip(HERDS, NORMS, CARCASSES, strict=True):
        x = v[name]
        crowding = x.sum(axis=1) / (norm * people)
        room = np.clip(1.0 - 0.85 * crowding * np.sqrt(crowding), -0.6, 1.0)
        births = (getattr(p, f"birth_{name}") / 12.0 * room)[:, None] * bearing
        dying = getattr(p, f"death_{name}") / 12.0 + getattr(p, f"starve_{name}") * hungry_herd
        slaughtered = np.minimum(getattr(p, f"distress_{name}") * distress, 0.35)
        left = x * (1.0 - np.minimum(dying + slaughtered, 0.6))
        v[name] = left + np.maximum(x * births, -0.3 * left)
        flesh = flesh + x * slaughtered * carcass
    v["grain"] = grain + GRAIN_OF_MEAT * flesh

    # deaths, births, birthdays
    epidemics = np.minimum(1.0, 1.5 * (1.0 - body.mean(axis=1)))[:, None]
    hazard = p.famine_hazard * (1.0 - body) ** p.famine_exponent * (1.0 + p.famine_epidemics * epidemics)
    hazard = np.where(body >= 0.97, 0.0, hazard)
    usual = (1.0 + p.hunger_ordinary * (1.0 - body)) / 12.0
    alive = [
        v[name] * (1.0 - np.minimum(usual * m + hazard * f, 0.5))
        for name, m, f in zip(BANDS, ORDINARY, IN_FAMINE, strict=True)
    ]
    living = sum(alive)
    infants, young, children, women, men, old_women, old_men = alive
    born = p.fertility_village / 12.0 * MARRIED * women * diminishing(body, p.fecundity_hunger)
    a0, a1, a7 = infants * TURN_ONE, young * TURN_SEVEN, children * TURN_SIXTEEN
    aw, am = women * TURN_SIXTY, men * TURN_SIXTY
    v["infants"], v["young"], v["children"] = infants + born - a0, young + a0 - a1, children + a1 - a7
    v["women"], v["men"] = women + GIRLS * a7 - aw, men + (1.0 - GIRLS) * a7 - am
    v["old_women"], v["old_men"] = old_women + aw, old_men + am
    stocks = [v["grain"], cash, living + born, *(v[name] for name in HERDS)]
    return [float(x.sum()) for x in (*stocks, sold, eaten, given, born, eaters - living)]


def prepare(start: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The state in this form's own storage."""
    return {name: column.copy() for name, column in start.items()}


def run(state: dict[str, np.ndarray], months: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Runs the months on the state (which changes); returns sums [months, len(SUMS)] and the last state."""
    p = parameters()
    sums = np.array([month_of(state, month, p) for month in range(months)])
    assert sums.shape == (months, len(SUMS))
    return sums, {name: state[name] for name in COLUMNS}
