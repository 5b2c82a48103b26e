"""The outside threat and defence: both sides are asked for the same share of income, and no war is simulated.

What stands here is relative capacity: a course's defence capacity over history's in the same draw. Which
ratio would have lost the war nobody can compute; the share of draws below each ratio is given, so that a
reader who holds one can read off in how many draws the verdict turns for him.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from perelom.ensembles.plan import Item, Plan
from perelom.results.bands import QUANTILES, plain
from perelom.vocabulary import lever_index, month_index

from .verdict_runs import SHARE, Measured

HISTORY = "history"
DATES = (1927, 1931, 1933, 1936, 1938)  # of the threat path (decision 18)
HELD = (0.6, 0.7, 0.8, 0.9, 1.0)  # ratios a reader may hold to be the least that suffices
NOT_IN_IT = (
    "The index holds heavy industry (half), spending on arms that is not worn out (three tenths) and "
    "railways (a fifth). It does not hold how much of industry lay in the east, nor allies, morale, officers "
    "or surprise."
)


def equal_shares(measured: Measured, plan: Plan) -> dict[str, Any]:
    """The share of income asked for defence at the dates of the threat path (January), the same for all
    courses, and which courses asked for another and were set to history's."""
    path = plan.scenarios[0].levers(plan.parameters(Item(0, 0, 0))).values[:, lever_index()[SHARE], 0]
    return {
        "instrument": SHARE,
        "asked": {str(year): float(path[month_index(f"{year}-01")]) for year in DATES},
        "equal_as_decided": not measured.made_equal,
        "made_equal": list(measured.made_equal),
        "not_in_the_index": NOT_IN_IT,
    }


def capacity(measured: Measured, scenarios: Sequence[str]) -> dict[str, Any]:
    """Relative capacity at the last horizon, by scenario."""
    at = measured.horizons[-1]
    return {"at": at, **{name: of_course(measured, at, name) for name in scenarios}}


def of_course(measured: Measured, at: str, scenario: str) -> dict[str, Any] | None:
    """Capacity of a course over history's. None where no draw has both.

    ratio : quantiles over draws; below : share of draws in which the ratio lies below each of HELD
    turns_in_half, turns_in_a_twentieth : the ratio which, held to be the least that suffices, turns the
        verdict in half and in a twentieth of the draws (the median and the lowest 5 % of the ratio)
    deaths_a_hundredth : where capacity is lower than history's and fewer died, how many further deaths each
        missing hundredth of it would have to bring for the deaths of both sides to be equal: quantiles over
        the draws concerned, and their share. Deaths are held against deaths; nothing else is priced.
    """
    kept = measured.complete(HISTORY, scenario)
    if not kept.any():
        return None

    def draws(name: str, row: str) -> np.ndarray:
        return measured.of(name, at, row)[kept].mean(axis=1)

    ratio = draws(scenario, "defence.capacity") / np.maximum(draws(HISTORY, "defence.capacity"), 1e-9)
    spared = draws(HISTORY, "deaths.counted") - draws(scenario, "deaths.counted")
    weaker = (ratio < 1.0) & (spared > 0.0)
    return {
        "ratio": quantiles(ratio),
        "below": {f"{held:g}": float((ratio < held).mean()) for held in HELD},
        "turns_in_half": float(np.quantile(ratio, 0.5)),
        "turns_in_a_twentieth": float(np.quantile(ratio, 0.05)),
        "deaths_a_hundredth": (
            {
                **quantiles(spared[weaker] / (100.0 * (1.0 - ratio[weaker]))),
                "share_of_draws": float(weaker.mean()),
            }
            if weaker.any()
            else None
        ),
        "draws": int(kept.sum()),
    }


def quantiles(values: np.ndarray) -> dict[str, float]:
    """The five quantiles of a few numbers, by name."""
    return dict(zip(QUANTILES, plain(np.quantile(values, list(QUANTILES.values()))), strict=True))
