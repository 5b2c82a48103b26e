"""Attitudes: trust lies between what moves it, villages are moved more than classes, reach follows people."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_months import (
    copied,
    few,
    in_month,
    live,
    pairs,
    parameters,
    quick,
    run,
    seeds,
    shaken,
    shares,
    some_months,
    stopped_before,
    villages,
)

from perelom.mechanisms.attitudes import (
    FEW,
    cell_chance,
    closing_ranks,
    gather,
    ground,
    moved,
    open_cells,
    own_view,
    pulls,
    reach_later,
    share_and_think,
    surplus_taken,
    weights_of_view,
)


@given(st.floats(0, 5), st.floats(0.01, 10))
@quick
def test_what_is_taken_is_a_share_of_the_usual_surplus(unpaid, crop):
    assert 0 <= surplus_taken(unpaid, crop) <= 1
    assert surplus_taken(0.0, crop) == 0 and surplus_taken(0.3 * crop, crop) == pytest.approx(1)


@given(shares, pairs(st.floats(0, 3)), parameters)
@quick
def test_a_party_cell_and_good_terms_raise_trust(cell, terms, p):
    assert ground(0.0, terms[0], p) <= ground(cell, terms[0], p)
    assert ground(cell, terms[0], p) <= ground(cell, terms[1], p)


@given(st.floats(0.2, 0.7), shares, shares, shares, shares, shares, parameters)
@quick
def test_what_the_state_does_to_a_household_lowers_its_trust(base, veteran, taken, coerced, tax, body, p):
    weights = weights_of_view(p)
    found = own_view(base, veteran, taken, coerced, tax, body, weights)
    assert 0 <= found <= 1
    assert found <= own_view(base, 1.0, taken, coerced, tax, body, weights)
    for spared in ((0.0, coerced, tax, body), (taken, 0.0, tax, body), (taken, coerced, 0.0, body)):
        assert found <= own_view(base, veteran, *spared, weights)
    assert found <= own_view(base, veteran, taken, coerced, tax, 1.0, weights)


@given(shares, shares, shares, shares, st.floats(0.2, 1.2), parameters)
@quick
def test_trust_stays_between_what_moves_it(trust, village, of_class, own, cohesion, p):
    closing = pulls(cohesion, 40.0, p)
    if sum(closing) <= 1:
        low, high = min(trust, village, of_class, own), max(trust, village, of_class, own)
        assert low - 1e-12 <= moved(trust, village, of_class, own, closing) <= high + 1e-12
    assert pulls(cohesion, FEW - 1.0, p)[0] == 0


@given(pairs(shares), pairs(shares), shares, shares, parameters)
@quick
def test_a_threat_closes_ranks(anger, inequality, cohesion, reach, p):
    base = closing_ranks(cohesion, anger[0], reach, inequality[0], p)
    assert base <= closing_ranks(cohesion, anger[1], reach, inequality[0], p)
    assert base >= closing_ranks(cohesion, anger[0], reach, inequality[1], p)


@given(st.floats(0.05, 0.85), pairs(shares), pairs(shares), shares, parameters)
@quick
def test_reach_grows_with_people_on_the_spot_and_falls_with_disturbances(reach, force, tractors, cell, p):
    base = reach_later(reach, 0.0, force[0], tractors[0], 0.0, p)
    assert 0 < base < 1 and base >= reach - 1e-12
    assert base <= reach_later(reach, cell, force[0], tractors[0], 0.0, p)
    assert base <= reach_later(reach, 0.0, force[1], tractors[0], 0.0, p)
    assert base <= reach_later(reach, 0.0, force[0], tractors[1], 0.0, p)
    assert base >= reach_later(reach, 0.0, force[0], tractors[0], 0.01, p)
    assert reach_later(reach, 0.0, 0.0, 0.0, 0.0, p) == pytest.approx(reach)


@given(pairs(st.floats(0, 10)), parameters)
@quick
def test_trusting_veterans_open_cells(trust, p):
    assert 0 <= cell_chance(trust[0], p) <= cell_chance(trust[1], p)
    assert cell_chance(0.0, p) == 0


def spread(trust, social, village):
    """Share of the variance of trust that lies between villages, and between classes."""

    def between(label):
        means = {k: trust[label == k].mean() for k in np.unique(label)}
        return np.var([means[k] for k in label]) / np.var(trust)

    return between(village), between(social)


def test_attitudes_come_together_in_a_village_more_than_in_a_class():
    """Claim C30: from opinions that are no one's, villages come to differ more than classes do."""
    arrays = stopped_before("attitudes", 60, {"levy.individual_surcharge": 0.0})
    own = arrays[0]["kind"] == 0
    noise = np.random.default_rng(7)
    arrays[0]["trust"] = noise.uniform(0.2, 0.7, arrays[0]["trust"].shape)
    arrays[0]["trust"][own] += noise.uniform(-0.1, 0.1, (own.sum(), 1))
    arrays[0]["social"][own] = noise.integers(0, 4, (own.sum(), 64))
    arrays[5]["trust_own_pull"] = 0.0
    for _ in range(12):
        run(share_and_think, arrays), run(gather, arrays)
    there = live(arrays[0]) & own[:, None]
    label = np.broadcast_to(np.arange(len(arrays[0]))[:, None], there.shape)
    by_village, by_class = spread(arrays[0]["trust"][there], arrays[0]["social"][there], label[there])
    assert by_village > 2 * by_class


@given(seeds, some_months, parameters)
@few
def test_trust_and_reach_are_shares_and_nothing_else_is_touched(seed, month, p):
    arrays = shaken(
        stopped_before("attitudes", month, parameters=p), seed, {"trust": (0, 2), "body": (0.2, 1)}
    )
    before = copied(arrays)
    run(share_and_think, arrays), run(open_cells, arrays), run(gather, arrays)
    own = villages(arrays[0])
    assert ((own["trust"] >= 0) & (own["trust"] <= 1)).all()
    assert ((own["village_reach"] > 0) & (own["village_reach"] < 1)).all()
    changed = {n for n in arrays[0].dtype.names if not np.array_equal(before[0][n], arrays[0][n])}
    assert changed <= {"trust", "party", "party_cell", "trust_mean", "cohesion", "village_reach"}
    towns = arrays[0]["kind"] == 1
    assert np.array_equal(before[0][towns], arrays[0][towns])
    for r, g in enumerate(arrays[1]):
        here = own[own["region"] == r]
        assert g["trust"] == pytest.approx(
            (here["trust_mean"] * here["households_sum"]).sum() / here["households_sum"].sum()
        )
        assert (
            min(here["village_reach"]) <= g["reach"] * (1 + 1e-12)
            and g["reach"] <= max(here["village_reach"]) + 1e-12
        )


def thought(change=None, month=60, levers=None):
    arrays = stopped_before("attitudes", month, levers)
    for name, value in (change or {}).items():
        arrays[0][name] = value
    run(share_and_think, arrays)
    return villages(arrays[0])


@pytest.mark.parametrize(
    "change",
    [{"coerced": 1.0, "member": 1.0}, {"body": 0.3}, {"unpaid": 5.0}, {"dekulakized": 0.1}],
    ids=lambda change: next(iter(change)),
)
def test_coercion_hunger_takings_and_dekulakization_lower_trust(change):
    usual, worse = thought(), thought(change)
    assert (worse["trust"] <= usual["trust"] + 1e-12)[live(usual)].all()
    assert worse["trust_mean"].sum() < usual["trust_mean"].sum()


def test_the_tax_on_outsiders_and_the_lost_vote_lower_the_trust_of_those_they_fall_on():
    free = thought(levers={"levy.individual_surcharge": 0.0, "rights.disfranchised_classes": 0.0})
    taxed = thought(levers={"levy.individual_surcharge": 0.8, "rights.disfranchised_classes": 0.0})
    outside = live(free) & (free["member"] == 0)
    assert outside.any() and (taxed["trust"] < free["trust"])[outside].all()
    barred = thought(levers={"levy.individual_surcharge": 0.0, "rights.disfranchised_classes": 1.0})
    kulaks = live(free) & (free["social"] == 3)
    assert kulaks.any() and (barred["trust"][kulaks] < free["trust"][kulaks]).all()
    assert np.array_equal(barred["trust"][~kulaks], free["trust"][~kulaks])


def test_veterans_begin_with_more_trust():
    """Claim C31: by the parameter, not by the draw."""
    arrays = stopped_before("attitudes", 0)
    run(share_and_think, arrays)
    own = villages(arrays[0])
    veterans = live(own) & (own["veteran"] == 1)
    others = live(own) & (own["veteran"] == 0)
    assert own["trust"][veterans].mean() > own["trust"][others].mean() + 0.08


def test_cells_open_in_january_where_veterans_are():
    arrays = in_month(stopped_before("attitudes", 60), 1)
    arrays[0]["party_cell"] = arrays[0]["party"] = 0.0
    arrays[5]["cell_rate"] = 10.0
    run(open_cells, arrays)
    own = villages(arrays[0])
    assert (
        (own["party_cell"] == 1).all() and (own["party"] <= own["veteran"]).all() and own["party"].sum() > 0
    )
    none = in_month(stopped_before("attitudes", 60), 1)
    none[0]["party_cell"] = none[0]["veteran"] = 0.0
    none[5]["cell_rate"] = 10.0
    run(open_cells, none)
    assert (none[0]["party_cell"] == 0).all()
