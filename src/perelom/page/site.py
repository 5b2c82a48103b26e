"""The page without a server: the same answers as files, for any web host."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perelom.ensembles.plan import Plan
from perelom.ensembles.store import Store
from perelom.scenarios import names
from perelom.vocabulary import indicators

from . import answers, curves
from .limits import Limits, Refused
from .mechanisms import mechanisms_in_order
from .runs import Run

if TYPE_CHECKING:
    import xarray

FIGURES = 7  # of numbers; the page shows three or four


def runs_of(plan: Plan, store: Store) -> list[Run]:
    """The runs of a finished store, from which answers are made: each further scenario against the first, or
    the one that is there."""
    first, *others = range(len(plan.scenarios))
    return [_run_of(plan, store, (first, other)) for other in others] or [_run_of(plan, store, (first,))]


def _run_of(plan: Plan, store: Store, sides: tuple[int, ...]) -> Run:
    """sides : positions of its scenarios in the plan of the store"""
    own = replace(plan, scenarios=tuple(plan.scenarios[side] for side in sides), mixtures=())
    run = Run("", own, store.folder, 0, None, [], status="done", store=store)
    run.id = pair_name(run)
    for item in own.items():
        cause = store.failed.get(replace(item, scenario=sides[item.scenario]).id)
        if cause is not None:
            run.failed[item.id] = cause
    lost = {failure["draw"] for failure in run.failures()}
    run.complete = [draw for draw in range(plan.draws) if draw not in lost]
    return run


def pair_name(run: Run) -> str:
    """Name of a pair in paths: `history--nep-continued`."""
    return "--".join(run.names)


def words(
    pairs: Sequence[tuple[str, ...]], mode: str, limits: Limits, households: int, draws: int
) -> Iterator[tuple[str, Any]]:
    """What every page needs to begin: paths without ending, and answers."""
    yield "mode", {"mode": mode, "pairs": [list(pair) for pair in pairs]}
    yield "version", answers.version(limits, households, draws)
    yield "vocabulary", answers.vocabulary()
    yield "scenarios", answers.scenarios()
    yield "events", answers.events()


def library() -> Iterator[tuple[str, Any]]:
    """Every scenario, every indicator's evidence and sources, parameters, mechanisms, the audits."""
    yield from audits()
    for name in names():
        yield f"scenarios/{name}", answers.scenario(name)
    yield "mechanisms", mechanisms_in_order()
    yield from origins(indicators())


def audits() -> Iterator[tuple[str, Any]]:
    """Claims and verdict, where this installation ships them; where not, the page says so."""
    for name in ("claims", "verdict"):
        try:
            yield name, answers.shipped(name)
        except Refused:
            continue


def origins(of: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Parameters, and evidence and sources of indicators."""
    yield "parameters", answers.parameters()
    for name in of:
        yield f"evidence/{name}", answers.evidence(name, None)
        yield f"sources/{name}", answers.sources(name)


def results(
    run: Run, dataset: xarray.Dataset, mapped: Iterable[str] = curves.SHOWN, figures: int = FIGURES
) -> Iterator[tuple[str, Any]]:
    """Curves and maps of a run in so many figures, from its results or results that hold more."""
    told = curves.shown(run, dataset, curves.SHOWN, False)
    yield f"runs/{run.id}", _short({**curves.head(run), **told, "position": 0}, figures)
    for indicator in mapped:
        if indicators()[indicator].regional:
            yield f"runs/{run.id}/map-{indicator}", _short(curves.maps(run, dataset, indicator), figures)


def write(out: Path, found: Iterator[tuple[str, Any]]) -> int:
    """Writes answers below a folder and returns how many. OSError where one cannot be written."""
    count = 0
    for path, answer in found:
        file = out / "api" / f"{path}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        file.write_text(text + "\n", encoding="utf-8")
        count += 1
    return count


def _short(value: Any, figures: int) -> Any:
    """Plain data with numbers in so many figures that count."""
    if isinstance(value, float):
        return float(f"{value:.{figures}g}")
    if isinstance(value, dict):
        return {key: _short(item, figures) for key, item in value.items()}
    if isinstance(value, list):
        return [_short(item, figures) for item in value]
    return value
