"""The class label is a definition: read from draft, land, labour and income, and from nothing else."""

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
    stopped_before,
    villages,
)

from perelom.mechanisms.classes import KULAK, LABOURER, MIDDLE, POOR, label, ploughable, read_classes

tonnes = st.floats(0, 40)


@given(pairs(st.floats(0, 10)), pairs(shares), parameters)
@quick
def test_horses_and_implements_plough(horses, implements, p):
    base = ploughable(horses[0], implements[0], p)
    assert base >= 0
    assert base <= ploughable(horses[1], implements[0], p)
    assert base <= ploughable(horses[0], implements[1], p)
    assert ploughable(0.0, implements[1], p) == 0


@given(st.floats(0, 5), st.floats(0, 3), st.floats(0, 10), tonnes, tonnes, tonnes, parameters)
@quick
def test_a_label_needs_what_defines_it(horses, hired, leased, income, median, wages, p):
    found = label(horses, hired, leased, income, median, wages, p)
    assert found in (LABOURER, POOR, MIDDLE, KULAK)
    if found == KULAK:
        assert (hired > p.kulak_hired or leased > p.kulak_leased) and income > p.kulak_income * median
    if found == LABOURER:
        assert horses < 0.5 and wages > p.labourer_wages * income
    if found == MIDDLE:
        assert horses >= 0.5 and income >= 0.45 * median
    assert label(horses, 0.0, 0.0, income, median, wages, p) != KULAK


@given(st.floats(0, 5), pairs(st.floats(0, 3)), st.floats(0, 10), pairs(tonnes), tonnes, parameters)
@quick
def test_more_hired_labour_and_income_never_move_a_household_out_of_the_kulaks(
    horses, hired, leased, income, median, p
):
    if label(horses, hired[0], leased, income[0], median, 0.0, p) == KULAK:
        assert label(horses, hired[1], leased, income[1], median, 0.0, p) == KULAK


def village(seed: int, p=None, **levers: float):
    arrays = in_month(stopped_before("classes", 60, parameters=p), 9)
    shaken(arrays, seed, {"horses": (0, 3), "land": (0.2, 2)})
    for name, value in levers.items():
        arrays[3][name] = value
    return arrays


@given(seeds, parameters, shares, shares, shares)
@few
def test_land_leased_and_labour_hired_stay_within_the_village(seed, p, leasing, hiring, surcharge):
    arrays = village(seed, p, land_leasing=leasing, land_hired_labour=hiring, levy_kulak_surcharge=surcharge)
    run(read_classes, arrays)
    own, g = villages(arrays[0]), arrays[1]
    there = live(own)
    assert (own["leased"] >= 0).all() and (own["hired"] >= 0).all()
    assert set(np.unique(own["social"][there])) <= {LABOURER, POOR, MIDDLE, KULAK}
    for v in own:
        held = g["land_per_claim"][v["region"]] * v["eaters"] * v["land"]
        idle = np.maximum(held - ploughable.py_func(v["horses"], v["implements"], p), 0)
        assert v["leased"].sum() <= leasing * idle.sum() * (1 + 1e-9) + 1e-9
    if leasing == 0:
        assert (own["leased"] == 0).all()
    if hiring == 0:
        assert (own["hired"] == 0).all()
    if leasing == hiring == 0:
        assert not (own["social"] == KULAK).any()


@given(seeds, pairs(shares))
@few
def test_a_surcharge_takes_the_wish_to_lease_and_hire(seed, surcharge):
    free, taxed = (
        village(seed, land_leasing=1.0, land_hired_labour=1.0, levy_kulak_surcharge=x) for x in surcharge
    )
    run(read_classes, free), run(read_classes, taxed)
    assert taxed[0]["leased"].sum() <= free[0]["leased"].sum() * (1 + 1e-9)
    full = village(seed, land_leasing=1.0, land_hired_labour=1.0, levy_kulak_surcharge=1.0)
    run(read_classes, full)
    assert not (villages(full[0])["social"] == KULAK).any()


def test_the_label_changes_nothing_but_itself_and_what_it_is_read_from():
    arrays = village(3, land_leasing=1.0, land_hired_labour=1.0)
    before = copied(arrays)[0]
    run(read_classes, arrays)
    for name in arrays[0].dtype.names:
        if name not in ("leased", "hired", "social"):
            assert np.array_equal(before[name], arrays[0][name]), name


@pytest.mark.parametrize("moy", [m for m in range(1, 13) if m != 9])
def test_labels_are_read_in_september(moy):
    arrays = in_month(village(3), moy)
    before = arrays[0].copy()
    run(read_classes, arrays)
    assert np.array_equal(before, arrays[0])
