"""A step touches what it declares: reads, writes and draws, nothing else, and declares no more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pytest

from perelom.mechanisms.steps import Step
from perelom.parameters import values
from perelom.scenarios import load
from perelom.vocabulary import instruments, lever_index
from perelom.world import run, simulate
from perelom.world.month import STEPS, readers
from perelom.world.order import touched
from perelom.world.passes import run_step
from perelom.world.schema import WORKPLACE, columns, names
from recorded_steps import MONTHS
from toy_country import HOUSEHOLDS, months_of, toy_country

HISTORY = load("history")
# what history never decides after 1928: a planner who answers a short town cover by force, credit in plenty
# for those without a horse; and quotas of arrest and exile high enough for a row of the toy country, which
# stands for 125,000 households
BY_FORCE = HISTORY.extend(
    "by-force",
    from_="1929-12",
    set={
        "procurement.method": "planner",
        "planner.preference": "requisition",
        "collectivization.plot": 0.5,
        "credit.farm": 2e9,
        "dekulakization.quota.1": {"1930-02": 1e5, "1930-05": 0},
        "dekulakization.quota.2": {"1930-02": 1e5, "1930-05": 0},
    },
)
# in full towns every place has someone, so that movers are taken in by those who live there
BANDS = ("infants", "young", "children", "women", "men", "old_women", "old_men")
STARTS = {
    "1921": (HISTORY, 0),
    "1929": (HISTORY, 107),
    "by-force": (BY_FORCE, 107),
    "full-towns": (HISTORY, 107),
}


def matches(name: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def fill_towns(start: run.Checkpoint) -> run.Checkpoint:
    """The townspeople of each region and what they have, spread evenly over all places of its workplaces."""
    filled = replace(start, world=start.world.copy())
    blocks = filled.world.blocks
    for region in range(len(filled.world.regions)):
        towns = (blocks["kind"] == WORKPLACE) & (blocks["region"] == region)
        for column in (*BANDS, "eaters", "grain", "cash", "couples", "women_paid", "conceived", "carried"):
            blocks[column][towns] = blocks[column][towns].mean()
        blocks["households_sum"][towns] = 64 * blocks["weight"][towns]
        blocks["people"][towns] = 64 * blocks["weight"][towns] * blocks["eaters"][towns, 0]
    return filled


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, Path]:
    """What every step touched in the months after each start, and the folder with the records."""
    folder = tmp_path_factory.mktemp("watched")
    opened = simulate(
        HISTORY.levers(values()),
        values(),
        households=HOUSEHOLDS,
        country=toy_country(),
        months=108,
        keep=(0, 107),
        exact=True,
    )
    for name, (scenario, month) in STARTS.items():
        start = opened.checkpoints[month]
        if name == "full-towns":
            start = fill_towns(start)
        start.save(folder / f"{name}.npz")
        (folder / f"{name}.yaml").write_text("" if scenario is HISTORY else scenario.text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("recorded_steps.py")), str(folder)],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), folder


@pytest.mark.parametrize("step", [step.name for step in STEPS])
def test_a_step_touches_what_it_declares_and_declares_no_more(watched, step):
    report = watched[0][step]
    touched, declared = report["touched"], report["declared"]
    for kind in ("reads", "writes"):
        undeclared = [name for name in touched[kind] if not matches(name, declared[kind])]
        idle = [p for p in declared[kind] if not any(fnmatchcase(name, p) for name in touched[kind])]
        assert not undeclared, f"{kind} without saying so: {undeclared}"
        assert not idle, f"declares {kind} that it never does: {idle}"
    strange = [number for number in touched["draws"] if number not in declared["draws"]]
    idle = [name for number, name in declared["draws"].items() if number not in touched["draws"]]
    assert not strange, f"draws from streams it does not declare: {strange}"
    assert not idle, f"declares streams it never draws from: {idle}"


def test_a_kernel_writes_what_it_names_and_nothing_else(watched):
    named = {
        f"{step.name}: {kernel.run.py_func.__name__}": sorted(kernel.writes)
        for step in STEPS
        for kernel in step.kernels
        if kernel.writes is not None
    }
    assert len(named) == 3
    assert {name: watched[0]["writes of"][name] for name in named} == named


def test_what_a_kernel_touches_is_what_the_order_of_the_month_goes_by(watched):
    for step in STEPS:
        for kernel in step.kernels:
            name = f"{step.name}: {kernel.run.py_func.__name__}"
            for of, known in zip(("reads of", "writes of"), touched(step, kernel), strict=True):
                seen = {tuple(column.split(".", 1)) for column in watched[0][of].get(name, ())}
                seen = {("block" if table == "household" else table, column) for table, column in seen}
                unknown = {column for column in seen if column[0] != "lever"} - known
                assert not unknown, (name, of, sorted(unknown))


@pytest.mark.parametrize("name", STARTS)
def test_the_plain_month_equals_the_compiled_month(watched, name):
    """The plain functions under the decorator come to the same record, all steps together."""
    scenario, month = STARTS[name]
    end = month + MONTHS
    compiled = simulate(
        scenario.levers(values()),
        values(),
        country=toy_country(),
        months=end,
        start=run.Checkpoint.load(watched[1] / f"{name}.npz"),
    )
    plain = np.load(watched[1] / f"{name}.npy")
    np.testing.assert_allclose(plain, compiled.record[month:], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_every_declared_name_exists(step: Step):
    known = {c.key.partition("[")[0] for c in columns()} | {f"lever.{name}" for name in lever_index()}
    unknown = [p for p in (*step.reads, *step.writes) if not any(fnmatchcase(name, p) for name in known)]
    assert not unknown
    assert not [p for p in step.writes if p.startswith("lever.")], (
        "decisions are given to a step, not made by it"
    )


def test_on_the_real_country_no_step_writes_what_it_does_not_declare():
    """Compiled, 2,000 households: every column is compared before and after each step in chosen months."""
    months = {0, 3, 6, 7, 9, 20, 84, 108, 109, 140, 143, 190}
    strange: set[str] = set()

    def compared(step, arrays):
        if int(arrays[6]["month"][0]) not in months:
            run_step(step, arrays)
            return
        before = [array.copy() for array in arrays]
        run_step(step, arrays)
        for table, was, now in zip(("block", "region", "nation"), before, arrays, strict=False):
            for name in was.dtype.names:
                if not np.array_equal(was[name], now[name], equal_nan=True):
                    place = "household" if name in names("household") and table == "block" else table
                    if not matches(f"{place}.{name}", list(step.writes)):
                        strange.add(f"{step.name}: {place}.{name}")
        for was, now in zip(before[3:], arrays[3:], strict=True):
            assert was.tobytes() == now.tobytes(), f"{step.name} writes to levers, parameters or the clock"

    levers = HISTORY.levers(values())
    simulate(levers, values(), households=2000, months=191, through=months_of(compared))
    assert not strange


def test_every_instrument_is_read_by_some_step():
    assert not [name for name in instruments() if not readers(name)]
