"""The tables of docs/calibration-methods.md: ways of fitting, side by side on the toy country.

make docs-compare-methods                                        # solves 100 countries and fills the page
python docs/compare_methods.py [--countries N] [--keep FOLDER]   # each country solved is kept in FOLDER

Simulation-based calibration (Talts et al. 2018): true parameters are drawn from the prior, the toy country's
figures are simulated from them and blurred by their error, and each way draws from its posterior given those
figures. The same is done where figures are linear in the parameters. The ways that stand here and not in the
package are those that were not kept.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.stats import chi2
from verdict_tables import filled, table

from perelom.ensembles.fingerprint import model_hash
from perelom.inference.calibration import seeds
from perelom.inference.emulator import emulate
from perelom.inference.kalman import smooth
from perelom.inference.problem import Problem, Target, target
from perelom.inference.sampling import sample

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from toy_calibration import FITTED, linear_problem, toy_problem

PAGE = Path(__file__).parent / "calibration-methods.md"
SEED = 1918
MEMBERS, UPDATES = 80, 3  # of the smoother, which runs MEMBERS x (UPDATES + 1) points
RUNS = MEMBERS * (UPDATES + 1)
DRAWS, STEPS = 99, 1500
NEAREST, REGRESSED = 0.10, 0.50  # share of the prior's runs kept by rejection, and by regression
MOST_BINS, LEAST_IN_BIN = 10, 5  # of ranks
LINEAR = 50  # countries of a case that needs no simulator


def linear() -> Problem:
    """Figures that are linear in the parameters."""
    return linear_problem()[0]


LETTERED = tuple(f"p{i}" for i in range(6))
# name : problem, its parameters, as how many figures an event weighs (each has one to three)
CASES: dict[str, tuple[Callable[[], Problem], tuple[str, ...], float]] = {
    "country": (toy_problem, FITTED, 1.0),
    "linear": (linear, LETTERED, 1.0),
    "sharp": (linear, LETTERED, 4.0),
}
WAYS = {
    "kept": "smoother, surface, walkers (kept)",
    "smoother": "smoother alone (ES-MDA)",
    "regression": "ABC by regression",
    "rejection": "ABC by rejection",
    "prior": "the prior, nothing learned",
}


def smoother_ways(problem: Problem, aim: Target, country: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Draws of the kept method and of its first stage alone; seconds of each, [kept, smoother], beside the
    runs."""
    seed = seeds(country)
    prior = np.random.default_rng(seed["prior"]).standard_normal((MEMBERS, len(problem.parameters)))
    in_runs = 0.0

    def forward(_: int, z: np.ndarray) -> np.ndarray:
        nonlocal in_runs
        began = time.perf_counter()
        found = problem.scaled(problem.at(z))
        in_runs += time.perf_counter() - began
        return found

    began = time.perf_counter()
    waves = smooth(forward, prior, aim, UPDATES, seed["smoother"])
    smoothed = time.perf_counter() - began - in_runs
    surface = emulate(waves.z, waves.scaled, aim, seed["emulator"])
    drawn = sample(surface, aim, waves.last, DRAWS, STEPS, seed["walkers"]).z
    spent = np.array([time.perf_counter() - began - in_runs, smoothed])
    return {"kept": drawn, "smoother": waves.last}, spent


def abc_ways(
    z: np.ndarray, figures: np.ndarray, aim: Target, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Draws by approximate Bayesian computation from runs of the prior z [n, p], figures [n, s] blurred by
    their error: the nearest runs, and the nearer half moved by a local linear regression (Beaumont, Zhang &
    Balding 2002)."""
    away = (figures[:, aim.used] - aim.observed) / np.sqrt(aim.variance)
    distance = np.sqrt((away**2).sum(axis=1))
    order = np.argsort(distance, kind="stable")
    nearest = z[order[: round(NEAREST * len(z))]]
    half = order[: round(REGRESSED * len(z))]
    weight = 1.0 - (distance[half] / distance[half[-1]]) ** 2  # Epanechnikov; nought for the farthest
    x = np.column_stack([np.ones(len(half)), away[half]])
    root = np.sqrt(weight)[:, None]
    slope = np.linalg.lstsq(root * x, root * z[half], rcond=None)[0]
    moved = z[half] - away[half] @ slope[1:]
    return {
        "rejection": nearest,
        "regression": moved[rng.choice(len(half), DRAWS, p=weight / weight.sum())],
    }


def solve(problem: Problem, figures: float, country: int) -> dict[str, np.ndarray]:
    """One country: truth [p], the draws of each way [m, p], seconds.

    figures : as how many figures an event weighs
    """
    rng = np.random.default_rng([SEED, country])
    parameters = len(problem.parameters)
    plain = target(problem.statistics, figures=figures)
    error = np.zeros(len(problem.statistics))
    error[plain.used] = np.sqrt(plain.variance)

    def blurred(z: np.ndarray) -> np.ndarray:
        exact = problem.scaled(problem.at(z))
        return exact + error * rng.standard_normal(exact.shape)

    truth = rng.standard_normal((1, parameters))
    aim = replace(plain, observed=blurred(truth)[0][plain.used])
    drawn, spent = smoother_ways(problem, aim, country)
    z = rng.standard_normal((RUNS, parameters))
    began = time.perf_counter()
    seen = blurred(z)
    run = (time.perf_counter() - began) / RUNS
    began = time.perf_counter()
    drawn |= abc_ways(z, seen, aim, rng)
    seconds = np.array([*spent, time.perf_counter() - began, run])
    return {"truth": truth[0], "seconds": seconds, **drawn, "prior": z[:DRAWS]}


def kept(name: str, country: int, folder: Path | None) -> dict[str, np.ndarray]:
    """One country of a case solved, or read where this model solved it before."""
    path = None if folder is None else folder / model_hash()[:12] / f"{name}-{country:04d}.npz"
    if path is not None and path.exists():
        with np.load(path, allow_pickle=False) as stored:
            return dict(stored)
    problem, _, figures = CASES[name]
    found = solve(problem(), figures, country)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}")
        np.savez(part, allow_pickle=False, **found)
        part.replace(path)
    return found


def ranks(solved: list[dict[str, np.ndarray]], way: str) -> np.ndarray:
    """Ranks of the truth among the draws, [countries, p] in 0-1: uniform for a right posterior of whatever
    number of draws, as each is put at random within its step."""
    rng = np.random.default_rng(SEED)
    rows = []
    for found in solved:
        drawn, truth = found[way], found["truth"]
        below = (drawn < truth).sum(axis=0)
        rows.append((below + rng.uniform(size=len(truth))) / (len(drawn) + 1))
    return np.array(rows)


def uniformity(rank: np.ndarray) -> np.ndarray:
    """p-value [p] of the chi-square test that ranks [countries, p] are uniform over equal bins."""
    bins = max(2, min(MOST_BINS, len(rank) // LEAST_IN_BIN))
    expected = len(rank) / bins
    counts = np.array([np.histogram(column, bins, (0.0, 1.0))[0] for column in rank.T])
    return chi2.sf(((counts - expected) ** 2 / expected).sum(axis=1), bins - 1)


def crps(solved: list[dict[str, np.ndarray]], way: str) -> np.ndarray:
    """Continuous ranked probability score of the true parameters, [countries, p], in sd of the prior; the
    estimator that does not favour a larger number of draws (Ferro 2014)."""
    from scoringrules import crps_ensemble

    return np.array([crps_ensemble(c["truth"], c[way].T, estimator="fair") for c in solved])


def width(solved: list[dict[str, np.ndarray]], way: str, share: float) -> np.ndarray:
    """Width of the central interval, [countries, p], in sd of the prior."""
    ends = [np.quantile(c[way], [0.5 - share / 2, 0.5 + share / 2], axis=0) for c in solved]
    return np.array([high - low for low, high in ends])


def told(solved: list[dict[str, np.ndarray]], names: tuple[str, ...]) -> str:
    """The generated part of the page."""
    countries = len(solved)
    rank = {way: ranks(solved, way) for way in WAYS}
    p = {way: uniformity(rank[way]) for way in WAYS}
    score = {way: crps(solved, way) for way in WAYS}
    whole = []
    for way, words in WAYS.items():
        gap = (score[way] - score["kept"]).mean(axis=1)
        inside = [np.mean(np.abs(rank[way] - 0.5) <= share / 2) for share in (0.5, 0.9)]
        wide = [width(solved, way, share).mean() for share in (0.5, 0.9)]
        whole.append(
            [
                words,
                f"{p[way].min():.2g}",
                f"{(p[way] < 0.01 / len(names)).sum()}",
                *(f"{100 * x:.0f}" for x in inside),
                *(f"{x:.2f}" for x in wide),
                f"{score[way].mean():.3f}",
                "" if way == "kept" else f"{gap.mean():+.3f} ± {gap.std(ddof=1) / np.sqrt(countries):.3f}",
            ]
        )
    heads = ["way", "smallest p", "refused", "in 50 %", "in 90 %", "50 % wide", "90 % wide"]
    first = table("All parameters", [*heads, "CRPS", "worse than the kept by"], whole)
    each = [
        [name, *(f"{p[way][i]:.2g}; {score[way][:, i].mean():.3f}" for way in WAYS)]
        for i, name in enumerate(names)
    ]
    second = table("By parameter: p-value of uniform ranks; CRPS", ["parameter", *WAYS], each)
    seconds = np.median([c["seconds"] for c in solved], axis=0)
    times = (
        f"Model {model_hash()[:12]}, seed {SEED}, {countries} countries, {RUNS} runs a way and country; "
        f"{seconds[3]:.3f} s a run (medians; one processor, shared with other work). Beside the runs a "
        f"country takes the smoother {seconds[1]:.2f} s, smoother, surface and walkers together "
        f"{seconds[0]:.1f} s, both ABC {seconds[2]:.2f} s."
    )
    return "\n\n".join([first, second, times])


def main() -> int:
    """Solves the countries and fills the page."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--countries", type=int, default=100)
    asked.add_argument("--keep", type=Path)
    given = asked.parse_args()
    parts = {}
    for name, (_, names, _) in CASES.items():
        countries = given.countries if name == "country" else LINEAR
        solved = []
        for country in range(countries):
            solved.append(kept(name, country, given.keep))
            print(f"{name}: {country + 1} of {countries}", file=sys.stderr)
        parts[name] = told(solved, names)
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), parts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
