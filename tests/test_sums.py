"""Sums over a block: the compiled one is the plain one, to the last bit."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from perelom.world.compiled import kernel
from perelom.world.sums import SLOTS, total, total_product


@kernel
def compiled_total(column):
    return total(column)


@kernel
def compiled_total_product(first, second):
    return total_product(first, second)


columns = st.integers(0, 2**32 - 1).map(
    lambda seed: np.random.default_rng(seed).normal(size=SLOTS) * 10.0 ** (seed % 13 - 6)
)


@given(columns, columns)
@settings(deadline=None)  # the first call compiles
def test_the_compiled_sum_is_the_plain_one(first, second):
    assert compiled_total(first) == total(first)
    assert compiled_total_product(first, second) == total_product(first, second)


@given(columns, st.sampled_from(["f4", "i1"]))
@settings(deadline=None)
def test_columns_of_the_narrow_storage_are_summed_as_their_values(column, kind):
    narrow = (column if kind == "f4" else np.clip(column, -100, 100)).astype(kind)
    plain = narrow.astype(float)
    assert compiled_total(narrow) == total(plain)
    assert compiled_total_product(narrow, column) == total_product(plain, column)


@given(columns)
@settings(deadline=None)  # as long as the machine's other work makes it
def test_every_slot_counts_once(column):
    assert np.isclose(total(column), column.sum(), rtol=1e-9, atol=1e-9 * np.abs(column).sum())
    for s in range(SLOTS):
        one = np.zeros(SLOTS)
        one[s] = 2.0
        assert total(one) == 2.0 and total_product(one, column) == 2.0 * column[s]
