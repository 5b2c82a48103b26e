"""Repression: who is arrested is held or was shot; releases come home; given executions are kept apart."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from small_months import (
    close,
    copied,
    few,
    not_above,
    numbers,
    pairs,
    parameters,
    quick,
    shares,
    some_months,
    stopped_before,
    take,
    weighted,
)

from perelom.mechanisms.repression import (
    arrests_of_group,
    cost_of_forces,
    forces,
    release_rate,
    specialists_next,
)

counts = numbers(0, 2e6)


@given(parameters)
@quick
def test_the_groups_aimed_at_are_arrested_more(p):
    assert arrests_of_group(0.0, 0.0, p) == 1
    assert arrests_of_group(1.0, 0.0, p) > 1 and arrests_of_group(0.0, 1.0, p) > 1


@given(pairs(shares), parameters)
@quick
def test_sentences_lengthen_with_the_level(level, p):
    assert 0 < release_rate(level[1], p) <= release_rate(level[0], p) < 1


@given(pairs(counts), pairs(counts), pairs(counts), pairs(shares), parameters)
@quick
def test_training_and_promotion_add_specialists_and_arrests_take_them(stock, trained, promoted, arrested, p):
    base = specialists_next(stock[0], trained[0], promoted[0], arrested[0], p)
    assert not_above(base, specialists_next(stock[1], trained[0], promoted[0], arrested[0], p))
    assert not_above(base, specialists_next(stock[0], trained[1], promoted[0], arrested[0], p))
    assert not_above(base, specialists_next(stock[0], trained[0], promoted[1], arrested[0], p))
    assert 0 <= specialists_next(stock[0], trained[0], promoted[0], arrested[1], p) <= base


@given(st.lists(pairs(counts), min_size=5, max_size=5), parameters)
@quick
def test_all_that_is_held_down_by_force_costs(causes, p):
    base = forces(*(low for low, _ in causes), p)
    for k in range(5):
        more = [high if i == k else low for i, (low, high) in enumerate(causes)]
        assert not_above(base, forces(*more, p))
    assert forces(0.0, 0.0, 0.0, 0.0, 0.0, p) == 0
    assert close(cost_of_forces(12.0, p), p.cost_of_force)


def month_of(month, p=None, **levers):
    arrays = stopped_before("repression", month, parameters=p)
    for name, value in levers.items():
        arrays[3][name] = arrays[4][name] = value
    return arrays


@given(some_months, shares, st.floats(0, 1e6), parameters)
@few
def test_every_person_arrested_is_held_or_shot(month, level, executions, p):
    arrays = month_of(month, p, repression_level=level, repression_executions=executions)
    arrays[1]["camps"] = [[2e4, 2e5], [1e4, 3e5]]
    before = copied(arrays)
    received = before[1]["received"]
    take("repression", arrays)
    b, g = arrays[0], arrays[1]
    for k, name in enumerate(("women", "men")):
        net = weighted(before[0], name) - weighted(b, name)
        assert close(net, b["arrested"][:, k].sum() - b["returned"][:, k].sum(), 1e7)
        held = g["camps"][:, k] - before[1]["camps"][:, k]
        assert close(held, (g["received"] - received)[:, 3 + k] - g["discharged"][:, k], 1e6)
        assert close(b["returned"][:, k].sum(), g["discharged"][:, k].sum(), 1e6)
    taken = b["arrested"].sum()
    assert close(g["executed"].sum(), min(executions / 12, taken), 1e6)
    assert close(taken, g["executed"].sum() + (g["received"] - received).sum(), 1e6)
    assert (g["camps"] >= 0).all()


@given(some_months, pairs(shares))
@few
def test_a_higher_level_fills_the_camps(month, level):
    mild, harsh = (month_of(month, repression_level=x) for x in level)
    before = harsh[2]["sentences"][0]
    take("repression", mild), take("repression", harsh)
    assert not_above(mild[0]["arrested"].sum(), harsh[0]["arrested"].sum())
    low, high = sorted((before, level[1]))
    assert not_above(low, harsh[2]["sentences"][0]) and not_above(harsh[2]["sentences"][0], high)
    assert not_above(mild[2]["coercion_cost"][0], harsh[2]["coercion_cost"][0])


@given(some_months)
@few
def test_without_arrests_and_executions_no_one_is_taken(month):
    arrays = month_of(month, repression_level=0.0, repression_executions=0.0)
    arrays[1]["camps"] = 0.0
    before = copied(arrays)
    take("repression", arrays)
    for name in ("women", "men"):
        assert np.array_equal(arrays[0][name], before[0][name])
    assert not arrays[1]["executed"].any() and not arrays[1]["camps"].any()
