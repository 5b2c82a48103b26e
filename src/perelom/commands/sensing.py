"""`perelom sensitivity`: which parameters a result, or a difference of two courses, hangs on."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from perelom.ensembles.plan import ROOT_SEED, first_difference, plan
from perelom.errors import InputError, did_you_mean, refusal
from perelom.vocabulary import LAST_MONTH, N_MONTHS, indicator_index, month_index, month_text

from .printing import print_json, progress_bar, say, show, table
from .running import Json, Seed, Workers

INDICATORS = (
    "consumption_per_head",
    "cumulative_excess_deaths",
    "industrial_output_index",
    "grain_harvest",
    "population",
    "defence_capacity",
)
SIZES = {"morris": 4, "sobol": 32}  # trajectories, base samples; p is 400 or about 30
SHOWN = 12


def sensitivity(
    *,
    method: Annotated[
        Literal["morris", "sobol"], Parameter(help="Elementary effects or variance.")
    ] = "morris",
    size: Annotated[
        int | None, Parameter(help="Trajectories (morris) or base samples, a power of two (sobol).")
    ] = None,
    indicators: Annotated[
        tuple[str, ...], Parameter(consume_multiple=True, negative="", help="Results that are asked for.")
    ] = INDICATORS,
    scenario: Annotated[str, Parameter(help="The course.")] = "history",
    against: Annotated[
        str | None, Parameter(help="Another course: the effects are on --scenario less this one.")
    ] = None,
    of: Annotated[
        Literal["all", "calibrated"] | None,
        Parameter(help="Which parameters; by default all for morris, those calibrated for sobol."),
    ] = None,
    width: Annotated[
        float | None,
        Parameter(help="Vary within so many sd of the reference; by default the middle 90 % of each prior."),
    ] = None,
    from_: Annotated[
        str | None, Parameter(name="--from", help="First month that flows are summed from.")
    ] = None,
    at: Annotated[str, Parameter(help="Last month: levels are read there, flows summed to it.")] = LAST_MONTH,
    households: Annotated[int, Parameter(help="Households of each run.")] = 5_000,
    top: Annotated[int, Parameter(help="Parameters shown for each result.")] = SHOWN,
    seed: Seed = ROOT_SEED,
    workers: Workers = None,
    json: Json = False,
) -> int:
    """Which parameters a result hangs on: Morris or Sobol, for one course or the difference of two.

    Flows (deaths, harvests) are summed from --from, which for a difference is the month in which the courses
    part; levels are read at --at.
    """
    courses = plan(
        [scenario] if against is None else [scenario, against],
        seed=seed,
        households=households,
        to=at,
        parameters="reference",
    )
    size = SIZES[method] if size is None else size
    _refuse(method, size, indicators, width)
    main, other = courses.scenarios[0], courses.scenarios[1] if against is not None else None
    parted = 0 if other is None else first_difference(main, other)
    if other is not None and parted >= N_MONTHS:
        raise refusal(f"'{scenario}' and '{against}' never differ")
    last = month_index(at)
    first = parted if from_ is None else _month(from_)
    if first > last:
        raise refusal(f"month {month_text(first)} lies after {at}")
    from perelom.inference.sensitivity import Question
    from perelom.inference.sensitivity import sensitivity as measured

    question = Question(main, other, tuple(indicators), first, last, households, seed)
    parameters = _parameters(of or ("all" if method == "morris" else "calibrated"))
    runs = size * (len(parameters) + (1 if method == "morris" else 2))
    say(f"{len(parameters)} parameters, {runs} runs" + (" of each course" if other is not None else ""))
    with progress_bar("simulating", quiet=json) as progress:
        try:
            found = measured(
                question,
                parameters,
                method=method,
                size=size,
                width=width,
                workers=workers,
                progress=progress,
            )
        except ValueError as error:
            raise refusal(str(error)) from None
    keys = ("mu_star", "sigma", "mu_star_conf") if method == "morris" else ("first", "total", "total_conf")
    ranked = found.first if method == "morris" else found.second
    document = {
        "method": method,
        "scenario": scenario,
        "against": against,
        "seed": seed,
        "households": households,
        "size": size,
        "runs": found.runs,
        "failed": found.failed,
        "width": width,
        "from": month_text(first),
        "at": at,
        "indicators": {
            output: {
                found.names[i]: {
                    key: float(part[i, k])
                    for key, part in zip(keys, (found.first, found.second, found.error), strict=True)
                }
                for i in (-ranked[:, k]).argsort(kind="stable")
            }
            for k, output in enumerate(found.outputs)
        },
    }
    if json:
        print_json(document)
        return 0
    words = {"morris": ["mean |effect|", "sd of effects", "± 95 %"], "sobol": ["first", "total", "± 95 %"]}
    for output, rows in document["indicators"].items():
        made = table(f"{output}, {month_text(first)} to {at}", ["parameter", *words[method]], numbers=3)
        for name, row in list(rows.items())[:top]:
            made.add_row(name, *(f"{row[key]:.4g}" for key in keys))
        show(made)
    show(f"{found.runs} runs, {found.failed} failed; seed {seed}, {households} households")
    return 0


def _refuse(method: str, size: int, indicators: tuple[str, ...], width: float | None) -> None:
    """Every problem of what was asked, at once."""
    problems = []
    if size < 2 or (method == "sobol" and size & (size - 1)):
        words = "a power of two" if method == "sobol" else "a whole number from 2"
        problems += refusal(f"size is {size}; expected {words}").problems
    if width is not None and not 0.0 < width <= 4.0:
        problems += refusal(f"width is {width}; expected a number above 0, at most 4").problems
    known = indicator_index()
    for name in indicators:
        if name not in known:
            hint = did_you_mean(name, known) or "perelom show indicators"
            problems += refusal(f"unknown indicator '{name}'", hint).problems
    if problems:
        raise InputError(problems)


def _month(text: str) -> int:
    try:
        return month_index(text)
    except ValueError as error:
        raise refusal(str(error)) from None


def _parameters(of: str):
    """The declared parameters that vary."""
    from perelom.inference.country import chosen
    from perelom.inference.screening import calibrated, candidates

    if of == "all":
        return candidates()
    try:
        return chosen(calibrated())
    except OSError:
        raise refusal("no screening was made, so none is known as calibrated", "choose --of all") from None
