"""Weather: a class moves the yield by the region's sd; what the class doesn't hold has mean one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_months import (
    PARAMETERS,
    close,
    copied,
    in_month,
    pairs,
    parameters,
    quick,
    run,
    stopped_before,
)

from perelom.mechanisms.weather import draw_weather, weather_of_region

classes = st.floats(-3, 3)
sds = st.floats(0.05, 0.4)


@given(pairs(classes), sds, parameters, st.floats(-3, 3))
@quick
def test_a_better_class_never_means_a_worse_year(two, sd, p, z):
    worse, better = (weather_of_region(x, sd, p.weather_slope, p.weather_error, z) for x in two)
    assert worse <= better


@given(classes, sds, parameters)
@quick
def test_without_error_the_class_is_the_weather(shock, sd, p):
    assert close(weather_of_region(shock, sd, p.weather_slope, 0.0, 1.7), shock * sd * p.weather_slope)


@given(st.floats(0, 0.3))
@quick
def test_the_error_leaves_the_mean_yield_as_it_is(error):
    z, weight = np.polynomial.hermite_e.hermegauss(31)
    mean = sum(w * np.exp(weather_of_region(0.0, 0.2, 1.0, error, x)) for x, w in zip(z, weight, strict=True))
    assert close(mean / weight.sum(), 1)


@pytest.mark.parametrize("moy", [m for m in range(1, 13) if m != 7])
def test_weather_is_drawn_in_july_alone(moy):
    arrays = in_month(stopped_before("weather", 60), moy)
    before = arrays[1]["weather"].copy()
    run(draw_weather, arrays)
    assert np.array_equal(arrays[1]["weather"], before)


def test_one_regions_class_moves_its_own_weather_by_slope_and_sd():
    calm = in_month(stopped_before("weather", 60, {"weather.shock": 0.0}), 7)
    dry = copied(calm)
    dry[3]["weather_shock"][0] = -2.0
    run(draw_weather, calm), run(draw_weather, dry)
    moved = dry[1]["weather"] - calm[1]["weather"]
    assert moved[1] == 0
    assert close(moved[0], -2.0 * calm[1]["yield_sd"][0] * PARAMETERS[0].weather_slope)


def test_the_key_decides_the_error():
    first, again, other = (in_month(stopped_before("weather", 60), 7) for _ in range(3))
    other[6]["key"] += np.uint64(1)
    for arrays in (first, again, other):
        run(draw_weather, arrays)
    assert np.array_equal(first[1]["weather"], again[1]["weather"])
    assert not np.array_equal(first[1]["weather"], other[1]["weather"])
