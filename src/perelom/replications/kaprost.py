"""Hunter: were the targets of the first five-year plan compatible with each other, and at what cost?

H. Hunter, "The Overambitious First Soviet Five-Year Plan", Slavic Review 32 (1973); H. Hunter and
J. M. Szyrmer, *Faulty Foundations* (1992), whose linear programme KAPROST has twelve industries and tables of
coefficients that were not found. Here are the plan's own ratios and Kondratiev's food balance of the draft of
1927, which shows by arithmetic alone that the draft could not feed the people it planned for; a small linear
programme of ours with the same question is `kaprost_mini`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .headline import Headline, derived, not_found
from .inputs import Fault, Positive, refuse
from .kaprost_mini import Listed, Programme, lp, max_KT
from .published import published

TITLE = "Hunter: feasibility of the first five-year plan"
SOURCE = (
    "Hunter, Slavic Review 32 (1973); Hunter and Szyrmer, Faulty Foundations (1992); "
    "Kondratiev, Planovoe khoziaistvo (1927)"
)
STATUS = "illustrative"

# --- the plan's own ratios --------------------------------------------------------------------------------


def ratios(
    base: dict[str, Positive],
    plan: dict[str, Positive],
    outcome: dict[str, Positive],
    investment: Positive,
    years: Positive = 5.0,
) -> dict[str, Any]:
    """What a plan asked for and what came of it, by arithmetic.

    base, plan, outcome : the same quantities, `national_income` and `employment` among them, in any unit
    investment : of the whole plan, in the unit of income; years : from base to target
    returns : growth, plan's rate a year; rise_planned, rise_reached, in all; share_reached of the planned
        increment; icor, investment per unit of planned increment of income; per_worker_planned and
        per_worker_reached, the rise of income per worker; all as shares
    """
    needed = ("national_income", "employment")
    named = {"base": base, "plan": plan, "outcome": outcome}
    refuse(
        *(
            Fault(f"inputs.{name}", f"no {key}", f"an object with {' and '.join(needed)}")
            for name, values in named.items()
            for key in needed
            if key not in values
        ),
        *(
            Fault(f"inputs.{name}", f"no {key}", "the quantities of base")
            for name, values in named.items()
            for key in base
            if key not in values and key not in needed
        ),
        *(
            Fault(f"inputs.plan.{key}", f"{plan[key]:g}", "another figure than that of base")
            for key in base
            if plan.get(key) == base[key]
        ),
    )

    def per_worker(values: dict[str, float]) -> float:
        return values["national_income"] / values["employment"]

    return {
        "growth": {k: (plan[k] / base[k]) ** (1 / years) - 1 for k in base},
        "rise_planned": {k: plan[k] / base[k] - 1 for k in base},
        "rise_reached": {k: outcome[k] / base[k] - 1 for k in base},
        "share_reached": {k: (outcome[k] - base[k]) / (plan[k] - base[k]) for k in base},
        "icor": investment / (plan["national_income"] - base["national_income"]),
        "per_worker_planned": per_worker(plan) / per_worker(base) - 1,
        "per_worker_reached": per_worker(outcome) / per_worker(base) - 1,
    }


# --- Kondratiev's food balance ----------------------------------------------------------------------------


def kondratiev(
    urban_norm: Listed, urban_pop: Listed, rural_norm: Listed, rural_pop: Listed, net_output: Listed
) -> dict[str, Any]:
    """Food needed by the norms of a plan, and what is left of net output.

    norms : rubles of food a head; populations : millions; net_output : of food, million rubles; numbers, or
    lists by year
    returns : need, balance, million rubles, in the shape of the inputs
    """
    given = dict(
        urban_norm=urban_norm,
        urban_pop=urban_pop,
        rural_norm=rural_norm,
        rural_pop=rural_pop,
        net_output=net_output,
    )
    rows = {k: np.atleast_1d(np.asarray(v, dtype=float)) for k, v in given.items()}
    years = len(rows["net_output"])
    refuse(
        *(
            Fault(f"inputs.{k}", f"{len(v)} years", f"{years}, as net_output has")
            for k, v in rows.items()
            if len(v) != years
        )
    )
    need = rows["urban_norm"] * rows["urban_pop"] + rows["rural_norm"] * rows["rural_pop"]
    balance = rows["net_output"] - need
    if isinstance(net_output, list):
        return {"need": need.tolist(), "balance": balance.tolist()}
    return {"need": float(need[0]), "balance": float(balance[0])}


# --- what is set side by side -----------------------------------------------------------------------------

NOVE = "Nove, An Economic History of the USSR"
PLANS = "economy/five_year_plans.csv"
QUANTITIES = (
    "national_income",
    "producer_goods",
    "consumer_goods",
    "agricultural_output",
    "steel",
    "pig_iron",
    "coal",
    "oil",
    "electricity",
    "employment",
)
KONDRATIEV = {  # of the draft of 1927, years 1925/26 and 1930/31; the page prints 63.3 for the first norm,
    "urban_norm": [68.3, 88.8],  # 68.3 is what gives the printed product
    "urban_pop": [24.8, 29.7],
    "rural_norm": [51.2, 66.6],
    "rural_pop": [117.1, 128.0],
    "net_output": [8008.0, 9854.0],
}
SMALL: Programme = {
    "A": [[0.15, 0.02, 0.25], [0.05, 0.20, 0.10], [0.03, 0.05, 0.10]],
    "k": [1.2, 1.5, 1.0],
    "delta": 0.04,
    "x0": [15.0, 8.0, 14.0],
    "T": 5,
    "basket": [0.4, 0.05, 0.55],
}


def first_plan() -> dict[str, Any]:
    """The ratios of the first plan, optimal variant, from our evidence."""
    base, plan, outcome = (
        {q: published(PLANS, f"{prefix}_{q}", NOVE)[year] for q in QUANTITIES}
        for prefix, year in (("base", "1927/28"), ("plan_target_fyp1", "1932/33"), ("outcome", "1932"))
    )
    money = published(PLANS, "plan_target_fyp1_capital_investment", "Gosplan 1929")["1928/1933"]
    return ratios(base, plan, outcome, money)


def _maddison() -> float:
    gdp = published("economy/national_income.csv", "gdp_mpd2020", "Bolt & van Zanden")
    return 100 * (gdp["1932"] / gdp["1928"] - 1)


def _ratio(
    id: str, says: str, figure: float, path: str, tolerance: float, unit: str = "per cent"
) -> Headline:
    def ours() -> float:
        value: Any = first_plan()
        for key in path.split("."):
            value = value[key]
        return value * (100 if unit == "per cent" else 1)

    return derived(id, says, figure, ours, "arithmetic on the figures of our evidence", unit, tolerance)


def _programme(solve: Callable[..., dict[str, Any]], key: str, **more: Any) -> Callable[[], float]:
    return lambda: solve(**SMALL, **more)[key]


def _cost_of_loss() -> float:
    whole, lost = (_programme(lp, "sumC", KT_min=52.0, ag_capacity_loss=loss)() for loss in (0.0, 0.2))
    return 100 * (lost / whole - 1)


_SOLVED = "solved from the programme with our coefficients"
HEADLINES = (
    Headline(
        "food-1925/26",
        "food left by the norms of the draft of 1927, 1925/26",
        318.0,
        lambda: kondratiev(**KONDRATIEV)["balance"][0],
        1.0,
        "exact",
        "seen",
        "Kondratiev 1927, table",
        "m rubles",
        "the page prints 63.3 as the first norm; 68.3 is the value that gives the printed product",
    ),
    Headline(
        "food-1930/31",
        "the same, 1930/31",
        -1308.0,
        lambda: kondratiev(**KONDRATIEV)["balance"][1],
        1.0,
        "exact",
        "seen",
        "Kondratiev 1927, table",
        "m rubles",
    ),
    Headline(
        "loss-of-farms",
        "consumption attainable after a loss of farm capacity",
        "falls",
        lambda: "falls" if _cost_of_loss() < 0 else "does not fall",
        0,
        "illustrative",
        "seen",
        "Hunter and Szyrmer 1992, publisher's text: collectivization retarded even the regime's goals",
        differs="our three sectors and coefficients, not their twelve industries",
    ),
    not_found("tables", "scenarios of Faulty Foundations", SOURCE, "coefficients and tables were not found"),
    _ratio(
        "income-growth", "planned growth of national income a year", 15.29, "growth.national_income", 0.005
    ),
    _ratio("icor", "planned investment per unit of income gained", 2.5534, "icor", 5e-5, "rubles"),
    _ratio("A-growth", "planned growth of producer goods a year", 24.71, "growth.producer_goods", 0.005),
    _ratio("B-growth", "planned growth of consumer goods a year", 15.33, "growth.consumer_goods", 0.005),
    _ratio("farm-growth", "planned growth of farm output a year", 14.52, "growth.agricultural_output", 0.005),
    _ratio("jobs-planned", "rise of employment, plan", 39.82, "rise_planned.employment", 0.005),
    _ratio("jobs-reached", "rise of employment, outcome", 101.77, "rise_reached.employment", 0.005),
    _ratio("per-worker-planned", "rise of income per worker, plan", 45.68, "per_worker_planned", 0.005),
    _ratio("per-worker-reached", "rise of income per worker, outcome", -7.58, "per_worker_reached", 0.005),
    *(
        _ratio(
            f"reached-{q}",
            f"share of the planned increment reached: {words}",
            s,
            f"share_reached.{q}",
            6e-5,
            "share",
        )
        for q, words, s in (
            ("national_income", "national income", 0.8340),
            ("producer_goods", "producer goods", 1.4132),
            ("consumer_goods", "consumer goods", 0.6172),
            ("agricultural_output", "farm output", 0.2756),
            ("steel", "steel", 0.2969),
            ("pig_iron", "pig iron", 0.4328),
            ("coal", "coal", 0.7298),
            ("oil", "oil", 0.9418),
            ("electricity", "electricity", 0.4926),
            ("employment", "employment", 2.5556),
        )
    ),
    derived(
        "gdp",
        "rise of GDP 1928-32, Maddison Project",
        9.72,
        _maddison,
        "arithmetic on the figures of our evidence",
        "per cent",
        0.01,
    ),
    derived("KT-free", "most capital, no floor", 113.688044, _programme(max_KT, "KT"), _SOLVED),
    derived(
        "KT-floor",
        "most capital, 15 baskets a year",
        85.401592,
        _programme(max_KT, "KT", c_floor=15.0),
        _SOLVED,
    ),
    derived("C-52", "most baskets, capital 52", 117.790220, _programme(lp, "sumC", KT_min=52.0), _SOLVED),
    derived(
        "C-52-loss",
        "the same, a fifth of farm capacity lost",
        108.238597,
        _programme(lp, "sumC", KT_min=52.0, ag_capacity_loss=0.2),
        _SOLVED,
    ),
    derived(
        "C-70",
        "most baskets, capital 70, 18 baskets a year",
        103.562805,
        _programme(lp, "sumC", KT_min=70.0, c_floor=18.0),
        _SOLVED,
    ),
)

CASES = {
    "kaprost.ratios": ratios,
    "kaprost.kondratiev": kondratiev,
    "kaprost_mini.lp": lp,
    "kaprost_mini.max_KT": max_KT,
}
