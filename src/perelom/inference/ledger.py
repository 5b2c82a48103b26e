"""Simulations that survive a stop: batches of points cut into pieces, each piece written whole when done."""

from __future__ import annotations

import hashlib
import io
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

PIECE = 32  # simulations between two files on one machine: what a stop can lose

Told = Callable[[str, int, int, float], None]  # batch, done, of how many, seconds a run


@dataclass
class Ledger:
    """Runs batches of points through a simulator and remembers them in a folder.

    folder : where pieces are kept, None for memory alone; a piece found there is used if it was made for the
    same points. told : is called after each piece. size : simulations of a piece.
    """

    simulate: Callable[[np.ndarray], np.ndarray]
    folder: Path | None = None
    told: Told | None = None
    failed: dict[str, int] = field(default_factory=dict)
    size: int = PIECE

    def run(self, batch: str, points: np.ndarray) -> np.ndarray:
        """Statistics [n, s] of points [n, p]; failed runs are rows of NaN and are counted in `failed`."""
        began, computed = time.perf_counter(), 0
        rows: list[np.ndarray] = []
        for first in range(0, len(points), self.size):
            piece = np.ascontiguousarray(points[first : first + self.size])
            found = self._kept(batch, first, piece)
            if found is None:
                found = self.simulate(piece)
                self._keep(batch, first, piece, found)
                computed += len(piece)
            rows.append(found)
            if self.told and computed:
                done = min(first + self.size, len(points))
                self.told(batch, done, len(points), (time.perf_counter() - began) / computed)
        statistics = np.concatenate(rows)
        self.failed[batch] = int(np.isnan(statistics).any(axis=1).sum())
        return statistics

    def _path(self, batch: str, first: int) -> Path | None:
        return None if self.folder is None else self.folder / f"{batch}-{first:05d}.npz"

    def _kept(self, batch: str, first: int, piece: np.ndarray) -> np.ndarray | None:
        path = self._path(batch, first)
        if path is None or not path.exists():
            return None
        with np.load(path, allow_pickle=False) as z:
            return z["statistics"] if str(z["points"]) == points_hash(piece) else None

    def _keep(self, batch: str, first: int, piece: np.ndarray, statistics: np.ndarray) -> None:
        path = self._path(batch, first)
        if path is None:
            return
        buffer = io.BytesIO()
        np.savez_compressed(buffer, points=points_hash(piece), statistics=statistics)
        write_atomically(path, buffer.getvalue())


def points_hash(points: np.ndarray) -> str:
    """sha256 of an array's numbers."""
    return hashlib.sha256(points.tobytes()).hexdigest()


def write_atomically(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)
