"""The rules in polars: expressions over the columns of a frame."""

from __future__ import annotations

import numpy as np
import polars as pl
from polars import col

from in_numpy import (
    CARCASSES,
    CENTRE_LOW,
    CENTRE_TOP,
    GOLDEN,
    IN_FAMINE,
    ORDINARY,
    TAIL_LOW,
    TAIL_TOP,
)
from perelom.mechanisms.calendar_of_farming import GARDEN_SEASON, HARVEST_SHARE, MARKET_SEASON, REMAINING
from perelom.mechanisms.demography import GIRLS, TURN_ONE, TURN_SEVEN, TURN_SIXTEEN, TURN_SIXTY
from perelom.mechanisms.herds import GRAIN_OF_MEAT
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
    SLOTS,
    SPENT,
    SUMS,
    TERMS,
    TRUST,
    VILLAGE_WEATHER,
    WINTER_SHARE,
    YIELD,
    parameters,
)

Expr = pl.Expr


def most(x: Expr, y: Expr | float) -> Expr:
    return pl.max_horizontal(x, y)


def least(x: Expr, y: Expr | float) -> Expr:
    return pl.min_horizontal(x, y)


def mixed(key: pl.Series, word: pl.Series) -> pl.Series:
    """A round of the counter-based random numbers. Of series, step by step: an expression that stands in
    itself twice is worked out twice, and at the end of four rounds four thousand times."""
    z = (key ^ (word * GOLDEN)) + GOLDEN
    z = (z ^ (z // (1 << 30))) * 0xBF58476D1CE4E5B9  # a shift to the right is a division
    z = (z ^ (z // (1 << 27))) * 0x94D049BB133111EB
    return z ^ (z // (1 << 31))


def uniform(stream: np.int64, month: int, slot: pl.Series) -> pl.Series:
    """Uniforms of slots (unsigned integers of 64 bits)."""
    key = pl.Series([int(KEY)], dtype=pl.UInt64)
    of_month = mixed(key, pl.Series([int(stream) + (month << 32)], dtype=pl.UInt64))
    z = mixed(pl.repeat(of_month[0], len(slot), dtype=pl.UInt64, eager=True), slot)
    z = mixed(z, pl.zeros(len(slot), dtype=pl.UInt64, eager=True))
    return ((z // (1 << 12)).cast(pl.Float64) + 0.5) * (1.0 / 4503599627370496.0)


def polynomial(coefficients: tuple[float, ...], x: Expr) -> Expr:
    out = pl.lit(coefficients[0])
    for c in coefficients[1:]:
        out = out * x + c
    return out


def luck(u: pl.Series, sd: float) -> pl.Series:
    """Yield factor with mean one; the normal by Acklam's approximation, tails and centre apart."""
    frame = pl.DataFrame({"u": u}).with_columns(q=col("u") - 0.5, near=least(col("u"), 1.0 - col("u")))
    frame = frame.with_columns(r=col("q") * col("q"), tail=(-2.0 * col("near").log()).sqrt())
    centre = col("q") * polynomial(CENTRE_TOP, col("r")) / polynomial(CENTRE_LOW, col("r"))
    edge = polynomial(TAIL_TOP, col("tail")) / polynomial(TAIL_LOW, col("tail"))
    far = pl.when(col("u") < 0.5).then(edge).otherwise(-edge)
    z = pl.when(col("near") < 0.02425).then(far).otherwise(centre)
    return frame.select(luck=(sd * z - 0.5 * sd * sd).exp())["luck"]


def diminishing(x: Expr, slope: float) -> Expr:
    """1 at 1 with the slope there, 0 at 0."""
    return x / (x + slope * (1.0 - x))


def farm(frame: pl.DataFrame, month: int, moy: int, p) -> pl.DataFrame:
    """Weather and crop in July; grain is brought in from July, sown in September and April."""
    if moy == 7:
        numbers = pl.Series(range(frame["village"].max() + 1), dtype=pl.UInt64)
        of_village = luck(uniform(VILLAGE_WEATHER, month - 6, numbers), p.village_weather_sd)
        of_household = luck(uniform(HOUSEHOLD_WEATHER, month - 6, frame["number"]), p.household_weather_sd)
        level = YIELD * p.yield_level * of_village.gather(frame["village"]) * of_household
        frame = frame.with_columns(crop=(col("winter") + col("spring")) * level)
    if HARVEST_SHARE[moy - 1] > 0.0:
        frame = frame.with_columns(grain=col("grain") + float(HARVEST_SHARE[moy - 1]) * col("crop"))
    sown = None
    if moy == 9:
        name, sown = "winter", least(WINTER_SHARE * col("area"), 0.85 * col("grain") / p.seed_rate)
    if moy == 4:
        unsown = most(col("area") - col("winter"), 0.0)
        name, sown = "spring", least(unsown, 0.85 * col("grain") / p.seed_rate)
    if sown is not None:
        frame = frame.with_columns(sown.alias(name))
        frame = frame.with_columns(grain=col("grain") - col(name) * p.seed_rate)
    return frame


def seed_kept(moy: int, rate: float) -> Expr:
    """Seed that must be in the barn for the sowings to come."""
    if 4 <= moy <= 7:
        return pl.lit(0.0)
    return rate * (col("area") if moy == 8 else most(col("area") - col("winter"), 0.0))


def sell(frame: pl.DataFrame, moy: int, rem: float, p) -> pl.DataFrame:
    """Needs; what stands above the reserve is sold, a part of the cash spent."""
    stall = p.feed_level * (1.0 - float(GRAZE[moy - 1])) / 0.74 / 12.0
    heads = FEED_HORSE * col("horses") + FEED_CATTLE * col("cattle") + FEED_PIG * col("pigs")
    frame = frame.with_columns(
        eaters=pl.sum_horizontal(BANDS),
        feed=stall * (heads + FEED_SHEEP * col("sheep")),
        seed=seed_kept(moy, p.seed_rate),
    ).with_columns(food=p.food_norm / 12.0 * DIET * col("eaters"))
    frame = frame.with_columns(kept=1.06 * (col("food") + 0.75 * col("feed")) * rem + col("seed"))
    frame = frame.with_columns(surplus=most(col("grain") - col("kept"), 0.0))
    pocket = p.cash_wanted * PRICE_GOODS * (1.0 - GOODS_FAMINE) ** p.offer_goods
    for_money = (2.0 * (1.0 - col("cash") / most(pocket * col("eaters"), 1e-9))).clip(0.05, 1.2)
    from_plenty = (col("surplus") / most(12.0 * col("food"), 1e-9) - p.hoard_borne).clip(0.0, 1.0)
    wish = float(MARKET_SEASON[moy - 1]) * TERMS**p.offer_terms * (1.0 + p.trust_marketing * (TRUST - 0.4))
    free = col("surplus") * (wish * most(for_money, from_plenty)).clip(0.0, 0.9)
    in_need = 0.30 * most(col("grain") - col("seed") - 2.0 * col("food"), 0.0)
    sold = most(free, least(most(-0.5 * col("cash"), 0.0) / PRICE, in_need))
    return frame.with_columns(sold=sold).with_columns(
        grain=col("grain") - col("sold"), cash=(col("cash") + col("sold") * PRICE) * (1.0 - SPENT)
    )


def eat(frame: pl.DataFrame, moy: int, rem: float, p) -> pl.DataFrame:
    """Food, feed, the body's reserve."""
    graze, full = float(GRAZE[moy - 1]), col("food") * rem
    seed_eaten = (col("grain") / most(0.75 * full, 1e-9)).clip(0.25, 1.0)
    spare = most(col("grain") - 0.70 * seed_eaten * col("seed"), 0.0)
    cover = spare / most(full + 0.2 * col("feed") * rem, 1e-9)
    wanted = diminishing(cover.clip(0.12, PLENTY), p.eating_haste)
    open_to = most(most(col("grain") - 0.5 * col("seed") * seed_eaten, 0.0), 0.12 * col("grain"))
    frame = frame.with_columns(eaten=least(wanted * col("food"), open_to))
    frame = frame.with_columns(after=col("grain") - col("eaten"))
    plenty = max(p.feed_plenty * min(max(TERMS, 1.0), 2.5) ** -p.feed_price, 0.5)
    over = col("after") - 0.75 * col("seed") - 0.97 * col("food") * (rem - 1.0)
    share = (over / most(col("feed") * rem, 1e-12)).clip(0.16, plenty)
    frame = frame.with_columns(given=least(col("feed") * share, 0.5 * most(col("after"), 0.0)))
    frame = frame.with_columns(after=col("after") - col("given"))
    frame = frame.with_columns(grain=col("after") - 0.008 * most(col("after") - 1.1 * col("kept"), 0.0))
    fullness = pl.when(col("feed") > 0.0).then(col("given") / col("feed")).otherwise(1.0)
    money = 0.5 * most(col("cash"), 0.0) / PRICE
    each = 1.0 / most(col("eaters"), 0.1)
    milk = 264.0 * (col("cattle") * each / 0.42).clip(0.15, MILK_CAP)
    garden = OTHER_FOOD * float(GARDEN_SEASON[moy - 1])
    gap = (col("eaten") * each * KCAL_A_DAY + milk + garden) / p.maintenance_kcal - 1.0
    frame = frame.with_columns(
        fed=graze + (1.0 - graze) * fullness,
        means=(col("grain") + money) / most(col("food") * max(rem - 1.0, 0.5), 1e-9),
        gap=gap,
    )
    change = (
        pl.when(col("gap") < 0.0)
        .then(p.wasting * col("gap"))
        .otherwise(p.recovery_body * least(col("gap"), 0.25))
    )
    return frame.with_columns(body=(col("body") + change).clip(0.0, 1.0))


def tend(frame: pl.DataFrame, p) -> pl.DataFrame:
    """Herds: births by feed and the room that the village's pasture leaves, deaths, distress."""
    of_village = [pl.col(name).sum().over("village").alias(f"all_{name}") for name in ("eaters", *HERDS)]
    frame = frame.with_columns(
        *of_village,
        bearing=(col("fed") / 0.70).clip(0.1, 1.05),
        hungry_herd=most(0.60 - col("fed"), 0.0) / 6.0,
        distress=most(0.62 - col("means"), 0.0) / 12.0,
    )
    left, born, used = [], [], []
    for name, norm, carcass in zip(HERDS, NORMS, CARCASSES, strict=True):
        crowding = col(f"all_{name}") / (norm * col("all_eaters"))
        room = (1.0 - 0.85 * crowding * crowding.sqrt()).clip(-0.6, 1.0)
        births = getattr(p, f"birth_{name}") / 12.0 * room * col("bearing")
        dying = getattr(p, f"death_{name}") / 12.0 + getattr(p, f"starve_{name}") * col("hungry_herd")
        slaughtered = least(getattr(p, f"distress_{name}") * col("distress"), 0.35)
        left.append((col(name) * (1.0 - least(dying + slaughtered, 0.6))).alias(f"left_{name}"))
        born.append((col(name) * births).alias(f"born_{name}"))
        used.append(col(name) * slaughtered * carcass)
    frame = frame.with_columns(*left, *born, flesh=pl.sum_horizontal(used))
    after = [
        (col(f"left_{name}") + most(col(f"born_{name}"), -0.3 * col(f"left_{name}"))).alias(name)
        for name in HERDS
    ]
    return frame.with_columns(*after, grain=col("grain") + GRAIN_OF_MEAT * col("flesh"))


def live_and_die(frame: pl.DataFrame, p) -> pl.DataFrame:
    """Deaths by age and body reserve, births, birthdays: expected numbers, not counts."""
    body = col("body")
    epidemics = least(1.5 * (1.0 - body.mean().over("village")), 1.0)
    hazard = p.famine_hazard * (1.0 - body) ** p.famine_exponent * (1.0 + p.famine_epidemics * epidemics)
    frame = frame.with_columns(
        hazard=pl.when(body >= 0.97).then(0.0).otherwise(hazard),
        usual=(1.0 + p.hunger_ordinary * (1.0 - body)) / 12.0,
    )
    frame = frame.with_columns(
        (col(name) * (1.0 - least(col("usual") * m + col("hazard") * f, 0.5))).alias(name)
        for name, m, f in zip(BANDS, ORDINARY, IN_FAMINE, strict=True)
    )
    fertile = p.fertility_village / 12.0 * MARRIED
    frame = frame.with_columns(
        living=pl.sum_horizontal(BANDS),
        born=fertile * col("women") * diminishing(body, p.fecundity_hunger),
    )
    a0, a1, a7 = col("infants") * TURN_ONE, col("young") * TURN_SEVEN, col("children") * TURN_SIXTEEN
    return frame.with_columns(
        infants=col("infants") + col("born") - a0,
        young=col("young") + a0 - a1,
        children=col("children") + a1 - a7,
        women=col("women") + GIRLS * a7 - col("women") * TURN_SIXTY,
        men=col("men") + (1.0 - GIRLS) * a7 - col("men") * TURN_SIXTY,
        old_women=col("old_women") + col("women") * TURN_SIXTY,
        old_men=col("old_men") + col("men") * TURN_SIXTY,
        people=col("living") + col("born"),
        died=col("eaters") - col("living"),
    )


def month_of(frame: pl.DataFrame, month: int, p) -> tuple[pl.DataFrame, list[float]]:
    """One month: the frame after it, and what the country comes to."""
    moy = month % 12 + 1
    rem = float(REMAINING[moy - 1])
    frame = farm(frame, month, moy, p)
    frame = live_and_die(tend(eat(sell(frame, moy, rem, p), moy, rem, p), p), p)
    names = ("grain", "cash", "people", *HERDS, "sold", "eaten", "given", "born", "died")
    return frame.select("village", "number", *COLUMNS), list(frame.select(pl.col(names).sum()).row(0))


def prepare(start: dict[str, np.ndarray]) -> pl.DataFrame:
    """The state in this form's own storage."""
    number = np.arange(start["grain"].size, dtype=np.uint64)
    columns = {name: column.ravel() for name, column in start.items()}
    return pl.DataFrame({"village": number // np.uint64(SLOTS), "number": number, **columns})


def run(frame: pl.DataFrame, months: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Runs the months; returns sums [months, len(SUMS)] and the last state."""
    p, sums = parameters(), []
    for month in range(months):
        frame, of_month = month_of(frame, month, p)
        sums.append(of_month)
    shape = (-1, SLOTS)
    return np.array(sums).reshape(months, len(SUMS)), {n: frame[n].to_numpy().reshape(shape) for n in COLUMNS}
