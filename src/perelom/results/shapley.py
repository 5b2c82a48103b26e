"""Shapley values: what each of k groups adds to a difference, averaged over the orders of taking them.

A coalition is a bit mask: bit i is set where group i is taken. `values[mask]` is what comes out with it, an
array of any one shape. Shapley (1953), A value for n-person games; sampled orders in antithetic pairs, each
with its reverse: Mitchell, Cooper, Frank and Holmes (2022), Sampling permutations for Shapley value
estimation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import factorial

import numpy as np

Order = tuple[int, ...]  # positions of the groups in the order in which they are taken


def exact(values: Mapping[int, np.ndarray], k: int) -> np.ndarray:
    """Shapley values [k, ...] from all 2^k coalitions. They add up to values[all] - values[0]."""
    weights = [factorial(size) * factorial(k - size - 1) / factorial(k) for size in range(k)]
    return np.stack(
        [
            sum(
                weights[mask.bit_count()] * (values[mask | 1 << i] - values[mask])
                for mask in range(1 << k)
                if not mask >> i & 1
            )
            for i in range(k)
        ]
    )


def by_order(values: Mapping[int, np.ndarray], orders: Sequence[Order]) -> np.ndarray:
    """What each group adds when it is taken in its turn, [orders, k, ...]. In each order the groups add up to
    values[all] - values[0]; the mean over orders estimates Shapley values."""
    found = []
    for order in orders:
        added, mask = {}, 0
        for i in order:
            added[i] = values[mask | 1 << i] - values[mask]
            mask |= 1 << i
        found.append(np.stack([added[i] for i in sorted(order)]))
    return np.stack(found)


def standard_error(means: np.ndarray) -> np.ndarray:
    """Standard error of the mean over sampled orders, [k], from each order's mean [orders, k].

    An order and its reverse, which stand side by side, are one observation. NaN where there is one pair.
    """
    pairs = means.reshape(-1, 2, means.shape[1]).mean(axis=1)
    if len(pairs) < 2:
        return np.full(means.shape[1], np.nan)
    return pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs))


def sampled_orders(k: int, count: int, seed: int) -> tuple[Order, ...]:
    """An even number of orders of k groups, each followed by its reverse; the same for the same seed."""
    rng = np.random.default_rng([seed, k])
    found: list[Order] = []
    for _ in range(count // 2):
        order = tuple(rng.permutation(k).tolist())
        found += [order, order[::-1]]
    return tuple(found)


def coalitions(k: int, orders: Iterable[Order] = ()) -> tuple[int, ...]:
    """The coalitions needed between none and all: every one, or those that the orders pass through."""
    if not orders:
        return tuple(range(1, (1 << k) - 1))
    met: set[int] = set()
    for order in orders:
        mask = 0
        for i in order[:-1]:
            mask |= 1 << i
            met.add(mask)
    return tuple(sorted(met))
