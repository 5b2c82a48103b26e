"""The simulator of the calibration: the course of history at given parameters, read by the checks that are
fitted."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from perelom.parameters import Parameter, declared, values
from perelom.parameters.draws import around_reference
from perelom.scenarios import Scenario, load

from .checks import Check, checks
from .cluster import on_cluster
from .problem import Statistic
from .settings import Settings, discrepancies
from .statistics import values as statistics_of

LEAST_SD = 1e-9  # of a statistic whose sources agree to the last figure


@dataclass(frozen=True)
class Course:
    """A scenario as a simulator of statistics.

    read : record [months, indicators, regions + 1] -> [s]; members : the same random members for every point
    workers : threads, None for one a processor; cluster : address of a Dask scheduler that runs them instead;
    the numbers depend on neither
    """

    scenario: Scenario
    read: Callable[[np.ndarray], np.ndarray]
    size: int
    seed: int
    households: int
    members: tuple[int, ...] = (0,)
    workers: int | None = None
    cluster: str | None = None

    def once(self, overrides: Mapping[str, float], member: int) -> np.ndarray:
        """Statistics [s] of one run; NaN throughout where the run fails."""
        from perelom.world import IdentityError, simulate

        given = values("reference", overrides={**overrides, **self.scenario.parameters})
        try:
            record = simulate(
                self.scenario.levers(given),
                given,
                seed=self.seed,
                member=member,
                households=self.households,
                threads=1,
            ).record
        except (IdentityError, ArithmeticError, ValueError):
            return np.full(self.size, np.nan)
        with np.errstate(all="ignore"):
            return self.read(record)

    def many(self, points: Sequence[Mapping[str, float]], members: Sequence[Sequence[int]]) -> np.ndarray:
        """Statistics [n, s] of points, each the mean over its members."""
        work = [(point, m) for point, own in zip(points, members, strict=True) for m in own]
        rows = iter(self._all(work))
        return np.array([np.mean([next(rows) for _ in own], axis=0) for own in members])

    def _all(self, work: Sequence[tuple[Mapping[str, float], int]]) -> list[np.ndarray]:
        """Statistics of each run, by the cluster or by threads."""
        if self.cluster:
            return on_cluster(self.cluster, lambda item: self.once(*item), work)
        self.once(*work[0]) if not _warm else None  # compiles before threads meet
        _warm.append(True)
        with ThreadPoolExecutor(self.workers or os.cpu_count() or 1) as pool:
            return list(pool.map(lambda item: self.once(*item), work))

    def simulator(self, names: Sequence[str], rest: float = 0.0) -> Callable[[np.ndarray], np.ndarray]:
        """Values [n, p] of the named parameters -> statistics [n, s].

        rest : width about the reference of all other parameters; their draw belongs to the point, so that a
        point gives the same numbers wherever it stands
        """

        def at(row: np.ndarray) -> dict[str, float]:
            key = int.from_bytes(hashlib.sha256(row.tobytes()).digest()[:8], "big")
            return {
                **around_reference(self.seed, key, rest, names),
                **dict(zip(names, map(float, row), strict=True)),
            }

        def simulate_points(points: np.ndarray) -> np.ndarray:
            given = [at(row) for row in points]
            return self.many(given, [self.members] * len(given))

        return simulate_points


_warm: list[bool] = []


def fitted_checks(famine_total: bool = False) -> tuple[Check, ...]:
    """The checks a calibration may read: those of the fit split and, where it is asked for, the country's
    totals of the famine for the second posterior. No other held-out check is read here."""
    return checks("fit") + (checks("second_posterior") if famine_total else ())


def course(
    settings: Settings, found: Sequence[Check], workers: int | None = None, cluster: str | None = None
) -> Course:
    """The history, read by checks."""
    return Course(
        load("history"),
        lambda record: statistics_of(found, record),
        len(found),
        settings.seed,
        settings.households,
        tuple(range(settings.members)),
        workers,
        cluster,
    )


def noise_of_one_run(history: Course, settings: Settings) -> np.ndarray:
    """sd [s] of a statistic over other random numbers at the reference, for the mean of `members` runs."""
    members = [[1_000 + k] for k in range(settings.noise_runs)]
    rows = history.many([{}] * len(members), members)
    return np.nanstd(rows, axis=0, ddof=1) / np.sqrt(settings.members)


def as_statistics(found: Sequence[Check], noise: np.ndarray) -> tuple[Statistic, ...]:
    """Checks as figures to fit, with the model's discrepancy by event and the noise of a run."""
    share = discrepancies()
    return tuple(
        Statistic(
            check.id,
            check.event,
            middle_rival(check),
            max(check.sd, LEAST_SD),
            share[check.event] * check.sd,
            float(np.nan_to_num(n)),
            check.second_posterior,
        )
        for check, n in zip(found, noise, strict=True)
    )


def middle_rival(check: Check) -> float:
    """The median of rival estimates, to which a check is fitted: one that all others reject weighs little."""
    return float(np.median([(rival.low + rival.high) / 2.0 for rival in check.observed]))


def chosen(names: Sequence[str]) -> tuple[Parameter, ...]:
    """Declared parameters by id. KeyError for one that is not declared."""
    return tuple(declared()[name] for name in names)
