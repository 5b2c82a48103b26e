"""Cheremukhin, Golosov, Guriev and Tsyvinski: two-sector growth with wedges between its margins.

"Was Stalin Necessary for Russia's Economic Development?" (2013) reads history as time-varying distortions
(wedges) of an optimal path with a farm (A) and a non-farm (M) sector, and replays it with other wedges. All
quantities are per worker; a wedge of 0 distorts nothing.

    max sum_t beta^t N_t u_t ;  u = (U^(1-rho) - 1)/(1-rho), ln U at rho = 1
    U = [eta^(1/s) (cA-gam)^((s-1)/s) + (1-eta)^(1/s) cM^((s-1)/s)]^(s/(s-1)) ; s = 1: (cA-gam)^eta cM^(1-eta)
    YA = XA KA^aKA NA^aNA ;  YM = XM KM^aKM NM^aNM ;  KA + KM = K ;  NA + NM = 1
    cA = YA - GA - EA ;  cM + n' K' - (1-delta) K = YM - GM - EM ;  n' = N_{t+1}/N_t
    labour     1 + tau_W = (UM aNM YM/NM) / (UA aNA YA/NA)
    capital    1 + tau_R = (UM aKM YM/KM) / (UA aKA YA/KA)
    investment UM_t (1+tau_K_t) = beta UM_{t+1} [aKM YM_{t+1}/KM_{t+1} + (1-delta)(1+tau_K_{t+1})]

The timing of the investment wedge, and that a growing population N_t counts by heads, are choices made here.
Gains are consumption equivalents: the share by which the *discretionary* bundle (cA - gam, cM) of the path
compared with has to be raised in every year; those who died are in no u.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, TypedDict, cast

import numpy as np

from .headline import Headline, derived, not_found
from .inputs import Bound, Count, Fault, Inside, NotNegative, Positive, Share, refuse
from .two_sector import LEVELS, OUTSIDE, Economy, Path, log_bundle, log_marginal, solved_path, steady, utility

TITLE = "Cheremukhin, Golosov, Guriev and Tsyvinski: two-sector growth with wedges"
SOURCE = (
    "Cheremukhin, Golosov, Guriev and Tsyvinski, NBER Working Paper 19425 (2013); "
    "Review of Economic Studies 84(2), 2017"
)
STATUS = "illustrative"

Wedge = Annotated[float, Bound(above=-1)]
Series = Positive | list[Positive]
Gain = Annotated[float, Bound(above=-1)]


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


def _economy(params: Params) -> Economy:
    economy = Economy(**params)
    shares = (("aKA", "aNA"), ("aKM", "aNM"))
    sums = {f"{k} + {n}": getattr(economy, k) + getattr(economy, n) for k, n in shares}
    refuse(
        *(
            Fault(f"inputs.params: {name}", f"{total:g}", "a sum of at most 1")
            for name, total in sums.items()
            if total > 1 + 1e-12
        )
    )
    return economy


# --- wedges read from data --------------------------------------------------------------------------------


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
    e = _economy(params)
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
    e = _economy(params)
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
    e = _economy(params)
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


# --- steady state and path --------------------------------------------------------------------------------


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
    return steady(_economy(params), level)


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
    e = _economy(params)
    first = _first(start)
    given = dict(XA=XA, XM=XM, tau_W=tau_W, tau_R=tau_R, tau_K=tau_K, GA=GA, GM=GM, EA=EA, EM=EM, N_t=N_t)
    refuse(
        *(Fault(f"inputs.{k}", "an empty list", "one number or more") for k, v in given.items() if v == [])
    )
    v = {k: _by_year(x, T) for k, x in given.items()}
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


def _by_year(value: float | list[float], years: int) -> np.ndarray:
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


# --- what is set side by side -----------------------------------------------------------------------------

CANONICAL: Params = {
    "beta": 0.96,
    "delta": 0.05,
    "eta": 0.15,
    "gam": 0.30,
    "aKA": 0.14,
    "aNA": 0.55,
    "aKM": 0.30,
    "aNM": 0.70,
}
TSAR: Level = {"XA": 1.0, "XM": 1.0, "tau_W": 1.5, "tau_R": 0.5, "tau_K": 0.2}
BARRIER_CUT = [
    1.5 - 1.1 * t / 12 for t in range(13)
]  # the labour wedge falls from 1.5 to 0.4 in twelve years
TFP_HOLE = (  # productivity of the two sectors lost in the 1930s and partly regained
    [1.0] + [0.75] * 7 + [0.78, 0.81, 0.84, 0.87, 0.90],
    [1.0] + [0.80] * 7 + [0.81, 0.82, 0.83, 0.84, 0.85],
)


@cache
def reference_path(hole: bool) -> dict[str, Any]:
    """The barrier of the Tsar's years cut in twelve years, with or without the loss of productivity."""
    XA, XM = TFP_HOLE if hole else ([1.0], [1.0])
    return path(CANONICAL, TSAR, XA, XM, BARRIER_CUT, TSAR["tau_R"], TSAR["tau_K"])


def _of_path(hole: bool, key: str, factor: float = 1.0) -> Callable[[], float]:
    return lambda: factor * reference_path(hole)[key]


def _round_trip() -> float:
    """Largest difference between the wedges put in and those read back from the path with the loss."""
    p = reference_path(True)
    found = wedge_accounting(CANONICAL, *(p[k] for k in ("cA", "cM", "YA", "YM", "NA", "NM", "KA", "KM")))
    tau_K = investment_accounting(CANONICAL, p["cA"], p["cM"], p["YM"], p["KM"], TSAR["tau_K"])["tau_K"]
    put_in = _by_year(BARRIER_CUT, len(tau_K))
    return float(
        max(
            np.max(np.abs(found["tau_W"] - put_in)),
            np.max(np.abs(np.array(found["tau_R"]) - TSAR["tau_R"])),
            np.max(np.abs(np.array(tau_K) - TSAR["tau_K"])),
        )
    )


_CASE = "solved from the equations with our canonical parameters"
_WEDGES_1930S = (
    "calibration, wedge series and productivity of the paper were not found; ours are no substitute"
)
_ABSTRACT = "abstract of the working paper"


def _published(
    id: str, says: str, figure: float | str, tolerance: float, source: str = _ABSTRACT
) -> Headline:
    return Headline(id, says, figure, None, tolerance, "illustrative", "seen", source, differs=_WEDGES_1930S)


HEADLINES = (
    derived(
        "weight",
        "weight of 1928-40 that makes -24, +16 and -1 per cent consistent",
        0.3748,
        lambda: implied_weight(-0.24, 0.16, -0.01)["weight"],
        "arithmetic of the abstract's three figures under log utility",
        tolerance=5e-5,
    ),
    Headline(
        "lifetime",
        "gain of the consumer born in 1928 from -24 and +16 per cent, twelve years, beta 0.96",
        -1.0,
        lambda: 100 * lifetime(-0.24, 0.16, 0.96, 12)["g"],
        1.0,
        "exact",
        "seen",
        _ABSTRACT,
        "per cent",
        "beta and the first year are ours; rounding of the three figures alone spans -2.0 to -1.0",
    ),
    _published(
        "stalin-1928-40", "Stalin against the Tsar's trend, 1928-40, per cent of consumption", -24.0, 1.0
    ),
    _published("stalin-after", "the same after 1941, no war assumed, per cent", 16.0, 1.0),
    _published(
        "japan", "against Japan as benchmark, per cent", -31.0, 2.0, "draft of May 2013, quoted in a review"
    ),
    _published("wedges", "wedges against 1885-1913", "rise 1928-35, fall 1936-40", 0.0),
    Headline(
        "sign-1928-40",
        "sign of the gain 1928-40, barrier cut and productivity lost",
        "loses",
        lambda: _sign(reference_path(True)["ce_0_12"]),
        0,
        "illustrative",
        "seen",
        _ABSTRACT,
        differs="our parameters, and our guess of the productivity of the 1930s",
    ),
    Headline(
        "sign-after",
        "sign of the gain after 1940, the same",
        "gains",
        lambda: _sign(reference_path(True)["ce_after_12"]),
        0,
        "illustrative",
        "seen",
        _ABSTRACT,
        differs="our case keeps productivity a tenth below trend for ever; the paper's was not found",
    ),
    not_found(
        "barrier",
        "main barrier under the Tsar: entry barriers and monopoly outside farming (production part)",
        "abstract of the article of 2017",
        "takes prices and wages of both sectors, which are not in our evidence; see `cggt.decomposition`",
    ),
    not_found("nep", "Stalin against NEP", SOURCE, "a table of that title exists; its figure was not found"),
    derived(
        "tsar-NA",
        "farm share of labour, wedges 1.5, 0.5, 0.2",
        0.388129,
        lambda: steady_state(CANONICAL, **TSAR)["NA"],
        _CASE,
    ),
    derived(
        "tsar-KM",
        "non-farm capital in the same steady state",
        2.565247,
        lambda: steady_state(CANONICAL, **TSAR)["KM"],
        _CASE,
    ),
    derived("cut-K12", "capital after 12 years, barrier cut", 3.318761, _of_path(False, "K12"), _CASE),
    derived(
        "cut-1928-40", "gain over years 0-12", 0.92, _of_path(False, "ce_0_12", 100), _CASE, "per cent", 0.02
    ),
    derived("cut-all", "gain for ever", 4.04, _of_path(False, "ce_all", 100), _CASE, "per cent", 0.02),
    derived(
        "hole-K12",
        "capital after 12 years, barrier cut and productivity lost",
        2.506185,
        _of_path(True, "K12"),
        _CASE,
    ),
    derived(
        "hole-1928-40",
        "gain over years 0-12, productivity lost",
        -22.44,
        _of_path(True, "ce_0_12", 100),
        _CASE,
        "per cent",
        0.02,
    ),
    derived(
        "hole-all",
        "gain for ever, productivity lost",
        -20.50,
        _of_path(True, "ce_all", 100),
        _CASE,
        "per cent",
        0.02,
    ),
    derived(
        "accounting", "labour wedge of one observed year", 15.391185, lambda: _accounted()["tau_W"], _CASE
    ),
    derived("round-trip", "wedges read back from the path", 0.0, _round_trip, _CASE, tolerance=1e-9),
)


def _sign(gain: float) -> str:
    return "gains" if gain > 0 else "loses"


def _accounted() -> dict[str, Any]:
    return wedge_accounting(CANONICAL, cA=0.55, cM=0.40, YA=0.55, YM=0.50, NA=0.80, NM=0.20, KA=0.60, KM=0.90)


CASES = {
    "cggt.wedge_accounting": wedge_accounting,
    "cggt.investment_accounting": investment_accounting,
    "cggt.decomposition": decomposition,
    "cggt.steady_state": steady_state,
    "cggt.path": path,
    "cggt.welfare": welfare,
    "cggt.lifetime": lifetime,
    "cggt.implied_weight": implied_weight,
}
