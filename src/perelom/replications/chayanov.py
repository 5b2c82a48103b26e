"""The labour-consumer balance: how hard a farm without hired labour works depends on its mouths per worker.

Chayanov (1925): a family works until the drudgery of one more day outweighs what it brings to the table.
Form ours:

    max over l   ln((rho l - tax) / k - cbar) - kappa l^(1+phi) / (1+phi)
    condition    1 / (l - b) = kappa l^phi,   b = (k cbar + tax) / rho
    phi = 1      l = (b + sqrt(b^2 + 4 / kappa)) / 2

A lump-sum tax and more mouths raise effort, a better return for the day lowers it. Where labour can be
hired at a wage the balance no longer sets the size of the farm: that is the point in dispute with Lenin.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from .headline import Headline, derived
from .inputs import NotNegative, Positive

TITLE = "Labour-consumer balance of the peasant household"
SOURCE = (
    "Chayanov (1925), The Theory of Peasant Economy; "
    "Harrison (1975), Journal of Peasant Studies 2(4), 389-417"
)
STATUS = "exact"


def labour(
    k: Positive,
    cbar: NotNegative,
    rho: Positive,
    kappa: Positive,
    tax: float = 0.0,
    phi: NotNegative = 1.0,
) -> dict[str, float]:
    """Days a worker of the household works in a year.

    k : consumers per worker; cbar : subsistence per consumer, rubles; rho : net product of a day, rubles
    kappa, phi : weight and curvature of drudgery; tax : lump sum per worker, rubles, negative for a grant
    returns : l, days; nothing keeps it below the days of a year
    """
    b = (k * cbar + tax) / rho
    if phi == 1:
        root = math.hypot(b, 2 / math.sqrt(kappa))
        # the difference of two near numbers is avoided where b is below 0
        return {"l": (b + root) / 2 if b >= 0 else 2 / kappa / (root - b)}
    return {"l": _balanced(b, kappa, phi)}


def _balanced(b: float, kappa: float, phi: float) -> float:
    """The l above b and above 0 at which kappa l^phi (l - b) = 1, by bisection."""
    least = max(b, 0.0)
    if phi == 0:
        return max(0.0, b + 1 / kappa)
    if b == least and kappa * least**phi == math.inf:
        return least
    step = 1.0
    while kappa * (least + step) ** phi * (least + step - b) < 1:
        step *= 2
    low, high = least, least + step
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        low, high = (middle, high) if kappa * middle**phi * (middle - b) < 1 else (low, middle)


def shared(
    k: Positive,
    cbar: NotNegative,
    rho: Positive,
    kappa: Positive,
    n: Positive,
    tax: float = 0.0,
    phi: NotNegative = 1.0,
) -> dict[str, float]:
    """The balance on a common field: a day's product is shared among n alike, its drudgery is not.

    Each takes the work of the others as given and all come to the same: 1 / (n (l - b)) = kappa l^phi.
    returns : l, days
    """
    return labour(k, cbar, rho, n * kappa, tax, phi)


_CASE: dict[str, Any] = {"cbar": 50.0, "rho": 1.0, "kappa": 1e-4}
# Volokolamsk district, by consumers per worker: days of a worker, his output in rubles (recalled)
_MOUTHS = (1.1, 1.3, 1.5, 1.8)


def _days(**changed: float) -> Callable[[], float]:
    return lambda: labour(**(_CASE | {"k": 1.3} | changed))["l"]


def _by_mouths() -> str:
    days = [labour(k, **_CASE)["l"] for k in _MOUTHS]
    return "rises" if all(a < b for a, b in pairwise(days)) else "does not rise"


def _on_the_common_field() -> str:
    return "falls" if shared(1.3, n=60, **_CASE)["l"] < _days()() else "does not fall"


_DERIVED = "solved from the equations: cbar 50, rho 1, kappa .0001, tax 0, phi 1, k 1.3 but where said"
HEADLINES = (
    derived("k-1.1", "days, 1.1 consumers per worker", 131.21234256, _days(k=1.1), _DERIVED, "days", 1e-8),
    derived("k-1.3", "days, 1.3 consumers per worker", 137.64870422, _days(k=1.3), _DERIVED, "days", 1e-8),
    derived("k-1.5", "days, 1.5 consumers per worker", 144.30004682, _days(k=1.5), _DERIVED, "days", 1e-8),
    derived("k-1.8", "days, 1.8 consumers per worker", 154.65856100, _days(k=1.8), _DERIVED, "days", 1e-8),
    derived("rho-1.2", "days, a fifth more for a day", 130.68597299, _days(rho=1.2), _DERIVED, "days", 1e-8),
    derived("tax-20", "days, a tax of 20 rubles", 151.15656906, _days(tax=20), _DERIVED, "days", 1e-8),
    derived(
        "phi-2", "days, phi 2 and kappa 1e-6", 127.00006274, _days(phi=2, kappa=1e-6), _DERIVED, "days", 1e-8
    ),
    Headline(
        "volokolamsk",
        "days of a worker with more consumers (98.8, 102.3, 157.2, 161.3)",
        "rises",
        _by_mouths,
        0,
        "illustrative",
        "recalled",
        "Chayanov (1925), Volokolamsk district",
        differs="the sign only: ours rise from 131 to 155 days, more evenly; the table is recalled",
    ),
    Headline(
        "free-rider",
        "days when the product is shared among sixty",
        "falls",
        _on_the_common_field,
        0,
        "illustrative",
        "ours",
        "the same condition with the marginal return divided by n",
    ),
)

CASES = {"chayanov.labour": labour, "chayanov.shared": shared}
