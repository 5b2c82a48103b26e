"""The blocks twice, on the host and on the device: a column is moved when the other side needs it."""

from __future__ import annotations

from collections.abc import Iterable
from types import FunctionType
from typing import Any

import numpy as np

from perelom.gpu.translate import SIMULATED, aligned, cuda, looked_up
from perelom.mechanisms.steps import Step
from perelom.world.schema import block_dtype, names

TOGETHER = 2 if SIMULATED else 32  # threads of a group: one warp


@cuda.jit
def _gather(table, width, words, out):
    b = cuda.blockIdx.x
    for j in range(cuda.threadIdx.x, len(words), cuda.blockDim.x):
        out[b, j] = table[b * width + words[j]]


@cuda.jit
def _scatter(table, width, words, packed):
    b = cuda.blockIdx.x
    for j in range(cuda.threadIdx.x, len(words), cuda.blockDim.x):
        table[b * width + words[j]] = packed[b, j]


def attributes(function: FunctionType) -> frozenset[str]:
    """Every name that a function or a part of it takes of a record; mechanisms reach columns in no other
    way."""
    found = set(function.__code__.co_names)
    for value in looked_up(function).values():
        if isinstance(value, FunctionType):
            found |= attributes(value)
    return frozenset(found)


def of_blocks(declared: Iterable[str]) -> set[str]:
    """Columns of blocks and households among declared names."""
    found: set[str] = set()
    for name in declared:
        table, _, column = name.partition(".")
        if table in ("household", "block"):
            found |= set(names(table)) if column == "*" else {column}
    return found


def columns_of(step: Step, function: FunctionType) -> tuple[frozenset[str], frozenset[str]]:
    """Block columns that one of a step's kernels may read or write, and those it may write: what the step
    declares, less what the kernel's code never names."""
    named = attributes(function)
    return named & of_blocks(step.reads + step.writes), named & of_blocks(step.writes)


class Copies:
    """Two copies of the blocks, and which columns of each are behind the other's.

    moved: bytes that have passed between host and device so far.
    """

    def __init__(self) -> None:
        self.moved = 0
        self._behind: dict[str, set[str]] = {"host": set(), "device": set()}

    def hold(self, blocks: np.ndarray) -> None:
        """Takes the blocks of a run at its first kernel; they stay the same array until it ends."""
        if not self.moved:
            self.device = cuda.to_device(aligned(blocks))
            self.moved = blocks.nbytes
            self._words = blocks.view(np.uint64).reshape(len(blocks), -1)

    def to_device(self, columns: frozenset[str]) -> None:
        """Brings columns of the device up to date."""
        words = self._late("device", columns)
        if len(words):
            packed = np.ascontiguousarray(self._words[:, words])
            self._move(_scatter, words, cuda.to_device(packed))

    def to_host(self, columns: frozenset[str]) -> None:
        """Brings columns of the host up to date."""
        words = self._late("host", columns)
        if len(words):
            packed = cuda.device_array((len(self._words), len(words)), np.uint64)
            self._move(_gather, words, packed)
            self._words[:, words] = packed.copy_to_host()

    def written(self, where: str, columns: frozenset[str]) -> None:
        """Says that a kernel has run on one side ('host', 'device') and may have written these columns."""
        self._behind["device" if where == "host" else "host"] |= columns

    def _late(self, where: str, columns: frozenset[str]) -> np.ndarray:
        """Words of a record (of 8 bytes) that are behind among some columns; from now on they are not."""
        late = self._behind[where] & columns
        self._behind[where] -= late
        fields: Any = block_dtype().fields
        words: list[int] = []
        for column in sorted(late, key=lambda name: fields[name][1]):
            dtype, offset = fields[column][:2]
            words.extend(range(offset // 8, (offset + dtype.itemsize) // 8))
        return np.array(words, np.int64)

    def _move(self, kernel: Any, words: np.ndarray, packed: Any) -> None:
        n_blocks, width = self._words.shape
        kernel[n_blocks, TOGETHER](self.device.view(np.uint64), width, cuda.to_device(words), packed)
        self.moved += n_blocks * len(words) * 8
