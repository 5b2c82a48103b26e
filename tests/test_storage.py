"""The compact storage: 54 bytes a slot, exact for whole things, and nothing lost of grain and money."""

from __future__ import annotations

import numpy as np
import pytest

from perelom.parameters import values
from perelom.scenarios import load
from perelom.vocabulary import indicator_index
from perelom.world import Checkpoint, Outcome, simulate
from perelom.world.identities import TOLERANCE
from perelom.world.schema import World, columns, names
from perelom.world.storage import (
    BANDS,
    BITS,
    carried,
    compact_dtype,
    pack,
    stored,
    unpack,
)
from toy_country import HOUSEHOLDS, toy_country

MARCH_1922, OCTOBER_1931 = 14, 129
LEVERS = load("history").levers(values())


@pytest.fixture(scope="module")
def history() -> Outcome:
    keep = (0, MARCH_1922, OCTOBER_1931)
    return simulate(LEVERS, values(), households=2000, months=OCTOBER_1931 + 24, keep=keep)


@pytest.fixture(params=[0, MARCH_1922, OCTOBER_1931])
def world(request, history) -> World:
    return history.checkpoints[request.param].world.copy()


def test_a_slot_takes_54_bytes_and_its_block_less_than_six_more():
    slots = sum(compact_dtype()[n].itemsize for n in compact_dtype().names or () if compact_dtype()[n].shape)
    assert slots == 54 * 64
    world = pack(simulate(LEVERS, values(), households=1500, months=1, keep=(0,)).checkpoints[0].world)
    assert 54.0 < world.bytes_per_slot < 60.0
    assert world.nbytes < world.bytes_per_slot * 64 * len(world.blocks) + 40_000


def test_every_column_says_how_it_is_stored():
    for column in columns():
        assert column.unit and column.meaning, column.key
        if column.compact and column.compact not in BITS:
            kind = np.dtype(column.compact).kind
            assert (column.step > 0.0) == (kind in "iu"), column.key
    assert sum(BITS[c.compact] for c in stored("household") if c.compact in BITS) <= 16


def test_values_come_back_within_half_a_step(world):
    back = unpack(pack(world))
    for column in stored("household"):
        was, now = world.blocks[column.name], back.blocks[column.name]
        if column.name == "eaters":
            assert np.array_equal(was > 0.0, now > 0.0)
            assert np.abs(was - now).max() <= 0.5 * len(BANDS) / 16 + 1e-5
        elif column.step:
            assert np.abs(was - now).max() <= 0.5 * column.step * (1 + 1e-9), column.name
        else:
            np.testing.assert_allclose(now, was, rtol=2.0**-11, atol=1e-7, err_msg=column.name)
    assert world.nation["capital_a"] == back.nation["capital_a"]


def whole(world: World) -> World:
    """A world at weight one whose persons, grain, cash and animals are whole units of the storage."""
    world = world.copy()
    world.blocks["weight"] = 1.0
    for name in (*BANDS, "horses", "cattle", "pigs", "sheep", "tenure"):
        world.blocks[name] = np.rint(world.blocks[name])
    world.blocks["women"] = np.where(world.blocks["eaters"] > 0, np.maximum(world.blocks["women"], 1.0), 0.0)
    world.blocks["eaters"] = sum(world.blocks[name] for name in BANDS)
    world.blocks["grain"] = np.rint(world.blocks["grain"] * 1000) * 0.001
    world.blocks["cash"] = np.rint(world.blocks["cash"] * 100) * 0.01
    return world


def test_whole_persons_kilograms_and_kopecks_are_exact_at_weight_one(world):
    exact = whole(world)
    back = unpack(pack(exact))
    for name in (*BANDS, "eaters", "horses", "cattle", "pigs", "sheep", "tenure", "social", "implements"):
        assert np.array_equal(exact.blocks[name], back.blocks[name]), name
    assert np.array_equal(exact.blocks["grain"], back.blocks["grain"])
    assert np.array_equal(exact.blocks["cash"], back.blocks["cash"])
    assert np.abs(back.blocks["crumbs_grain"]).max() < 1e-9


def test_what_is_packed_twice_is_packed_once(world):
    """Crumbs are sums of small differences: they come back to the last digit of the barn, no better."""
    once = pack(unpack(pack(world))).blocks
    again = pack(unpack(pack(unpack(pack(world))))).blocks
    for name in once.dtype.names or ():
        if name.startswith("crumbs"):
            np.testing.assert_allclose(again[name], once[name], atol=1e-9)
        else:
            assert np.array_equal(again[name], once[name]), name


@pytest.mark.parametrize("name", ["grain", "cash"])
def test_no_grain_and_no_money_is_lost(world, name):
    back = unpack(pack(world))
    assert carried(back, name) == pytest.approx(carried(world, name), rel=1e-13)
    crumbs = back.blocks[f"crumbs_{name}"]
    half = {"grain": 0.5e-3, "cash": 0.5e-2}[name]
    assert np.abs(crumbs).max() <= 64 * half
    assert np.abs(crumbs).max() > 0.0


def test_what_is_not_stored_is_worked_out_anew_before_it_is_read(history):
    """Emptied, those columns leave the months to come as they are, bit for bit."""
    start = history.checkpoints[OCTOBER_1931]
    world = start.world.copy()
    kept = {c.name for table in ("household", "block") for c in stored(table)} | {"households_sum", "people"}
    for name in (*names("household"), *names("block")):
        if name not in kept:
            world.blocks[name] = 0.0
    emptied = Checkpoint(start.month, world, start.rules, start.last, start.identities)
    months = OCTOBER_1931 + 24
    again = simulate(LEVERS, values(), months=months, start=emptied)
    assert again.record[OCTOBER_1931:].tobytes() == history.record[OCTOBER_1931:].tobytes()


def test_a_run_goes_on_from_the_compact_storage(history):
    """Balances hold from the first month on; the country two years later is the same to a few per cent."""
    start = history.checkpoints[OCTOBER_1931]
    world = unpack(pack(start.world))
    reopened = Checkpoint(start.month, world, start.rules, start.last, start.identities)
    months = OCTOBER_1931 + 24
    again = simulate(LEVERS, values(), months=months, start=reopened)
    assert max(again.identities.values()) < TOLERANCE
    for name, near in {
        "population": 0.002,
        "grain_harvest": 0.02,
        "livestock_cattle": 0.01,
        "money_stock": 0.02,
    }.items():
        k = indicator_index()[name]
        was = history.record[OCTOBER_1931:, k, -1].sum()
        assert again.record[OCTOBER_1931:, k, -1].sum() == pytest.approx(was, rel=near), name


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("men", 17.0, r"men of 17 persons does not fit the compact storage; 0 to 15.9375 does"),
        ("grain", 70.0, r"grain of 70 t does not fit the compact storage; 0 to 65.535 does"),
        ("cash", np.nan, r"cash of nan rub does not fit"),
        ("crop", 1e6, r"crop of 1e\+06 t does not fit"),
        ("couples", 8.0, r"couples of 8 couples does not fit the compact storage; 0 to 7.96875 does"),
        ("member", 2.0, r"member of 2 flag does not fit the compact storage; 0 to 1 does"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_name(history, column, value, words):
    world = history.checkpoints[0].world.copy()
    world.blocks[column][2, 5] = value
    with pytest.raises(OverflowError, match=words):
        pack(world)


def test_another_country_is_stored_too():
    checkpoint = simulate(
        LEVERS, values(), country=toy_country(), households=HOUSEHOLDS, months=13, keep=(12,)
    ).checkpoints[12]
    back = unpack(pack(checkpoint.world))
    assert carried(back, "grain") == pytest.approx(carried(checkpoint.world, "grain"), rel=1e-13)
