"""Equations of Allen's simulation that were found, as functions; names and numbers as printed.

    (16)    congoods = yc - yhs - ygov - milps + condur
    (17,18) shpmfsup = 0.55 congoods ; shpfdsup = 0.45 congoods
    (35)    wagescon = lc wact
    (46-49) urbansol = privsol - farmsol ; solfmpc = farmsol/farmpop ; solnfpc = urbansol/nonfarmpop ;
            relsol = solnfpc/solfmpc
    (50,51) migrate = 0.01875 relsol - 0.018375 ; mig = migrate rurpop
    (50A)   migrate = 0.005 relsol - 0.001, under NEP
    (8A-1)  aginc = (1 - cashrate)(kolkexp + shpfdexp + shpmnexp - vacon)
    (8A-2)  priceag = 1.57 (aginc/(1000 agmarksm)) / 0.00017264
    (8A-3)  split = 1.5043 (priceag/priceman)^-0.9298, income in kind over marketings
    (8A-4,5) fiiksim = agmarksm split ; agmarksm = agnet/1000 - fiiksim
    (8A-7)  agmfsim = 1000 (agmarksm - kolksim)

Rubles of 1937 unless said. The brackets of (8A-2) are garbled in print; this is the only reading whose units
fit.
"""

from __future__ import annotations

from typing import Any

from .allen_reduced import ELASTICITY, Regime, market_price, marketed, migrated
from .inputs import Count, Fault, Growth, NotNegative, Positive, Share, refuse

PRICE_1937 = 1.57  # priceag in the base year of (8A-2)
INCOME_PER_UNIT = 0.00017264  # income per unit marketed in that year, (8A-2)


def feldman_discrete(
    a: Positive, b: Positive, d: Share, e: Share, kp0: NotNegative, kc0: NotNegative, T: Count
) -> dict[str, Any]:
    """Two sectors of capital, year by year, chapter 3: kp' = (1-d+e a) kp, kc' = (1-d) kc + (1-e) a kp.

    a, b : output per unit of capital in the producer and the consumer sector; d : depreciation a year
    e : share of producer goods that goes back to their own sector; kp0, kc0 : capital in year 0
    returns : yp = a kp, yc = b kc, kp, kc, lists for years 0 to T
    """
    kp, kc = [kp0], [kc0]
    for _ in range(T):
        kc.append((1 - d) * kc[-1] + (1 - e) * a * kp[-1])
        kp.append((1 - d + e * a) * kp[-1])
    return {"yp": [a * k for k in kp], "yc": [b * k for k in kc], "kp": kp, "kc": kc}


def shop_goods(yc: float, yhs: float, ygov: float, milps: float, condur: float) -> dict[str, Any]:
    """Consumer goods in shops, (16)-(18).

    yc : output of consumer goods and services; yhs : housing and private services; ygov : state services
    milps : pay of the army; condur : durables; all in rubles of 1937
    returns : congoods; shpmfsup manufactures and shpfdsup food supplied to shops
    """
    congoods = yc - yhs - ygov - milps + condur
    if congoods < 0:
        refuse(Fault("inputs.yc", f"{yc:g}", "an output that leaves goods for the shops (16)"))
    return {"congoods": congoods, "shpmfsup": 0.55 * congoods, "shpfdsup": 0.45 * congoods}


def consumer_wages(lc: NotNegative, wact: NotNegative) -> dict[str, Any]:
    """Wages of the consumer sector, (35): lc workers at the actual wage wact."""
    return {"wagescon": lc * wact}


def migration(relsol: NotNegative) -> dict[str, Any]:
    """Share of villagers who leave for towns in a year, (50) and (50A).

    relsol : consumption per head outside farming over that of farmers
    """
    return {"collectivised": migrated(relsol, True), "nep": migrated(relsol, False)}


def migrants(
    privsol: Positive,
    farmsol: Positive,
    farmpop: Positive,
    nonfarmpop: Positive,
    rurpop: Positive,
    regime: Regime,
) -> dict[str, Any]:
    """Migrants of one year from the consumption of both populations, (46)-(51).

    privsol, farmsol : private consumption of all and of farmers, rubles; populations in millions
    returns : relsol, migrate (share of rurpop), mig (millions)
    """
    if farmsol >= privsol:
        refuse(Fault("inputs.farmsol", f"{farmsol:g}", f"less than privsol, {privsol:g}"))
    relsol = (privsol - farmsol) / nonfarmpop / (farmsol / farmpop)
    migrate = migrated(relsol, regime == "coll")
    return {"relsol": relsol, "migrate": migrate, "mig": migrate * rurpop}


def demography(
    regime: Regime,
    nu: Growth,
    nr: Growth,
    rel0: NotNegative,
    rel1: NotNegative,
    U0: Positive,
    R0: Positive,
) -> dict[str, Any]:
    """Population of towns and villages at the start of 1939, from 1928, by the migration equations alone.

    nu, nr : natural increase of towns and villages a year, as shares
    rel0, rel1 : relsol of the flows of 1928 and 1938, on a straight line between; U0, R0 : millions in 1928
    regime : coll uses (50) from 1930 and (50A) before; migrants leave before the year's natural increase
    returns : U, R, millions
    """
    U, R = U0, R0
    for t in range(11):
        leaving = R * migrated(rel0 + (rel1 - rel0) * t / 10, regime == "coll" and t >= 2)
        U, R = U * (1 + nu) + leaving, R * (1 + nr) - leaving
    return {"U": U, "R": R}


def farm_income(
    cashrate: Share, kolkexp: float, shpfdexp: float, shpmnexp: float, vacon: float
) -> dict[str, Any]:
    """Money income of farming under NEP, (8A-1): spending on food and manufactures of farm origin less the
    value added in processing and trade, less the sales tax `cashrate`."""
    return {"aginc": (1 - cashrate) * (kolkexp + shpfdexp + shpmnexp - vacon)}


def nep_market_8A(agnet: Positive, aginc: Positive, priceman: Positive) -> dict[str, Any]:
    """The farm market under NEP, (8A-2) to (8A-5): the price at which peasants sell what is paid for.

    agnet : net farm output; aginc : money income of farming; priceman : price of manufactures
    returns : priceag; split, income in kind over marketings; agmarksm marketed and fiiksim kept, thousands
    """
    value = PRICE_1937 * aginc / (1000 * INCOME_PER_UNIT)  # priceag agmarksm
    relative = market_price(value * 1000 / (agnet * priceman))
    share = marketed(relative)
    return {
        "priceag": relative * priceman,
        "split": 1 / share - 1,
        "agmarksm": agnet / 1000 * share,
        "fiiksim": agnet / 1000 * (1 - share),
    }


def marketed_share(r: Positive) -> dict[str, Any]:
    """Share of farm output that peasants sell at the relative price r, from (8A-3).

    r : farm over industrial price; returns : share, and its elasticity in r
    """
    share = marketed(r)
    return {"share": share, "elasticity": ELASTICITY * (1 - share)}
