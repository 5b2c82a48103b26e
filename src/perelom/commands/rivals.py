"""`perelom rivals`: consumption without collectivization, asked of several models side by side."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from perelom.ensembles.plan import DRAWS, ROOT_SEED, SAMPLE, SEEDS, Plan, plan
from perelom.errors import refusal

from .printing import print_json, progress_bar, say, show, table
from .running import Draws, Force, Households, Json, Parameters, Seed, Seeds, Workers

if TYPE_CHECKING:
    from perelom.replications.rivals import Answer

FORMATS = ("svg", "png", "pdf")
QUESTION = "Consumption per head without collectivization over consumption with it: 1 = the same"
COURSES = {
    "nep-continued": "decisions of 1926/27 kept",
    "nep-reformed": "prices raised, trade freed",
    "nep-with-five-year-plan": "the plan without force",
}
ANSWERS = (
    "farms, prices, harvests, hunger and people together, as fitted to the evidence; the band is 90 per cent"
)
SILENT = (
    "whether the plan could be built without force: assumed in one of the three courses; what is not fitted"
)


def rivals(
    *,
    draws: Draws = DRAWS,
    seeds: Seeds = SEEDS,
    households: Households = str(SAMPLE),
    seed: Seed = ROOT_SEED,
    parameters: Parameters = None,
    published_only: Annotated[
        bool, Parameter(negative="", help="The published models alone: nothing is simulated.")
    ] = False,
    figure: Annotated[Path | None, Parameter(help="A file for the figure: svg, png or pdf.")] = None,
    force: Force = False,
    workers: Workers = None,
    json: Json = False,
) -> int:
    """One question to several models: consumption in 1938 and 1940, and since 1928, had farms not been
    collectivized. Ours, Allen's, two sectors with wedges, Feldman-Domar. 1 where a simulation failed.

    What each model puts in the place of collectivization differs; it stands beside every answer, with what
    the model can and can't say. Docs: docs/rivals.md.
    """
    _refuse(figure, force)
    from perelom.replications.rivals import published_models

    asked = None
    failed: dict[str, str] = {}
    answers = published_models()
    if not published_only:
        names = ["history", *COURSES]
        asked = plan(names, draws=draws, seeds=seeds, seed=seed, households=households, parameters=parameters)
        own, failed = _simulated(asked, workers, json)
        answers = [*own, *answers]
    document = _document(answers, asked, failed)
    if figure is not None:
        _draw(answers, figure)
    if json:
        print_json(document)
    else:
        _tell(answers, document)
    for item, cause in failed.items():
        say(f"{item} failed: {cause}")
    return 1 if failed else 0


def _refuse(figure: Path | None, force: bool) -> None:
    """InputError where the file of the figure can't be that."""
    if figure is None:
        return
    if figure.suffix.lstrip(".") not in FORMATS:
        raise refusal(
            f"'{figure.suffix}' is no format of a figure", f"allowed: {', '.join(FORMATS)}", str(figure)
        )
    if figure.exists() and not force:
        raise refusal("a file is there already", "replace it with --force", str(figure))


def _simulated(asked: Plan, workers: int | None, quiet: bool) -> tuple[list[Answer], dict[str, str]]:
    """What the simulator says of three NEPs, and what failed."""
    import numpy as np

    from perelom.inference.verdict_runs import measure_all
    from perelom.replications.rivals import Answer

    with progress_bar(f"simulating ({asked.mode})", quiet=quiet) as progress:
        measured = measure_all(asked, workers=workers, progress=progress)
    quantities = {
        "1938": ("1938-12", "consumption.year"),
        "1940": ("1940-12", "consumption.year"),
        "1928-1938": ("1938-12", "consumption.sum"),
        "1928-1940": ("1940-12", "consumption.sum"),
    }
    found = []
    for name, without in COURSES.items():
        kept = measured.complete("history", name)
        if not kept.any():
            continue
        ratios = {}
        for column, (at, quantity) in quantities.items():
            course, history = (measured.of(s, at, quantity)[kept].mean(axis=1) for s in (name, "history"))
            low, middle, high = np.quantile(course / history, (0.05, 0.5, 0.95))
            ratios[column] = (float(low), float(middle), float(high))
        found.append(
            Answer(
                "perelom",
                "perelom",
                f"{name}: {without}",
                f"history; {asked.mode}, {int(kept.sum())} draws",
                ratios,
                "calibrated" if asked.mode.startswith("posterior") else "illustrative",
                ANSWERS,
                SILENT,
            )
        )
    return found, measured.failed


def _document(answers: list[Answer], asked: Plan | None, failed: dict[str, str]) -> dict[str, Any]:
    """The answers as plain data."""
    from perelom.replications.rivals import COLUMNS
    from perelom.results.stamp import stamp

    words = ["perelom", "rivals"]
    if asked is None:
        words += ["--published-only"]
    else:
        words += ["--draws", str(asked.draws), "--seeds", str(asked.seeds), "--seed", str(asked.root_seed)]
        words += ["--households", "all" if asked.households is None else str(asked.households)]
        words += ["--parameters", asked.mode]
    return {
        "question": QUESTION,
        "columns": list(COLUMNS),
        "answers": [
            {
                "family": answer.family,
                "model": answer.model,
                "without": answer.without,
                "over": answer.over,
                "status": answer.status,
                "ratios": {
                    column: dict(zip(("low", "middle", "high"), band, strict=True))
                    for column, band in answer.ratios.items()
                },
                "answers": answer.answers,
                "silent": answer.silent,
            }
            for answer in answers
        ],
        "failed": failed,
        "rerun": shlex.join(words),
        "stamp": stamp(),
    }


def _draw(answers: list[Answer], path: Path) -> None:
    """The figure as a file. InputError where it can't be written."""
    from perelom.report.rivals import picture

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        metadata = {"Date": None, "Creator": None} if path.suffix == ".svg" else None
        picture(answers).savefig(path, facecolor="white", metadata=metadata)
    except OSError as error:
        raise refusal(f"cannot be written: {error.strerror}", path=str(path)) from None


def _tell(answers: list[Answer], document: dict[str, Any]) -> None:
    """The table and what each model can and can't say."""
    columns = document["columns"]
    made = table(QUESTION, ["model", "without collectivization", "status", *columns], numbers=len(columns))
    for answer in answers:
        cells = [ratio_words(answer.ratios.get(column)) for column in columns]
        made.add_row(answer.model, answer.without, answer.status, *cells)
    show(made)
    for words in said(answers):
        show(words)
    show(f"\nRerun: {document['rerun']}\nVersion: {document['stamp']}")


def ratio_words(band: tuple[float, float, float] | None) -> str:
    """A ratio with its range below it, where it has one; a dash where the model has no figure."""
    if band is None:
        return "–"
    low, middle, high = band
    return f"{middle:.3f}" if low == high else f"{middle:.3f}\n({low:.3f} … {high:.3f})"


def said(answers: list[Answer]) -> list[str]:
    """What the answers are compared with, and what they can and can't say, each sentence once."""
    words = [
        f"{answer.model}. Over: {answer.over}. Answers: {answer.answers}. Can't tell: {answer.silent}."
        for answer in answers
    ]
    return list(dict.fromkeys(words))
