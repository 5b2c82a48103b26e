"""A preview that goes on from another's course has the numbers of one from 1921, and knows when it may."""

import numpy as np
import pytest

from perelom.page.preview import COURSES, Courses
from perelom.parameters import values
from perelom.scenarios import load
from perelom.world import simulate

OPTIONS = {"seed": 1921, "member": 0, "households": 500, "months": 156}


def moved(parent, month, value):
    return load(parent).extend("moved", from_=month, set={"exports.grain": value})


class Engine:
    """The engine, and the months from which it was begun."""

    def __init__(self):
        self.begun = []

    def __call__(self, levers, parameters, *, start=None, **options):
        self.begun.append(0 if start is None else start.month)
        return simulate(levers, parameters, start=start, **options)


@pytest.fixture(scope="module")
def told():
    """Courses, the engine they used, and the records that they gave."""
    courses, engine, given = Courses(), Engine(), values("posterior:centre")
    asked = [load("history"), moved("history", "1928-05", 0), moved("history", "1930-01", 1e6)]
    asked += [asked[1].extend("further", from_="1931-03", set={"exports.grain": 2e6})]
    records = [courses.simulate(engine, s, s.levers(given), given, **OPTIONS).record for s in asked]
    return courses, engine, asked, records, given


def test_it_begins_at_the_last_january_that_is_the_same(told):
    # 1928 and 1930 of history; the second course was itself gone on with: its last January is that of 1928
    assert told[1].begun == [0, 84, 108, 84]


def test_its_numbers_are_those_of_a_run_from_1921(told):
    _, _, asked, records, given = told
    for scenario, record in zip(asked, records, strict=True):
        whole = simulate(scenario.levers(given), given, **OPTIONS).record
        np.testing.assert_array_equal(record, whole)


def test_other_parameters_or_households_begin_anew(told):
    courses, engine, asked, _, given = told
    other = {**given, "famine_hazard": given["famine_hazard"] * 1.1}
    for parameters, options in ((other, OPTIONS), (given, {**OPTIONS, "households": 600})):
        options = {**options, "months": 13}
        courses.simulate(engine, asked[1], asked[1].levers(parameters), parameters, **options)
        assert engine.begun[-1] == 0


def test_few_courses_are_kept():
    courses, given = Courses(), values("posterior:centre")
    options = {**OPTIONS, "months": 13}
    for k in range(COURSES + 3):
        scenario = moved("history", "1921-02", k)
        courses.simulate(simulate, scenario, scenario.levers(given), given, **options)
    assert len(courses._kept) == COURSES
