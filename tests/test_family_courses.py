"""What law and provision do to families over twenty years: signs of C49-C54 and C57, and event E13."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from perelom.parameters import values
from perelom.scenarios import load
from perelom.vocabulary import FIRST_YEAR, indicator_index
from perelom.world import simulate

HISTORY = load("history")


@cache
def record(name: str) -> np.ndarray:
    scenario = load(name)
    parameters = values("reference", overrides=scenario.parameters)
    return simulate(scenario.levers(parameters), parameters, households=2000).record


def in_year(name: str, indicator: str, year: int) -> float:
    """Mean of the months of a year, for the country."""
    first = 12 * (year - FIRST_YEAR)
    return float(record(name)[first : first + 12, indicator_index()[indicator], -1].mean())


def test_births_fall_in_the_early_1930s_and_rise_after_the_ban():
    births = {year: in_year("history", "births", year) for year in range(1927, 1939)}
    rate = {year: in_year("history", "crude_birth_rate", year) for year in (1928, 1933, 1937, 1940)}
    assert 0.6 < rate[1933] / rate[1928] < 0.9
    assert 1.05 < births[1937] / births[1935] < 1.5
    assert rate[1940] < rate[1937]


def test_without_the_ban_no_rise_of_1937():
    def rise(name: str) -> float:
        return in_year(name, "births", 1937) / in_year(name, "births", 1935)

    assert rise("abortion-not-banned") < rise("history") - 0.05
    assert in_year("abortion-not-banned", "abortions", 1937) > in_year("history", "abortions", 1937)


def test_divorces_stay_where_the_code_is_kept():
    assert in_year("history", "divorce_rate", 1927) > 1.3 * in_year("history", "divorce_rate", 1926)
    assert in_year("history", "divorce_rate", 1937) < 0.5 * in_year("history", "divorce_rate", 1935)
    kept = in_year("family-code-kept", "divorce_rate", 1937)
    assert kept > 0.8 * in_year("family-code-kept", "divorce_rate", 1935)


@pytest.mark.parametrize(("name", "sign"), [("care-and-dining-of-1924", -1), ("women-section-kept", 1)])
def test_what_frees_women_draws_them_to_work(name, sign):
    for indicator in ("women_share_employment", "female_participation"):
        assert sign * (in_year(name, indicator, 1940) - in_year("history", indicator, 1940)) > 0.005


def test_canteens_and_nurseries_free_hours_at_home():
    kept, history = (
        in_year(n, "hours_housework_women", 1936) for n in ("care-and-dining-of-1924", "history")
    )
    assert kept > history + 1
    assert history > 3 * in_year("history", "hours_housework_men", 1936)


def test_wives_of_the_better_paid_work_less_and_the_more_so_under_the_pressure_of_the_1930s():
    gap = {
        year: in_year("history", "female_participation.husband_low", year)
        - in_year("history", "female_participation.husband_high", year)
        for year in (1928, 1937)
    }
    assert 0.02 < gap[1928] < gap[1937]
