"""The report: the built page with the results of a run within it, one file that asks nobody for anything."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any

from perelom.ensembles.store import Store
from perelom.evidence import observed
from perelom.results import open_results
from perelom.scenarios import Scenario
from perelom.vocabulary import indicators

from . import answers, curves
from .limits import Limits, Refused
from .mechanisms import mechanisms_in_order
from .site import FIGURES, audits, origins, results, runs_of, words

# maps of what people had to eat, of the collective farms, the herds and the dead
MAPS = ("calories_per_head.village", "collectivized_share", "livestock_cattle", "excess_deaths_famine")
LARGEST = 2_000_000  # bytes that a report may have
# figures and maps at best; where several comparisons would make it too large: without maps, less exact
SIZES = ((FIGURES, MAPS), (FIGURES, ()), (4, ()))
STATIC = Path(__file__).parent / "static"


def report(store: Store, static: Path = STATIC) -> str:
    """The HTML of a report on a finished run, of one scenario or of several, each against the first.

    Refused (503) where the page has not been built in this checkout.
    """
    plan = store.plan
    runs = runs_of(plan, store)
    held: dict[str, Any] = dict(
        words([run.names for run in runs], "file", Limits(), plan.households or 0, plan.draws)
    )
    known = {entry["id"] for entry in held["scenarios"]}
    for scenario in plan.scenarios:
        told = held[f"scenarios/{scenario.name}"] = _scenario(scenario)
        if scenario.name not in known:
            keys = ("id", "title", "question", "parent")
            held["scenarios"] = [*held["scenarios"], {key: told[key] for key in keys}]
    held |= origins(name for name in indicators() if name in curves.SHOWN or observed(name))
    held |= audits()
    held["mechanisms"] = mechanisms_in_order()
    made = ""
    with open_results(store.folder) as dataset:
        for figures, maps in SIZES:
            found = [item for run in runs for item in results(run, dataset, maps, figures)]
            made = inlined(static, held | dict(found))
            if len(made.encode()) <= LARGEST:
                break
    return made


def _scenario(scenario: Scenario) -> answers.Answer:
    """A scenario with the lanes of the country, and of regions where they differ from its parent's."""
    told = answers.told(scenario)
    lanes = [
        lane
        for lane in told["lanes"]
        if lane["region"] is None or any(step["changed"] for step in lane["steps"])
    ]
    return {**told, "lanes": lanes}


def inlined(static: Path, held: dict[str, Any]) -> str:
    """The built page as one file with answers in it, packed. Refused (503) where it has not been built."""
    try:
        html, script, style = (
            (static / name).read_text(encoding="utf-8")
            for name in ("index.html", "assets/app.js", "assets/app.css")
        )
    except FileNotFoundError:
        raise Refused(503, "the page has not been built in this checkout", hint="page/README.md") from None
    from_elsewhere = ("<script", 'rel="stylesheet"', 'rel="icon"')
    kept = [line for line in html.splitlines() if not any(mark in line for mark in from_elsewhere)]
    data = json.dumps(held, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    packed = base64.b64encode(gzip.compress(data, mtime=0)).decode()
    # an end tag within a script's text would end the element; a slash may be escaped there
    code = script.replace("</script", "<\\/script")
    head = f"<style>{style}</style>\n</head>"
    tail = [
        f'<script type="application/gzip" id="perelom-answers">{packed}</script>',
        f'<script type="module">{code}</script>',
        "</body>",
    ]
    page = "\n".join(kept) + "\n"
    before, _, after = page.replace("</head>", head, 1).rpartition("</body>")
    return before + "\n".join(tail) + after
