"""The first month: blocks laid out, endowments drawn by region, prices and stocks of January 1921."""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.classes import MIDDLE
from perelom.world.compiled import compiled, kernel
from perelom.world.country import Country
from perelom.world.random import normal, stream, uniform
from perelom.world.schema import SLOTS, VILLAGE, WORKPLACE, World, block_dtype, nation_dtype, region_dtype

START_SLOTS = 48  # slots of a block in use at the start
TOWN_HOUSEHOLD = 3.9  # persons of a town household in 1921 (assumption)
LIVING_SPACE_1921 = 6.6  # square metres of living space a townsman (assumption; 5.85 in 1926, Sosnovy 1954)
TOWN_ROOM = 3.4  # workplaces laid out over those of 1921, for the towns of 1940
# shares of the population by band in 1921: infants, 1-6, 7-15, women, men 16-59, old women, old men.
# 1926 census bands moved back by the losses of men and births of 1914-21 (assumption)
AGES = np.array([0.036, 0.140, 0.224, 0.283, 0.237, 0.046, 0.034])
AGES_TOWN = np.array([0.024, 0.105, 0.185, 0.325, 0.285, 0.043, 0.033])
ASPIRATION_1921 = 1.0  # workers measure their wage by that of 1913 (assumption)
WORKER_TRUST_1921 = 0.25  # after the strikes of February 1921 (assumption)
# women of 16-59 in unions, fewer than in 1926 after seven years of war; unions not older than two years;
# women of towns who have or seek paid work (assumptions; census of 1926)
MARRIED, MARRIED_TOWN, RECENT, WOMEN_PAID = 0.61, 0.54, 0.09, 0.33
# herds of 1921 over those of 1926-29 (assumption, from the censuses of 1920 and 1923)
HORSES_1921, CATTLE_1921, PIGS_1921, SHEEP_1921 = 0.95, 0.84, 0.62, 0.75
HORSES_SPREAD = 0.6  # sd of the log of horses at equal wealth: three in ten households had none (assumption)
# livestock of the base table brought to the national counts of 1 January 1929 per household of 1921
NORM_HORSES, NORM_CATTLE, NORM_PIGS, NORM_SHEEP = 1.19, 1.24, 1.12, 1.06

LAND, DRAFT, COW, FLOCK, SIZE = (stream(f"endowment.{n}") for n in ("land", "draft", "cow", "flock", "size"))
JOB_RANK, IMPLEMENTS = stream("job rank"), stream("endowment.implements")
VETERAN, TECHNIQUE, CELL = (stream(f"endowment.{n}") for n in ("veteran", "technique", "cell"))
# 5.3 million men in the Red Army in 1920, 0.8 in 1922: a tenth of peasant households has a veteran
VETERANS = 0.10
TRUST_1921 = 0.35  # after requisition and risings (Carr 1952; assumption)
COHESION_1921 = 0.65
PRACTICE_1921 = 0.03  # households that farm with better practice (assumption)
CELLS_OF_REACH = 0.3  # villages with a party cell over the state's reach in 1921 (assumption)


@compiled
def poisson(mean, u):
    """Poisson count of one uniform."""
    term = np.exp(-mean)
    total = term
    k = 0.0
    while u > total and k < 40.0:
        k += 1.0
        term *= mean / k
        total += term
    return k


@kernel
def endow(blocks, regions, key, ages, ages_town):
    """People, land, animals and stocks of every row, drawn from the region's means."""
    for b in range(len(blocks)):
        v = blocks[b]
        g = regions[v.region]
        v.households_sum = v.started * v.weight
        v.effort = v.paid = 1.0
        if v.kind == WORKPLACE:
            v.aspiration, v.worker_trust = ASPIRATION_1921, WORKER_TRUST_1921
        if v.kind == VILLAGE:
            v.village_reach, v.cohesion, v.trust_mean = g.reach, COHESION_1921, TRUST_1921
            v.party_cell = 1.0 if uniform(key, CELL, 0, v.id, 0, 0) < CELLS_OF_REACH * g.reach else 0.0
        v.means, v.unsettled, v.norm = 0.92, 0.7, WOMEN_PAID if v.kind == WORKPLACE else 0.0
        for s in range(SLOTS):
            slot = v.id * SLOTS + s
            v.land[s] = np.exp(0.45 * normal(uniform(key, LAND, 0, slot, 0, 0)) - 0.5 * 0.45 * 0.45)
            v.rank[s] = uniform(key, JOB_RANK, 0, slot, 0, 0)
            v.implements[s] = 1.0 if uniform(key, IMPLEMENTS, 0, slot, 0, 0) < 0.12 else 0.0
            v.body[s] = 0.97
            v.reward[s] = 0.55
            v.social[s] = MIDDLE
            v.other_food[s] = 0.6
            v.trust[s] = TRUST_1921
            v.fed_ratio[s] = 0.8
            if s >= v.started:
                continue
            size = 0.40 + 1.2 * uniform(key, SIZE, 0, slot, 0, 0)
            e = (g.household_town if v.kind == WORKPLACE else g.household_village) * size
            shares = ages_town if v.kind == WORKPLACE else ages
            v.eaters[s] = e
            v.tenure[s] = 1.0
            v.infants[s], v.young[s], v.children[s] = e * shares[0], e * shares[1], e * shares[2]
            v.women[s], v.men[s] = e * shares[3], e * shares[4]
            v.old_women[s], v.old_men[s] = e * shares[5], e * shares[6]
            v.couples[s] = (MARRIED_TOWN if v.kind == WORKPLACE else MARRIED) * v.women[s]
            v.recent += RECENT * v.couples[s]
            v.conceived[s] = v.women[s] * 0.055
            v.carried[s] = v.women[s] * 0.055
            if v.kind == WORKPLACE:
                v.women_paid[s] = WOMEN_PAID * v.women[s]
                v.grain[s] = 0.02 * e
                v.cash[s] = 1.6 * e
                continue
            v.veteran[s] = 1.0 if uniform(key, VETERAN, 0, slot, 0, 0) < VETERANS else 0.0
            v.technique[s] = 1.0 if uniform(key, TECHNIQUE, 0, slot, 0, 0) < PRACTICE_1921 else 0.0
            v.party[s] = v.veteran[s] * v.party_cell
            wealth = size * v.land[s]
            luck = np.exp(HORSES_SPREAD * normal(uniform(key, DRAFT, 0, slot, 0, 1)) - 0.5 * HORSES_SPREAD**2)
            v.horses[s] = np.floor(
                HORSES_1921 * g.horses_hh * (0.25 + 0.75 * wealth) * luck + uniform(key, DRAFT, 0, slot, 0, 0)
            )
            v.cattle[s] = poisson(
                CATTLE_1921 * g.cattle_hh * (0.35 + 0.65 * wealth), uniform(key, COW, 0, slot, 0, 0)
            )
            flock = 2.0 * uniform(key, FLOCK, 0, slot, 0, 0)
            v.pigs[s] = PIGS_1921 * g.pigs_hh * wealth * flock
            v.sheep[s] = SHEEP_1921 * g.sheep_hh * wealth * flock
            area = g.area_per_household * wealth
            v.intended[s] = area
            v.winter[s] = area * g.winter_share
            v.harvest[s] = v.crop[s] = area * g.grain_yield
            v.grain[s] = 0.14 * e + 0.10 * area
            v.cash[s] = 0.42 * e


def lay_out(country: Country, households: int | None, seed_key: np.uint64, exact: bool = False) -> World:
    """The world of January 1921. households: rows of the sample (None = every household, weight 1).

    exact: see `block_dtype`
    """
    numbers = [r.numbers for r in country.regions]
    total = country.households
    weight = 1.0 if households is None or households >= total else total / households
    alike: list[tuple[int, int, int, int, float]] = []  # blocks, of a region and kind, slots in use, weight
    for kind in (VILLAGE, WORKPLACE):
        for i, x in enumerate(numbers):
            represented = 1e3 * (
                x["households_thousand"] if kind == VILLAGE else x["urban_thousand"] / TOWN_HOUSEHOLD
            )
            full = max(1, round(represented / weight / START_SLOTS))
            each = represented / (full * START_SLOTS)
            room = full if kind == VILLAGE else int(np.ceil(full * TOWN_ROOM)) + 1
            alike += [(full, i, kind, START_SLOTS, each), (room - full, i, kind, 0, each)]
    count, *what = (np.array(column) for column in zip(*alike, strict=True))
    blocks = np.zeros(count.sum(), block_dtype(exact))
    for name, of_each in zip(("region", "kind", "started", "weight"), what, strict=True):
        blocks[name] = np.repeat(of_each, count)
    blocks["id"] = np.arange(len(blocks))
    blocks["horse_strength"] = 1.0
    regions = np.zeros(len(numbers), region_dtype())
    for i, (region, x) in enumerate(zip(country.regions, numbers, strict=True)):
        g = regions[i]
        hh = 1e3 * x["households_thousand"]
        g["lever"] = region.lever
        for name in (
            "yield_base",
            "yield_sd",
            "winter_share",
            "graze",
            "diet_weight",
            "milk_cap",
            "offfarm_weight",
            "technical_weight",
            "open_land",
            "tractor_weight",
            "nomad_share",
            "reach",
            "border_weight",
            "horses_hh",
            "cattle_hh",
            "pigs_hh",
            "sheep_hh",
        ):
            g[name] = x[name]
        g["other_food"] = x["other_food_kcal"]
        g["household_village"] = x["rural_thousand"] / x["households_thousand"]
        g["household_town"] = TOWN_HOUSEHOLD
        g["area_base"] = 1e6 * x["area_base_mha"]
        g["area_per_household"] = 1e6 * x["area_1921_mha"] / hh
        g["village_eaters_1921"] = 1e3 * x["rural_thousand"]
        per_eater = hh / (1e3 * x["rural_thousand"])
        g["norm_horses"] = 1.10 * NORM_HORSES * x["horses_hh"] * per_eater
        g["norm_cattle"] = 1.10 * NORM_CATTLE * x["cattle_hh"] * per_eater
        g["norm_pigs"] = 1.10 * NORM_PIGS * x["pigs_hh"] * per_eater
        g["norm_sheep"] = 1.10 * NORM_SHEEP * x["sheep_hh"] * per_eater
        g["draft_normal"] = 0.78 * NORM_HORSES * x["horses_hh"] * hh / (1e6 * x["area_base_mha"])
        g["expected_yield"] = g["expected_before"] = x["yield_base"] * 0.95
        g["grain_yield"] = 0.85 * x["yield_base"]
        g["sown_grain"] = 1e6 * x["area_1921_mha"]
        g["crop"] = 0.85 * x["yield_base"] * g["sown_grain"]
        g["practice"] = PRACTICE_1921
        g["price_free"] = g["price_trade"] = g["price_received"] = 38.0
        g["price_state"] = 15.0
        g["terms"] = 0.7
        g["body_reserve"] = 0.97
        g["capacity_to_rise"] = g["exit_before"] = 1.0
        # shops, and the sellers on the illegal markets of 1921 (assumption)
        g["outlets"] = 0.12
        g["traders"] = 15.0 * x["urban_thousand"]
        g["private_share"], g["private_markup"] = 0.3, 0.6
        g["goods_wanted"] = 300.0 * x["rural_thousand"] + 1400.0 * x["urban_thousand"]
        g["private_turnover"] = 0.3 * 0.6 * g["goods_wanted"]
        for name in ("labourer", "poor", "middle", "kulak"):
            g[f"trust_{name}"] = TRUST_1921
        g["collected"] = 0.0
        g["exile_body"] = 0.97
        g["exile_weight"] = x["exile_weight"] / sum(each["exile_weight"] for each in numbers)
        g["camps_weight"] = x["camps_weight"] / sum(each["camps_weight"] for each in numbers)
    endow(blocks, regions, seed_key, AGES, AGES_TOWN)
    nation = _nation()
    towns = blocks["kind"] == WORKPLACE
    townspeople = (blocks["eaters"].sum(axis=1)[towns] * blocks["weight"][towns]).sum()
    nation["living_space"] = LIVING_SPACE_1921 * townspeople
    return World(blocks, regions, nation)


def _nation() -> np.ndarray:
    """The nation in January 1921 (economy specification §12; values of assumption or fit, reform roubles)."""
    n = np.zeros(1, nation_dtype())
    start = {
        "state_grain": 1.0e6,
        "capital_a": 5.6e9,
        "capital_b": 3.35e9,
        "run_a": 0.19,
        "run_b": 0.20,
        "workers_a": 0.62e6,
        "workers_b": 0.95e6,
        "wage": 150.0,
        "raw_stock": 0.10,
        "technical": 0.28,
        "raw_ratio": 0.30,
        "syndicates": 0.02,
        "price_wholesale": 0.42,
        "list_price": 0.42,
        "price_goods": 0.60,
        "freight": 0.42,
        "employment": 6.2e6,
        "labour_force": 9.0e6,
        "seekers": 2.5e6,
        "exchange": 0.20,
        "builders": 0.06e6,
        "price_free": 38.0,
        "price_received": 30.0,
        "price_bread": 15.0,
        "food_price": 0.45,
        "cost_of_living": 0.5,
        "town_income_index": 0.25,
        "productivity": 0.45,
        "use_b": 0.25,
        "green": 0.16,
        "income": 11.5e9,
        "income_smooth": 11.5e9,
        "farm_output": 6.5e9,
        "harvest_year": 45e6,
        "cattle": 44e6,
        "kcal_town": 1700.0,
        "goods_famine": 0.1,
        "famine_0": 0.1,
        "famine_1": 0.1,
        "famine_2": 0.1,
        "retail_markup": 0.44,
        "inventory": 3.0e8,
        "investment": 2e7,
        "money_income": 2.0e9,
        "inflation_expected": 0.10,
        "paper_rate": 16800.0,
        "participation": 0.43,
        "men_per_head": AGES_TOWN[4],
        "women_per_head": AGES_TOWN[3],
        "women_participation": WOMEN_PAID,
        "clandestine": 0.45,
        "wage_used_to": 0.65,
        "real_wage": 0.60,
        "employment_rate": 0.6,
        "villagers_employed": 1.5e6,
        "output_a": 2.2e9,
        "output_b": 3.0e9,
        "output_year_ago": 5.0e9,
        "employment_year_ago": 6.2e6,
        "plan_output": 5.0e9,
        "ploughed": 1.0,
        "income_ratio": 1.0,
        "aftermath": 0.30,
        "health": -0.06,
        "world_grain": 1.1,
        "world_other": 0.9,
        "tractors": 1500.0,
        "town_cover": 3.0,
        "town_need": 0.4e6,
        "new_share": 0.0,
        "exports_year": 2e7,
        "defence_stock": 8e8,
        "effort": 1.0,
        "turnover": 0.06,
        "aspiration": ASPIRATION_1921,
        "worker_trust": WORKER_TRUST_1921,
        "party_workers": 0.16e6,
        "camps_body": 0.97,
        "camps_room": 150e3,
        "steel_capacity": 4.3e6,  # steel of 1913 within the borders of 1921: 4.2-4.3 Mt; of 1920: .2 Mt
        "steel_running": 0.045,
        "specialists": 150e3,
        "students": 110e3,
    }
    for name, value in start.items():
        n[name] = value
    n["output_ring"] = 5.0e9
    n["employment_ring"] = 6.2e6
    return n
