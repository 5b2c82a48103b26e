"""Scenarios far from history: whatever is decided, the model stays a country. Balances are kept, numbers are
numbers, nothing that is counted falls below zero, no grain is taken that is not there."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from perelom.parameters import values
from perelom.scenarios import Scenario, load, names
from perelom.vocabulary import (
    N_MONTHS,
    Instrument,
    indicator_index,
    indicators,
    instruments,
    month_text,
)
from perelom.world import Outcome, simulate
from perelom.world.identities import TOLERANCE

HOUSEHOLDS = 1500  # of the sample: every region has a village and a workplace
EXAMPLES = 200 if os.environ.get("PERELOM_LONG") else 20
HISTORY = load("history")
SIGNED = {"industrial_growth", "net_flow_agriculture"}  # differences: they may be below zero
# in units of a share, yet not parts of a whole: feed above the norm, a mark-up, sales out of an older crop
RATIOS = {"feed_ratio", "retail_markup", "grain_marketability"}
THRESHOLDS = {
    "grain_reserve": 1e6,
    "goods_famine": 0.2,
    "calories_per_head.village": 2200.0,
}  # of random rules


def values_within(instrument: Instrument) -> st.SearchStrategy:
    """Values a scenario may give to an instrument, often a bound; without bounds, to five times the start."""
    if instrument.choices:
        one = st.sampled_from(instrument.choices)
        return one if instrument.kind == "enum" else st.lists(one, unique=True)
    low = instrument.low if instrument.low is not None else 0.0
    start = abs(float(instrument.start or 0.0)) or 1.0
    high = instrument.high if instrument.high is not None else max(5.0 * start, low + 1.0)
    if instrument.kind == "class":
        return st.integers(int(low), int(high))
    inside = st.floats(low, high).map(lambda x: float(f"{x:.6g}")).filter(lambda x: low <= x <= high)
    return st.sampled_from([low, high]) | inside


@st.composite
def random_decisions(draw) -> dict[str, Any]:
    """What departs from history: some instruments at random values from random months, perhaps a rule."""
    ids = sorted(instruments())
    decisions = {
        name: draw(
            st.dictionaries(
                st.integers(0, N_MONTHS - 12).map(month_text),
                values_within(instruments()[name]),
                min_size=1,
                max_size=3,
            )
        )
        for name in draw(st.lists(st.sampled_from(ids), min_size=3, max_size=20, unique=True))
    }
    indicator = draw(st.sampled_from([None, *THRESHOLDS]))
    rules = []
    if indicator is not None:
        side, name = draw(st.sampled_from(["below", "above"])), draw(st.sampled_from(ids))
        rules = [
            {
                "when": {indicator: {side: THRESHOLDS[indicator]}},
                "set": {name: draw(values_within(instruments()[name]))},
            }
        ]
    return {"set": decisions, "rules": rules}


def played(scenario: Scenario) -> Outcome:
    """Twenty years of a small sample at the reference parameters."""
    parameters = values("reference", overrides=scenario.parameters)
    return simulate(scenario.levers(parameters), parameters, households=HOUSEHOLDS)


def assert_in_sense(outcome: Outcome) -> None:
    """What holds of every run, whatever was decided."""
    assert max(outcome.identities.values()) < TOLERANCE
    columns = {name: outcome.record[:, i] for name, i in indicator_index().items()}
    assert len(outcome.record) == N_MONTHS
    for name, item in indicators().items():
        path = columns[name] if item.regional else columns[name][:, -1]
        assert np.isfinite(path).all(), name
        rounding = 1e-9 * max(1.0, np.abs(path).max())
        assert name in SIGNED or path.min() >= -rounding, name
        assert item.unit != "share" or name in RATIOS or path.max() <= 1.0 + rounding, name
    # no grain is taken from villages, and none exported, that is not there; nobody dies twice
    there = columns["grain_stock_rural"] + columns["grain_harvest"]
    assert (columns["grain_procured"] <= there + 1.0).all()
    held = columns["grain_reserve"][:, -1] + columns["grain_procured"][:, -1]
    assert (columns["grain_exported"][:, -1] <= held + 1.0).all()
    assert (columns["deaths"][:, -1] <= columns["population"][:, -1]).all()


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(random_decisions())
@example({"set": {"procurement.quota": 0}})  # the state buys nothing, barns overflow
@example({"set": {"procurement.quota": 6e7, "procurement.pressure": 1}})  # hardly anyone is left
@example({"set": {"collectivization.pressure": 1, "imports.machinery_share": 0}})  # villages nearly empty
def test_a_random_scenario_stays_in_sense(decided):
    assert_in_sense(played(HISTORY.extend("random", from_="1921-01", **decided)))


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_a_scenario_of_the_library_runs_its_twenty_years(name):
    assert_in_sense(played(load(name)))
