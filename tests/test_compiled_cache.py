"""The compiled code follows its sources: a number edited in a mechanism, or in what it imports, takes effect.

Numba's own cache would keep the old machine code of a mechanism when a function in another file changes. The
package is copied, warmed and edited in a folder of its own; its machine code lies in a cache of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import perelom
from perelom.world import warming
from perelom.world.warming import warm

CODE = """
import numpy as np
from perelom.mechanisms.calendar_of_farming import REMAINING
from perelom.mechanisms.procurement import STEP
from perelom.world.country import soviet_country
from perelom.world.first_month import lay_out
from perelom.world.run import lever_dtype, parameter_record, random_key
from perelom.world.schema import clock_dtype
from perelom.parameters import values

world = lay_out(soviet_country(), 1500, random_key(1, 0))
world.blocks["offered"], world.blocks["reachable"] = 100.0, 1e6
world.blocks["grain_area"] = world.blocks["crop_sum"] = 1e5
world.regions["crop"], world.regions["expected_before"], world.regions["sown_grain"] = 1e7, 1.0, 1e7
lev, tot, clock = np.zeros(14, lever_dtype()), np.zeros(1, lever_dtype()), np.zeros(1, clock_dtype())
lev["procurement_quota"] = np.nan  # no region is named: the plan is shared out
tot["procurement_quota"], lev["procurement_method"], lev["procurement_price"] = 1e7, 2, 20.0
clock["month"], clock["moy"], clock["rem"] = 9, 10, REMAINING[9]
arrays = (world.blocks, world.regions, world.nation, lev, tot, parameter_record(values()), clock)
STEP.kernels[0].run(*arrays, 0, len(world.blocks))
villages = (world.blocks["region"] == 4) & (world.blocks["kind"] == 0)
print(repr(float(world.regions["quota"][4])), repr(float(world.blocks["take_share"][villages].mean())))
"""

A_RUN = """
import json
from perelom.parameters import values
from perelom.scenarios import load
from perelom.world.run import simulate
from perelom.world.warming import kernels
from toy_country import HOUSEHOLDS, toy_country

levers = load("history").levers(values())
simulate(levers, values(), households=HOUSEHOLDS, country=toy_country(), months=2)
found = [run for run, _ in kernels(exact=False)]
print(json.dumps([(r.py_func.__name__, len(r.overloads), sum(r.stats.cache_misses.values())) for r in found]))
"""


def answer(folder: Path) -> tuple[float, float]:
    """Quota and share taken in the fifth region as the copy in the folder works them out."""
    env = {k: v for k, v in os.environ.items() if k not in ("NUMBA_CACHE_DIR", "NUMBA_DISABLE_JIT")}
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        env={**env, "PYTHONPATH": str(folder), "PERELOM_CACHE_DIR": str(folder / "cache")},
        capture_output=True,
        text=True,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    quota, taken = done.stdout.split()
    return float(quota), float(taken)


def caches(folder: Path) -> int:
    """How many versions of the sources have machine code."""
    return len(list((folder / "cache").iterdir()))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    here = Path(perelom.__file__).parent
    shutil.copytree(here, folder / "perelom", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_an_edit_is_seen_in_the_mechanism_and_in_what_it_imports(copied):
    first = answer(copied)
    assert first[0] > 0.0 and 0.0 < first[1] < 1.0
    assert answer(copied) == first
    assert caches(copied) == 1, "the second run compiled anew"
    mechanisms = copied / "perelom" / "mechanisms"
    # the mechanism itself: the plan follows the crop to half of it at most
    edit(mechanisms / "procurement.py", "max(expected, 1.0), 0.3, 1.5)", "max(expected, 1.0), 0.3, 0.5)")
    second = answer(copied)
    assert second[0] == pytest.approx(0.5 * first[0])
    # a function of another file, whose own source the mechanism only imports: October's deliveries
    edit(
        mechanisms / "calendar_of_farming.py",
        "def months_of_harvest_left(moy):",
        "def months_of_harvest_left(moy):\n    if moy == 10:\n        return 10.0\n",
    )
    third = answer(copied)
    assert third[1] != second[1]
    assert third[0] == second[0]
    assert caches(copied) == 3


def test_the_cache_goes_where_the_user_says(copied):
    """PERELOM_CACHE_DIR holds machine code, and nothing is left beside the sources."""
    answer(copied)
    assert list((copied / "cache").rglob("*.nbi"))
    assert not list((copied / "perelom").rglob("*.nbi"))


def test_a_run_finds_all_machine_code_on_the_disk():
    """What is compiled before the first run is all that a run calls, for the types that it calls it with."""
    warm()
    done = subprocess.run(
        [sys.executable, "-c", A_RUN],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    for name, overloads, compiled_anew in json.loads(done.stdout):
        assert (overloads, compiled_anew) == (1, 0), name


def test_a_process_that_cannot_compile_is_told_of(monkeypatch, tmp_path):
    monkeypatch.setattr("numba.config.CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(warming, "_mark", warming._mark.__wrapped__)  # it is kept for a process
    monkeypatch.setattr("sys.executable", shutil.which("false"))
    with pytest.raises(RuntimeError, match="compiling the model failed"):
        warm()
    assert not list(tmp_path.glob("compiled-*"))
