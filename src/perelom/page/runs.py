"""A comparison that a reader asked for: what it is of, the simulations it needs, how far it is."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from perelom.commands.running import rerun_line
from perelom.ensembles.plan import Item, Plan
from perelom.ensembles.store import SHARDS, Store, manifest_of
from perelom.parameters.shipped import CENTRE
from perelom.results import open_results
from perelom.results.stamp import stamp

from .limits import Refused

if TYPE_CHECKING:
    import xarray

SET_ASIDE = 20.0  # seconds after which a run that nobody asks about waits
PREVIEW = 2_000  # households of the one run that stands in until draws are there
FILES = threading.Lock()  # the library behind results.nc takes one caller at a time


@dataclass(frozen=True)
class Task:
    """One simulation to be done. centre : at the centre of the posterior, shown until draws are there"""

    item: Item
    centre: bool


@dataclass
class Run:
    """A comparison: what was asked, how far it is.

    centre : the plan of the one run at the centre; None where that is all that was asked
    tasks : still to be taken; in_hand : taken and not finished; started : taken so far
    previews : simulations at the centre that are not over
    complete : draws of which every simulation of both sides is there, in order of arrival
    seconds : of processor time so far; change : counts every news; watchers : open streams
    """

    id: str
    plan: Plan
    folder: Path
    number: int
    centre: Plan | None
    tasks: list[Task]
    status: str = "queued"
    store: Store | None = None
    started: int = 0
    in_hand: int = 0
    complete: list[int] = field(default_factory=list)
    centre_sides: set[int] = field(default_factory=set)
    previews: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    change: int = 0
    watchers: int = 0
    looked_at: float = field(default_factory=time.monotonic)
    kept_bytes: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def active(self) -> bool:
        return self.status in ("queued", "running")

    @property
    def has_centre(self) -> bool:
        return len(self.centre_sides) == len(self.plan.scenarios)

    @property
    def names(self) -> tuple[str, ...]:
        """Of its two sides; of a report on one scenario alone, of that."""
        return tuple(scenario.name for scenario in self.plan.scenarios)

    def wanted(self, now: float) -> bool:
        """Whether someone looks at it, or did a moment ago."""
        return self.watchers > 0 or now - self.looked_at < SET_ASIDE

    def failures(self) -> list[dict[str, Any]]:
        """Draws that are left out, each with its first cause."""
        found: dict[int, str] = {}
        for item in self.plan.items():
            if item.id in self.failed:
                found.setdefault(item.draw, self.failed[item.id])
        return [{"draw": draw, "cause": cause} for draw, cause in sorted(found.items())]

    def country(self, draws: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """Values for the country of both sides, [draws, seeds, months, indicators], while it is computed.

        FileNotFoundError where it has just been finished: the results have them all.
        """
        assert self.store is not None
        sides = [
            [[_national(self.store, Item(side, draw, k)) for k in range(self.plan.seeds)] for draw in draws]
            for side in (0, 1)
        ]
        return np.array(sides[0]), np.array(sides[1])

    def country_at_centre(self) -> tuple[np.ndarray, np.ndarray]:
        """Values for the country at the centre, [1, 1, months, indicators] of each side."""
        assert self.centre is not None
        store = Store(self.folder / "centre", {}, self.centre)
        a, b = (_national(store, Item(side, 0, 0))[None, None] for side in (0, 1))
        return a, b

    @contextmanager
    def results(self) -> Iterator[xarray.Dataset]:
        """The results of a finished run; one reader at a time. Refused (404) where they are gone."""
        assert self.store is not None
        with FILES:
            if not self.store.folder.is_dir():
                raise Refused(404, "this result is no longer kept", found=self.id, hint="ask for it again")
            with open_results(self.store.folder) as dataset:
                yield dataset


def _national(store: Store, item: Item) -> np.ndarray:
    with np.load(store.shard_path(item), allow_pickle=False) as found:
        return found["national"]


def run_id(asked: Plan) -> str:
    """What decides the numbers of a run, and the names that its answers carry, as one short hash."""
    decides = {
        "scenarios": [[s.name, s.title, s.hash] for s in asked.scenarios],
        "numbers": [asked.draws, asked.seeds, asked.root_seed, asked.households, asked.months],
        "parameters": asked.mode,
        "stamp": stamp(),
    }
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()[:16]


def new_run(name: str, asked: Plan, folder: Path, number: int) -> Run:
    """A run with the simulations it needs: the centre first, then draw after draw."""
    (folder / "centre" / SHARDS).mkdir(parents=True)
    centre = None
    tasks: list[Task] = []
    if asked.draws > 1 and not asked.mode.endswith(CENTRE) and asked.mode.startswith("posterior"):
        few = None if asked.households is None else min(asked.households, PREVIEW)
        centre = replace(asked, draws=1, seeds=1, mode=asked.mode + CENTRE, households=few)
        tasks = [Task(item, True) for item in centre.items()]
    tasks += [Task(item, False) for item in asked.items()]
    return Run(name, asked, folder, number, centre, tasks, previews=sum(task.centre for task in tasks))


def store_of(run: Run, task: Task) -> Store:
    """Where a simulation is kept; the run's own store is made with its first draw."""
    if task.centre:
        assert run.centre is not None
        return Store(run.folder / "centre", {}, run.centre)
    with run.lock:
        if run.store is None:
            names = [s.name for s in run.plan.scenarios]
            command = {"name": "compare", "rerun": rerun_line("compare", names, run.plan)}
            (run.folder / "run" / SHARDS).mkdir(parents=True)
            run.store = Store(run.folder / "run", manifest_of(run.plan, command), run.plan)
        return run.store


def simulation_id(run: Run, task: Task) -> str:
    """What decides a single simulation, as one hash."""
    of = run.centre if task.centre and run.centre is not None else run.plan
    scenario = of.scenarios[task.item.scenario]
    decides = [
        scenario.hash,
        of.mode,
        of.root_seed,
        task.item.draw,
        task.item.member,
        of.households,
        of.months,
    ]
    return hashlib.sha256(json.dumps(decides).encode()).hexdigest()


def every_simulation(asked: Plan, draw: int) -> list[Item]:
    """Every simulation of a draw."""
    return [Item(s, draw, k) for k in range(asked.seeds) for s in range(len(asked.scenarios))]
