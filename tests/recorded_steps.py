"""Every step run in plain Python on the toy country, with each read, write and draw written down.

Run as a program it prints one JSON document: for each step what it touched and what it declares. Compiled
code can't be watched, so the program refuses to run unless NUMBA_DISABLE_JIT is 1. A value that a step wrote
itself earlier in the month, in the same row, is not a read: nothing of what stood there before reaches it.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numba
import numpy as np

import perelom.mechanisms
from perelom.mechanisms.steps import Step
from perelom.parameters import values
from perelom.scenarios import from_text, load
from perelom.vocabulary import lever_index
from perelom.world import run
from perelom.world.month import STEPS
from perelom.world.random import stream
from perelom.world.run import Checkpoint
from perelom.world.schema import World, names
from toy_country import Through, months_of, toy_country

MONTHS = 13
STRUCTURE = ("region", "kind", "id")  # of a block: where and what it is; every step may look
HOUSEHOLD = set(names("household"))
LEVER_OF = {name.replace(".", "_"): name for name in lever_index()}


class Witness:
    """What one step has touched: reads and writes as `table.column`, streams by number."""

    def __init__(self) -> None:
        self.reads: dict[str, set[str]] = defaultdict(set)
        self.writes: dict[str, set[str]] = defaultdict(set)
        self.draws: dict[str, set[int]] = defaultdict(set)
        self.reads_of: dict[str, set[str]] = defaultdict(set)  # by kernel, also of what the step wrote
        self.writes_of: dict[str, set[str]] = defaultdict(set)
        self.kernel = ""
        self.start("")

    def start(self, step: str) -> None:
        self.step = step
        self.own: set[tuple[str, int, str, int]] = set()

    def read(self, table: str, row: int, name: str, place: int) -> None:
        self.reads_of[self.kernel].add(f"{table}.{name}")
        if (table, row, name, place) not in self.own:
            self.reads[self.step].add(f"{table}.{name}")

    def write(self, table: str, row: int, name: str, place: int) -> None:
        self.own.add((table, row, name, place))
        self.writes[self.step].add(f"{table}.{name}")
        self.writes_of[self.kernel].add(f"{table}.{name}")


class Vector:
    """A column of 64 slots, of bands or of a ring of months, of one record."""

    __slots__ = ("column", "name", "row", "table", "witness")

    def __init__(self, witness: Witness, table: str, row: int, name: str, column: np.ndarray):
        self.witness, self.table, self.row, self.name, self.column = witness, table, row, name, column

    def __len__(self) -> int:
        return len(self.column)

    def __getitem__(self, s: int) -> Any:
        self.witness.read(self.table, self.row, self.name, s)
        return self.column[s]

    def __setitem__(self, s: int, value: float) -> None:
        self.witness.write(self.table, self.row, self.name, s)
        self.column[s] = value


class Row:
    """One record of a table: its fields as attributes."""

    def __init__(self, witness: Witness, table: str, row: int, record: Any):
        self.__dict__["_of"] = (witness, table, row, record)

    def __getattr__(self, name: str) -> Any:
        witness, table, row, record = self._of
        value = record[name]
        if table == "block" and name in STRUCTURE:
            return int(value)
        if isinstance(value, np.ndarray):
            return Vector(witness, "household" if name in HOUSEHOLD else table, row, name, value)
        if table == "lever":
            witness.reads[witness.step].add(f"lever.{LEVER_OF[name]}")
        else:
            witness.read(table, row, name, 0)
        return value

    def __setattr__(self, name: str, value: float) -> None:
        witness, table, row, record = self._of
        witness.write(table, row, name, 0)
        record[name] = value


class Table:
    """An array of records whose rows are watched."""

    def __init__(self, witness: Witness, table: str, array: np.ndarray):
        self.rows = [Row(witness, table, i, array[i]) for i in range(len(array))]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, i: int) -> Row:
        return self.rows[i]


def watch_draws(witness: Witness) -> None:
    """Every mechanism's `uniform` tells which stream it drew from."""
    from perelom.world.random import uniform

    def watched(key, number, month, slot, occupancy, k):
        witness.draws[witness.step].add(int(number))
        return uniform(key, number, month, slot, occupancy, k)

    for _, name, _ in pkgutil.iter_modules(perelom.mechanisms.__path__):
        module = importlib.import_module(f"perelom.mechanisms.{name}")
        if hasattr(module, "uniform"):
            module.uniform = watched  # type: ignore[attr-defined]


def watch_steps(witness: Witness) -> Through:
    """What runs months for `simulate`, handing every kernel tables whose rows are watched."""

    def watched(arrays: tuple[np.ndarray, ...]) -> list[Any]:
        tables = ("block", "region", "nation", "lever", "lever")
        rows: list[Any] = [Table(witness, name, a) for name, a in zip(tables, arrays, strict=False)]
        return [*rows, arrays[5].view(np.recarray), arrays[6].view(np.recarray)]

    def watched_step(step: Step, arrays: tuple[np.ndarray, ...]) -> None:
        witness.start(step.name)
        for kernel in step.kernels:
            witness.kernel = f"{step.name}: {kernel.run.__name__}"
            kernel.run(*watched(arrays), 0, len(arrays[0]))

    opening = run.open_first_month

    def first_of_january(arrays: tuple[np.ndarray, ...], n_blocks: int) -> None:
        witness.start("")
        opening(tuple(watched(arrays)), n_blocks)

    run.open_first_month = first_of_january
    return months_of(watched_step)


def declared(step: Step) -> dict[str, Any]:
    """What a step says of itself, streams by number."""
    return {
        "reads": list(step.reads),
        "writes": list(step.writes),
        "draws": {str(stream(name)): name for name in step.draws},
    }


def main(folder: Path) -> None:
    """Watches 13 months from each checkpoint of the folder, under the scenario of the same name; leaves the
    record of those months beside it."""
    if not numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        sys.exit("compiled code can't be watched: set NUMBA_DISABLE_JIT=1")
    np.seterr(all="ignore")
    witness = Witness()
    watch_draws(witness)
    through = watch_steps(witness)
    history = load("history")
    for path in sorted(folder.glob("*.npz")):
        text = path.with_suffix(".yaml").read_text(encoding="utf-8")
        scenario = from_text(text, path.stem, parent=history, path=path.name) if text else history
        start = Checkpoint.load(path)
        world = start.world
        start.world = World(*(a.view(np.recarray) for a in (world.blocks, world.regions, world.nation)))
        end = start.month + MONTHS
        outcome = run.simulate(
            scenario.levers(values()),
            values(),
            start=start,
            months=end,
            country=toy_country(),
            threads=1,
            through=through,
        )
        np.save(path.with_suffix(".npy"), outcome.record[start.month :])
    print(
        json.dumps(
            {
                step.name: {
                    "touched": {
                        "reads": sorted(witness.reads[step.name]),
                        "writes": sorted(witness.writes[step.name]),
                        "draws": sorted(map(str, witness.draws[step.name])),
                    },
                    "declared": declared(step),
                }
                for step in STEPS
            }
            | {
                of: {name: sorted(found) for name, found in touched.items()}
                for of, touched in (("reads of", witness.reads_of), ("writes of", witness.writes_of))
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
