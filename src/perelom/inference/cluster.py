"""Runs handed to a Dask cluster instead of threads of this machine (extra `[cluster]`)."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlsplit

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
    reach(address)
    return Client(address, timeout=PATIENCE, set_as_default=False)


def reach(address: str) -> None:
    """InputError where an address is none, or nobody listens there: asked before a client is made, which
    would go on trying in the background."""
    hint = "start one with: dask scheduler; and workers with: dask worker"
    try:
        found = urlsplit(address)
        host, port = found.hostname, found.port
    except ValueError:
        host, port = None, None
    if host is None or port is None:
        raise refusal(f"'{address}' is no address of a scheduler", "expected one as tcp://host:8786")
    try:
        socket.create_connection((host, port), PATIENCE).close()
    except OSError as error:
        raise refusal(f"no scheduler answers at {address}: {error}", hint) from None
