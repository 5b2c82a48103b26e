"""Shapley values: they add up, treat alike what is alike, give nothing to what does nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perelom.results.shapley import by_order, coalitions, exact, sampled_orders, standard_error


@st.composite
def games(draw, most=5):
    """Any values of all coalitions of k groups, each [draws, seeds]."""
    k = draw(st.integers(1, most))
    seed = draw(st.integers(0, 2**32 - 1))
    table = np.random.default_rng(seed).normal(0, 100, (1 << k, 3, 2))
    return k, dict(enumerate(table))


def permuted(mask: int, order: tuple[int, ...]) -> int:
    """A coalition whose group i is called order[i]."""
    return sum(1 << order[i] for i in range(len(order)) if mask >> i & 1)


@given(games())
def test_parts_add_up_in_every_draw_and_seed(game):
    k, values = game
    whole = values[(1 << k) - 1] - values[0]
    np.testing.assert_allclose(exact(values, k).sum(axis=0), whole, atol=1e-9)
    orders = sampled_orders(k, 4, 7)
    np.testing.assert_allclose(
        by_order(values, orders).sum(axis=1), np.broadcast_to(whole, (4, 3, 2)), atol=1e-9
    )


@given(games(), st.data())
def test_a_group_that_does_nothing_gets_exactly_nothing(game, data):
    k, values = game
    idle = data.draw(st.integers(0, k - 1))
    values = {mask: values[mask & ~(1 << idle)] for mask in values}
    assert (exact(values, k)[idle] == 0).all()
    assert (by_order(values, sampled_orders(k, 6, 3))[:, idle] == 0).all()


@given(games(), st.data())
def test_groups_that_do_the_same_get_the_same(game, data):
    k, values = game
    one, other = data.draw(st.integers(0, k - 1)), data.draw(st.integers(0, k - 1))
    swap = list(range(k))
    swap[one], swap[other] = swap[other], swap[one]
    alike = {mask: values[mask] + values[permuted(mask, tuple(swap))] for mask in values}
    parts = exact(alike, k)
    np.testing.assert_allclose(parts[one], parts[other], atol=1e-9)


@given(games(), st.data())
def test_the_order_in_which_groups_are_listed_does_not_matter(game, data):
    k, values = game
    order = tuple(data.draw(st.permutations(range(k))))
    again = exact({permuted(mask, order): value for mask, value in values.items()}, k)
    np.testing.assert_allclose(again[list(order)], exact(values, k), atol=1e-9)


def test_the_joint_effect_of_two_is_halved():
    values = {0: np.array(0.0), 1: np.array(2.0), 2: np.array(0.0), 3: np.array(12.0)}
    assert exact(values, 2).tolist() == [7.0, 5.0]


def test_many_orders_come_near_the_exact_values_within_their_error():
    k = 5
    table = np.random.default_rng(4).normal(0, 1, 1 << k)
    values = {mask: np.array(table[mask]) for mask in range(1 << k)}
    added = by_order(values, sampled_orders(k, 4000, 1))
    error = standard_error(added)
    assert (error > 0).all() and (np.abs(added.mean(axis=0) - exact(values, k)) < 5 * error).all()


def test_orders_come_with_their_reverse_and_are_the_same_for_a_seed():
    orders = sampled_orders(9, 6, 1921)
    assert orders == sampled_orders(9, 6, 1921) != sampled_orders(9, 6, 1922)
    assert all(orders[i + 1] == orders[i][::-1] for i in (0, 2, 4))
    assert all(sorted(order) == list(range(9)) for order in orders)


@pytest.mark.parametrize("k", [1, 2, 4])
def test_coalitions_are_all_but_none_and_the_whole(k):
    assert coalitions(k) == tuple(range(1, 2**k - 1))
    assert coalitions(3, [(2, 0, 1)]) == (4, 5)
