"""The curves that the page and a report show unasked, by the heading that they stand under."""

SECTIONS = {
    "Farming and grain": (
        "grain_harvest",
        "grain_procured",
        "grain_exported",
        "livestock_horses",
        "livestock_cattle",
    ),
    "Food and consumption": (
        "calories_per_head.village",
        "calories_per_head.town",
        "consumption_per_head",
    ),
    "Industry and trade": (
        "industrial_output_index",
        "group_a_index",
        "group_b_index",
        "investment_share",
        "national_income",
        "scissors_wholesale",
        "private_trade_share",
        "private_traders",
    ),
    "The village and the state": (
        "collectivized_share",
        "coerced_share",
        "disturbances",
        "dekulakized_households",
        "class_share_kulak",
        "trust_state",
    ),
    "Work": (
        "real_wage",
        "unemployment",
        "labour_turnover",
        "strikes",
        "strikers",
        "women_share_employment",
    ),
    "Population and families": (
        "population",
        "population_urban",
        "crude_birth_rate",
        "crude_death_rate",
        "divorce_rate",
        "abortions",
    ),
    "Excess deaths": ("excess_deaths_famine", "excess_deaths_repression"),
}
