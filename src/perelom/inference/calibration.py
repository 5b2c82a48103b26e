"""Calibration: calibrate, emulate, sample, with everything that was run kept on the disk.

An ensemble smoother moves from the priors toward the published figures; a surface is fitted to every run it
made; walkers draw from prior times likelihood over that surface; the draws are run and mend the surface, some
rounds, until draws of the last are the posterior and are run in turn. Posteriors without
an event, and with the famine's total, are drawn over the same surface and need no further run. Cleary et al.
2021; why this method: docs/decisions/0006-calibration.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from .emulator import Emulator, emulate
from .kalman import Waves, smooth
from .problem import Problem, Target, target
from .sampling import Sample, sample
from .settings import Settings

Run = Callable[[str, np.ndarray], np.ndarray]  # name of a batch, values [n, p] -> statistics [n, s]


@dataclass(frozen=True)
class Drawn:
    """One posterior: where it was drawn from, and its points z [n, p]."""

    target: Target
    sample: Sample


@dataclass(frozen=True)
class Fit:
    """What a calibration found.

    prior_scaled, scaled : [n, s] scaled statistics of runs at the prior and at the posterior's draws, NaN
    where a run failed; second : with the famine's total, None where it was not asked for; without : by event
    left out"""

    problem: Problem
    waves: Waves
    emulator: Emulator
    main: Drawn
    second: Drawn | None
    without: dict[str, Drawn]
    prior_scaled: np.ndarray
    scaled: np.ndarray


def seeds(root: int) -> dict[str, int]:
    """Seeds of the parts of a calibration, all from the root seed."""
    parts = ("prior", "smoother", "emulator", "walkers", "second")
    words = np.random.SeedSequence(root).generate_state(len(parts))
    return dict(zip(parts, map(int, words), strict=True))


def calibrate(problem: Problem, settings: Settings, run: Run | None = None) -> Fit:
    """Fits a problem. run : the ledger that remembers simulations, by default the problem's simulator alone.

    RuntimeError where more than 30 % of an ensemble's runs fail.
    """
    from .space import to_values

    simulate = run or (lambda _, points: problem.simulate(points))

    def scaled(batch: str, z: np.ndarray) -> np.ndarray:
        return problem.scaled(simulate(batch, to_values(problem.parameters, z)))

    def aim(without: Collection[str], second: bool = False) -> Target:
        return target(problem.statistics, without=without, second=second, figures=settings.figures)

    seed = seeds(settings.seed)
    rng = np.random.default_rng(seed["prior"])
    prior = rng.standard_normal((settings.ensemble, len(problem.parameters)))
    main = aim(settings.without)
    waves = smooth(
        lambda wave, z: scaled(f"wave-{wave}", z), prior, main, settings.iterations, seed["smoother"]
    )
    z, found = waves.z, waves.scaled
    surface = emulate(z, found, main, seed["emulator"])

    def drawn(to: Target, draws: int, walkers: int) -> Drawn:
        return Drawn(to, sample(surface, to, waves.last, draws, settings.chain, walkers))

    # walkers gather where the surface flatters: what is run there mends it
    for k in range(settings.rounds):
        tried = drawn(main, settings.draws, seed["walkers"]).sample.z
        z = np.concatenate([z, tried])
        found = np.concatenate([found, scaled(f"round-{k}", tried)])
        surface = emulate(z, found, main, seed["emulator"])
    first = drawn(main, settings.draws, seed["walkers"])
    second = None
    if settings.famine_total:
        second = drawn(aim(settings.without, second=True), settings.draws, seed["second"])
    without = {
        event: drawn(
            aim((*settings.without, event)),
            settings.draws_without,
            seed["walkers"] + 1 + k,
        )
        for k, event in enumerate(events(problem, settings.without))
        if settings.draws_without
    }
    return Fit(
        problem,
        waves,
        surface,
        first,
        second,
        without,
        waves.scaled[waves.wave == 0],
        scaled("posterior", first.sample.z),
    )


def events(problem: Problem, left_out: Collection[str] = ()) -> tuple[str, ...]:
    """Events that the first posterior is fitted to, in order."""
    found = dict.fromkeys(s.event for s in problem.statistics if not s.second)
    return tuple(event for event in found if event not in left_out)
