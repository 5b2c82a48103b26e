"""Parameters as standard normal numbers: z -> Phi(z) -> inverse CDF of the prior.

Every prior is N(0, 1) in this space, whatever its family, and no value leaves the prior's bounds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr

from perelom.parameters import Parameter, quantile

OUTERMOST = 4.0  # sd beyond which no z is told apart: quantiles 3e-5 and 1 - 3e-5


def to_values(parameters: Sequence[Parameter], z: np.ndarray) -> np.ndarray:
    """Values [n, p] of the parameters at the standard normal points z [n, p]."""
    u = ndtr(np.clip(z, -OUTERMOST, OUTERMOST))
    return np.array([[quantile(p, float(x)) for p, x in zip(parameters, row, strict=True)] for row in u])
