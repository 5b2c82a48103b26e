"""Sizes of a calibration, and what the model is allowed to leave out. Defaults fit an hour on two
processors."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Settings:
    """Sizes and seeds of a calibration.

    ensemble, iterations : members of the smoother and its updates; ensemble x (iterations + 1) runs
    households, members : rows of a run; random members whose mean is taken (every point meets the same ones)
    noise_runs : runs of the reference under other random numbers, from which the noise of one run is measured
    draws, draws_without : draws of a shipped posterior, and of one without an event
    chain : steps of each walker
    rounds : how often the posterior's draws are run and join the runs the surface is fitted to
    figures : as how many independent figures each event weighs (assumption, see decision 0006)
    rest : how widely parameters that are not calibrated vary about their reference, as a part of their priors
    (0 : not at all, 1 : the whole prior); every point has its own draw of them (assumption)
    """

    seed: int = 1921
    ensemble: int = 384
    iterations: int = 4
    households: int = 5_000
    members: int = 1
    noise_runs: int = 16
    draws: int = 512
    draws_without: int = 128
    chain: int = 2500
    rounds: int = 2
    figures: float = 10.0
    rest: float = 0.25
    without: tuple[str, ...] = ()
    famine_total: bool = False

    def runs(self) -> int:
        """Simulations that a calibration takes."""
        points = self.ensemble * (self.iterations + 1) + self.draws * (self.rounds + 1)
        return points * self.members + self.noise_runs


@cache
def discrepancies() -> dict[str, float]:
    """sd of what the model leaves out, by event, as a multiple of the observation's own sd."""
    text = files("perelom.inference").joinpath("discrepancy.csv").read_text(encoding="utf-8")
    return {row["event"]: float(row["share"]) for row in csv.DictReader(text.splitlines(), delimiter=";")}
