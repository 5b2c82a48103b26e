"""Runs handed to a Dask cluster instead of threads of this machine (extra `[cluster]`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from perelom.ensembles.fingerprint import LIBRARIES, code_hash, machine
from perelom.errors import refusal

PIECE = 512  # runs handed over between two files: what a stop can lose, and the most processors in use
PATIENCE = 20  # seconds in which a scheduler has to answer

T = TypeVar("T")


def on_cluster(address: str, do: Callable[[T], Any], items: Sequence[T]) -> list[Any]:
    """`do` of each item, in order, by the workers of the scheduler at an address as tcp://host:8786.

    InputError where none answers, or where a worker runs other code or libraries or another kind of
    processor than this machine: its numbers could differ.
    """
    client = connected(address)
    done = client.gather(client.map(lambda item: (made_by(), do(item)), items, pure=False))
    here = made_by()
    if any(there != here for there, _ in done):
        raise refusal(
            "a worker of the cluster runs other code, libraries or another kind of processor",
            "install this version with its lock file on workers of this kind, then go on with --resume",
        )
    return [found for _, found in done]


@cache
def made_by() -> tuple[str, ...]:
    """What the numbers depend on: code, libraries, processor."""
    about = machine()
    return (code_hash(), *(about[name] for name in (*LIBRARIES, "architecture", "cpu_features")))


@cache
def connected(address: str) -> Any:
    """A client of the scheduler, which stays connected."""
    try:
        from distributed import Client
    except ImportError:
        hint = "in the checkout: .venv/bin/python -m pip install -e '.[cluster]'"
        raise refusal("a cluster needs distributed, which is not installed", hint) from None
    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        words = f"no scheduler answers at {address}: {error}"
        raise refusal(words, "start one with: dask scheduler; and workers with: dask worker") from None
