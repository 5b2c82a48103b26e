"""A small closure around the equations of Allen's simulation that were found: ours, and illustrative.

Migration (50, 50A) and the peasants' supply (8A-3) are Allen's; all the rest is ours, made so that variants
of his question can be run: 1928 is an index year (non-farm output 100, farm output 100).

    y_i = y_i0 [al (k_i/k_i0)^-rho + (1-al)(l_i/l_i0)^-rho]^(-1/rho), rho = 1/sig - 1 ; i = p, c
    soft budgets: lp + lc = L = 0.683 U, equal marginal products
    capitalist, from 1929: marginal product = w0 (1+gw)^t, soft where that takes more labour than there is
    kp' = (1-d) kp + e (1-mu) yp ; kc' = (1-d) kc + (1-e)(1-mu) yp
    barter: p m A = phi/(1-phi) [yc - (1-tau) p m A] ; peasants get gv = (1-tau) p m A of consumer goods
    m = 1/(1 + 1.5043 p^-0.9298) ; 0.40 on collective farms
    relsol = 1.6 [(m A + yc - gv)/U] / [(A - m A + gv)/R] over its value of 1928
    R' = (1+nr) R - migrants - excess deaths ; U' = (1+nu) U + migrants
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log
from typing import Annotated, Any, Literal, cast

from scipy.optimize import brentq

from .inputs import Bound, Count, Fault, Growth, Inside, NotNegative, Positive, Share, refuse

Regime = Literal["coll", "nep"]

START = 1928
COLLECTIVE_FROM = 1930
OUTPUT = {"p": 25.0, "c": 75.0}  # non-farm output of 1928 by sector, together 100
AT_WORK = 0.683  # workers per townsman
POPULATION = (28.0, 122.0)  # towns and villages of 1928, millions
COLLECTIVE_FARMS = (
    100,
    98,
    95,
    87,
    79,
    86,
    91,
    100,
    95,
    115,
    108,
    110,
)  # farm output 1928-39; years between ours
NEP_FARM_GROWTH = 0.015
COLLECTIVE_SHARE = 0.40  # of farm output that collective farms deliver and sell
GAP_1928 = 1.6  # relsol of 1928
TAX = {"nep": 0.2, "coll": 0.6}  # share of the village's sales kept by the state
SPLIT, ELASTICITY = 1.5043, 0.9298  # (8A-3)


def migrated(relsol: float, collectivised: bool) -> float:
    """Share of villagers who leave in a year, (50) or (50A)."""
    return 0.01875 * relsol - 0.018375 if collectivised else 0.005 * relsol - 0.001


def marketed(relative: float) -> float:
    """Share of output that peasants sell at a farm price over that of manufactures, (8A-3)."""
    return 1 / (1 + SPLIT * relative**-ELASTICITY)


def market_price(value: float) -> float:
    """The relative price p at which p marketed(p) = value, a monotone equation in ln p."""

    def short(log_p: float) -> float:
        return log_p + log(marketed(exp(log_p))) - log(value)

    low, high = log(value), log(value) + 1.0  # marketed < 1, so p > value
    while short(high) < 0:
        high += high - low
    return exp(cast(float, brentq(short, low, high, xtol=1e-14)))


def reduced(
    e: Share = 0.23,
    regime: Regime = "coll",
    labour: Literal["soft", "cap"] = "soft",
    T: Count = 11,
    tau: Annotated[float, Bound(low=0, below=1)] | None = None,
    mu: Share = 0.25,
    d: Annotated[float, Bound(low=0, below=1)] = 0.02,
    a: Positive = 0.6,
    phi: Inside = 0.45,
    sig: Positive = 0.4,
    al: Inside = 0.35,
    gw: Annotated[float, Bound(above=-1)] = 0.035,
    excess: list[NotNegative] | dict[str, NotNegative] | None = None,
    nu: Growth = 0.010,
    nr: Growth = 0.018,
    farm: list[Positive] | None = None,
) -> dict[str, Any]:
    """The economy from 1928 to 1928 + T.

    Order within a year: output, price, record, migration, capital, population.

    e : share of producer goods that goes to their own sector; T : years; tau : tax on the village's sales, by
    default 0.2 under NEP, 0.6 on collective farms from 1930; mu : producer goods for army, farms and durables
    d : depreciation; a : output per unit of capital in 1928; phi : share of food in spending of towns
    sig : elasticity of substitution; al : weight of capital; gw : growth of the capitalist wage
    excess : deaths in villages beyond those in nr, millions, by year (an object) or from 1928 (a list)
    nu, nr : natural increase; farm : farm output from 1928 on, prolonged by its last entry
    returns : of the last year U, R (millions), yp, yc, y = yp + yc, cons_head (1928: 1.1667), urban and rural
        consumption per head, p (1 at parity), relsol, employed share, migrants, farm output A; y_1932 and
        cons_head_1932 (None where T < 4); series, the same by year
    """
    dead = _by_year(excess, T)
    k0 = {i: y / a for i, y in OUTPUT.items()}
    k = dict(k0)
    U, R = POPULATION
    l0 = {i: AT_WORK * U * y / sum(OUTPUT.values()) for i, y in OUTPUT.items()}
    rows: list[dict[str, float]] = []
    first_gap = 0.0
    for t in range(T + 1):
        ratio = {i: k[i] / k0[i] for i in OUTPUT}
        x = _labour(ratio, l0, AT_WORK * U, (1 + gw) ** t if labour == "cap" and t else None, sig, al)
        y = {i: OUTPUT[i] * _output(ratio[i], x[i], sig, al) for i in OUTPUT}
        if not y["c"]:
            refuse(
                Fault(
                    "inputs.gw",
                    f"{gw:g}, a wage of {START + t} above any marginal product",
                    "a wage at which somebody is hired",
                    "with a low sig labour adds little where capital is scarce: lower gw, raise sig",
                )
            )
        A = _farm_output(regime, farm, t)
        collective = regime == "coll" and START + t >= COLLECTIVE_FROM
        tax = TAX["coll" if collective else "nep"] if tau is None or collective != (regime == "coll") else tau
        paid = phi * y["c"] / (1 - phi * tax)  # p m A
        p = paid / (COLLECTIVE_SHARE * A) if collective else market_price(paid / A)
        food = paid / p
        goods = (1 - tax) * paid
        urban, rural = (food + y["c"] - goods) / U, (A - food + goods) / R
        first_gap = first_gap or urban / rural
        relsol = GAP_1928 * urban / rural / first_gap
        leaving = R * max(migrated(relsol, collective), 0.0)
        rows.append(
            {
                "year": START + t,
                "U": U,
                "R": R,
                "yp": y["p"],
                "yc": y["c"],
                "y": y["p"] + y["c"],
                "A": A,
                "cons_head": (A + y["c"]) / (U + R),
                "urban": urban,
                "rural": rural,
                "p": p,
                "relsol": relsol,
                "employed": sum(l0[i] * x[i] for i in OUTPUT) / (AT_WORK * U),
                "migrants": leaving,
            }
        )
        new = (1 - mu) * y["p"]
        k = {"p": (1 - d) * k["p"] + e * new, "c": (1 - d) * k["c"] + (1 - e) * new}
        U, R = (1 + nu) * U + leaving, (1 + nr) * R - leaving - dead[t]
        if R <= 0:
            refuse(
                Fault("inputs", f"no villagers left after {START + t}", "fewer deaths or slower migration")
            )
    famine = rows[4] if T >= 4 else {"y": None, "cons_head": None}
    return rows[-1] | {
        "y_1932": famine["y"],
        "cons_head_1932": famine["cons_head"],
        "series": {key: [row[key] for row in rows] for key in rows[0]},
    }


def _output(k: float, x: float, sig: float, al: float) -> float:
    """CES output from capital and labour, each over its value of 1928."""
    if x == 0:
        return 0.0 if sig <= 1 else al ** (sig / (sig - 1)) * k
    if sig == 1:
        return k**al * x ** (1 - al)
    rho = 1 / sig - 1
    return (al * k**-rho + (1 - al) * x**-rho) ** (-1 / rho)


def _labour(
    k: Mapping[str, float], l0: Mapping[str, float], L: float, wage: float | None, sig: float, al: float
) -> dict[str, float]:
    """Labour of each sector over its value of 1928.

    Both sectors began with the same output per worker: equal marginal products mean equal capital per worker.
    wage : the marginal product demanded, over that of 1928; None under soft budgets
    """
    soft = L / sum(l0[i] * k[i] for i in k)  # workers per unit of capital, 1928 = 1
    hired = soft if wage is None else min(soft, _hired(wage, sig, al))
    return {i: k[i] * hired for i in k}


def _hired(wage: float, sig: float, al: float) -> float:
    """Workers per unit of capital where the marginal product is `wage`, both over 1928; 0 where none is."""
    if sig == 1:
        return wage ** (-1 / al)
    rho = 1 / sig - 1
    rest = (wage ** (-rho / (1 + rho)) - (1 - al)) / al  # (capital per worker)^-rho
    if rest <= 0:
        return 0.0 if rho > 0 else float("inf")
    return rest ** (1 / rho)


def _farm_output(regime: str, farm: list[float] | None, t: int) -> float:
    if farm:
        return farm[min(t, len(farm) - 1)]
    if regime == "nep":
        return 100 * (1 + NEP_FARM_GROWTH) ** t
    return float(COLLECTIVE_FARMS[min(t, len(COLLECTIVE_FARMS) - 1)])


def _by_year(excess: list[float] | dict[str, float] | None, T: int) -> list[float]:
    """Deaths by year from 1928. Refused where a year is outside the run."""
    years = range(START, START + T + 1)
    if isinstance(excess, dict):
        unknown = [str(year) for year in excess if str(year) not in map(str, years)]
        refuse(
            *(
                Fault(f"inputs.excess.{year}", "a year outside the run", f"{years[0]} to {years[-1]}")
                for year in unknown
            )
        )
        given = {str(year): deaths for year, deaths in excess.items()}
        return [given.get(str(year), 0.0) for year in years]
    listed = list(excess or [])
    if len(listed) > len(years):
        refuse(Fault("inputs.excess", f"{len(listed)} years", f"at most {len(years)}, from {START}"))
    return [*listed, *[0.0] * (len(years) - len(listed))]
