"""The farming year: shares that make a whole, and the small arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_months import close, pairs, quick

from perelom.mechanisms.calendar_of_farming import (
    DELIVERY_PROFILE,
    GARDEN_SEASON,
    HARVEST_SHARE,
    MARKET_SEASON,
    REMAINING,
    clip,
    months_of_harvest_left,
    positive,
)
from perelom.world.sums import total

anything = st.floats(-1e9, 1e9)


def test_a_crop_is_cut_whole_and_a_year_of_deliveries_is_a_whole():
    assert close(HARVEST_SHARE.sum(), 1)
    assert close(DELIVERY_PROFILE.sum(), 1)
    assert (HARVEST_SHARE[[6, 7, 8]] > 0).all() and (np.delete(HARVEST_SHARE, [6, 7, 8]) == 0).all()


def test_seasons_are_positive_and_months_to_new_grain_run_down_to_the_harvest():
    for season in (GARDEN_SEASON, MARKET_SEASON, REMAINING, DELIVERY_PROFILE):
        assert season.shape == (12,) and (season > 0).all()
    from_august = np.roll(REMAINING, 5)
    assert (np.diff(from_august) < 0).all()


@pytest.mark.parametrize("moy", range(1, 13))
def test_what_is_left_of_the_year_of_deliveries(moy):
    left = months_of_harvest_left(moy)
    july = (moy - 7) % 12
    assert close(left, np.roll(DELIVERY_PROFILE, -6)[july:].sum())


@given(anything, pairs(anything))
@quick
def test_clip_stays_between_its_bounds_and_leaves_what_lies_there(x, bounds):
    low, high = bounds
    inside = clip(x, low, high)
    assert low <= inside <= high
    assert inside == x or not low <= x <= high


@given(anything)
@quick
def test_positive_keeps_what_is_above_nothing(x):
    assert positive(x) == max(x, 0.0)


@given(st.lists(st.floats(-1e6, 1e6), min_size=64, max_size=64))
@quick
def test_the_sum_over_a_block_is_the_sum(column):
    assert abs(total(np.array(column)) - math.fsum(column)) <= 1e-12 * sum(map(abs, column)) + 1e-300
