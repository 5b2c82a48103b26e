"""Values of the parameters for one draw: a keyed uniform through the inverse of the prior's CDF."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping
from functools import cache

from .declared import Parameter, declared
from .shipped import CENTRE, posterior_row

FARTHEST = 2.5  # sd at which normal priors are cut, and references count as the end of their prior


def keyed_uniform(seed: int, member: int, name: str) -> float:
    """A uniform that depends on the root seed, the member and the parameter's name alone."""
    digest = hashlib.sha256(f"{seed}|{member}|{name}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) * 2.0**-53 + 2.0**-54


def quantile(parameter: Parameter, u: float) -> float:
    """Value of a parameter at the quantile u (0-1) of its prior; the reference where it is fixed.
    Normal priors are cut at 2.5 sd, so that no value changes sign."""
    from scipy.special import betaincinv, ndtri

    family, a, b = parameter.prior
    if family == "fixed":
        return parameter.reference
    if family == "uniform":
        return a + u * (b - a)
    if family == "beta":
        return float(betaincinv(a, b, u))
    if family == "pert":
        mode = (parameter.reference - a) / (b - a)
        return a + (b - a) * float(betaincinv(1.0 + 4.0 * mode, 5.0 - 4.0 * mode, u))
    z = min(max(float(ndtri(u)), -FARTHEST), FARTHEST)
    return a + b * z if family == "normal" else a * math.exp(b * z)


def normal_of(parameter: Parameter, value: float) -> float:
    """Standard normal number whose quantile in a parameter's prior is a value, by halving; within 2.5, so
    that a value at an end of the prior stays near that end. Of a parameter with a prior to vary in."""
    from scipy.special import ndtr

    low, high = -FARTHEST, FARTHEST
    for _ in range(40):
        middle = 0.5 * (low + high)
        if quantile(parameter, float(ndtr(middle))) < value:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@cache
def reference_quantiles() -> dict[str, float]:
    """Standard normal numbers of the references of all parameters with a prior to vary in."""
    return {
        name: normal_of(parameter, parameter.reference)
        for name, parameter in declared().items()
        if parameter.prior[0] != "fixed"
    }


def around_reference(seed: int, member: int, width: float, without: Collection[str]) -> dict[str, float]:
    """One draw about the reference of the parameters not named in `without`.

    width : 0 gives the reference, 1 the prior; between, a prior's normal number is that of the reference
    times sqrt(1 - width²) plus `width` times a keyed standard normal number
    """
    from scipy.special import ndtr, ndtri

    if width == 0.0:
        return {}
    kept = math.sqrt(1.0 - width * width)
    return {
        name: quantile(
            declared()[name],
            float(ndtr(kept * z + width * float(ndtri(keyed_uniform(seed, member, name))))),
        )
        for name, z in reference_quantiles().items()
        if name not in without
    }


def draw(seed: int, member: int) -> dict[str, float]:
    """One draw from the prior: all parameters by id."""
    return {name: quantile(p, keyed_uniform(seed, member, name)) for name, p in declared().items()}


def values(
    mode: str = "reference", seed: int = 1921, member: int = 0, overrides: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Parameters of one draw. mode: `reference`, `prior` or a shipped posterior (shipped.py), which leaves
    what was not calibrated at the reference; overrides replace single values.
    ValueError for another mode or an undeclared id."""
    if mode == "reference":
        result = {name: p.reference for name, p in declared().items()}
    elif mode == "prior":
        result = draw(seed, member)
    elif mode.partition(":")[0] == "posterior":
        result = {name: p.reference for name, p in declared().items()}
        fitted, rest = posterior_row(mode, seed, member)
        result |= fitted
        if not mode.endswith(CENTRE):
            result |= around_reference(seed, member, rest, fitted)
    else:
        raise ValueError(f"parameters '{mode}' do not exist; choose reference, prior or posterior")
    for name, value in (overrides or {}).items():
        if name not in result:
            raise ValueError(f"unknown parameter '{name}'")
        result[name] = float(value)
    return result
