"""`perelom calibrate`: screen the parameters, fit those that matter to the evidence."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from perelom.errors import refusal

from .printing import print_json, say, show, table
from .running import Json, Seed, Workers

ROOT_SEED = 1921


def calibrate(
    *,
    out: Annotated[Path, Parameter(help="Folder of the calibration: runs, tables, summary.")] = Path(
        "calibration"
    ),
    resume: Annotated[
        bool, Parameter(negative="", help="Go on with the calibration begun in --out.")
    ] = False,
    seed: Seed = ROOT_SEED,
    ensemble: Annotated[int | None, Parameter(help="Members of the ensemble smoother.")] = None,
    iterations: Annotated[int | None, Parameter(help="Updates of the ensemble smoother.")] = None,
    households: Annotated[int | None, Parameter(help="Households of each run.")] = None,
    members: Annotated[
        int | None, Parameter(help="Random members whose mean is fitted; every point meets the same.")
    ] = None,
    draws: Annotated[int | None, Parameter(help="Draws of the posterior.")] = None,
    draws_without: Annotated[
        int | None, Parameter(help="Draws of each posterior without one event; 0 makes none.")
    ] = None,
    chain: Annotated[int | None, Parameter(help="Steps of each walker.")] = None,
    rest: Annotated[
        float | None,
        Parameter(help="How widely other parameters vary about the reference: 0 not at all, 1 as the prior."),
    ] = None,
    without: Annotated[
        tuple[str, ...], Parameter(help="An event that is left out altogether, as E4; may be repeated.")
    ] = (),
    with_famine_total: Annotated[
        bool, Parameter(negative="", help="Also a second posterior with the country's famine totals.")
    ] = False,
    screen: Annotated[
        int | None,
        Parameter(help="Instead of fitting, screen all parameters by so many Morris trajectories."),
    ] = None,
    references: Annotated[
        int | None,
        Parameter(help="Instead of fitting, move the references of all parameters by so many steps at most."),
    ] = None,
    into_ranges: Annotated[
        int | None,
        Parameter(
            help="Instead of fitting, move all references in so many rounds until the posterior's medians "
            "pass more of the fitted checks."
        ),
    ] = None,
    parameters: Annotated[
        Path | None, Parameter(help="A screening table other than the shipped one: which to calibrate.")
    ] = None,
    workers: Workers = None,
    cluster: Annotated[
        str | None,
        Parameter(help="Address of a Dask scheduler that runs the points, as tcp://host:8786."),
    ] = None,
    json: Json = False,
) -> int:
    """Fit the parameters that matter to the evidence of the fit split; writes tables in the package's
    form."""
    from perelom.inference import campaign
    from perelom.inference.cluster import connected
    from perelom.inference.settings import Settings

    asked = {
        "ensemble": ensemble,
        "iterations": iterations,
        "households": households,
        "members": members,
        "draws": draws,
        "draws_without": draws_without,
        "chain": chain,
    }
    sizes = {name: size for name, size in asked.items() if size is not None}
    for name, size in sizes.items():
        if size < LEAST.get(name, 1):
            least = LEAST.get(name, 1)
            raise refusal(f"--{name.replace('_', '-')} is {size}; expected a whole number from {least}")
    if rest is not None and not 0.0 <= rest <= 1.0:
        raise refusal(f"--rest is {rest}; expected a number from 0 to 1")
    settings = Settings(seed=seed, without=without, famine_total=with_famine_total, **sizes)
    if rest is not None:
        settings = replace(settings, rest=rest)
    _refuse_unknown_events(without)
    instead = {"--screen": screen, "--references": references, "--into-ranges": into_ranges}
    asked_for = {name: size for name, size in instead.items() if size is not None}
    if len(asked_for) > 1:
        raise refusal(f"{' and '.join(asked_for)} exclude each other", "run one after the other")
    for name, size in asked_for.items():
        if size < 1:
            raise refusal(f"{name} is {size}; expected a whole number from 1")
    if with_famine_total and asked_for:
        raise refusal("--with-famine-total is for the fit alone", "screening and references read no deaths")
    names = () if asked_for else _calibrated(parameters)
    if cluster is not None:
        connected(cluster)  # refused before anything is written
    campaign.begin(out, settings, names or ("all",), resume)
    told = _told(json)
    began = time.perf_counter()
    if screen:
        screening, _ = campaign.history_screening(out, settings, screen, workers, told, cluster)
        return _tell_screening(screening, out, json)
    if references:
        descent, made = campaign.history_references(out, settings, references, workers, told, cluster)
        if json:
            print_json({"half_of_squares": descent.misfit, "file": str(made)})
        else:
            sums = ", ".join(f"{x:.1f}" for x in descent.misfit)
            show(f"half of the sum of squares, figures and priors: {sums}", f"references in {made}")
        return 0
    if into_ranges:
        inside, made = campaign.history_into_ranges(out, settings, into_ranges, workers, told, cluster)
        if json:
            print_json({"inside": inside, "file": str(made)})
        else:
            show(f"medians inside their ranges: {', '.join(map(str, inside))}", f"references in {made}")
        return 0
    say(f"{len(names)} parameters, {settings.runs()} runs of {settings.households} households")
    _, files, found = campaign.history_fit(out, settings, names, workers, told, cluster)
    seconds = time.perf_counter() - began
    if json:
        print_json({**found, "files": [str(path) for path in files], "seconds": seconds})
        return 0
    misfit: Any = found["mean_squared_misfit"]
    made = table(
        "Mean squared distance from the figures, in errors",
        ["event", "prior", "posterior", "missed by the surface"],
        numbers=3,
    )
    for event, row in misfit.items():
        made.add_row(event, *(f"{row[key]:.2f}" for key in ("prior", "posterior", "surface")))
    chain_of: Any = found["chain"]
    show(
        made,
        f"longest autocorrelation {chain_of['autocorrelation']:.0f} of {chain_of['steps']} steps; "
        f"failed runs: {found['failed_runs']}; {seconds:.0f} seconds",
        f"tables in {out / campaign.RESULT}",
    )
    return 0


LEAST = {"ensemble": 20, "draws": 10, "draws_without": 0, "chain": 100, "households": 500}


def _calibrated(given: Path | None) -> tuple[str, ...]:
    """The parameters that the screening chose."""
    from perelom.inference.screening import calibrated

    try:
        return calibrated(None if given is None else given.read_text(encoding="utf-8"))
    except OSError:
        place = "the package" if given is None else str(given)
        raise refusal(
            f"there is no table of screening in {place}", "make one: perelom calibrate --screen 6 --out DIR"
        ) from None


def _refuse_unknown_events(without: tuple[str, ...]) -> None:
    from perelom.inference.checks import checks

    known = list(dict.fromkeys(check.event for check in checks("fit")))
    for event in without:
        if event not in known:
            raise refusal(f"unknown event '{event}'", f"known: {', '.join(known)}")


def _told(quiet: bool):
    """Progress on stderr: batch, runs done, seconds of a run, minutes left in the batch."""
    if quiet:
        return None

    def tell(batch: str, done: int, total: int, seconds: float) -> None:
        left = seconds * (total - done) / 60
        say(f"{batch}: {done} of {total} runs, {seconds:.2f} s each, {left:.1f} minutes left in it")

    return tell


def _tell_screening(screening: Any, out: Path, json: bool) -> int:
    from perelom.inference.screening import picked

    chosen = picked(screening)
    if json:
        effects = {
            name: dict(zip(screening.events, map(float, row), strict=True))
            for name, row in zip(screening.names, screening.effects, strict=True)
        }
        print_json({"calibrated": list(chosen), "effects": effects})
        return 0
    made = table(
        "Mean absolute elementary effect, in errors",
        ["parameter", "all", *screening.events],
        numbers=1 + len(screening.events),
    )
    rank = {name: i for i, name in enumerate(screening.names)}
    for name in chosen:
        row = screening.effects[rank[name]]
        made.add_row(name, *(f"{x:.2f}" for x in (screening.score[rank[name]], *row)))
    show(made, f"{len(chosen)} of {len(screening.names)} parameters; table in {out / 'parameters'}")
    return 0
