"""Many readers at once: no error, refusals in words, memory flat. The full count is in `make test-long`."""

import os

import pytest
from load import load, told

LONG = bool(os.environ.get("PERELOM_LONG"))
GROWTH = 200.0  # MB: tables of a few runs that are just being answered (assumption)


def holds(readers, moves, fake, *options):
    seen, seconds = load(readers, moves, fake, *options)
    found = told(seen, seconds)
    print(found)  # into the log of the long tests
    assert not seen.errors, found
    assert len(seen.waits) + seen.refused == readers * moves
    assert found["memory_last"] < found["memory_first"] + GROWTH, found
    return seen


def test_readers_who_move_levers_are_answered_and_memory_stays_flat():
    holds(*((50, 6) if LONG else (8, 3)), 0.02, "--draws", "4")


@pytest.mark.skipif(not LONG, reason="the real country for fifty readers: make test-long")
def test_fifty_readers_of_the_real_country():
    seen = holds(50, 3, None)
    assert seen.refused == 0  # fifty are fewer than the queue takes
