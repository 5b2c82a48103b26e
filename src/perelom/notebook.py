"""The Python face: scenarios, runs and comparisons as labelled arrays; offered as `perelom.run` …"""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from perelom.ensembles.plan import DRAWS, ROOT_SEED, SAMPLE, SEEDS, Plan, plan
from perelom.scenarios import Scenario, load
from perelom.vocabulary import LAST_MONTH

if TYPE_CHECKING:
    import xarray

    from perelom.ensembles.work import Crew


def scenario(ref: str | Path) -> Scenario:
    """A scenario of the library by its name, or of a YAML file. InputError with every problem."""
    return load(ref)


def run(
    scenario: str | Path | Scenario,
    *,
    draws: int = DRAWS,
    seed: int = ROOT_SEED,
    households: int | str | None = SAMPLE,
    to: str = LAST_MONTH,
    parameters: str | None = None,
    out: str | Path | None = None,
    force: bool = False,
    workers: int | Crew | None = None,
) -> xarray.Dataset:
    """One scenario: a Dataset with dimensions (draw, month[, region]), units and sources in attrs.

    draws : from the prior; the reference parameters where it is 1
    out : a new folder to keep the run in
    workers : threads, or who else does the work, as perelom.ensembles.work.Crew(cluster="tcp://host:8786")
    InputError with everything that was refused; RuntimeError where no draw could be computed.
    """
    asked = plan(
        [scenario],
        draws=draws,
        seed=seed,
        households=households,
        to=to,
        parameters=parameters,
    )
    return _computed(asked, out, force, workers)


def ensemble(
    *scenarios: str | Path | Scenario,
    draws: int = DRAWS,
    seeds: int = SEEDS,
    seed: int = ROOT_SEED,
    households: int | str | None = SAMPLE,
    to: str = LAST_MONTH,
    parameters: str | None = None,
    out: str | Path | None = None,
    force: bool = False,
    workers: int | Crew | None = None,
) -> xarray.Dataset:
    """Several scenarios side by side, levels: dimensions (scenario, draw, seed, month[, region])."""
    asked = plan(
        scenarios,
        draws=draws,
        seeds=seeds,
        seed=seed,
        households=households,
        to=to,
        parameters=parameters,
    )
    return _computed(asked, out, force, workers)


def compare(
    a: str | Path | Scenario,
    b: str | Path | Scenario,
    *others: str | Path | Scenario,
    draws: int = DRAWS,
    seeds: int = SEEDS,
    seed: int = ROOT_SEED,
    households: int | str | None = SAMPLE,
    to: str = LAST_MONTH,
    parameters: str | None = None,
    out: str | Path | None = None,
    force: bool = False,
    workers: int | Crew | None = None,
) -> xarray.Dataset:
    """Paired differences b - a month by month: dimensions (draw, month[, region]), the mean over seeds.

    With `others`, each against `a`, and a first dimension scenario. The levels: `ensemble`.
    """
    from perelom.results import differences

    found = ensemble(
        a,
        b,
        *others,
        draws=draws,
        seeds=seeds,
        seed=seed,
        households=households,
        to=to,
        parameters=parameters,
        out=out,
        force=force,
        workers=workers,
    )
    return differences(found)


def _computed(asked: Plan, out: str | Path | None, force: bool, workers: int | Crew | None) -> xarray.Dataset:
    """Results in memory; the folder stays where one was named."""
    from perelom.results import open_results
    from perelom.results.making import make

    names = ", ".join(repr(s.name) for s in asked.scenarios)
    command = {
        "name": "python",
        "rerun": f"perelom.ensemble({names}, draws={asked.draws}, seeds={asked.seeds})",
    }
    with tempfile.TemporaryDirectory(prefix="perelom-") as temporary:
        folder = Path(out) if out is not None else Path(temporary)
        store, tally = make(asked, folder, command=command, force=force, workers=workers)
        if not tally.done:
            raise RuntimeError(f"no draw could be computed: {next(iter(tally.failed.values()))}")
        if tally.failed:
            item, cause = next(iter(tally.failed.items()))
            words = f"{len(tally.failed)} of {len(asked)} simulations failed and are NaN; {item}: {cause}"
            warnings.warn(words, RuntimeWarning, stacklevel=3)
        with open_results(store.folder) as found:
            return found.load()
