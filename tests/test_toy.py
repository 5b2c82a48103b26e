"""The engine on the toy country: numbers solved by hand in tests/toy/README.md, and a village at rest."""

from __future__ import annotations

import numpy as np
import pytest

from perelom.parameters import values
from perelom.scenarios import load
from perelom.scenarios.levers import Levers
from perelom.vocabulary import N_MONTHS, indicator_index, lever_index
from perelom.world import simulate
from toy_country import HOUSEHOLDS, by_hand, emptied_world, take_step, toy_country, toy_world

SEPTEMBER_1921, APRIL_1922, JULY, AUGUST = 8, 15, 18, 19
ROUND = {
    "seed_rate": 0.1,
    "food_norm": 0.24,
    "sowing_speed": 0.5,
    "horse_power": 4.0,
    "reward_normal": 1.0,
    "feed_level": 1.2,
    "yield_level": 1.0,
    "practice_gain": 0.0,
    "draft_elasticity": 0.0,
    "village_weather_sd": 0.0,
    "household_weather_sd": 0.0,
    "tax_felt": 1.0,
    "mutual_aid": 0.3,
    "eating_haste": 1.0,
    "feed_plenty": 1.15,
    "maintenance_kcal": 2000.0,
    "recovery_body": 0.1,
    "hunger_work": 0.0,
}
TAX_IN_KIND = {"levy.regime": 1.0, "levy.rate": 0.1, "levy.progressivity": 0.0}
VILLAGE, OTHER_VILLAGE, TOWN, OTHER_TOWN = 0, 2, 3, 8  # blocks; the second of each lies in the forest
LAST = 63  # the slot that the household takes: any will do


def one_household():
    """An emptied country with one household on the plain, before the sowing of 1921."""
    world = emptied_world()
    v, g = world.blocks[VILLAGE], world.regions[0]
    for name, value in {
        "eaters": 3.8,
        "women": 1.0,
        "men": 1.0,
        "children": 1.8,
        "land": 1.0,
        "horses": 1.0,
        "intended": 4.0,
        "grain": 2.0,
        "reward": 1.0,
        "body": 0.9,
    }.items():
        v[name][LAST] = value
    v["village_reach"] = 0.5
    v["horse_strength"] = 1.0
    world.regions["draft_normal"] = world.regions["price_free"] = world.regions["price_received"] = 1.0
    for name, value in {
        "land_per_claim": 1.0,
        "diet_weight": 1.0,
        "graze": 0.26,
        "expected_yield": 0.7,
        "winter_share": 0.5,
        "yield_base": 1.0,
        "terms": 1.0,
        "crop_per_head": 1.0,
        "other_food": 310.0,
        "milk_cap": 1.3,
    }.items():
        g[name] = value
    return world


def household(world, name: str) -> float:
    return float(world.blocks[name][VILLAGE, LAST])


def step(world, name: str, month: int) -> None:
    take_step(name, by_hand(world, month, TAX_IN_KIND, ROUND))


def test_a_household_sows_cuts_pays_and_eats_as_solved_by_hand():
    world = one_household()
    g = world.regions
    step(world, "sowing", SEPTEMBER_1921)
    assert household(world, "intended") == pytest.approx(3.9)
    assert household(world, "winter") == pytest.approx(1.95)
    assert household(world, "grain") == pytest.approx(1.805)
    step(world, "sowing", APRIL_1922)
    assert household(world, "spring") == pytest.approx(1.9)
    assert household(world, "grain") == pytest.approx(1.615)
    assert world.blocks["seed_used"][VILLAGE] == pytest.approx(0.195 + 0.19)
    step(world, "harvest", JULY)
    assert household(world, "crop") == pytest.approx(3.85)
    assert household(world, "grain") == pytest.approx(2.77)
    assert g["grain_yield"][0] == pytest.approx(1.0)
    assert g["expected_yield"][0] == pytest.approx(0.7 * 0.7 + 0.3 * 1.0)
    step(world, "harvest", AUGUST)
    assert household(world, "grain") == pytest.approx(4.695)
    step(world, "levy", AUGUST)
    assert world.blocks["tax_grain"][VILLAGE] == pytest.approx(0.04424)
    assert household(world, "unpaid") == pytest.approx(0.04424)
    assert household(world, "grain") == pytest.approx(4.65076)
    step(world, "offer", AUGUST)
    assert household(world, "food") == pytest.approx(0.076)
    assert household(world, "feed") == pytest.approx(0.034)
    assert household(world, "seed") == pytest.approx(0.385)
    step(world, "nutrition", AUGUST)
    assert world.blocks["eaten"][VILLAGE] == pytest.approx(0.08208)
    assert world.blocks["fed"][VILLAGE] == pytest.approx(0.0391)
    assert world.blocks["spoiled"][VILLAGE] == pytest.approx(0.021960532)
    assert household(world, "grain") == pytest.approx(4.507619468)
    energy = world.blocks["energy"][VILLAGE] / world.blocks["mouths"][VILLAGE]
    assert energy == pytest.approx(2486.4973, abs=1e-3)
    assert household(world, "body") == pytest.approx(0.92432, abs=1e-5)
    assert not world.blocks["grain"][:, :LAST].any(), "no other slot came to grain"


def market(buyer: int, carried: float):
    """A seller in the village on the plain, a buyer in a town; `carried`: t that railways take in a month."""
    world = emptied_world()
    seller, town = world.blocks[VILLAGE], world.blocks[buyer]
    seller["eaters"][0], seller["grain"][0], seller["offer"][0] = 1.0, 2.0, 0.5
    town["eaters"][0], town["cash"][0] = 3.0, 100.0
    world.regions["price_free"] = world.regions["price_received"] = 75.0
    n = world.nation
    n["wage"], n["freight"], n["town_income_index"], n["price_goods"] = 650.0, carried, 1.0, 1.0
    round_values = {"town_norm": 0.24, "grain_margin": 0.25, "price_speed": 0.0, "freight_capacity": 1.0}
    take_step("grain market", by_hand(world, AUGUST, {"trade.free": 1.0}, round_values))
    return world


def test_one_buyer_and_one_seller_in_a_region():
    world = market(TOWN, carried=0.0)
    assert world.blocks["grain"][TOWN, 0] == pytest.approx(0.096)
    assert world.blocks["cash"][TOWN, 0] == pytest.approx(100.0 - 7.20)
    assert world.blocks["grain"][VILLAGE, 0] == pytest.approx(2.0 - 0.096)
    assert world.blocks["cash"][VILLAGE, 0] == pytest.approx(5.76)
    assert world.nation["trade_purse"][0] == pytest.approx(1.44)
    assert world.nation["grain_in_transit"][0] == pytest.approx(0.0, abs=1e-15)
    assert world.regions["price_free"] == pytest.approx([75.0, 75.0])


def test_grain_goes_to_the_other_region_as_far_as_railways_carry_it():
    world = market(OTHER_TOWN, carried=0.048)
    assert world.blocks["grain"][OTHER_TOWN, 0] == pytest.approx(0.048)
    assert world.blocks["grain"][VILLAGE, 0] == pytest.approx(2.0 - 0.048)
    assert world.blocks["cash"][VILLAGE, 0] == pytest.approx(60.0 * 0.048)


def births_and_deaths(body: float, weight: float = 1e12, slots: slice = slice(LAST, None), month: int = 5):
    world = emptied_world()
    v = world.blocks[VILLAGE]
    v["weight"] = weight
    people = {
        "infants": 0.1,
        "young": 0.5,
        "children": 1,
        "women": 1,
        "men": 1,
        "old_women": 0.2,
        "old_men": 0.1,
    }
    for name, value in people.items():
        v[name][slots] = value
    v["eaters"][slots], v["body"][slots] = 3.9, body
    v["carried"][slots], v["conceived"][slots], v["couples"][slots] = 0.045, 0.09, 0.5
    world.regions["body_reserve"] = 1.0
    round_values = {"hunger_ordinary": 0.0, "famine_hazard": 0.02}
    round_values |= {"famine_exponent": 1.0, "famine_epidemics": 0.0}
    take_step("births and deaths", by_hand(world, month, {}, round_values))
    return world


def test_births_and_deaths_of_a_month():
    world = births_and_deaths(body=1.0)
    v = world.blocks[VILLAGE]
    assert v["died"] / 1e12 == pytest.approx(0.00763583, rel=1e-4)
    assert v["born"] / 1e12 == pytest.approx(0.01, rel=1e-4)
    assert v["died_excess"] == pytest.approx(0.0, abs=1.0)
    # 0.1 infants, less 0.1 * 0.2536 / 12 who die, plus 0.01 born, less a twelfth of the living who turn one
    living = 0.1 * (1 - 0.2536 / 12)
    assert v["infants"][LAST] == pytest.approx(living + 0.01 - living / 12, rel=1e-4)
    # pregnancies: 0.09 / 4.5 = 0.02 pass into the second half; half a couple loses either of the two with
    # 0.0099 / 12 each, and one in 845 passes the age of bearing
    assert v["carried"][LAST] == pytest.approx(0.045 + 0.02 - 0.01, rel=1e-4)
    assert v["conceived"][LAST] == pytest.approx(0.09 - 0.02, rel=1e-4)
    assert v["couples"][LAST] == pytest.approx(0.5 * (1 - 0.0099 / 12) ** 2 * (1 - 0.0142 / 12), rel=1e-4)


def test_unions_and_conceptions_of_a_month():
    """One woman and one man a household, half of them couples; food as usual, nobody away, nobody parts."""
    world = emptied_world()
    v = world.blocks[VILLAGE]
    v["women"][LAST] = v["men"][LAST] = 1.0
    v["couples"][LAST], v["body"][LAST], v["eaters"][LAST] = 0.5, 1.0, 2.0
    v["energy"], v["mouths"], v["means"] = 2200.0, 1.0, 1.0
    round_values = {"marriage_rate": 0.12, "divorce_village": 0.0, "table_usual": 2200.0}
    round_values |= {"fertility_village": 0.24, "newlywed_fertility": 0.0, "averting_village": 0.2}
    round_values |= {"averted_per_abortion": 0.5}
    take_step("family", by_hand(world, 60, {"family.abortion_legal": 1.0}, round_values))
    # 0.12 / 12 of 2 * 0.5 * 0.5 / (0.5 + 0.5) pairs marry; of 0.505 couples 0.24 / 12 would conceive, a
    # fifth of them wish an abortion, each of which averts half a birth
    assert v["married"] == pytest.approx(0.005)
    assert v["couples"][LAST] == pytest.approx(0.505)
    assert v["aborted"] == pytest.approx(0.505 * 0.02 * 0.2)
    assert v["conceived"][LAST] == pytest.approx(0.505 * 0.02 * (1 - 0.1))


@pytest.mark.parametrize("weight", [1.0, 10.0, 1000.0])
def test_deaths_and_births_of_a_village_are_the_same_on_average_for_any_weight(weight):
    """64 households in 300 months of February: the mean within five standard errors of the Poisson counts."""
    months = range(1, 3600, 12)
    seen = [births_and_deaths(1.0, weight, slice(None), month).blocks[VILLAGE] for month in months]
    for name, each in {"died": 0.00763583, "born": 0.01}.items():
        mean = np.mean([v[name] for v in seen]) / weight
        assert abs(mean - 64 * each) < 5 * np.sqrt(64 * each / weight / len(seen)) + 0.01 * 64 * each, name


def test_hunger_kills_by_age_and_sex_and_is_counted_as_excess():
    world = births_and_deaths(body=0.5)
    v = world.blocks[VILLAGE]
    # hazard 0.02 * (1 - 0.5) = 0.01 times 2.0 * 0.1 + 1.5 * 0.5 + 0.75 * 1 + 0.84 (0.9 + 2.3 * 0.2)
    # + 1.18 (0.9 + 2.3 * 0.1) = 4.1758
    assert v["died_excess"] / 1e12 == pytest.approx(0.041758, rel=1e-3)
    assert v["died"] / 1e12 == pytest.approx(0.041758 + 0.00763583, rel=1e-4)


def test_the_first_of_january_has_the_people_and_land_of_the_table():
    world = toy_world()
    b = world.blocks
    people = (b["eaters"].sum(1) * b["weight"])[b["kind"] == 0].sum()
    assert people == pytest.approx(90e6, rel=0.08)  # sizes are drawn: 144 rows, sd 0.35 of the mean
    assert (b["eaters"] > 0).sum(1)[b["started"] > 0].tolist() == [48] * 5
    rows = (b["eaters"] > 0).sum(1)
    households = [(rows * b["weight"])[(b["region"] == r) & (b["kind"] == 0)].sum() for r in (0, 1)]
    assert households == pytest.approx([12e6, 6e6])
    bands = ("infants", "young", "children", "women", "men", "old_women", "old_men")
    np.testing.assert_allclose(sum(b[name] for name in bands), b["eaters"], rtol=1e-9, atol=1e-12)


class Steady:
    """Decisions of one month of history, for ever, without a drought or a record crop."""

    def __init__(self, levers: Levers, month: int):
        self.values, self.totals = levers.values[month].copy(), levers.totals[month].copy()
        self.values[lever_index()["weather.shock"]] = 0.0

    watched: frozenset[str] = frozenset()

    def start_rules(self) -> np.ndarray:
        return np.zeros((0, 2))

    def free_until(self, month):
        return N_MONTHS

    def at(self, month, indicators, rule_state):
        return self.values, self.totals, rule_state


@pytest.fixture(scope="module")
def at_rest():
    """Yearly means [indicator, year], country; weather without noise, decisions of September 1925."""
    calm = {"weather_error": 0.0, "village_weather_sd": 0.0, "household_weather_sd": 0.0}
    parameters = values("reference", overrides=calm)
    steady = Steady(load("history").levers(parameters), 56)
    record = simulate(steady, parameters, country=toy_country(), households=HOUSEHOLDS).record
    return {name: record[:, k, -1].reshape(20, 12).mean(1) for name, k in indicator_index().items()}


def drift(series: np.ndarray) -> float:
    """Largest change from year to year in the last eight years, as a share."""
    return float(np.abs(np.diff(series[-9:]) / series[-9:-1]).max())


PRICES_RISE = pytest.mark.xfail(
    reason="at the references of decision 0010 prices of the toy country rise on, 8 % in the last year",
    strict=True,
)


@pytest.mark.parametrize(
    ("indicator", "per_head", "bound"),
    [
        ("grain_harvest", True, 0.02),
        ("sown_area_grain", True, 0.02),
        ("livestock_horses", True, 0.02),
        ("livestock_cattle", True, 0.02),
        ("calories_per_head.village", False, 0.01),
        pytest.param("price_grain_free", False, 0.04, marks=PRICES_RISE),
        pytest.param("price_goods", False, 0.01, marks=PRICES_RISE),
        ("body_reserve", False, 0.001),
        ("crude_birth_rate", False, 0.02),
    ],
)
def test_without_weather_and_new_decisions_the_country_comes_to_rest(at_rest, indicator, per_head, bound):
    series = at_rest[indicator] / at_rest["population"] if per_head else at_rest[indicator]
    assert drift(series) < bound


def test_nobody_starves_at_rest(at_rest):
    assert (at_rest["excess_deaths_famine"][-8:] / at_rest["population"][-8:] < 1e-6).all()
