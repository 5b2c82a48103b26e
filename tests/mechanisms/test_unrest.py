"""Unrest: grievance raises it, fear holds it down, and each wave costs the capacity to rise."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from small_months import close, copied, not_above, pairs, parameters, quick, shares, stopped_before, take

from perelom.mechanisms.unrest import (
    anger_left,
    capacity_left,
    clash_rate,
    disturbance_rate,
    grievance,
    strength,
)


@given(shares, shares, shares, parameters)
@quick
def test_grievance_is_left_by_entries_not_wanted_and_drained_by_exits(anger, forced, left, p):
    assert anger_left(anger, forced, 0.0, p) >= anger_left(anger, forced, left, p) >= 0
    assert anger_left(anger, 0.0, 0.0, p) <= anger


@given(pairs(shares), shares, pairs(shares), parameters)
@quick
def test_more_grievance_means_more_disturbances_and_more_fear_fewer(felt, cohesion, afraid, p):
    low, high = (disturbance_rate(g, cohesion, 0.5, 0.5, 1.0, 0.001, p) for g in felt)
    assert 0 <= low <= high
    calm = disturbance_rate(felt[1], cohesion, 0.5, afraid[1], 1.0, 0.001, p)
    assert not_above(calm, disturbance_rate(felt[1], cohesion, 0.5, afraid[0], 1.0, 0.001, p))
    assert disturbance_rate(0.0, cohesion, 0.5, 0.0, 1.0, 0.01, p) == 0


@given(pairs(shares), parameters)
@quick
def test_driving_out_neighbours_adds_to_grievance_and_takes_the_capacity_to_rise(dekulakized, p):
    low, high = (grievance(0.1, 0.1, d, p) for d in dekulakized)
    assert not_above(low, high)
    few, many = (capacity_left(0.5, 0.001, d, p) for d in dekulakized)
    assert 0 <= many <= few <= 1


@given(pairs(shares), pairs(shares), pairs(shares), parameters)
@quick
def test_grain_taken_brings_clashes_and_sure_arrest_fewer(taken, outside, repression, p):
    base = clash_rate(taken[0], outside[0], 0.6, 0.5, repression[1], 1.0, p)
    assert base >= 0
    assert not_above(base, clash_rate(taken[1], outside[0], 0.6, 0.5, repression[1], 1.0, p))
    assert not_above(base, clash_rate(taken[0], outside[1], 0.6, 0.5, repression[1], 1.0, p))
    assert not_above(base, clash_rate(taken[0], outside[0], 0.6, 0.5, repression[0], 1.0, p))
    assert clash_rate(0.0, outside[0], 0.6, 0.5, repression[0], 1.0, p) == 0


@given(pairs(shares), parameters)
@quick
def test_hunger_takes_the_strength_to_rise(body, p):
    low, high = (strength(b, p) for b in body)
    assert 0 <= low <= high <= 1 and strength(1.0, p) == 1


def test_events_are_counted_by_region_and_wear_down_the_capacity_to_rise():
    arrays = stopped_before("unrest", 110)
    arrays[0]["anger"] = 0.6
    arrays[0]["cohesion"] = 0.65
    arrays[1]["fear"] = 0.0
    quiet = copied(arrays)
    quiet[0]["anger"] = quiet[0]["forced"] = quiet[0]["unpaid"] = quiet[0]["dekulakized"] = 0.0
    for each in (arrays, quiet):
        take("unrest", each)
    assert arrays[1]["disturbances"].sum() > 0 and quiet[1]["disturbances"].sum() == 0
    assert close(arrays[1]["disturbances"].sum(), arrays[0]["disturbances"].sum())
    assert (arrays[1]["capacity_to_rise"] < quiet[1]["capacity_to_rise"]).all()
    counts = arrays[0]["disturbances"][arrays[0]["kind"] == 0]
    assert np.allclose(counts, np.round(counts))  # whole events
