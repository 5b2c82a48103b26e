"""References moved into ranges: medians come inside where they can, at the least cost, and some stay."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perelom.cli import main
from perelom.inference.into_ranges import FARTHEST, STAY, Ranges, effects, least_move, room_of
from perelom.parameters import declared, quantile
from perelom.parameters.draws import normal_of

ROOM = (np.full(3, -FARTHEST), np.full(3, FARTHEST))
SLOPES = np.array([[2.0, 0.0, 0.5], [0.0, 2.0, 0.0], [0.0, 0.0, 2.0]])
RANGES = Ranges(np.array([0.0, 0.0, 0.0]), np.array([1.0, 1.0, 1.0]), np.full(3, 0.3))


def test_what_is_inside_moves_nothing():
    assert not least_move(np.full(3, 0.5), RANGES, SLOPES, 0.1, ROOM).any()


def test_a_median_near_its_range_comes_inside_by_the_parameter_it_follows():
    medians = np.array([0.5, 1.2, 0.5])
    move = least_move(medians, RANGES, SLOPES, 0.05, ROOM)
    assert RANGES.passed(medians) == 2 and RANGES.passed(medians + move @ SLOPES) == 3
    assert move[1] < -0.1 and np.allclose(move[[0, 2]], 0.0, atol=1e-6)


@given(st.floats(3.0, 1e6))
def test_one_far_outside_drags_no_other_out(far):
    medians = np.array([far, 0.5, 0.5])
    found = medians + least_move(medians, RANGES, SLOPES, 0.05, ROOM) @ SLOPES
    assert RANGES.passed(found) >= RANGES.passed(medians)


def test_a_figure_that_cannot_be_reckoned_pulls_nothing():
    medians = np.array([np.nan, 0.5, 0.5])
    assert not least_move(medians, RANGES, SLOPES, 0.1, ROOM).any()


@given(st.floats(-2.4, 2.4), st.booleans())
def test_nothing_leaves_its_prior_and_what_stays_stays(z, stays):
    low, high = room_of(np.array([z]), np.array([stays]), 2.4)
    assert low <= 0.0 <= high and z + low >= -2.4 and z + high <= 2.4
    assert not stays or low == high == 0.0


def test_effects_no_larger_than_noise_are_shrunk():
    found = effects(np.array([[1.0, 1.0]]), np.zeros(2), np.array([0.5]), np.array([0.0, 10.0]))
    assert found[0, 0] == 2.0 and abs(found[0, 1]) < 0.05
    assert not effects(np.array([[np.nan]]), np.zeros(1), np.array([0.5]), np.zeros(1)).any()


def test_those_that_stay_are_declared_and_have_a_prior():
    assert all(declared()[name].prior[0] != "fixed" for name in STAY)


@given(st.sampled_from([p for p in declared().values() if p.prior[0] != "fixed"]), st.floats(-2.4, 2.4))
def test_a_value_has_the_normal_number_it_came_from(parameter, z):
    from scipy.special import ndtr

    assert abs(normal_of(parameter, quantile(parameter, float(ndtr(z)))) - z) < 1e-3


def test_ways_of_calibrating_exclude_each_other(tmp_path, capsys):
    words = ["calibrate", "--out", str(tmp_path / "fit"), "--into-ranges", "1", "--screen", "2"]
    assert main(words) == 2
    assert "--screen and --into-ranges exclude each other" in capsys.readouterr().err
    assert main(["calibrate", "--out", str(tmp_path / "fit"), "--into-ranges", "0"]) == 2
    assert "--into-ranges is 0; expected a whole number from 1" in capsys.readouterr().err
    assert not (tmp_path / "fit").exists()
