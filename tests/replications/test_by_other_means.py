"""Two models solved a second time from their equations, otherwise than the modules do, at inputs of no table.

The reduced Allen: marginal products and the barter price by root finding, in levels. The small programme:
capital of every year as a variable of its own.
"""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, linprog

from perelom.replications import solve

COLLECTIVE_FARMS = [100, 98, 95, 87, 79, 86, 91, 100, 95, 115, 108, 110]


def allen_again(e, nep, wage_growth, tau, sig, al, phi, d, T, mu=0.25, a=0.6):
    """The last year of the reduced economy; wage_growth : of the capitalist case, None for soft budgets."""
    rho = 1 / sig - 1
    first, capital = {"p": 25.0, "c": 75.0}, {"p": 25.0 / a, "c": 75.0 / a}
    k0, l0 = dict(capital), {"p": 0.683 * 28 / 4, "c": 0.683 * 28 * 3 / 4}
    U, R, gap = 28.0, 122.0, None

    def made(i, labour):
        bundle = al * (capital[i] / k0[i]) ** -rho + (1 - al) * (labour / l0[i]) ** -rho
        return first[i] * bundle ** (-1 / rho)

    def marginal(i, labour):
        share = made(i, labour) / first[i]
        return (1 - al) * share ** (1 + rho) * (labour / l0[i]) ** (-1 - rho) * first[i] / l0[i]

    wage = marginal("p", l0["p"])
    for t in range(T + 1):
        hands, collective = 0.683 * U, not nep and t >= 2
        lp = brentq(
            lambda x, L=hands: math.log(marginal("p", x) / marginal("c", L - x)),
            1e-6 * hands,
            hands * 0.999999,
        )
        labour = {"p": lp, "c": hands - lp}
        if wage_growth is not None and t:
            asked = wage * (1 + wage_growth) ** t

            def short_of(x, i, w=asked, marginal=marginal):
                return math.log(marginal(i, x) / w)

            hired = {i: brentq(short_of, 1e-9, 1e5, args=(i,), xtol=1e-13) for i in "pc"}
            labour = hired if sum(hired.values()) <= hands else labour
        y = {i: made(i, labour[i]) for i in "pc"}
        A = 100 * 1.015**t if nep else COLLECTIVE_FARMS[t]
        tax = tau if nep or collective else 0.2

        def sold(p, fixed=collective):
            return 0.40 if fixed else 1 / (1 + 1.5043 * p**-0.9298)

        def short(log_p, A=A, yc=y["c"], tax=tax, sold=sold):
            value = math.exp(log_p) * sold(math.exp(log_p)) * A
            return value - phi / (1 - phi) * (yc - (1 - tax) * value)

        p = math.exp(brentq(short, -15, 15, xtol=1e-14))
        goods = (1 - tax) * p * sold(p) * A
        ratio = (sold(p) * A + y["c"] - goods) / U / ((A - sold(p) * A + goods) / R)
        gap = gap or ratio
        relsol = 1.6 * ratio / gap
        last = {"U": U, "R": R, "yp": y["p"], "yc": y["c"], "p": p, "relsol": relsol}
        last |= {"cons_head": (A + y["c"]) / (U + R), "employed": sum(labour.values()) / hands}
        leaving = R * max(0.01875 * relsol - 0.018375 if collective else 0.005 * relsol - 0.001, 0)
        new = (1 - mu) * y["p"]
        capital = {"p": (1 - d) * capital["p"] + e * new, "c": (1 - d) * capital["c"] + (1 - e) * new}
        U, R = 1.010 * U + leaving, 1.018 * R - leaving
    return last


@pytest.mark.parametrize(
    ("nep", "wage_growth", "e", "tau", "sig", "al", "phi", "d", "T"),
    [
        (False, None, 0.30, 0.5, 0.4, 0.35, 0.45, 0.02, 11),
        (True, 0.05, 0.10, 0.2, 0.4, 0.35, 0.45, 0.02, 11),
        (True, None, 0.40, 0.1, 0.8, 0.40, 0.50, 0.04, 20),
        (False, 0.02, 0.00, 0.6, 1.6, 0.30, 0.40, 0.00, 5),
    ],
)
def test_the_reduced_allen(nep, wage_growth, e, tau, sig, al, phi, d, T):
    inputs = {"e": e, "regime": "nep" if nep else "coll", "labour": "soft" if wage_growth is None else "cap"}
    inputs |= {"tau": tau, "sig": sig, "al": al, "phi": phi, "d": d, "T": T, "gw": wage_growth or 0.0}
    found = solve("allen.reduced", inputs)
    for name, value in allen_again(e, nep, wage_growth, tau, sig, al, phi, d, T).items():
        assert found[name] == pytest.approx(value, rel=1e-7), name


ECONOMY = {"A": [[0.2, 0.05, 0.2], [0.1, 0.15, 0.1], [0.02, 0.05, 0.15]], "k": [1.5, 2.0, 0.9], "delta": 0.05}
ECONOMY |= {"x0": [20.0, 12.0, 18.0], "T": 5, "basket": [0.5, 0.1, 0.4]}


def programme_again(KT_min, floor, loss, defence, most_capital):
    """The value of the goal, None where nothing is feasible. Variables: x, v, c by year, K one year more."""
    A, k, T = np.array(ECONOMY["A"]), np.array(ECONOMY["k"]), ECONOMY["T"]
    x, v, c = (lambda i, t: 7 * t + i), (lambda i, t: 7 * t + 3 + i), (lambda t: 7 * t + 6)
    size = 7 * T + 3 * (T + 1)

    def K(i, t):
        return 7 * T + 3 * t + i

    def row(*terms):
        made = np.zeros(size)
        for at, factor in terms:
            made[at] += factor
        return made

    equal, values, most, limits = [], [], [], []
    for i in range(3):
        start = k[i] * ECONOMY["x0"][i]
        equal.append(row((K(i, 0), 1)))
        values.append(start)
        for t in range(T):
            equal.append(row((K(i, t + 1), 1), (K(i, t), -(1 - ECONOMY["delta"])), (v(i, t), -1)))
            values.append(-loss * start * (1 - ECONOMY["delta"]) if (i, t) == (0, 0) else 0.0)
            most.append(row((x(i, t), k[i]), (K(i, t), -1)))
            uses = [(x(j, t), A[i, j]) for j in range(3)] + [(c(t), ECONOMY["basket"][i]), (x(i, t), -1)]
            most.append(row(*uses, *([(v(j, t), 1) for j in range(3)] if i == 1 else [])))
            limits += [0.0, -defence if i == 1 else 0.0]
    left = row(*((K(i, T), -1) for i in range(3)))
    most.append(left)
    limits.append(-KT_min)
    bounds = [(0.0, None)] * size
    for t in range(T):
        bounds[c(t)] = (floor, None)
    goal = left if most_capital else row(*((c(t), -1) for t in range(T)))
    found = linprog(goal, most, limits, equal, values, bounds, method="highs")
    return None if found.status == 2 else -found.fun


@settings(max_examples=15, deadline=None)
@given(
    KT_min=st.sampled_from([0.0, 50.0, 70.0, 1e4]),
    floor=st.floats(0, 12),
    loss=st.floats(0, 1),
    defence=st.floats(0, 1),
    most_capital=st.booleans(),
)
def test_the_small_programme(KT_min, floor, loss, defence, most_capital):
    name, key = ("kaprost_mini.max_KT", "KT") if most_capital else ("kaprost_mini.lp", "sumC")
    asked = {"KT_min": KT_min, "c_floor": floor, "ag_capacity_loss": loss, "defence": defence}
    found = solve(name, ECONOMY | asked)
    again = programme_again(KT_min, floor, loss, defence, most_capital)
    assert found == {"feasible": False} if again is None else found[key] == pytest.approx(again, rel=1e-6)
