"""Steady states and paths of the two-sector economy with given wedges, and what a path is worth.

Equations and symbols stand in `cggt`, the solver in `two_sector`.
"""

from __future__ import annotations

from typing import Annotated, Any, TypedDict, cast

import numpy as np

from .inputs import Bound, Count, Fault, Inside, Positive, refuse
from .two_sector import LEVELS, OUTSIDE, Path, log_bundle, solved_path, steady, utility
from .wedges import Params, Series, Wedge, economy

Gain = Annotated[float, Bound(above=-1)]


class _Outside(TypedDict, total=False):
    GA: float
    GM: float
    EA: float
    EM: float


class Level(_Outside):
    """The arguments of a steady state."""

    XA: Positive
    XM: Positive
    tau_W: Wedge
    tau_R: Wedge
    tau_K: Wedge


def steady_state(
    params: Params,
    XA: Positive,
    XM: Positive,
    tau_W: Wedge,
    tau_R: Wedge,
    tau_K: Wedge,
    GA: float = 0.0,
    GM: float = 0.0,
    EA: float = 0.0,
    EM: float = 0.0,
) -> dict[str, Any]:
    """The steady state at constant productivity and wedges.

    returns : NA, NM shares; KA, KM, K, YA, YM, cA, cM per worker; u; residual of the labour condition
    """
    level = dict(XA=XA, XM=XM, tau_W=tau_W, tau_R=tau_R, tau_K=tau_K, GA=GA, GM=GM, EA=EA, EM=EM)
    return steady(economy(params), level)


def path(
    params: Params,
    start: Level | list[float],
    XA: Series,
    XM: Series,
    tau_W: Wedge | list[Wedge],
    tau_R: Wedge | list[Wedge],
    tau_K: Wedge | list[Wedge],
    T: Annotated[int, Bound(low=13, high=2000)] = 150,
    GA: float | list[float] = 0.0,
    GM: float | list[float] = 0.0,
    EA: float | list[float] = 0.0,
    EM: float | list[float] = 0.0,
    N_t: Series = 1.0,
) -> dict[str, Any]:
    """Perfect foresight from the capital of `start` to the steady state of the last entries.

    start : the arguments of `steady_state`, or a list of XA, XM, tau_W, tau_R, tau_K
    XA ... N_t : a number, or a list by year from t = 0 that is prolonged by its last entry
    T : years solved; the capital of year T is that of the last steady state
    returns : by year NA, NM, KA, KM, YA, YM, cA, cM, u, K (T + 1 long); start and end, the steady states;
        K12, NA12, cM5; ce_0_12 (years 0 to 12), ce_after_12, ce_all, consumption equivalents against staying
        in `start` for ever, as shares; max_residual, the largest of any first-order condition, in logarithms
    """
    e = economy(params)
    first = _first(start)
    given = dict(XA=XA, XM=XM, tau_W=tau_W, tau_R=tau_R, tau_K=tau_K, GA=GA, GM=GM, EA=EA, EM=EM, N_t=N_t)
    refuse(
        *(Fault(f"inputs.{k}", "an empty list", "one number or more") for k, v in given.items() if v == [])
    )
    v = {k: by_year(x, T) for k, x in given.items()}
    before, after = steady(e, first), steady(e, {k: float(v[k][-1]) for k in (*LEVELS, *OUTSIDE)})
    growth = np.append(v["N_t"][1:] / v["N_t"][:-1], 1.0)
    problem = Path(e, v, growth, before["K"], after["K"])
    solution = solved_path(problem, first, before, after)
    q = problem.quantities(solution)
    log_U = log_bundle(e, q["cA"], q["cM"])
    log_0, log_end = (log_bundle(e, s["cA"], s["cM"]) for s in (before, after))
    weights = np.append(e.beta ** np.arange(T) * v["N_t"], e.beta**T / (1 - e.beta) * v["N_t"][-1])
    log_U1 = np.append(log_U, log_end)

    def gain(a: int, b: int) -> float:
        window = slice(a, b)
        return _equivalent(weights[window], log_U1[window], np.full(len(log_U1[window]), log_0), e.rho)

    return {k: q[k].tolist() for k in ("NA", "NM", "KA", "KM", "YA", "YM", "cA", "cM")} | {
        "K": [*q["K"].tolist(), after["K"]],
        "u": np.asarray(utility(e, log_U)).tolist(),
        "start": before,
        "end": after,
        "K12": float(q["K"][12]),
        "NA12": float(q["NA"][12]),
        "cM5": float(q["cM"][5]),
        "ce_0_12": gain(0, 13),
        "ce_after_12": gain(13, T + 1),
        "ce_all": gain(0, T + 1),
        "max_residual": float(np.max(np.abs(problem.residuals(solution)))),
    }


def _first(start: Level | list[float]) -> dict[str, float]:
    if isinstance(start, list):
        if len(start) != len(LEVELS):
            refuse(Fault("inputs.start", f"{len(start)} numbers", f"five: {', '.join(LEVELS)}"))
        refuse(
            *(
                Fault(f"inputs.start[{i}]", f"{x:g}", f"{name} above {0 if name[0] == 'X' else -1}")
                for i, (name, x) in enumerate(zip(LEVELS, start, strict=True))
                if x <= (0 if name[0] == "X" else -1)
            )
        )
        start = cast(Level, dict(zip(LEVELS, start, strict=True)))
    known: tuple[str, ...] = (*LEVELS, *OUTSIDE)
    return {k: float(start.get(k, 0.0)) for k in known}


def by_year(value: float | list[float], years: int) -> np.ndarray:
    listed = value if isinstance(value, list) else [value]
    return np.array([*listed, *[listed[-1]] * years][:years], dtype=float)


# --- welfare ----------------------------------------------------------------------------------------------


def _equivalent(weights: np.ndarray, log_U1: np.ndarray, log_U0: np.ndarray, rho: float) -> float:
    """g that makes the bundle of path 0, raised by g in every year, as good as path 1."""
    if rho == 1.0:
        return float(np.expm1(np.sum(weights * (log_U1 - log_U0)) / np.sum(weights)))
    ratio = np.sum(weights * np.exp((1 - rho) * log_U1)) / np.sum(weights * np.exp((1 - rho) * log_U0))
    return float(ratio ** (1 / (1 - rho)) - 1.0)


def welfare(
    u1: list[float],
    u0: list[float],
    beta: Inside,
    a: Annotated[int, Bound(low=0)] = 0,
    b: Count | None = None,
    end1: float | None = None,
    end0: float | None = None,
) -> dict[str, Any]:
    """Consumption equivalent of path 1 against path 0 over years a to b - 1, logarithmic utility.

    u1, u0 : utility by year; b : all years where it is not given
    end1, end0 : utility in every year after the last, both or none, only where the window ends with the lists
    returns : g, ln(1+g) = sum beta^t (u1 - u0) / sum beta^t
    """
    last = len(u1) if b is None else b
    one_end = (end1 is None) != (end0 is None)
    refuse(
        Fault("inputs.u0", f"{len(u0)} years", f"{len(u1)}, as many as u1 has")
        if len(u0) != len(u1)
        else None,
        Fault("inputs.b", str(last), f"at most {len(u1)}, the years given") if last > len(u1) else None,
        Fault("inputs.a", str(a), f"less than b = {last}") if a >= last else None,
        Fault("inputs.end1 and inputs.end0", "one of them", "both or none") if one_end else None,
        Fault("inputs.b", str(last), f"{len(u1)}, where utility after the last year is given")
        if end1 is not None and last < len(u1)
        else None,
    )
    weights, one, zero = beta ** np.arange(a, last), np.array(u1[a:last]), np.array(u0[a:last])
    if end1 is not None and end0 is not None:
        weights = np.append(weights, beta**last / (1 - beta))
        one, zero = np.append(one, end1), np.append(zero, end0)
    return {"g": _equivalent(weights, one, zero, 1.0)}


def lifetime(before: Gain, after: Gain, beta: Inside, n: Count) -> dict[str, Any]:
    """Gain of a life that has `before` in its first n years and `after` in all later ones, log utility.

    returns : weight w = 1 - beta^n of the first years; g = (1+before)^w (1+after)^(1-w) - 1
    """
    weight = 1.0 - beta**n
    return {"weight": weight, "g": (1 + before) ** weight * (1 + after) ** (1 - weight) - 1.0}


def implied_weight(before: Gain, after: Gain, whole: Gain) -> dict[str, Any]:
    """The weight of the first years that makes three gains consistent under log utility."""
    if before == after:
        refuse(Fault("inputs.after", f"{after:g}", "another gain than before: any weight fits equal ones"))
    first, later, both = np.log1p([before, after, whole])
    return {"weight": float((both - later) / (first - later))}
