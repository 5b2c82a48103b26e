"""Ensembles: scenarios x draws x seeds, computed on threads and kept in a store that survives a kill.

The engine is imported with `work`; the plan and the store need neither numba nor a simulation.
"""

from .plan import ROOT_SEED, SAMPLE, Item, Plan, first_difference, plan
from .store import RESULTS, Store, create, damage, is_store, open_store, refuse_drift

__all__ = [
    "RESULTS",
    "ROOT_SEED",
    "SAMPLE",
    "Item",
    "Plan",
    "Store",
    "create",
    "damage",
    "first_difference",
    "is_store",
    "open_store",
    "plan",
    "refuse_drift",
]
