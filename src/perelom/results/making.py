"""From a plan to its results: the store is made, the work done, the file of results built."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from perelom.ensembles.plan import Plan
from perelom.ensembles.store import Store, create
from perelom.ensembles.work import Interrupted, Progress, Tally, carry_out, workers_for

from .building import build


def make(
    plan: Plan,
    folder: Path,
    *,
    command: Mapping[str, Any],
    force: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[Store, Tally]:
    """Computes a plan in a new folder and builds its results. Nothing is written where the input is refused.

    Interrupted where the work was stopped before its end: `finish` goes on with it.
    """
    workers_for(plan, workers)
    store = create(folder, plan, command, force=force)
    return store, finish(store, workers=workers, progress=progress)


def finish(store: Store, *, workers: int | None = None, progress: Progress | None = None) -> Tally:
    """Computes what is missing in a store and builds its results, unless every item failed."""
    begun = bool(store.missing())
    tally = carry_out(store, workers=workers, progress=progress)
    try:
        if store.done and (begun or not store.results):
            build(store)
    except KeyboardInterrupt:
        raise Interrupted(store, "interrupted") from None
    return tally
