"""Counter-based uniforms: a number is a function of its key and of nothing else.

Key: root seed, ensemble member, stream (crc32 of the declared name), month, slot, occupancy of the slot, k.
Two runs with the same seed differ only where a policy reaches. Mixing: the finaliser of SplitMix64
(Steele, Lea & Flood 2014), one round per component of the key.
"""

from __future__ import annotations

import zlib

import numpy as np

from perelom.world.compiled import compiled


def stream(name: str) -> np.int64:
    """Number of a declared random stream. Of a Python int, numba compiles what takes it anew for each."""
    return np.int64(zlib.crc32(name.encode()))


@compiled
def mixed(key, word):
    """The key (uint64) after one more component."""
    z = np.uint64(key) ^ (np.uint64(word) * np.uint64(0x9E3779B97F4A7C15))
    z = (z + np.uint64(0x9E3779B97F4A7C15)) & np.uint64(0xFFFFFFFFFFFFFFFF)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@compiled
def as_uniform(key):
    """A number strictly between 0 and 1 with 52 random bits."""
    return (np.float64(key >> np.uint64(12)) + 0.5) * (1.0 / 4503599627370496.0)


@compiled
def uniform(key, stream, month, slot, occupancy, k):
    """Uniform of one key; `key` already holds seed and member, `month` is 0 for persistent tastes."""
    z = mixed(key, np.uint64(stream) + (np.uint64(month) << np.uint64(32)))
    z = mixed(z, np.uint64(slot) + (np.uint64(occupancy) << np.uint64(40)))
    return as_uniform(mixed(z, np.uint64(k)))


@compiled
def normal(u):
    """Standard normal of a uniform by Acklam's rational approximation (relative error 1.2e-9)."""
    tail = min(u, 1.0 - u)
    if tail < 0.02425:
        q = np.sqrt(-2.0 * np.log(tail))
        top = (
            (
                ((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
                - 2.549732539343734
            )
            * q
            + 4.374664141464968
        ) * q + 2.938163982698783
        low = (
            ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
            + 3.754408661907416
        ) * q + 1.0
        return top / low if u < 0.5 else -top / low
    q = u - 0.5
    r = q * q
    top = (
        (
            (
                ((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
                + 1.383577518672690e02
            )
            * r
            - 3.066479806614716e01
        )
        * r
        + 2.506628277459239
    ) * q
    low = (
        (
            ((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
            + 6.680131188771972e01
        )
        * r
        - 1.328068155288572e01
    ) * r + 1.0
    return top / low


@compiled
def counted(expected, weight, u):
    """Persons per household that a Poisson count of `weight * expected` persons makes: whole at weight 1.

    expected : persons per household;  weight : households represented;  u : uniform
    returns : count / weight. Above 12 expected persons the normal approximation is used.
    """
    mean = expected * weight
    if mean <= 0.0:
        return 0.0
    if mean > 12.0:
        return max(0.0, np.floor(mean + np.sqrt(mean) * normal(u) + 0.5)) / weight
    term = np.exp(-mean)
    cumulative = term
    count = 0
    while u > cumulative and count < 60:
        count += 1
        term *= mean / count
        cumulative += term
    return count / weight
