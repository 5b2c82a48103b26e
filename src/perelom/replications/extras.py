"""Four small models of parts of the economy: ratchet, town labour, repressed inflation, shortage.

ratchet          bonus b (y - q), next target q + lam (y - q): c'(y) = b r / (r + lam)   Weitzman 1980
harris_todaro    w E / (L - LA) = A LA^-exponent: people leave for the town until what one may expect
                 there equals what a field pays                                          Harris, Todaro 1970
holzman          p_m = (E - p_s S) / S_m: what state shops could not sell money for drives the free
                 price                                                                   Holzman 1960
kornai           hoarding h' = h + a (shortage - h) of firms that no budget binds        Kornai 1980
"""

from __future__ import annotations

from typing import Any

from .headline import Headline, derived
from .inputs import Count, Fault, NotNegative, Positive, Share, refuse

TITLE = "Ratchet, town labour, repressed inflation, shortage"
SOURCE = (
    "Weitzman (1980), Bell Journal of Economics 11(1), 302-308; Harris and Todaro (1970), American Economic "
    "Review 60; Holzman (1960), Journal of Political Economy; Kornai (1980), Economics of Shortage"
)
STATUS = "exact"


def ratchet(b: NotNegative, lam: NotNegative, r: Positive) -> dict[str, float]:
    """What one more unit of output is worth to a manager whose next target follows it.

    b : bonus per unit above target; lam : share of it that is added to the next target; r : discount rate
    returns : marginal_reward, per unit
    """
    return {"marginal_reward": b * r / (r + lam)}


def harris_todaro(
    E: Positive, w: Positive, A: Positive, exponent: NotNegative, L: Positive
) -> dict[str, float]:
    """Unemployment in towns where the wage is rigid and who seeks a place gives up his field.

    E : posts in towns; w : their wage; A, exponent : a field pays A LA^-exponent; L : people who work
    returns : LA on the land, unemployed in the town, rate of unemployment in the town
    raises : Refused where posts exceed people, or the land pays more than w although all posts are filled
    """
    if E >= L:
        refuse(Fault("inputs.E", f"{E:g}", f"fewer posts than people, here below {L:g}"))
    idle = A * (L - E) ** -exponent
    if idle > w:
        refuse(
            Fault(
                "inputs.w",
                f"{w:g}, while the land pays {idle:g} with every post filled",
                f"at least {idle:g}",
                "a lower wage than this draws nobody: no one would be without work",
            )
        )
    low, high = 0.0, L - E  # at high the town offers w for certain, toward 0 the land pays more
    while True:
        LA = (low + high) / 2
        if LA in (low, high):
            break
        low, high = (LA, high) if A * LA**-exponent * (L - LA) > w * E else (low, LA)
    unemployed = L - LA - E
    return {"LA": LA, "unemployed": unemployed, "rate": unemployed / (unemployed + E)}


def holzman(E: NotNegative, S: NotNegative, p_s: Positive, S_m: Positive) -> dict[str, float]:
    """Price on the free market when money is left over from state shops.

    E : money that households want to spend; S, p_s : quantity and price in state shops; S_m : quantity on
    the free market
    returns : p_m free price, repressed_index p_m / p_s; both 0 where shops take all the money
    """
    p_m = max(0.0, E - p_s * S) / S_m
    return {"p_m": p_m, "repressed_index": p_m / p_s}


def kornai(
    need: Positive,
    supply: NotNegative,
    adaptation: Share,
    substitution: Share,
    periods: Count,
    hoard: NotNegative = 0.0,
) -> dict[str, Any]:
    """Firms with soft budgets order what they need and a reserve, the larger the scarcer things are.

    Nothing but supply limits their demand. Illustrative: the parameters are ours.

    need, supply : a good per period; adaptation : how fast the reserve follows shortage; hoard : at first
    substitution : share of what is not had that is replaced by something worse
    returns : by period: hoard, reserve as a share of need; shortage, share of demand not met; forced, what is
        replaced by something worse
    """
    hoards, shortages, forced = [], [], []
    for _ in range(periods):
        demand = need * (1 + hoard)
        shortage = max(0.0, 1 - supply / demand)
        hoards.append(hoard)
        shortages.append(shortage)
        forced.append(substitution * shortage * demand)
        hoard += adaptation * (shortage - hoard)
    return {"hoard": hoards, "shortage": shortages, "forced": forced}


_TOWN = {"w": 2.0, "A": 20.0, "exponent": 0.7, "L": 100.0}


def _idle(E: float) -> float:
    return harris_todaro(E, **_TOWN)["unemployed"]


def _chronic() -> str:
    """Whether reserves stay where supply lacks a tenth of need, and go where it does not."""
    lacking = kornai(100.0, 90.0, 0.3, 0.5, 200)["hoard"][-1]
    enough = kornai(100.0, 100.0, 0.3, 0.5, 200)["hoard"][-1]
    return "hoarding persists" if lacking > 1e-3 and enough == 0 else "hoarding does not persist"


_DERIVED = "solved from the equations"
_HT = "solved from the equations: w 2, A 20, exponent .7, L 100"
HEADLINES = (
    derived(
        "ratchet-0",
        "marginal reward, no ratchet",
        1.0,
        lambda: ratchet(1, 0, 0.1)["marginal_reward"],
        _DERIVED,
        tolerance=1e-8,
    ),
    derived(
        "ratchet-half",
        "marginal reward, half is added",
        0.16666667,
        lambda: ratchet(1, 0.5, 0.1)["marginal_reward"],
        _DERIVED,
        tolerance=1e-8,
    ),
    derived(
        "ratchet-1",
        "marginal reward, all is added",
        0.09090909,
        lambda: ratchet(1, 1, 0.1)["marginal_reward"],
        _DERIVED,
        tolerance=1e-8,
    ),
    derived("town-10", "unemployed, 10 posts", 11.25067741, lambda: _idle(10), _HT, tolerance=1e-8),
    derived("town-12", "unemployed, 12 posts", 12.71113860, lambda: _idle(12), _HT, tolerance=1e-8),
    derived(
        "free-price",
        "free price, 40 of 100 rubles left over",
        4.0,
        lambda: holzman(100, 60, 1, 10)["p_m"],
        _DERIVED,
        tolerance=1e-8,
    ),
    Headline(
        "shortage",
        "reserves of firms where supply lacks a tenth",
        "hoarding persists",
        _chronic,
        0,
        "illustrative",
        "recalled",
        "Kornai (1980)",
        differs="form and parameters ours",
    ),
)

CASES = {"ratchet": ratchet, "harris_todaro": harris_todaro, "holzman": holzman, "kornai": kornai}
