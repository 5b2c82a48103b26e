"""What is known before anything is computed: words, scenarios, evidence, parameters, results shipped."""

from __future__ import annotations

import csv
import json
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from perelom.evidence import joined_to
from perelom.evidence.observed import Observed, held, months_of, observed
from perelom.parameters import declared
from perelom.parameters.shipped import MAIN, kinds, posterior
from perelom.report.figures import PAPER_MONEY
from perelom.results.bands import QUANTILES
from perelom.results.headline import KEY_INDICATORS
from perelom.results.labels import readable
from perelom.results.stamp import stamp
from perelom.scenarios import Scenario, listing, load, names
from perelom.scenarios.values import start_value, unit_of
from perelom.vocabulary import (
    COUNTRY,
    FIRST_MONTH,
    N_MONTHS,
    REGIONS,
    Instrument,
    allowed_suffixes,
    declared_indicators,
    indicators,
    instruments,
    month_text,
)

from . import texts
from .labels import CHOICE, EVENT, SECTION, label, scenario_label, unit_label
from .lanes import lanes
from .limits import Limits, Refused
from .mechanisms import mechanism_of_parameter, mechanisms_of_indicator
from .sections import SECTIONS

Answer = dict[str, Any]
BOUNDS = ("_low", "_high")  # endings of series that hold one source's lower and upper estimate


def version(limits: Limits, households: int, draws: int) -> Answer:
    """What is installed, how a comparison is computed where a request says nothing, and the limits."""
    from importlib.metadata import version as installed

    return {
        "version": installed("perelom"),
        "stamp": stamp(),
        "parameters": MAIN if kinds() else "prior",
        "households": households,
        "draws": draws,
        "limits": limits.as_json(),
    }


@cache
def vocabulary() -> Answer:
    """Regions, indicators that the model computes and instruments, with labels in both languages."""
    sections = {name: heading for heading, found in SECTIONS.items() for name in found}
    return {
        "regions": [{"id": name, "label": label(name)} for name in (*REGIONS, COUNTRY)],
        "indicators": [
            {
                "id": name,
                "unit": item.unit,
                "unit_label": unit_label(item.unit),
                "label": label(name),
                "kind": item.kind,
                "regional": item.regional,
                "summed_over_year": item.summed_over_year,
                "section": label(SECTION + sections[name]) if name in sections else None,
                "key": name in KEY_INDICATORS,
                "logarithmic": name in PAPER_MONEY,
                "readable": {"factor": readable(name)[0], "unit": unit_label(readable(name)[1])},
                "mechanisms": mechanisms_of_indicator(name),
            }
            for name, item in indicators().items()
        ],
        "instruments": [_instrument(item) for item in instruments().values()],
        "months": N_MONTHS,
        "first": FIRST_MONTH,
    }


def _instrument(item: Instrument) -> Answer:
    start = start_value(item)
    return {
        "id": item.id,
        "kind": item.kind,
        "unit": item.unit,
        "unit_label": unit_label(item.unit),
        "choices": [{"id": c, "label": label(item.id + CHOICE + c)} for c in item.choices],
        "low": item.low,
        "high": item.high,
        "regional": item.regional,
        "extensive": item.extensive,
        "default": None if np.isnan(start) else start,
        "label": label(item.id),
        "meaning": item.meaning,
        "suffixes": allowed_suffixes(unit_of(item)) if not item.choices else [],
        "given": texts.both(item.given) if item.given else None,
    }


@cache
def scenarios() -> list[Answer]:
    """The library: id, title, question and parent of each scenario."""
    return [
        {
            "id": entry.name,
            "title": scenario_label(entry.name, "title", entry.title),
            "question": scenario_label(entry.name, "question", entry.question),
            "parent": entry.extends[0] if entry.extends else None,
            "period": {"from": month_text(entry.start)},
        }
        for entry in listing()
    ]


@cache
def scenario(name: str) -> Answer:
    """A scenario of the library with its text and lanes. Refused (404) for an unknown name."""
    if name not in names():
        raise Refused(
            404,
            "there is no such scenario",
            found=name[:60],
            allowed="the scenarios of the library",
            hint="/api/scenarios lists them",
        )
    return told(load(name))


def told(item: Scenario) -> Answer:
    """A scenario with its text and lanes."""
    return {
        "id": item.name,
        "yaml": item.text,
        "title": scenario_label(item.name, "title", item.title),
        "question": scenario_label(item.name, "question", item.question),
        "context": item.context,
        "parent": item.extends[0] if item.extends else None,
        "hash": item.hash,
        "sources": list(item.sources),
        "rules": len(item.rules),
        "lanes": lanes(item),
    }


@cache
def events() -> list[Answer]:
    """The events that the model must show, by month or by first and last month."""
    text = files("perelom.page").joinpath("events.csv").read_text(encoding="utf-8")
    found = []
    for row in csv.DictReader(text.splitlines()):
        one = row["first"] == row["last"]
        when = {"month": row["first"]} if one else {"from": row["first"], "to": row["last"]}
        found.append({"id": row["id"], **when, "label": label(EVENT + row["id"])})
    return found


def evidence(indicator: str, region: str | None, levels: Any = None) -> list[Answer]:
    """Published figures of an indicator in a region (None: the country), rivals of one period together.

    levels : level of a run between two months, for series of another base: level(first, last) in the
    indicator's unit, of a flow the sum of a year. Without it such a figure has `ratio` to its `rebase` period
    in place of a value. Refused (404) for an unknown indicator or region.
    """
    refuse_unknown(indicator, region)
    urls = _urls(indicator)
    groups: dict[tuple[int, int, bool], list[Observed]] = {}
    for item in observed(indicator, region):
        groups.setdefault((item.first, item.last, item.moment), []).append(item)
    found = []
    for (first, last, moment), items in groups.items():
        rivals = _joined([_rival(item, urls, levels) for item in items])
        ends = [v for r in rivals for v in (r.get("value"), r.get("low"), r.get("high")) if v is not None]
        low, high = (min(ends), max(ends)) if ends else (None, None)
        found.append(
            {"first": first, "last": last, "moment": moment, "low": low, "high": high, "rivals": rivals}
        )
    return found


def refuse_unknown(indicator: str, region: str | None = None) -> None:
    """Refused (404) for an indicator that the model does not compute, or a place without values of it."""
    if indicator not in indicators():
        hint = "/api/vocabulary lists them"
        raise Refused(404, "there is no such indicator", found=indicator[:60], hint=hint)
    if region is not None and region not in REGIONS:
        raise Refused(404, "there is no such region", found=region[:60], allowed=", ".join(REGIONS))
    if region is not None and not indicators()[indicator].regional:
        raise Refused(404, "this indicator has a value for the whole country only", found=indicator)


def _rival(item: Observed, urls: dict[tuple[str, str, int, int], str], levels: Any) -> Answer:
    rival: Answer = {
        "series": item.series,
        "source": item.source,
        "status": item.status,
        "use": item.use,
        "note": item.note,
    }
    url = urls.get((item.series, item.source, item.first, item.last))
    if url:
        rival["url"] = url
    if item.rebase_months is None:
        return {"value": item.value, **rival}
    rival |= {"rebase": item.rebase, "rebase_months": list(item.rebase_months), "ratio": item.value}
    level = levels(*item.rebase_months) if levels else np.nan
    if np.isfinite(level):
        of_years = (item.last - item.first + 1) / 12 if indicators()[item.indicator].summed_over_year else 1.0
        rival["value"] = item.value * level * of_years
    return rival


def _joined(rivals: list[Answer]) -> list[Answer]:
    """The lower and the upper estimate of one source as one rival with `low` and `high`."""
    found: list[Answer] = []
    open_ends: dict[tuple[str, str], Answer] = {}
    for rival in rivals:
        ending = next((e for e in BOUNDS if rival["series"].endswith(e)), None)
        if ending is None or "value" not in rival:
            found.append(rival)
            continue
        key = rival["series"].removesuffix(ending), rival["source"]
        if key not in open_ends:
            open_ends[key] = {k: v for k, v in rival.items() if k != "value"} | {"series": key[0]}
            found.append(open_ends[key])
        open_ends[key][ending.removeprefix("_")] = rival["value"]
    return found


@cache
def _urls(indicator: str) -> dict[tuple[str, str, int, int], str]:
    """Addresses at which figures were read, by series, source and months."""
    item = declared_indicators()[indicator]
    found = {}
    for join in joined_to(indicator):
        for figure in held(join):
            first, last, _ = months_of(figure.period, figure, join, item)
            if figure.url:
                found[figure.series, figure.source, first, last] = figure.url
    return found


@cache
def parameters() -> list[Answer]:
    """Every declared parameter with what is believed of it, before and after the evidence."""
    fitted = posterior() if kinds() else None
    bands: dict[str, Answer] = {}
    if fitted is not None:
        found = np.quantile(fitted.draws, [QUANTILES[q] for q in ("q05", "q50", "q95")], axis=0)
        for i, name in enumerate(fitted.names):
            low, middle, high = found[:, i].tolist()
            bands[name] = {"median": middle, "low": low, "high": high}
    return [
        {
            "id": p.id,
            "unit": p.unit,
            "meaning": p.meaning,
            "prior": {"family": p.prior[0], "numbers": [] if p.prior[0] == "fixed" else list(p.prior[1:])},
            "reference": p.reference,
            "posterior": bands.get(p.id),
            "mark": p.mark,
            "source": p.source,
            "mechanism": mechanism_of_parameter(p.id),
        }
        for p in declared().values()
    ]


def sources(indicator: str) -> Answer:
    """The published series that measure an indicator, as `perelom data` tells them. Refused (404)."""
    from perelom.commands.evidence import document

    refuse_unknown(indicator)
    found = document((indicator,), None)["indicators"][0]
    return {**found, "label": label(indicator), "mechanisms": mechanisms_of_indicator(indicator)}


@cache
def shipped(name: str) -> Answer:
    """A result made beforehand and shipped (docs/page_results.py), whether this version made it, and its
    words in Russian by the English.

    name : claims or verdict. Refused (503) where the package holds none.
    """
    file = files("perelom.page").joinpath(f"{name}.json")
    if not file.is_file():
        raise Refused(
            503,
            f"this installation has no results of `perelom {name}`",
            hint=f"make them on the command line: perelom {name} --json",
        )
    document = json.loads(file.read_text(encoding="utf-8"))
    told = {"claims": texts.of_claims, "verdict": texts.of_verdict}[name](document)
    return {**document, "current": document["stamp"] == stamp(), "russian": told}


@cache
def geography() -> Answer:
    """The map of the regions: rings of points, where labels stand, lakes; y runs downwards."""
    from perelom.report.geography import HEIGHT, WIDTH

    text = files("perelom.report").joinpath("regions_map.json").read_text(encoding="utf-8")
    return {"width": WIDTH, "height": HEIGHT, **json.loads(text)}
