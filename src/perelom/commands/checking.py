"""`perelom check`: a scenario against evidence, check by check, and the bands against what was held out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import numpy as np
from cyclopts import Parameter

from perelom.ensembles.plan import DRAWS, ROOT_SEED, SAMPLE, plan
from perelom.inference.checks import Check, Rival, checks, written_value
from perelom.inference.ensemble import FAMINE, Evaluated, evaluate
from perelom.inference.judging import Quality, Verdict, evidence_held_out, passed_by_event, quality, verdicts
from perelom.inference.statistics import TOTALS
from perelom.parameters.shipped import SECOND
from perelom.results.labels import readable
from perelom.vocabulary import COUNTRY, PLACES, REGION_LABELS, month_text

from .printing import print_json, progress_bar, show, table
from .running import Draws, Households, Json, Parameters, Seed, Workers

HeldOut = Annotated[
    bool, Parameter(negative="", help="Also the held-out checks, and 1932-33 by region and month.")
]
NOT_LOOKED_INTO = "not looked into"
PUBLISHED = (COUNTRY, "ukraine", "kazakhstan")  # places with published totals of deaths in 1932-33
THOUSAND, MILLION = 1e3, 1e6
YEAR = 12
SOURCE = 34  # characters of a source in the table; docs/checks.md and --json give it whole
IN_UNITS = (*TOTALS, "lowest", "highest", "change")
NOTE = (
    "passes: the model's median lies between the published estimates, each widened by its measurement error "
    "(twice as wide where recalled); touched: the 90 % band meets them. r: recalled, not checked."
)


def check(
    scenario: str = "history",
    *,
    held_out: HeldOut = False,
    draws: Draws = DRAWS,
    households: Households = str(SAMPLE),
    seed: Seed = ROOT_SEED,
    parameters: Parameters = None,
    workers: Workers = None,
    json: Json = False,
) -> int:
    """Hold a scenario against published evidence: every check, coverage of bands, forecasts of naive rivals.

    Parameters
    ----------
    scenario
        A scenario of the library, or a YAML file.
    """
    asked = plan([scenario], draws=draws, seed=seed, households=households, parameters=parameters)
    told = checks() if held_out else checks("fit")
    points = evidence_held_out(checks(), totals_fitted=asked.mode.startswith(SECOND))
    with progress_bar("simulating", quiet=json) as progress:
        found = evaluate(asked, (*told, *points), workers=workers, progress=progress)
    judged = verdicts(told, found.values[:, : len(told)])
    measured = quality(points, found.values[:, len(told) :])
    about = {
        "scenario": scenario,
        "draws": asked.draws,
        "seed": asked.root_seed,
        "households": "all" if asked.households is None else asked.households,
        "parameters": asked.mode,
    }
    if json:
        print_json(_document(about, judged, measured, found, held_out))
    else:
        _tell(about, judged, measured, found, held_out)
    return 0 if all(verdict.passed for verdict in judged) else 1


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _document(
    about: dict[str, Any], judged: Sequence[Verdict], measured: Quality, found: Evaluated, held_out: bool
) -> dict[str, Any]:
    passed = sum(verdict.passed for verdict in judged)
    document = {
        **about,
        "checks": [_row(verdict) for verdict in judged],
        "passed": passed,
        "failed": len(judged) - passed,
        "by_event": {e: {"passed": p, "checks": n} for e, (p, n) in passed_by_event(judged).items()},
        "coverage_90_held_out": _number(measured.coverage),
        "points_held_out": measured.points,
        "crps_ratio_to_naive": _number(measured.crps_ratio_to_naive),
        "crps_ratios": {
            name: {"ratio": _number(ratio), "points": points}
            for name, (ratio, points) in measured.crps_ratio.items()
        },
        "median_relative_error": _number(measured.median_relative_error),
        "mean_width_90": _number(measured.width),
        "median_width_90": _number(measured.typical_width),
        "mean_width_90_of_draws": _number(measured.width_of_draws),
        "points_without_width": measured.near_nought,
        "draws_failed": found.failed,
    }
    if held_out:
        document["famine_1932_33"] = _famine_document(found)
    return document


def _row(verdict: Verdict) -> dict[str, Any]:
    check = verdict.check
    return {
        "id": check.id,
        "event": check.event,
        "indicator": check.indicator,
        "regions": list(check.regions),
        "statistic": check.statistic,
        "split": check.split,
        "observed": [vars(rival) for rival in check.observed],
        "low": check.low,
        "high": check.high,
        "model": {"q05": _number(verdict.q05), "q50": _number(verdict.q50), "q95": _number(verdict.q95)},
        "passed": verdict.passed,
        "touched": verdict.touches,
        "likely_reason": "" if verdict.passed else check.likely_reason or NOT_LOOKED_INTO,
    }


def _famine_document(found: Evaluated) -> dict[str, Any]:
    bands = np.quantile(found.deaths, [0.05, 0.5, 0.95], axis=0)
    sums = np.quantile(found.deaths.sum(axis=1), [0.05, 0.5, 0.95], axis=0)
    names = ("q05", "q50", "q95")
    return {
        "months": [month_text(m) for m in range(FAMINE[0], FAMINE[1] + 1)],
        "regions": {
            place: {
                **{name: bands[q, :, i].tolist() for q, name in enumerate(names)},
                "total": {name: float(sums[q, i]) for q, name in enumerate(names)},
            }
            for i, place in enumerate(PLACES)
        },
        "published": {place: _published(place) for place in PUBLISHED},
    }


def _published(place: str) -> list[float]:
    """Least and greatest published estimate of excess deaths, whatever months of 1930-34 each counts."""
    rivals = [
        rival
        for check in checks("held_out")
        if check.indicator == "excess_deaths_famine"
        and check.regions == (place,)
        and check.statistic == "total"
        for rival in check.observed
    ]
    return [min(rival.low for rival in rivals), max(rival.high for rival in rivals)]


def _tell(
    about: dict[str, Any], judged: Sequence[Verdict], measured: Quality, found: Evaluated, held_out: bool
) -> None:
    title = f"{about['scenario']} against evidence: {about['draws']} draws, parameters {about['parameters']}"
    columns = ["event", "check", "passes", "model (90 % band)", "outcome", "published"]
    made = table(title, columns, caption=NOTE)
    for verdict in judged:
        made.add_row(*_cells(verdict, about["draws"] > 1))
    show(made)
    _tell_summary(judged, measured)
    if held_out:
        _tell_famine(found)
    if found.failed:
        show(f"{len(found.failed)} draws failed: {next(iter(found.failed.values()))}")


def _cells(verdict: Verdict, several: bool) -> tuple[str, ...]:
    check = verdict.check
    factor, unit = _scale(check)

    def words(value: float) -> str:
        return written_value(check, value * factor)

    model = words(verdict.q50)
    if several:
        model += f" ({words(verdict.q05)} to {words(verdict.q95)})"
    word = "passes" if verdict.passed else "touched" if verdict.touches else "falls short"
    if not verdict.passed:
        word += f": {check.likely_reason or NOT_LOOKED_INTO}"
    return (
        check.event,
        check.id + ("" if check.split == "fit" else " *"),
        f"{words(check.low)} to {words(check.high)} {unit}".strip(),
        model,
        word,
        "; ".join(_estimate(rival, words) for rival in check.observed),
    )


def _scale(check: Check) -> tuple[float, str]:
    """Factor and unit in which a check's values are shown."""
    if check.months:
        return 1.0, ""
    if check.statistic in IN_UNITS and not check.over:
        return readable(check.indicator)
    return 1.0, "regions" if check.statistic == "leading" else ""


def _estimate(rival: Rival, words: Callable[[float], str]) -> str:
    value = words(rival.low) if rival.low == rival.high else f"{words(rival.low)} to {words(rival.high)}"
    source = rival.source if len(rival.source) <= SOURCE else f"{rival.source[: SOURCE - 1]}…"
    return f"{value} {source}{' r' if rival.status == 'recalled' else ''}"


def _tell_summary(judged: Sequence[Verdict], measured: Quality) -> None:
    for split, words in (("fit", "fit checks"), ("held_out", "held-out checks (marked *)")):
        among = [verdict for verdict in judged if verdict.check.split == split]
        if among:
            passed = sum(verdict.passed for verdict in among)
            events = ", ".join(f"{e} {p}/{n}" for e, (p, n) in passed_by_event(among).items())
            show(f"{words}: {passed} of {len(among)} pass ({passed / len(among):.0%}); {events}")
    show(
        f"held-out evidence, {measured.points} figures and checks: {measured.coverage:.0%} within the 90 % "
        f"bands with measurement error (aim 80 to 97 %); "
        f"median relative error {_told(measured.median_relative_error)}"
    )
    show(
        f"width of these bands over the median: mean {_told(measured.width)} (aim under 60 %), typical "
        f"{_told(measured.typical_width)}; of the draws alone, mean {_told(measured.width_of_draws)}; "
        f"{measured.near_nought} figures left out, the median being under a hundredth of what was published"
    )
    for name, (ratio, points) in measured.crps_ratio.items():
        show(f"CRPS over that of '{name}': {ratio:.2f} on {points} figures (aim at most 0.6)")


def _told(share: float) -> str:
    return f"{share:.0%}" if math.isfinite(share) else "–"


def _tell_famine(found: Evaluated) -> None:
    """Excess deaths from hunger in 1932-33: totals beside what was published, then by region and month."""
    sums = found.deaths.sum(axis=1)
    made = table(
        "Excess deaths from hunger, January 1932 to December 1933, millions",
        ["place", "model", "5 %", "95 %", "published from", "to", "month of most"],
        numbers=6,
        caption="Published ranges join estimates of 1930-33, 1931-33, 1932-33 and 1932-34.",
    )
    for i, place in enumerate(PLACES):
        low, middle, high = np.quantile(sums[:, i], [0.05, 0.5, 0.95]) / MILLION
        ranges = [f"{x / MILLION:.1f}" for x in _published(place)] if place in PUBLISHED else ["–", "–"]
        peak = month_text(FAMINE[0] + int(np.argmax(np.median(found.deaths[:, :, i], axis=0))))
        name = REGION_LABELS.get(place, place)
        made.add_row(name, f"{middle:.2f}", f"{low:.2f}", f"{high:.2f}", *ranges, peak)
    show(made)
    monthly = np.median(found.deaths, axis=0) / THOUSAND
    for begin in range(0, len(monthly), YEAR):
        months = [month_text(FAMINE[0] + j) for j in range(begin, begin + YEAR)]
        made = table("The same by month, thousands (median of the draws)", ["place", *months], numbers=YEAR)
        for i, place in enumerate(PLACES):
            name = REGION_LABELS.get(place, place)
            made.add_row(name, *(f"{x:.0f}" for x in monthly[begin : begin + YEAR, i]))
        show(made)
