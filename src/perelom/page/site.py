"""The page without a server: the same answers as files, for any web host, or within one HTML file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from perelom.ensembles.plan import Plan
from perelom.ensembles.store import Store
from perelom.evidence import observed
from perelom.scenarios import names
from perelom.vocabulary import indicators

from . import answers, curves
from .answers import Answer
from .limits import Limits, Refused
from .mechanisms import mechanisms_in_order
from .queue import Run

# in one file: maps of what people had to eat, of the collective farms and of the dead
MAPS_OF_REPORT = ("calories_per_head.village", "collectivized_share", "excess_deaths_famine")
ESCAPED = "<\\/"
FIGURES, FEWER = 6, 5  # of numbers in maps of a site, and in a report
LONGEST = 50_000  # characters of a scenario's text that a report holds


def run_of(name: str, plan: Plan, store: Store) -> Run:
    """A finished store of two scenarios as the run that answers are made from."""
    run = Run(name, plan, store.folder, 0, None, [], status="done", store=store)
    run.failed = dict(store.failed)
    lost = {failure["draw"] for failure in run.failures()}
    run.complete = [draw for draw in range(plan.draws) if draw not in lost]
    return run


def pair_name(run: Run) -> str:
    """Name of a pair in paths: `history--nep-continued`."""
    return "--".join(run.names)


def words(
    pairs: Sequence[tuple[str, str]], mode: str, limits: Limits, households: int, draws: int
) -> Iterator[tuple[str, Any]]:
    """What every page needs to begin: paths without ending, and answers."""
    yield "mode", {"mode": mode, "pairs": [list(pair) for pair in pairs]}
    yield "version", answers.version(limits, households, draws)
    yield "vocabulary", answers.vocabulary()
    yield "scenarios", answers.scenarios()
    yield "events", answers.events()


def library() -> Iterator[tuple[str, Any]]:
    """Every scenario, every indicator's evidence and sources, parameters, mechanisms, the map, the audits."""
    yield "parameters", answers.parameters()
    for name in ("claims", "verdict"):
        try:
            yield name, answers.shipped(name)
        except Refused:  # this installation ships none; the page says so
            continue
    for name in names():
        yield f"scenarios/{name}", answers.scenario(name)
    for name in indicators():
        yield f"evidence/{name}", answers.evidence(name, None)
        yield f"sources/{name}", answers.sources(name)
    yield "mechanisms", mechanisms_in_order()
    yield "geography", answers.geography()


def results(run: Run) -> Iterator[tuple[str, Any]]:
    """A pair's curves and maps."""
    name = pair_name(run)
    yield f"runs/{name}", {**curves.answer(run, curves.SHOWN, None, None), "run": name, "position": 0}
    for indicator in curves.SHOWN:
        if indicators()[indicator].regional:
            yield f"runs/{name}/map-{indicator}", _maps(run, indicator, FIGURES)


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


def report(run: Run, static: Path, limits: Limits) -> str:
    """The built page with a run's answers within it: one file that asks nobody for anything.

    Refused (503) where the page has not been built.
    """
    plan = run.plan
    held: dict[str, Any] = dict(
        words([run.names], "file", limits, plan.households or 0, plan.draws)  # a page's run is a sample
    )
    for scenario in plan.scenarios:
        told = answers.told(scenario)
        if len(scenario.text) > LONGEST:
            told["yaml"] = (
                f"# too long for this file; it is printed by: perelom show scenario {scenario.name}\n"
            )
        held[f"scenarios/{scenario.name}"] = told
        if not any(entry["id"] == scenario.name for entry in held["scenarios"]):
            keys = ("id", "title", "question", "parent")
            held["scenarios"] = [*held["scenarios"], {key: told[key] for key in keys}]
    for name in curves.SHOWN:
        if observed(name):
            held[f"evidence/{name}"] = answers.evidence(name, None)
    for path, answer in results_of_report(run):
        held[path] = answer
    return inlined(static, held)


def results_of_report(run: Run) -> Iterator[tuple[str, Any]]:
    """A pair's curves in five figures, of flows by year alone, and a few maps."""
    name = pair_name(run)
    told = {**curves.answer(run, curves.SHOWN, None, None), "run": name, "position": 0}
    for places in told["curves"].values():
        for sides in places.values():
            for band in sides.values():
                if "annual" in band:
                    band |= {key: [] for key in curves.BAND}
    yield f"runs/{name}", _short(told, FEWER)
    for indicator in MAPS_OF_REPORT:
        yield f"runs/{name}/map-{indicator}", _maps(run, indicator, FEWER)


def inlined(static: Path, held: dict[str, Any]) -> str:
    """The built page as one file with answers in it. Refused (503) where it has not been built."""
    try:
        html, script, style = (
            (static / name).read_text(encoding="utf-8")
            for name in ("index.html", "assets/app.js", "assets/app.css")
        )
    except FileNotFoundError:
        hint = "perelom report makes a report without it"
        raise Refused(503, "the page has not been built in this checkout", hint=hint) from None
    from_elsewhere = ("<script", 'rel="stylesheet"', 'rel="icon"')
    kept = [line for line in html.splitlines() if not any(mark in line for mark in from_elsewhere)]
    data = json.dumps(held, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # an end tag within a text would end the element; a slash may be escaped in JSON and in texts of a script
    head = f"<style>{style}</style>\n</head>"
    tail = [
        f'<script type="application/json" id="perelom-answers">{data.replace("</", ESCAPED)}</script>',
        f'<script type="module">{script.replace("</script", ESCAPED + "script")}</script>',
        "</body>",
    ]
    page = "\n".join(kept) + "\n"
    before, _, after = page.replace("</head>", head, 1).rpartition("</body>")
    return before + "\n".join(tail) + after


def _maps(run: Run, indicator: str, figures: int) -> dict[str, Answer]:
    return {which: _short(curves.map_of(run, indicator, which), figures) for which in curves.WHICH}


def _short(value: Any, figures: int) -> Any:
    """Plain data with numbers in so many figures that count."""
    if isinstance(value, float):
        return float(f"{value:.{figures}g}")
    if isinstance(value, dict):
        return {key: _short(item, figures) for key, item in value.items()}
    if isinstance(value, list):
        return [_short(item, figures) for item in value]
    return value
