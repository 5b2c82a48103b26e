"""Draws from the posterior over an emulator: affine-invariant ensembles of walkers, by the library emcee."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .emulator import Emulator, features
from .problem import Target

WALKERS_A_PARAMETER = 4
KEPT_OF = 0.5  # share of the steps after which walkers have forgotten where they began


@dataclass(frozen=True)
class Sample:
    """Draws z [n, p] and how far the sampler can be trusted.

    autocorrelation : longest, in steps; steps : taken by each walker
    """

    z: np.ndarray
    autocorrelation: float
    steps: int


def sample(
    emulator: Emulator, target: Target, start: np.ndarray, draws: int, steps: int, seed: int
) -> Sample:
    """Draws from N(0, I) times the likelihood of the target over the emulated statistics.

    start : z [m, p] near the posterior, from which walkers set out
    """
    import emcee

    rng = np.random.default_rng(seed)
    parameters = start.shape[1]
    walkers = max(2 * parameters + 2, WALKERS_A_PARAMETER * parameters)
    chosen = rng.choice(len(start), walkers, replace=len(start) < walkers)
    begin = start[chosen] + 0.05 * rng.standard_normal((walkers, parameters))
    log_density = density(emulator, target)
    moves = emcee.moves.DEMove()  # not with snooker moves: on a normal law of 30 numbers these gave 0.73 sd
    sampler = emcee.EnsembleSampler(walkers, parameters, log_density, vectorize=True, moves=moves)
    state = np.random.RandomState(seed % 2**32)
    sampler.random_state = state.get_state()
    sampler.run_mcmc(begin, steps, skip_initial_state_check=True)
    chain = sampler.get_chain(discard=int(KEPT_OF * steps))
    assert chain is not None
    longest = float(np.max(emcee.autocorr.integrated_time(chain, tol=0)))
    flat = chain.reshape(-1, parameters)
    rows = rng.permutation(np.linspace(0, len(flat) - 1, draws).astype(int))
    return Sample(flat[rows], longest, steps)


def density(emulator: Emulator, target: Target):
    """Log density [n] at z [n, p], up to a constant."""
    used = target.used
    covariance = emulator.missed[np.ix_(used, used)] + np.diag(target.variance)
    whitening = np.linalg.inv(np.linalg.cholesky(covariance))
    intercept = whitening @ (emulator.intercept[used] - target.observed)
    coefficients = emulator.coefficients[:, used] @ whitening.T

    def log_density(z: np.ndarray) -> np.ndarray:
        distance = intercept + features(z) @ coefficients
        return -0.5 * np.sum(z * z, axis=1) - 0.5 * np.sum(distance * distance, axis=1)

    return log_density
