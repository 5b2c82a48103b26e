"""A small linear programme with Hunter's question: the most that a plan can reach, and what a loss costs.

A farming, P producer goods and building, C consumer goods; years t = 0 ... T-1. The coefficients of the cases
are ours, not Hunter's, whose programme KAPROST has twelve industries and tables that were not found.

    x_it - sum_j A_ij x_jt >= basket_i c_t + [i = P] (sum_j v_jt + defence_t)
    k_i x_it <= K_it ; K_i0 = k_i x0_i ; K_i,t+1 = (1-delta) K_it + v_it
    sum_i K_iT >= KT_min ; c_t >= c_floor_t
    max sum_t c_t (lp), or max sum_i K_iT (max_KT)

A loss of farm capacity takes the share `ag_capacity_loss` of what survives of the *initial* farm capital,
from t = 1 on, and out of K_T too.
"""

from __future__ import annotations

from typing import Annotated, Any, TypedDict, Unpack

import numpy as np
from scipy.optimize import linprog

from .inputs import Bound, Fault, NotNegative, Positive, Share, refuse

FARM, PRODUCER = 0, 1  # places of the sectors in every list
Listed = NotNegative | list[NotNegative]

Years = Annotated[int, Bound(low=1, high=200)]


class _Demands(TypedDict, total=False):
    KT_min: NotNegative | None
    ag_capacity_loss: Share
    c_floor: Listed | None
    defence: Listed


class Programme(_Demands):
    """An economy and what is asked of it; sectors in the order farm, producer, consumer.

    A : row i input into column j, per unit; k : capital per unit of output; delta : depreciation a year
    x0 : output that the first year's capital allows; T : years; basket : goods in one unit of consumption
    KT_min : capital to be left after the last year; ag_capacity_loss : share of the first farm capital lost
    c_floor : least consumption, a number or by year; defence : producer goods taken for it, likewise
    """

    A: list[list[NotNegative]]
    k: list[Positive]
    delta: Share
    x0: list[NotNegative]
    T: Years
    basket: list[NotNegative]


def lp(**programme: Unpack[Programme]) -> dict[str, Any]:
    """The most baskets that can be consumed in all, for a given capital at the end.

    returns : feasible, and where it is sumC and KT; c by year of one optimal plan of many
    """
    return _solved(programme, "sumC")


def max_KT(**programme: Unpack[Programme]) -> dict[str, Any]:
    """The most capital that can stand after T years, for given floors of consumption.

    returns : feasible, and where it is KT, sumC and c of one optimal plan
    """
    return _solved(programme, "KT")


def _solved(programme: Programme, goal: str) -> dict[str, Any]:
    """Variables in this order: x (sector by year), c, v (sector by year)."""
    A, k, delta, x0 = programme["A"], programme["k"], programme["delta"], programme["x0"]
    T, basket = programme["T"], programme["basket"]
    c_floor = programme.get("c_floor")
    n = len(k)
    floors, arms = (
        _yearly("c_floor", 0.0 if c_floor is None else c_floor, T),
        _yearly("defence", programme.get("defence", 0.0), T),
    )
    refuse(
        Fault("inputs.k", f"{n} sectors", "two or more, farm and producer goods first") if n < 2 else None,
        *(
            Fault(f"inputs.{name}", f"{len(v)} entries", f"{n}, as k has")
            for name, v in (("A", A), ("x0", x0), ("basket", basket))
            if len(v) != n
        ),
        *(
            Fault(f"inputs.A[{i}]", f"{len(row)} entries", f"{n}, as k has")
            for i, row in enumerate(A)
            if len(row) != n
        ),
        None if any(basket) else Fault("inputs.basket", "zeros only", "at least one good in the basket"),
    )
    inputs, kept = np.array(A), (1 - delta) ** np.arange(T + 1)
    capital = np.outer(
        np.array(k) * np.array(x0), kept
    )  # what is left of the initial capital, [sector, year]
    capital[FARM, 1:] *= 1 - programme.get("ag_capacity_loss", 0.0)
    variables = n * T + T + n * T

    def x(i: int, t: int) -> int:
        return i * T + t

    def v(i: int, t: int) -> int:
        return n * T + T + i * T + t

    rows, limits = [], []
    for t in range(T):
        for i in range(n):
            uses, room = np.zeros(variables), np.zeros(variables)
            for j in range(n):
                uses[x(j, t)] = inputs[i, j] - (i == j)
                uses[v(j, t)] = float(i == PRODUCER)
            uses[n * T + t] = basket[i]
            room[x(i, t)] = k[i]
            for s in range(t):
                room[v(i, s)] = -kept[t - 1 - s]
            rows += [uses, room]
            limits += [-arms[t] if i == PRODUCER else 0.0, capital[i, t]]
    left = np.zeros(variables)  # capital after the last year that the plan itself puts up
    for i in range(n):
        for s in range(T):
            left[v(i, s)] = kept[T - 1 - s]
    inherited = float(capital[:, T].sum())
    rows.append(-left)
    limits.append(inherited - (programme.get("KT_min") or 0.0))
    consumed = np.zeros(variables)
    consumed[n * T : n * T + T] = 1.0
    bounds = [(0, None)] * (n * T) + [(floor, None) for floor in floors] + [(0, None)] * (n * T)
    found = linprog(
        -(consumed if goal == "sumC" else left),
        A_ub=np.array(rows),
        b_ub=np.array(limits),
        bounds=bounds,
        method="highs",
    )
    if found.status == 2:
        return {"feasible": False}
    if found.status != 0:
        refuse(Fault("inputs", f"no optimum ({found.message})", "sectors whose output is bounded by capital"))
    plan = found.x
    return {
        "feasible": True,
        "sumC": float(consumed @ plan),
        "KT": inherited + float(left @ plan),
        "c": plan[n * T : n * T + T].tolist(),
    }


def _yearly(name: str, value: Listed, T: int) -> list[float]:
    listed: list[float] = value if isinstance(value, list) else [value] * T
    if len(listed) != T:
        refuse(Fault(f"inputs.{name}", f"{len(listed)} years", f"one number, or a list of T = {T}"))
    return listed
