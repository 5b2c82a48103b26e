"""How columns are stored: as few bytes as their meaning allows, the same balances, the same country."""

from __future__ import annotations

import os

import numba
import numpy as np
import pytest

from perelom.mechanisms.demography import live_and_die
from perelom.mechanisms.offer import offers
from perelom.parameters import values
from perelom.scenarios import load
from perelom.vocabulary import indicator_index, indicators
from perelom.world import simulate
from perelom.world.compiled import _OPTIONS
from perelom.world.run import Checkpoint, clock_of, decided, parameter_record, random_key
from perelom.world.schema import SLOTS, block_dtype, columns

LONG = bool(os.environ.get("PERELOM_LONG"))
CONSERVED = {
    *("infants", "young", "children", "women", "men", "old_women", "old_men", "eaters"),
    *("grain", "cash", "horses", "cattle", "pigs", "sheep", "bought_goods"),
}
LEVERS = load("history").levers(values())


def test_a_household_takes_three_fifths_of_the_bytes():
    assert block_dtype(exact=True).itemsize / SLOTS < 486
    assert block_dtype().itemsize / SLOTS < 296
    assert block_dtype().names == block_dtype(exact=True).names


def test_every_column_says_how_it_is_stored():
    for column in columns():
        assert column.unit and column.meaning, column.key
        assert column.storage in (("f8", "f4", "i1") if column.table == "household" else ("",)), column.key
    assert {c.name for c in columns() if c.storage == "f8"} == CONSERVED


def test_the_country_is_the_same_in_eight_bytes():
    """240 months, 2,000 households: no curve is further off than three in ten thousand of its largest value,
    and identities hold as well."""
    exact = simulate(LEVERS, values(), households=2000, exact=True)
    stored = simulate(LEVERS, values(), households=2000, keep=(100,))
    assert stored.checkpoints[100].world.blocks.dtype == block_dtype()
    assert max(stored.identities.values()) < 1e-13
    for name in indicators():
        a, b = (o.record[:, indicator_index()[name], -1] for o in (exact, stored))
        if np.isfinite(a).any():
            assert np.nanmax(np.abs(a - b)) <= 3e-4 * np.nanmax(np.abs(a)), name


@pytest.mark.parametrize("kernel", [offers, live_and_die], ids=lambda kernel: kernel.py_func.__name__)
def test_what_the_compiler_is_told_of_columns_changes_no_number(kernel):
    """Compiled for arrays that may share memory, with columns that may overlap, a pass does the same."""
    told = simulate(LEVERS, values(), households=1000, months=8, keep=(7,), threads=1).checkpoints[7].world
    lev, tot, _ = decided(LEVERS, range(7, 8), None, LEVERS.start_rules(), np.arange(len(told.regions)))
    rest = (lev[0], tot[0], parameter_record(values()), clock_of(range(7, 8), random_key(1921, 0))[0])
    wary = told.copy()
    kernel(told.blocks, told.regions, told.nation, *rest, 0, len(told.blocks))
    numba.njit(**_OPTIONS)(kernel.py_func)(wary.blocks, wary.regions, wary.nation, *rest, 0, len(wary.blocks))
    assert told.blocks.tobytes() == wary.blocks.tobytes()


@pytest.mark.parametrize("exact", [False, True])
def test_it_goes_on_from_a_saved_state_bit_for_bit(exact, tmp_path):
    whole = simulate(LEVERS, values(), households=1000, months=60, keep=(30,), exact=exact)
    whole.checkpoints[30].save(tmp_path / "state.npz")
    start = Checkpoint.load(tmp_path / "state.npz")
    assert start.world.blocks.dtype == block_dtype(exact)
    again = simulate(LEVERS, values(), months=60, start=start)
    assert again.record[30:].tobytes() == whole.record[30:].tobytes()


@pytest.mark.skipif(not LONG, reason="millions of households: set PERELOM_LONG=1")
@pytest.mark.parametrize(("households", "months"), [(1_000_000, 96), (5_000_000, 72)])
def test_what_samples_miss_lies_within_their_scatter(households, months):
    """A million households to January 1929, five million to January 1927. Samples of some 20,000 with the
    same weather are off by less than two standard deviations of a sample (weather and chance)."""
    names = ("population", "grain_harvest", "grain_procured", "livestock_cattle", "consumption_per_head")
    rows = [indicator_index()[name] for name in names]

    def years(households: int, member: int) -> np.ndarray:
        record = simulate(LEVERS, values(), households=households, member=member, months=months).record
        return record[months - 36 :, rows, -1].mean(axis=0)

    scatter = np.std([years(20_000, member) for member in range(12)], axis=0, ddof=1)
    # weather is the member's; who lives where is drawn anew for another number of households
    alike = np.mean([years(sample, 0) for sample in range(17_000, 23_000, 500)], axis=0)
    assert (np.abs(alike - years(households, 0)) <= 2 * scatter).all()
