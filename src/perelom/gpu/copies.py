"""The blocks twice, on the host and on the device: a column is moved when the other side needs it.

The host's copy lies in memory that the device reads and writes itself, across the bus; nothing is packed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from perelom.gpu.translate import SIMULATED, aligned, cuda

TOGETHER = 2 if SIMULATED else 32  # threads of a group: one warp


@cuda.jit
def _move(source, target, width, words):
    first = cuda.blockIdx.x * width
    for j in range(cuda.threadIdx.x, len(words), cuda.blockDim.x):
        target[first + words[j]] = source[first + words[j]]


class Copies:
    """Two copies of the blocks, and which columns of each are behind the other's.

    moved: bytes that have passed between host and device so far; seconds: by what they went to.
    """

    def __init__(self) -> None:
        self.moved = 0
        self.seconds: dict[str, float] = {"moving": 0.0}
        self._behind: dict[str, set[str]] = {"host": set(), "device": set()}
        self._blocks: np.ndarray | None = None
        self._tables: list[tuple[Any, Any]] = []
        self._uploaded: list[bytes] = []

    @contextmanager
    def spent_on(self, what: str) -> Iterator[None]:
        """Adds what passes meanwhile, until the device is idle, to the seconds of something."""
        began = time.perf_counter()
        yield
        cuda.synchronize()
        self.seconds[what] = self.seconds.get(what, 0.0) + time.perf_counter() - began

    def hold(self, blocks: np.ndarray) -> np.ndarray:
        """The host's copy of the blocks that a run begins with; from then on it is that copy that changes."""
        if self._blocks is None:
            words = blocks.view(np.uint64)
            shared = cuda.mapped_array(words.shape, np.uint64)
            np.asarray(shared)[:] = words
            device = cuda.to_device(words)
            self.moved = blocks.nbytes
            self._fields: Any = blocks.dtype.fields
            self._sides = {"host": shared, "device": device}
            self._blocks = np.asarray(shared).view(blocks.dtype)
            self.device = device.view(aligned(blocks[:0]).dtype)
        return self._blocks

    def tables(self, tables: tuple[np.ndarray, ...]) -> list[Any]:
        """Regions, nation, levers, totals, parameters and clock on the device, as they are on the host."""
        if not self._tables:
            for table in tables:
                there = cuda.device_array(table.nbytes, np.uint8)
                self._tables.append((there, there.view(aligned(table[:0]).dtype)))
            self._uploaded = [b""] * len(tables)
        for i, table in enumerate(tables):
            as_bytes = table.view(np.uint8)
            if (now := as_bytes.tobytes()) != self._uploaded[i]:
                self._tables[i][0].copy_to_device(as_bytes)
                self._uploaded[i] = now
        return [records for _, records in self._tables]

    def update(self, where: str, columns: frozenset[str]) -> None:
        """Brings columns of one side ('host', 'device') up to date."""
        words = self._late(where, columns)
        if len(words):
            other = "host" if where == "device" else "device"
            n_blocks = len(self.device)
            width = len(self._sides[where]) // n_blocks
            with self.spent_on("moving"):
                sides = self._sides[other], self._sides[where]
                _move[n_blocks, TOGETHER](*sides, width, cuda.to_device(words))
            self.moved += n_blocks * len(words) * 8

    def written(self, where: str, columns: frozenset[str]) -> None:
        """Says that a kernel has run on one side and may have written these columns."""
        self._behind["device" if where == "host" else "host"] |= columns

    def _late(self, where: str, columns: frozenset[str]) -> np.ndarray:
        """Words of a record (of 8 bytes) that are behind among some columns; from now on they are not."""
        late = self._behind[where] & columns
        self._behind[where] -= late
        words: list[int] = []
        for column in sorted(late, key=lambda name: self._fields[name][1]):
            dtype, offset = self._fields[column][:2]
            words.extend(range(offset // 8, (offset + dtype.itemsize) // 8))
        return np.array(words, np.int64)
