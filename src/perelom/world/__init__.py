"""The world: state, first month, the month's steps, identities, and a run of one draw.

The run is imported when it is first used: mechanisms import the decorator of `world.compiled`, and the run
imports the mechanisms.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .run import Checkpoint, IdentityError, Outcome, simulate

__all__ = ["Checkpoint", "IdentityError", "Outcome", "simulate"]


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(import_module("perelom.world.run"), name)
    raise AttributeError(f"module 'perelom.world' has no attribute '{name}'")
