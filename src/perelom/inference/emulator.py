"""A surface in place of the simulator: quadratic regression of scaled statistics on z, by scikit-learn.

The calibrate-emulate-sample scheme (Cleary, Garbuno-Inigo, Lan, Schneider & Stuart 2021): an ensemble
smoother finds where the posterior lies, a surface is fitted to every run it made, and the surface is
sampled. What the surface misses is measured by cross-validation and added to the error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .problem import Target

PENALTIES = tuple(float(x) for x in np.logspace(-2, 4, 13))  # of the ridge, chosen by generalised error
FOLDS = 5


@dataclass(frozen=True)
class Emulator:
    """A quadratic surface for each statistic.

    intercept [s]; coefficients [f, s] over z and the products z_i z_j (i <= j); missed [s, s]: covariance of
    what the surface misses near the target
    """

    intercept: np.ndarray
    coefficients: np.ndarray
    missed: np.ndarray

    def at(self, z: np.ndarray) -> np.ndarray:
        """Scaled statistics [n, s] at z [n, p]."""
        return self.intercept + features(z) @ self.coefficients


def features(z: np.ndarray) -> np.ndarray:
    """z [n, p] and its products of two, [n, p + p (p + 1) / 2]."""
    i, j = np.triu_indices(z.shape[1])
    return np.concatenate([z, z[:, i] * z[:, j]], axis=1)


def nearness(scaled: np.ndarray, target: Target) -> np.ndarray:
    """Weight [n] of each run in the fit: 1 / (1 + mean squared distance from the target over events), as the
    surface has to hold where the posterior lies."""
    distance = (scaled[:, target.used] - target.observed) ** 2 / target.variance
    events = np.sum(1.0 / target.variance)
    return 1.0 / (1.0 + distance.sum(axis=1) / events)


def emulate(z: np.ndarray, scaled: np.ndarray, target: Target, seed: int) -> Emulator:
    """Fits the surfaces to runs z [n, p], scaled [n, s]; rows with NaN are left out."""
    from sklearn.linear_model import RidgeCV
    from sklearn.model_selection import KFold

    whole = ~np.isnan(scaled).any(axis=1)
    z, scaled = z[whole], scaled[whole]
    weight = nearness(scaled, target)
    x = features(z)

    def fitted(rows: np.ndarray) -> RidgeCV:
        return RidgeCV(alphas=PENALTIES, alpha_per_target=True).fit(
            x[rows], scaled[rows], sample_weight=weight[rows]
        )

    missed = np.empty_like(scaled)
    for rows, others in KFold(FOLDS, shuffle=True, random_state=seed).split(x):
        missed[others] = scaled[others] - fitted(rows).predict(x[others])
    model = fitted(np.arange(len(x)))
    covariance = (missed * weight[:, None]).T @ missed / weight.sum()
    return Emulator(np.asarray(model.intercept_), np.asarray(model.coef_).T.copy(), covariance)
