"""`perelom run`, `compare`, `resume`, `verify`: what is computed, and the store it is kept in."""

from __future__ import annotations

import shlex
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from perelom.ensembles.plan import DRAWS, ROOT_SEED, SAMPLE, SEEDS, Plan, plan
from perelom.errors import InputError, refusal
from perelom.vocabulary import LAST_MONTH, N_MONTHS, month_index, month_text

from .printing import console, print_json, progress_bar, say
from .telling import Telling, tell_results

Draws = Annotated[int, Parameter(help="Draws of the parameters; with 1, the one point in their middle.")]
Seeds = Annotated[int, Parameter(help="Seeds for each draw: they tell noise from parameters.")]
Households = Annotated[str, Parameter(help="Households of the sample, or 'all'.")]
To = Annotated[str, Parameter(help="Last month, as 1930-03.")]
Seed = Annotated[int, Parameter(help="Root seed of all random numbers.")]
Parameters = Annotated[
    str | None,
    Parameter(
        help="reference, prior, posterior, posterior:without-E4 …; by default the posterior, "
        "and for one draw its centre."
    ),
]
By = Annotated[Literal["region"] | None, Parameter(help="Also by region.")]
Annual = Annotated[bool, Parameter(negative="", help="Also by year: sums of flows, means of the rest.")]
Out = Annotated[Path | None, Parameter(help="A new folder for results.nc and manifest.json.")]
Force = Annotated[bool, Parameter(negative="", help="Replace the run that is in the folder.")]
Workers = Annotated[int | None, Parameter(help="Threads or processes; by default one for each processor.")]
Processes = Annotated[
    bool,
    Parameter(
        negative="", help="Processes instead of threads: one that the system kills costs one simulation."
    ),
]
Cluster = Annotated[
    str | None,
    Parameter(help="A Dask scheduler as tcp://host:8786, whose workers do the work (extra [cluster])."),
]
Drift = Annotated[
    bool, Parameter(negative="", help="Accept other versions of libraries or another processor.")
]
Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON document on stdout.")]


def run(
    scenario: str,
    *,
    draws: Draws = DRAWS,
    households: Households = str(SAMPLE),
    to: To = LAST_MONTH,
    seed: Seed = ROOT_SEED,
    parameters: Parameters = None,
    by: By = None,
    annual: Annual = False,
    out: Out = None,
    force: Force = False,
    workers: Workers = None,
    processes: Processes = False,
    cluster: Cluster = None,
    allow_drift: Drift = False,
    json: Json = False,
) -> int:
    """Run one scenario and show its main indicators with their bands.

    Parameters
    ----------
    scenario
        A scenario of the library, or a YAML file.
    """
    asked = plan([scenario], draws=draws, seed=seed, households=households, to=to, parameters=parameters)
    telling = Telling("run", rerun_line("run", [scenario], asked), None, by, annual)
    return _compute(asked, telling, out, force, (workers, processes, cluster, allow_drift), json)


def compare(
    a: str,
    b: str,
    *others: str,
    draws: Draws = DRAWS,
    seeds: Seeds = SEEDS,
    at: Annotated[str | None, Parameter(help="Month of the difference; by default the last.")] = None,
    households: Households = str(SAMPLE),
    to: To = LAST_MONTH,
    seed: Seed = ROOT_SEED,
    parameters: Parameters = None,
    by: By = None,
    annual: Annual = False,
    decompose: Annotated[
        bool,
        Parameter(
            negative="", help="Attribute the difference of two scenarios to groups of instruments (Shapley)."
        ),
    ] = False,
    groups: Annotated[
        Path | None,
        Parameter(
            help="With --decompose: YAML of groups, as 'villages: [procurement.*, fines.meat]' in each line; "
            "by default instruments whose ids begin alike."
        ),
    ] = None,
    permutations: Annotated[
        int | None,
        Parameter(
            help="With --decompose: orders sampled where more than six groups differ, an even number; "
            "by default 8. Up to six groups all mixtures are run."
        ),
    ] = None,
    out: Out = None,
    force: Force = False,
    workers: Workers = None,
    processes: Processes = False,
    cluster: Cluster = None,
    allow_drift: Drift = False,
    json: Json = False,
) -> int:
    """Hold scenarios against the first, draw by draw: the difference, its bands, noise and parameters apart.

    Parameters
    ----------
    a
        The scenario that the others are held against.
    b
        The other scenario: a name of the library, or a YAML file.
    others
        Further scenarios, each against the first.
    """
    names = [a, b, *others]
    from .decomposing import plan_of_parts, read_or_refuse

    problems = list(_refused_month(at, to))
    named, refused = read_or_refuse(decompose, groups, permutations, len(names))
    problems += refused
    try:
        asked = plan(
            names,
            draws=draws,
            seeds=seeds,
            seed=seed,
            households=households,
            to=to,
            parameters=parameters,
        )
    except InputError as error:
        raise InputError([*error.problems, *problems]) from None
    if problems:
        raise InputError(problems)
    rerun = rerun_line("compare", names, asked, at)
    telling = Telling("compare", rerun, at, by, annual)
    if decompose:
        asked, telling = plan_of_parts(asked, telling, named, groups, permutations)
    return _compute(asked, telling, out, force, (workers, processes, cluster, allow_drift), json)


def resume(
    folder: Path,
    *,
    workers: Workers = None,
    processes: Processes = False,
    cluster: Cluster = None,
    allow_drift: Drift = False,
    json: Json = False,
) -> int:
    """Go on with a run that was interrupted, and tell its results as they were asked for.

    Parameters
    ----------
    folder
        The folder of the run.
    """
    from perelom.ensembles import damage, open_store, refuse_drift

    store = open_store(folder)
    found = damage(store)
    if found:
        hint = (
            f"put the files back, or start again: {store.manifest['command']['rerun']} --out {folder} --force"
        )
        raise InputError([p for words in found for p in refusal(words, hint, str(folder)).problems])
    if store.missing() or not store.results:
        refuse_drift(store, allow_drift=allow_drift)
    from perelom.ensembles.work import Crew
    from perelom.results.making import finish

    crew = Crew(workers, processes, cluster, allow_drift)
    if store.missing():
        crew.refuse()
    say(f"{len(store.done)} of {len(store.plan)} simulations are done")
    with progress_bar("simulating") as watch:
        tally = finish(store, workers=crew, progress=watch, failure=watch.failed)
    return tell_results(folder, Telling.of(store.manifest["command"]), tally.failed, tally.seconds, json)


def verify(folder: Path, *, json: Json = False) -> int:
    """Check every file of a run against its hash.

    Parameters
    ----------
    folder
        The folder of the run.
    """
    from perelom.ensembles import damage, open_store

    store, found = None, []
    try:
        store = open_store(folder)
        found = damage(store)
    except InputError as error:
        from perelom.ensembles import is_store

        if not is_store(folder):
            raise
        found = [f"{p.path}: {p.message}" if p.path else p.message for p in error.problems]
    # where manifest, log or a scenario is damaged nobody can say what was done
    state = {"done": None, "missing": None, "failed": None}
    if store is not None:
        state = {"done": len(store.done), "missing": len(store.missing()), "failed": store.failed}
    if json:
        print_json({"folder": str(folder), "damage": found, **state})
    else:
        for words in found:
            console().print(words, soft_wrap=True)
        words = f"damaged: {len(found)} found" if found else "every file is as it was written"
        if store is not None:
            words += f"; {state['done']} simulations done, {state['missing']} missing"
        console().print(words, soft_wrap=True)
    return 1 if found else 0


def _compute(
    asked: Plan,
    telling: Telling,
    out: Path | None,
    force: bool,
    by_whom: tuple[int | None, bool, str | None, bool],
    json: bool,
) -> int:
    """Computes a plan, in a folder that stays or in one that goes when all is told."""
    from perelom.ensembles.work import Crew

    crew = Crew(*by_whom)
    crew.refuse()
    folder = out if out is not None else Path(tempfile.mkdtemp(prefix="perelom-"))
    from perelom.results.making import make

    with progress_bar("simulating") as watch:
        _, tally = make(
            asked,
            folder,
            command=asdict(telling),
            force=force,
            workers=crew,
            progress=watch,
            failure=watch.failed,
        )
    code = tell_results(folder, telling, tally.failed, tally.seconds, json, kept=out is not None)
    if out is None:
        shutil.rmtree(folder)
    return code


def _refused_month(at: str | None, to: str) -> tuple[Any, ...]:
    """Problems of --at: no month, or one after the last of the run."""
    if at is None:
        return ()
    try:
        index = month_index(at)
        if index > month_index(to):
            return refusal(f"month {at} lies after the last month of the run, {to}").problems
    except ValueError as error:
        return refusal(str(error)).problems
    return ()


def rerun_line(name: str, scenarios: list[str], asked: Plan, at: str | None = None) -> str:
    """The command that gives these results again, with every default written out."""
    options = {
        "--draws": asked.draws,
        "--seeds": asked.seeds if name == "compare" else None,
        "--seed": asked.root_seed,
        "--households": "all" if asked.households is None else asked.households,
        "--to": None if asked.months == N_MONTHS else month_text(asked.months - 1),
        "--at": at,
        "--parameters": asked.mode,
    }
    words = [str(word) for pair in options.items() if pair[1] is not None for word in pair]
    return shlex.join(["perelom", name, *scenarios, *words])
