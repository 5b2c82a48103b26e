"""Decisions: force as ordered, the planner's answer only where a planner is left to choose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_months import (
    close,
    few,
    not_above,
    pairs,
    parameters,
    quick,
    run,
    shares,
    some_months,
    stopped_before,
)

from perelom.mechanisms.decisions import (
    BY_IMPORT,
    BY_PRICE,
    BY_REQUISITION,
    CONTRACT,
    PLANNER,
    alarm,
    decide,
    open_books,
    plan_regime,
)
from perelom.world.month import STEPS


@given(pairs(st.floats(0, 12)), pairs(st.floats(0.5, 5)))
@quick
def test_alarm_rises_as_the_towns_cover_falls(cover, threshold):
    base = alarm(cover[1], threshold[0])
    assert 0 <= base <= 1
    assert base <= alarm(cover[0], threshold[0])
    assert base <= alarm(cover[1], threshold[1])
    assert alarm(threshold[0], threshold[0]) == 0 and alarm(0.0, threshold[0]) == 1


@given(pairs(shares), pairs(shares), pairs(shares), pairs(st.floats(0, 3e6)))
@quick
def test_command_is_soft_credit_fixed_prices_rations_and_recruitment(credit, control, rations, recruits):
    base = plan_regime(credit[0], control[0], rations[0], recruits[0])
    assert 0 <= base <= 1
    assert base <= plan_regime(credit[1], control[1], rations[1], recruits[1])
    assert plan_regime(0.0, 0.0, 0.0, 0.0) == 0 and close(plan_regime(1.0, 1.0, 1.0, 2e6), 1)


def test_no_mechanism_reads_the_degree_of_command():
    assert not any("nation.plan_regime" in step.reads for step in STEPS)


def decided(month: int, p=None, cover: float = 1.0, **levers: float):
    arrays = stopped_before("decisions", month, parameters=p)
    arrays[2]["town_cover"] = cover
    for name, value in levers.items():
        arrays[3][name] = arrays[4][name] = value
    return run(decide, arrays)


@given(some_months, st.floats(0, 6), shares, shares, st.sampled_from((0, 1, 2, 3)), parameters)
@few
def test_force_is_a_share(month, cover, pressure, listed, method, p):
    arrays = decided(
        month, p, cover, procurement_pressure=pressure, blacklists=listed, procurement_method=method
    )
    assert (arrays[1]["pressure"] >= 0).all() and (arrays[1]["pressure"] <= 1).all()
    assert (arrays[1]["pressure"] >= min(pressure, 1.0)).all()
    assert arrays[2]["grain_wanted_abroad"][0] >= 0


@given(some_months, pairs(st.floats(0, 6)), st.sampled_from((BY_PRICE, BY_IMPORT, BY_REQUISITION)))
@few
def test_a_planner_answers_a_short_cover_by_what_he_prefers_and_by_nothing_else(month, cover, preference):
    short, full = (
        decided(
            month,
            None,
            x,
            procurement_method=PLANNER,
            planner_preference=preference,
            procurement_pressure=0.0,
            blacklists=0.0,
        )
        for x in cover
    )
    assert (full[1]["emergency_price"] <= short[1]["emergency_price"]).all()
    assert not_above(full[2]["grain_wanted_abroad"][0], short[2]["grain_wanted_abroad"][0])
    assert (full[1]["pressure"] <= short[1]["pressure"]).all()
    if preference != BY_IMPORT:
        assert short[2]["grain_wanted_abroad"][0] == 0
    if preference != BY_REQUISITION:
        assert (short[1]["pressure"] == 0).all()


@pytest.mark.parametrize("method", [0, CONTRACT, 2])
def test_without_a_planner_a_short_cover_changes_nothing(method):
    short, full = (
        decided(60, None, cover, procurement_method=method, planner_preference=BY_REQUISITION)
        for cover in (0.0, 9.0)
    )
    assert np.array_equal(short[1], full[1])
    assert short[2]["grain_wanted_abroad"][0] == full[2]["grain_wanted_abroad"][0] == 0
    assert np.array_equal(short[1]["emergency_price"], full[1]["emergency_price"])


def test_grain_bought_abroad_is_within_half_of_what_exports_earned():
    arrays = stopped_before("decisions", 60)
    arrays[2]["town_cover"], arrays[2]["exports_earned"] = 0.0, 1e6
    arrays[3]["procurement_method"], arrays[3]["planner_preference"] = PLANNER, BY_IMPORT
    run(decide, arrays)
    world = 1.2 * 90.0 * arrays[2]["world_grain"][0]
    assert 0 < arrays[2]["grain_wanted_abroad"][0] * world <= 0.5e6 * (1 + 1e-9)


@given(some_months)
@few
def test_the_books_of_the_month_open_empty(month):
    arrays = stopped_before("decisions", month)
    for name in ("to_state", "from_state", "seed_used", "harvested", "kulak_sold"):
        arrays[0][name] = 5.0
    run(open_books, arrays)
    for name in ("to_state", "from_state", "seed_used", "harvested", "kulak_sold"):
        assert (arrays[0][name] == 0).all()
