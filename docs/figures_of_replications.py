"""Figures of published models, one function each: `NAME(axes)` draws `replications/NAME.py` alone.

A figure shows what the model says, computed with its own functions; figures of the published work stand in it
as hollow circles. The docstring is the caption. Functions stand in alphabetical order; each imports what it
draws. `pages_of_replications.py` (`make docs-replications`) draws them all into
`docs/figures/replications/NAME.png`.
"""

from __future__ import annotations

import numpy as np
from figures_of_mechanisms import even, labelled, line
from matplotlib.axes import Axes

from perelom.report.look import INK


def allen(axes: Axes) -> None:
    """Non-farm output of our reduced closure with the plan's investment (e .23), 1928 = 100: collective
    farms, NEP farming, and NEP farming with hiring by marginal product. Illustrative: the order is
    Allen's, the distances are not."""
    from perelom.replications.allen_reduced import reduced

    cases = (("coll", "soft", "collectivized"), ("nep", "soft", "NEP"), ("nep", "cap", "no soft budgets"))
    for k, (regime, labour, words) in enumerate(cases):
        rows = reduced(0.23, regime, labour)["series"]
        line(axes, rows["year"], rows["y"], words, k)
    labelled(axes, "", "non-farm output, 1928 = 100")


def cascade(axes: Axes) -> None:
    """Share that has joined in the end, beginning with nobody, by the spread of thresholds whose mean is a
    quarter of all. Circle: the jump, printed as 12.2 of 100 (recalled), from about 6 of 100."""
    from perelom.replications.cascade import critical_sigma, normal_from_zero

    critical = critical_sigma(0.25)
    below = np.linspace(0.05, critical["sigma"] - 1e-9, 60)
    above = np.linspace(critical["sigma"] + 1e-9, 0.2, 60)
    for spreads, words in ((below, ""), (above, "")):
        line(axes, spreads, [normal_from_zero(0.25, sd)["r"] for sd in spreads], words)
    axes.plot([0.122], [0.06], "o", markerfacecolor="none", color=INK)
    labelled(axes, "spread of thresholds, share of all", "share that joins")


def cggt(axes: Axes) -> None:
    """Consumption of the non-farm good against that of staying behind the barrier for ever: the barrier
    between village and town falls over twelve years, alone and together with a loss of productivity that is
    only partly made good. Parameters ours."""
    from perelom.replications.cggt import reference_path

    years = np.arange(41)
    for k, (hole, words) in enumerate(((False, "barrier"), (True, "and loss"))):
        path = reference_path(hole)
        line(axes, years, np.array(path["cM"][:41]) / path["start"]["cM"], words, k)
    even(axes)
    labelled(axes, "years", "non-farm consumption, 1 = staying behind the barrier")


def chayanov(axes: Axes) -> None:
    """Days a worker works in a year by consumers per worker: with a tax of 20 rubles, without, with a fifth
    more for a day; cbar 50, kappa .0001, phi 1. Circles: Volokolamsk district (recalled), whose rise is
    steeper and uneven."""
    from perelom.replications.chayanov import labour

    mouths = np.linspace(1.0, 1.9, 40)
    cases = ((0.0, 1.0, "as it is"), (20.0, 1.0, "taxed"), (0.0, 1.2, "better paid"))
    for k, (tax, rho, words) in enumerate(cases):
        days = [labour(m, 50.0, rho, 1e-4, tax)["l"] for m in mouths]
        line(axes, mouths, days, words, k)
    axes.plot([1.1, 1.3, 1.5, 1.8], [98.8, 102.3, 157.2, 161.3], "o", markerfacecolor="none", color=INK)
    labelled(axes, "consumers per worker", "days")


def extras(axes: Axes) -> None:
    """Unemployed in towns by the number of posts in them, for two rigid wages: a post more draws more than
    one person from the land, until posts are so many that the land runs short. Of 100 who work; A 20,
    exponent .7."""
    from perelom.replications.extras import harris_todaro

    for k, wage in enumerate((2.0, 1.5)):
        posts = np.linspace(1.0, 58.0, 58)
        idle = [harris_todaro(E, wage, 20.0, 0.7, 100.0)["unemployed"] for E in posts]
        line(axes, posts, idle, f"wage {wage:g}", k)
    labelled(axes, "posts in towns", "unemployed")


def feldman(axes: Axes) -> None:
    """Consumer goods a year when a fifth, half and four fifths of investment goods go back into making them;
    V1 = V2 = 3 years, 10 of 100 invested at first. Half passes a fifth after 8.1 years."""
    from perelom.replications.feldman import closed_form

    years = np.linspace(0.0, 14.0, 57)
    for k, share in enumerate((0.2, 0.5, 0.8)):
        goods = closed_form(share, 3.0, 3.0, 10.0, 90.0, years.tolist())["C"]
        line(axes, years, goods, f"{share:g}", k)
    labelled(axes, "years", "consumer goods a year")


def kaprost(axes: Axes) -> None:
    """Most consumption in five years by the capital that has to be there at their end, with farming whole and
    with a fifth of its first capital lost in the second year. Three sectors, coefficients ours."""
    from perelom.replications.kaprost import SMALL, lp

    ends = np.linspace(40.0, 85.0, 19)
    for k, (loss, words) in enumerate(((0.0, "whole"), (0.2, "a fifth lost"))):
        found = [(end, lp(**SMALL, KT_min=float(end), ag_capacity_loss=loss)) for end in ends]
        feasible = [(end, one["sumC"]) for end, one in found if one["feasible"]]
        line(axes, *np.array(feasible).T, words, k)
    labelled(axes, "capital at the end, at least", "baskets in five years")


def nepmacro(axes: Axes) -> None:
    """Food sold by the village per unit produced, by its price in manufactures: shops full, and with .3 and
    .2 of manufactures to be had. Where these run out a higher price brings less food. Supply curve of
    Allen."""
    from perelom.replications.nepmacro import rationed_supply

    prices = np.linspace(0.4, 1.6, 121)
    for k, (goods, words) in enumerate(((None, "shops full"), (0.3, "0.3"), (0.2, "0.2"))):
        sold = [rationed_supply(r, 1.0, 1.5043, 1.9298, goods)["marketed"] for r in prices]
        line(axes, prices, sold, words, k)
    labelled(axes, "price of food in manufactures", "share of food sold")


def procurement(axes: Axes) -> None:
    """Grain kept per head by the harvest that was expected, when harvests fall 13 per cent short: under a
    quota that stays as planned, one that follows the harvest, and the planned total shared anew (cbar 250,
    seed .15). Below the thin line, 180 kg, people die."""
    from perelom.replications.procurement import retained

    expected = np.linspace(300.0, 700.0, 41).tolist()
    kept = retained(expected, 1.0, 0.87, 250.0, 0.15)
    for k, (rule, words) in enumerate(
        (("rigid", "rigid"), ("proportional", "follows"), ("flexible", "anew"))
    ):
        line(axes, expected, kept[rule], words, k)
    even(axes, 180.0)
    labelled(axes, "expected harvest per head, kg", "kept per head, kg")


def scissors(axes: Axes) -> None:
    """Accumulation (in fifties of goods), utility of peasants and of workers as the price of food is lowered
    from 1, each as a difference from its value there: the state gains by a squeeze, both classes lose."""
    from perelom.replications.scissors import CASE, ces

    prices = np.linspace(1.0, 0.6, 50)
    at = ces(1.0, **CASE)
    for k, (result, words, unit) in enumerate((("I", "state", 50), ("U1", "village", 1), ("V2", "town", 1))):
        line(axes, prices, [(ces(p, **CASE)[result] - at[result]) / unit for p in prices], words, k)
    even(axes, 0.0)
    axes.invert_xaxis()
    labelled(axes, "price of food in industrial goods", "difference from price 1")


def surplus(axes: Axes) -> None:
    """Net flow from village to town in the second of two years of the worked example, by the price that food
    has reached (1 in the first year): at prices of the first year, and at those of the second. The same
    volumes, and both signs."""
    from perelom.replications.surplus import EXAMPLE, identity

    prices = np.linspace(1.0, 2.5, 31)
    for k, (base, words) in enumerate((("net_base0", "first"), ("net_final", "second"))):
        flows = [identity(**(EXAMPLE | {"p_a": [1.0, float(p)]}))[base][1] for p in prices]
        line(axes, prices, flows, words, k)
    even(axes, 0.0)
    labelled(axes, "price of food in the second year", "net flow in the second year")
