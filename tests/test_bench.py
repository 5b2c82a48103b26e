"""`perelom bench`: what it tells, that the plain twin it measures against is equal, and what it refuses."""

from __future__ import annotations

import json

import numpy as np
import pytest

from perelom import cli
from perelom.commands import eating_in_numpy
from perelom.commands.rounds import by_turns
from perelom.ensembles.plan import Item, plan
from perelom.mechanisms.calendar_of_farming import REMAINING
from perelom.mechanisms.nutrition import eat
from perelom.world import simulate
from perelom.world.run import parameter_record
from perelom.world.schema import VILLAGE, clock_dtype, lever_dtype

KEYS = {"name", "seconds", "household_months_per_second", "peak_memory_mb", "ratio_to_numpy"}


@pytest.mark.parametrize("month", [3, 12])
def test_eating_in_plain_numpy_equals_the_compiled_pass(month):
    asked = plan(["history"], draws=1, households=2000)
    parameters = asked.parameters(Item(0, 0, 0))
    levers = asked.scenarios[0].levers(parameters)
    world = (
        simulate(levers, parameters, households=2000, months=month + 1, keep=(month,), exact=True)
        .checkpoints[month]
        .world
    )
    # some of the villages farm in common: members are paid from the common store
    half = world.blocks["kind"] == VILLAGE
    half[::2] = False
    world.blocks["collective"][half], world.blocks["member"][half, ::3] = 1 / 3, 1.0
    par, clock = parameter_record(parameters), np.zeros(1, clock_dtype())
    clock["month"], clock["moy"], clock["rem"] = month, month % 12 + 1, REMAINING[month % 12]
    villages, workplaces = eating_in_numpy.laid_out(world)
    plain_par, moy = par.view(np.recarray)[0], month % 12 + 1
    sums = eating_in_numpy.eat(villages, workplaces, world.nation[0], plain_par, moy, REMAINING[month % 12])
    lev = np.zeros(len(world.regions), lever_dtype())
    eat(world.blocks, world.regions, world.nation, lev, lev[:1], par, clock, 0, len(world.blocks))
    after = eating_in_numpy.laid_out(world)
    assert villages["collective"].any() and (villages["body"] < 1.0).any()
    for plain, compiled, of_block in zip((villages, workplaces), after, sums, strict=True):
        for name in eating_in_numpy.WRITTEN:
            np.testing.assert_allclose(plain[name], compiled[name], rtol=1e-12, atol=1e-13, err_msg=name)
        kind = (world.blocks["kind"] == VILLAGE) == (plain is villages)
        chosen = kind & (world.blocks["households_sum"] > 0.0)
        for name, column in of_block.items():
            np.testing.assert_allclose(column, world.blocks[name][chosen], rtol=1e-12, err_msg=name)


def test_bench_tells_every_case(capsys):
    assert cli.main(["bench", "--repeats", "1", "--households", "1500", "--to", "1921-03", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["cases"]
    assert all(set(case) >= KEYS and case["seconds"] > 0 for case in told)
    assert told[0]["name"] == "one draw of 1500 households, 3 months"
    assert told[0]["household_months_per_second"] == pytest.approx(4500 / told[0]["seconds"])
    passes = [case for case in told if case["ratio_to_numpy"] is not None]
    assert [case["ratio_to_numpy"] for case in passes][1] == 1.0
    assert passes[0]["ratio_to_numpy"] == pytest.approx(passes[1]["seconds"] / passes[0]["seconds"])
    assert any(case.get("gb_per_second", 0) > 0 for case in told)


def test_turns_are_taken_in_each_round_and_the_median_is_told():
    order, clock = [], iter([1.0, 10.0, 3.0, 30.0, 2.0, 20.0])

    def piece(name):
        def work():
            order.append(name)
            return next(clock)

        return work

    assert by_turns({"a": piece("a"), "b": piece("b")}, 3) == {"a": 2.0, "b": 20.0}
    assert order == ["a", "b"] * 3


def test_no_repeats_are_refused(capsys):
    assert cli.main(["bench", "--repeats", "0"]) == 2
    assert "expected a whole number from 1" in capsys.readouterr().err
