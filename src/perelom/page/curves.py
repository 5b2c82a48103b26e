"""What a run has to show: curves with bands, differences, maps, the sentence, files to take away.

Every number is made by the functions behind `perelom compare` and `perelom.compare`.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from perelom.report.against import level_of
from perelom.report.curves import drawn_by_year
from perelom.report.mapped import every_difference, every_time, span_of, unit
from perelom.report.sentences import ENGLISH, sentences
from perelom.results import comparison
from perelom.results.bands import plain, quantiles, samples, yearly, years_of
from perelom.results.comparison import Pair, pairs
from perelom.results.deaths import shortfalls
from perelom.results.headline import KEY_INDICATORS
from perelom.results.labels import BY_REGION
from perelom.results.stamp import stamp
from perelom.results.tidy import table
from perelom.scenarios import names as library
from perelom.vocabulary import (
    COUNTRY,
    FIRST_MONTH,
    N_MONTHS,
    REGIONS,
    indicator_index,
    indicators,
)

from .answers import Answer, evidence, refuse_unknown
from .grounds import rests
from .labels import scenario_label, unit_label
from .limits import Refused
from .phrases import RUSSIAN, WARNING
from .runs import Run
from .sections import SECTIONS
from .tolls import tolls

if TYPE_CHECKING:
    import xarray

BAND = {"median": "q50", "low50": "q25", "high50": "q75", "low90": "q05", "high90": "q95"}
# the curves that an answer has where a request names none: those of the report
SHOWN = tuple(
    dict.fromkeys(
        name for names in (*SECTIONS.values(), KEY_INDICATORS) for name in names if name in indicators()
    )
)
WHICH = ("a", "b", "difference")
MOST_KEPT = 8  # answers, of about a megabyte each
KEPT: deque[tuple[Run, str]] = deque()
DECIMALS = re.compile(r"(\d)\.(\d)")  # `5.5`, written with a comma in Russian


def chosen(text: str | None) -> tuple[str, ...]:
    """Indicators from a list by commas; those of the report where there is none. Refused (404)."""
    names = SHOWN if not text else tuple(dict.fromkeys(text.split(",")))
    for name in names:
        refuse_unknown(name)
    return names


def curves(indicator: str, a: np.ndarray, b: np.ndarray) -> dict[str, Answer]:
    """Bands of both sides and of the paired difference, month by month, from [draws, seeds, months].

    As everywhere, the seeds of a draw alone are taken as their mean, and a difference is the mean over seeds.
    A flow has the bands of the years' sums too, where the report draws it by year.
    """
    levels = [x.reshape(-1, x.shape[-1]) if len(x) > 1 else x.mean(axis=1) for x in (a, b)]
    found = zip(WHICH, (*levels, (b - a).mean(axis=1)), strict=True)
    return {which: _band(indicator, values) for which, values in found}


def _band(indicator: str, values: np.ndarray) -> Answer:
    """Bands of [runs, months]."""
    band: Answer = _quantiles(values)
    if drawn_by_year(indicator, values.shape[1]):
        band["annual"] = {"years": years_of(values.shape[1]), **_quantiles(yearly(values, flow=True))}
    return band


def _quantiles(values: np.ndarray) -> Answer:
    if not len(values):
        return {name: [None] * values.shape[1] for name in BAND}
    found = quantiles(values)
    return {name: found[q] for name, q in BAND.items()}


def so_far(run: Run, names: Sequence[str], draws: list[int]) -> dict[str, Any]:
    """Curves of the country from the draws that are complete, or from the centre where none is.

    draws : which; empty for the centre. FileNotFoundError where the run has been finished meanwhile.
    """
    if not draws and not run.has_centre:
        return {}
    a, b = run.country(draws) if draws else run.country_at_centre()
    return {
        name: {COUNTRY: curves(name, a[..., indicator_index()[name]], b[..., indicator_index()[name]])}
        for name in names
    }


def answer(run: Run, names: Sequence[str], places: str | None, at: str | None) -> Answer:
    """How far a run is and what it shows.

    places : `all` for the regions too, once it is done; at : month of the sentence, by default the last
    """
    if places not in (None, "all", "country"):
        raise Refused(404, "unknown places", found=places[:60], allowed="country or all")
    told = head(run)
    if run.status == "failed":
        return told
    if run.active:
        try:
            draws = list(run.complete)
            told["curves"] = so_far(run, names, draws)
            told["basis"] = "draws" if draws else "centre" if told["curves"] else None
            return told
        except FileNotFoundError:  # finished in this moment, or nearly
            if run.active:
                return told
    key = f"shown {names} {at}"
    found = run.told.get(key) if places != "all" else None
    if found is None:
        with run.results() as dataset:
            found = shown(run, dataset, names, places == "all", at)
        if places != "all":
            _keep(run, key, found)
    return {**told, **found}


def _keep(run: Run, key: str, found: Answer) -> None:
    """Keeps what a run shows for the next reader, of the few runs that were asked for last."""
    run.told[key] = found
    KEPT.append((run, key))
    while len(KEPT) > MOST_KEPT:
        old, other = KEPT.popleft()
        if not any(one is old and name == other for one, name in KEPT):
            old.told.pop(other, None)


def head(run: Run) -> Answer:
    """What was asked for and how far it is, with nothing to show yet."""
    return {
        "run": run.id,
        "status": run.status,
        "done": len(run.complete),
        "of": run.plan.draws,
        "failed": run.failures(),
        "stamp": stamp(),
        "a": run.names[0],
        "b": run.names[-1],
        "draws": run.plan.draws,
        "seeds": run.plan.seeds,
        "seed": run.plan.root_seed,
        "households": run.plan.households,
        "parameters": run.plan.mode,
        "first": FIRST_MONTH,
        "months": N_MONTHS,
        "basis": None,
        "curves": {},
        "sentence": None,
        "warnings": {"en": [], "ru": []},
    }


def shown(
    run: Run, dataset: xarray.Dataset, names: Sequence[str], regions: bool, at: str | None = None
) -> Answer:
    """What the results of a finished run show: curves, the sentence, what must be said beside them.

    dataset : its results, which may hold more scenarios; of one scenario alone a curve has the side `a` only
    """
    told: Answer = {"status": "done", "basis": "draws", "stamp": str(dataset.attrs["stamp"]), "curves": {}}
    pair = _pair(run, dataset)
    for name in names:
        told["curves"][name] = {COUNTRY: _sides(run, dataset, pair, name, name)}
        if regions and indicators()[name].regional:
            found = _sides(run, dataset, pair, name + BY_REGION, name)
            told["curves"][name] |= found
    told |= _beside(run, dataset, pair)
    if pair is None:
        return {**told, "warnings": _warnings(dataset)}
    return {**told, **_said(run, dataset, at)}


def _beside(run: Run, dataset: xarray.Dataset, pair: Pair | None) -> Answer:
    """Deaths by span and place, and what the results rest on."""
    if "beside" not in run.told:
        run.told["beside"] = {"deaths": tolls(run.names, dataset, pair), "rests": rests(run, dataset)}
    return run.told["beside"]


def _sides(run: Run, dataset: xarray.Dataset, pair: Pair | None, variable: str, name: str) -> Answer:
    """Bands of a variable: of its sides, or by region of the sides in each."""
    levels = pair.values(variable) if pair else (samples(dataset, variable, run.names[0]),)

    def bands(values: Sequence[np.ndarray]) -> Answer:
        if pair is None:
            return {"a": _band(name, values[0])}
        return curves(name, *values)

    if not variable.endswith(BY_REGION):
        return bands(levels)
    return {region: bands([x[..., i] for x in levels]) for i, region in enumerate(REGIONS)}


def _pair(run: Run, dataset: xarray.Dataset) -> Pair | None:
    """The pair of a dataset that a run is about; None where it is about one scenario alone."""
    if len(run.names) == 1:
        return None
    return next(pair for pair in pairs(dataset) if (pair.a, pair.b) == run.names)


def _warnings(dataset: xarray.Dataset) -> dict[str, list[str]]:
    russian = [DECIMALS.sub(r"\1,\2", words) for words in shortfalls(dataset, WARNING)]
    return {"en": shortfalls(dataset), "ru": russian}


def _said(run: Run, dataset: xarray.Dataset, at: str | None) -> Answer:
    """The sentences about a comparison, the numbers behind them, and what must be said beside them."""
    key = f"said {at}"
    if key not in run.told:
        found = comparison(dataset, at=at)
        if "comparisons" in found:
            found = next(one for one in found["comparisons"] if one["b"] == run.names[1])
        english, russian = (
            sentences({**found, **_called(run, language)}, words)
            for language, words in (("en", ENGLISH), ("ru", RUSSIAN))
        )
        run.told[key] = {
            "at": found["at"],
            "since": found["since"],
            "sentence": {"en": english[0], "ru": russian[0]},
            "sentences": {"en": english, "ru": russian},
            "differences": {name: found["differences"][name] for name in SHOWN},
            "warnings": _warnings(dataset),
        }
    return run.told[key]


def _called(run: Run, language: str) -> dict[str, str]:
    """What the sides are called in a sentence: by name, in Russian and one's own scenario by title."""
    found = {}
    for side, scenario in zip("ab", run.plan.scenarios, strict=True):
        titles = scenario_label(scenario.name, "title", scenario.title)
        ours = scenario.name in library()
        found[side] = scenario.name if ours and language == "en" else titles[language]
    return found


def map_of(run: Run, indicator: str, which: str) -> Answer:
    """Medians of every region and month on one scale: both sides of a level share it. Refused (404, 409)."""
    refuse_unknown(indicator)
    if not indicators()[indicator].regional:
        raise Refused(404, "this indicator has a value for the whole country only", found=indicator)
    if which not in WHICH:
        raise Refused(404, "unknown map", found=which[:60], allowed=", ".join(WHICH))
    finished(run)
    key = f"map {indicator} {which}"
    if key in run.told:
        return run.told[key]
    with run.results() as dataset:
        found = maps(run, dataset, indicator)
    for one, answer in found.items():
        run.told[f"map {indicator} {one}"] = answer
    return run.told[key]


def maps(run: Run, dataset: xarray.Dataset, indicator: str) -> dict[str, Answer]:
    """The maps of an indicator: of both sides and of the difference; of one scenario alone that of `a`."""
    sides = [every_time(dataset, indicator, False, name) for name in run.names]
    found = dict(zip(WHICH, sides, strict=False))
    pair = _pair(run, dataset)
    if pair is not None:
        found["difference"] = every_difference(pair, indicator, years=False)
    return {
        which: _map(run, indicator, which, values, [values, -values] if which == "difference" else sides)
        for which, values in found.items()
    }


def _map(run: Run, indicator: str, which: str, values: np.ndarray, together: Sequence[np.ndarray]) -> Answer:
    """A map of [months, 14]. together : what shares its scale"""
    scale = np.array(together)
    finite = scale[np.isfinite(scale)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (None, None)
    rows = plain(values)
    return {
        "run": run.id,
        "indicator": indicator,
        "which": which,
        "unit": unit_label_of(indicator)["en"],
        "unit_label": unit_label_of(indicator),
        "months": len(rows),
        "regions": {region: [row[i] for row in rows] for i, region in enumerate(REGIONS)},
        "low": low,
        "high": high,
    }


def unit_label_of(indicator: str) -> dict[str, str]:
    """The unit of a monthly map in both languages."""
    words = unit(indicator, span_of(FIRST_MONTH, N_MONTHS))
    time = " in this month"
    if not words.endswith(time):
        return unit_label(words)
    found = unit_label(words.removesuffix(time))
    return {"en": f"{found['en']} in the month", "ru": f"{found['ru']} за месяц"}


def evidence_beside(run: Run, indicator: str, region: str | None) -> list[Answer]:
    """Published figures with series of another base scaled to the run's level, as in the report."""
    finished(run)
    refuse_unknown(indicator, region)
    with run.results() as dataset:

        def level(first: int, last: int) -> float:
            return level_of(dataset, indicator, region, first, last)

        return evidence(indicator, region, level)


def finished(run: Run) -> None:
    """Refused (409) where a run is not done."""
    if run.status != "done":
        raise Refused(
            409,
            "this run has no results yet" if run.active else "no draw of this run could be computed",
            found=run.status,
            allowed="a run that is done",
            hint=f"/api/runs/{run.id} tells how far it is",
        )


def as_csv(run: Run, names: Sequence[str], regions: bool) -> str:
    """Quantiles over the draws as a long table, as `perelom export --quantiles` writes them."""
    finished(run)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    with run.results() as dataset:
        for i, part in enumerate(table(dataset, names, regions=regions, quantiles=True)):
            if i == 0:
                writer.writerow(part)
            columns = [c.tolist() if isinstance(c, np.ndarray) else c for c in part.values()]
            rows = zip(*columns, strict=True)
            writer.writerows(["" if x != x else x for x in row] for row in rows)
    return out.getvalue()
