"""Allen's simulation of 1928-39: what heavy industry, soft budgets and collective farms each added to growth.

R. C. Allen, *Farm to Factory* (2003), chapters 3, 8, 9 and appendix B. About twenty of some sixty equations
were found; they stand in `allen_equations`. Production functions, investment, the budget and (8A-6) were not
found, so the whole simulation can't be run; `reduced`, in `allen_reduced`, is our own small closure around
what was, and may only be called illustrative.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from .allen_equations import (
    consumer_wages,
    demography,
    farm_income,
    feldman_discrete,
    marketed_share,
    migrants,
    migration,
    nep_market_8A,
    shop_goods,
)
from .allen_reduced import AT_WORK, Regime, reduced
from .headline import Headline, derived, not_found

TITLE = "Allen: simulation of Soviet industrialisation, 1928-39"
SOURCE = "Allen, Farm to Factory (Princeton 2003), chapters 3, 8, 9 and appendix B"
STATUS = "illustrative"

# --- what is set side by side -----------------------------------------------------------------------------

COLL: Regime = "coll"
NEP: Regime = "nep"
TREND = {"nu": 0.010, "nr": 0.018, "rel0": 1.6, "rel1": 2.3, "U0": 28.0, "R0": 122.0}  # increase: ours
_CLOSURE = "our own small closure: output, prices and investment are ours, only the two equations Allen's"
_TREND = "migration equations of the book, natural increase and the path of relsol ours"


@cache
def variant(regime: Regime, e: float = 0.23, capitalist: bool = False) -> dict[str, Any]:
    """A run of the reduced economy, 1928-39."""
    return reduced(e=e, regime=regime, labour="cap" if capitalist else "soft")


def _of(key: str, regime: Regime, e: float = 0.23, capitalist: bool = False) -> Callable[[], float]:
    return lambda: variant(regime, e, capitalist)[key]


def _town(regime: Regime, key: str = "U", less: float = 0.0, factor: float = 1.0) -> Callable[[], float]:
    return lambda: factor * (demography(regime, **TREND)[key] - less)


def _says(condition: Callable[[], bool], yes: str, no: str) -> Callable[[], str]:
    return lambda: yes if condition() else no


def _consumption_1937() -> float:
    series = variant(COLL)["series"]["cons_head"]
    return 100 * series[9] / series[0]


def _output_order() -> str:
    named = {
        "collectivised": variant(COLL)["y"],
        "NEP": variant(NEP)["y"],
        "capitalist": variant(NEP, capitalist=True)["y"],
    }
    return " > ".join(sorted(named, key=lambda name: -named[name]))


def _gap_moved(regime: Regime) -> float:
    """Change of relsol in 1939 as investment rises from e = 0.07 to 0.23, per cent."""
    return 100 * (variant(regime)["relsol"] / variant(regime, e=0.07)["relsol"] - 1)


def _first_better(low: float, high: float) -> float:
    """First year in which consumer output is higher with the higher share of reinvestment."""
    core = {"a": 0.4, "b": 0.4, "d": 0.03, "kp0": 1.0, "kc0": 9.0, "T": 20}
    slow, fast = (feldman_discrete(e=e, **core)["yc"] for e in (low, high))
    return float(next(t for t in range(1, 21) if fast[t] > slow[t]))


def _published(
    id: str,
    says: str,
    figure: float | str | tuple[float, float],
    ours: Callable[[], float | str],
    tolerance: float,
    where: str,
    differs: str,
    unit: str = "",
) -> Headline:
    return Headline(
        id, says, figure, ours, tolerance, "illustrative", "seen", f"Allen, {where}", unit, differs
    )


_SOLVED = "solved from the equations"
HEADLINES = (
    _published(
        "towns-nep", "people of towns in 1939, NEP", 44, _town(NEP), 3, "ch. 9, table 9.2", _TREND, "m"
    ),
    _published(
        "towns-coll",
        "people of towns in 1939, collectivised",
        58.5,
        _town(COLL),
        3,
        "ch. 9, table 9.2",
        _TREND,
        "m",
    ),
    _published(
        "villages-nep",
        "change of villages 1928-39, NEP",
        11,
        _town(NEP, "R", 122.0),
        3,
        "ch. 9, table 9.2",
        _TREND,
        "m",
    ),
    _published(
        "villages-coll",
        "villages 1928-39, collectivised",
        "fall",
        _says(lambda: demography(COLL, **TREND)["R"] < 122.0, "fall", "do not fall"),
        0,
        "ch. 9, table 9.3",
        "without excess deaths our natural increase of 1.8 per cent outruns migration: 123.0 against 122 m",
    ),
    _published(
        "labour-nep",
        "non-farm labour in 1939, NEP",
        30,
        _town(NEP, factor=AT_WORK),
        3,
        "ch. 9, table 9.3",
        "a fixed 0.683 of townspeople, which is ours; his includes army and camps",
        "m",
    ),
    _published(
        "labour-coll",
        "non-farm labour in 1939, collectivised",
        40,
        _town(COLL, factor=AT_WORK),
        3,
        "ch. 9, table 9.3",
        "a fixed 0.683 of townspeople, which is ours; his includes army and camps",
        "m",
    ),
    _published(
        "idle",
        "non-farm labour idle in 1939, capitalist",
        0.25,
        lambda: 1 - variant(NEP, capitalist=True)["employed"],
        0.03,
        "ch. 9, table 9.3 (about a quarter)",
        f"{_CLOSURE}; the capitalist wage grows by 3.5 per cent a year",
        "share",
    ),
    _published(
        "order",
        "non-farm output at the end of the 1930s",
        "collectivised > NEP > capitalist",
        _output_order,
        0,
        "ch. 8, text on figures 8.2-8.3",
        _CLOSURE,
    ),
    Headline(
        "gap",
        "output of NEP below collectivised, 1939",
        None,
        lambda: 100 * (1 - variant(NEP)["y"] / variant(COLL)["y"]),
        0,
        "illustrative",
        "seen",
        "Allen, ch. 8, text on figures 8.2-8.3: slightly below; no figure printed there",
        "per cent",
        f"{_CLOSURE}; sixteen per cent is more than slightly",
    ),
    _published(
        "early",
        "non-farm output of 1932 under NEP against collectivised",
        "higher",
        _says(lambda: variant(NEP)["y_1932"] > variant(COLL)["y_1932"], "higher", "lower"),
        0,
        "ch. 8, text on figures 8.2-8.3",
        f"{_CLOSURE}; a worse harvest lowers no non-farm output in it, more migrants raise it",
    ),
    _published(
        "early-consumption",
        "consumption per head of 1932 under NEP against collectivised",
        "higher",
        _says(lambda: variant(NEP)["cons_head_1932"] > variant(COLL)["cons_head_1932"], "higher", "lower"),
        0,
        "ch. 8, text on figures 8.2-8.3",
        _CLOSURE,
    ),
    _published(
        "ratio-coll",
        "town over village consumption as e rises from 0.07 to 0.23, collectivised",
        "rises",
        _says(lambda: _gap_moved(COLL) > 0, "rises", "falls"),
        0,
        "ch. 9, text on figure 9.2",
        f"{_CLOSURE}; with full employment machines draw labour from consumer goods",
    ),
    _published(
        "ratio-nep",
        "the same under NEP, change (constant in print)",
        0,
        lambda: _gap_moved(NEP),
        3,
        "ch. 9, text on figure 9.2",
        _CLOSURE,
        "per cent",
    ),
    Headline(
        "consumption-1937",
        "consumption per head in 1937, 1928 = 100, collectivised",
        130,
        _consumption_1937,
        5,
        "illustrative",
        "pack",
        "Allen's series of actual consumption, in our evidence",
        differs=f"{_CLOSURE}; 1937 had the best harvest of the decade",
    ),
    not_found(
        "tables-8", "GDP and consumption of each variant", SOURCE, "tables of chapter 8 were not found"
    ),
    derived(
        "eq-50",
        "migrate at relsol 2, collectivised",
        0.019125,
        lambda: migration(2)["collectivised"],
        _SOLVED,
    ),
    derived("eq-50A", "migrate at relsol 2, NEP", 0.009, lambda: migration(2)["nep"], _SOLVED),
    derived("demography-nep", "towns in 1939 by (50A)", 44.2036, _town(NEP), _SOLVED, "m", 1e-4),
    derived("demography-coll", "towns in 1939 by (50) from 1930", 55.9000, _town(COLL), _SOLVED, "m", 1e-4),
    derived(
        "priceag",
        "farm price that clears (8A), income up by a fifth",
        1.766484,
        lambda: nep_market_8A(25000, 2.0681228287, 1.57)["priceag"],
        _SOLVED,
    ),
    derived(
        "elasticity",
        "elasticity of marketings at parity",
        0.5585,
        lambda: marketed_share(1)["elasticity"],
        _SOLVED,
        tolerance=5e-5,
    ),
    derived(
        "crossing-23-07", "year in which e = 0.23 passes 0.07", 7, lambda: _first_better(0.07, 0.23), _SOLVED
    ),
    derived(
        "crossing-50-07", "year in which e = 0.50 passes 0.07", 8, lambda: _first_better(0.07, 0.50), _SOLVED
    ),
    derived(
        "crossing-50-23", "year in which e = 0.50 passes 0.23", 9, lambda: _first_better(0.23, 0.50), _SOLVED
    ),
    derived(
        "coll-y", "reduced, output of 1939, collectivised", 198.0993, _of("y", COLL), _SOLVED, tolerance=1e-4
    ),
    derived("nep-y", "reduced, output of 1939, NEP", 165.5724, _of("y", NEP), _SOLVED, tolerance=1e-4),
    derived(
        "cap-y",
        "reduced, output of 1939, capitalist",
        141.8468,
        _of("y", NEP, capitalist=True),
        _SOLVED,
        tolerance=1e-4,
    ),
    derived(
        "coll-cons",
        "reduced, consumption per head of 1939, collectivised",
        1.4604,
        _of("cons_head", COLL),
        _SOLVED,
        tolerance=1e-4,
    ),
    derived(
        "nep-cons",
        "reduced, consumption per head of 1939, NEP",
        1.3615,
        _of("cons_head", NEP),
        _SOLVED,
        tolerance=1e-4,
    ),
)

CASES = {
    "allen.feldman_discrete": feldman_discrete,
    "allen.shop_goods": shop_goods,
    "allen.consumer_wages": consumer_wages,
    "allen.migration": migration,
    "allen.migrants": migrants,
    "allen.demography": demography,
    "allen.farm_income": farm_income,
    "allen.nep_market_8A": nep_market_8A,
    "allen.marketed_share": marketed_share,
    "allen.reduced": reduced,
}
