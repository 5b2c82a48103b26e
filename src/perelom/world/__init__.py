"""The world: state, first month, the month's steps, identities, and a run of one draw."""

from .run import Checkpoint, IdentityError, Outcome, simulate

__all__ = ["Checkpoint", "IdentityError", "Outcome", "simulate"]
