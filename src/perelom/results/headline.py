"""Which indicators a first table shows, and in which years."""

from __future__ import annotations

from collections.abc import Sequence

from perelom.vocabulary import indicators

# from what people ate to what was built and how they lived; in the order of the table
_HEADLINE = (
    "population",
    "population_urban",
    "consumption_per_head",
    "consumption_per_head.town",
    "consumption_per_head.village",
    "calories_per_head",
    "real_wage",
    "unemployment",
    "grain_harvest",
    "grain_procured",
    "livestock_horses",
    "livestock_cattle",
    "national_income",
    "industrial_output_index",
    "group_a_index",
    "investment_share",
    "scissors_wholesale",
    "private_trade_share",
    "collectivized_share",
    "disturbances",
    "strikes",
    "women_share_employment",
    "crude_birth_rate",
    "excess_deaths_famine",
)
KEY_INDICATORS = tuple(name for name in _HEADLINE if name in indicators())
KEY_REGIONAL = (
    "population",
    "grain_harvest",
    "calories_per_head.village",
    "livestock_horses",
    "excess_deaths_famine",
)
# after the civil war and its famine, before and after collectivization, before the war
KEY_YEARS = (1923, 1928, 1933, 1938)


def shown_years(years: Sequence[int]) -> list[int]:
    """Up to three years for a table, of the whole years that a run covers."""
    found = [year for year in KEY_YEARS if year in years]
    if years and years[-1] not in found:
        found.append(years[-1])
    return found[-3:]
