"""What the evidence taught: prior against posterior, correlations, which event moved which parameter, and how
runs of the posterior stand beside the figures. All read from the tables of a calibration."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.special import ndtr

from perelom.parameters import Parameter, declared, quantile
from perelom.parameters.shipped import MAIN, WITHOUT, Posterior, file_of, read

from .space import OUTERMOST
from .tables import CHECKS

BAND = (0.05, 0.5, 0.95)
GRID = np.linspace(-OUTERMOST, OUTERMOST, 1601)


@dataclass(frozen=True)
class Learned:
    """One parameter.

    prior, posterior : quantiles 5, 50, 95 %; contraction : 1 - posterior variance / prior variance where the
    prior is normal; moved_by : by event, the shift of the mean that the event brought, in posterior sd, seen
    by leaving it out
    """

    parameter: Parameter
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    contraction: float
    moved_by: dict[str, float]


@dataclass(frozen=True)
class Beside:
    """One figure: published centre and error, quantiles of prior and posterior runs, and the predictive tail
    (share of posterior runs with error beyond the figure, on the nearer side)."""

    id: str
    event: str
    second: bool
    centre: float
    error: float
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    tail: float


def tables_in(folder: Path, mode: str = MAIN) -> Posterior:
    """The table of a kind of posterior in a folder. FileNotFoundError where it has none."""
    return read((folder / file_of(mode)).read_text(encoding="utf-8"))


def as_normal(table: Posterior) -> np.ndarray:
    """Draws [n, p] of a table where every prior is normal; NaN for a parameter no longer declared."""
    columns = []
    for name, column in zip(table.names, table.draws.T, strict=True):
        parameter = declared().get(name)
        if parameter is None:
            columns.append(np.full(len(column), np.nan))
            continue
        on_grid = np.array([quantile(parameter, float(u)) for u in ndtr(GRID)])
        columns.append(np.interp(column, on_grid, GRID))
    return np.column_stack(columns)


def learned(folder: Path, mode: str = MAIN) -> tuple[Posterior, list[Learned], np.ndarray]:
    """The table, what was learned of each parameter in the table's order, and the correlations [p, p]."""
    table = tables_in(folder, mode)
    z = as_normal(table)
    mean, sd = z.mean(axis=0), z.std(axis=0)
    shifts = {
        event: (mean - as_normal(other).mean(axis=0)) / sd for event, other in _without(folder, mode).items()
    }
    found = []
    for i, name in enumerate(table.names):
        parameter = declared().get(name)
        if parameter is None:
            continue
        found.append(
            Learned(
                parameter,
                _three([quantile(parameter, u) for u in BAND]),
                _three(np.quantile(table.draws[:, i], BAND)),
                1.0 - float(sd[i] ** 2),
                {event: float(shift[i]) for event, shift in shifts.items()},
            )
        )
    return table, found, np.corrcoef(z.T)


def _without(folder: Path, mode: str) -> dict[str, Posterior]:
    """Posteriors without an event, by event; only the main posterior has such."""
    if mode != MAIN:
        return {}
    start = Path(file_of(WITHOUT)).stem
    paths = sorted((folder / "posteriors").glob(f"{start}*.csv"), key=lambda path: _rank(path.stem))
    return {path.stem.removeprefix(start): read(path.read_text(encoding="utf-8")) for path in paths}


def _rank(name: str) -> tuple[int, str]:
    """E2 before E10, and what has no number after both."""
    digits = "".join(c for c in name if c.isdigit())
    return (int(digits) if digits else 1_000, name)


def strongest(names: tuple[str, ...], correlation: np.ndarray, count: int) -> list[tuple[str, str, float]]:
    """The pairs with the strongest correlations."""
    rows, columns = np.triu_indices(len(names), 1)
    order = np.argsort(-np.abs(correlation[rows, columns]), kind="stable")[:count]
    return [(names[rows[k]], names[columns[k]], float(correlation[rows[k], columns[k]])) for k in order]


def beside(folder: Path) -> list[Beside]:
    """How runs of prior and posterior stand beside the figures. FileNotFoundError where it was not kept."""
    text = (folder / CHECKS).read_text(encoding="utf-8")
    return [
        Beside(
            row["id"],
            row["event"],
            row["second"] == "1",
            float(row["centre"]),
            float(row["error"]),
            _three([float(row[f"prior_q{q}"]) for q in ("05", "50", "95")]),
            _three([float(row[f"posterior_q{q}"]) for q in ("05", "50", "95")]),
            float(row["tail"]),
        )
        for row in csv.DictReader(text.splitlines(), delimiter=";")
    ]


def _three(numbers: Iterable[float]) -> tuple[float, float, float]:
    low, middle, high = map(float, numbers)
    return low, middle, high
