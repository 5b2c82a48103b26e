"""Did agriculture pay for industry? Barsov, Millar, Nove, Ellman: the net flow between village and town.

X_t farm sales and M_t industrial goods bought by farming (machines among them), both at the prices of a base
year; p_a, p_m their price indices. The same volumes can give a surplus in one year's prices and a deficit in
another's, so every base is printed.

    net_current = p_a X - p_m M ;  net_base0 = X - M ;  net_final = p_a,T X - p_m,T M ;  tot = p_a/p_m
    transfer through prices = (p_a/p_m - 1) X
    net_current = taxes + savings + money hoarded by the village - grants of the state to farming
    town: investment = (product - consumption) + net_base0 + foreign balance

Barsov's annual table was not found; nothing here is filled from memory.
"""

from __future__ import annotations

from typing import Any

from .headline import Headline, derived, not_found
from .inputs import Fault, Inside, NotNegative, Positive, refuse
from .published import published

TITLE = "The agricultural surplus: Barsov, Millar, Nove, Ellman"
SOURCE = (
    "Millar, Slavic Review 33 (1974); Millar and Nove, Problems of Communism 25(4) (1976); "
    "Ellman, Economic Journal 85 (1975); Barsov (1969)"
)
STATUS = "illustrative"


def identity(
    X: list[NotNegative], p_a: list[Positive], M: list[NotNegative], p_m: list[Positive]
) -> dict[str, Any]:
    """The net flow from village to town, by year, at current, base and final prices.

    X, M : volumes at base prices; p_a, p_m : price indices, 1 in the base year
    returns : net_current, net_base0, net_final, tot, transfer, lists
    """
    _same_length(X=X, p_a=p_a, M=M, p_m=p_m)
    rows = list(zip(X, p_a, M, p_m, strict=True))
    return {
        "net_current": [pa * x - pm * m for x, pa, m, pm in rows],
        "net_base0": [x - m for x, _, m, _ in rows],
        "net_final": [p_a[-1] * x - p_m[-1] * m for x, _, m, _ in rows],
        "tot": [pa / pm for _, pa, _, pm in rows],
        "transfer": [(pa / pm - 1) * x for x, pa, _, pm in rows],
    }


def accumulation(
    town_product: list[float], town_consumption: list[float], net_base0: list[float], foreign: list[float]
) -> dict[str, Any]:
    """Investment of the town and what its change is made of.

    all at base prices, by year; foreign : imports less exports
    returns : investment; change between first and last year of investment, own (product less consumption),
        village and foreign; village_share of the change, None where investment did not change
    """
    _same_length(
        town_product=town_product, town_consumption=town_consumption, net_base0=net_base0, foreign=foreign
    )
    own = [p - c for p, c in zip(town_product, town_consumption, strict=True)]
    invested = [o + n + f for o, n, f in zip(own, net_base0, foreign, strict=True)]
    change = invested[-1] - invested[0]
    village = net_base0[-1] - net_base0[0]
    return {
        "investment": invested,
        "change": change,
        "own": own[-1] - own[0],
        "village": village,
        "foreign": foreign[-1] - foreign[0],
        "village_share": village / change if change else None,
    }


def terms_of_trade(received: Positive, consumer_goods: Positive, retail_food: Positive) -> dict[str, Any]:
    """Two readings of the same price changes.

    received : price received by farms, all channels, now over then; consumer_goods : price of what they buy
    retail_food : price of food in town
    returns : peasant_tot, received over goods; food_tot, retail food over goods; village_share, received over
        retail food: of what the town pays, the part that reaches the village, then = 1; taken, its fall
    """
    return {
        "peasant_tot": received / consumer_goods,
        "food_tot": retail_food / consumer_goods,
        "village_share": received / retail_food,
        "taken": 1 - received / retail_food,
    }


def not_accumulated(accumulated: list[Positive], share: list[Inside]) -> dict[str, Any]:
    """Income left for all other uses. accumulated : by year; share : of accumulation in income

    returns : income and rest by year; increment_share, of the rise of income that went to accumulation, None
        where income did not change
    """
    _same_length(accumulated=accumulated, share=share)
    income = [a / s for a, s in zip(accumulated, share, strict=True)]
    risen = income[-1] - income[0]
    return {
        "income": income,
        "rest": [y - a for y, a in zip(income, accumulated, strict=True)],
        "increment_share": (accumulated[-1] - accumulated[0]) / risen if risen else None,
    }


def _same_length(**series: list[float]) -> None:
    first, *_ = series
    years = len(series[first])
    refuse(
        Fault(f"inputs.{first}", "an empty list", "one year or more") if not years else None,
        *(
            Fault(f"inputs.{name}", f"{len(values)} years", f"{years}, as {first} has")
            for name, values in series.items()
            if len(values) != years
        ),
    )


# --- what is set side by side -----------------------------------------------------------------------------

EXAMPLE = {"X": [100.0, 90.0], "p_a": [1.0, 2.5], "M": [95.0, 105.0], "p_m": [1.0, 1.2]}
PRICES_1937 = {"received": 6.2, "consumer_goods": 4.22, "retail_food": 8.0}  # over 1928, as Allen gives them


def grain_left(year: int) -> float:
    """Harvest of a year, lower estimate, less procurement of the farm year, million t; our evidence."""
    harvest = published("economy/grain.csv", "grain_harvest_dw_low", "Wheatcroft & Davies 1994")
    taken = published("economy/grain.csv", "grain_procurement", "Davies 1980")
    return harvest[str(year)] - taken[f"{year}/{(year + 1) % 100}"]


def _rest(which: int) -> float:
    file, source = "economy/investment_capital.csv", "Bettelheim 1950"
    amounts = published(file, "accumulation", source)
    shares = published(file, "accumulation_share_national_income", source)
    years = ("1928", "1932")
    return not_accumulated([amounts[y] for y in years], [shares[y] / 100 for y in years])["rest"][which]


def _bases() -> str:
    last = {k: identity(**EXAMPLE)[k][-1] for k in ("net_base0", "net_final")}
    return "differ" if last["net_base0"] < 0 < last["net_final"] else "agree"


_ARITHMETIC = "arithmetic on figures that Allen (2003), ch. 9, gives"
_EXAMPLE = "worked example: sales fall, the price of food rises faster"
_PACK = "arithmetic on the figures of our evidence"
HEADLINES = (
    Headline(
        "price-base",
        "signs of the net flow at base and at final prices when the market price rises and volumes fall",
        "differ",
        _bases,
        0,
        "exact",
        "derived",
        "index-number theorem behind the debate of Millar and Nove",
    ),
    derived(
        "peasant-tot",
        "peasants' terms of trade, 1937 over 1928",
        1.469,
        lambda: terms_of_trade(**PRICES_1937)["peasant_tot"],
        _ARITHMETIC,
        tolerance=5e-4,
    ),
    derived(
        "food-tot",
        "retail food over manufactures, 1937 over 1928",
        1.90,
        lambda: terms_of_trade(**PRICES_1937)["food_tot"],
        _ARITHMETIC,
        tolerance=0.005,
    ),
    derived(
        "taken",
        "more of what the town paid that did not reach the village",
        22.5,
        lambda: 100 * terms_of_trade(**PRICES_1937)["taken"],
        _ARITHMETIC,
        "per cent",
    ),
    derived(
        "net-base",
        "net flow of year 2 at base prices",
        -15.0,
        lambda: identity(**EXAMPLE)["net_base0"][1],
        _EXAMPLE,
    ),
    derived(
        "net-final",
        "net flow of year 2 at final prices",
        99.0,
        lambda: identity(**EXAMPLE)["net_final"][1],
        _EXAMPLE,
    ),
    derived(
        "transfer",
        "transfer through prices, year 2",
        97.5,
        lambda: identity(**EXAMPLE)["transfer"][1],
        _EXAMPLE,
    ),
    derived("rest-1928", "income not accumulated, 1928", 21.57, lambda: _rest(0), _PACK, "bn rubles", 0.01),
    derived("rest-1932", "income not accumulated, 1932", 22.35, lambda: _rest(1), _PACK, "bn rubles", 0.01),
    *(
        derived(
            f"grain-{year}",
            f"grain left after procurement, {year}",
            left,
            lambda year=year: grain_left(year),
            _PACK,
            "Mt",
        )
        for year, left in ((1929, 47.1), (1930, 43.6), (1931, 33.2), (1932, 37.5))
    ),
    not_found(
        "barsov",
        "Barsov's net flow by year",
        "Barsov 1969",
        "the annual table was not found; no memory fills it",
    ),
    not_found(
        "ellman",
        "Ellman: net flow, 1913 and 1928 prices",
        "Ellman 1975",
        "seen only as cited: no major source",
    ),
)

CASES = {
    "surplus.identity": identity,
    "surplus.accumulation": accumulation,
    "surplus.terms_of_trade": terms_of_trade,
    "surplus.not_accumulated": not_accumulated,
}
