"""One finished item as a file: the record of its months, without what is empty by declaration."""

from __future__ import annotations

import hashlib
import io
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from perelom.vocabulary import N_REGIONS, indicators


@dataclass(frozen=True)
class Shard:
    """national : [months, n_indicators]; regional : [months, n_regional, 14], or no row; both float64.
    identities : largest relative residual of each identity by name."""

    national: np.ndarray
    regional: np.ndarray
    identities: dict[str, float]


@cache
def regional_positions() -> tuple[int, ...]:
    """Positions in a record of the indicators that have values by region."""
    return tuple(i for i, item in enumerate(indicators().values()) if item.regional)


def shard_bytes(record: np.ndarray, identities: dict[str, float], *, by_region: bool = True) -> bytes:
    """A record [months, n_indicators, 15] and its identities as an npz file: always the same bytes.

    by_region : whether the values of the regions are kept as well
    """
    regional = regional_positions() if by_region else ()
    buffer = io.BytesIO()
    np.savez(
        buffer,
        national=record[:, :, N_REGIONS],
        regional=record[:, regional, :N_REGIONS],
        identity_names=np.array(list(identities), dtype=str),
        identity_residuals=np.array(list(identities.values()), dtype=float),
    )
    return buffer.getvalue()


def read_shard(path: Path) -> Shard:
    """A shard as it was written. OSError or ValueError where it cannot be read."""
    with np.load(path, allow_pickle=False) as found:
        names = [str(name) for name in found["identity_names"]]
        residuals = found["identity_residuals"].tolist()
        return Shard(found["national"], found["regional"], dict(zip(names, residuals, strict=True)))


def write_whole(path: Path, data: bytes) -> str:
    """Writes a file so that it is there whole or not at all; returns its sha256. OSError names the file."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb", buffering=0) as file:
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest) :]
        put_in_place(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)  # a disk that is full needs the room
        raise OSError(error.errno, error.strerror, str(path)) from None
    return hashlib.sha256(data).hexdigest()


def put_in_place(temporary: Path, path: Path) -> None:
    """Gives a finished file its name once all of it is on the disk."""
    handle = os.open(temporary, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    temporary.replace(path)


def hash_of_file(path: Path) -> str:
    """sha256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
