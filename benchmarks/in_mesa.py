"""The rules in Mesa: a household is an agent, a village gathers what its households share."""

from __future__ import annotations

import math

import numpy as np
from mesa import Agent, Model

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

BITS = (1 << 64) - 1
SEASONS = [
    tuple(map(float, row))
    for row in zip(REMAINING, GRAZE, HARVEST_SHARE, MARKET_SEASON, GARDEN_SEASON, strict=True)
]


def mixed(key: int, word: int) -> int:
    """A round of the counter-based random numbers, on integers below 2^64."""
    z = key ^ (word * GOLDEN & BITS)
    z = z + GOLDEN & BITS
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & BITS
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & BITS
    return z ^ (z >> 31)


def uniform(stream: int, month: int, slot: int) -> float:
    """Uniform of a slot."""
    z = mixed(mixed(mixed(int(KEY), stream + (month << 32)), slot), 0)
    return ((z >> 12) + 0.5) * (1.0 / 4503599627370496.0)


def polynomial(coefficients: tuple[float, ...], x: float) -> float:
    out = coefficients[0]
    for c in coefficients[1:]:
        out = out * x + c
    return out


def luck(u: float, sd: float) -> float:
    """Yield factor with mean one; the normal by Acklam's approximation."""
    tail = min(u, 1.0 - u)
    if tail < 0.02425:
        q = math.sqrt(-2.0 * math.log(tail))
        z = polynomial(TAIL_TOP, q) / polynomial(TAIL_LOW, q)
        z = z if u < 0.5 else -z
    else:
        q = u - 0.5
        z = q * polynomial(CENTRE_TOP, q * q) / polynomial(CENTRE_LOW, q * q)
    return math.exp(sd * z - 0.5 * sd * sd)


def diminishing(x: float, slope: float) -> float:
    """1 at 1 with the slope there, 0 at 0."""
    return x / (x + slope * (1.0 - x))


def clip(x: float, low: float, high: float) -> float:
    return low if x < low else high if x > high else x


class Village:
    """What the households of a village have in common."""

    def __init__(self, number: int):
        self.number, self.households = number, []
        self.luck, self.births, self.epidemics = 1.0, (0.0,) * 4, 0.0

    def draw_weather(self, month: int, p) -> None:
        self.luck = luck(uniform(int(VILLAGE_WEATHER), month, self.number), p.village_weather_sd)

    def count_herds(self, p) -> None:
        """Births of each kind of animal that the room on the village's pasture allows."""
        people = sum(h.eaters for h in self.households)
        births = []
        for name, norm in zip(HERDS, NORMS, strict=True):
            crowding = sum(getattr(h, name) for h in self.households) / (norm * people)
            room = clip(1.0 - 0.85 * crowding * math.sqrt(crowding), -0.6, 1.0)
            births.append(getattr(p, f"birth_{name}") / 12.0 * room)
        self.births = tuple(births)

    def count_hungry(self) -> None:
        mean = sum(h.body for h in self.households) / len(self.households)
        self.epidemics = min(1.0, 1.5 * (1.0 - mean))


class Household(Agent):
    """A peasant household."""

    def __init__(self, model: Country, village: Village, number: int, start: dict[str, float]):
        super().__init__(model)
        self.village, self.number = village, number
        for name, value in start.items():
            setattr(self, name, value)
        self.eaters = self.food = self.feed = self.seed = self.kept = 0.0
        self.fed = self.means = 1.0
        village.households.append(self)

    def farm(self) -> None:
        """Weather and crop in July; grain is brought in from July, sown in September and April."""
        p, moy = self.model.parameters, self.model.moy
        if moy == 7:
            u = uniform(int(HOUSEHOLD_WEATHER), self.model.month - 6, self.number)
            level = YIELD * p.yield_level * self.village.luck * luck(u, p.household_weather_sd)
            self.crop = (self.winter + self.spring) * level
        self.grain += self.model.season[2] * self.crop
        if moy == 9:
            self.winter = min(WINTER_SHARE * self.area, 0.85 * self.grain / p.seed_rate)
            self.grain -= self.winter * p.seed_rate
        elif moy == 4:
            self.spring = min(max(self.area - self.winter, 0.0), 0.85 * self.grain / p.seed_rate)
            self.grain -= self.spring * p.seed_rate

    def sell(self) -> None:
        """Needs; what stands above the reserve is sold, a part of the cash spent."""
        p, moy, (rem, graze, _, market, _) = self.model.parameters, self.model.moy, self.model.season
        self.eaters = (
            self.infants + self.young + self.children + self.women + self.men + self.old_women + self.old_men
        )
        food = self.food = p.food_norm / 12.0 * self.eaters * DIET
        heads = FEED_HORSE * self.horses + FEED_CATTLE * self.cattle + FEED_PIG * self.pigs
        self.feed = p.feed_level * (1.0 - graze) / 0.74 / 12.0 * (heads + FEED_SHEEP * self.sheep)
        if 4 <= moy <= 7:
            self.seed = 0.0
        else:
            self.seed = p.seed_rate * (self.area if moy == 8 else max(self.area - self.winter, 0.0))
        self.kept = 1.06 * (food + 0.75 * self.feed) * rem + self.seed
        surplus = max(self.grain - self.kept, 0.0)
        pocket = p.cash_wanted * PRICE_GOODS * (1.0 - GOODS_FAMINE) ** p.offer_goods
        for_money = clip(2.0 * (1.0 - self.cash / max(pocket * self.eaters, 1e-9)), 0.05, 1.2)
        from_plenty = clip(surplus / max(12.0 * food, 1e-9) - p.hoard_borne, 0.0, 1.0)
        wish = market * TERMS**p.offer_terms * (1.0 + p.trust_marketing * (TRUST - 0.4))
        free = surplus * clip(wish * max(for_money, from_plenty), 0.0, 0.9)
        in_need = 0.30 * max(self.grain - self.seed - 2.0 * food, 0.0)
        sold = max(free, min(max(-0.5 * self.cash, 0.0) / PRICE, in_need))
        self.grain -= sold
        self.cash = (self.cash + sold * PRICE) * (1.0 - SPENT)
        self.model.sold += sold

    def eat(self) -> None:
        """Food, feed, the body's reserve."""
        p, (rem, graze, _, _, garden) = self.model.parameters, self.model.season
        grain, food, feed, seed = self.grain, self.food, self.feed, self.seed
        full = food * rem
        seed_eaten = clip(grain / max(0.75 * full, 1e-9), 0.25, 1.0)
        cover = max(grain - 0.70 * seed_eaten * seed, 0.0) / max(full + 0.2 * feed * rem, 1e-9)
        wanted = diminishing(clip(cover, 0.12, PLENTY), p.eating_haste)
        eaten = min(wanted * food, max(max(grain - 0.5 * seed * seed_eaten, 0.0), 0.12 * grain))
        after = grain - eaten
        plenty = max(p.feed_plenty * clip(TERMS, 1.0, 2.5) ** -p.feed_price, 0.5)
        over = after - 0.75 * seed - 0.97 * food * (rem - 1.0)
        share = clip(over / max(feed * rem, 1e-12), 0.16, plenty)
        given = min(feed * share, 0.5 * max(after, 0.0))
        after -= given
        self.grain = after - 0.008 * max(after - 1.1 * self.kept, 0.0)
        self.fed = graze + (1.0 - graze) * (given / feed if feed > 0.0 else 1.0)
        money = 0.5 * max(self.cash, 0.0) / PRICE
        self.means = (self.grain + money) / max(food * max(rem - 1.0, 0.5), 1e-9)
        each = 1.0 / max(self.eaters, 0.1)
        milk = 264.0 * clip(self.cattle * each / 0.42, 0.15, MILK_CAP)
        gap = (eaten * each * KCAL_A_DAY + milk + OTHER_FOOD * garden) / p.maintenance_kcal - 1.0
        change = p.wasting * gap if gap < 0.0 else p.recovery_body * min(gap, 0.25)
        self.body = clip(self.body + change, 0.0, 1.0)
        self.model.eaten += eaten
        self.model.given += given

    def tend(self) -> None:
        """Herds: births by feed and the room that the village's pasture leaves, deaths, distress."""
        p = self.model.parameters
        bearing = clip(self.fed / 0.70, 0.1, 1.05)
        hungry, distress = max(0.60 - self.fed, 0.0) / 6.0, max(0.62 - self.means, 0.0) / 12.0
        births = self.village.births
        self.horses, flesh = self.herd(
            self.horses,
            births[0] * bearing,
            p.death_horses / 12.0 + p.starve_horses * hungry,
            p.distress_horses * distress,
        )
        meat = flesh * CARCASSES[0]
        self.cattle, flesh = self.herd(
            self.cattle,
            births[1] * bearing,
            p.death_cattle / 12.0 + p.starve_cattle * hungry,
            p.distress_cattle * distress,
        )
        meat += flesh * CARCASSES[1]
        self.pigs, flesh = self.herd(
            self.pigs,
            births[2] * bearing,
            p.death_pigs / 12.0 + p.starve_pigs * hungry,
            p.distress_pigs * distress,
        )
        meat += flesh * CARCASSES[2]
        self.sheep, flesh = self.herd(
            self.sheep,
            births[3] * bearing,
            p.death_sheep / 12.0 + p.starve_sheep * hungry,
            p.distress_sheep * distress,
        )
        self.grain += GRAIN_OF_MEAT * (meat + flesh * CARCASSES[3])

    @staticmethod
    def herd(x: float, births: float, dying: float, slaughter: float) -> tuple[float, float]:
        """A herd of one kind through a month: heads after it, heads slaughtered."""
        slaughtered = min(slaughter, 0.35)
        left = x * (1.0 - min(dying + slaughtered, 0.6))
        return left + max(x * births, -0.3 * left), x * slaughtered

    def live_and_die(self) -> None:
        """Deaths by age and body reserve, births, birthdays: expected numbers, not counts."""
        p, hunger = self.model.parameters, 1.0 - self.body
        hazard = 0.0
        if self.body < 0.97:
            hazard = p.famine_hazard * hunger**p.famine_exponent
            hazard *= 1.0 + p.famine_epidemics * self.village.epidemics
        usual = (1.0 + p.hunger_ordinary * hunger) / 12.0
        for name, m, f in RISKS:
            setattr(self, name, getattr(self, name) * (1.0 - min(usual * m + hazard * f, 0.5)))
        infants, young, children, women, men = self.infants, self.young, self.children, self.women, self.men
        living = infants + young + children + women + men + self.old_women + self.old_men
        born = p.fertility_village / 12.0 * MARRIED * women * diminishing(self.body, p.fecundity_hunger)
        a0, a1, a7 = infants * TURN_ONE, young * TURN_SEVEN, children * TURN_SIXTEEN
        aw, am = women * TURN_SIXTY, men * TURN_SIXTY
        self.infants += born - a0
        self.young += a0 - a1
        self.children += a1 - a7
        self.women += GIRLS * a7 - aw
        self.men += (1.0 - GIRLS) * a7 - am
        self.old_women += aw
        self.old_men += am
        self.model.born += born
        self.model.died += self.eaters - living
        self.eaters = living + born


RISKS = tuple(zip(BANDS, ORDINARY, IN_FAMINE, strict=True))


class Country(Model):
    """The month: every household does one thing, then every household the next."""

    def __init__(self, start: dict[str, np.ndarray]):
        super().__init__(seed=6)
        self.parameters, self.month, self.sums = parameters(), 0, []
        self.villages = [Village(number) for number in range(len(start["grain"]))]
        for village in self.villages:
            for s in range(SLOTS):
                row = {name: float(start[name][village.number, s]) for name in COLUMNS}
                Household(self, village, village.number * SLOTS + s, row)

    def step(self) -> None:
        self.moy, self.season = self.month % 12 + 1, SEASONS[self.month % 12]
        self.sold = self.eaten = self.given = self.born = self.died = 0.0
        if self.moy == 7:
            for village in self.villages:
                village.draw_weather(self.month - 6, self.parameters)
        self.agents.do("farm").do("sell").do("eat")
        for village in self.villages:
            village.count_herds(self.parameters)
            village.count_hungry()
        self.agents.do("tend").do("live_and_die")
        stocks = [sum(self.agents.get(name)) for name in ("grain", "cash", "eaters", *HERDS)]
        self.sums.append([*stocks, self.sold, self.eaten, self.given, self.born, self.died])
        self.month += 1


def prepare(start: dict[str, np.ndarray]) -> Country:
    """The state in this form's own storage."""
    return Country(start)


def run(model: Country, months: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Runs the months; returns sums [months, len(SUMS)] and the last state."""
    for _ in range(months):
        model.step()
    columns = {name: np.array(model.agents.get(name)).reshape(-1, SLOTS) for name in COLUMNS}
    return np.array(model.sums).reshape(months, len(SUMS)), columns
