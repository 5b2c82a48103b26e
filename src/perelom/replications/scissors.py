"""The price scissors: who pays when the state turns the terms of trade against the village.

Sah and Stiglitz (1984) put Preobrazhensky's two claims on paper: a lower price of food in industrial goods
raises accumulation, and it does so at the peasants' cost alone. In a closed economy where food clears the
first holds and the second does not: with less food offered the product wage must fall as well.

    peasant   max U1(x1, y1),  y1 = p (X - x1) = p Q
    worker    p x2 + y2 = w
    food      N1 Q(p) = N2 x2(p, w)             the state sets p, the wage adjusts
    state     I = N2 (Y - w)

The explicit case has peasants of constant elasticity of substitution, x1 / y1 = k p^-sigma, and workers
with a need, x2 = b2 + gamma2 (w - p b2) / p. No foreign trade, employment in towns given.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypedDict, Unpack

from .headline import Headline, derived, not_found
from .inputs import Fault, Inside, NotNegative, Positive, refuse

TITLE = "Price scissors: a squeeze of the village in a closed economy"
SOURCE = "Sah and Stiglitz (1984), American Economic Review 74(1), 125-138; Preobrazhensky (1926)"
STATUS = "exact"


class Economy(TypedDict):
    """An economy whatever its price of food.

    N1, N2 : peasants, workers; X : food grown per peasant
    k, sigma : weight of food and elasticity of substitution of peasants; Y : industrial output per worker
    b2 : a worker's least food; gamma2 : share of the rest of his income that he spends on food
    """

    N1: Positive
    N2: Positive
    X: Positive
    k: Positive
    sigma: Positive
    Y: Positive
    gamma2: Inside
    b2: NotNegative


def ces(p: Positive, **economy: Unpack[Economy]) -> dict[str, float]:
    """The economy at one price of food. p : industrial goods for one unit of food

    returns : x1, Q food eaten and sold per peasant; y1 goods per peasant; x2, y2 per worker; w product wage;
        I accumulation; U1, V2 utilities
    raises : Refused where the food sold does not reach b2 for each worker
    """
    X, k, sigma, N2 = economy["X"], economy["k"], economy["sigma"], economy["N2"]
    gamma2, b2 = economy["gamma2"], economy["b2"]
    Q = X / (1 + k * p ** (1 - sigma))
    x1, y1, x2 = X - Q, p * Q, economy["N1"] * Q / N2
    if x2 <= b2:
        refuse(
            Fault(
                "inputs.b2",
                f"{b2:g}, while peasants sell {x2:g} of food for each worker",
                f"below {x2:g} at this price",
                "raise p, X or N1 / N2, or lower b2",
            )
        )
    w = p * (b2 + (x2 - b2) / gamma2)
    return {
        "x1": x1,
        "Q": Q,
        "y1": y1,
        "x2": x2,
        "w": w,
        "I": N2 * (economy["Y"] - w),
        "y2": w - p * x2,
        "V2": math.log(w - p * b2) - gamma2 * math.log(p),
        "U1": _peasant_utility(x1, y1, k, sigma),
    }


def _peasant_utility(x1: float, y1: float, k: float, sigma: float) -> float:
    """(k^(1/s) x1^((s-1)/s) + y1^((s-1)/s))^(s/(s-1)); for s = 1 x1^(k/(1+k)) y1^(1/(1+k))."""
    if sigma == 1:
        return math.exp((k * math.log(x1) + math.log(y1)) / (1 + k))
    power = (sigma - 1) / sigma
    return (k ** (1 / sigma) * x1**power + y1**power) ** (1 / power)


def slopes(p: Positive, **economy: Unpack[Economy]) -> dict[str, float]:
    """What a change of the price does, from the theorem and not by differences.

    returns : eQ elasticity of food sold; dlnw_dlnp; dI_dp; dV2_dp; dV1_dp, in units of U1 per unit of p
    """
    at = ces(p, **economy)
    k, sigma, x2, w = economy["k"], economy["sigma"], at["x2"], at["w"]
    eQ = (sigma - 1) * at["x1"] / economy["X"]
    e_xw = (
        economy["gamma2"] * w / (p * x2)
    )  # income elasticity of workers' food; their price elasticity is its negative
    growth = (eQ + e_xw) / e_xw
    lam2 = 1 / (w - p * economy["b2"])
    return {
        "eQ": eQ,
        "dlnw_dlnp": growth,
        "dI_dp": -economy["N2"] * w / p * growth,
        "dV2_dp": lam2 * x2 * (growth * w / (p * x2) - 1),
        "dV1_dp": _marginal_utility(at["y1"], at["U1"], k, sigma) * at["Q"],
    }


def welfare(
    p: Positive,
    delta: NotNegative,
    beta1: NotNegative,
    beta2: NotNegative,
    **economy: Unpack[Economy],
) -> dict[str, Any]:
    """Whether a planner wants a higher price of food.

    delta, beta1, beta2 : value of one more industrial good to accumulation, to a peasant, to a worker
    returns : dW_dp = N1 Q (beta1 - beta2) - (delta - beta2) N2 (w / p) dln w / dln p; better: `lower`,
        `higher` or `as it is`
    """
    at, slope = ces(p, **economy), slopes(p, **economy)
    dW_dp = economy["N1"] * at["Q"] * (beta1 - beta2) + (delta - beta2) * slope["dI_dp"]
    return {"dW_dp": dW_dp, "better": "higher" if dW_dp > 0 else "lower" if dW_dp < 0 else "as it is"}


def _marginal_utility(y1: float, U1: float, k: float, sigma: float) -> float:
    """dU1 / dy1, the peasant's value of one more industrial good."""
    return U1 / y1 / (1 + k) if sigma == 1 else (U1 / y1) ** (1 / sigma)


CASE: Economy = {
    "N1": 100.0,
    "N2": 25.0,
    "X": 1.0,
    "k": 1.5,
    "sigma": 1.93,
    "Y": 4.0,
    "gamma2": 0.4,
    "b2": 0.5,
}


def _at(p: float, what: str) -> Callable[[], float]:
    return lambda: ces(p, **CASE)[what]


def _slope(what: str) -> Callable[[], float]:
    return lambda: slopes(1.0, **CASE)[what]


def _when_squeezed(what: str) -> Callable[[], str]:
    """`rises` or `falls`: how a result moves when p is lowered from 2 to 0.5, or `neither`."""

    def direction() -> str:
        values = [ces(2 - 0.025 * i, **CASE)[what] for i in range(61)]
        rises, falls = all(a < b for a, b in pairwise(values)), all(a > b for a, b in pairwise(values))
        return "rises" if rises else "falls" if falls else "neither"

    return direction


_DERIVED = "solved from the equations: N1 100, N2 25, X 1, k 1.5, sigma 1.93, Y 4, gamma2 0.4, b2 0.5"
_ABSTRACT = "Sah and Stiglitz (1983), NBER working paper 1156, abstract"
_OURS = "the sign is the theorem's; the parameters are ours"


_WEIGHTS = (0.2, 0.5, 0.8)  # values of a good to a peasant and to a worker, each with each


def _better(delta: float) -> str:
    """The planner's wish at p = 1 where all weights agree on it."""
    wishes = {
        welfare(1.0, **CASE, delta=delta, beta1=b1, beta2=b2)["better"] for b1 in _WEIGHTS for b2 in _WEIGHTS
    }
    return wishes.pop() if len(wishes) == 1 else "hangs on the weights"


def _sign(id: str, says: str, published: str, what: str) -> Headline:
    return Headline(
        id, says, published, _when_squeezed(what), 0, "illustrative", "seen", _ABSTRACT, differs=_OURS
    )


HEADLINES = (
    derived("w-parity", "product wage, p = 1", 3.25, _at(1.0, "w"), _DERIVED, tolerance=1e-8),
    derived("I-parity", "accumulation, p = 1", 18.75, _at(1.0, "I"), _DERIVED, tolerance=1e-8),
    derived("I-squeezed", "accumulation, p = 0.8", 44.72444856, _at(0.8, "I"), _DERIVED, tolerance=1e-8),
    derived(
        "U1-squeezed", "utility of peasants, p = 0.8", 2.4632288, _at(0.8, "U1"), _DERIVED, tolerance=1e-8
    ),
    Headline(
        "V2-squeezed",
        "utility of workers, p = 0.8",
        0.68314908,
        _at(0.8, "V2"),
        1e-6,
        "exact",
        "derived",
        _DERIVED,
        differs="by 3e-7: from the wage listed beside it, 2.21102206, the same formula gives ours",
    ),
    derived("wage-elasticity", "dln w / dln p, p = 1", 1.686769, _slope("dlnw_dlnp"), _DERIVED),
    derived(
        "dI-dp", "change of accumulation by p, p = 1", -137.05, _slope("dI_dp"), _DERIVED, tolerance=1e-4
    ),
    derived("dV2-dp", "change of workers' utility by p, p = 1", 1.411636, _slope("dV2_dp"), _DERIVED),
    _sign("squeeze-accumulation", "accumulation when the village is squeezed", "rises", "I"),
    _sign("squeeze-village", "utility of peasants when the village is squeezed", "falls", "U1"),
    _sign("squeeze-town", "utility of workers when the village is squeezed", "falls", "V2"),
    Headline(
        "patience",
        "price wanted where accumulation is worth more than any consumption, all weights of village and town",
        "lower",
        lambda: _better(1.0),
        0,
        "illustrative",
        "seen",
        _ABSTRACT,
        differs=_OURS,
    ),
    Headline(
        "impatience",
        "price wanted where accumulation is worth less than any consumption, all weights",
        "higher",
        lambda: _better(0.1),
        0,
        "illustrative",
        "seen",
        _ABSTRACT,
        differs=_OURS,
    ),
    not_found(
        "rationing",
        "supply of food when both sides are rationed",
        "Sah and Stiglitz, Price Scissors, Rationing, and Coercion, abstract",
        "no sign is published; the market for food clears here, for goods famine see nepmacro",
    ),
    not_found(
        "mobile-labour",
        "optimum with mobile labour and a rigid wage",
        _ABSTRACT,
        "employment in towns is given in this case",
    ),
)

CASES = {"scissors.ces": ces, "scissors.slopes": slopes, "scissors.welfare": welfare}
