"""Ensemble smoother with multiple data assimilation (Emerick & Reynolds 2013), by the library pyesmda."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .problem import Target

MOST_FAILED = 0.3  # share of an ensemble whose runs may fail


@dataclass(frozen=True)
class Waves:
    """All points that the smoother tried: z [n, p], scaled statistics [n, s] and the wave of each (0 =
    prior).

    last : z [m, p] of the ensemble after the last update
    """

    z: np.ndarray
    scaled: np.ndarray
    wave: np.ndarray
    last: np.ndarray


def smooth(
    forward: Callable[[int, np.ndarray], np.ndarray],
    prior: np.ndarray,
    target: Target,
    steps: int,
    seed: int,
    *,
    localized: bool = True,
) -> Waves:
    """Moves an ensemble from the prior to the target in equal steps.

    forward : (wave, z [n, p]) -> scaled statistics [n, s], NaN rows where runs failed (they leave the
    ensemble); prior : z [n, p]; localized : correlations between a parameter and a statistic are tapered
    towards zero where an ensemble of this size shows such by chance (Luo & Bhakta 2020)
    """
    from covmats import CovViaDiagonal
    from pyesmda import ESMDA, NoLocalization
    from pyesmda._localization import CorrelationBasedLocalization, CorrelationTempering

    tried: list[tuple[np.ndarray, np.ndarray]] = []

    def predicted(ensemble: np.ndarray) -> np.ndarray:
        z = np.ascontiguousarray(ensemble.T)
        scaled = forward(len(tried), z)
        tried.append((z, scaled))
        return scaled[:, target.used].T

    taper = (
        CorrelationBasedLocalization(CorrelationTempering(chance_taper)) if localized else NoLocalization()
    )
    smoother = ESMDA(
        obs=target.observed,
        m_init=prior.T.copy(),
        cov_obs=CovViaDiagonal(target.variance),
        forward_model=predicted,
        n_assimilations=steps,
        C_MD_localization=taper,
        inversion_type="cholesky",
        is_forecast_for_last_assimilation=True,
        random_state=seed,
        max_failure_fraction=MOST_FAILED,
    )
    smoother.solve()
    wave = np.concatenate([np.full(len(z), k) for k, (z, _) in enumerate(tried)])
    return Waves(
        np.concatenate([z for z, _ in tried]),
        np.concatenate([scaled for _, scaled in tried]),
        wave,
        np.ascontiguousarray(smoother.m_posterior.T),
    )


def chance_taper(correlation: np.ndarray, members: int) -> np.ndarray:
    """Weight of each correlation: the shrinkage (r^2 - 1/n) / r^2 of a correlation seen in n members towards
    nothing, never below zero: one where it stands far above chance, zero where chance gives as much."""
    seen = np.maximum(correlation**2, 1e-12)
    return np.maximum(0.0, 1.0 - 1.0 / (members * seen))
