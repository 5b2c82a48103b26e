"""Progress in lines: the pace is that of the runs, not of the compiling before the first."""

from __future__ import annotations

from perelom.commands.printing import Lines


def told(times: dict[int, float], total: int) -> list[str]:
    """What is said when so many were finished at each time, in seconds; the clock begins at nought."""
    now = [0.0]
    lines: list[str] = []
    watch = Lines("simulating", lines.append, lambda: now[0])
    for finished, at in times.items():
        now[0] = at
        watch.count(finished, total)
    return lines


def test_the_compiling_before_the_first_is_no_pace():
    lines = told({1: 200.0, 2: 202.0, 3: 204.0, 4: 206.0}, 8)
    assert lines == [
        "simulating: 1 of 8",
        "simulating: 2 of 8, about 12 s left",
        "simulating: 4 of 8, about 8 s left",
    ]


def test_a_first_that_takes_long_is_told_without_a_guess():
    assert told({1: 500.0}, 100) == ["simulating: 1 of 100"]


def test_what_was_found_finished_is_no_pace_and_the_end_tells_the_time():
    assert told({51: 1.0, 75: 25.0, 100: 50.0}, 100) == [
        "simulating: 75 of 100, about 25 s left",
        "simulating: 100 of 100 in 50 s",
    ]
