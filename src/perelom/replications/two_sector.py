"""The two-sector economy with wedges behind `cggt`: utility, steady state, and the transition path solved.

Equations and symbols stand in `cggt`. A level is a dict of XA, XM, tau_W, tau_R, tau_K, GA, GM, EA, EM:
numbers for a steady state, arrays by year for a path.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Any, cast

import numpy as np
from scipy.linalg import solve_banded
from scipy.optimize import brentq

from .inputs import Fault, Refused, refuse

LEVELS = ("XA", "XM", "tau_W", "tau_R", "tau_K")
OUTSIDE = ("GA", "GM", "EA", "EM")  # government and net exports of each good, per worker
RESIDUAL = 1e-10  # largest residual of a first-order condition, in logarithms, that a solved path may have


@dataclass(frozen=True)
class Economy:
    """Preferences and technology, symbols as in `cggt`."""

    beta: float
    delta: float
    eta: float
    gam: float
    aKA: float
    aNA: float
    aKM: float
    aNM: float
    rho: float = 1.0
    s: float = 1.0


# --- utility ----------------------------------------------------------------------------------------------


def log_bundle(e: Economy, cA, cM):
    """ln U of the discretionary bundle (cA - gam, cM); numbers or arrays, real or complex."""
    log_x, log_y = np.log(cA - e.gam), np.log(cM)
    if e.s == 1.0:
        return e.eta * log_x + (1 - e.eta) * log_y
    power = (e.s - 1) / e.s
    a, b = e.eta ** (1 / e.s), (1 - e.eta) ** (1 / e.s)
    return np.log(a * np.exp(power * log_x) + b * np.exp(power * log_y)) / power


def log_marginal(e: Economy, cA, cM):
    """ln UA, ln UM: logarithms of the marginal utilities of both goods."""
    common = (1 / e.s - e.rho) * log_bundle(e, cA, cM)
    log_UA = 1 / e.s * np.log(e.eta) - np.log(cA - e.gam) / e.s + common
    return log_UA, 1 / e.s * np.log(1 - e.eta) - np.log(cM) / e.s + common


def utility(e: Economy, log_U):
    """u of one year from ln U."""
    return log_U if e.rho == 1.0 else (np.exp((1 - e.rho) * log_U) - 1) / (1 - e.rho)


# --- steady state -----------------------------------------------------------------------------------------


def steady(e: Economy, v: Mapping[str, float]) -> dict[str, Any]:
    """The steady state of one level: quantities per worker, u, and the residual of the labour condition.

    The Euler equation gives KM for each NM, the ratio of the two static conditions then KA; what is left is
    one equation in NA with one root, bracketed. Refused where no steady state exists.
    """
    outA, outM = v["GA"] + v["EA"], v["GM"] + v["EM"]
    user_cost = (1 + v["tau_K"]) * (1 / e.beta - 1 + e.delta)
    tilt = (e.aNM / e.aKM) * (e.aKA / e.aNA) * (1 + v["tau_R"]) / (1 + v["tau_W"])

    def at(NA: float) -> dict[str, float]:
        NM = 1.0 - NA
        KM = (e.aKM * v["XM"] * NM**e.aNM / user_cost) ** (1 / (1 - e.aKM))
        KA = tilt * KM * NA / NM
        YA, YM = v["XA"] * KA**e.aKA * NA**e.aNA, user_cost * KM / e.aKM
        cA = YA - outA
        return dict(
            NA=NA, NM=NM, KA=KA, KM=KM, K=KA + KM, YA=YA, YM=YM, cA=cA, cM=YM - e.delta * (KA + KM) - outM
        )

    def labour(NA: float) -> float:
        q = at(NA)
        log_UA, log_UM = log_marginal(e, q["cA"], q["cM"])
        return float(log_UM - log_UA) + log(
            e.aNM * q["YM"] * NA / (e.aNA * q["YA"] * q["NM"] * (1 + v["tau_W"]))
        )

    low, high = _domain(e, at)
    if labour(low) > 0.0 or labour(high) < 0.0:
        refuse(Fault("inputs", "all labour in one sector", "one with labour in both sectors"))
    NA = cast(float, brentq(labour, low, high, xtol=1e-16))
    q = at(NA)
    return q | {"u": float(utility(e, log_bundle(e, q["cA"], q["cM"]))), "residual": abs(labour(NA))}


def _domain(e: Economy, at) -> tuple[float, float]:
    """The farm labour shares between which both goods are above their floors, a hair inside."""
    edge = 1e-12
    grid = np.concatenate([np.geomspace(edge, 0.05, 120), np.linspace(0.05, 0.95, 361)[1:-1]])
    grid = np.concatenate([grid, 1 - np.geomspace(0.05, edge, 120)])
    inside = [x for x in grid if at(x)["cA"] > e.gam and at(x)["cM"] > 0.0]
    if not inside:
        refuse(
            Fault(
                "inputs",
                "no division of labour that leaves food above subsistence and something of the other good",
                "an economy that can feed itself in its steady state",
                "raise XA or XM, or lower gam, tau_K, or what government and exports take",
            )
        )

    def border(ok: float, bad: float) -> float:
        for _ in range(200):
            middle = 0.5 * (ok + bad)
            if middle in (ok, bad):
                break
            q = at(middle)
            ok, bad = (middle, bad) if q["cA"] > e.gam and q["cM"] > 0.0 else (ok, middle)
        return ok

    first, last = inside[0], inside[-1]
    below = [x for x in grid if x < first]
    above = [x for x in grid if x > last]
    return border(first, below[-1]) if below else first, border(last, above[0]) if above else last


# --- the transition path ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Path:
    """The stacked conditions. Unknown, in order: (logit NA, logit KA/K)_0, ln K_1, ( , )_1, ln K_2 ..."""

    e: Economy
    v: Mapping[str, np.ndarray]
    growth: np.ndarray  # N_{t+1}/N_t
    K_0: float
    K_T: float

    def quantities(self, x) -> dict:
        """All quantities by year from the unknowns, real or complex; domain not checked."""
        e, v = self.e, self.v
        padded = np.append(x, np.log(self.K_T) + 0 * x[:1]).reshape(-1, 3)
        NA, share = 1 / (1 + np.exp(-padded[:, 0])), 1 / (1 + np.exp(-padded[:, 1]))
        later = np.exp(padded[:, 2])
        K = np.concatenate([np.array([self.K_0]), later[:-1]])
        NM, KA, KM = 1 / (1 + np.exp(padded[:, 0])), K * share, K / (1 + np.exp(padded[:, 1]))
        YA, YM = v["XA"] * KA**e.aKA * NA**e.aNA, v["XM"] * KM**e.aKM * NM**e.aNM
        cA = YA - v["GA"] - v["EA"]
        cM = YM - v["GM"] - v["EM"] + (1 - e.delta) * K - self.growth * later
        return dict(NA=NA, NM=NM, KA=KA, KM=KM, K=K, YA=YA, YM=YM, cA=cA, cM=cM)

    def inside(self, x) -> bool:
        q = self.quantities(x)
        return bool(np.all(q["cA"] > self.e.gam) and np.all(q["cM"] > 0.0) and np.all(np.isfinite(x)))

    def residuals(self, x):
        """First-order conditions in logarithms, in the order of the unknowns; 0 on the path."""
        e, v, q = self.e, self.v, self.quantities(x)
        log_UA, log_UM = log_marginal(e, q["cA"], q["cM"])
        ratio = log_UM - log_UA + np.log(q["YM"]) - np.log(q["YA"])
        labour = ratio + np.log(e.aNM * q["NA"] / (e.aNA * q["NM"])) - np.log1p(v["tau_W"])
        capital = ratio + np.log(e.aKM * q["KA"] / (e.aKA * q["KM"])) - np.log1p(v["tau_R"])
        wedge = 1 + v["tau_K"]
        product = e.aKM * q["YM"] / q["KM"] + (1 - e.delta) * wedge
        euler = log_UM[:-1] - log_UM[1:] + np.log(wedge[:-1] / e.beta) - np.log(product[1:])
        stacked = np.stack([labour, capital, np.append(euler, 0.0)], axis=1)
        return stacked.reshape(-1)[:-1]

    def jacobian(self, x) -> np.ndarray:
        """Banded (3 below, 3 above), exact: seven complex steps, one for every seventh unknown."""
        n, h = len(x), 1e-30
        band = np.zeros((7, n))
        for colour in range(7):
            columns = np.arange(colour, n, 7)
            stepped = x.astype(complex)
            stepped[columns] += 1j * h
            slope = np.imag(self.residuals(stepped)) / h
            for offset in range(-3, 4):
                rows = columns + offset
                ok = (rows >= 0) & (rows < n)
                band[3 + offset, columns[ok]] = slope[rows[ok]]
        return band


def solved_path(problem: Path, first: Mapping[str, float], before: dict, after: dict) -> np.ndarray:
    """The unknowns of the path, from a straight line in K; where that fails, by moving levels in steps."""
    years = len(problem.growth)
    x = _straight(years, before, after)
    direct = _newton(problem, x)
    if direct is not None:
        return direct
    still = {k: np.full(years, first[k]) for k in (*LEVELS, *OUTSIDE)}
    x, done, step = _straight(years, before, before), 0.0, 0.25
    while done < 1.0 and step > 1e-4:
        share = min(1.0, done + step)
        v = {k: (1 - share) * still[k] + share * problem.v[k] for k in still}
        try:
            end = steady(problem.e, {k: float(s[-1]) for k, s in v.items()})["K"]
        except Refused:
            step /= 2
            continue
        growth = 1 + share * (problem.growth - 1)
        found = _newton(Path(problem.e, v, growth, problem.K_0, end), x)
        if found is None:
            step /= 2
        else:
            x, done, step = found, share, step * 1.5
    if done < 1.0:
        refuse(
            Fault(
                "inputs",
                f"no path with residuals below {RESIDUAL:g}",
                "changes on which both goods stay above their floors and both sectors at work in every year",
                "make them smaller or slower",
            )
        )
    return x


def _straight(years: int, before: dict, after: dict) -> np.ndarray:
    w = np.linspace(0.0, 1.0, years + 1)
    NA, K = ((1 - w) * before[k] + w * after[k] for k in ("NA", "K"))
    share = (1 - w) * before["KA"] / before["K"] + w * after["KA"] / after["K"]
    stacked = np.stack([np.log(NA / (1 - NA))[:-1], np.log(share / (1 - share))[:-1], np.log(K[1:])], axis=1)
    return stacked.reshape(-1)[:-1]


def _newton(problem: Path, x: np.ndarray) -> np.ndarray | None:
    """Damped Newton; a step is halved until it stays in the domain and lowers the residuals.

    returns : the unknowns, or None where the residuals can't be brought below RESIDUAL
    """
    if not problem.inside(x):
        return None
    residuals = problem.residuals(x)
    for _ in range(200):
        size = float(np.linalg.norm(residuals))
        if size < 1e-14:
            break
        try:
            step = solve_banded((3, 3), problem.jacobian(x), -residuals)
        except (np.linalg.LinAlgError, ValueError):
            return None
        scale = min(1.0, 2.0 / float(np.max(np.abs(step))))
        for _ in range(60):
            trial = x + scale * step
            if problem.inside(trial):
                found = problem.residuals(trial)
                if float(np.linalg.norm(found)) < size * (1 - 1e-4 * scale):
                    break
            scale /= 2
        else:
            break  # as near as rounding allows, or stalled
        x, residuals = trial, found
    return x if float(np.max(np.abs(residuals))) < RESIDUAL else None
