"""Runs handed to a Dask cluster instead of threads of this machine (extra `[cluster]`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any, TypeVar

from perelom.ensembles.cluster import about, client_of
from perelom.errors import refusal

PIECE = 512  # runs handed over between two files: what a stop can lose, and the most processors in use

T = TypeVar("T")


def on_cluster(address: str, do: Callable[[T], Any], items: Sequence[T]) -> list[Any]:
    """`do` of each item, in order, by the workers of the scheduler at an address as tcp://host:8786.

    InputError where none answers, or where a worker runs other code or libraries or another kind of
    processor than this machine: its numbers could differ.
    """
    client = connected(address)
    done = client.gather(client.map(partial(_at_worker, do), items, pure=False))
    here = about()
    if any(there != here for there, _ in done):
        raise refusal(
            "a worker of the cluster runs other code, libraries or another kind of processor",
            "install this version with its lock file on workers of this kind, then go on with --resume",
        )
    return [found for _, found in done]


def _at_worker(do: Callable[[T], Any], item: T) -> tuple[dict[str, str], Any]:
    """What a worker's numbers hang on, and its result."""
    return about(), do(item)


@cache
def connected(address: str) -> Any:
    """A client of the scheduler, which stays connected; InputError as of `client_of`."""
    return client_of(address)
