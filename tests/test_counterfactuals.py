"""Counterfactual sense: signs of differences, with common draws, three sets of random numbers each.

What a difference comes to is for `perelom compare`; here only its sign is held.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from perelom.parameters import values
from perelom.scenarios import load
from perelom.vocabulary import indicator_index, month_index
from perelom.world import simulate

pytestmark = pytest.mark.slow
MEMBERS = (0, 1, 2)


@cache
def record(name: str, member: int) -> np.ndarray:
    scenario = load(name)
    parameters = values("reference", overrides=scenario.parameters)
    return simulate(scenario.levers(parameters), parameters, member=member, households=12_000).record


def summed(name: str, member: int, indicator: str, first: str, last: str) -> float:
    months = slice(month_index(first), month_index(last) + 1)
    return float(record(name, member)[months, indicator_index()[indicator], -1].sum())


def at(name: str, member: int, indicator: str, month: str) -> float:
    return float(record(name, member)[month_index(month), indicator_index()[indicator], -1])


@pytest.mark.parametrize("member", MEMBERS)
def test_without_coercion_few_join_and_herds_do_not_collapse(member):
    share = record("no-coercion", member)[:, indicator_index()["collectivized_share"], -1]
    assert share.max() < 0.15
    for herd in ("livestock_horses", "livestock_cattle"):
        kept = at("no-coercion", member, herd, "1934-01") / at("no-coercion", member, herd, "1929-01")
        lost = at("history", member, herd, "1934-01") / at("history", member, herd, "1929-01")
        assert kept > 0.85 > lost


@pytest.mark.parametrize("member", MEMBERS)
def test_without_the_retreat_of_march_1930_unrest_grows_on(member):
    after = ("disturbances", "1930-04", "1930-12")
    assert summed("history-no-retreat-1930", member, *after) > summed("history", member, *after)


@pytest.mark.parametrize("name", ["history-flexible-quotas", "history-no-exports-1932"])
@pytest.mark.parametrize("member", MEMBERS)
def test_flexible_quotas_or_no_exports_cost_fewer_lives(name, member):
    famine = ("excess_deaths_famine", "1932-01", "1934-06")
    assert summed(name, member, *famine) < summed("history", member, *famine)


@pytest.mark.parametrize("member", MEMBERS)
def test_where_abortion_stays_legal_births_make_no_jump(member):
    births = {
        name: [summed(name, member, "births", f"{y}-01", f"{y}-12") for y in (1935, 1937)]
        for name in ("history", "abortion-not-banned")
    }
    assert births["history"][1] / births["history"][0] > 1.05
    assert births["abortion-not-banned"][1] / births["abortion-not-banned"][0] < 1.05
    assert births["abortion-not-banned"][1] < births["history"][1]


@pytest.mark.parametrize("member", MEMBERS)
def test_where_traders_stay_fewer_goods_fail_to_arrive(member):
    gap = ("distribution_gap", "1928-07", "1931-12")
    assert summed("no-nepman-ban", member, *gap) < summed("history", member, *gap)


def test_without_levies_and_promotion_there_are_more_strikes():
    strikes = {
        name: sum(summed(name, m, "strikes", "1924-01", "1926-12") for m in MEMBERS)
        for name in ("history", "no-levies-no-promotion")
    }
    assert strikes["no-levies-no-promotion"] > strikes["history"]
