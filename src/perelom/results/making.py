"""From a plan to its results: the store is made, the work done, the file of results built."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from perelom.ensembles.plan import Plan
from perelom.ensembles.store import Store, create
from perelom.ensembles.work import Crew, Failure, Interrupted, Progress, Tally, carry_out, crew_of, in_words

from .building import build


def make(
    plan: Plan,
    folder: Path,
    *,
    command: Mapping[str, Any],
    force: bool = False,
    workers: int | Crew | None = None,
    progress: Progress | None = None,
    failure: Failure | None = None,
) -> tuple[Store, Tally]:
    """Computes a plan in a new folder and builds its results. Nothing is written where the input is refused.

    workers : a number of threads, or a crew; failure : told of each item that fails
    Interrupted where the work was stopped before its end: `finish` goes on with it.
    """
    crew_of(workers).refuse()
    store = create(folder, plan, command, force=force)
    return store, finish(store, workers=workers, progress=progress, failure=failure)


def finish(
    store: Store,
    *,
    workers: int | Crew | None = None,
    progress: Progress | None = None,
    failure: Failure | None = None,
) -> Tally:
    """Computes what is missing in a store and builds its results, unless every item failed."""
    begun = bool(store.missing())
    tally = carry_out(store, workers=workers, progress=progress, failure=failure)
    try:
        if store.done and (begun or not store.results):
            build(store)
    except KeyboardInterrupt:
        raise Interrupted(store, "interrupted") from None
    except OSError as error:
        raise Interrupted(store, in_words(error, store)) from error
    return tally
