"""The rules in numba: the model's own functions in loops over the slots of a village, as its passes are."""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import (
    GARDEN_SEASON,
    HARVEST_SHARE,
    MARKET_SEASON,
    REMAINING,
    positive,
)
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
    dying_share,
    famine_hazard,
)
from perelom.mechanisms.family import fecundity
from perelom.mechanisms.harvest import local_luck
from perelom.mechanisms.herds import (
    CARCASS_CATTLE,
    CARCASS_HORSE,
    CARCASS_PIG,
    CARCASS_SHEEP,
    GRAIN_OF_MEAT,
    herd_month,
    room_to_grow,
    sold_in_distress,
    starved,
    well_fed,
)
from perelom.mechanisms.needs import feed_need, food_need, reserve, seed_need, stall_feeding
from perelom.mechanisms.nutrition import (
    barn_cover,
    body_reserve,
    fed,
    feed_of_a_full_barn,
    kcal_village,
    least_feed,
    meal,
    meal_wanted,
    seed_spared,
    spoiled,
)
from perelom.mechanisms.offer import appetite, drawn_by_terms, grain_offer, pocket_money, willingness
from perelom.parameters import values
from perelom.world.compiled import compiled, kernel
from perelom.world.random import uniform
from perelom.world.run import parameter_record
from perelom.world.sums import total
from rules import (
    COLUMNS,
    DIET,
    GOODS_FAMINE,
    GRAZE,
    HOUSEHOLD_WEATHER,
    KEY,
    MARRIED,
    MILK_CAP,
    NORMS,
    OTHER_FOOD,
    PRICE,
    PRICE_GOODS,
    SLOTS,
    SPENT,
    SUMS,
    TERMS,
    TRUST,
    VILLAGE_WEATHER,
    WINTER_SHARE,
    YIELD,
)

VILLAGE = np.dtype([(name, "f8", (SLOTS,)) for name in COLUMNS])
NORM_H, NORM_C, NORM_P, NORM_S = NORMS


@compiled
def farm(v, village, month, moy, p):
    """Weather and crop in July; grain is brought in from July, sown in September and April."""
    if moy == 7:
        year = month - 6
        level = YIELD * p.yield_level
        level *= local_luck(uniform(KEY, VILLAGE_WEATHER, year, village, 0, 0), p.village_weather_sd)
        for s in range(64):
            u = uniform(KEY, HOUSEHOLD_WEATHER, year, village * 64 + s, 0, 0)
            v.crop[s] = (v.winter[s] + v.spring[s]) * level * local_luck(u, p.household_weather_sd)
    share = HARVEST_SHARE[moy - 1]
    if share > 0.0:
        for s in range(64):
            v.grain[s] += share * v.crop[s]
    if moy == 9:
        for s in range(64):
            v.winter[s] = min(WINTER_SHARE * v.area[s], 0.85 * v.grain[s] / p.seed_rate)
            v.grain[s] -= v.winter[s] * p.seed_rate
    if moy == 4:
        for s in range(64):
            v.spring[s] = min(positive(v.area[s] - v.winter[s]), 0.85 * v.grain[s] / p.seed_rate)
            v.grain[s] -= v.spring[s] * p.seed_rate


@compiled
def sell(v, need, moy, rem, p):
    """What stands above the reserve is sold; a part of the cash is spent. Leaves what was needed and sold."""
    stall = stall_feeding(GRAZE[moy - 1], p.feed_level)
    wish = willingness(MARKET_SEASON[moy - 1] * drawn_by_terms(TERMS, p), TRUST, p)
    pocket = pocket_money(PRICE_GOODS, GOODS_FAMINE, p)
    food_norm, seed_rate, borne, per_tonne = p.food_norm, p.seed_rate, p.hoard_borne, 1.0 / PRICE
    for s in range(64):
        young = v.infants[s] + v.young[s] + v.children[s]
        eaters = young + v.women[s] + v.men[s] + v.old_women[s] + v.old_men[s]
        food = food_need(eaters, DIET, food_norm)
        feed = feed_need(v.horses[s], v.cattle[s], v.pigs[s], v.sheep[s], stall)
        seed = seed_need(v.area[s], v.winter[s], moy, seed_rate)
        surplus = positive(v.grain[s] - reserve(food, feed, seed, rem))
        wants = wish * appetite(v.cash[s], pocket * eaters, surplus, food, borne)
        sold = grain_offer(surplus, wants, 0.0, v.cash[s], per_tonne, v.grain[s], food, seed)
        v.grain[s] -= sold
        v.cash[s] = (v.cash[s] + sold * PRICE) * (1.0 - SPENT)
        need.eaters[s], need.food[s], need.feed[s], need.seed[s] = eaters, food, feed, seed
        need.sold[s] = sold


@compiled
def eat(v, need, moy, rem, p):
    """Food and feed; the body's reserve follows. Leaves how well animals are fed and what a household has."""
    garden = OTHER_FOOD * GARDEN_SEASON[moy - 1]
    graze = GRAZE[moy - 1]
    least, plenty = least_feed(0.0, p), feed_of_a_full_barn(TERMS, p)
    haste, wasting, recovery, needed = p.eating_haste, p.wasting, p.recovery_body, 1.0 / p.maintenance_kcal
    left, per_tonne = max(rem - 1.0, 0.5), 1.0 / PRICE
    for s in range(64):
        sparing = seed_spared(v.grain[s], need.food[s], rem)
        wanted = meal_wanted(
            barn_cover(v.grain[s], need.seed[s], need.food[s], need.feed[s], rem, 0.0, sparing), haste
        )
        need.meal[s] = meal(wanted, v.grain[s], need.seed[s], need.food[s], 0.0, sparing)
    for s in range(64):
        food, feed, seed = need.food[s], need.feed[s], need.seed[s]
        given = fed(v.grain[s] - need.meal[s], seed, food, feed, rem, least, plenty)
        after = v.grain[s] - need.meal[s] - given
        v.grain[s] = after - spoiled(after, reserve(food, feed, seed, rem))
        need.given[s] = given
        need.fed_ratio[s] = graze + (1.0 - graze) * (given / feed if feed > 0.0 else 1.0)
        need.cover[s] = (v.grain[s] + 0.5 * positive(v.cash[s]) * per_tonne) / max(food * left, 1e-9)
        kcal = kcal_village(need.meal[s], v.cattle[s], need.eaters[s], garden, MILK_CAP)
        v.body[s] = body_reserve(v.body[s], kcal * needed, wasting, recovery)


@compiled
def tend(v, need, p):
    """Herds: births by feed and the room that the village's pasture leaves, deaths, distress."""
    people = total(need.eaters)
    birth_h = p.birth_horses / 12.0 * room_to_grow(total(v.horses) / (NORM_H * people))
    birth_c = p.birth_cattle / 12.0 * room_to_grow(total(v.cattle) / (NORM_C * people))
    birth_p = p.birth_pigs / 12.0 * room_to_grow(total(v.pigs) / (NORM_P * people))
    birth_s = p.birth_sheep / 12.0 * room_to_grow(total(v.sheep) / (NORM_S * people))
    death_h, death_c = p.death_horses / 12.0, p.death_cattle / 12.0
    death_p, death_s = p.death_pigs / 12.0, p.death_sheep / 12.0
    starve_h, starve_c, starve_p, starve_s = p.starve_horses, p.starve_cattle, p.starve_pigs, p.starve_sheep
    sale_h, sale_c, sale_p, sale_s = p.distress_horses, p.distress_cattle, p.distress_pigs, p.distress_sheep
    for s in range(64):
        ratio, cover = need.fed_ratio[s], need.cover[s]
        bearing = well_fed(ratio)
        left, born, used = herd_month(
            v.horses[s],
            birth_h * bearing,
            death_h + starved(ratio, starve_h),
            sold_in_distress(cover, sale_h),
        )
        v.horses[s] = left + born
        flesh = used * CARCASS_HORSE
        left, born, used = herd_month(
            v.cattle[s],
            birth_c * bearing,
            death_c + starved(ratio, starve_c),
            sold_in_distress(cover, sale_c),
        )
        v.cattle[s] = left + born
        flesh += used * CARCASS_CATTLE
        left, born, used = herd_month(
            v.pigs[s], birth_p * bearing, death_p + starved(ratio, starve_p), sold_in_distress(cover, sale_p)
        )
        v.pigs[s] = left + born
        flesh += used * CARCASS_PIG
        left, born, used = herd_month(
            v.sheep[s], birth_s * bearing, death_s + starved(ratio, starve_s), sold_in_distress(cover, sale_s)
        )
        v.sheep[s] = left + born
        flesh += used * CARCASS_SHEEP
        v.grain[s] += GRAIN_OF_MEAT * flesh


@compiled
def live_and_die(v, need, p):
    """Deaths by age and body reserve, births, birthdays: expected numbers, not counts."""
    epidemics = min(1.0, 1.5 * (1.0 - total(v.body) / 64.0))
    factor, hunger_ordinary, response = 1.0 / 12.0, p.hunger_ordinary, p.fecundity_hunger
    bearing = p.fertility_village / 12.0 * MARRIED
    for s in range(64):
        need.hungry[s] = famine_hazard(v.body[s], epidemics, p)
    for s in range(64):
        h, o = need.hungry[s], factor * (1.0 + hunger_ordinary * (1.0 - v.body[s]))
        infants = v.infants[s] * (1.0 - dying_share(o * M0 + h * F0, 1.0))
        young = v.young[s] * (1.0 - dying_share(o * M1 + h * F1, 1.0))
        children = v.children[s] * (1.0 - dying_share(o * M7 + h * F7, 1.0))
        women = v.women[s] * (1.0 - dying_share(o * M16 + h * F16 * FEMALE, 1.0))
        men = v.men[s] * (1.0 - dying_share(o * M16 + h * F16 * MALE, 1.0))
        old_women = v.old_women[s] * (1.0 - dying_share(o * M60 + h * F60 * FEMALE, 1.0))
        old_men = v.old_men[s] * (1.0 - dying_share(o * M60 + h * F60 * MALE, 1.0))
        living = infants + young + children + women + men + old_women + old_men
        need.died[s] = need.eaters[s] - living
        born = bearing * women * fecundity(v.body[s], response)
        need.born[s] = born
        a0, a1, a7 = infants * TURN_ONE, young * TURN_SEVEN, children * TURN_SIXTEEN
        aw, am = women * TURN_SIXTY, men * TURN_SIXTY
        v.infants[s] = infants + born - a0
        v.young[s] = young + a0 - a1
        v.children[s] = children + a1 - a7
        v.women[s] = women + GIRLS * a7 - aw
        v.men[s] = men + (1.0 - GIRLS) * a7 - am
        v.old_women[s] = old_women + aw
        v.old_men[s] = old_men + am
        need.eaters[s] = living + born


WORK = np.dtype(
    [
        (name, "f8", (SLOTS,))
        for name in (
            "eaters",
            "food",
            "feed",
            "seed",
            "sold",
            "meal",
            "given",
            "fed_ratio",
            "cover",
            "hungry",
            "born",
            "died",
        )
    ]
)


@kernel
def month_of(blocks, work, par, month, sums):
    """One month of all villages; adds what they came to, in the order of the villages, to `sums`."""
    p, need = par[0], work[0]
    moy = month % 12 + 1
    rem = REMAINING[moy - 1]
    for b in range(len(blocks)):
        v = blocks[b]
        farm(v, b, month, moy, p)
        sell(v, need, moy, rem, p)
        eat(v, need, moy, rem, p)
        tend(v, need, p)
        live_and_die(v, need, p)
        sums[0] += total(v.grain)
        sums[1] += total(v.cash)
        sums[2] += total(need.eaters)
        sums[3] += total(v.horses)
        sums[4] += total(v.cattle)
        sums[5] += total(v.pigs)
        sums[6] += total(v.sheep)
        sums[7] += total(need.sold)
        sums[8] += total(need.meal)
        sums[9] += total(need.given)
        sums[10] += total(need.born)
        sums[11] += total(need.died)


def prepare(start: dict[str, np.ndarray]):
    """The state in this form's own storage."""
    blocks = np.zeros(len(start["grain"]), VILLAGE)
    for name in COLUMNS:
        blocks[name] = start[name]
    return blocks


def run(blocks: np.ndarray, months: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Runs the months on the state (which changes); returns sums [months, len(SUMS)] and the last state."""
    par, work = parameter_record(values()), np.zeros(1, WORK)
    sums = np.zeros((months, len(SUMS)))
    for month in range(months):
        month_of(blocks, work, par, month, sums[month])
    return sums, {name: blocks[name] for name in COLUMNS}
