"""Which parameters matter for the evidence: elementary effects (Morris 1991) by the library SALib.

A whole prior of every parameter at once gives countries that no one has tried (deaths of 1931-34 between one
and 47 million), whose effects say little about the neighbourhood of the evidence. Effects are therefore taken
within WIDTH standard deviations of each prior about the reference, on the scale on which priors are normal.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from perelom.parameters import Parameter, declared
from perelom.parameters.draws import reference_quantiles

from .problem import Problem

WIDTH = 0.67  # sd on both sides of the reference: half of a prior's mass where the reference is its median
INNER = 2.0  # sd at which a reference at an end of its prior is taken to stand: room on both sides
LEVELS = 4
FEWEST, MOST = 25, 50
COVERED = 0.9  # of the sum of squared effects, at which no further parameter is taken
TABLE = "screening.csv"


@dataclass(frozen=True)
class Screening:
    """Effects of each parameter.

    effects : [p, e] mean absolute elementary effect on the statistics of an event, root mean square over
    them, in errors; score : [p] root mean square over the events
    """

    names: tuple[str, ...]
    events: tuple[str, ...]
    effects: np.ndarray

    @property
    def score(self) -> np.ndarray:
        return np.sqrt(np.mean(self.effects**2, axis=1))


def candidates() -> tuple[Parameter, ...]:
    """Every declared parameter that has a prior to vary in."""
    return tuple(p for p in declared().values() if p.prior[0] != "fixed")


def screen(
    problem: Problem,
    trajectories: int,
    seed: int,
    run: Callable[[np.ndarray], np.ndarray] | None = None,
) -> Screening:
    """Morris effects of the problem's parameters on its statistics; trajectories x (p + 1) runs.

    run : z [n, p] -> statistics, in place of the problem's own (a ledger). Trajectories in which a run failed
    are left out. ValueError where none is whole.
    """
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as sampling

    names = problem.names
    box = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    x = sampling.sample(box, trajectories, num_levels=LEVELS, seed=seed)
    at = np.clip([reference_quantiles()[name] for name in names], -INNER, INNER)
    scaled = problem.scaled((run or problem.at)(at + WIDTH * (2.0 * x - 1.0)))
    whole = np.repeat(~np.isnan(scaled).any(axis=1).reshape(trajectories, -1).any(axis=1), len(names) + 1)
    if not whole.any():
        raise ValueError("every trajectory has a run that failed")
    mu_star = np.column_stack(
        [
            np.asarray(analysis.analyze(box, x[whole], column, num_levels=LEVELS, seed=seed)["mu_star"])
            for column in scaled[whole].T
        ]
    )
    of = [s.event for s in problem.statistics]
    events = tuple(dict.fromkeys(of))
    effects = np.column_stack(
        [
            np.sqrt(np.mean(mu_star[:, [i for i, e in enumerate(of) if e == event]] ** 2, axis=1))
            for event in events
        ]
    )
    return Screening(names, events, effects)


def picked(screening: Screening, fewest: int = FEWEST, most: int = MOST) -> tuple[str, ...]:
    """The parameters that are calibrated: in order of their score, until they hold 90 % of the sum of squared
    scores, but no fewer than 25 and no more than 50."""
    square = np.sort(screening.score**2)[::-1]
    enough = int(np.searchsorted(np.cumsum(square) / square.sum(), COVERED)) + 1
    order = np.argsort(-screening.score, kind="stable")
    return tuple(screening.names[i] for i in order[: min(max(enough, fewest), most, len(order))])


def written(screening: Screening, heading: Sequence[str]) -> str:
    """The table: one row a parameter in order of the score, effects by event, whether it is calibrated."""
    taken = set(picked(screening))
    lines = [f"# {line}" for line in heading]
    lines.append(";".join(["id", "calibrated", "score", *screening.events]))
    for i in np.argsort(-screening.score, kind="stable"):
        name = screening.names[i]
        numbers = [screening.score[i], *screening.effects[i]]
        lines.append(";".join([name, "yes" if name in taken else "no", *(f"{x:.4g}" for x in numbers)]))
    return "\n".join(lines) + "\n"


def calibrated(text: str | None = None) -> tuple[str, ...]:
    """Ids of the parameters that the shipped table (or a given one) says to calibrate.

    FileNotFoundError where no screening was made.
    """
    if text is None:
        text = files("perelom.parameters").joinpath(TABLE).read_text(encoding="utf-8")
    rows = csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter=";")
    return tuple(row["id"] for row in rows if row["calibrated"] == "yes")
