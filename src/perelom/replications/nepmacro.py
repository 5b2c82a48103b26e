"""The macroeconomics of NEP: why grain was not sold in 1927/28, and which lever would have helped.

Peasants share income between own food and manufactures (CES; parameters of Allen's supply curve). While shops
are full a better price of food brings more of it; where manufactures are short, money buys nothing beyond
them, and a higher price of grain brings less. So both sides of 1928 can be right, each in its regime.

    m(r) = X/(1 + k r^(1-sigma)), r = p_food/p_manuf ; manufactures wanted M = r m(r)
    free     M <= Mbar : marketed m(r)
    rationed M > Mbar  : marketed Mbar/r, elasticity -1 ; the switch lies at r m(r) = Mbar
    goods gap E - p_s S ; clearing price E/S
    share sold to the state 1/(1 + (p_private/p_state)^th)

Gregory and Mokhtari (1993), Johnson and Temin (1993) and Harrison (2006) pose the questions; the texts of the
first two were not found, so their regressions are not reproduced. The structure is ours.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, log
from typing import Any, cast

from scipy.optimize import brentq

from .headline import Headline, derived, not_found
from .inputs import NotNegative, Positive, no_answer
from .published import published

TITLE = "Macroeconomics of NEP and the procurement crisis"
SOURCE = (
    "Gregory and Mokhtari, Explorations in Economic History 30 (1993); Johnson and Temin, Economic History "
    "Review 46 (1993); Harrison, Prices in the Politburo, 1927 (2006)"
)
STATUS = "illustrative"


def rationed_supply(
    r: Positive, X: Positive, k: Positive, sigma: Positive, Mbar: NotNegative | None = None
) -> dict[str, Any]:
    """Food that peasants sell and manufactures they get at a relative price.

    r : price of food over manufactures; X : food produced; k, sigma : CES of own food and manufactures
    Mbar : manufactures to be had, None where shops are full
    returns : marketed, manufactures, rationed
    """
    offered = _offered(r, X, k, sigma)
    if Mbar is None or r * offered <= Mbar:
        return {"marketed": offered, "manufactures": r * offered, "rationed": False}
    return {"marketed": Mbar / r, "manufactures": Mbar, "rationed": True}


def switch(X: Positive, k: Positive, sigma: Positive, Mbar: Positive) -> dict[str, Any]:
    """The relative price above which manufactures run out: r m(r) = Mbar, rising in r for every sigma.

    returns : r; None where peasants never want so much
    """

    def wanted(log_r: float) -> float:
        return log_r + log(_offered(exp(log_r), X, k, sigma)) - log(Mbar)

    low, high = -1.0, 1.0
    while wanted(low) > 0 and low > -300:
        low *= 2
    while wanted(high) < 0 and high < 300:
        high *= 2
    if wanted(low) > 0 or wanted(high) < 0:
        return {"r": None}
    return {"r": exp(cast(float, brentq(wanted, low, high, xtol=1e-14)))}


def elasticity(
    r: Positive, X: Positive, k: Positive, sigma: Positive, Mbar: NotNegative | None = None
) -> dict[str, Any]:
    """Answer of marketed food to r: (sigma-1)(1 - m/X) while shops are full, -1 where goods are rationed."""
    found = rationed_supply(r, X, k, sigma, Mbar)
    if found["rationed"]:
        return {"elasticity": -1.0}
    return {"elasticity": (sigma - 1) * (1 - found["marketed"] / X)}


def goods_gap(E: NotNegative, p_s: Positive, S: Positive) -> dict[str, Any]:
    """Money that finds no goods at the list price. E : spending; p_s : list price; S : goods supplied

    returns : gap, in money (below 0: goods unsold); clearing_price, at which it would be nil
    """
    return {"gap": E - p_s * S, "clearing_price": E / S}


def state_share(p_private: Positive, p_state: Positive, th: Positive) -> dict[str, Any]:
    """Share of marketed grain sold to the state when traders pay another price. th : sharpness, ours"""
    exponent = th * (log(p_private) - log(p_state))
    return {"share": 1 / (1 + exp(exponent)) if exponent < 700 else 0.0}


def grain_share(p_grain: Positive, p_livestock: Positive, th: Positive) -> dict[str, Any]:
    """Share of grain in what is sold when grain can be fed to stock instead. th : sharpness, ours"""
    return state_share(p_livestock, p_grain, th)


def _offered(r: float, X: float, k: float, sigma: float) -> float:
    exponent = (1 - sigma) * log(r)
    if exponent > 700:
        no_answer("nep_market", "a relative price too far from 1")
    return X / (1 + k * exp(exponent))


# --- what is set side by side -----------------------------------------------------------------------------

K, SIGMA = 1.5043, 1.9298  # Allen's supply curve, (8A-3)
SCARCE = 0.3  # manufactures to be had in the worked cases, per unit of food produced


def _sold(r: float, Mbar: float | None) -> Callable[[], float]:
    return lambda: rationed_supply(r, 1.0, K, SIGMA, Mbar)["marketed"]


def _moves(more: Callable[[], float], less: Callable[[], float]) -> Callable[[], str]:
    return lambda: "rises" if more() > less() else "falls" if more() < less() else "stays"


def _price(kind: str, grain: str) -> float:
    return published("economy/grain.csv", f"grain_price_{kind}_{grain}", "Danilov")["1928-01"]


def _currency() -> float:
    found = published("economy/prices_money.csv", "currency_in_circulation_chervonets", "Arnold 1937")
    return 100 * (found["1928-10"] / found["1925-10"] - 1)


def _procured() -> float:
    found = published("economy/grain.csv", "grain_procurement", "Davies 1980")
    return found["1928/29"] - found["1926/27"]


_SOLVED = "solved from the model with X = 1 and Allen's supply curve"
_PACK = "arithmetic on the figures of our evidence"


def _sign(id: str, says: str, word: str, ours: Callable[[], str], source: str) -> Headline:
    return Headline(
        id, says, word, ours, 0, "illustrative", "ours", source, differs="our structure; signs only"
    )


HEADLINES = (
    _sign(
        "shops-full",
        "food marketed as its relative price rises, shops full",
        "rises",
        _moves(_sold(1.1, None), _sold(1.0, None)),
        "terms of trade: Gregory and Mokhtari as recalled",
    ),
    _sign(
        "shops-empty",
        "the same while manufactures are short",
        "falls",
        _moves(_sold(1.1, SCARCE), _sold(1.0, SCARCE)),
        "goods famine: Johnson and Temin as recalled",
    ),
    _sign(
        "more-goods",
        "food marketed as more manufactures are sent, goods short",
        "rises",
        _moves(_sold(1.0, 1.1 * SCARCE), _sold(1.0, SCARCE)),
        "goods famine: Johnson and Temin as recalled",
    ),
    _sign(
        "dearer-goods",
        "food marketed as manufactures become dearer at retail, goods short",
        "rises",
        _moves(_sold(0.95, SCARCE), _sold(1.0, SCARCE)),
        "Harrison 2006: equilibrium or force",
    ),
    _sign(
        "cheap-grain",
        "grain among what is sold as its price falls against livestock",
        "falls",
        _moves(lambda: grain_share(0.9, 1.0, 2.0)["share"], lambda: grain_share(1.0, 1.0, 2.0)["share"]),
        "Davies and Wheatcroft, in Allen, ch. 4",
    ),
    derived(
        "free-.7", "marketed at r = 0.7, shops full", 0.32301201, _sold(0.7, None), _SOLVED, tolerance=1e-8
    ),
    derived("free-1", "marketed at r = 1, shops full", 0.39931318, _sold(1.0, None), _SOLVED, tolerance=1e-8),
    derived(
        "free-1.3", "marketed at r = 1.3, shops full", 0.45899694, _sold(1.3, None), _SOLVED, tolerance=1e-8
    ),
    derived(
        "scarce-.7", "marketed at r = 0.7, goods 0.3", 0.32301201, _sold(0.7, SCARCE), _SOLVED, tolerance=1e-8
    ),
    derived(
        "scarce-1", "marketed at r = 1, goods 0.3", 0.30000000, _sold(1.0, SCARCE), _SOLVED, tolerance=1e-8
    ),
    derived(
        "scarce-1.3",
        "marketed at r = 1.3, goods 0.3",
        0.23076923,
        _sold(1.3, SCARCE),
        _SOLVED,
        tolerance=1e-8,
    ),
    derived(
        "switch",
        "relative price above which goods of 0.3 run out",
        0.83416516,
        lambda: switch(1.0, K, SIGMA, SCARCE)["r"],
        _SOLVED,
        tolerance=1e-8,
    ),
    derived(
        "elasticity",
        "elasticity of marketings at parity, shops full",
        0.558,
        lambda: elasticity(1.0, 1.0, K, SIGMA)["elasticity"],
        _SOLVED,
        tolerance=6e-4,
    ),
    derived(
        "wheat",
        "market over state price of wheat, January 1928",
        2.20 / 1.20,
        lambda: _price("market", "wheat") / _price("official", "wheat"),
        _PACK,
    ),
    derived(
        "rye",
        "market over state price of rye, January 1928",
        1.00 / 0.70,
        lambda: _price("market", "rye") / _price("official", "rye"),
        _PACK,
    ),
    derived("currency", "rise of currency, October 1925 to 1928", 72.4, _currency, _PACK, "per cent", 0.05),
    derived("procured", "procurement of 1928/29 against 1926/27", -2.3, _procured, _PACK, "Mt"),
    not_found(
        "regression",
        "ln G = a + b1 ln(p_state/p_priv) + b2 ln(p_grain/p_livestock) + b3 ln(p_grain/p_manuf) + b4 ln H",
        "Gregory and Mokhtari 1993",
        "neither text nor quarterly data were found; annual figures can't identify the slopes",
    ),
)

CASES = {
    "nep_market.rationed_supply": rationed_supply,
    "nep_market.switch": switch,
    "nep_market.elasticity": elasticity,
    "nep_market.goods_gap": goods_gap,
    "nep_market.state_share": state_share,
    "nep_market.grain_share": grain_share,
}
