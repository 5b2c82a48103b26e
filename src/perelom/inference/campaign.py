"""A calibration of the history as a campaign on the disk: begun, stopped, gone on with, ended in tables."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import count
from pathlib import Path

import numpy as np

from perelom.ensembles.fingerprint import model_hash
from perelom.errors import refusal
from perelom.parameters import Parameter, values, with_references
from perelom.parameters.declared import MOVED
from perelom.parameters.draws import normal_of, reference_quantiles

from .calibration import Fit, calibrate
from .checks import checks, definitions_sha256, held_out_sha256
from .cluster import PIECE as PIECE_OF_CLUSTER
from .country import Course, as_statistics, chosen, course, fitted_checks, noise_of_one_run
from .descent import EDGE, Descent, descend, moves
from .into_ranges import PRICES, STAY, Ranges, effects, least_move, room_of
from .ledger import PIECE, Ledger, Told, write_atomically
from .problem import Problem, target
from .screening import Screening, candidates, screen, written
from .settings import Settings
from .space import to_values
from .tables import heading, summary, write_tables

MANIFEST = "calibration.json"
RUNS = "runs"
RESULT = "parameters"


def evidence_hashes() -> dict[str, str]:
    """Hashes of the checks and of what is held out."""
    return {
        "checks_sha256": definitions_sha256(checks()),
        "held_out_sha256": held_out_sha256(),
    }


def begin(folder: Path, settings: Settings, names: tuple[str, ...], resume: bool) -> None:
    """Writes what the campaign is, or with `resume` makes sure it is the one begun there. InputError
    otherwise."""
    about = {
        "settings": json.loads(json.dumps(asdict(settings))),
        "parameters": list(names),
        "model_sha256": model_hash(),
        **evidence_hashes(),
    }
    manifest = folder / MANIFEST
    if not resume:
        if folder.exists() and any(folder.iterdir()):
            raise refusal("the folder holds files", "go on with --resume, or name a new folder", str(folder))
        write_atomically(manifest, json.dumps(about, indent=1).encode())
        return
    if not manifest.exists():
        raise refusal("no calibration was begun here", "leave out --resume", str(folder))
    begun = json.loads(manifest.read_text(encoding="utf-8"))
    changed = [key for key in about if begun.get(key) != about[key]]
    if changed:
        words = f"the calibration was begun with other {', '.join(changed)}"
        raise refusal(words, "start again in a new folder", str(folder))


def history_fit(
    folder: Path,
    settings: Settings,
    names: tuple[str, ...],
    workers: int | None,
    told: Told | None,
    cluster: str | None = None,
) -> tuple[Fit, list[Path], dict[str, object]]:
    """Calibrates the named parameters on the history and writes the tables under `folder/parameters`."""
    from threadpoolctl import threadpool_limits

    problem, ledger = _laid_out(folder, settings, chosen(names), settings.rest, workers, told, cluster)
    with threadpool_limits(1, user_api="blas"):  # sums split over threads differ in the last bit
        fit = calibrate(problem, settings, ledger.run)
    about = heading(settings, model_hash(), evidence_hashes())
    files = write_tables(fit, folder / RESULT, about)
    found_out = summary(fit, ledger.failed)
    write_atomically(folder / "summary.json", json.dumps(found_out, indent=1).encode())
    return fit, files, found_out


def history_screening(
    folder: Path,
    settings: Settings,
    trajectories: int,
    workers: int | None,
    told: Told | None,
    cluster: str | None = None,
) -> tuple[Screening, str]:
    """Screens every parameter with a prior on the fitted checks; the table's text. Kept in `folder` as
    well."""
    parameters = candidates()
    problem, ledger = _laid_out(folder, settings, parameters, 0.0, workers, told, cluster)
    screening = screen(
        problem, trajectories, settings.seed, lambda z: ledger.run("screening", to_values(parameters, z))
    )
    text = written(
        screening,
        [
            f"elementary effects on {len(problem.statistics)} fitted checks; {trajectories} trajectories of "
            f"{settings.households} households, seed {settings.seed}",
            f"failed runs: {ledger.failed['screening']}",
            f"model_sha256: {model_hash()}",
            *(f"{key}: {value}" for key, value in evidence_hashes().items()),
        ],
    )
    write_atomically(folder / RESULT / "screening.csv", text.encode())
    return screening, text


def history_references(
    folder: Path,
    settings: Settings,
    steps: int,
    workers: int | None,
    told: Told | None,
    cluster: str | None = None,
) -> tuple[Descent, Path]:
    """Moves the references of all parameters with a prior toward the fitted checks; the table of parameters
    with them, in `folder`."""
    parameters = candidates()
    problem, ledger = _laid_out(folder, settings, parameters, 0.0, workers, told, cluster)
    start = np.array([reference_quantiles()[p.id] for p in parameters])
    batch = count()  # each batch keeps its own pieces, so that a stopped descent goes on from the last
    descent = descend(
        problem,
        target(problem.statistics, figures=settings.figures),
        start,
        steps,
        lambda z: ledger.run(f"references-{next(batch)}", to_values(parameters, z)),
    )
    moved = to_values(parameters, descent.z[None])[0]
    table = folder / RESULT / "parameters.csv"
    text = with_references(dict(zip([p.id for p in parameters], moved.tolist(), strict=True)))
    write_atomically(table, text.encode())
    return descent, table


def history_into_ranges(
    folder: Path,
    settings: Settings,
    rounds: int,
    workers: int | None,
    told: Told | None,
    cluster: str | None = None,
) -> tuple[tuple[int, ...], Path]:
    """Moves the references of all parameters with a prior so that the shipped posterior's medians fall into
    the ranges of the fitted checks. How many lay inside at first and after each round; the table with the
    references of the best round, in `folder`."""
    parameters = candidates()
    found = fitted_checks()
    history = course(settings, found, workers, cluster)
    noise = _noise(history, settings, folder / RUNS)
    ranges = Ranges(*(np.array([getattr(c, name) for c in found], float) for name in ("low", "high", "sd")))
    z = np.clip(np.array([reference_quantiles()[p.id] for p in parameters]), -EDGE, EDGE)
    by = moves(z)
    single = Ledger(history.simulator([p.id for p in parameters]), folder / RUNS, told)
    runs = single.run("effects", to_values(parameters, np.vstack([z, z + np.diag(by)])))
    slopes = effects(runs[1:], runs[0], by, noise)
    drawn = _posterior_points(parameters, settings)
    draws = Ledger(lambda rows: _at_draws(history, parameters, rows), folder / RUNS, told)
    stays = np.array([p.id in STAY for p in parameters])
    moved, best, inside = np.zeros(len(z)), np.zeros(len(z)), []
    for k in range(rounds + 1):
        points = to_values(parameters, drawn + moved)
        rows = draws.run(f"medians-{k}", np.column_stack([points, np.arange(len(points))]))
        medians = np.nanmedian(rows, axis=0)
        inside.append(ranges.passed(medians))
        best = moved.copy() if inside[-1] == max(inside) else best
        if k < rounds:
            price = PRICES[min(k, len(PRICES) - 1)]
            moved = moved + least_move(medians, ranges, slopes, price, room_of(z + moved, stays, EDGE))
    settled = to_values(parameters, (z + best)[None])[0]
    table = folder / RESULT / "parameters.csv"
    text = with_references(dict(zip([p.id for p in parameters], settled.tolist(), strict=True)), MOVED)
    write_atomically(table, text.encode())
    return tuple(inside), table


MEDIANS_OF = 24  # draws of the shipped posterior whose medians are moved into the ranges


def _posterior_points(parameters: tuple[Parameter, ...], settings: Settings) -> np.ndarray:
    """Standard normal numbers [draws, p] of draws of the shipped posterior."""
    drawn = [values("posterior", settings.seed, member) for member in range(MEDIANS_OF)]
    return np.array([[normal_of(p, row[p.id]) for p in parameters] for row in drawn])


def _at_draws(history: Course, parameters: tuple[Parameter, ...], rows: np.ndarray) -> np.ndarray:
    """Statistics [n, s] at values of all parameters; the last column is the random member."""
    points = [dict(zip([p.id for p in parameters], map(float, row), strict=False)) for row in rows]
    return history.many(points, [[int(row[-1])] for row in rows])


def _laid_out(
    folder: Path,
    settings: Settings,
    parameters: tuple[Parameter, ...],
    rest: float,
    workers: int | None,
    told: Told | None,
    cluster: str | None,
) -> tuple[Problem, Ledger]:
    """The history as a problem in these parameters, and the ledger that remembers its runs. rest: how widely
    the others vary about their reference."""
    found = fitted_checks(settings.famine_total)
    history = course(settings, found, workers, cluster)
    noise = _noise(history, settings, folder / RUNS)
    simulate = history.simulator([p.id for p in parameters], rest)
    problem = Problem(parameters, as_statistics(found, noise), simulate)
    return problem, Ledger(simulate, folder / RUNS, told, size=PIECE_OF_CLUSTER if cluster else PIECE)


def _noise(history: Course, settings: Settings, runs: Path) -> np.ndarray:
    """Noise of one run, remembered beside the runs."""
    ledger = Ledger(lambda _: noise_of_one_run(history, settings)[None], runs)
    key = np.array([[settings.noise_runs, settings.seed, settings.households, settings.members]], float)
    return ledger.run("noise", key)[0]
