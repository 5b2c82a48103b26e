"""The compact storage of the state: 54 bytes a slot, for the whole country at one row a household.

What the month works out anew before it is read is not stored. Grain is kept in kilograms, money in kopecks,
persons in sixteenths (whole persons are exact), the rest in small steps or float16; `columns.csv` has each
step. What rounding takes from the barns and purses of a block is carried in its crumbs, so that grain and
money of the country stay what they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from perelom.world.identities import people_of
from perelom.world.schema import SLOTS, Column, World, block_dtype, columns

BITS = {"bit": 1, "two bits": 2}  # packed into two bytes, in the order of the table
CRUMBS = {"grain": "crumbs_grain", "cash": "crumbs_cash"}
BANDS = ("infants", "young", "children", "women", "men", "old_women", "old_men")
ALIVE = 1e-6  # persons of a row whose people are too few to be counted; as in mechanisms/accounts.py


@dataclass
class CompactWorld:
    """The state of one draw in the compact storage. blocks: records of `compact_dtype`."""

    blocks: np.ndarray
    regions: np.ndarray
    nation: np.ndarray

    @property
    def bytes_per_slot(self) -> float:
        """Bytes a slot takes, its share of the block's own columns included."""
        return self.blocks.dtype.itemsize / SLOTS

    @property
    def nbytes(self) -> int:
        return self.blocks.nbytes + self.regions.nbytes + self.nation.nbytes


def stored(table: str) -> tuple[Column, ...]:
    """Columns of a table that the compact storage keeps."""
    return tuple(c for c in columns() if c.table == table and c.compact)


@cache
def compact_dtype() -> np.dtype:
    """A block in the compact storage: 64 slots of each kept column, then what is the block's own."""
    fields: list[tuple] = [("region", "i2"), ("kind", "u1"), ("id", "i4"), ("flags", "u2", (SLOTS,))]
    fields += [(c.name, c.compact, (SLOTS,)) for c in stored("household") if c.compact not in BITS]
    return np.dtype(fields + [(c.name, c.compact) for c in stored("block")])


def pack(world: World) -> CompactWorld:
    """The state in the compact storage.

    OverflowError where a value does not fit its column: names the column, the value and what fits.
    """
    blocks = world.blocks
    compact = np.zeros(len(blocks), compact_dtype())
    for name in ("region", "kind", "id"):
        compact[name] = blocks[name]
    place = 0
    for column in stored("household"):
        values = blocks[column.name]
        if column.compact in BITS:
            whole = (values > 0.0) if column.name == "eaters" else np.rint(values)
            _fits(column, whole, 0, 2 ** BITS[column.compact] - 1)
            compact["flags"] |= (whole.astype(np.uint16) << place).astype(np.uint16)
            place += BITS[column.compact]
        else:
            compact[column.name] = _rounded(column, values)
    for column in stored("block"):
        compact[column.name] = blocks[column.name]
    for name, crumbs in CRUMBS.items():
        back = compact[name].astype(float) * _step(name)
        compact[crumbs] += (blocks[name] - back).sum(axis=1)
    return CompactWorld(compact, world.regions.copy(), world.nation.copy())


def unpack(compact: CompactWorld) -> World:
    """The state in the plain storage, ready to go on: opening stocks of regions and nation are counted anew.

    Columns that were not stored are zero. Crumbs stay with their block.
    """
    blocks = np.zeros(len(compact.blocks), block_dtype())
    for name in ("region", "kind", "id"):
        blocks[name] = compact.blocks[name]
    place = 0
    for column in stored("household"):
        if column.compact in BITS:
            mask = 2 ** BITS[column.compact] - 1
            blocks[column.name] = (compact.blocks["flags"] >> place) & mask
            place += BITS[column.compact]
        else:
            blocks[column.name] = compact.blocks[column.name].astype(float) * (column.step or 1.0)
    for column in stored("block"):
        blocks[column.name] = compact.blocks[column.name]
    people = sum(blocks[name] for name in BANDS)
    blocks["eaters"] = np.where(blocks["eaters"] > 0.0, np.maximum(people, ALIVE), 0.0)
    world = World(blocks, compact.regions.copy(), compact.nation.copy())
    _count_anew(world)
    return world


def carried(world: World, name: str) -> float:
    """Grain (t) or cash (rub) of all households, with the crumbs of their blocks. name: `grain` or `cash`."""
    b = world.blocks
    return float((b["weight"] * (b[name].sum(axis=1) + b[CRUMBS[name]])).sum())


def _step(name: str) -> float:
    return next(c.step for c in stored("household") if c.name == name)


def _rounded(column: Column, values: np.ndarray) -> np.ndarray:
    """Values in the units of a column's compact storage."""
    kind = np.dtype(column.compact)
    if kind.kind == "f":
        _fits(column, values, -float(np.finfo(kind).max), float(np.finfo(kind).max))
        return values.astype(kind)
    units = np.rint(values / column.step)
    _fits(column, units, np.iinfo(kind).min, np.iinfo(kind).max)
    return units.astype(kind)


def _fits(column: Column, units: np.ndarray, low: float, high: float) -> None:
    outside = ~((units >= low) & (units <= high))
    if outside.any():
        step = column.step or 1.0
        found = float(units[outside][0]) * step
        raise OverflowError(
            f"{column.name} of {found:g} {column.unit} does not fit the compact storage; "
            f"{low * step:g} to {high * step:g} does"
        )


def _count_anew(world: World) -> None:
    """Sums that the next month reads, from the rows as they now are."""
    b, regions, n = world.blocks, world.regions, world.nation
    weight, village = b["weight"], b["kind"] == 0
    live = b["eaters"] > 0.0
    b["households_sum"] = live.sum(axis=1) * weight
    b["people"] = b["eaters"].sum(axis=1) * weight

    def by_region(values: np.ndarray, where: np.ndarray) -> np.ndarray:
        return np.bincount(b["region"][where], (values * weight)[where], len(regions))

    for name in ("horses", "cattle", "pigs", "sheep"):
        herd = b[name].sum(axis=1) + b[f"common_{name}"]
        regions[f"{name}_before"] = regions[name] = by_region(herd, village)
    for name, where in (("village", village), ("town", ~village)):
        regions[f"{name}_eaters"] = by_region(b["eaters"].sum(axis=1), where)
        regions[f"{name}_households"] = by_region(live.sum(axis=1), where)
        grain = by_region(b["grain"].sum(axis=1), where)
        regions[f"{name}_grain"] = regions[f"{name}_grain_before"] = grain
    for k, name in enumerate(BANDS):
        everywhere = np.ones(len(b), bool)
        regions["people_by_band"][:, k] = by_region(b[name].sum(axis=1), everywhere)
        held = regions["camps"][:, k - 3] if k in (3, 4) else 0.0
        others = regions[f"pool_{name}"] + regions["exile"][:, k] + held
        regions["people_by_band_before"][:, k] = regions["people_by_band"][:, k] + others
    regions["people_before"] = [people_of(g) for g in regions.view(np.recarray)]
    held = (b["cash"] * live).sum(axis=1) * weight
    n["money"] = held.sum() + regions["pool_cash"].sum() + n["trade_purse"] + n["farm_purse"]
    n["money_before"] = n["money"]
