"""The state: blocks of households, regions, the nation. Every column has a unit and a storage.

A block is a village (64 peasant households, one commune) or a workplace (64 town households). Household
columns have shape [blocks, 64]; the weight (households that one row stands for) belongs to the block.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from perelom.parameters import declared
from perelom.vocabulary import lever_index

SLOTS = 64
VILLAGE, WORKPLACE = 0, 1


@dataclass(frozen=True)
class Column:
    """One column of the state: where it lives, its unit, how it is stored.

    storage: dtype of a household column, `f8` where an identity is kept to 1e-9
    """

    table: str
    name: str
    unit: str
    storage: str
    meaning: str

    @property
    def key(self) -> str:
        return f"{self.table}.{self.name}"


@cache
def columns() -> tuple[Column, ...]:
    """Every column of household, block, region and nation, in storage order."""
    text = files("perelom.world").joinpath("columns.csv").read_text(encoding="utf-8")
    return tuple(
        Column(
            r["table"],
            r["name"],
            r["unit"],
            r["storage"],
            r["meaning"],
        )
        for r in csv.DictReader(text.splitlines())
    )


def names(table: str) -> tuple[str, ...]:
    """Names of the columns of one table, a vector's without its length."""
    return tuple(c.name.partition("[")[0] for c in columns() if c.table == table)


@cache
def block_dtype(exact: bool = False) -> np.dtype:
    """A block: its own columns, then the household columns as vectors of 64.

    exact: eight bytes for every column. Plain Python needs it, which would reckon with four digits less where
    it meets a column of four bytes; so do tests that compare to nine digits.

    Its own stand as in the table: first what most of the country's kernels look at, so that a kernel finds
    what it needs of a block in few lines of the cache. The order changes no number.
    """
    rows = [column for column in columns() if column.table == "household"]
    return np.dtype(
        [
            ("region", "i8"),
            ("kind", "i8"),
            ("id", "i8"),
            *_fields("block"),
            *((row.name, "f8" if exact else row.storage, (SLOTS,)) for row in rows),
        ]
    )


@cache
def region_dtype() -> np.dtype:
    return np.dtype(_fields("region"))


@cache
def nation_dtype() -> np.dtype:
    return np.dtype(_fields("nation"))


def _fields(table: str) -> list[tuple]:
    """Fields of a table; `name[7]` in the table of columns is a vector of seven, such as one of bands."""
    fields: list[tuple] = []
    for column in columns():
        if column.table != table:
            continue
        bare, _, length = column.name.partition("[")
        fields.append((bare, "f8", (int(length.rstrip("]")),)) if length else (bare, "f8"))
    return fields


def field_of(name: str) -> str:
    """The field of a lever or parameter: dots of the id become underscores."""
    return name.replace(".", "_")


@cache
def lever_dtype() -> np.dtype:
    """Record of all levers."""
    return np.dtype([(field_of(name), "f8") for name in lever_index()])


@cache
def parameter_dtype() -> np.dtype:
    """Record of all parameters, in the declared order."""
    return np.dtype([(field_of(name), "f8") for name in declared()])


def clock_dtype() -> np.dtype:
    """What month it is: index, month of the year, year, months of need until new grain, random key."""
    return np.dtype([("month", "i8"), ("moy", "i8"), ("year", "i8"), ("rem", "f8"), ("key", "u8")])


def dtypes(exact: bool = False) -> tuple[np.dtype, ...]:
    """Blocks, regions, nation, levers, parameters, clock: what kernels take, levers twice."""
    return (
        block_dtype(exact),
        region_dtype(),
        nation_dtype(),
        lever_dtype(),
        parameter_dtype(),
        clock_dtype(),
    )


@dataclass
class World:
    """The whole state of one draw at one moment (three arrays of records)."""

    blocks: np.ndarray
    regions: np.ndarray
    nation: np.ndarray

    def copy(self) -> World:
        return World(*(_copy(records) for records in (self.blocks, self.regions, self.nation)))

    def households(self, column: str) -> np.ndarray:
        """A household column, shape [blocks, 64]."""
        return self.blocks[column]


def _copy(records: np.ndarray) -> np.ndarray:
    """A copy made as bytes: NumPy copies records field by field, and under Python's lock."""
    return records.view(np.uint8).copy().view(records.dtype)
