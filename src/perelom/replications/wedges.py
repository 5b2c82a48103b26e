"""Wedges of the two-sector economy read from observed quantities: closed forms, period by period.

Equations and symbols stand in `cggt`.
"""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

import numpy as np

from .inputs import Bound, Fault, Inside, NotNegative, Positive, Share, refuse
from .two_sector import Economy, log_marginal

Wedge = Annotated[float, Bound(above=-1)]
Series = Positive | list[Positive]


class _Variants(TypedDict, total=False):
    rho: Positive
    s: Positive


class Params(_Variants):
    """Preferences and technology; rho and s are 1 (logarithmic) where they are not given."""

    beta: Inside
    delta: Share
    eta: Inside
    gam: NotNegative
    aKA: Inside
    aNA: Inside
    aKM: Inside
    aNM: Inside


def economy(params: Params) -> Economy:
    """The economy of these parameters. Refused where elasticities of a sector add up to more than 1."""
    found = Economy(**params)
    shares = (("aKA", "aNA"), ("aKM", "aNM"))
    sums = {f"{k} + {n}": getattr(found, k) + getattr(found, n) for k, n in shares}
    refuse(
        *(
            Fault(f"inputs.params: {name}", f"{total:g}", "a sum of at most 1")
            for name, total in sums.items()
            if total > 1 + 1e-12
        )
    )
    return found


def wedge_accounting(
    params: Params,
    cA: Series,
    cM: Series,
    YA: Series,
    YM: Series,
    NA: Series,
    NM: Series,
    KA: Series,
    KM: Series,
) -> dict[str, Any]:
    """Labour and capital wedges of one period, or of a list of periods, from observed quantities per worker.

    returns : tau_W, tau_R, numbers or lists as the inputs are
    """
    e = economy(params)
    o = _observed(e, cA=cA, cM=cM, YA=YA, YM=YM, NA=NA, NM=NM, KA=KA, KM=KM)
    log_UA, log_UM = log_marginal(e, o["cA"], o["cM"])
    ratio = np.exp(log_UM - log_UA) * o["YM"] / o["YA"]
    tau_W = ratio * e.aNM / o["NM"] / (e.aNA / o["NA"]) - 1.0
    tau_R = ratio * e.aKM / o["KM"] / (e.aKA / o["KA"]) - 1.0
    if isinstance(cA, list):
        return {"tau_W": tau_W.tolist(), "tau_R": tau_R.tolist()}
    return {"tau_W": float(tau_W[0]), "tau_R": float(tau_R[0])}


def investment_accounting(
    params: Params,
    cA: list[Positive],
    cM: list[Positive],
    YM: list[Positive],
    KM: list[Positive],
    tau_K_last: Wedge = 0.0,
) -> dict[str, Any]:
    """Investment wedges of a series, backwards from that of the last period, which the data can't tell.

    returns : tau_K, as long as the series, its last entry `tau_K_last`
    """
    e = economy(params)
    o = _observed(e, cA=cA, cM=cM, YM=YM, KM=KM)
    log_UM = log_marginal(e, o["cA"], o["cM"])[1]
    wedges = [1.0 + tau_K_last]
    for t in range(len(log_UM) - 2, -1, -1):
        product = e.aKM * o["YM"][t + 1] / o["KM"][t + 1] + (1 - e.delta) * wedges[-1]
        wedges.append(e.beta * np.exp(log_UM[t + 1] - log_UM[t]) * product)
    return {"tau_K": [float(w) - 1.0 for w in reversed(wedges)]}


def decomposition(
    params: Params,
    cA: Positive,
    cM: Positive,
    YA: Positive,
    YM: Positive,
    NA: Positive,
    NM: Positive,
    pA: Positive,
    pM: Positive,
    wA: Positive,
    wM: Positive,
) -> dict[str, Any]:
    """The labour wedge of one period as a product of three parts, given prices p and wages w.

    returns : consumption (UM/pM)/(UA/pA); production (pM MPLM/wM)/(pA MPLA/wA), the part of mark-ups and
        entry barriers; mobility wM/wA; tau_W, their product less 1
    """
    e = economy(params)
    _observed(e, cA=cA)
    log_UA, log_UM = log_marginal(e, cA, cM)
    consumption = float(np.exp(log_UM - log_UA)) * pA / pM
    production = (pM * e.aNM * YM / NM / wM) / (pA * e.aNA * YA / NA / wA)
    mobility = wM / wA
    product = consumption * production * mobility
    return {
        "consumption": consumption,
        "production": production,
        "mobility": mobility,
        "tau_W": product - 1.0,
    }


def _observed(e: Economy, **series: float | list[float]) -> dict[str, np.ndarray]:
    """The series as arrays. Refused where their lengths differ or food is not above subsistence."""
    found = {k: np.atleast_1d(np.asarray(v, dtype=float)) for k, v in series.items()}
    length = len(found["cA"])
    refuse(
        *(
            Fault(f"inputs.{k}", f"a length of {len(v)}", f"{length}, that of cA")
            for k, v in found.items()
            if len(v) != length
        ),
        *(
            Fault(f"inputs.cA, period {t}", f"{c:g}", f"more than subsistence, gam = {e.gam:g}")
            for t, c in enumerate(found["cA"])
            if c <= e.gam
        ),
    )
    return found
