"""From the state to the record: indicators by region and for the country."""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.sowing import ALL_CROPS, COLLECTIVE_CROPS
from perelom.vocabulary import indicator_index

# indicator: (region column, country: "sum" or "mean weighted by column")
REGIONAL = {
    "grain_harvest": ("harvested", "sum"),
    "grain_yield": ("grain_yield", "sown_grain"),
    "sown_area_grain": ("sown_grain", "sum"),
    "grain_procured": ("procured", "sum"),
    "grain_marketed_private": ("marketed_private", "sum"),
    "grain_stock_rural": ("village_grain_before", "sum"),
    "grain_stock_urban": ("town_grain_before", "sum"),
    "grain_offer": ("grain_offered", "sum"),
    "price_grain_free": ("price_trade", "village_eaters"),
    "price_grain_state": ("price_state", "village_eaters"),
    "livestock_cattle": ("cattle_before", "sum"),
    "livestock_horses": ("horses_before", "sum"),
    "livestock_pigs": ("pigs_before", "sum"),
    "livestock_sheep": ("sheep_before", "sum"),
    "collectivized_share": ("collectivized_before", "village_households"),
    "coerced_share": ("coerced_before", "village_households"),
    "disturbances": ("disturbances", "sum"),
    "state_reach": ("reach", "village_households"),
    "private_traders": ("traders", "sum"),
    "trader_income": ("trader_income", "traders"),
    "distribution_gap": ("distribution_gap", "goods_wanted"),
    "trust_state": ("trust", "village_households"),
    "village_cohesion": ("cohesion", "village_households"),
    "practice_share": ("practice", "sown_grain"),
    "births": ("births", "sum"),
    "deaths": ("deaths", "sum"),
    "excess_deaths_famine": ("excess", "sum"),
    "body_reserve": ("body_reserve", "village_eaters"),
    "migration_rural_urban": ("moved", "sum"),
    "population": ("people_before", "sum"),
    "emigrated": ("emigrated", "sum"),
    "exiles": ("exiles_before", "sum"),
    "prisoners": ("prisoners_before", "sum"),
}
NATIONAL = {
    "tractors": "tractors",
    "grain_exported": "grain_exported",
    "grain_reserve": "state_grain_before",
    "price_goods": "price_goods",
    "money_stock": "money_before",
    "state_loans": "state_loans",
    "goods_famine": "goods_famine",
    "capital_industry_a": "capital_a",
    "capital_industry_b": "capital_b",
    "raw_material_ratio": "raw_ratio",
    "investment": "investment",
    "waste_of_haste": "waste",
    "green_labour": "green",
    "hoarded_labour": "hoarded",
    "plan_fulfilment": "plan_fulfilment",
    "plan_regime": "plan_regime",
    "exports_earned": "exports_earned",
    "imports": "imports",
    "foreign_debt": "debt",
    "employment": "employment",
    "unemployment": "unemployed",
    "retail_markup": "retail_markup",
    "labour_turnover": "turnover",
    "strikes": "strikes",
    "strikers": "strikers",
    "party_members_workers": "party_workers",
    "promoted_workers": "promoted",
    "shock_workers_share": "shock_share",
    "accidents": "accidents",
    "trust_workers": "worker_trust",
    "specialists": "specialists",
    "coercion_cost": "coercion_cost",
    "abortions": "abortions",
    "female_participation": "women_participation",
    "female_participation.village": "women_participation_village",
    "female_participation.husband_low": "women_husband_low",
    "female_participation.husband_high": "women_husband_high",
    "childcare_coverage": "childcare",
    "women_share_employment": "women_share",
    "hours_housework_women": "hours_home_women",
    "hours_housework_men": "hours_home_men",
    "hours_paid_women": "hours_paid_women",
}
GOODS_1913, GRAIN_1913 = 0.44, 50.0  # wholesale goods and grain of 1913 in units of 1926/27 (assumption)
RETAIL_1913 = 0.56
REAL_WAGE_1928 = 1.0  # wage of 650 rub at the prices of 1926/27
A_1913, B_1913 = 5.2e9, 10.4e9  # output of the groups in 1913, rub 1926/27
FARM_1913 = 10.6e9  # farm output of 1913, rub 1926/27
# of those employed in industry, workers by hand: 3.59 of 4.34 million in 1928, the others being engineers,
# clerks, apprentices and guards (Trud v SSSR, recalled); 1928 counts of factory workers leave them out
HANDS = 0.83

BANDS = ("infants", "young", "children", "women", "men", "old_women", "old_men")
GRAIN_EATEN = 62.0  # rub of 1926/27 a tonne of grain eaten (economy specification, section 9)
MARKETED_PRODUCT = 0.26  # share of animal and garden products sold off the farm (economy specification, 2.8)


class Columns(dict[str, np.ndarray]):
    """Columns of records by name, each copied together when it is first asked for."""

    def __init__(self, records: np.ndarray):
        super().__init__()
        self._records = records

    def __missing__(self, name: str) -> np.ndarray:
        self[name] = np.ascontiguousarray(self._records[name])
        return self[name]


def observe(
    regions: np.ndarray,
    nation: np.ndarray,
    indicators: dict[str, int],
    only: frozenset[str] | None = None,
) -> np.ndarray:
    """Indicators of some months, [months, n_indicators, regions + 1], the country last; NaN where there is no
    regional value.

    regions : records [months, regions]; nation : records [months]; both as they stand at a month's end
    only : those that are needed, None for all; others may be NaN
    """
    months, n_regions = regions.shape
    record = np.full((months, len(indicators), n_regions + 1), np.nan)
    g, n = Columns(regions), Columns(nation)

    def put(name: str) -> np.ndarray:
        return record[:, indicators[name]]

    for name, (column, total) in REGIONAL.items():
        if only is not None and name not in only:
            continue
        if total == "sum":
            _both(put(name), g[column])
        else:
            put(name)[:, :-1] = g[column]
            put(name)[:, -1] = _sum(g[column] * g[total]) / np.maximum(_sum(g[total]), 1.0)
    for name, column in NATIONAL.items():
        put(name)[:, -1] = n[column]
    if only is not None and only <= REGIONAL.keys() | NATIONAL.keys():
        return record
    people, town, village = g["people_before"], g["town_eaters"], g["village_eaters"]
    pool = sum(g[f"pool_{band}"] for band in BANDS)
    _both(put("population_urban"), town + pool)
    _both(put("sown_area"), g["sown_grain"] * (ALL_CROPS + COLLECTIVE_CROPS * g["collectivized_before"]))
    driven = g["dekulakized"]
    _both(put("dekulakized_households"), driven.sum(axis=-1))
    for k in range(3):
        _both(put(f"dekulakized_households.{k + 1}"), driven[..., k])
    executed = g["executed"].sum(axis=-1)
    put("executions")[:, -1] = _sum(executed)
    put("excess_deaths_repression")[:, -1] = _sum(executed + g["held_excess"])
    by_band = g["people_by_band_before"]
    _ratio(put("share_under_7"), by_band[..., 0] + by_band[..., 1], people)
    _ratio(put("share_over_59"), by_band[..., 5] + by_band[..., 6], people)
    classes = {"kulak": "kulaks", "poor": "poor", "labourer": "labourers"}
    for name, column in classes.items():
        _ratio(put(f"class_share_{name}"), g[column], g["village_households"])
    put("class_share_middle")[:] = 1.0 - sum(put(f"class_share_{name}") for name in classes)
    for name in ("labourer", "poor", "middle", "kulak"):
        # where no household is of the class all villagers stand for it
        households = (put(f"class_share_{name}")[:, :-1] + 1e-9) * g["village_households"]
        put(f"trust_state.{name}")[:, :-1] = g[f"trust_{name}"]
        put(f"trust_state.{name}")[:, -1] = _sum(g[f"trust_{name}"] * households) / np.maximum(
            _sum(households), 1e-12
        )
    _ratio(put("disfranchised_share"), g["disfranchised"], g["village_households"])
    _ratio(put("crude_birth_rate"), 12e3 * g["births"], people)
    _ratio(put("crude_death_rate"), 12e3 * g["deaths"], people)
    _ratio(put("feed_ratio"), g["feed_given"], g["feed_wanted"])
    _ratio(put("calories_per_head.village"), g["energy_village"], g["mouths_village"])
    _ratio(put("calories_per_head.town"), g["energy_town"], g["mouths_town"])
    energy, mouths = g["energy_village"] + g["energy_town"], g["mouths_village"] + g["mouths_town"]
    _ratio(put("calories_per_head"), energy, mouths)
    served = (n["services_volume"] / np.maximum(_sum(town), 1.0))[:, None]
    eaten_town = g["eaten_town"] * GRAIN_EATEN + g["goods_town"] + town * served
    own_food = (1.0 - MARKETED_PRODUCT) * g["product"] / 12.0
    town_food = g["other_town"] / np.maximum(n["food_price"], 0.05)[:, None]
    eaten_village = g["eaten_village"] * GRAIN_EATEN + g["goods_village"] + own_food
    _ratio(put("consumption_per_head.town"), eaten_town + town_food, town)
    _ratio(put("consumption_per_head.village"), eaten_village, village)
    _ratio(put("consumption_per_head"), eaten_town + town_food + eaten_village, town + village)
    for name, value in _of_the_nation(n, _sum(people), _sum(town)).items():
        put(name)[:, -1] = value
    return record


def _of_the_nation(n: Columns, people: np.ndarray, town: np.ndarray) -> dict[str, np.ndarray]:
    """Indicators that have a value for the whole country only, each [months]."""
    output_a, output_b = n["output_a"], n["output_b"]
    received = np.maximum(n["price_received"], 1e-9) / GRAIN_1913
    heavy = np.maximum(output_a / A_1913 * 100.0, 1.0) / 160.0
    return {
        "price_level": n["paper_rate"] * n["cost_of_living"] / 0.5,
        "scissors": (n["price_wholesale"] / GOODS_1913) / received,
        "scissors_wholesale": (n["price_wholesale"] / GOODS_1913) / received,
        "scissors_retail": (n["price_goods"] / RETAIL_1913) / received,
        "money_real": n["money"] / np.maximum(n["cost_of_living"], 0.02) * 0.55,
        "industrial_output_index": 100.0 * (output_a + output_b) / (A_1913 + B_1913),
        "group_a_index": 100.0 * output_a / A_1913,
        "group_b_index": 100.0 * output_b / B_1913,
        "industrial_growth": (output_a + output_b) / np.maximum(n["output_ring"][:, 0], 1.0) - 1.0,
        "capacity_use": (n["run_a"] * n["capital_a"] + n["run_b"] * n["capital_b"])
        / (n["capital_a"] + n["capital_b"]),
        "idle_capacity_a": 1.0 - n["run_a"],
        "idle_capacity_b": 1.0 - n["run_b"],
        "investment_share": 12.0 * n["investment"] / np.maximum(n["income"], 1.0),
        "industrial_workers": HANDS * (n["workers_a"] + n["workers_b"]),
        "national_income": n["income"] / 12.0,
        "national_income_per_head": n["income"] / 12.0 / np.maximum(people, 1.0),
        "real_wage": 100.0 * n["real_wage"] / REAL_WAGE_1928,
        "wage_dispersion": n["wage_decile_ratio"],
        "truancy_days": 12.0 * n["absence"],
        "net_flow_agriculture": n["net_flow"],
        "grain_marketed_share_kulak": n["kulak_sold"] / np.maximum(n["sold_smooth"], 1.0),
        "grain_marketability": 12.0 * n["left_village"] / np.maximum(n["harvest_year"], 1.0),
        "private_trade_share": n["private_share"],
        "farm_output_index": 100.0 * n["farm_output"] / FARM_1913,
        "steel": n["steel_made"],
        "coal": 1e6 * 36.1 * heavy**0.94 / 12.0,
        "electricity": 1e9 * 5.3 * heavy**1.42 / 12.0,
        "gini_income": n["gini"],
        "marriage_rate": 12e3 * n["marriages"] / np.maximum(people, 1.0),
        "divorce_rate": 12e3 * n["divorces"] / np.maximum(people, 1.0),
        "living_space": n["living_space"] / np.maximum(town, 1.0),
        "welfare": n["welfare"],
        "cumulative_excess_deaths": n["excess_total"],
        "life_expectancy": n["life_expectancy"],
        "defence_capacity": n["defence_capacity"],
    }


def _sum(values: np.ndarray) -> np.ndarray:
    """Over the regions: [months]."""
    return values.sum(axis=-1)


def _both(place: np.ndarray, values: np.ndarray) -> None:
    place[:, :-1] = values
    place[:, -1] = _sum(values)


def _ratio(place: np.ndarray, top: np.ndarray, bottom: np.ndarray) -> None:
    place[:, :-1] = top / np.maximum(bottom, 1e-9)
    place[:, -1] = _sum(top) / np.maximum(_sum(bottom), 1e-9)


def observed_indicators() -> dict[str, int]:
    """Position of every computed indicator; used once a run."""
    return indicator_index()
