"""Work in common: effort follows pay and reckoning, and is full only where a worker gets what he makes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from small_months import in_month, not_above, pairs, parameters, quick, shares, stopped_before, take, villages

from perelom.mechanisms.kolkhoz import carried_off, effort, output_of_effort, reckoning


@given(pairs(st.floats(0, 240)), parameters)
@quick
def test_reckoning_is_learned(months, p):
    early, late = (reckoning(m, p) for m in months)
    assert reckoning(0.0, p) == p.reckoning_start
    assert (late - early) * (p.reckoning_end - p.reckoning_start) >= -1e-12


@given(pairs(shares), pairs(shares), parameters)
@quick
def test_effort_and_output_rise_with_pay_and_with_reckoning(paid, accuracy, p):
    assert effort(1.0, 1.0, p) == output_of_effort(1.0, p) == 1
    assert not_above(effort(paid[0], accuracy[0], p), effort(paid[1], accuracy[0], p))
    assert not_above(effort(paid[1], accuracy[0], p), effort(paid[1], accuracy[1], p))
    low, high = (output_of_effort(effort(x, accuracy[0], p), p) for x in paid)
    assert not_above(low, high) and 0 < high <= 1


@given(pairs(shares), pairs(shares), parameters)
@quick
def test_less_is_carried_off_where_more_is_paid_and_where_theft_is_punished(paid, repression, p):
    assert not_above(carried_off(paid[1], repression[0], p), carried_off(paid[0], repression[0], p))
    assert not_above(carried_off(paid[0], repression[1], p), carried_off(paid[0], repression[0], p))
    assert carried_off(1.0, repression[0], p) == 0


def test_effort_is_set_in_june_and_is_full_on_farms_of_ones_own():
    arrays = in_month(stopped_before("kolkhoz", 143), 6)
    half = villages(arrays[0])[0]["id"]
    for v in arrays[0]:
        if v["kind"] == 0:
            inside = 1.0 if v["id"] == half else 0.0
            v["member"] = inside * (v["eaters"] > 0)
            v["collective"], v["kolkhoz_months"] = inside, 24.0 * inside
            v["unpaid"] = 0.4 * v["harvest"]
    take("kolkhoz", arrays)
    for v in villages(arrays[0]):
        assert (v["effort"] < 1) == (v["id"] == half)
