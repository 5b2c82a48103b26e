"""The version stamp: what must be the same for the same request to give the same numbers."""

from __future__ import annotations

from functools import cache

LETTERS = 12  # of the hash of the code


def stamp_of(version: str, code_sha256: str) -> str:
    """Version and the hash over code and tables that decide the numbers: `0.1.0+3f9a1c0b22d4`."""
    return f"{version}+{code_sha256[:LETTERS]}"


@cache
def stamp() -> str:
    """The stamp of what is installed, read once in a process."""
    from importlib.metadata import version

    from perelom.ensembles.fingerprint import code_hash

    return stamp_of(version("perelom"), code_hash())
