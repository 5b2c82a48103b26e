"""Rigid procurement and famine: why regions that grow more can starve.

Meng, Qian and Yared (2015): quotas are set on the harvest that is expected, progressively, so that each
region would keep the same. When every harvest falls by the same share, a rigid quota takes the shortfall
from those who were expected to have most, and retention falls with productivity. A quota that follows the
harvest, or that is shared anew, does not. Functional form ours, mechanism theirs.

    plan           g_i = max(yhat_i (1 - seed) - cbar, 0)
    rigid          c_i = theta yhat_i - seed yhat_i - g_i
    proportional   c_i = theta yhat_i - seed yhat_i - theta g_i
    flexible       c_i = min(theta yhat_i - seed yhat_i, L), with L such that the plan's total is taken
    deaths         m_i = min(1, mu max(need - c_i, 0) / need)

All of it per head; c_i is never below 0, and no region gives to another but under the flexible rule.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from .headline import Headline, derived
from .inputs import Count, Fault, NotNegative, Positive, Share, refuse
from .published import published

TITLE = "Procurement famine: quotas on expected harvests"
SOURCE = (
    "Meng, Qian, Yared (2015), Review of Economic Studies 82, 1568-1611; Naumenko (2021), Journal of "
    "Economic History 81(1), 156-197; Markevich, Naumenko, Qian (2024), Review of Economic Studies"
)
STATUS = "illustrative"


def mqy(
    yhat: list[Positive],
    pop: Positive | list[Positive],
    theta: NotNegative,
    cbar: NotNegative,
    seed: Share,
    need: Positive,
    mu: NotNegative,
) -> dict[str, Any]:
    """Retention and deaths by region under three rules of procurement.

    yhat : expected grain per head and region, kg; pop : persons, one number for all or by region
    theta : harvest as a share of the expected; cbar : retention the plan aims at, kg; seed : share of yhat
    need : grain below which people die, kg; mu : deaths per head when nothing is left
    returns : c_rigid by region; G planned total; mean_c weighted by persons, rigid; deaths by rule;
        corr_rigid, unweighted correlation of yhat with mortality, None where either does not vary
    """
    people, grown = _people(pop, yhat), np.array(yhat)
    kept = {rule: np.array(c) for rule, c in retained(yhat, pop, theta, cbar, seed).items()}
    mortality = {rule: _mortality(c, need, mu) for rule, c in kept.items()}
    return {
        "c_rigid": kept["rigid"],
        "G": float(people @ _plan(grown, cbar, seed)),
        "mean_c": float(people @ kept["rigid"] / people.sum()),
        "deaths_rigid": float(people @ mortality["rigid"]),
        "corr_rigid": _correlation(grown, mortality["rigid"]),
        "deaths_flex": float(people @ mortality["flexible"]),
        "deaths_proportional": float(people @ mortality["proportional"]),
    }


def retained(
    yhat: list[Positive], pop: Positive | list[Positive], theta: NotNegative, cbar: NotNegative, seed: Share
) -> dict[str, Any]:
    """Grain kept per head and region under each rule, kg; arguments as in `mqy`.

    returns : rigid, proportional, flexible, lists by region
    """
    people, grown = _people(pop, yhat), np.array(yhat)
    plan = _plan(grown, cbar, seed)
    left = np.maximum((theta - seed) * grown, 0.0)  # after seed, before procurement
    level = _level(left, people, float(people @ plan))
    return {
        "rigid": np.maximum((theta - seed) * grown - plan, 0.0),
        "proportional": np.maximum((theta - seed) * grown - theta * plan, 0.0),
        "flexible": np.minimum(left, level),
    }


def _plan(grown: np.ndarray, cbar: float, seed: float) -> np.ndarray:
    return np.maximum(grown * (1 - seed) - cbar, 0.0)


def _mortality(c: np.ndarray, need: float, mu: float) -> np.ndarray:
    return np.minimum(1.0, mu * np.maximum(need - c, 0.0) / need)


def _people(pop: float | list[float], yhat: list[float]) -> np.ndarray:
    if not yhat:
        refuse(Fault("inputs.yhat", "a list of 0 items", "at least one region"))
    if isinstance(pop, list) and len(pop) != len(yhat):
        words = f"one number, or {len(yhat)} numbers as in yhat"
        refuse(Fault("inputs.pop", f"a list of {len(pop)} items", words))
    return np.broadcast_to(np.array(pop, dtype=float), len(yhat))


def _level(kept: np.ndarray, people: np.ndarray, total: float) -> float:
    """Retention L at which taking all above it gives the total: sum of pop max(kept - L, 0) = total."""
    if total <= 0:
        return float(kept.max())
    order = np.argsort(-kept)
    height, weight = kept[order], people[order]
    for i in range(len(height)):  # the first i + 1 regions stand above L
        level = (weight[: i + 1] @ height[: i + 1] - total) / weight[: i + 1].sum()
        if i + 1 == len(height) or level >= height[i + 1]:
            return max(0.0, float(level))
    raise AssertionError("the last region always ends the search")


def _correlation(a: np.ndarray, b: np.ndarray) -> float | None:
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    return float(np.corrcoef(a, b)[0, 1])


def biased(
    yhat: list[Positive],
    share: list[Share],
    bias: NotNegative,
    rule: Literal["rigid", "proportional"],
    theta: NotNegative,
    cbar: NotNegative,
    seed: Share,
    need: Positive,
    mu: NotNegative,
) -> dict[str, Any]:
    """The Soviet variant: the quota is raised by the region's share of Ukrainians, g_i (1 + bias share_i).

    share : share of Ukrainians by region; rule : whether the quota follows the harvest
    returns : c retention and m mortality by region, per head
    """
    if len(share) != len(yhat):
        words = f"{len(yhat)} numbers, as in yhat"
        refuse(Fault("inputs.share", f"a list of {len(share)} items", words))
    grown = np.array(yhat)
    plan = _plan(grown, cbar, seed) * (1 + bias * np.array(share))
    taken = plan if rule == "rigid" else theta * plan
    c = np.maximum((theta - seed) * grown - taken, 0.0)
    return {"c": c, "m": _mortality(c, need, mu)}


def panel(
    mortality: list[list[NotNegative]], share: list[Share], yhat: list[Positive], famine: Count
) -> dict[str, Any]:
    """The regression of the literature on simulated regions: fixed effects of region and year.

    m_it = a_i + b_t + B share_i 1[t = famine] + G yhat_i 1[t = famine]. China: G > 0; the USSR: G = 0, B > 0.

    mortality : by region, in each the years; famine : which year of them, counted from 1
    returns : B per unit of share, G per kg of yhat
    raises : Refused where shapes do not fit, or share and yhat do not vary apart from each other
    """
    _fit_together(mortality, share, yhat, famine)
    m = np.array(mortality)
    # fixed effects of both kinds drop out of: the famine year against the mean of the others, by region
    gap = m[:, famine - 1] - np.delete(m, famine - 1, axis=1).mean(axis=1)
    design = np.column_stack([np.ones(len(m)), share, yhat])
    if np.linalg.matrix_rank(design) < 3:
        words = "shares and yields that vary, and not together"
        refuse(Fault("inputs.share", "shares that cannot be told from yhat", words))
    _, B, G = np.linalg.lstsq(design, gap, rcond=None)[0]
    return {"B": float(B), "G": float(G)}


def _fit_together(mortality: list[list[float]], share: list[float], yhat: list[float], famine: int) -> None:
    regions, years = len(mortality), len(mortality[0]) if mortality else 0
    faults = [
        Fault(f"inputs.{name}", f"a list of {len(values)} items", f"{regions} items, as in mortality")
        for name, values in (("share", share), ("yhat", yhat))
        if len(values) != regions
    ]
    faults += [
        Fault(f"inputs.mortality[{i}]", f"a list of {len(row)} items", f"{years} items, as in the first")
        for i, row in enumerate(mortality)
        if len(row) != years
    ]
    if regions < 3 or years < 2:
        words = "three regions and two years at least"
        faults.append(Fault("inputs.mortality", f"{regions} regions of {years} years", words))
    elif famine > years:
        faults.append(Fault("inputs.famine", str(famine), f"1 to {years}"))
    refuse(*faults)


_TOY = {
    "yhat": [300.0, 350.0, 400.0, 500.0, 600.0, 700.0],
    "cbar": 250.0,
    "seed": 0.15,
    "need": 180.0,
    "mu": 0.5,
}
_SHARES = [0.1, 0.8, 0.3, 0.7, 0.2, 0.6]  # of Ukrainians, for the sign only
_RECALLED_SHARE = 32e6  # persons in Ukraine, the divisor of the published rows


def _toy(theta: float, what: str) -> Callable[[], float]:
    return lambda: mqy(pop=1.0, theta=theta, **_TOY)[what]


def _sign_of_productivity() -> str:
    """Sign of the correlation in a bad year; with the expected harvest nobody dies and there is none."""
    if _toy(1.0, "deaths_rigid")() > 0:
        return "also in ordinary years"
    return "positive" if _toy(0.87, "corr_rigid")() > 0 else "not positive"


def _coefficients(rule: Literal["rigid", "proportional"], bias: float) -> dict[str, float]:
    """The regression on the toy: an ordinary year and one of famine."""
    years = [biased(share=_SHARES, bias=bias, rule=rule, theta=theta, **_TOY)["m"] for theta in (1.0, 0.87)]
    return panel(np.array(years).T.tolist(), _SHARES, _TOY["yhat"], 2)


def _sign_of_bias() -> str:
    return "positive" if _coefficients("proportional", 0.5)["B"] > 0 else "not positive"


def _ukraine(year: str) -> tuple[float, float]:
    """Official harvest and grain procured of Ukraine, million tonnes."""
    harvest = published("economy/regional.csv", "grain_harvest_official", "Soviet yearbook 1936", "ukraine")
    taken = published("economy/regional.csv", "grain_procurement", "Davies & Wheatcroft 2004", "ukraine")
    return harvest[year], taken[f"{year}/{int(year[2:]) + 1}"]


def _retained(year: str) -> Callable[[], float]:
    return lambda: 1e9 * (_ukraine(year)[0] - _ukraine(year)[1]) / _RECALLED_SHARE


def _share_taken(year: str) -> Callable[[], float]:
    return lambda: _ukraine(year)[1] / _ukraine(year)[0]


_DERIVED = "solved from the equations: yhat 300 to 700 kg, cbar 250, seed .15, need 180, mu .5"
_PACK = (
    "official harvests (yearbook of 1936), procurement rounded from Davies and Wheatcroft 2004; both recalled"
)
_NO_DATA = "the regressions rest on district data and coefficients that we have not seen"


def _missing(
    id: str, says: str, figure: float | str | tuple[float, float], source: str, unit: str
) -> Headline:
    return Headline(id, says, figure, None, 0, "illustrative", "seen", source, unit, _NO_DATA)


def _pack(
    id: str, says: str, figure: float, ours: Callable[[], float], unit: str, tolerance: float
) -> Headline:
    words = "official harvests, gross of seed and fodder; that of 1932 is contested"
    return Headline(id, says, figure, ours, tolerance, "exact", "pack", _PACK, unit, words)


HEADLINES = (
    derived("G", "planned procurement, theta .87", 922.5, _toy(0.87, "G"), _DERIVED, "kg"),
    derived("rigid-87", "deaths, rigid, theta .87", 0.08055556, _toy(0.87, "deaths_rigid"), _DERIVED),
    derived("flexible-87", "deaths, flexible, theta .87", 0.0, _toy(0.87, "deaths_flex"), _DERIVED),
    derived(
        "corr-87", "correlation of yhat and deaths, theta .87", 0.86978402, _toy(0.87, "corr_rigid"), _DERIVED
    ),
    derived("rigid-80", "deaths, rigid, theta .80", 0.44444444, _toy(0.8, "deaths_rigid"), _DERIVED),
    derived("flexible-80", "deaths, flexible, theta .80", 0.41666667, _toy(0.8, "deaths_flex"), _DERIVED),
    derived(
        "proportional-80",
        "deaths, proportional, theta .80",
        0.00277778,
        _toy(0.8, "deaths_proportional"),
        _DERIVED,
    ),
    Headline(
        "china-sign",
        "mortality and production per head, in famine years only",
        "positive",
        _sign_of_productivity,
        0,
        "illustrative",
        "seen",
        "Meng, Qian, Yared (2015), abstract",
        differs="six regions of ours, the mechanism theirs",
    ),
    Headline(
        "ussr-sign",
        "mortality and the share of Ukrainians",
        "positive",
        _sign_of_bias,
        0,
        "illustrative",
        "seen",
        "Markevich, Naumenko, Qian (2024), abstract",
        differs="true by construction: quotas are raised by the share; shows what the regression sees",
    ),
    _pack(
        "ukraine-1930", "Ukraine, kept after procurement of 1930 per head", 481, _retained("1930"), "kg", 0.5
    ),
    _pack(
        "ukraine-1931", "Ukraine, kept after procurement of 1931 per head", 353, _retained("1931"), "kg", 0.5
    ),
    _pack(
        "ukraine-1932", "Ukraine, kept after procurement of 1932 per head", 322, _retained("1932"), "kg", 0.5
    ),
    *(
        _pack(
            f"share-{year}",
            f"Ukraine, procurement of {year} as a share of the harvest",
            share,
            _share_taken(year),
            "",
            5e-4,
        )
        for year, share in (("1930", 0.333), ("1931", 0.383), ("1932", 0.295))
    ),
    _missing(
        "china-deaths",
        "deaths in China, 1959-61",
        (16.5, 45.0),
        "Meng, Qian, Yared (2015), abstract",
        "million",
    ),
    _missing(
        "weather",
        "Ukraine: excess deaths that weather explains, up to",
        8.1,
        "Naumenko (2021), abstract",
        "%",
    ),
    _missing(
        "collective-farms",
        "Ukraine: excess deaths that collectivization explains, up to",
        52.0,
        "Naumenko (2021), abstract",
        "%",
    ),
    _missing(
        "bias-ukraine",
        "Ukraine: famine deaths that bias explains, up to",
        92.0,
        "Markevich, Naumenko, Qian (2021), NBER working paper 29089, abstract",
        "%",
    ),
)

CASES = {
    "procurement.mqy": mqy,
    "procurement.retained": retained,
    "procurement.biased": biased,
    "procurement.panel": panel,
}
