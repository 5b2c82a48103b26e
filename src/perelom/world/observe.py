"""From the state to the record: indicators of the month by region and for the country."""

from __future__ import annotations

import numpy as np

from perelom.vocabulary import indicator_index
from perelom.world.schema import World

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
    "collectivized_share": ("collectivized", "village_households"),
    "state_reach": ("reach", "village_households"),
    "births": ("births", "sum"),
    "deaths": ("deaths", "sum"),
    "excess_deaths_famine": ("excess", "sum"),
    "body_reserve": ("body_reserve", "village_eaters"),
    "migration_rural_urban": ("moved", "sum"),
    "population": ("people_before", "sum"),
}
NATIONAL = {
    "tractors": "tractors",
    "grain_exported": "grain_exported",
    "grain_reserve": "state_grain_before",
    "price_goods": "price_goods",
    "money_stock": "money_before",
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
}
GOODS_1913, GRAIN_1913 = 0.44, 50.0  # wholesale goods and grain of 1913 in units of 1926/27 (assumption)
RETAIL_1913 = 0.56
REAL_WAGE_1928 = 1.0  # wage of 650 rub at the prices of 1926/27
A_1913, B_1913 = 5.2e9, 10.4e9  # output of the groups in 1913, rub 1926/27
FARM_1913 = 10.6e9  # farm output of 1913, rub 1926/27


def observe(world: World, row: np.ndarray, indicators: dict[str, int]) -> None:
    """Writes one month into `row` [n_indicators, regions + 1]; NaN where there is no regional value."""
    g, n = world.regions, world.nation[0]
    row.fill(np.nan)
    for name, (column, total) in REGIONAL.items():
        values = g[column]
        k = indicators[name]
        row[k, :-1] = values
        if total == "sum":
            row[k, -1] = values.sum()
        else:
            weight = g[total]
            row[k, -1] = (values * weight).sum() / max(weight.sum(), 1.0)
    for name, column in NATIONAL.items():
        row[indicators[name], -1] = n[column]
    put = indicators.__getitem__
    people, town, village = g["people_before"], g["town_eaters"], g["village_eaters"]
    pool = people * 0.0
    for band in ("infants", "young", "children", "women", "men", "old_women", "old_men"):
        pool = pool + g[f"pool_{band}"]
    _both(row[put("population_urban")], town + pool)
    _both(row[put("sown_area")], g["sown_grain"] * 1.17)
    for name, column in (
        ("class_share_kulak", "kulaks"),
        ("class_share_poor", "poor"),
        ("class_share_labourer", "labourers"),
    ):
        _ratio(row[put(name)], g[column], g["village_households"])
    row[put("class_share_middle")] = 1.0 - sum(
        row[put(f"class_share_{c}")] for c in ("kulak", "poor", "labourer")
    )
    _ratio(row[put("crude_birth_rate")], 12e3 * g["births"], people)
    _ratio(row[put("crude_death_rate")], 12e3 * g["deaths"], people)
    _ratio(row[put("feed_ratio")], g["feed_given"], g["feed_wanted"])
    _ratio(row[put("calories_per_head.village")], g["energy_village"], g["mouths_village"])
    _ratio(row[put("calories_per_head.town")], g["energy_town"], g["mouths_town"])
    _ratio(
        row[put("calories_per_head")],
        g["energy_village"] + g["energy_town"],
        g["mouths_village"] + g["mouths_town"],
    )
    services = n["services_volume"]
    eaten_town = g["eaten_town"] * 62.0 + g["goods_town"] + town * (services / max(town.sum(), 1.0))
    own_food = 0.74 * g["product"] / 12.0
    town_food = 0.26 * g["product"].sum() / 12.0 * town / max(town.sum(), 1.0)
    eaten_village = g["eaten_village"] * 62.0 + g["goods_village"] + own_food
    _ratio(row[put("consumption_per_head.town")], eaten_town + town_food, town)
    _ratio(row[put("consumption_per_head.village")], eaten_village, village)
    _ratio(row[put("consumption_per_head")], eaten_town + town_food + eaten_village, town + village)
    output_a, output_b = n["output_a"], n["output_b"]
    total = {
        "price_level": n["paper_rate"] * n["cost_of_living"] / 0.5,
        "scissors": (n["price_wholesale"] / GOODS_1913) / (n["price_received"] / GRAIN_1913),
        "scissors_wholesale": (n["price_wholesale"] / GOODS_1913) / (n["price_received"] / GRAIN_1913),
        "scissors_retail": (n["price_goods"] / RETAIL_1913) / (n["price_received"] / GRAIN_1913),
        "money_real": n["money"] / max(n["cost_of_living"], 0.02) * 0.55,
        "industrial_output_index": 100.0 * (output_a + output_b) / (A_1913 + B_1913),
        "group_a_index": 100.0 * output_a / A_1913,
        "group_b_index": 100.0 * output_b / B_1913,
        "industrial_growth": (output_a + output_b) / max(n["output_year_ago"], 1.0) - 1.0,
        "capacity_use": (n["run_a"] * n["capital_a"] + n["run_b"] * n["capital_b"])
        / (n["capital_a"] + n["capital_b"]),
        "idle_capacity_a": 1.0 - n["run_a"],
        "idle_capacity_b": 1.0 - n["run_b"],
        "investment_share": 12.0 * n["investment"] / max(n["income"], 1.0),
        "industrial_workers": n["workers_a"] + n["workers_b"],
        "national_income": n["income"] / 12.0,
        "national_income_per_head": n["income"] / 12.0 / max(people.sum(), 1.0),
        "real_wage": 100.0 * n["real_wage"] / REAL_WAGE_1928,
        "wage_dispersion": n["wage_decile_ratio"],
        "net_flow_agriculture": n["net_flow"],
        "grain_marketed_share_kulak": n["kulak_sold"] / max(n["sold_smooth"], 1.0),
        "grain_marketability": 12.0 * n["sold_smooth"] / max(n["harvest_year"], 1.0),
        "private_trade_share": n["private_share"],
        "private_traders": n["private_share"] * 12.0 * n["goods_delivered"] * n["price_goods"] / 9000.0,
        "farm_output_index": 100.0 * n["farm_output"] / FARM_1913,
        "steel": 1e6 * 2.9 * (max(output_a / A_1913 * 100.0, 1.0) / 160.0) ** 1.35 / 12.0,
        "coal": 1e6 * 36.1 * (max(output_a / A_1913 * 100.0, 1.0) / 160.0) ** 0.94 / 12.0,
        "electricity": 1e9 * 5.3 * (max(output_a / A_1913 * 100.0, 1.0) / 160.0) ** 1.42 / 12.0,
        "gini_income": n["gini"],
        "welfare": n["welfare"],
        "cumulative_excess_deaths": n["excess_total"],
        "life_expectancy": n["life_expectancy"],
        "defence_capacity": n["defence_capacity"],
    }
    for name, value in total.items():
        row[put(name), -1] = value


def _both(row: np.ndarray, values: np.ndarray) -> None:
    row[:-1] = values
    row[-1] = values.sum()


def _ratio(row: np.ndarray, top: np.ndarray, bottom: np.ndarray) -> None:
    row[:-1] = top / np.maximum(bottom, 1e-9)
    row[-1] = top.sum() / max(bottom.sum(), 1e-9)


def observed_indicators() -> dict[str, int]:
    """Position of every computed indicator; used once a run."""
    return indicator_index()
